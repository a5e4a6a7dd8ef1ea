-- company
SELECT
  "core".answer(row_to_json("#15"))
FROM (
  SELECT
    "#1"."id" AS "id",
    "#1"."name" AS "name",
    "#14" AS "people",
    "#1"."x_link" AS "xLink"
  FROM "schema"."company" AS "#1"
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
              "#11"."email" AS "email",
              "#11"."company_id" AS "company_id"
            FROM "schema"."person" AS "#11"
            WHERE
              "#11"."company_id" = "#1"."id" AND "#11"."deleted_at" IS NULL
            ORDER BY
              "#11"."id" ASC
            LIMIT 60
          ) AS "#2"
          CROSS JOIN LATERAL (
            SELECT
              "#2"."id" AS "id",
              "#2"."email" AS "email",
              (
                SELECT
                  "#9"
                FROM (
                  SELECT
                    "#3"."id" AS "id",
                    "#3"."name" AS "name",
                    "#8" AS "people"
                  FROM "schema"."company" AS "#3"
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
                              "#6"."id" AS "id"
                            FROM "schema"."person" AS "#6"
                            WHERE
                              "#6"."company_id" = "#3"."id" AND "#6"."deleted_at" IS NULL
                            ORDER BY
                              "#6"."id" ASC
                            LIMIT 60
                          ) AS "#4"
                          CROSS JOIN LATERAL (
                            SELECT
                              "#4"."id" AS "id"
                          ) AS "#5"
                        ) AS "#7"
                      ) AS "edges"
                  ) AS "#8"
                  WHERE
                    "#3"."id" = "#2"."company_id" AND "#3"."deleted_at" IS NULL
                ) AS "#9"
              ) AS "company"
          ) AS "#10"
        ) AS "#12"
      ) AS "edges",
      (
        SELECT
          COUNT(*)
        FROM "schema"."person" AS "#13"
        WHERE
          "#13"."company_id" = "#1"."id" AND "#13"."deleted_at" IS NULL
      ) AS "totalCount"
  ) AS "#14"
  WHERE
    "filter".eq("#1"."id", $1::uuid) AND "#1"."deleted_at" IS NULL
) AS "#15";
