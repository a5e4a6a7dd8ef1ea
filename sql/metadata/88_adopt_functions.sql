-- Functions of a row that a DBA made: a value becomes a read-only field, rows of an object a relation to many.

create or replace function metadata.adopted_function(object metadata.object, relation_id oid, function_id oid) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    given pg_catalog.pg_proc;
    target uuid;
    described jsonb := '{}';
    why text;
begin
    select p.* into given from pg_catalog.pg_proc p where p.oid = function_id;
    if given.proretset then
        select o.id into target
          from pg_catalog.pg_class c
          join metadata.object o on o.table_name = c.relname and o.workspace_id = object.workspace_id
         where c.reltype = given.prorettype and c.relnamespace = given.pronamespace;
    else
        described := metadata.adopted_type(given.prorettype, -1);
    end if;
    why := case
        when given.proname !~ '^[a-z_][a-z0-9_]*$' then 'its name needs quotes'
        when given.provolatile = 'v' then 'it is volatile; what is shown of a row is stable or immutable'
        when given.prosecdef then 'it runs with the rights of its owner, whoever asks'
        when (select l.lanname from pg_catalog.pg_language l where l.oid = given.prolang) not in ('sql', 'plpgsql') then 'it is neither in SQL nor in PL/pgSQL'
        when exists (select from pg_catalog.pg_attribute a where a.attrelid = relation_id and a.attname = given.proname and not a.attisdropped)
            then 'a column has the same name'
        when not pg_has_role('vingt_owner', given.proowner, 'usage') then
            format('it belongs to %s; alter function %s owner to vingt_owner', given.proowner::regrole, function_id::regprocedure)
        when given.proretset and target is null then 'it gives rows of no object of the workspace'
        else described ->> 'why'
    end;
    return described || jsonb_build_object(
        'name', given.proname, 'isSet', given.proretset, 'target', target, 'note', obj_description(function_id, 'pg_proc'), 'why', why
    );
end
$$;
comment on function metadata.adopted_function(metadata.object, oid, oid) is
    'A function of an object''s row: {name, isSet, target: the object whose rows it gives, type, pgType, options, note, why: why it cannot be a field, null where it can}.';
revoke all on function metadata.adopted_function(metadata.object, oid, oid) from public;

create or replace function metadata.adopt_functions(object metadata.object, relation_id oid) returns table (
    object_id uuid,
    kind text,
    name text,
    action text,
    why text
)
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    place record;
    described jsonb;
    found_names text[] := '{}';
    field metadata.field;
begin
    object_id := object.id;
    kind := 'function';
    for place in
        select p.oid, p.proname
          from pg_catalog.pg_proc p
          join pg_catalog.pg_class c on c.oid = relation_id and c.relnamespace = p.pronamespace
         where p.pronargs = 1 and p.proargtypes[0] = c.reltype and p.prokind = 'f'
         order by p.oid
    loop
        described := metadata.adopted_function(object, relation_id, place.oid);
        name := format('%s(%s)', place.proname, object.table_name);
        action := 'left';
        why := described ->> 'why';
        select f.* into field from metadata.field f
         where f.object_id = object.id and f.is_computed
           and place.proname in (f.columns -> 0 ->> 'name', f.settings ->> 'function');
        if why is null then
            found_names := found_names || place.proname::text;
            if field.id is null then
                why := metadata.add_computed_field(object, place.oid, described);
                action := case when why is null then 'left' else 'taken' end;
                why := coalesce(why, 'no name for the API can be made of its own');
                return next;
            elsif metadata.change_computed_field(field, described) then
                action := 'changed';
                why := concat_ws(', ', described ->> 'pgType', 'its comment');
                return next;
            end if;
        else
            return next;
        end if;
    end loop;
    for field in
        delete from metadata.field f
         where f.object_id = object.id and f.is_computed
           and coalesce(f.columns -> 0 ->> 'name', f.settings ->> 'function') <> all (found_names)
        returning f.*
    loop
        name := format('%s(%s)', coalesce(field.columns -> 0 ->> 'name', field.settings ->> 'function'), object.table_name);
        action := 'gone';
        why := format('the field %s goes with it', field.name);
        return next;
    end loop;
end
$$;
comment on function metadata.adopt_functions(metadata.object, oid) is 'Makes fields and relations of the functions of an object''s row, and says what it did.';
revoke all on function metadata.adopt_functions(metadata.object, oid) from public;

create or replace function metadata.columns_of_computed(described jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select case
        when (described ->> 'isSet')::boolean then '[]'
        else jsonb_build_array(metadata.column_item(described || '{"isNullable": true, "default": null}', ''))
    end
$$;
comment on function metadata.columns_of_computed(jsonb) is 'The function in the place of a column, as metadata.field keeps it.';
revoke all on function metadata.columns_of_computed(jsonb) from public;
-- By that name it was taken for a field type of its own.
drop function if exists metadata.computed_columns(jsonb);

create or replace function metadata.computed_settings(described jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select case
        when (described ->> 'isSet')::boolean
            then jsonb_build_object('function', described -> 'name', 'targetObjectMetadataId', described -> 'target')
        else nullif(described -> 'settings', 'null')
    end
$$;
comment on function metadata.computed_settings(jsonb) is 'The settings of a field that a function gives: of rows, the function and the object that they are of.';
revoke all on function metadata.computed_settings(jsonb) from public;

create or replace function metadata.add_computed_field(object metadata.object, function_id oid, described jsonb) returns text
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    note record;
    is_set constant boolean := described -> 'isSet';
    field_name constant text := metadata.free_field_name(object.id, metadata.api_name(described ->> 'name'), 'Value');
begin
    if field_name is null then
        return null;
    end if;
    select * into note from metadata.comment_parts(described ->> 'note');
    insert into metadata.field (
        workspace_id, object_id, name, label, type, description, is_nullable, is_unique, is_system, is_writable, is_computed,
        options, settings, columns, position
    )
    values (
        object.workspace_id, object.id, field_name, left(coalesce(note.label, metadata.label_of_name(described ->> 'name')), 200),
        case when is_set then 'RELATION' else described ->> 'type' end, note.description, true, false, false, false, true,
        nullif(described -> 'options', 'null'), metadata.computed_settings(described), metadata.columns_of_computed(described),
        coalesce((select max(f.position) + 1 from metadata.field f where f.object_id = object.id), 0)
    );
    perform metadata.run_ddl(format('grant execute on function %s to %I', function_id::regprocedure, r.role_name))
       from core.workspace_role r
      where r.workspace_id = object.workspace_id;
    return format(
        'as %s, %s', field_name,
        case when is_set then 'a relation to ' || (select o.name_plural from metadata.object o where o.id = (described ->> 'target')::uuid)
            else described ->> 'type' end
    );
end
$$;
comment on function metadata.add_computed_field(metadata.object, oid, jsonb) is 'Writes the row of a field that a function gives, lets the workspace''s roles call it, and says as what; null where it can have no name.';
revoke all on function metadata.add_computed_field(metadata.object, oid, jsonb) from public;

create or replace function metadata.change_computed_field(field metadata.field, described jsonb) returns boolean
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    is_set constant boolean := described -> 'isSet';
    note record;
    wanted metadata.field := field;
begin
    select * into note from metadata.comment_parts(described ->> 'note');
    wanted.type := case when is_set then 'RELATION' else described ->> 'type' end;
    wanted.options := nullif(described -> 'options', 'null');
    wanted.settings := metadata.computed_settings(described);
    wanted.columns := metadata.columns_of_computed(described);
    if described ->> 'note' is not null then
        wanted.label := coalesce(note.label, field.label);
        wanted.description := note.description;
    end if;
    if wanted is not distinct from field then
        return false;
    end if;
    update metadata.field f
       set type = wanted.type, options = wanted.options, settings = wanted.settings, columns = wanted.columns,
           label = wanted.label, description = wanted.description, updated_at = clock_timestamp()
     where f.id = field.id;
    return true;
end
$$;
comment on function metadata.change_computed_field(metadata.field, jsonb) is 'Brings a field up to date with the function that gives it; whether anything changed.';
revoke all on function metadata.change_computed_field(metadata.field, jsonb) from public;
