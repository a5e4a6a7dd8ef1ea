-- companies
SELECT
  "core".answer(row_to_json("#18"))
FROM (
  WITH "#1" AS MATERIALIZED (
    SELECT
      ROW_NUMBER() OVER () AS "#n",
      "#20"."id" AS "id",
      "#20"."name" AS "name",
      "#20"."annual_recurring_revenue_amount_micros" AS "annual_recurring_revenue_amount_micros",
      "#20"."annual_recurring_revenue_currency_code" AS "annual_recurring_revenue_currency_code",
      "#20"."created_at" AS "created_at"
    FROM (
      SELECT
        "#19"."id" AS "id",
        "#19"."name" AS "name",
        "#19"."annual_recurring_revenue_amount_micros" AS "annual_recurring_revenue_amount_micros",
        "#19"."annual_recurring_revenue_currency_code" AS "annual_recurring_revenue_currency_code",
        "#19"."created_at" AS "created_at"
      FROM "schema"."company" AS "#19"
      WHERE
        (
          "filter".eq("#19"."industry", $1::text)
          AND "filter".gte("#19"."employees", $2::integer)
        )
        AND "#19"."deleted_at" IS NULL
      ORDER BY
        "#19"."created_at" DESC,
        "#19"."id" DESC
      LIMIT $size0+1$
    ) AS "#20"
  )
  SELECT
    (
      SELECT
        COALESCE(json_agg("#15"), CAST('[]' AS JSON))
      FROM (
        SELECT
          "#14" AS "node",
          translate(
            encode(
              convert_to(
                'b38a2d9c' || CAST(json_build_array(CAST("#1"."created_at" AS TEXT), CAST("#1"."id" AS TEXT)) AS TEXT),
                'UTF8'
              ),
              'base64'
            ),
            '+/=' || chr(10) || '',
            '-_'
          ) AS "cursor"
        FROM "#1"
        LEFT JOIN LATERAL (
          SELECT
            "#1"."annual_recurring_revenue_amount_micros" AS "amountMicros",
            "#1"."annual_recurring_revenue_currency_code" AS "currencyCode"
          WHERE
            NOT (
              "#1"."annual_recurring_revenue_amount_micros" IS NULL
              AND "#1"."annual_recurring_revenue_currency_code" IS NULL
            )
        ) AS "#2"
          ON TRUE
        CROSS JOIN LATERAL (
          SELECT
            (
              SELECT
                COALESCE(json_agg("#7"), CAST('[]' AS JSON))
              FROM (
                SELECT
                  "#5" AS "node"
                FROM (
                  SELECT
                    "#6"."id" AS "id",
                    "#6"."name_first_name" AS "name_first_name",
                    "#6"."name_last_name" AS "name_last_name"
                  FROM "schema"."person" AS "#6"
                  WHERE
                    "#6"."company_id" = "#1"."id" AND "#6"."deleted_at" IS NULL
                  ORDER BY
                    "#6"."id" ASC
                  LIMIT 60
                ) AS "#3"
                LEFT JOIN LATERAL (
                  SELECT
                    "#3"."name_first_name" AS "firstName",
                    "#3"."name_last_name" AS "lastName"
                  WHERE
                    NOT (
                      "#3"."name_first_name" IS NULL AND "#3"."name_last_name" IS NULL
                    )
                ) AS "#4"
                  ON TRUE
                CROSS JOIN LATERAL (
                  SELECT
                    "#3"."id" AS "id",
                    "#4" AS "name"
                ) AS "#5"
              ) AS "#7"
            ) AS "edges"
        ) AS "#8"
        CROSS JOIN LATERAL (
          SELECT
            (
              SELECT
                COALESCE(json_agg("#12"), CAST('[]' AS JSON))
              FROM (
                SELECT
                  "#10" AS "node"
                FROM (
                  SELECT
                    "#11"."id" AS "id",
                    "#11"."stage" AS "stage"
                  FROM "schema"."opportunity" AS "#11"
                  WHERE
                    "#11"."company_id" = "#1"."id" AND "#11"."deleted_at" IS NULL
                  ORDER BY
                    "#11"."id" ASC
                  LIMIT 60
                ) AS "#9"
                CROSS JOIN LATERAL (
                  SELECT
                    "#9"."id" AS "id",
                    "#9"."stage" AS "stage"
                ) AS "#10"
              ) AS "#12"
            ) AS "edges"
        ) AS "#13"
        CROSS JOIN LATERAL (
          SELECT
            "#1"."id" AS "id",
            "#1"."name" AS "name",
            "#2" AS "annualRecurringRevenue",
            "#8" AS "people",
            "#13" AS "opportunities"
        ) AS "#14"
        WHERE
          "#1"."#n" <= $size0+0$
      ) AS "#15"
    ) AS "edges",
    (
      SELECT
        "#16"
      FROM (
        SELECT
          EXISTS(
            SELECT
              1
            FROM "#1"
            WHERE
              "#1"."#n" > $size0+0$
          ) AS "hasNextPage",
          FALSE AS "hasPreviousPage",
          (
            SELECT
              translate(
                encode(
                  convert_to(
                    'b38a2d9c' || CAST(json_build_array(CAST("#1"."created_at" AS TEXT), CAST("#1"."id" AS TEXT)) AS TEXT),
                    'UTF8'
                  ),
                  'base64'
                ),
                '+/=' || chr(10) || '',
                '-_'
              )
            FROM "#1"
            WHERE
              "#1"."#n" <= $size0+0$
            ORDER BY
              "#1"."#n" ASC
            LIMIT 1
          ) AS "startCursor",
          (
            SELECT
              translate(
                encode(
                  convert_to(
                    'b38a2d9c' || CAST(json_build_array(CAST("#1"."created_at" AS TEXT), CAST("#1"."id" AS TEXT)) AS TEXT),
                    'UTF8'
                  ),
                  'base64'
                ),
                '+/=' || chr(10) || '',
                '-_'
              )
            FROM "#1"
            WHERE
              "#1"."#n" <= $size0+0$
            ORDER BY
              "#1"."#n" DESC
            LIMIT 1
          ) AS "endCursor"
      ) AS "#16"
    ) AS "pageInfo",
    (
      SELECT
        COUNT(*)
      FROM "schema"."company" AS "#17"
      WHERE
        (
          "filter".eq("#17"."industry", $1::text)
          AND "filter".gte("#17"."employees", $2::integer)
        )
        AND "#17"."deleted_at" IS NULL
    ) AS "totalCount"
) AS "#18";
