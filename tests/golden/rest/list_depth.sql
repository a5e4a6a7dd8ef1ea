SELECT
  "core".answer(row_to_json("#10"))
FROM (
  WITH "#1" AS MATERIALIZED (
    SELECT
      ROW_NUMBER() OVER () AS "#n",
      "#12"."id" AS "id",
      "#12"."title" AS "title",
      "#12"."body" AS "body",
      "#12"."created_at" AS "created_at",
      "#12"."updated_at" AS "updated_at",
      "#12"."deleted_at" AS "deleted_at",
      "#12"."position" AS "position",
      "#12"."created_by_source" AS "created_by_source",
      "#12"."created_by_workspace_member_id" AS "created_by_workspace_member_id",
      "#12"."created_by_name" AS "created_by_name"
    FROM (
      SELECT
        "#11"."id" AS "id",
        "#11"."title" AS "title",
        "#11"."body" AS "body",
        "#11"."created_at" AS "created_at",
        "#11"."updated_at" AS "updated_at",
        "#11"."deleted_at" AS "deleted_at",
        "#11"."position" AS "position",
        "#11"."created_by_source" AS "created_by_source",
        "#11"."created_by_workspace_member_id" AS "created_by_workspace_member_id",
        "#11"."created_by_name" AS "created_by_name"
      FROM "schema"."note" AS "#11"
      WHERE
        "#11"."deleted_at" IS NULL
      ORDER BY
        "#11"."id" ASC
      LIMIT $size0+1$
    ) AS "#12"
  )
  SELECT
    (
      SELECT
        COALESCE(json_agg("#7"), CAST('[]' AS JSON))
      FROM (
        SELECT
          "#1"."id" AS "id",
          "#1"."title" AS "title",
          "#1"."body" AS "body",
          to_char("#1"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "createdAt",
          to_char("#1"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "updatedAt",
          to_char("#1"."deleted_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "deletedAt",
          "#1"."position" AS "position",
          "#2" AS "createdBy",
          (
            SELECT
              COALESCE(json_agg("#6"), CAST('[]' AS JSON))
            FROM (
              SELECT
                "#3"."id" AS "id",
                "#3"."note_id" AS "noteId",
                "#3"."company_id" AS "companyId",
                "#3"."person_id" AS "personId",
                "#3"."opportunity_id" AS "opportunityId",
                to_char("#3"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "createdAt",
                to_char("#3"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "updatedAt",
                to_char("#3"."deleted_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "deletedAt",
                "#3"."position" AS "position",
                "#4" AS "createdBy"
              FROM (
                SELECT
                  "#5"."id" AS "id",
                  "#5"."note_id" AS "note_id",
                  "#5"."company_id" AS "company_id",
                  "#5"."person_id" AS "person_id",
                  "#5"."opportunity_id" AS "opportunity_id",
                  "#5"."created_at" AS "created_at",
                  "#5"."updated_at" AS "updated_at",
                  "#5"."deleted_at" AS "deleted_at",
                  "#5"."position" AS "position",
                  "#5"."created_by_source" AS "created_by_source",
                  "#5"."created_by_workspace_member_id" AS "created_by_workspace_member_id",
                  "#5"."created_by_name" AS "created_by_name"
                FROM "schema"."note_target" AS "#5"
                WHERE
                  "#5"."note_id" = "#1"."id" AND "#5"."deleted_at" IS NULL
                ORDER BY
                  "#5"."id" ASC
                LIMIT 60
              ) AS "#3"
              CROSS JOIN LATERAL (
                SELECT
                  "#3"."created_by_source" AS "source",
                  "#3"."created_by_workspace_member_id" AS "workspaceMemberId",
                  "#3"."created_by_name" AS "name"
              ) AS "#4"
            ) AS "#6"
          ) AS "noteTargets"
        FROM "#1"
        CROSS JOIN LATERAL (
          SELECT
            "#1"."created_by_source" AS "source",
            "#1"."created_by_workspace_member_id" AS "workspaceMemberId",
            "#1"."created_by_name" AS "name"
        ) AS "#2"
        WHERE
          "#1"."#n" <= $size0+0$
      ) AS "#7"
    ) AS "data",
    (
      SELECT
        "#9"
      FROM (
        SELECT
          (
            SELECT
              COUNT(*)
            FROM "schema"."note" AS "#8"
            WHERE
              "#8"."deleted_at" IS NULL
          ) AS "totalCount",
          EXISTS(
            SELECT
              1
            FROM "#1"
            WHERE
              "#1"."#n" > $size0+0$
          ) AS "hasMore"
      ) AS "#9"
    ) AS "meta"
) AS "#10";
