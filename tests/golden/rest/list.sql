SELECT
  "core".answer(row_to_json("#8"))
FROM (
  WITH "#1" AS MATERIALIZED (
    SELECT
      ROW_NUMBER() OVER () AS "#n",
      "#11"."id" AS "id",
      "#11"."name" AS "name",
      "#11"."domain_name" AS "domain_name",
      "#11"."address" AS "address",
      "#11"."employees" AS "employees",
      "#11"."industry" AS "industry",
      "#11"."linkedin_link" AS "linkedin_link",
      "#11"."x_link" AS "x_link",
      "#11"."annual_recurring_revenue_amount_micros" AS "annual_recurring_revenue_amount_micros",
      "#11"."annual_recurring_revenue_currency_code" AS "annual_recurring_revenue_currency_code",
      "#11"."ideal_customer_profile" AS "ideal_customer_profile",
      "#11"."account_owner_id" AS "account_owner_id",
      "#11"."created_at" AS "created_at",
      "#11"."updated_at" AS "updated_at",
      "#11"."deleted_at" AS "deleted_at",
      "#11"."position" AS "position",
      "#11"."created_by_source" AS "created_by_source",
      "#11"."created_by_workspace_member_id" AS "created_by_workspace_member_id",
      "#11"."created_by_name" AS "created_by_name"
    FROM (
      SELECT
        "#9"."id" AS "id",
        "#9"."name" AS "name",
        "#9"."domain_name" AS "domain_name",
        "#9"."address" AS "address",
        "#9"."employees" AS "employees",
        "#9"."industry" AS "industry",
        "#9"."linkedin_link" AS "linkedin_link",
        "#9"."x_link" AS "x_link",
        "#9"."annual_recurring_revenue_amount_micros" AS "annual_recurring_revenue_amount_micros",
        "#9"."annual_recurring_revenue_currency_code" AS "annual_recurring_revenue_currency_code",
        "#9"."ideal_customer_profile" AS "ideal_customer_profile",
        "#9"."account_owner_id" AS "account_owner_id",
        "#9"."created_at" AS "created_at",
        "#9"."updated_at" AS "updated_at",
        "#9"."deleted_at" AS "deleted_at",
        "#9"."position" AS "position",
        "#9"."created_by_source" AS "created_by_source",
        "#9"."created_by_workspace_member_id" AS "created_by_workspace_member_id",
        "#9"."created_by_name" AS "created_by_name"
      FROM "schema"."company" AS "#9"
      WHERE
        (
          "filter".in_list("#9"."industry", $1::text[])
          AND "filter".gte("#9"."annual_recurring_revenue_amount_micros", $2::bigint)
          AND EXISTS(
            SELECT
              1
            FROM "schema"."person" AS "#10"
            WHERE
              "#10"."company_id" = "#9"."id"
              AND (
                (
                  "filter".ilike("#10"."city", $3::text) AND NOT "#10"."email" IS NULL
                )
                AND "#10"."deleted_at" IS NULL
              )
          )
        )
        AND "#9"."deleted_at" IS NULL
      ORDER BY
        "#9"."employees" DESC,
        "#9"."name" ASC,
        "#9"."id" ASC
      LIMIT $size0+1$
      OFFSET $4::bigint
    ) AS "#11"
  )
  SELECT
    (
      SELECT
        COALESCE(json_agg("#4"), CAST('[]' AS JSON))
      FROM (
        SELECT
          "#1"."id" AS "id",
          "#1"."name" AS "name",
          "#1"."domain_name" AS "domainName",
          "#1"."address" AS "address",
          "#1"."employees" AS "employees",
          "#1"."industry" AS "industry",
          "#1"."linkedin_link" AS "linkedinLink",
          "#1"."x_link" AS "xLink",
          "#2" AS "annualRecurringRevenue",
          "#1"."ideal_customer_profile" AS "idealCustomerProfile",
          "#1"."account_owner_id" AS "accountOwnerId",
          to_char("#1"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "createdAt",
          to_char("#1"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "updatedAt",
          to_char("#1"."deleted_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "deletedAt",
          "#1"."position" AS "position",
          "#3" AS "createdBy"
        FROM "#1"
        LEFT JOIN LATERAL (
          SELECT
            "#1"."annual_recurring_revenue_amount_micros" AS "amountMicros",
            "#1"."annual_recurring_revenue_currency_code" AS "currencyCode"
          WHERE
            NOT (
              "#1"."annual_recurring_revenue_amount_micros" IS NULL
              AND "#1"."annual_recurring_revenue_currency_code" IS NULL
            )
        ) AS "#2"
          ON TRUE
        CROSS JOIN LATERAL (
          SELECT
            "#1"."created_by_source" AS "source",
            "#1"."created_by_workspace_member_id" AS "workspaceMemberId",
            "#1"."created_by_name" AS "name"
        ) AS "#3"
        WHERE
          "#1"."#n" <= $size0+0$
      ) AS "#4"
    ) AS "data",
    (
      SELECT
        "#7"
      FROM (
        SELECT
          (
            SELECT
              COUNT(*)
            FROM "schema"."company" AS "#5"
            WHERE
              (
                "filter".in_list("#5"."industry", $1::text[])
                AND "filter".gte("#5"."annual_recurring_revenue_amount_micros", $2::bigint)
                AND EXISTS(
                  SELECT
                    1
                  FROM "schema"."person" AS "#6"
                  WHERE
                    "#6"."company_id" = "#5"."id"
                    AND (
                      (
                        "filter".ilike("#6"."city", $3::text) AND NOT "#6"."email" IS NULL
                      )
                      AND "#6"."deleted_at" IS NULL
                    )
                )
              )
              AND "#5"."deleted_at" IS NULL
          ) AS "totalCount",
          EXISTS(
            SELECT
              1
            FROM "#1"
            WHERE
              "#1"."#n" > $size0+0$
          ) AS "hasMore"
      ) AS "#7"
    ) AS "meta"
) AS "#8";
