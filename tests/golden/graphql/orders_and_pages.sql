-- several
SELECT
  "core".answer(row_to_json("#4"))
FROM (
  SELECT
    (
      SELECT
        COALESCE(json_agg("#3"), CAST('[]' AS JSON))
      FROM (
        SELECT
          translate(
            encode(
              convert_to(
                '8ccb148a' || CAST(json_build_array(
                  CAST("#1"."created_at" AS TEXT),
                  CAST("#1"."name" AS TEXT),
                  CAST("#1"."annual_recurring_revenue_amount_micros" AS TEXT),
                  CAST("#1"."id" AS TEXT)
                ) AS TEXT),
                'UTF8'
              ),
              'base64'
            ),
            '+/=' || chr(10) || '',
            '-_'
          ) AS "cursor"
        FROM (
          SELECT
            "#2"."created_at" AS "created_at",
            "#2"."name" AS "name",
            "#2"."annual_recurring_revenue_amount_micros" AS "annual_recurring_revenue_amount_micros",
            "#2"."id" AS "id"
          FROM "schema"."company" AS "#2"
          WHERE
            "#2"."deleted_at" IS NULL
          ORDER BY
            "#2"."created_at" DESC,
            "#2"."name" ASC,
            "#2"."annual_recurring_revenue_amount_micros" DESC,
            "#2"."id" DESC
          LIMIT 60
        ) AS "#1"
      ) AS "#3"
    ) AS "edges"
) AS "#4";

-- single
SELECT
  "core".answer(row_to_json("#7"))
FROM (
  WITH "#1" AS MATERIALIZED (
    SELECT
      ROW_NUMBER() OVER () AS "#n",
      "#9"."name" AS "name"
    FROM (
      SELECT
        "#8"."name" AS "name"
      FROM "schema"."company" AS "#8"
      WHERE
        "#8"."deleted_at" IS NULL AND ("#8"."name", "#8"."id") < ($1::text, $2::uuid)
      ORDER BY
        "#8"."name" DESC,
        "#8"."id" DESC
      LIMIT $size0+1$
    ) AS "#9"
  )
  SELECT
    (
      SELECT
        COALESCE(json_agg("#3"), CAST('[]' AS JSON))
      FROM (
        SELECT
          "#2" AS "node"
        FROM "#1"
        CROSS JOIN LATERAL (
          SELECT
            "#1"."name" AS "name"
        ) AS "#2"
        WHERE
          "#1"."#n" <= $size0+0$
      ) AS "#3"
    ) AS "edges",
    (
      SELECT
        "#6"
      FROM (
        SELECT
          EXISTS(
            SELECT
              1
            FROM "#1"
            WHERE
              "#1"."#n" > $size0+0$
          ) AS "hasNextPage",
          (
            EXISTS(
              SELECT
                1
              FROM "schema"."company" AS "#4"
              WHERE
                "#4"."deleted_at" IS NULL
                AND "#4"."id" = $2::uuid
                AND ("#4"."name", "#4"."id") >= ($1::text, $2::uuid)
            )
            OR EXISTS(
              SELECT
                1
              FROM "schema"."company" AS "#5"
              WHERE
                "#5"."deleted_at" IS NULL AND ("#5"."name", "#5"."id") >= ($1::text, $2::uuid)
            )
          ) AS "hasPreviousPage"
      ) AS "#6"
    ) AS "pageInfo"
) AS "#7";

-- twice
SELECT
  "core".answer(row_to_json("#3"))
FROM (
  WITH "#1" AS MATERIALIZED (
    SELECT
      ROW_NUMBER() OVER () AS "#n",
      1 AS "#"
    FROM (
      SELECT
        1 AS "#"
      FROM "schema"."company" AS "#4"
      WHERE
        "#4"."deleted_at" IS NULL
      ORDER BY
        "#4"."name" DESC,
        "#4"."id" DESC
      LIMIT $size0+0$
    ) AS "#5"
  )
  SELECT
    (
      SELECT
        COUNT(*)
      FROM "schema"."company" AS "#2"
      WHERE
        "#2"."deleted_at" IS NULL
    ) AS "totalCount"
) AS "#3";

-- back
SELECT
  "core".answer(row_to_json("#7"))
FROM (
  WITH "#1" AS MATERIALIZED (
    SELECT
      ROW_NUMBER() OVER () AS "#n",
      "#9"."id" AS "id",
      "#9"."employees" AS "employees",
      "#9"."industry" AS "industry"
    FROM (
      SELECT
        "#8"."id" AS "id",
        "#8"."employees" AS "employees",
        "#8"."industry" AS "industry"
      FROM "schema"."company" AS "#8"
      WHERE
        "#8"."deleted_at" IS NULL
        AND (
          (
            "#8"."employees" < $1::integer
            OR (
              "#8"."employees" IS NULL AND NOT $1::integer IS NULL
            )
          )
          OR (
            "#8"."employees" IS NOT DISTINCT FROM $1::integer
            AND (
              "#8"."industry" > $2::text
              OR (
                $2::text IS NULL AND NOT "#8"."industry" IS NULL
              )
            )
          )
          OR (
            "#8"."employees" IS NOT DISTINCT FROM $1::integer
            AND "#8"."industry" IS NOT DISTINCT FROM $2::text
            AND "#8"."id" > $3::uuid
          )
        )
      ORDER BY
        "#8"."employees" DESC NULLS LAST,
        "#8"."industry" ASC NULLS FIRST,
        "#8"."id" ASC
      LIMIT $size0+1$
    ) AS "#9"
  )
  SELECT
    (
      SELECT
        COALESCE(json_agg("#3"), CAST('[]' AS JSON))
      FROM (
        SELECT
          "#2" AS "node"
        FROM "#1"
        CROSS JOIN LATERAL (
          SELECT
            "#1"."id" AS "id"
        ) AS "#2"
        WHERE
          "#1"."#n" <= $size0+0$
        ORDER BY
          "#1"."#n" DESC
      ) AS "#3"
    ) AS "edges",
    (
      SELECT
        "#6"
      FROM (
        SELECT
          (
            EXISTS(
              SELECT
                1
              FROM "schema"."company" AS "#4"
              WHERE
                "#4"."deleted_at" IS NULL
                AND "#4"."id" = $3::uuid
                AND (
                  (
                    "#4"."employees" > $1::integer
                    OR (
                      $1::integer IS NULL AND NOT "#4"."employees" IS NULL
                    )
                  )
                  OR (
                    "#4"."employees" IS NOT DISTINCT FROM $1::integer
                    AND (
                      "#4"."industry" < $2::text
                      OR (
                        "#4"."industry" IS NULL AND NOT $2::text IS NULL
                      )
                    )
                  )
                  OR (
                    "#4"."employees" IS NOT DISTINCT FROM $1::integer
                    AND "#4"."industry" IS NOT DISTINCT FROM $2::text
                    AND "#4"."id" < $3::uuid
                  )
                  OR (
                    "#4"."employees" IS NOT DISTINCT FROM $1::integer
                    AND "#4"."industry" IS NOT DISTINCT FROM $2::text
                    AND "#4"."id" = $3::uuid
                  )
                )
            )
            OR EXISTS(
              SELECT
                1
              FROM "schema"."company" AS "#5"
              WHERE
                "#5"."deleted_at" IS NULL
                AND (
                  (
                    "#5"."employees" > $1::integer
                    OR (
                      $1::integer IS NULL AND NOT "#5"."employees" IS NULL
                    )
                  )
                  OR (
                    "#5"."employees" IS NOT DISTINCT FROM $1::integer
                    AND (
                      "#5"."industry" < $2::text
                      OR (
                        "#5"."industry" IS NULL AND NOT $2::text IS NULL
                      )
                    )
                  )
                  OR (
                    "#5"."employees" IS NOT DISTINCT FROM $1::integer
                    AND "#5"."industry" IS NOT DISTINCT FROM $2::text
                    AND "#5"."id" < $3::uuid
                  )
                  OR (
                    "#5"."employees" IS NOT DISTINCT FROM $1::integer
                    AND "#5"."industry" IS NOT DISTINCT FROM $2::text
                    AND "#5"."id" = $3::uuid
                  )
                )
            )
          ) AS "hasNextPage",
          EXISTS(
            SELECT
              1
            FROM "#1"
            WHERE
              "#1"."#n" > $size0+0$
          ) AS "hasPreviousPage",
          (
            SELECT
              translate(
                encode(
                  convert_to(
                    '764bbf30' || CAST(json_build_array(
                      CAST("#1"."employees" AS TEXT),
                      CAST("#1"."industry" AS TEXT),
                      CAST("#1"."id" AS TEXT)
                    ) AS TEXT),
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
          ) AS "startCursor",
          (
            SELECT
              translate(
                encode(
                  convert_to(
                    '764bbf30' || CAST(json_build_array(
                      CAST("#1"."employees" AS TEXT),
                      CAST("#1"."industry" AS TEXT),
                      CAST("#1"."id" AS TEXT)
                    ) AS TEXT),
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
          ) AS "endCursor"
      ) AS "#6"
    ) AS "pageInfo"
) AS "#7";

-- before
SELECT
  "core".answer(row_to_json("#4"))
FROM (
  WITH "#1" AS MATERIALIZED (
    SELECT
      ROW_NUMBER() OVER () AS "#n",
      "#6"."id" AS "id"
    FROM (
      SELECT
        "#5"."id" AS "id"
      FROM "schema"."company" AS "#5"
      WHERE
        "#5"."deleted_at" IS NULL AND "#5"."id" < $1::uuid
      ORDER BY
        "#5"."id" DESC
      LIMIT 60
    ) AS "#6"
  )
  SELECT
    (
      SELECT
        COALESCE(json_agg("#3"), CAST('[]' AS JSON))
      FROM (
        SELECT
          "#2" AS "node"
        FROM "#1"
        CROSS JOIN LATERAL (
          SELECT
            "#1"."id" AS "id"
        ) AS "#2"
        ORDER BY
          "#1"."#n" DESC
      ) AS "#3"
    ) AS "edges"
) AS "#4";
