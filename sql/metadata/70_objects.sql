-- Making objects: their rows and their tables, in one transaction.

create or replace function metadata.system_fields() returns jsonb
    language sql immutable
    return '[
        {"name": "id", "label": "Id", "type": "UUID", "isNullable": false, "isUnique": true, "isWritable": true,
         "description": "Identifies the record; time-ordered. A client may choose it when it creates the record.",
         "defaults": {"": "core.uuid7()"}},
        {"name": "createdAt", "label": "Created at", "type": "DATE_TIME", "isNullable": false, "isWritable": false,
         "description": "When the record was created.", "defaults": {"": "now()"}},
        {"name": "updatedAt", "label": "Updated at", "type": "DATE_TIME", "isNullable": false, "isWritable": false,
         "description": "When the record was last changed, by whatever means.", "defaults": {"": "now()"}},
        {"name": "deletedAt", "label": "Deleted at", "type": "DATE_TIME", "isNullable": true, "isWritable": false,
         "description": "When the record was deleted; records with a value here are out of sight.", "defaults": {}},
        {"name": "position", "label": "Position", "type": "POSITION", "isNullable": false, "isWritable": true,
         "description": "The record''s place in a list that people arrange by hand.",
         "defaults": {"": "core.new_position()"}},
        {"name": "createdBy", "label": "Created by", "type": "ACTOR", "isNullable": false, "isWritable": false,
         "description": "Who created the record, and by which way: USER, API, or SQL.",
         "defaults": {"source": "core.creator_source()", "workspaceMemberId": "core.creator_member_id()",
                      "name": "core.creator_name()"}}
    ]'::jsonb;
comment on function metadata.system_fields() is 'The fields that every object has; defaults are SQL expressions, as Postgres shows them.';
revoke all on function metadata.system_fields() from public;

create or replace function metadata.add_object(workspace_id uuid, given jsonb, is_custom boolean) returns uuid
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    name_singular text := given ->> 'nameSingular';
    name_plural text := given ->> 'namePlural';
    is_link boolean := coalesce((given ->> 'isSystem')::boolean, false);
    label_field text := coalesce(
        given ->> 'labelIdentifierFieldName',
        jsonb_path_query_first(given, '$.fields[*] ? (@.type != "RELATION").name') #>> '{}',
        'id'
    );
    schema_name text;
    table_name text;
    made metadata.object;
    plans jsonb;
    searched text[];
    times_check text;
    primary_key text;
    search_index text;
    list_index text;
    others jsonb;
begin
    perform metadata.check_texts(given);
    perform metadata.check_object_name(workspace_id, null, name_singular, 'nameSingular');
    perform metadata.check_object_name(workspace_id, null, name_plural, 'namePlural');
    if lower(name_singular) = lower(name_plural) then
        perform metadata.refuse('VG400', 'nameSingular and namePlural have to differ.', 'namePlural');
    elsif (select count(*) from metadata.object o where o.workspace_id = add_object.workspace_id) >= 500 then
        perform metadata.refuse('VG400', 'A workspace can have at most 500 objects.', 'nameSingular');
    end if;
    table_name := metadata.snake_case(name_singular);
    select w.schema_name into schema_name from core.workspace w where w.id = workspace_id;
    if to_regclass(format('%I.%I', schema_name, table_name)) is not null then
        perform metadata.refuse('VG409', format('There is a table %s already. Choose another name.', table_name), 'nameSingular');
    end if;
    insert into metadata.object (
        workspace_id, name_singular, name_plural, label_singular, label_plural, description, icon, table_name, label_field,
        is_custom, is_system, is_searchable, position
    )
    values (
        workspace_id, name_singular, name_plural,
        coalesce(nullif(given ->> 'labelSingular', ''), name_singular),
        coalesce(nullif(given ->> 'labelPlural', ''), name_plural),
        coalesce(given ->> 'description', ''), given ->> 'icon', table_name, label_field, is_custom, is_link,
        metadata.given_flag(given, 'isSearchable', not is_link),
        coalesce((select max(o.position) + 1 from metadata.object o where o.workspace_id = add_object.workspace_id), 0)
    )
    returning * into made;

    select jsonb_agg(case when f.is_system
               then metadata.plan_field(workspace_id, schema_name, table_name, f.given, true)
               else metadata.plan_given(workspace_id, schema_name, table_name, f.given)
           end order by f.place, f.number)
      into plans
      from (
        select s.item as given, true as is_system, case s.item ->> 'name' when 'id' then 0 else 2 end as place, s.number
          from jsonb_array_elements(metadata.system_fields()) with ordinality s (item, number)
        union all
        select o.item, false, 1, o.number
          from jsonb_array_elements(coalesce(given -> 'fields', '[]')) with ordinality o (item, number)
         where metadata.has_columns_here(o.item)
      ) f;
    perform metadata.check_free(made.id, plans);
    if not exists (select from jsonb_array_elements(plans) p (plan) where p.plan -> 'field' ->> 'name' = label_field) then
        perform metadata.refuse(
            'VG400', format('There is no field "%s" to be the label.', left(label_field, 80)), 'labelIdentifierFieldName'
        );
    end if;
    perform metadata.store_plans(workspace_id, made.id, plans, is_custom);

    primary_key := metadata.free_name(schema_name, table_name, null, 'pkey');
    times_check := metadata.free_name(schema_name, table_name, null, 'times_check');
    search_index := metadata.free_name(schema_name, table_name, 'search_vector', 'idx');
    list_index := metadata.free_name(schema_name, table_name, 'created_at', 'idx');
    searched := metadata.searched_columns(made.id);
    insert into metadata.index (workspace_id, object_id, name, kind, fields)
    select workspace_id, made.id, i.name, i.kind, i.fields
      from (values
            (primary_key, 'PRIMARY_KEY', '{id}'::text[]),
            (times_check, 'CHECK', '{createdAt,updatedAt,deletedAt}'),
            (search_index, 'INDEX', '{}'),
            (list_index, 'INDEX', '{createdAt,id}')
           ) i (name, kind, fields)
     where (i.name <> search_index or searched <> '{}') and (i.name <> list_index or not is_link);

    perform metadata.run_ddl(
        concat_ws(
            E';\n',
            metadata.create_table_sql(schema_name, table_name, plans, primary_key, times_check),
            case when searched <> '{}' then
                format('create index %I on %I.%I using gin (search_vector)', search_index, schema_name, table_name)
            end,
            case when not is_link then
                format('create index %I on %I.%I (created_at, id)', list_index, schema_name, table_name)
            end,
            (select string_agg(
                        format(
                            'create %sindex %I on %I.%I %s', case i.item ->> 'kind' when 'UNIQUE' then 'unique ' else '' end,
                            i.item ->> 'name', schema_name, table_name, regexp_replace(i.item ->> 'sql', '^unique ', '')
                        ),
                        E';\n'
                    )
               from jsonb_array_elements(plans) p (plan), jsonb_array_elements(p.plan -> 'indexes') i (item)),
            format(
                'create trigger set_updated_at before update on %I.%I for each row execute function core.set_updated_at()',
                schema_name, table_name
            ),
            case when searched <> '{}' then metadata.search_trigger_sql(schema_name, table_name, searched) end,
            metadata.follow_triggers_sql(schema_name, table_name, plans),
            metadata.access_sql(workspace_id, schema_name, table_name),
            metadata.table_comment_sql(schema_name, made),
            format(
                'comment on column %I.%I.search_vector is %L', schema_name, table_name,
                'The words of all texts, for text search: small letters, no accents.'
            ),
            metadata.column_comments_sql(schema_name, table_name, plans)
        )
    );
    select jsonb_agg(o.item order by o.number) into others
      from jsonb_array_elements(coalesce(given -> 'fields', '[]')) with ordinality o (item, number)
     where not metadata.has_columns_here(o.item);
    if others is not null then
        perform metadata.add_fields(made, others, is_custom);
    end if;
    return made.id;
end
$$;
comment on function metadata.add_object(uuid, jsonb, boolean) is 'Makes an object with all its fields: rows and table. The caller publishes the change.';
revoke all on function metadata.add_object(uuid, jsonb, boolean) from public;

create or replace function metadata.has_columns_here(given jsonb) returns boolean
    language sql immutable parallel safe
    return given ->> 'type' is distinct from 'RELATION'
        or coalesce(given ->> 'relationType', 'MANY_TO_ONE') not in ('ONE_TO_MANY', 'MANY_TO_MANY');
comment on function metadata.has_columns_here(jsonb) is 'Whether a field of the input has columns in the table of its own object; other ends of relations have not.';
revoke all on function metadata.has_columns_here(jsonb) from public;

create or replace function metadata.create_table_sql(
    schema_name text,
    table_name text,
    plans jsonb,
    primary_key text,
    times_check text
) returns text
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select format(E'create table %I.%I (\n    ', schema_name, table_name)
        || string_agg(l.line, E',\n    ' order by l.place, l.number)
        || E',\n    search_vector tsvector'
        || format(E',\n    constraint %I primary key (id)', primary_key)
        || format(
            E',\n    constraint %I check (least(created_at, updated_at, deleted_at) >= %L and greatest(created_at, updated_at, deleted_at) < %L)\n)',
            times_check, '0001-01-01 00:00:00+00', '10000-01-01 00:00:00+00'
        )
        || coalesce(
            (select string_agg(format(E';\nalter table %I.%I %s', schema_name, table_name, d.line), '')
               from jsonb_array_elements(plans) p (plan), jsonb_array_elements_text(p.plan -> 'defaultSql') d (line)),
            ''
        )
      from (
        select line.item as line, 1 as place, p.number * 100 + line.number as number
          from jsonb_array_elements(plans) with ordinality p (plan, number),
               jsonb_array_elements_text(p.plan -> 'columnSql') with ordinality line (item, number)
        union all
        select format('constraint %I %s', c.item ->> 'name', c.item ->> 'sql'), 2, p.number * 100 + c.number
          from jsonb_array_elements(plans) with ordinality p (plan, number),
               jsonb_array_elements(p.plan -> 'constraints') with ordinality c (item, number)
      ) l
$$;
comment on function metadata.create_table_sql(text, text, jsonb, text, text) is 'The table of an object with its planned fields, as DDL.';
revoke all on function metadata.create_table_sql(text, text, jsonb, text, text) from public;

create or replace function metadata.object_keys() returns text[]
    language sql immutable parallel safe
    return '{nameSingular,namePlural,labelSingular,labelPlural,description,icon,labelIdentifierFieldName,isSearchable}'::text[];
comment on function metadata.object_keys() is 'What can be said of an object.';
revoke all on function metadata.object_keys() from public;

create or replace function metadata.field_keys() returns text[]
    language sql immutable parallel safe
    return '{name,label,type,description,icon,isNullable,isUnique,isSearchable,defaultValue,options,settings,relationType,target,targetObjectMetadataId,inverseName,inverseLabel,inverseDescription,inverseIcon,onDelete,junctionObjectMetadataId,junctionFieldName,junctionInverseFieldName,group}'::text[];
comment on function metadata.field_keys() is 'What can be said of a new field.';
revoke all on function metadata.field_keys() from public;

create or replace function metadata.create_object(given jsonb) returns uuid
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    made uuid;
    workspace uuid;
begin
    perform metadata.check_keys(given, metadata.object_keys() || '{workspaceId,fields}'::text[]);
    workspace := metadata.given_workspace(given);
    perform metadata.lock_workspace(workspace);
    if jsonb_typeof(coalesce(given -> 'fields', '[]')) <> 'array' then
        perform metadata.refuse('VG400', 'fields is a list of fields.', 'fields');
    end if;
    perform metadata.check_keys(f.item, metadata.field_keys(), format('fields.%s', f.number - 1))
       from jsonb_array_elements(coalesce(given -> 'fields', '[]')) with ordinality f (item, number);
    -- A new object has a name unless it says what it has.
    made := metadata.add_object(
        workspace,
        jsonb_build_object('fields', '[{"name": "name", "label": "Name", "type": "TEXT", "description": "What it is called."}]'::jsonb)
            || given || case when given ? 'fields' then jsonb_build_object('fields', metadata.with_places(given -> 'fields')) else '{}' end,
        true
    );
    perform metadata.publish(workspace, array[made]);
    return made;
end
$$;
comment on function metadata.create_object(jsonb) is
    'Makes an object of a workspace, with its table, and gives its id. {nameSingular, namePlural, labelSingular, labelPlural, description, icon, labelIdentifierFieldName, isSearchable, fields: [as metadata.create_field]}, and workspaceId where the caller has several. Raises VG400, VG403, VG404, VG409.';
revoke all on function metadata.create_object(jsonb) from public;
grant execute on function metadata.create_object(jsonb) to vingt_workspace;
