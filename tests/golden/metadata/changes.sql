-- createOneObject
SELECT
  set_config(CAST('vingt.made' AS TEXT), CAST("metadata".create_object($1::jsonb) AS TEXT), TRUE);

SELECT
  "core".answer(row_to_json("#7"))
FROM (
  SELECT
    "#1"."id" AS "id",
    "#6" AS "fields"
  FROM "metadata"."described_object" AS "#1"
  CROSS JOIN LATERAL (
    SELECT
      (
        SELECT
          COALESCE(json_agg("#5"), CAST('[]' AS JSON))
        FROM (
          SELECT
            "#3" AS "node"
          FROM (
            SELECT
              "#4"."name" AS "name"
            FROM "metadata"."described_field" AS "#4"
            WHERE
              "#4"."object_id" = "#1"."id"
            ORDER BY
              "#4"."position" ASC,
              "#4"."name" ASC,
              "#4"."id" ASC
            LIMIT 1000
          ) AS "#2"
          CROSS JOIN LATERAL (
            SELECT
              "#2"."name" AS "name"
          ) AS "#3"
        ) AS "#5"
      ) AS "edges"
  ) AS "#6"
  WHERE
    "#1"."id" = CAST(current_setting(CAST('vingt.made' AS TEXT)) AS UUID)
) AS "#7";
-- ['{"nameSingular":"property","namePlural":"properties"}']
-- []

-- createManyFields
SELECT
  set_config(CAST('vingt.made' AS TEXT), CAST("metadata".create_fields($1::jsonb) AS TEXT), TRUE);

SELECT
  "core".answer(
    (
      SELECT
        COALESCE(json_agg("#5"), CAST('[]' AS JSON))
      FROM (
        SELECT
          "#1"."id" AS "id",
          "#1"."name" AS "name",
          (
            SELECT
              "#4"
            FROM (
              SELECT
                "#3"."name_singular" AS "nameSingular"
              FROM "metadata"."described_object" AS "#3"
              WHERE
                "#3"."id" = "#1"."object_id"
            ) AS "#4"
          ) AS "object"
        FROM (
          SELECT
            "#2"."id" AS "id",
            "#2"."name" AS "name",
            "#2"."object_id" AS "object_id"
          FROM UNNEST(CAST(current_setting(CAST('vingt.made' AS TEXT)) AS UUID[])) WITH ORDINALITY AS "#i"("id", "#n")
          JOIN "metadata"."described_field" AS "#2"
            ON "#2"."id" = "#i"."id"
          ORDER BY
            "#i"."#n"
        ) AS "#1"
      ) AS "#5"
    )
  );
-- ['{"fields":[{"objectMetadataId":"01890a5d-ac96-774b-bcce-b302099a8057","name":"price","type":"CURRENCY"},{"objectMetadataId":"01890a5d-ac96-774b-bcce-b302099a8057","name":"rooms","type":"NUMBER","defaultValue":1}]}']
-- []

-- updateOneField
SELECT
  set_config(CAST('vingt.made' AS TEXT), CAST("metadata".update_field($1::jsonb) AS TEXT), TRUE);

SELECT
  "core".answer(row_to_json("#2"))
FROM (
  SELECT
    "#1"."label" AS "label"
  FROM "metadata"."described_field" AS "#1"
  WHERE
    "#1"."id" = CAST(current_setting(CAST('vingt.made' AS TEXT)) AS UUID)
) AS "#2";
-- ['{"id":"01890a5d-ac96-774b-bcce-b302099a8057","label":"Price","isActive":false}']
-- []

-- deleteOneObject
SELECT
  "core".answer(row_to_json("#2"))
FROM (
  SELECT
    "#1"."id" AS "id",
    "#1"."name_singular" AS "nameSingular"
  FROM "metadata"."described_object" AS "#1"
  WHERE
    "#1"."id" = $1::uuid
) AS "#2";

SELECT
  set_config(CAST('vingt.made' AS TEXT), CAST("metadata".delete_object($1::jsonb) AS TEXT), TRUE);
-- ['01890a5d-ac96-774b-bcce-b302099a8057']
-- ['{"id":"01890a5d-ac96-774b-bcce-b302099a8057","confirm":"property"}']

-- index
SELECT
  "core".answer(row_to_json("#2"))
FROM (
  SELECT
    "#1"."name" AS "name"
  FROM "metadata"."described_index" AS "#1"
  WHERE
    "#1"."id" = $1::uuid
) AS "#2";

SELECT
  set_config(CAST('vingt.made' AS TEXT), CAST("metadata".delete_index($1::jsonb) AS TEXT), TRUE);
-- ['01890a5d-ac96-774b-bcce-b302099a8057']
-- ['{"id":"01890a5d-ac96-774b-bcce-b302099a8057"}']

-- preview
SELECT
  to_json("metadata".preview(CAST('create_relation' AS TEXT), $1::jsonb));
-- ['{"relationType":"ONE_TO_MANY","fromObjectMetadataId":"01890a5d-ac96-774b-bcce-b302099a8057","toObjectMetadataId":"01890a5d-ac96-774b-bcce-b302099a8057","fromFieldMetadataName":"children","toFieldMetadataName":"parent"}']
