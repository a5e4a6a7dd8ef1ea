-- Changing what is said of an object, its names, and whether it is seen.

create or replace function metadata.update_object(given jsonb) returns uuid
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    object metadata.object;
begin
    perform metadata.check_keys(given, metadata.object_keys() || '{id,isActive}'::text[]);
    perform metadata.check_texts(given);
    object := metadata.object_to_change(given, 'id');
    if (given ->> 'nameSingular') is distinct from object.name_singular and given ? 'nameSingular'
       or (given ->> 'namePlural') is distinct from object.name_plural and given ? 'namePlural' then
        perform metadata.rename_object(
            object, coalesce(given ->> 'nameSingular', object.name_singular), coalesce(given ->> 'namePlural', object.name_plural)
        );
        select o.* into object from metadata.object o where o.id = object.id;
    end if;
    if given ? 'labelIdentifierFieldName' then
        perform metadata.check_label_field(object, given ->> 'labelIdentifierFieldName');
    end if;
    update metadata.object o
       set label_singular = coalesce(nullif(given ->> 'labelSingular', ''), o.label_singular),
           label_plural = coalesce(nullif(given ->> 'labelPlural', ''), o.label_plural),
           description = case when given ? 'description' then coalesce(given ->> 'description', '') else o.description end,
           icon = case when given ? 'icon' then given ->> 'icon' else o.icon end,
           label_field = coalesce(given ->> 'labelIdentifierFieldName', o.label_field),
           is_searchable = metadata.given_flag(given, 'isSearchable', o.is_searchable),
           is_active = metadata.given_flag(given, 'isActive', o.is_active),
           updated_at = clock_timestamp()
     where o.id = object.id
    returning * into object;
    perform metadata.run_ddl(metadata.table_comment_sql(metadata.schema_of(object), object));
    perform metadata.publish(object.workspace_id, array[object.id]);
    return object.id;
end
$$;
comment on function metadata.update_object(jsonb) is
    'Changes an object and gives its id; a new nameSingular renames its table too. {id, nameSingular, namePlural, labelSingular, labelPlural, description, icon, labelIdentifierFieldName, isSearchable, isActive}: what is left out stays. isActive false hides it from the API and keeps its records. Raises VG400, VG403, VG404, VG409.';
revoke all on function metadata.update_object(jsonb) from public;
grant execute on function metadata.update_object(jsonb) to vingt_workspace;

create or replace function metadata.schema_of(object metadata.object) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
    as $$ select w.schema_name from core.workspace w where w.id = object.workspace_id $$;
comment on function metadata.schema_of(metadata.object) is 'The schema that an object''s table is in.';
revoke all on function metadata.schema_of(metadata.object) from public;

create or replace function metadata.check_label_field(object metadata.object, name text) returns void
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
begin
    if not exists (
        select from metadata.field f
         where f.object_id = object.id and f.name = check_label_field.name and f.type <> 'RELATION' and f.is_active
    ) then
        perform metadata.refuse('VG400', format('There is no field "%s" to be the label.', left(name, 80)), 'labelIdentifierFieldName');
    end if;
end
$$;
comment on function metadata.check_label_field(metadata.object, text) is 'Raises VG400 for what is no visible field of the object.';
revoke all on function metadata.check_label_field(metadata.object, text) from public;

create or replace function metadata.rename_object(object metadata.object, name_singular text, name_plural text) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    schema_name constant text := metadata.schema_of(object);
    old_table constant text := object.table_name;
    -- A table that a DBA made keeps the name that it was given.
    new_table constant text := case
        when old_table = metadata.snake_case(object.name_singular) then metadata.snake_case(name_singular)
        else old_table
    end;
begin
    if not object.is_custom then
        perform metadata.refuse(
            'VG400',
            format('The object "%s" is part of the standard model and keeps its name. Change its labels instead.', object.name_singular),
            case when name_singular <> object.name_singular then 'nameSingular' else 'namePlural' end
        );
    end if;
    perform metadata.check_object_name(object.workspace_id, object.id, name_singular, 'nameSingular');
    perform metadata.check_object_name(object.workspace_id, object.id, name_plural, 'namePlural');
    if lower(name_singular) = lower(name_plural) then
        perform metadata.refuse('VG400', 'nameSingular and namePlural have to differ.', 'namePlural');
    elsif new_table <> old_table and to_regclass(format('%I.%I', schema_name, new_table)) is not null then
        perform metadata.refuse('VG409', format('There is a table %s already. Choose another name.', new_table), 'nameSingular');
    end if;
    if new_table <> old_table then
        perform metadata.refuse_unfinished(object, 'nameSingular');
    end if;
    update metadata.object o
       set name_singular = rename_object.name_singular, name_plural = rename_object.name_plural, table_name = new_table
     where o.id = object.id;
    if new_table = old_table then
        return;
    end if;
    perform metadata.run_ddl(format('alter %s %I.%I rename to %I', lower(object.kind), schema_name, old_table, new_table));
    -- The triggers at the far ends name the table.
    perform metadata.remake_follow_trigger(r, old_table, null)
       from metadata.relation r
       join metadata.field k on k.id = r.key_field_id and k.object_id = object.id;
    update metadata.relation r set junction_table = new_table where r.junction_object_id = object.id;
end
$$;
comment on function metadata.rename_object(metadata.object, text, text) is 'Gives an object other names, and its table one that follows from them. Raises VG400, VG409.';
revoke all on function metadata.rename_object(metadata.object, text, text) from public;

create or replace function metadata.remake_follow_trigger(relation metadata.relation, old_table text, old_column text) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    place record;
begin
    select w.schema_name, h.table_name, t.table_name as target_table, k.columns -> 0 ->> 'name' as key_column, t.id as target_id
      into place
      from metadata.field k
      join metadata.object h on h.id = k.object_id
      join core.workspace w on w.id = h.workspace_id
      join metadata.object t
        on t.id = case when relation.relation_type = 'ONE_TO_MANY' then relation.from_object_id else relation.to_object_id end
     where k.id = relation.key_field_id;
    -- A foreign key that a DBA made follows nothing.
    if not found or not exists (
        select from pg_catalog.pg_trigger t
         where t.tgrelid = to_regclass(format('%I.%I', place.schema_name, place.target_table))
           and t.tgname = metadata.follow_trigger_name(coalesce(old_table, place.table_name), coalesce(old_column, place.key_column))
    ) then
        return;
    end if;
    perform metadata.run_ddl(
        format(
            E'drop trigger if exists %I on %I.%I;\n',
            metadata.follow_trigger_name(coalesce(old_table, place.table_name), coalesce(old_column, place.key_column)),
            place.schema_name, place.target_table
        )
        || metadata.follow_trigger_sql(
            place.schema_name, place.target_table, place.table_name, place.key_column, relation.on_delete
        )
    );
end
$$;
comment on function metadata.remake_follow_trigger(metadata.relation, text, text) is
    'Makes the trigger by which a relation''s foreign key follows soft deletes anew. old_table and old_column are what the trigger was named after, null where that stays.';
revoke all on function metadata.remake_follow_trigger(metadata.relation, text, text) from public;
