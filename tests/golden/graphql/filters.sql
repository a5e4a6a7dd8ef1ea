-- companies
SELECT
  "core".answer(row_to_json("#6"))
FROM (
  SELECT
    (
      SELECT
        COUNT(*)
      FROM "schema"."company" AS "#2"
      WHERE
        (
          "filter".ilike("#2"."name", $1::text)
          AND "filter".neq("#2"."name", $2::text)
          AND "filter".gt("#2"."employees", $3::integer)
          AND "filter".gte("#2"."annual_recurring_revenue_amount_micros", $4::bigint)
          AND "filter".in_list("#2"."annual_recurring_revenue_currency_code", $5::text[])
          AND EXISTS(
            SELECT
              1
            FROM "schema"."person" AS "#3"
            WHERE
              "#3"."company_id" = "#2"."id"
              AND (
                (
                  "filter".in_list("#3"."city", $6::text[]) AND "#3"."name_first_name" IS NULL
                )
                AND "#3"."deleted_at" IS NULL
              )
          )
          AND EXISTS(
            SELECT
              1
            FROM "schema"."opportunity" AS "#4"
            WHERE
              "#4"."company_id" = "#2"."id"
              AND (
                (
                  "filter".eq("#4"."stage", $7::text)
                  AND EXISTS(
                    SELECT
                      1
                    FROM "schema"."company" AS "#5"
                    WHERE
                      "#5"."id" = "#4"."company_id"
                      AND (
                        NOT (
                          NOT "#5"."industry" IS NULL
                        ) AND "#5"."deleted_at" IS NULL
                      )
                  )
                )
                AND "#4"."deleted_at" IS NULL
              )
          )
          AND (
            (
              "filter".eq("#2"."id", $8::uuid) OR TRUE
            ) AND FALSE
          )
        )
        AND "#2"."deleted_at" IS NULL
    ) AS "totalCount"
) AS "#6";

-- empty
SELECT
  "core".answer(row_to_json("#3"))
FROM (
  SELECT
    (
      SELECT
        COUNT(*)
      FROM "schema"."company" AS "#2"
      WHERE
        "#2"."deleted_at" IS NULL
    ) AS "totalCount"
) AS "#3";

-- opportunity
SELECT
  "core".answer(row_to_json("#3"))
FROM (
  SELECT
    "#1"."id" AS "id"
  FROM (
    SELECT
      "#2"."id" AS "id"
    FROM "schema"."opportunity" AS "#2"
    WHERE
      "filter".in_list("#2"."stage", $1::text[]) AND "#2"."deleted_at" IS NULL
    ORDER BY
      "#2"."id" ASC
    LIMIT 1
  ) AS "#1"
) AS "#3";
