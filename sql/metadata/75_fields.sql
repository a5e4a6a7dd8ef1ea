-- Adding fields and relations to objects that exist.

create or replace function metadata.add_field(object metadata.object, given jsonb) returns uuid
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    schema_name text := (select w.schema_name from core.workspace w where w.id = object.workspace_id);
    plan jsonb := metadata.plan_field(object.workspace_id, schema_name, object.table_name, given, false);
    plans jsonb := jsonb_build_array(plan);
    search_index text := metadata.constraint_name(object.table_name, 'search_vector', 'idx');
    is_searched boolean := plan -> 'searched' <> '[]';
    searched text[];
    commands text;
begin
    perform metadata.check_free(object.id, plans);
    perform metadata.store_plans(object.workspace_id, object.id, plans, true);
    if is_searched then
        searched := array(
            select c.item ->> 'name'
              from metadata.field f,
                   jsonb_array_elements(f.columns) with ordinality c (item, number),
                   metadata.type_columns(f.type, f.settings) t
             where f.object_id = object.id and t.part = c.item ->> 'part' and t.is_searched
             order by f.position, c.number
        );
        insert into metadata.index (workspace_id, object_id, name, kind, fields)
        values (object.workspace_id, object.id, search_index, 'INDEX', '{}')
        on conflict do nothing;
    end if;
    -- The expression of a generated column cannot be changed before PostgreSQL 17: the column is made anew, in the one
    -- rewrite of the table.
    select format('alter table %I.%I ', schema_name, object.table_name) || string_agg(a.action, ', ' order by a.place)
      into commands
      from (
        select 1 as place, 'add column ' || c.line as action from jsonb_array_elements_text(plan -> 'columnSql') c (line)
        union all
        select 2, 'add ' || c.line from jsonb_array_elements_text(plan -> 'constraintSql') c (line)
        union all
        select 0, 'drop column search_vector' where is_searched
        union all
        select 3, 'add column ' || metadata.search_column_sql(searched) where is_searched
      ) a;
    commands := concat_ws(
        '; ',
        commands,
        case when is_searched then
            format('create index %I on %I.%I using gin (search_vector)', search_index, schema_name, object.table_name)
        end,
        case when is_searched then
            format(
                'comment on column %I.%I.search_vector is %L', schema_name, object.table_name,
                'The words of all texts, for text search: small letters, no accents.'
            )
        end,
        (select string_agg(i.command, '; ') from jsonb_array_elements_text(plan -> 'indexSql') i (command)),
        metadata.column_comments_sql(schema_name, object.table_name, plans)
    );
    begin
        perform metadata.run_ddl(commands);
    exception
        when not_null_violation then
            perform metadata.refuse(
                'VG400', 'There are records already, and they would have no value here. Give a defaultValue or allow null.', 'isNullable'
            );
        when check_violation then
            perform metadata.refuse('VG400', 'The default value is not allowed for a field of this type.', 'defaultValue');
        when unique_violation then
            perform metadata.refuse('VG400', 'There are records already, and they would all have the default value, which a unique field excludes.', 'isUnique');
    end;
    return (
        select f.id from metadata.field f where f.object_id = object.id and f.name = plan -> 'field' ->> 'name'
    );
end
$$;
comment on function metadata.add_field(metadata.object, jsonb) is 'Adds a field to an object: row and columns. The caller publishes the change.';
revoke all on function metadata.add_field(metadata.object, jsonb) from public;

create or replace function metadata.object_to_change(given jsonb, key text) returns metadata.object
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    wanted uuid := metadata.given_id(given, key);
    found_object metadata.object;
begin
    select o.* into found_object from metadata.object o where o.id = wanted;
    if not found then
        perform metadata.refuse('VG404', format('There is no object with the id %s.', wanted), key);
    end if;
    perform metadata.lock_workspace(found_object.workspace_id);
    return found_object;
end
$$;
comment on function metadata.object_to_change(jsonb, text) is 'The object whose id is under a key of the input, its workspace locked. Raises VG400, VG404.';
revoke all on function metadata.object_to_change(jsonb, text) from public;

create or replace function metadata.create_field(given jsonb) returns uuid
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    object metadata.object;
    made uuid;
begin
    perform metadata.check_keys(
        given,
        '{objectMetadataId,name,label,type,description,icon,isNullable,isUnique,defaultValue,options,settings,target,inverseName,inverseLabel,inverseDescription,onDelete}'
    );
    object := metadata.object_to_change(given, 'objectMetadataId');
    made := metadata.add_field(object, given);
    perform metadata.publish(object.workspace_id);
    return made;
end
$$;
comment on function metadata.create_field(jsonb) is
    'Adds a field to an object and gives its id. {objectMetadataId, name, label, type, description, icon, isNullable, isUnique, defaultValue, options, settings}; of the type RELATION also {target, inverseName, inverseLabel, inverseDescription, onDelete}. Raises VG400, VG404, VG409.';
revoke all on function metadata.create_field(jsonb) from public;

create or replace function metadata.create_relation(given jsonb) returns uuid
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    origin metadata.object;
    target metadata.object;
    many text := 'to';
    one text := 'from';
    made uuid;
begin
    perform metadata.check_keys(
        given,
        '{relationType,fromObjectMetadataId,toObjectMetadataId,fromFieldMetadataName,toFieldMetadataName,fromLabel,toLabel,fromDescription,toDescription,isNullable,onDelete}'
    );
    if given ->> 'relationType' = 'MANY_TO_ONE' then
        many := 'from';
        one := 'to';
    elsif given ->> 'relationType' is distinct from 'ONE_TO_MANY' then
        perform metadata.refuse('VG400', 'relationType is one of ONE_TO_MANY, MANY_TO_ONE.', 'relationType');
    end if;
    target := metadata.object_to_change(given, one || 'ObjectMetadataId');
    origin := metadata.object_to_change(given, many || 'ObjectMetadataId');
    if origin.workspace_id <> target.workspace_id then
        -- As for an id that is nowhere: a workspace knows nothing of others.
        perform metadata.refuse(
            'VG404', format('There is no object with the id %s.', origin.id), many || 'ObjectMetadataId'
        );
    end if;
    made := metadata.add_field(
        origin,
        jsonb_strip_nulls(
            jsonb_build_object(
                'type', 'RELATION',
                'name', given ->> (many || 'FieldMetadataName'),
                'label', given ->> (many || 'Label'),
                'description', given ->> (many || 'Description'),
                'target', target.name_singular,
                'inverseName', given ->> (one || 'FieldMetadataName'),
                'inverseLabel', given ->> (one || 'Label'),
                'inverseDescription', given ->> (one || 'Description'),
                'isNullable', given -> 'isNullable',
                'onDelete', given ->> 'onDelete'
            )
        )
    );
    perform metadata.publish(origin.workspace_id);
    return (select r.id from metadata.relation r where r.field_id = made);
end
$$;
comment on function metadata.create_relation(jsonb) is
    'Relates two objects and gives the relation''s id; the foreign key is made on the side of many. {relationType: ONE_TO_MANY | MANY_TO_ONE, fromObjectMetadataId, toObjectMetadataId, fromFieldMetadataName, toFieldMetadataName, fromLabel, toLabel, fromDescription, toDescription, isNullable, onDelete}. Raises VG400, VG404, VG409.';
revoke all on function metadata.create_relation(jsonb) from public;
