-- one
SELECT
  "core".require_linked(
    CAST('workspaceMember' AS TEXT),
    $1::uuid[],
    ARRAY(SELECT
      "#1"."id"
    FROM "schema"."workspace_member" AS "#1"
    WHERE
      "#1"."id" = ANY(
        $1::uuid[]
      ) AND "#1"."deleted_at" IS NULL),
    $2::text[]
  );

WITH "#w" AS (
  UPDATE "schema"."company" AS "#1" SET "account_owner_id" = $1::uuid, "name" = $2::text
  WHERE
    "#1"."id" = $3::uuid AND "#1"."deleted_at" IS NULL
  RETURNING "#1"."id"
)
SELECT
  "core".require_found(
    CAST('company' AS TEXT),
    ARRAY[$3::uuid],
    ARRAY(SELECT
      "id"
    FROM "#w"),
    CAST('id' AS TEXT)
  );

WITH "#w" AS (
  UPDATE "schema"."person" AS "#1" SET "company_id" = "#l"."source"
  FROM (
    SELECT
      $2::uuid AS "source",
      "#c"."target" AS "target"
    FROM UNNEST($1::uuid[]) AS "#c"("target")
  ) AS "#l"
  WHERE
    "#1"."id" = "#l"."target"
    AND "#1"."company_id" IS DISTINCT FROM "#l"."source"
    AND "#1"."deleted_at" IS NULL
  RETURNING "#1"."id"
)
SELECT
  "core".require_linked(
    CAST('person' AS TEXT),
    $1::uuid[],
    ARRAY(SELECT
      "id"
    FROM "#w"
    UNION ALL
    SELECT
      "#2"."id"
    FROM "schema"."person" AS "#2"
    JOIN (
      SELECT
        $2::uuid AS "source",
        "#c"."target" AS "target"
      FROM UNNEST($1::uuid[]) AS "#c"("target")
    ) AS "#l"
      ON "#2"."id" = "#l"."target" AND "#2"."company_id" = "#l"."source"
    WHERE
      "#2"."deleted_at" IS NULL),
    $3::text[]
  );

WITH "#w" AS (
  UPDATE "schema"."person" AS "#1" SET "company_id" = NULL
  WHERE
    "#1"."company_id" = $1::uuid
    AND "#1"."id" = ANY(
      $2::uuid[]
    )
    AND "#1"."deleted_at" IS NULL
)
SELECT
  "core".require_linked(
    CAST('person' AS TEXT),
    $2::uuid[],
    ARRAY(SELECT
      "#2"."id"
    FROM "schema"."person" AS "#2"
    WHERE
      "#2"."id" = ANY(
        $2::uuid[]
      ) AND "#2"."deleted_at" IS NULL),
    $3::text[]
  );

SELECT
  "core".answer(row_to_json("#2"))
FROM (
  SELECT
    "#1"."name" AS "name"
  FROM "schema"."company" AS "#1"
  WHERE
    "#1"."id" = $1::uuid
) AS "#2";

-- none
SELECT
  "core".require_found(
    CAST('company' AS TEXT),
    ARRAY[$1::uuid],
    ARRAY(SELECT
      "#1"."id"
    FROM "schema"."company" AS "#1"
    WHERE
      "#1"."id" = $1::uuid AND "#1"."deleted_at" IS NULL   FOR NO KEY UPDATE),
    CAST('id' AS TEXT)
  );

UPDATE "schema"."opportunity" AS "#1" SET "company_id" = NULL
WHERE
  "#1"."company_id" = $1::uuid
  AND "#1"."id" <> ALL (
    $2::uuid[]
  )
  AND "#1"."deleted_at" IS NULL;

WITH "#w" AS (
  UPDATE "schema"."opportunity" AS "#1" SET "company_id" = "#l"."source"
  FROM (
    SELECT
      $2::uuid AS "source",
      "#c"."target" AS "target"
    FROM UNNEST($1::uuid[]) AS "#c"("target")
  ) AS "#l"
  WHERE
    "#1"."id" = "#l"."target"
    AND "#1"."company_id" IS DISTINCT FROM "#l"."source"
    AND "#1"."deleted_at" IS NULL
  RETURNING "#1"."id"
)
SELECT
  "core".require_linked(
    CAST('opportunity' AS TEXT),
    $1::uuid[],
    ARRAY(SELECT
      "id"
    FROM "#w"
    UNION ALL
    SELECT
      "#2"."id"
    FROM "schema"."opportunity" AS "#2"
    JOIN (
      SELECT
        $2::uuid AS "source",
        "#c"."target" AS "target"
      FROM UNNEST($1::uuid[]) AS "#c"("target")
    ) AS "#l"
      ON "#2"."id" = "#l"."target" AND "#2"."company_id" = "#l"."source"
    WHERE
      "#2"."deleted_at" IS NULL),
    $3::text[]
  );

SELECT
  "core".answer(row_to_json("#2"))
FROM (
  SELECT
    "#1"."id" AS "id"
  FROM "schema"."company" AS "#1"
  WHERE
    "#1"."id" = $1::uuid
) AS "#2";

-- all
WITH "#w" AS (
  UPDATE "schema"."company" AS "#1" SET "account_owner_id" = $1::uuid
  WHERE
    "#1"."id" = ANY(
      $2::uuid[]
    ) AND "#1"."deleted_at" IS NULL
  RETURNING "#1"."id"
)
SELECT
  "core".require_found(
    CAST('company' AS TEXT),
    $2::uuid[],
    ARRAY(SELECT
      "id"
    FROM "#w"),
    CAST('ids' AS TEXT)
  );

WITH "#w" AS (
  UPDATE "schema"."person" AS "#1" SET "company_id" = NULL
  WHERE
    "#1"."company_id" = ANY(
      $1::uuid[]
    )
    AND "#1"."id" = ANY(
      $2::uuid[]
    )
    AND "#1"."deleted_at" IS NULL
)
SELECT
  "core".require_linked(
    CAST('person' AS TEXT),
    $2::uuid[],
    ARRAY(SELECT
      "#2"."id"
    FROM "schema"."person" AS "#2"
    WHERE
      "#2"."id" = ANY(
        $2::uuid[]
      ) AND "#2"."deleted_at" IS NULL),
    $3::text[]
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

-- batch
SELECT
  "core".require_linked(
    CAST('workspaceMember' AS TEXT),
    $1::uuid[],
    ARRAY(SELECT
      "#1"."id"
    FROM "schema"."workspace_member" AS "#1"
    WHERE
      "#1"."id" = ANY(
        $1::uuid[]
      ) AND "#1"."deleted_at" IS NULL),
    $2::text[]
  );

INSERT INTO "schema"."company" (
  "id",
  "account_owner_id",
  "name"
)
SELECT
  "#i"."id",
  CASE WHEN "#i"."p0" THEN "#i"."c0" ELSE NULL END,
  "#i"."c1"
FROM UNNEST($1::uuid[], $2::uuid[], $3::boolean[], $4::text[]) WITH ORDINALITY AS "#i"("id", "c0", "p0", "c1", "#n")
ORDER BY
  "#i"."#n";

WITH "#w" AS (
  UPDATE "schema"."person" AS "#1" SET "company_id" = "#l"."source"
  FROM (
    SELECT
      "#p"."id" AS "source",
      "#c"."target" AS "target"
    FROM UNNEST($1::uuid[], $2::integer[]) AS "#c"("target", "number")
    JOIN UNNEST($3::uuid[]) WITH ORDINALITY AS "#p"("id", "number")
      ON "#p"."number" = "#c"."number"
  ) AS "#l"
  WHERE
    "#1"."id" = "#l"."target"
    AND "#1"."company_id" IS DISTINCT FROM "#l"."source"
    AND "#1"."deleted_at" IS NULL
  RETURNING "#1"."id"
)
SELECT
  "core".require_linked(
    CAST('person' AS TEXT),
    $1::uuid[],
    ARRAY(SELECT
      "id"
    FROM "#w"
    UNION ALL
    SELECT
      "#2"."id"
    FROM "schema"."person" AS "#2"
    JOIN (
      SELECT
        "#p"."id" AS "source",
        "#c"."target" AS "target"
      FROM UNNEST($1::uuid[], $2::integer[]) AS "#c"("target", "number")
      JOIN UNNEST($3::uuid[]) WITH ORDINALITY AS "#p"("id", "number")
        ON "#p"."number" = "#c"."number"
    ) AS "#l"
      ON "#2"."id" = "#l"."target" AND "#2"."company_id" = "#l"."source"
    WHERE
      "#2"."deleted_at" IS NULL),
    $4::text[]
  );

SELECT
  "core".answer(
    (
      SELECT
        COALESCE(json_agg("#6"), CAST('[]' AS JSON))
      FROM (
        SELECT
          "#1"."id" AS "id",
          "#5" AS "people"
        FROM (
          SELECT
            "#2"."id" AS "id"
          FROM UNNEST($1::uuid[]) WITH ORDINALITY AS "#i"("id", "#n")
          JOIN "schema"."company" AS "#2"
            ON "#2"."id" = "#i"."id"
          ORDER BY
            "#i"."#n"
        ) AS "#1"
        CROSS JOIN LATERAL (
          SELECT
            (
              SELECT
                COUNT(*)
              FROM "schema"."person" AS "#4"
              WHERE
                "#4"."company_id" = "#1"."id" AND "#4"."deleted_at" IS NULL
            ) AS "totalCount"
        ) AS "#5"
      ) AS "#6"
    )
  );

-- new
SELECT
  "core".require_linked(
    CAST('company' AS TEXT),
    $1::uuid[],
    ARRAY(SELECT
      "#1"."id"
    FROM "schema"."company" AS "#1"
    WHERE
      "#1"."id" = ANY(
        $1::uuid[]
      ) AND "#1"."deleted_at" IS NULL),
    $2::text[]
  );

INSERT INTO "schema"."person" (
  "id",
  "company_id"
)
VALUES
  ($1::uuid, $2::uuid);

SELECT
  "core".answer(row_to_json("#2"))
FROM (
  SELECT
    "#1"."id" AS "id"
  FROM "schema"."person" AS "#1"
  WHERE
    "#1"."id" = $1::uuid
) AS "#2";
