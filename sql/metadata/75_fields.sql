-- Adding fields to objects that exist.

create or replace function metadata.add_fields(object metadata.object, givens jsonb, is_custom boolean) returns uuid[]
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    schema_name constant text := metadata.schema_of(object);
    here constant jsonb := (
        select coalesce(jsonb_agg(g.item order by g.number), '[]')
          from jsonb_array_elements(givens) with ordinality g (item, number)
         where metadata.has_columns_here(g.item)
    );
    plans jsonb;
    given jsonb;
    made uuid[] := '{}';
    message text;
    detail text;
begin
    if object.kind <> 'TABLE' then
        perform metadata.refuse(
            'VG400', format('The object "%s" is a view: its fields are the view''s columns.', object.name_singular), 'objectMetadataId'
        );
    end if;
    if here <> '[]' then
        select jsonb_agg(metadata.plan_given(object.workspace_id, schema_name, object.table_name, h.item) order by h.number)
          into plans
          from jsonb_array_elements(here) with ordinality h (item, number);
        if not metadata.can_search(object.id) then
            select jsonb_agg(jsonb_set(p.plan || '{"searched": []}', '{field,is_searchable}', 'false') order by p.number) into plans
              from jsonb_array_elements(plans) with ordinality p (plan, number);
        end if;
        perform metadata.check_free(object.id, plans);
        perform metadata.store_plans(object.workspace_id, object.id, plans, is_custom);
        perform metadata.add_columns(object, schema_name, plans);
    end if;
    -- In the order given: what was planned, and what has its columns elsewhere.
    for given in select g.item from jsonb_array_elements(givens) with ordinality g (item, number) order by g.number loop
        if not metadata.has_columns_here(given) then
            begin
                perform metadata.add_far_relation(object, given, is_custom);
            exception when sqlstate 'VG400' or sqlstate 'VG404' or sqlstate 'VG409' then
                get stacked diagnostics message = message_text, detail = pg_exception_detail;
                perform metadata.refuse_at(sqlstate, message, detail, given ->> 'place');
            end;
        end if;
        made := made || (select f.id from metadata.field f where f.object_id = object.id and f.name = given ->> 'name');
    end loop;
    return made;
end
$$;
comment on function metadata.add_fields(metadata.object, jsonb, boolean) is 'Adds fields to an object, rows and columns, and gives their ids. The caller publishes the change.';
revoke all on function metadata.add_fields(metadata.object, jsonb, boolean) from public;

create or replace function metadata.add_columns(object metadata.object, schema_name text, plans jsonb) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    is_large constant boolean := metadata.is_large(schema_name, object.table_name);
    is_soft constant boolean := metadata.is_soft(object.id);
    is_searched constant boolean := jsonb_path_exists(plans, '$[*].searched[*]');
    commands text;
    planned record;
begin
    select format(E'alter table %I.%I\n    ', schema_name, object.table_name) || string_agg(a.action, E',\n    ' order by a.place, a.number)
      into commands
      from (
        select 1 as place, p.number, 'add column ' || c.line as action
          from jsonb_array_elements(plans) with ordinality p (plan, number), jsonb_array_elements_text(p.plan -> 'columnSql') c (line)
        union all
        -- Holds for every change from now on; that the records of a large table keep to it, is seen to afterwards.
        select 2, p.number, format('add constraint %I %s%s', c.item ->> 'name', c.item ->> 'sql', case when is_large then ' not valid' else '' end)
          from jsonb_array_elements(plans) with ordinality p (plan, number), jsonb_array_elements(p.plan -> 'constraints') c (item)
      ) a;
    select concat_ws(
               E';\n', commands,
               string_agg(format('alter table %I.%I %s', schema_name, object.table_name, d.line), E';\n' order by p.number)
           )
      into commands
      from jsonb_array_elements(plans) with ordinality p (plan, number), jsonb_array_elements_text(p.plan -> 'defaultSql') d (line);
    begin
        perform metadata.run_ddl(
            concat_ws(
                E';\n',
                commands,
                metadata.follow_triggers_sql(schema_name, object.table_name, plans),
                case when is_searched then
                    metadata.search_trigger_sql(schema_name, object.table_name, metadata.searched_columns(object.id))
                end,
                metadata.column_comments_sql(schema_name, object.table_name, plans)
            )
        );
    exception
        when not_null_violation then
            perform metadata.refuse(
                'VG400', 'There are records already, and they would have no value here. Give a defaultValue that is a value, or allow null.', 'isNullable'
            );
        when duplicate_column then
            perform metadata.refuse(
                'VG409', 'The table has a column of that name already. Choose another name, or take the column over by metadata.adopt.', 'name'
            );
        when check_violation then
            perform metadata.refuse('VG400', 'The default value is not allowed for a field of this type.', 'defaultValue');
    end;
    for planned in
        select i.item ->> 'name' as name, i.item ->> 'sql' as definition, p.plan ->> 'place' as place
          from jsonb_array_elements(plans) with ordinality p (plan, number), jsonb_array_elements(p.plan -> 'indexes') i (item)
         order by p.number
    loop
        begin
            perform metadata.build_index(
                object, planned.name,
                case when is_soft then planned.definition else replace(planned.definition, ' where deleted_at is null', '') end
            );
        exception when unique_violation then
            perform metadata.refuse('VG400', 'There are records already, and they would all have the default value, which a unique field excludes.', concat_ws('.', planned.place, 'isUnique'));
        end;
    end loop;
    if is_large then
        perform metadata.run_later(
            object, null,
            format('alter table %I.%I validate constraint %I', schema_name, object.table_name, c.item ->> 'name')
        )
           from jsonb_array_elements(plans) with ordinality p (plan, number), jsonb_array_elements(p.plan -> 'constraints') c (item);
    end if;
    perform metadata.keep_group(object, g.name)
       from (select distinct p.plan -> 'relation' ->> 'groupName' as name from jsonb_array_elements(plans) p (plan)) g
      where g.name is not null;
    if is_searched then
        perform metadata.keep_search_index(object);
        -- A value that all records have from the start is found in them as well.
        if jsonb_path_exists(plans, '$[*] ? (exists (@.searched[*])).field ? (@.default_value != null)') then
            perform metadata.fill_search(object);
        end if;
    end if;
end
$$;
comment on function metadata.add_columns(metadata.object, text, jsonb) is 'Runs the DDL of planned fields whose rows are written.';
revoke all on function metadata.add_columns(metadata.object, text, jsonb) from public;

create or replace function metadata.keep_search_index(object metadata.object) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    search_index constant text := metadata.free_name(metadata.schema_of(object), object.table_name, 'search_vector', 'idx');
begin
    -- It is the one that is about no field.
    if not exists (select from metadata.index i where i.object_id = object.id and i.fields = '{}') then
        insert into metadata.index (workspace_id, object_id, name, kind, fields)
        values (object.workspace_id, object.id, search_index, 'INDEX', '{}');
        perform metadata.build_index(object, search_index, 'using gin (search_vector)');
    end if;
end
$$;
comment on function metadata.keep_search_index(metadata.object) is 'Makes the index of search_vector, unless it is there.';
revoke all on function metadata.keep_search_index(metadata.object) from public;

create or replace function metadata.fill_search(object metadata.object) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    schema_name constant text := metadata.schema_of(object);
    searched constant text[] := metadata.searched_columns(object.id);
    words text := case
        when searched = '{}' then 'null'
        else format('core.search_vector(%s)', (select string_agg(format('%I::text', s.name), ', ' order by s.number) from unnest(searched) with ordinality s (name, number)))
    end;
begin
    if metadata.is_large(schema_name, object.table_name) then
        perform metadata.run_later(object, null, format('call metadata.fill_search_vectors(%L)', object.id));
    else
        perform metadata.run_ddl(
            format('update %1$I.%2$I set search_vector = %3$s where search_vector is distinct from %3$s', schema_name, object.table_name, words)
        );
    end if;
end
$$;
comment on function metadata.fill_search(metadata.object) is 'Sets search_vector of all records anew: at once, or beside the traffic where the table is large.';
revoke all on function metadata.fill_search(metadata.object) from public;

create or replace procedure metadata.fill_search_vectors(object_id uuid)
    language plpgsql
as $$
declare
    place record;
    words pg_catalog.text;
    last_id pg_catalog.uuid := '00000000-0000-0000-0000-000000000000';
    next_id pg_catalog.uuid;
begin
    -- A procedure that commits cannot have settings of its own: each name has its schema.
    select w.schema_name, o.table_name, metadata.searched_columns(o.id) as searched into place
      from metadata.object o join core.workspace w on w.id operator(pg_catalog.=) o.workspace_id
     where o.id operator(pg_catalog.=) fill_search_vectors.object_id;
    if not found then
        return;
    end if;
    words := case
        when pg_catalog.cardinality(place.searched) operator(pg_catalog.=) 0 then 'null'
        else pg_catalog.format(
            'core.search_vector(%s)',
            (select pg_catalog.string_agg(pg_catalog.format('%I::pg_catalog.text', s.name), ', ' order by s.number)
               from pg_catalog.unnest(place.searched) with ordinality s (name, number))
        )
    end;
    loop
        execute pg_catalog.format(
            'select pg_catalog.max(b.id::pg_catalog.text)::pg_catalog.uuid from (select t.id from %I.%I t where t.id operator(pg_catalog.>) $1 order by t.id limit 2000) b',
            place.schema_name, place.table_name
        ) into next_id using last_id;
        exit when next_id is null;
        execute pg_catalog.format(
            'update %1$I.%2$I t set search_vector = %3$s where t.id operator(pg_catalog.>) $1 and t.id operator(pg_catalog.<=) $2 and t.search_vector is distinct from %3$s',
            place.schema_name, place.table_name, words
        ) using last_id, next_id;
        last_id := next_id;
        commit;
    end loop;
end
$$;
comment on procedure metadata.fill_search_vectors(uuid) is 'Sets search_vector of an object''s records anew, 2,000 at a time in transactions of their own.';
revoke all on procedure metadata.fill_search_vectors(uuid) from public;

create or replace function metadata.create_field(given jsonb) returns uuid
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    object metadata.object;
    made uuid[];
begin
    perform metadata.check_keys(given, metadata.field_keys() || '{objectMetadataId}'::text[]);
    object := metadata.object_to_change(given, 'objectMetadataId');
    made := metadata.add_fields(object, jsonb_build_array(given), true);
    perform metadata.publish(object.workspace_id, array[object.id]);
    return made[1];
end
$$;
comment on function metadata.create_field(jsonb) is
    'Adds a field to an object and gives its id. {objectMetadataId, name, label, type, description, icon, isNullable, isUnique, isSearchable, defaultValue, options, settings}; of the type RELATION also {relationType, target (a nameSingular) or targetObjectMetadataId, inverseName, inverseLabel, inverseDescription, inverseIcon, onDelete}. Raises VG400, VG403, VG404, VG409.';
revoke all on function metadata.create_field(jsonb) from public;
grant execute on function metadata.create_field(jsonb) to vingt_workspace;

create or replace function metadata.create_fields(given jsonb) returns uuid[]
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    object metadata.object;
    made uuid[] := '{}';
    touched uuid[] := '{}';
    several record;
    message text;
    detail text;
begin
    perform metadata.check_keys(given, '{fields}');
    if jsonb_typeof(given -> 'fields') is distinct from 'array' or given -> 'fields' = '[]' then
        perform metadata.refuse('VG400', 'fields is a list of fields, at least one.', 'fields');
    end if;
    perform metadata.check_keys(f.item, metadata.field_keys() || '{objectMetadataId}'::text[], format('fields.%s', f.number - 1))
       from jsonb_array_elements(given -> 'fields') with ordinality f (item, number);
    -- One ALTER TABLE an object.
    for several in
        select f.item ->> 'objectMetadataId' as object_id, jsonb_agg(f.item order by f.number) as items, min(f.number) as number
          from jsonb_array_elements(metadata.with_places(given -> 'fields')) with ordinality f (item, number)
         group by 1
         order by 3
    loop
        begin
            object := metadata.object_to_change(several.items -> 0, 'objectMetadataId');
        exception when sqlstate 'VG400' or sqlstate 'VG403' or sqlstate 'VG404' then
            get stacked diagnostics message = message_text, detail = pg_exception_detail;
            perform metadata.refuse_at(sqlstate, message, detail, several.items -> 0 ->> 'place');
        end;
        if touched <> '{}' and object.workspace_id <> (select o.workspace_id from metadata.object o where o.id = touched[1]) then
            perform metadata.refuse('VG400', 'The fields belong to objects of several workspaces.', 'fields');
        end if;
        perform metadata.add_fields(object, several.items, true);
        touched := touched || object.id;
    end loop;
    select array_agg(f.id order by g.number) into made
      from jsonb_array_elements(given -> 'fields') with ordinality g (item, number)
      join metadata.field f on f.object_id = (g.item ->> 'objectMetadataId')::uuid and f.name = g.item ->> 'name';
    perform metadata.publish(object.workspace_id, touched);
    return made;
end
$$;
comment on function metadata.create_fields(jsonb) is
    'Adds several fields, all or none, and gives their ids in the same order. {fields: [as metadata.create_field]}. Raises VG400, VG403, VG404, VG409.';
revoke all on function metadata.create_fields(jsonb) from public;
grant execute on function metadata.create_fields(jsonb) to vingt_workspace;
