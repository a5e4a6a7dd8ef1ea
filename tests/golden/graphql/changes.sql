-- updateCompany
WITH "#w" AS (
  UPDATE "schema"."company" AS "#1" SET "annual_recurring_revenue_currency_code" = $1::text, "employees" = $2::integer, "name" = $3::text
  WHERE
    "#1"."id" = $4::uuid AND "#1"."deleted_at" IS NULL
  RETURNING "id", "employees"
)
SELECT
  "core".answer(row_to_json("#2"))
FROM (
  SELECT
    "#w"."id" AS "id",
    "#w"."employees" AS "employees"
  FROM "#w"
) AS "#2"
UNION ALL
SELECT
  "core".no_such_record(CAST('company' AS TEXT), $4::uuid, CAST('id' AS TEXT))
WHERE
  NOT EXISTS(
    SELECT
      1
    FROM "#w"
  );

-- updatePeople
WITH "#w" AS (
  UPDATE "schema"."person" AS "#1" SET "city" = $1::text, "name_first_name" = $2::text
  WHERE
    "#1"."id" = ANY(
      $3::uuid[]
    ) AND "#1"."deleted_at" IS NULL
  RETURNING "#1"."id"
)
SELECT
  "core".require_found(
    CAST('person' AS TEXT),
    $3::uuid[],
    ARRAY(SELECT
      "id"
    FROM "#w"),
    CAST('ids' AS TEXT)
  );

SELECT
  "core".answer(
    (
      SELECT
        COALESCE(json_agg("#3"), CAST('[]' AS JSON))
      FROM (
        SELECT
          "#1"."id" AS "id"
        FROM (
          SELECT
            "#2"."id" AS "id"
          FROM UNNEST($1::uuid[]) WITH ORDINALITY AS "#i"("id", "#n")
          JOIN "schema"."person" AS "#2"
            ON "#2"."id" = "#i"."id"
          ORDER BY
            "#i"."#n"
        ) AS "#1"
      ) AS "#3"
    )
  );

-- updateCompanies
WITH "#w" AS (
  UPDATE "schema"."company" AS "#1" SET "annual_recurring_revenue_amount_micros" = $1::bigint, "annual_recurring_revenue_currency_code" = $2::text
  WHERE
    "#1"."id" = ANY(
      $3::uuid[]
    ) AND "#1"."deleted_at" IS NULL
  RETURNING "#1"."id"
)
SELECT
  "core".require_found(
    CAST('company' AS TEXT),
    $3::uuid[],
    ARRAY(SELECT
      "id"
    FROM "#w"),
    CAST('ids' AS TEXT)
  );

SELECT
  "core".answer(
    (
      SELECT
        COALESCE(json_agg("#3"), CAST('[]' AS JSON))
      FROM (
        SELECT
          "#1"."id" AS "id"
        FROM (
          SELECT
            "#2"."id" AS "id"
          FROM UNNEST($1::uuid[]) WITH ORDINALITY AS "#i"("id", "#n")
          JOIN "schema"."company" AS "#2"
            ON "#2"."id" = "#i"."id"
          ORDER BY
            "#i"."#n"
        ) AS "#1"
      ) AS "#3"
    )
  );

-- deleteCompany
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

-- deleteCompanies
WITH "#w" AS (
  UPDATE "schema"."company" AS "#1" SET "deleted_at" = now()
  WHERE
    "#1"."id" = ANY(
      $1::uuid[]
    ) AND "#1"."deleted_at" IS NULL
  RETURNING "#1"."id"
)
SELECT
  "core".require_found(
    CAST('company' AS TEXT),
    $1::uuid[],
    ARRAY(SELECT
      "id"
    FROM "#w"),
    CAST('ids' AS TEXT)
  );

SELECT
  "core".answer(
    (
      SELECT
        COALESCE(json_agg("#3"), CAST('[]' AS JSON))
      FROM (
        SELECT
          "#1"."id" AS "id",
          to_char("#1"."deleted_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "deletedAt"
        FROM (
          SELECT
            "#2"."id" AS "id",
            "#2"."deleted_at" AS "deleted_at"
          FROM UNNEST($1::uuid[]) WITH ORDINALITY AS "#i"("id", "#n")
          JOIN "schema"."company" AS "#2"
            ON "#2"."id" = "#i"."id"
          ORDER BY
            "#i"."#n"
        ) AS "#1"
      ) AS "#3"
    )
  );
