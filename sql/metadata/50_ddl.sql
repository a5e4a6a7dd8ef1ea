-- What the tables of objects have in common, and how their DDL is run.

create or replace function metadata.search_column_sql(searched text[]) returns text
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select format(
        'search_vector tsvector generated always as (%s) stored',
        case count(*)
            when 0 then quote_literal('')
            else format('core.search_vector(%s)', string_agg(format('%I', s.name), ', ' order by s.number))
        end
    )
      from unnest(searched) with ordinality s (name, number)
$$;
comment on function metadata.search_column_sql(text[]) is 'The column search_vector over those columns, as DDL.';
revoke all on function metadata.search_column_sql(text[]) from public;

create or replace function metadata.column_comments_sql(schema_name text, table_name text, plans jsonb) returns text
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select string_agg(
        format(
            'comment on column %I.%I.%I is %L',
            schema_name,
            table_name,
            c.item ->> 'name',
            concat(
                p.plan -> 'field' ->> 'label',
                ' (' || nullif(c.item ->> 'part', '') || ')',
                ': ' || nullif(p.plan -> 'field' ->> 'description', '')
            )
        ),
        '; '
    )
      from jsonb_array_elements(plans) p (plan), jsonb_array_elements(p.plan -> 'field' -> 'columns') c (item)
$$;
comment on function metadata.column_comments_sql(text, text, jsonb) is 'Comments of the columns of planned fields, as DDL.';
revoke all on function metadata.column_comments_sql(text, text, jsonb) from public;

create or replace function metadata.access_sql(workspace_id uuid, schema_name text, table_name text) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select format('alter table %I.%I enable row level security', schema_name, table_name)
        || string_agg(
            format(
                '; grant select, insert, update, delete on %1$I.%2$I to %3$I'
                    || '; create policy %4$I on %1$I.%2$I to %3$I using (true) with check (true)',
                schema_name, table_name, r.role_name, r.kind
            ),
            '' order by r.kind
        )
      from core.workspace_role r
     where r.workspace_id = access_sql.workspace_id
$$;
comment on function metadata.access_sql(uuid, text, text) is 'The rights of the workspace''s roles on a new table, as DDL.';
revoke all on function metadata.access_sql(uuid, text, text) from public;

create or replace function metadata.run_ddl(commands text) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set lock_timeout = '300ms'
as $$
begin
    -- A table that somebody uses is waited for in short pieces: while DDL stands in line, everybody else stands behind it.
    for attempt in 1 .. 5 loop
        begin
            execute commands;
            return;
        exception when lock_not_available then
            if attempt = 5 then
                perform metadata.refuse('VG409', 'The table is in use by a long transaction. Try again later.', null);
            end if;
            perform pg_sleep(0.1 * attempt);
        end;
    end loop;
end
$$;
comment on function metadata.run_ddl(text) is 'Runs DDL commands, separated by semicolons. Raises VG409 where a table stays locked.';
revoke all on function metadata.run_ddl(text) from public;
