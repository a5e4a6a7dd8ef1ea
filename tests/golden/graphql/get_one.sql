-- company
SELECT
  "core".answer(row_to_json("#2"))
FROM (
  SELECT
    "#1"."id" AS "id",
    "#1"."name" AS "name",
    "#1"."name" AS "again",
    CAST('Company' AS TEXT) AS "__typename"
  FROM "schema"."company" AS "#1"
  WHERE
    "filter".eq("#1"."id", $1::uuid) AND "#1"."deleted_at" IS NULL
) AS "#2";
