WITH "#w" AS (
  UPDATE "schema"."company" AS "#1" SET "deleted_at" = now()
  WHERE
    "#1"."id" = $1::uuid AND "#1"."deleted_at" IS NULL
  RETURNING "id"
)
SELECT
  "core".answer(row_to_json("#2"))
FROM (
  SELECT
    "#w"."id" AS "id"
  FROM "#w"
) AS "#2"
UNION ALL
SELECT
  "core".no_such_record(CAST('company' AS TEXT), $1::uuid, CAST('id' AS TEXT))
WHERE
  NOT EXISTS(
    SELECT
      1
    FROM "#w"
  );
