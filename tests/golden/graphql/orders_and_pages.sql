-- several
SELECT
  row_to_json("#3")
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

-- single
SELECT
  row_to_json("#3")
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

-- twice
SELECT
  row_to_json("#3")
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
  row_to_json("#3")
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
        "#4"."deleted_at" IS NULL AND "#4"."id" < $1::uuid
      ORDER BY
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

-- before
SELECT
  row_to_json("#3")
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
        "#4"."deleted_at" IS NULL AND "#4"."id" < $1::uuid
      ORDER BY
        "#4"."id" DESC
      LIMIT 60
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
