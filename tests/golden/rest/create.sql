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
  RETURNING "id", "name", "flag", "whole", "big", "exact", "double", "moment", "day", "mail", "phone", "link", "money_amount_micros", "money_currency_code", "person_first_name", "person_last_name", "choice", "choices", "stars", "settings", "tags", "ref", "place_street1", "place_street2", "place_city", "place_state", "place_postcode", "place_country", "place_lat", "place_lng", "links_primary_url", "links_primary_label", "links_secondary", "mails_primary", "mails_additional", "phones_primary_number", "phones_primary_country_code", "phones_primary_calling_code", "phones_additional", "story_blocknote", "story_markdown", "code", "rate", "score", "fee_amount_micros", "fee_currency_code", "few", "text", "list", "object", "steps", "parent_id", "created_at", "updated_at", "deleted_at", "position", "created_by_source", "created_by_workspace_member_id", "created_by_name"
)
SELECT
  "core".answer(row_to_json("#10"))
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
    "#3" AS "place",
    "#4" AS "links",
    "#5" AS "mails",
    "#6" AS "phones",
    "#7" AS "story",
    "#w"."code" AS "code",
    "#w"."rate" AS "rate",
    "#w"."score" AS "score",
    "#8" AS "fee",
    "#w"."few" AS "few",
    "#w"."text" AS "text",
    "#w"."list" AS "list",
    "#w"."object" AS "object",
    "#w"."steps" AS "steps",
    "#w"."parent_id" AS "parentId",
    to_char("#w"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "createdAt",
    to_char("#w"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "updatedAt",
    to_char("#w"."deleted_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "deletedAt",
    "#w"."position" AS "position",
    "#9" AS "createdBy"
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
  LEFT JOIN LATERAL (
    SELECT
      "#w"."place_street1" AS "addressStreet1",
      "#w"."place_street2" AS "addressStreet2",
      "#w"."place_city" AS "addressCity",
      "#w"."place_state" AS "addressState",
      "#w"."place_postcode" AS "addressPostcode",
      "#w"."place_country" AS "addressCountry",
      "#w"."place_lat" AS "addressLat",
      "#w"."place_lng" AS "addressLng"
    WHERE
      NOT (
        "#w"."place_street1" IS NULL
        AND "#w"."place_street2" IS NULL
        AND "#w"."place_city" IS NULL
        AND "#w"."place_state" IS NULL
        AND "#w"."place_postcode" IS NULL
        AND "#w"."place_country" IS NULL
        AND "#w"."place_lat" IS NULL
        AND "#w"."place_lng" IS NULL
      )
  ) AS "#3"
    ON TRUE
  LEFT JOIN LATERAL (
    SELECT
      "#w"."links_primary_url" AS "primaryLinkUrl",
      "#w"."links_primary_label" AS "primaryLinkLabel",
      "#w"."links_secondary" AS "secondaryLinks"
    WHERE
      NOT (
        "#w"."links_primary_url" IS NULL
        AND "#w"."links_primary_label" IS NULL
        AND "#w"."links_secondary" IS NULL
      )
  ) AS "#4"
    ON TRUE
  LEFT JOIN LATERAL (
    SELECT
      "#w"."mails_primary" AS "primaryEmail",
      "#w"."mails_additional" AS "additionalEmails"
    WHERE
      NOT (
        "#w"."mails_primary" IS NULL AND "#w"."mails_additional" IS NULL
      )
  ) AS "#5"
    ON TRUE
  LEFT JOIN LATERAL (
    SELECT
      "#w"."phones_primary_number" AS "primaryPhoneNumber",
      "#w"."phones_primary_country_code" AS "primaryPhoneCountryCode",
      "#w"."phones_primary_calling_code" AS "primaryPhoneCallingCode",
      "#w"."phones_additional" AS "additionalPhones"
    WHERE
      NOT (
        "#w"."phones_primary_number" IS NULL
        AND "#w"."phones_primary_country_code" IS NULL
        AND "#w"."phones_primary_calling_code" IS NULL
        AND "#w"."phones_additional" IS NULL
      )
  ) AS "#6"
    ON TRUE
  LEFT JOIN LATERAL (
    SELECT
      "#w"."story_blocknote" AS "blocknote",
      "#w"."story_markdown" AS "markdown"
    WHERE
      NOT (
        "#w"."story_blocknote" IS NULL AND "#w"."story_markdown" IS NULL
      )
  ) AS "#7"
    ON TRUE
  LEFT JOIN LATERAL (
    SELECT
      "#w"."fee_amount_micros" AS "amountMicros",
      "#w"."fee_currency_code" AS "currencyCode"
    WHERE
      NOT (
        "#w"."fee_amount_micros" IS NULL AND "#w"."fee_currency_code" IS NULL
      )
  ) AS "#8"
    ON TRUE
  CROSS JOIN LATERAL (
    SELECT
      "#w"."created_by_source" AS "source",
      "#w"."created_by_workspace_member_id" AS "workspaceMemberId",
      "#w"."created_by_name" AS "name"
  ) AS "#9"
) AS "#10";
