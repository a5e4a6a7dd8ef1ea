-- objects
SELECT
  "core".answer(row_to_json("#16"))
FROM (
  SELECT
    (
      SELECT
        COUNT(*)
      FROM "metadata"."described_object" AS "#2"
      WHERE
        "filter".eq("#2"."is_active", $1::boolean)
        AND EXISTS(
          SELECT
            1
          FROM "metadata"."described_field" AS "#3"
          WHERE
            "#3"."object_id" = "#2"."id" AND "filter".eq("#3"."type", $2::text)
        )
    ) AS "totalCount",
    (
      SELECT
        COALESCE(json_agg("#15"), CAST('[]' AS JSON))
      FROM (
        SELECT
          translate(
            encode(
              convert_to(
                '6f573bbb' || CAST(json_build_array(CAST("#1"."position" AS TEXT), CAST("#1"."id" AS TEXT)) AS TEXT),
                'UTF8'
              ),
              'base64'
            ),
            '+/=' || chr(10) || '',
            '-_'
          ) AS "cursor",
          "#12" AS "node"
        FROM (
          SELECT
            "#13"."position" AS "position",
            "#13"."id" AS "id",
            "#13"."name_singular" AS "name_singular"
          FROM "metadata"."described_object" AS "#13"
          WHERE
            "filter".eq("#13"."is_active", $1::boolean)
            AND EXISTS(
              SELECT
                1
              FROM "metadata"."described_field" AS "#14"
              WHERE
                "#14"."object_id" = "#13"."id" AND "filter".eq("#14"."type", $2::text)
            )
          ORDER BY
            "#13"."position" ASC,
            "#13"."id" ASC
          LIMIT $size0+0$
        ) AS "#1"
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
                    "#6"."name" AS "name",
                    "#6"."options" AS "options"
                  FROM "metadata"."described_field" AS "#6"
                  WHERE
                    "#6"."object_id" = "#1"."id" AND "filter".eq("#6"."is_system", $3::boolean)
                  ORDER BY
                    "#6"."name" DESC,
                    "#6"."id" DESC
                  LIMIT 1000
                ) AS "#4"
                CROSS JOIN LATERAL (
                  SELECT
                    "#4"."name" AS "name",
                    "#4"."options" AS "options"
                ) AS "#5"
              ) AS "#7"
            ) AS "edges"
        ) AS "#8"
        CROSS JOIN LATERAL (
          SELECT
            (
              SELECT
                COUNT(*)
              FROM "metadata"."described_index" AS "#10"
              WHERE
                "#10"."object_id" = "#1"."id"
            ) AS "totalCount"
        ) AS "#11"
        CROSS JOIN LATERAL (
          SELECT
            "#1"."name_singular" AS "nameSingular",
            "#8" AS "fields",
            "#11" AS "indexes"
        ) AS "#12"
      ) AS "#15"
    ) AS "edges"
) AS "#16";
-- ['t', 'SELECT', 'f']

-- object
SELECT
  "core".answer(row_to_json("#2"))
FROM (
  SELECT
    "#1"."name_plural" AS "namePlural",
    to_char("#1"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "createdAt"
  FROM "metadata"."described_object" AS "#1"
  WHERE
    "filter".eq("#1"."id", $1::uuid)
) AS "#2";
-- ['01890a5d-ac96-774b-bcce-b302099a8057']

-- relation
SELECT
  "core".answer(row_to_json("#8"))
FROM (
  SELECT
    "#1"."relation_type" AS "relationType",
    (
      SELECT
        "#5"
      FROM (
        SELECT
          "#2"."name" AS "name",
          (
            SELECT
              "#4"
            FROM (
              SELECT
                "#3"."name_singular" AS "nameSingular"
              FROM "metadata"."described_object" AS "#3"
              WHERE
                "#3"."id" = "#2"."object_id"
            ) AS "#4"
          ) AS "object"
        FROM "metadata"."described_field" AS "#2"
        WHERE
          "#2"."id" = "#1"."from_field_id"
      ) AS "#5"
    ) AS "fromField"
  FROM (
    SELECT
      "#6"."relation_type" AS "relation_type",
      "#6"."from_field_id" AS "from_field_id"
    FROM "metadata"."described_relation" AS "#6"
    WHERE
      EXISTS(
        SELECT
          1
        FROM "metadata"."described_object" AS "#7"
        WHERE
          "#7"."id" = "#6"."to_object_id" AND "filter".eq("#7"."name_singular", $1::text)
      )
    ORDER BY
      "#6"."created_at" ASC,
      "#6"."id" ASC
    LIMIT 1
  ) AS "#1"
) AS "#8";
-- ['company']
