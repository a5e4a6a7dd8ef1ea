WITH "#w" AS (
  UPDATE "schema"."opportunity" AS "#1" SET "amount_currency_code" = $1::text, "close_date" = $2::date, "stage" = $3::text
  WHERE
    "#1"."id" = $4::uuid AND "#1"."deleted_at" IS NULL
  RETURNING "id", "name", "amount_amount_micros", "amount_currency_code", "stage", "probability", "close_date", "company_id", "point_of_contact_id", "created_at", "updated_at", "deleted_at", "position", "created_by_source", "created_by_workspace_member_id", "created_by_name"
)
SELECT
  "core".answer(row_to_json("#4"))
FROM (
  SELECT
    "#w"."id" AS "id",
    "#w"."name" AS "name",
    "#2" AS "amount",
    "#w"."stage" AS "stage",
    "#w"."probability" AS "probability",
    "#w"."close_date" AS "closeDate",
    "#w"."company_id" AS "companyId",
    "#w"."point_of_contact_id" AS "pointOfContactId",
    to_char("#w"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "createdAt",
    to_char("#w"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "updatedAt",
    to_char("#w"."deleted_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "deletedAt",
    "#w"."position" AS "position",
    "#3" AS "createdBy"
  FROM "#w"
  LEFT JOIN LATERAL (
    SELECT
      "#w"."amount_amount_micros" AS "amountMicros",
      "#w"."amount_currency_code" AS "currencyCode"
    WHERE
      NOT (
        "#w"."amount_amount_micros" IS NULL AND "#w"."amount_currency_code" IS NULL
      )
  ) AS "#2"
    ON TRUE
  CROSS JOIN LATERAL (
    SELECT
      "#w"."created_by_source" AS "source",
      "#w"."created_by_workspace_member_id" AS "workspaceMemberId",
      "#w"."created_by_name" AS "name"
  ) AS "#3"
) AS "#4"
UNION ALL
SELECT
  "core".no_such_record(CAST('opportunity' AS TEXT), $4::uuid, CAST('id' AS TEXT))
WHERE
  NOT EXISTS(
    SELECT
      1
    FROM "#w"
  );
