-- companies
SELECT
  "core".answer(row_to_json("#23"))
FROM (
  SELECT
    CAST('CompanyConnection' AS TEXT) AS "__typename",
    (
      SELECT
        COALESCE(json_agg("#22"), CAST('[]' AS JSON))
      FROM (
        SELECT
          CAST('CompanyEdge' AS TEXT) AS "__typename",
          "#20" AS "node"
        FROM (
          SELECT
            "#21"."account_owner_id" AS "account_owner_id",
            "#21"."id" AS "id"
          FROM "schema"."company" AS "#21"
          WHERE
            "#21"."deleted_at" IS NULL
          ORDER BY
            "#21"."id" ASC
          LIMIT 60
        ) AS "#1"
        CROSS JOIN LATERAL (
          WITH "#5" AS MATERIALIZED (
            SELECT
              ROW_NUMBER() OVER () AS "#n",
              "#16"."id" AS "id"
            FROM (
              SELECT
                "#15"."id" AS "id"
              FROM "schema"."person" AS "#15"
              WHERE
                "#15"."company_id" = "#1"."id"
                AND (
                  "filter".eq("#15"."city", $1::text) AND "#15"."deleted_at" IS NULL
                )
              ORDER BY
                "#15"."id" ASC
              LIMIT $size0+0$
            ) AS "#16"
          )
          SELECT
            (
              SELECT
                "#6"
              FROM (
                SELECT
                  (
                    SELECT
                      translate(
                        encode(
                          convert_to('ae9f8f6b' || CAST(json_build_array(CAST("#5"."id" AS TEXT)) AS TEXT), 'UTF8'),
                          'base64'
                        ),
                        '+/=' || chr(10) || '',
                        '-_'
                      )
                    FROM "#5"
                    ORDER BY
                      "#5"."#n" DESC
                    LIMIT 1
                  ) AS "endCursor",
                  CAST('PageInfo' AS TEXT) AS "__typename"
              ) AS "#6"
            ) AS "pageInfo",
            (
              SELECT
                COALESCE(json_agg("#13"), CAST('[]' AS JSON))
              FROM (
                SELECT
                  "#12" AS "node"
                FROM "#5"
                CROSS JOIN LATERAL (
                  WITH "#7" AS MATERIALIZED (
                    SELECT
                      ROW_NUMBER() OVER () AS "#n",
                      1 AS "#"
                    FROM (
                      SELECT
                        1 AS "#"
                      FROM "schema"."opportunity" AS "#10"
                      WHERE
                        "#10"."point_of_contact_id" = "#5"."id" AND "#10"."deleted_at" IS NULL
                      ORDER BY
                        "#10"."probability" ASC NULLS FIRST,
                        "#10"."id" ASC
                      LIMIT $size1+0$
                    ) AS "#11"
                  )
                  SELECT
                    (
                      SELECT
                        COUNT(*)
                      FROM "schema"."opportunity" AS "#8"
                      WHERE
                        "#8"."point_of_contact_id" = "#5"."id" AND "#8"."deleted_at" IS NULL
                    ) AS "totalCount"
                ) AS "#9"
                CROSS JOIN LATERAL (
                  SELECT
                    "#9" AS "opportunities"
                ) AS "#12"
              ) AS "#13"
            ) AS "edges"
        ) AS "#14"
        CROSS JOIN LATERAL (
          SELECT
            (
              SELECT
                COUNT(*)
              FROM "schema"."person" AS "#18"
              WHERE
                "#18"."company_id" = "#1"."id" AND "#18"."deleted_at" IS NULL
            ) AS "total"
        ) AS "#19"
        CROSS JOIN LATERAL (
          SELECT
            (
              SELECT
                "#4"
              FROM (
                SELECT
                  "#3" AS "name"
                FROM "schema"."workspace_member" AS "#2"
                LEFT JOIN LATERAL (
                  SELECT
                    "#2"."name_last_name" AS "lastName",
                    CAST('FullName' AS TEXT) AS "__typename"
                  WHERE
                    NOT (
                      "#2"."name_first_name" IS NULL AND "#2"."name_last_name" IS NULL
                    )
                ) AS "#3"
                  ON TRUE
                WHERE
                  "#2"."id" = "#1"."account_owner_id" AND "#2"."deleted_at" IS NULL
              ) AS "#4"
            ) AS "accountOwner",
            "#14" AS "some",
            "#19" AS "people"
        ) AS "#20"
      ) AS "#22"
    ) AS "edges"
) AS "#23";
