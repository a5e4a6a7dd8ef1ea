-- Views for reports: one for each object, in a schema beside the workspace's own, with labels in the place of names.

create or replace function metadata.report_names(labels text[]) returns text[]
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
declare
    label text;
    stem text;
    wanted text;
    number integer;
    made text[] := '{}';
begin
    foreach label in array labels loop
        -- Postgres takes 63 bytes; some are kept for a number.
        stem := coalesce(nullif(btrim(label), ''), 'Field');
        while octet_length(stem) > 58 loop
            stem := left(stem, -1);
        end loop;
        wanted := stem;
        number := 1;
        while wanted = any (made) loop
            number := number + 1;
            wanted := stem || ' ' || number;
        end loop;
        made := made || wanted;
    end loop;
    return made;
end
$$;
comment on function metadata.report_names(text[]) is 'Labels as names in SQL: no two the same, none too long.';
revoke all on function metadata.report_names(text[]) from public;

create or replace function metadata.report_sql(object metadata.object, schema_name text, view_name text) returns text
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    labels text[];
    expressions text[];
    names text[];
    deleted_at text;
begin
    select array_agg(concat(f.label, ' (' || nullif(c.item ->> 'part', '') || ')') order by f.name <> 'id', f.is_system, f.position, f.name, c.place)
               filter (where f.name <> 'deletedAt'),
           array_agg(
               case when f.is_computed then format('%I.%I(t)', schema_name, c.item ->> 'name') else format('t.%I', c.item ->> 'name') end
               order by f.name <> 'id', f.is_system, f.position, f.name, c.place
           ) filter (where f.name <> 'deletedAt'),
           max(c.item ->> 'name') filter (where f.name = 'deletedAt')
      into labels, expressions, deleted_at
      from metadata.field f
     cross join jsonb_array_elements(f.columns) with ordinality c (item, place)
     where f.object_id = object.id and (f.is_active or f.name = 'deletedAt');
    if labels is null then
        return null;
    end if;
    names := metadata.report_names(labels);
    return format(
        E'create view %I.%I with (security_invoker = on) as select %s from %I.%I t%s;\ncomment on view %I.%I is %L',
        schema_name || '_report', view_name,
        (select string_agg(format('%s as %I', e.expression, n.name), ', ' order by e.place)
           from unnest(expressions) with ordinality e (expression, place)
           join unnest(names) with ordinality n (name, place) using (place)),
        schema_name, object.table_name,
        -- A report is about what is there.
        case when deleted_at is not null then format(' where t.%I is null', deleted_at) else '' end,
        schema_name || '_report', view_name, concat(object.label_plural, ': ' || nullif(object.description, ''))
    );
end
$$;
comment on function metadata.report_sql(metadata.object, text, text) is 'The view of an object''s live records for reports, as DDL; null for an object without columns.';
revoke all on function metadata.report_sql(metadata.object, text, text) from public;

create or replace function metadata.clear_reports(workspace_id uuid) returns void
    language sql
    set search_path = pg_catalog, pg_temp
as $$
    select metadata.run_ddl(format('drop view %s', string_agg(c.oid::regclass::text, ', ' order by c.oid)))
      from core.workspace w
      join pg_catalog.pg_class c on c.relnamespace = to_regnamespace(quote_ident(w.schema_name || '_report')) and c.relkind = 'v'
     -- A preview is about the tables.
     where w.id = clear_reports.workspace_id and w.has_reports and not metadata.is_preview()
    having count(*) > 0
$$;
comment on function metadata.clear_reports(uuid) is 'Drops the views for reports, on which the columns of tables would hang; metadata.publish makes them anew.';
revoke all on function metadata.clear_reports(uuid) from public;

create or replace function metadata.write_reports(workspace_id uuid) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    schema_name constant text := (select w.schema_name from core.workspace w where w.id = write_reports.workspace_id);
    names constant text[] := metadata.report_names(
        array(
            select o.label_singular from metadata.object o
             where o.workspace_id = write_reports.workspace_id and o.is_active
             order by o.position, o.name_singular
        )
    );
    object metadata.object;
    number integer := 0;
    commands text[] := '{}';
begin
    if metadata.is_preview() then
        return;
    end if;
    perform metadata.clear_reports(workspace_id);
    for object in
        select o.* from metadata.object o
         where o.workspace_id = write_reports.workspace_id and o.is_active
         order by o.position, o.name_singular
    loop
        number := number + 1;
        commands := commands || metadata.report_sql(object, schema_name, names[number]);
    end loop;
    commands := commands || array(
        select format('grant select on all tables in schema %I to %I', schema_name || '_report', r.role_name)
          from core.workspace_role r
         where r.workspace_id = write_reports.workspace_id
    );
    perform metadata.run_ddl(array_to_string(commands, E';\n'));
end
$$;
comment on function metadata.write_reports(uuid) is 'Makes the views for reports anew, after the model.';
revoke all on function metadata.write_reports(uuid) from public;

create or replace function metadata.create_reports(workspace text) returns text
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    found_workspace core.workspace := metadata.workspace_to_report(workspace);
    report_schema constant text := found_workspace.schema_name || '_report';
begin
    if not found_workspace.has_reports then
        if to_regnamespace(quote_ident(report_schema)) is not null then
            perform metadata.refuse('VG409', format('There is a schema %s already, which holds something else. Rename it.', report_schema), 'workspace');
        end if;
        perform metadata.run_ddl(
            concat_ws(
                E';\n',
                format('create schema %I', report_schema),
                format('comment on schema %I is %L', report_schema, format('The workspace %s for reports: a view an object, with labels as names.', workspace)),
                (select string_agg(format('grant usage on schema %I to %I', report_schema, r.role_name), E';\n')
                   from core.workspace_role r
                  where r.workspace_id = found_workspace.id)
            )
        );
        update core.workspace w set has_reports = true where w.id = found_workspace.id;
    end if;
    perform metadata.write_reports(found_workspace.id);
    return report_schema;
end
$$;
comment on function metadata.create_reports(text) is
    'Makes a schema with a view of each object''s live records, whose columns are called by their labels, and keeps it in step with the model; gives the schema''s name. Raises VG403, VG404, VG409.';
revoke all on function metadata.create_reports(text) from public;
grant execute on function metadata.create_reports(text) to vingt_workspace;

create or replace function metadata.drop_reports(workspace text) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    found_workspace core.workspace := metadata.workspace_to_report(workspace);
begin
    if found_workspace.has_reports then
        perform metadata.clear_reports(found_workspace.id);
        -- Whatever somebody else has put there stays, and says so.
        perform metadata.run_ddl(format('drop schema %I', found_workspace.schema_name || '_report'));
        update core.workspace w set has_reports = false where w.id = found_workspace.id;
    end if;
end
$$;
comment on function metadata.drop_reports(text) is 'Drops the schema of views for reports. Raises VG403, VG404.';
revoke all on function metadata.drop_reports(text) from public;
grant execute on function metadata.drop_reports(text) to vingt_workspace;

create or replace function metadata.workspace_to_report(name text) returns core.workspace
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    found_workspace core.workspace;
begin
    select w.* into found_workspace from core.workspace w where w.name = workspace_to_report.name and metadata.may(w.id, null);
    if not found then
        perform metadata.refuse('VG404', format('There is no workspace with the name %s.', left(name, 80)), 'workspace');
    end if;
    perform metadata.lock_workspace(found_workspace.id);
    return found_workspace;
end
$$;
comment on function metadata.workspace_to_report(text) is 'The workspace of that name, locked. Raises VG403, VG404.';
revoke all on function metadata.workspace_to_report(text) from public;
