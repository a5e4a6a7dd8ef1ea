-- What the tables of objects have in common, as DDL: comments, rights, and the triggers.

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
        E';\n'
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
                E';\ngrant select, insert, update, delete on %1$I.%2$I to %3$I'
                    || E';\ncreate policy %4$I on %1$I.%2$I to %3$I using (true) with check (true)',
                schema_name, table_name, r.role_name, r.kind
            ),
            '' order by r.kind
        )
      from core.workspace_role r
     where r.workspace_id = access_sql.workspace_id
$$;
comment on function metadata.access_sql(uuid, text, text) is 'The rights of the workspace''s roles on a new table, as DDL.';
revoke all on function metadata.access_sql(uuid, text, text) from public;

create or replace function metadata.search_trigger_sql(schema_name text, table_name text, searched text[]) returns text
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select format('drop trigger if exists set_search_vector on %I.%I', schema_name, table_name)
        || case when count(*) > 0 then
            format(
                E';\ncreate trigger set_search_vector before insert or update of %s on %I.%I for each row execute function core.set_search_vector(%s)',
                string_agg(format('%I', s.name), ', ' order by s.number), schema_name, table_name,
                string_agg(format('%L', s.name), ', ' order by s.number)
            )
            else ''
           end
      from unnest(searched) with ordinality s (name, number)
$$;
comment on function metadata.search_trigger_sql(text, text, text[]) is 'The trigger that fills search_vector from those columns, as DDL.';
revoke all on function metadata.search_trigger_sql(text, text, text[]) from public;

create or replace function metadata.searched_columns(object_id uuid) returns text[]
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select coalesce(array_agg(c.item ->> 'name' order by f.position, f.name, c.number), '{}')
      from metadata.field f,
           jsonb_array_elements(f.columns) with ordinality c (item, number),
           metadata.type_columns(f.type, f.settings) t
     where f.object_id = searched_columns.object_id and f.is_searchable and t.part = c.item ->> 'part' and t.is_searched
       and metadata.can_search(searched_columns.object_id)
$$;
comment on function metadata.searched_columns(uuid) is 'The columns of an object whose texts are searched.';
revoke all on function metadata.searched_columns(uuid) from public;

create or replace function metadata.can_search(object_id uuid) returns boolean
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    -- A table that is still to be made will have it.
    select coalesce(
        bool_and(exists (select from pg_catalog.pg_attribute a where a.attrelid = t.id and a.attname = 'search_vector' and a.atttypid = 'tsvector'::regtype)),
        true
    )
      from metadata.object o
     cross join lateral (select to_regclass(format('%I.%I', metadata.schema_of(o), o.table_name))) t (id)
     where o.id = object_id and t.id is not null
$$;
comment on function metadata.can_search(uuid) is 'Whether the table of an object has a place for the words of its texts; one that a DBA made may have none.';
revoke all on function metadata.can_search(uuid) from public;

create or replace function metadata.id_column(object_id uuid) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select coalesce(
        (select f.columns -> 0 ->> 'name' from metadata.field f where f.object_id = id_column.object_id and f.name = 'id'), 'id'
    )
$$;
comment on function metadata.id_column(uuid) is 'The column of an object''s ids.';
revoke all on function metadata.id_column(uuid) from public;

create or replace function metadata.id_type(object_id uuid) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select coalesce(
        (select f.columns -> 0 ->> 'pgType' from metadata.field f where f.object_id = id_type.object_id and f.name = 'id'), 'uuid'
    )
$$;
comment on function metadata.id_type(uuid) is 'The Postgres type of an object''s ids.';
revoke all on function metadata.id_type(uuid) from public;

create or replace function metadata.object_of_table(schema_name text, table_name text) returns uuid
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select o.id
      from metadata.object o
      join core.workspace w on w.id = o.workspace_id
     where w.schema_name = object_of_table.schema_name and o.table_name = object_of_table.table_name
$$;
comment on function metadata.object_of_table(text, text) is 'The object that a table belongs to.';
revoke all on function metadata.object_of_table(text, text) from public;

create or replace function metadata.follow_trigger_name(table_name text, key_column text) returns text
    language sql immutable parallel safe
    -- Two underscores: of task and target_company_id it is another one than of task_target and company_id.
    return metadata.constraint_name(table_name || '_', key_column, 'follow');
comment on function metadata.follow_trigger_name(text, text) is 'The trigger on the far table that makes a foreign key follow soft deletes.';
revoke all on function metadata.follow_trigger_name(text, text) from public;

create or replace function metadata.follow_trigger_sql(
    schema_name text,
    target_table text,
    table_name text,
    key_column text,
    on_delete text
) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select format(
        'create trigger %I after update of deleted_at on %I.%I for each row when (old.deleted_at is null and new.deleted_at is not null) execute function core.follow_soft_delete(%L, %L, %L, %L%s)',
        metadata.follow_trigger_name(table_name, key_column), schema_name, target_table,
        table_name, key_column, on_delete,
        case when metadata.is_soft(metadata.object_of_table(schema_name, table_name)) then 'soft' else 'hard' end,
        ', ' || quote_literal(nullif(metadata.id_column(metadata.object_of_table(schema_name, target_table)), 'id'))
    )
$$;
comment on function metadata.follow_trigger_sql(text, text, text, text, text) is
    'What a soft delete of a record of target_table does to those of table_name whose key_column points to it, as DDL.';
revoke all on function metadata.follow_trigger_sql(text, text, text, text, text) from public;

create or replace function metadata.is_soft(object_id uuid) returns boolean
    language sql stable
    set search_path = pg_catalog, pg_temp
    as $$ select exists (select from metadata.field f where f.object_id = is_soft.object_id and f.name = 'deletedAt') $$;
comment on function metadata.is_soft(uuid) is 'Whether the object knows a soft delete; a hidden deletedAt counts.';
revoke all on function metadata.is_soft(uuid) from public;

create or replace function metadata.follow_triggers_sql(schema_name text, table_name text, plans jsonb) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select string_agg(
        metadata.follow_trigger_sql(
            schema_name, p.plan -> 'relation' ->> 'targetTable', table_name,
            p.plan -> 'field' -> 'columns' -> 0 ->> 'name', p.plan -> 'relation' ->> 'onDelete'
        ),
        E';\n' order by p.number
    )
      from jsonb_array_elements(plans) with ordinality p (plan, number)
     where p.plan -> 'relation' <> 'null' and metadata.is_soft((p.plan -> 'relation' ->> 'targetId')::uuid)
$$;
comment on function metadata.follow_triggers_sql(text, text, jsonb) is 'The triggers that make the foreign keys of planned fields follow soft deletes, as DDL; null for none.';
revoke all on function metadata.follow_triggers_sql(text, text, jsonb) from public;

create or replace function metadata.table_comment_sql(schema_name text, object metadata.object) returns text
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select format(
        'comment on %s %I.%I is %L', lower(object.kind), schema_name, object.table_name,
        concat(object.label_plural, ': ' || nullif(object.description, ''))
    )
$$;
comment on function metadata.table_comment_sql(text, metadata.object) is 'The comment of an object''s table, as DDL.';
revoke all on function metadata.table_comment_sql(text, metadata.object) from public;
