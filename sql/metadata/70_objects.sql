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

create or replace function metadata.store_plans(workspace_id uuid, object_id uuid, plans jsonb, is_custom boolean) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    first_position integer := coalesce((select max(f.position) + 1 from metadata.field f where f.object_id = store_plans.object_id), 0);
begin
    with planned as (
        select p.plan, p.number, f.*
          from jsonb_array_elements(plans) with ordinality p (plan, number),
               jsonb_populate_record(null::metadata.field, p.plan -> 'field') f
    ), fields as (
        insert into metadata.field (
            workspace_id, object_id, name, label, type, description, icon, is_nullable, is_unique, is_system, is_writable,
            is_custom, default_value, options, settings, columns, position
        )
        select store_plans.workspace_id, store_plans.object_id, p.name, p.label, p.type, p.description, p.icon,
               p.is_nullable, p.is_unique, p.is_system, p.is_writable,
               store_plans.is_custom and not p.is_system, nullif(p.default_value, 'null'), nullif(p.options, 'null'),
               nullif(p.settings, 'null'), p.columns, first_position + p.number - 1
          from planned p
        returning id, name, position
    ), relations as (
        insert into metadata.relation (
            workspace_id, object_id, field_id, target_object_id, name, label, description, inverse_name, inverse_label,
            inverse_description, on_delete, is_custom, position
        )
        select store_plans.workspace_id, store_plans.object_id, f.id, (r.item ->> 'targetId')::uuid, r.item ->> 'name',
               r.item ->> 'label', r.item ->> 'description', r.item ->> 'inverseName', r.item ->> 'inverseLabel',
               r.item ->> 'inverseDescription', r.item ->> 'onDelete', store_plans.is_custom, f.position
          from planned p
          join fields f on f.name = p.name
         cross join lateral (select p.plan -> 'relation') r (item)
         where r.item <> 'null'
    )
    insert into metadata.index (workspace_id, object_id, name, kind, fields)
    select store_plans.workspace_id, store_plans.object_id, i.item ->> 'name', i.item ->> 'kind',
           array(select jsonb_array_elements_text(i.item -> 'fields'))
      from planned p, jsonb_array_elements(p.plan -> 'named') i (item);
end
$$;
comment on function metadata.store_plans(uuid, uuid, jsonb, boolean) is 'Writes the rows of planned fields: fields, relations, indexes and constraints.';
revoke all on function metadata.store_plans(uuid, uuid, jsonb, boolean) from public;

create or replace function metadata.check_free(object_id uuid, plans jsonb) returns void
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    relations constant jsonb := jsonb_path_query_array(plans, '$[*].relation ? (@ != null)');
    -- The object, and those at the far ends of its new relations.
    touched constant uuid[] := array(
        select check_free.object_id union select (r.item ->> 'targetId')::uuid from jsonb_array_elements(relations) r (item)
    );
    taken record;
begin
    with name as (
        select check_free.object_id as object_id, p.plan -> 'field' ->> 'name' as name, 'name' as key
          from jsonb_array_elements(plans) p (plan)
        union all
        select check_free.object_id, r.item ->> 'name', 'name' from jsonb_array_elements(relations) r (item)
        union all
        select (r.item ->> 'targetId')::uuid, r.item ->> 'inverseName', 'inverseName'
          from jsonb_array_elements(relations) r (item)
        union all
        select f.object_id, f.name, null from metadata.field f where f.object_id = any (touched)
        union all
        select r.object_id, r.name, null from metadata.relation r where r.object_id = any (touched)
        union all
        select r.target_object_id, r.inverse_name, null from metadata.relation r where r.target_object_id = any (touched)
    )
    select n.name, max(n.key) as key into taken
      from name n
     group by n.object_id, n.name
    having count(*) > 1
     limit 1;
    if found then
        perform metadata.refuse(
            'VG409', format('There is a field or relation "%s" already. Choose another name.', taken.name), taken.key
        );
    end if;
    with col as (
        select c.item ->> 'name' as name, p.plan -> 'field' ->> 'name' as field
          from jsonb_array_elements(plans) p (plan), jsonb_array_elements(p.plan -> 'field' -> 'columns') c (item)
        union all
        select c.item ->> 'name', f.name
          from metadata.field f, jsonb_array_elements(f.columns) c (item)
         where f.object_id = check_free.object_id
    )
    select c.name, array_agg(c.field) as fields into taken
      from col c
     group by c.name
    having count(*) > 1
     limit 1;
    if found then
        perform metadata.refuse(
            'VG409',
            format(
                'The fields "%s" and "%s" would share the column %s. Choose another name.',
                taken.fields[1], taken.fields[2], taken.name
            ),
            'name'
        );
    end if;
end
$$;
comment on function metadata.check_free(uuid, jsonb) is 'Raises VG409 where a planned field, relation or column has a name that is taken.';
revoke all on function metadata.check_free(uuid, jsonb) from public;

create or replace function metadata.add_object(workspace_id uuid, given jsonb, is_custom boolean) returns uuid
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    name_singular text := given ->> 'nameSingular';
    name_plural text := given ->> 'namePlural';
    is_link boolean := coalesce((given ->> 'isSystem')::boolean, false);
    label_field text := coalesce(
        given ->> 'labelField',
        jsonb_path_query_first(given, '$.fields[*] ? (@.type != "RELATION").name') #>> '{}',
        'id'
    );
    schema_name text;
    table_name text;
    made uuid;
    plans jsonb;
    searched text[];
    times_check text;
    primary_key text;
    search_index text;
    list_index text;
    commands text;
begin
    perform metadata.check_object_name(workspace_id, name_singular, 'nameSingular');
    perform metadata.check_object_name(workspace_id, name_plural, 'namePlural');
    if name_singular = name_plural then
        perform metadata.refuse('VG400', 'nameSingular and namePlural have to differ.', 'namePlural');
    end if;
    table_name := metadata.snake_case(name_singular);
    select w.schema_name into schema_name from core.workspace w where w.id = workspace_id;
    if to_regclass(format('%I.%I', schema_name, table_name)) is not null then
        perform metadata.refuse('VG409', format('There is a table %s already. Choose another name.', table_name), 'nameSingular');
    end if;
    insert into metadata.object (
        workspace_id, name_singular, name_plural, label_singular, label_plural, description, icon, table_name, label_field,
        is_custom, is_system, position
    )
    values (
        workspace_id, name_singular, name_plural,
        coalesce(nullif(given ->> 'labelSingular', ''), name_singular),
        coalesce(nullif(given ->> 'labelPlural', ''), name_plural),
        coalesce(given ->> 'description', ''), given ->> 'icon', table_name, label_field, is_custom, is_link,
        (select count(*) from metadata.object o where o.workspace_id = add_object.workspace_id)
    )
    returning id into made;

    select jsonb_agg(metadata.plan_field(workspace_id, schema_name, table_name, f.given, f.is_system) order by f.place, f.number)
      into plans
      from (
        select s.item as given, true as is_system, case s.item ->> 'name' when 'id' then 0 else 2 end as place, s.number
          from jsonb_array_elements(metadata.system_fields()) with ordinality s (item, number)
        union all
        select o.item, false, 1, o.number
          from jsonb_array_elements(coalesce(given -> 'fields', '[]')) with ordinality o (item, number)
      ) f;
    perform metadata.check_free(made, plans);
    if not exists (select from jsonb_array_elements(plans) p (plan) where p.plan -> 'field' ->> 'name' = label_field) then
        perform metadata.refuse('VG400', format('There is no field "%s" to be the label.', left(label_field, 80)), 'labelField');
    end if;
    perform metadata.store_plans(workspace_id, made, plans, is_custom);

    primary_key := metadata.constraint_name(table_name, null, 'pkey');
    times_check := metadata.constraint_name(table_name, null, 'times_check');
    search_index := metadata.constraint_name(table_name, 'search_vector', 'idx');
    list_index := metadata.constraint_name(table_name, 'created_at', 'idx');
    searched := array(
        select jsonb_array_elements_text(p.plan -> 'searched') from jsonb_array_elements(plans) p (plan)
    );
    insert into metadata.index (workspace_id, object_id, name, kind, fields)
    select workspace_id, made, i.name, i.kind, i.fields
      from (values
            (primary_key, 'PRIMARY_KEY', '{id}'::text[]),
            (times_check, 'CHECK', '{createdAt,updatedAt,deletedAt}'),
            (search_index, 'INDEX', '{}'),
            (list_index, 'INDEX', '{createdAt,id}')
           ) i (name, kind, fields)
     where (i.name <> search_index or searched <> '{}') and (i.name <> list_index or not is_link);

    select format('create table %I.%I (', schema_name, table_name)
        || string_agg(l.line, ', ' order by l.place, l.number)
        || format(', %s', metadata.search_column_sql(searched))
        || format(', constraint %I primary key (id)', primary_key)
        || format(
            ', constraint %I check (least(created_at, updated_at, deleted_at) >= %L and greatest(created_at, updated_at, deleted_at) < %L))',
            times_check, '0001-01-01 00:00:00+00', '10000-01-01 00:00:00+00'
        )
      into commands
      from (
        select line.item as line, place.key as place, p.number * 10 + line.number as number
          from jsonb_array_elements(plans) with ordinality p (plan, number),
               (values (1, 'columnSql'), (2, 'constraintSql')) place (key, name),
               jsonb_array_elements_text(p.plan -> place.name) with ordinality line (item, number)
      ) l;
    commands := concat_ws(
        '; ',
        commands,
        case when searched <> '{}' then
            format('create index %I on %I.%I using gin (search_vector)', search_index, schema_name, table_name)
        end,
        case when not is_link then
            format('create index %I on %I.%I (created_at, id)', list_index, schema_name, table_name)
        end,
        (select string_agg(i.command, '; ')
           from jsonb_array_elements(plans) p (plan), jsonb_array_elements_text(p.plan -> 'indexSql') i (command)),
        format(
            'create trigger set_updated_at before update on %I.%I for each row execute function core.set_updated_at()',
            schema_name, table_name
        ),
        metadata.access_sql(workspace_id, schema_name, table_name),
        format(
            'comment on table %I.%I is %L', schema_name, table_name,
            concat(
                coalesce(nullif(given ->> 'labelPlural', ''), name_plural), ': ' || nullif(given ->> 'description', '')
            )
        ),
        format(
            'comment on column %I.%I.search_vector is %L', schema_name, table_name,
            'The words of all texts, for text search: small letters, no accents.'
        ),
        metadata.column_comments_sql(schema_name, table_name, plans)
    );
    perform metadata.run_ddl(commands);
    return made;
end
$$;
comment on function metadata.add_object(uuid, jsonb, boolean) is 'Makes an object with all its fields: rows and table. The caller publishes the change.';
revoke all on function metadata.add_object(uuid, jsonb, boolean) from public;

create or replace function metadata.lock_workspace(workspace_id uuid) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    -- One change of a model at a time; readers of the row are not held up.
    perform from core.workspace w where w.id = lock_workspace.workspace_id for no key update;
    if not found then
        perform metadata.refuse('VG404', format('There is no workspace with the id %s.', workspace_id), 'workspaceId');
    end if;
end
$$;
comment on function metadata.lock_workspace(uuid) is 'Makes other changes of the workspace''s model wait until this one is done. Raises VG404.';
revoke all on function metadata.lock_workspace(uuid) from public;

create or replace function metadata.create_object(given jsonb) returns uuid
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    field_keys constant text[] := '{name,label,type,description,icon,isNullable,isUnique,defaultValue,options,settings,target,inverseName,inverseLabel,inverseDescription,onDelete}';
    made uuid;
    workspace uuid;
begin
    perform metadata.check_keys(
        given, '{workspaceId,nameSingular,namePlural,labelSingular,labelPlural,description,icon,labelField,fields}'
    );
    workspace := metadata.given_id(given, 'workspaceId');
    perform metadata.lock_workspace(workspace);
    if jsonb_typeof(coalesce(given -> 'fields', '[]')) <> 'array' then
        perform metadata.refuse('VG400', 'fields is a list of fields.', 'fields');
    end if;
    perform metadata.check_keys(f.item, field_keys)
       from jsonb_array_elements(coalesce(given -> 'fields', '[]')) f (item);
    -- A new object has a name unless it says what it has.
    made := metadata.add_object(
        workspace,
        jsonb_build_object('fields', '[{"name": "name", "label": "Name", "type": "TEXT", "description": "What it is called."}]'::jsonb)
            || given,
        true
    );
    perform metadata.publish(workspace);
    return made;
end
$$;
comment on function metadata.create_object(jsonb) is
    'Makes an object of a workspace, with its table, and gives its id. {workspaceId, nameSingular, namePlural, labelSingular, labelPlural, description, icon, labelField, fields: [as metadata.create_field]}. Raises VG400, VG404, VG409.';
revoke all on function metadata.create_object(jsonb) from public;
