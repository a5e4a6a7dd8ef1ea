-- createCompany
WITH "#w" AS (
  INSERT INTO "schema"."company" (
    "id",
    "annual_recurring_revenue_amount_micros",
    "annual_recurring_revenue_currency_code",
    "employees",
    "name"
  )
  VALUES
    ($1::uuid, $2::bigint, $3::text, $4::integer, $5::text)
  RETURNING "id"
)
SELECT
  "core".answer(row_to_json("#1"))
FROM (
  SELECT
    "#w"."id" AS "id"
  FROM "#w"
) AS "#1";

-- literal
WITH "#w" AS (
  INSERT INTO "schema"."sample" (
    "id",
    "money_amount_micros",
    "money_currency_code",
    "name",
    "settings",
    "tags"
  )
  VALUES
    ($1::uuid, $2::bigint, $3::text, $4::text, $5::jsonb, $6::text[])
  RETURNING "id"
)
SELECT
  "core".answer(row_to_json("#1"))
FROM (
  SELECT
    "#w"."id" AS "id"
  FROM "#w"
) AS "#1";

-- createCompanies
INSERT INTO "schema"."company" (
  "id",
  "employees",
  "industry",
  "name"
)
SELECT
  "#i"."id",
  CASE WHEN "#i"."p0" THEN "#i"."c0" ELSE NULL END,
  CASE WHEN "#i"."p1" THEN "#i"."c1" ELSE NULL END,
  "#i"."c2"
FROM UNNEST($1::uuid[], $2::integer[], $3::boolean[], $4::text[], $5::boolean[], $6::text[]) WITH ORDINALITY AS "#i"("id", "c0", "p0", "c1", "p1", "c2", "#n")
ORDER BY
  "#i"."#n";

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

-- single
INSERT INTO "schema"."sample" (
  "id",
  "name",
  "tags"
)
SELECT
  "#i"."id",
  "#i"."c0",
  CAST("#i"."c1" AS text[])
FROM UNNEST($1::uuid[], $2::text[], $3::text[]) WITH ORDINALITY AS "#i"("id", "c0", "c1", "#n")
ORDER BY
  "#i"."#n";

SELECT
  "core".answer(
    (
      SELECT
        COALESCE(json_agg("#3"), CAST('[]' AS JSON))
      FROM (
        SELECT
          "#1"."name" AS "name"
        FROM (
          SELECT
            "#2"."name" AS "name"
          FROM UNNEST($1::uuid[]) WITH ORDINALITY AS "#i"("id", "#n")
          JOIN "schema"."sample" AS "#2"
            ON "#2"."id" = "#i"."id"
          ORDER BY
            "#i"."#n"
        ) AS "#1"
      ) AS "#3"
    )
  );

-- createOpportunity
WITH "#w" AS (
  INSERT INTO "schema"."opportunity" (
    "id",
    "name",
    "probability",
    "stage"
  )
  VALUES
    ($1::uuid, $2::text, $3::numeric, $4::text)
  RETURNING "stage"
)
SELECT
  "core".answer(row_to_json("#1"))
FROM (
  SELECT
    "#w"."stage" AS "stage"
  FROM "#w"
) AS "#1";
