-- Indexes that are asked for by themselves.

create or replace function metadata.create_index(given jsonb) returns uuid
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    object metadata.object;
    is_unique constant boolean := metadata.given_flag(given, 'isUnique', false);
    index_name text;
    definition text;
    names text[];
    is_live_only boolean;
    made uuid;
begin
    perform metadata.check_keys(given, '{objectMetadataId,fields,isUnique,isLiveOnly,name}');
    object := metadata.object_to_change(given, 'objectMetadataId');
    if object.kind <> 'TABLE' then
        perform metadata.refuse('VG400', format('The object "%s" is a view, which has no indexes.', object.name_singular), 'objectMetadataId');
    elsif jsonb_typeof(given -> 'fields') is distinct from 'array' or jsonb_array_length(given -> 'fields') not between 1 and 32 then
        perform metadata.refuse('VG400', 'fields is a list of 1 to 32 names of fields, such as ["city", "name.lastName"].', 'fields');
    end if;
    -- Records that are out of sight need no index, and exclude no other.
    is_live_only := metadata.given_flag(given, 'isLiveOnly', is_unique) and metadata.is_soft(object.id);
    names := array(select jsonb_array_elements_text(given -> 'fields'));
    definition := metadata.index_definition(object, names, is_unique)
        || case when is_live_only then ' where deleted_at is null' else '' end;
    index_name := coalesce(
        given ->> 'name',
        metadata.free_name(
            metadata.schema_of(object), object.table_name, metadata.snake_case(replace(array_to_string(names, '_'), '.', '_')),
            case when is_unique then 'key' else 'idx' end
        )
    );
    if index_name !~ '^[a-z_][a-z0-9_]{0,62}$' then
        perform metadata.refuse('VG400', 'The name of an index is made of a-z, 0-9 and _, begins with no digit and has at most 63 characters.', 'name');
    elsif to_regclass(format('%I.%I', metadata.schema_of(object), index_name)) is not null
          or exists (select from metadata.index i where i.object_id = object.id and i.name = index_name) then
        perform metadata.refuse('VG409', format('There is an index or table %s already. Give another name.', index_name), 'name');
    end if;
    if is_unique then
        perform metadata.refuse_duplicates(object, definition, 'isUnique');
    end if;
    insert into metadata.index (workspace_id, object_id, name, kind, fields, is_live_only, is_custom)
    values (
        object.workspace_id, object.id, index_name, case when is_unique then 'UNIQUE' else 'INDEX' end,
        array(
            select split_part(n.name, '.', 1) from unnest(names) with ordinality n (name, number) group by 1 order by min(n.number)
        ),
        is_live_only, true
    )
    returning id into made;
    perform metadata.build_index(object, index_name, definition);
    perform metadata.publish(object.workspace_id, array[object.id]);
    return made;
end
$$;
comment on function metadata.create_index(jsonb) is
    'Makes an index of an object and gives its id; of a large table it is built beside the traffic, see is_ready. {objectMetadataId, fields: [names; a part as name.lastName], isUnique, isLiveOnly: leave soft-deleted records out, name}. Raises VG400, VG403, VG404, VG409.';
revoke all on function metadata.create_index(jsonb) from public;
grant execute on function metadata.create_index(jsonb) to vingt_workspace;

create or replace function metadata.index_definition(object metadata.object, names text[], is_unique boolean) returns text
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    wanted text;
    found_columns text[];
    columns text[] := '{}';
    types text[] := '{}';
begin
    foreach wanted in array names loop
        select array_agg(
                   format(case when index_definition.is_unique then coalesce(metadata.key_format(f.type, c.item ->> 'part'), '%I') else '%I' end, c.item ->> 'name')
                   order by c.number
               )
          into found_columns
          from metadata.field f, jsonb_array_elements(f.columns) with ordinality c (item, number)
         where f.object_id = object.id and f.name = split_part(wanted, '.', 1) and not f.is_computed
           and (position('.' in wanted) = 0 or c.item ->> 'part' = split_part(wanted, '.', 2));
        if found_columns is null then
            perform metadata.refuse('VG400', format('There is no field "%s" with columns to index.', left(wanted, 80)), 'fields');
        elsif found_columns && columns then
            perform metadata.refuse('VG400', format('The field "%s" stands twice.', left(wanted, 80)), 'fields');
        end if;
        columns := columns || found_columns;
        types := types || array(
            select c.item ->> 'pgType'
              from metadata.field f, jsonb_array_elements(f.columns) c (item)
             where f.object_id = object.id and f.name = split_part(wanted, '.', 1)
               and (position('.' in wanted) = 0 or c.item ->> 'part' = split_part(wanted, '.', 2))
        );
    end loop;
    if types && '{text[],jsonb}' then
        -- What is in a list or a JSON value is found by an index of another kind.
        if is_unique or not types <@ '{text[],jsonb}' then
            perform metadata.refuse('VG400', 'Lists and JSON values have an index of their own kind, which is not unique. Index other fields apart from them.', 'fields');
        end if;
        return format('using gin (%s)', array_to_string(columns, ', '));
    end if;
    return format('%s(%s)', case when is_unique then 'unique ' else '' end, array_to_string(columns, ', '));
end
$$;
comment on function metadata.index_definition(metadata.object, text[], boolean) is 'An index over fields: what follows the table''s name, behind "unique " for a unique one. Raises VG400.';
revoke all on function metadata.index_definition(metadata.object, text[], boolean) from public;

create or replace function metadata.refuse_duplicates(object metadata.object, definition text, field text) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    keys constant text := substring(definition from '^unique \((.*)\)( where deleted_at is null)?$');
    doubled text[];
begin
    execute format(
        'select array_agg(d.value) from (select left(concat_ws('', '', %1$s), 100) as value from %2$I.%3$I where num_nulls(%1$s) = 0%4$s group by %1$s having count(*) > 1 order by 1 limit 10) d',
        keys, metadata.schema_of(object), object.table_name,
        case when definition like '% where deleted_at is null' then ' and deleted_at is null' else '' end
    ) into doubled;
    if doubled is not null then
        perform metadata.refuse(
            'VG400', format('Several records have the same value: %s. Change or delete those first.', array_to_string(doubled, '; ')), field
        );
    end if;
end
$$;
comment on function metadata.refuse_duplicates(metadata.object, text, text) is 'Raises VG400 with the first ten values that a unique index would exclude.';
revoke all on function metadata.refuse_duplicates(metadata.object, text, text) from public;

create or replace function metadata.delete_index(given jsonb) returns uuid
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    wanted uuid;
    index metadata.index;
    object metadata.object;
begin
    perform metadata.check_keys(given, '{id}');
    wanted := metadata.given_id(given, 'id');
    select i.* into index from metadata.index i where i.id = wanted and metadata.may(i.workspace_id, null);
    if not found then
        perform metadata.refuse('VG404', format('There is no index with the id %s.', wanted), 'id');
    end if;
    perform metadata.lock_workspace(index.workspace_id);
    select i.* into index from metadata.index i where i.id = wanted;
    if not found then
        perform metadata.refuse('VG404', format('There is no index with the id %s.', wanted), 'id');
    elsif not index.is_custom then
        perform metadata.refuse('VG400', format('The index or constraint %s is part of a field. Change the field.', index.name), 'id');
    end if;
    select o.* into object from metadata.object o where o.id = index.object_id;
    perform metadata.drop_index(object, index);
    perform metadata.publish(object.workspace_id, array[object.id]);
    return index.id;
end
$$;
comment on function metadata.delete_index(jsonb) is 'Drops an index that was asked for by itself and gives the id that it had. {id}. Raises VG400, VG403, VG404.';
revoke all on function metadata.delete_index(jsonb) from public;
grant execute on function metadata.delete_index(jsonb) to vingt_workspace;

create or replace function metadata.drop_index(object metadata.object, index metadata.index) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    delete from metadata.index i where i.id = drop_index.index.id;
    -- One that is still to be built is not there.
    perform metadata.run_ddl(format('drop index if exists %I.%I', metadata.schema_of(object), index.name));
end
$$;
comment on function metadata.drop_index(metadata.object, metadata.index) is 'Drops an index and its row.';
revoke all on function metadata.drop_index(metadata.object, metadata.index) from public;
