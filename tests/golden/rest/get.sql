SELECT
  "core".answer(row_to_json("#11"))
FROM (
  SELECT
    "#1"."id" AS "id",
    "#1"."title" AS "title",
    "#1"."body" AS "body",
    "#1"."status" AS "status",
    to_char("#1"."due_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "dueAt",
    "#1"."assignee_id" AS "assigneeId",
    to_char("#1"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "createdAt",
    to_char("#1"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "updatedAt",
    to_char("#1"."deleted_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "deletedAt",
    "#1"."position" AS "position",
    "#2" AS "createdBy",
    (
      SELECT
        "#6"
      FROM (
        SELECT
          "#3"."id" AS "id",
          "#4" AS "name",
          "#3"."email" AS "email",
          "#3"."avatar_url" AS "avatarUrl",
          to_char("#3"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "createdAt",
          to_char("#3"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "updatedAt",
          to_char("#3"."deleted_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "deletedAt",
          "#3"."position" AS "position",
          "#5" AS "createdBy"
        FROM "schema"."workspace_member" AS "#3"
        LEFT JOIN LATERAL (
          SELECT
            "#3"."name_first_name" AS "firstName",
            "#3"."name_last_name" AS "lastName"
          WHERE
            NOT (
              "#3"."name_first_name" IS NULL AND "#3"."name_last_name" IS NULL
            )
        ) AS "#4"
          ON TRUE
        CROSS JOIN LATERAL (
          SELECT
            "#3"."created_by_source" AS "source",
            "#3"."created_by_workspace_member_id" AS "workspaceMemberId",
            "#3"."created_by_name" AS "name"
        ) AS "#5"
        WHERE
          "#3"."id" = "#1"."assignee_id" AND "#3"."deleted_at" IS NULL
      ) AS "#6"
    ) AS "assignee",
    (
      SELECT
        COALESCE(json_agg("#10"), CAST('[]' AS JSON))
      FROM (
        SELECT
          "#7"."id" AS "id",
          "#7"."task_id" AS "taskId",
          "#7"."company_id" AS "companyId",
          "#7"."person_id" AS "personId",
          "#7"."opportunity_id" AS "opportunityId",
          to_char("#7"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "createdAt",
          to_char("#7"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "updatedAt",
          to_char("#7"."deleted_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "deletedAt",
          "#7"."position" AS "position",
          "#8" AS "createdBy"
        FROM (
          SELECT
            "#9"."id" AS "id",
            "#9"."task_id" AS "task_id",
            "#9"."company_id" AS "company_id",
            "#9"."person_id" AS "person_id",
            "#9"."opportunity_id" AS "opportunity_id",
            "#9"."created_at" AS "created_at",
            "#9"."updated_at" AS "updated_at",
            "#9"."deleted_at" AS "deleted_at",
            "#9"."position" AS "position",
            "#9"."created_by_source" AS "created_by_source",
            "#9"."created_by_workspace_member_id" AS "created_by_workspace_member_id",
            "#9"."created_by_name" AS "created_by_name"
          FROM "schema"."task_target" AS "#9"
          WHERE
            "#9"."task_id" = "#1"."id" AND "#9"."deleted_at" IS NULL
          ORDER BY
            "#9"."id" ASC
          LIMIT 60
        ) AS "#7"
        CROSS JOIN LATERAL (
          SELECT
            "#7"."created_by_source" AS "source",
            "#7"."created_by_workspace_member_id" AS "workspaceMemberId",
            "#7"."created_by_name" AS "name"
        ) AS "#8"
      ) AS "#10"
    ) AS "taskTargets"
  FROM "schema"."task" AS "#1"
  CROSS JOIN LATERAL (
    SELECT
      "#1"."created_by_source" AS "source",
      "#1"."created_by_workspace_member_id" AS "workspaceMemberId",
      "#1"."created_by_name" AS "name"
  ) AS "#2"
  WHERE
    "filter".eq("#1"."id", $1::uuid) AND "#1"."deleted_at" IS NULL
) AS "#11";
