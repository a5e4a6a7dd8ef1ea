WITH "#w" AS (
  INSERT INTO "schema"."sample" (
    "id",
    "moment",
    "money_amount_micros",
    "money_currency_code",
    "name",
    "person_first_name",
    "person_last_name",
    "settings",
    "tags"
  )
  VALUES
    (
      $1::uuid,
      $2::timestamptz,
      $3::bigint,
      $4::text,
      $5::text,
      $6::text,
      $7::text,
      $8::jsonb,
      $9::text[]
    )
  RETURNING "id", "name", "flag", "whole", "big", "exact", "double", "moment", "day", "mail", "phone", "link", "money_amount_micros", "money_currency_code", "person_first_name", "person_last_name", "choice", "choices", "stars", "settings", "tags", "ref", "text", "list", "object", "steps", "parent_id", "created_at", "updated_at", "deleted_at", "position", "created_by_source", "created_by_workspace_member_id", "created_by_name"
)
SELECT
  "core".answer(row_to_json("#4"))
FROM (
  SELECT
    "#w"."id" AS "id",
    "#w"."name" AS "name",
    "#w"."flag" AS "flag",
    "#w"."whole" AS "whole",
    "#w"."big" AS "big",
    "#w"."exact" AS "exact",
    "#w"."double" AS "double",
    to_char("#w"."moment" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "moment",
    "#w"."day" AS "day",
    "#w"."mail" AS "mail",
    "#w"."phone" AS "phone",
    "#w"."link" AS "link",
    "#1" AS "money",
    "#2" AS "person",
    "#w"."choice" AS "choice",
    "#w"."choices" AS "choices",
    "#w"."stars" AS "stars",
    "#w"."settings" AS "settings",
    "#w"."tags" AS "tags",
    "#w"."ref" AS "ref",
    "#w"."text" AS "text",
    "#w"."list" AS "list",
    "#w"."object" AS "object",
    "#w"."steps" AS "steps",
    "#w"."parent_id" AS "parentId",
    to_char("#w"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "createdAt",
    to_char("#w"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "updatedAt",
    to_char("#w"."deleted_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "deletedAt",
    "#w"."position" AS "position",
    "#3" AS "createdBy"
  FROM "#w"
  LEFT JOIN LATERAL (
    SELECT
      "#w"."money_amount_micros" AS "amountMicros",
      "#w"."money_currency_code" AS "currencyCode"
    WHERE
      NOT (
        "#w"."money_amount_micros" IS NULL AND "#w"."money_currency_code" IS NULL
      )
  ) AS "#1"
    ON TRUE
  LEFT JOIN LATERAL (
    SELECT
      "#w"."person_first_name" AS "firstName",
      "#w"."person_last_name" AS "lastName"
    WHERE
      NOT (
        "#w"."person_first_name" IS NULL AND "#w"."person_last_name" IS NULL
      )
  ) AS "#2"
    ON TRUE
  CROSS JOIN LATERAL (
    SELECT
      "#w"."created_by_source" AS "source",
      "#w"."created_by_workspace_member_id" AS "workspaceMemberId",
      "#w"."created_by_name" AS "name"
  ) AS "#3"
) AS "#4";
