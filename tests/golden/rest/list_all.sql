SELECT
  "core".answer(row_to_json("#7"))
FROM (
  WITH "#1" AS MATERIALIZED (
    SELECT
      ROW_NUMBER() OVER () AS "#n",
      "#9"."id" AS "id",
      "#9"."name_first_name" AS "name_first_name",
      "#9"."name_last_name" AS "name_last_name",
      "#9"."email" AS "email",
      "#9"."phone" AS "phone",
      "#9"."city" AS "city",
      "#9"."job_title" AS "job_title",
      "#9"."linkedin_link" AS "linkedin_link",
      "#9"."x_link" AS "x_link",
      "#9"."avatar_url" AS "avatar_url",
      "#9"."company_id" AS "company_id",
      "#9"."created_at" AS "created_at",
      "#9"."updated_at" AS "updated_at",
      "#9"."deleted_at" AS "deleted_at",
      "#9"."position" AS "position",
      "#9"."created_by_source" AS "created_by_source",
      "#9"."created_by_workspace_member_id" AS "created_by_workspace_member_id",
      "#9"."created_by_name" AS "created_by_name"
    FROM (
      SELECT
        "#8"."id" AS "id",
        "#8"."name_first_name" AS "name_first_name",
        "#8"."name_last_name" AS "name_last_name",
        "#8"."email" AS "email",
        "#8"."phone" AS "phone",
        "#8"."city" AS "city",
        "#8"."job_title" AS "job_title",
        "#8"."linkedin_link" AS "linkedin_link",
        "#8"."x_link" AS "x_link",
        "#8"."avatar_url" AS "avatar_url",
        "#8"."company_id" AS "company_id",
        "#8"."created_at" AS "created_at",
        "#8"."updated_at" AS "updated_at",
        "#8"."deleted_at" AS "deleted_at",
        "#8"."position" AS "position",
        "#8"."created_by_source" AS "created_by_source",
        "#8"."created_by_workspace_member_id" AS "created_by_workspace_member_id",
        "#8"."created_by_name" AS "created_by_name"
      FROM "schema"."person" AS "#8"
      WHERE
        "#8"."deleted_at" IS NULL
      ORDER BY
        "#8"."id" ASC
      LIMIT 61
    ) AS "#9"
  )
  SELECT
    (
      SELECT
        COALESCE(json_agg("#4"), CAST('[]' AS JSON))
      FROM (
        SELECT
          "#1"."id" AS "id",
          "#2" AS "name",
          "#1"."email" AS "email",
          "#1"."phone" AS "phone",
          "#1"."city" AS "city",
          "#1"."job_title" AS "jobTitle",
          "#1"."linkedin_link" AS "linkedinLink",
          "#1"."x_link" AS "xLink",
          "#1"."avatar_url" AS "avatarUrl",
          "#1"."company_id" AS "companyId",
          to_char("#1"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "createdAt",
          to_char("#1"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "updatedAt",
          to_char("#1"."deleted_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "deletedAt",
          "#1"."position" AS "position",
          "#3" AS "createdBy"
        FROM "#1"
        LEFT JOIN LATERAL (
          SELECT
            "#1"."name_first_name" AS "firstName",
            "#1"."name_last_name" AS "lastName"
          WHERE
            NOT (
              "#1"."name_first_name" IS NULL AND "#1"."name_last_name" IS NULL
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
          "#1"."#n" <= 60
      ) AS "#4"
    ) AS "data",
    (
      SELECT
        "#6"
      FROM (
        SELECT
          (
            SELECT
              COUNT(*)
            FROM "schema"."person" AS "#5"
            WHERE
              "#5"."deleted_at" IS NULL
          ) AS "totalCount",
          EXISTS(
            SELECT
              1
            FROM "#1"
            WHERE
              "#1"."#n" > 60
          ) AS "hasMore"
      ) AS "#6"
    ) AS "meta"
) AS "#7";
