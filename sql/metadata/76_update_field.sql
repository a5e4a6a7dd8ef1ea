-- Changing a field: what is said of it, its name, what it takes. Each kind of change is a function of its own; all that
-- are asked for at once are made or none.

create or replace function metadata.update_field(given jsonb) returns uuid
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    field metadata.field;
    object metadata.object;
    wanted_type text;
begin
    perform metadata.check_keys(
        given, '{id,name,label,type,description,icon,isActive,isNullable,isUnique,isSearchable,defaultValue,options,settings}'
    );
    perform metadata.check_texts(given);
    field := metadata.field_to_change(given, 'id');
    select o.* into object from metadata.object o where o.id = field.object_id;
    perform metadata.check_changeable(object, field, given);
    if given ? 'name' and given ->> 'name' is distinct from field.name then
        perform metadata.rename_field(object, field, given ->> 'name');
        select f.* into field from metadata.field f where f.id = field.id;
        select o.* into object from metadata.object o where o.id = field.object_id;
    end if;
    wanted_type := coalesce(given ->> 'type', field.type);
    if wanted_type <> field.type
       or given ? 'settings' and nullif(given -> 'settings', 'null') is distinct from field.settings
       or given ? 'options' then
        if given ? 'defaultValue' and field.default_value is not null then
            -- The old one need not fit what the field becomes.
            perform metadata.set_default(object, field, null);
            select f.* into field from metadata.field f where f.id = field.id;
        end if;
        perform metadata.refit_field(object, field, wanted_type, given);
        select f.* into field from metadata.field f where f.id = field.id;
    end if;
    if given ? 'defaultValue' then
        perform metadata.set_default(object, field, nullif(given -> 'defaultValue', 'null'));
        select f.* into field from metadata.field f where f.id = field.id;
    end if;
    if metadata.given_flag(given, 'isNullable', field.is_nullable) <> field.is_nullable then
        perform metadata.set_nullable(object, field, not field.is_nullable);
    end if;
    if metadata.given_flag(given, 'isUnique', field.is_unique) <> field.is_unique then
        perform metadata.set_unique(object, field, not field.is_unique);
    end if;
    if metadata.given_flag(given, 'isSearchable', field.is_searchable) <> field.is_searchable then
        perform metadata.set_searchable(object, field, not field.is_searchable);
    end if;
    update metadata.field f
       set label = coalesce(nullif(given ->> 'label', ''), f.label),
           description = case when given ? 'description' then coalesce(given ->> 'description', '') else f.description end,
           icon = case when given ? 'icon' then given ->> 'icon' else f.icon end,
           is_active = metadata.given_flag(given, 'isActive', f.is_active),
           updated_at = clock_timestamp()
     where f.id = field.id
    returning * into field;
    if not field.is_active and object.label_field = field.name then
        perform metadata.refuse(
            'VG400', format('The field "%s" is the label of its object. Make another field the label first.', field.name), 'isActive'
        );
    end if;
    if not field.is_computed then
        perform metadata.run_ddl(
            metadata.column_comments_sql(
                metadata.schema_of(object), object.table_name, jsonb_build_array(jsonb_build_object('field', to_jsonb(field)))
            )
        );
    end if;
    perform metadata.publish(object.workspace_id, array[object.id]);
    return field.id;
end
$$;
comment on function metadata.update_field(jsonb) is
    'Changes a field and gives its id; a new name renames its columns too. {id, name, label, type, description, icon, isActive, isNullable, isUnique, isSearchable, defaultValue, options: an option with "was" renames another, settings}: what is left out stays. isActive false hides it from the API and keeps its values. Types change where nothing is lost. Raises VG400, VG403, VG404, VG409.';
revoke all on function metadata.update_field(jsonb) from public;
grant execute on function metadata.update_field(jsonb) to vingt_workspace;

create or replace function metadata.check_changeable(object metadata.object, field metadata.field, given jsonb) returns void
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    what text := case
        when field.is_system then 'Every object has the field "%s"'
        when field.is_computed then 'The field "%s" is given by a function'
        when object.kind = 'VIEW' then 'The field "%s" is a column of a view'
        when field.type = 'RELATION' then 'The field "%s" is an end of a relation'
        when exists (select from metadata.relation r where r.key_field_id = field.id) then 'The field "%s" is the foreign key of a relation'
    end;
    allowed text[] := '{id,label,description,icon,isActive}';
    refused_key text;
begin
    if field.type = 'RELATION' and not field.is_system then
        allowed := allowed || 'name'::text;
    end if;
    if what is not null then
        select k.key into refused_key
          from jsonb_object_keys(given) k (key)
         where k.key <> all (allowed)
         order by 1 limit 1;
        if found then
            perform metadata.refuse(
                'VG400',
                format(what, field.name) || format(': its %s cannot be changed. What can be is %s.', refused_key, array_to_string(allowed[2:], ', ')),
                refused_key
            );
        end if;
    end if;
    if not field.is_custom and not field.is_system and given ?| '{name,type}'
       and (coalesce(given ->> 'name', field.name) <> field.name or coalesce(given ->> 'type', field.type) <> field.type) then
        perform metadata.refuse(
            'VG400',
            format('The field "%s" is part of the standard model and keeps its name and type. Change its label, or hide it: isActive false.', field.name),
            case when coalesce(given ->> 'name', field.name) <> field.name then 'name' else 'type' end
        );
    end if;
    if given -> 'isActive' = 'false' then
        if field.name = 'id' then
            perform metadata.refuse('VG400', 'The id cannot be hidden.', 'isActive');
        elsif not field.is_nullable and field.is_writable and not exists (
            select from jsonb_array_elements(field.columns) c (item) where c.item ->> 'default' is not null
        ) and field.type <> 'RELATION' and coalesce(given -> 'isNullable' <> 'true', true) then
            perform metadata.refuse(
                'VG400',
                format('The field "%s" has to have a value, which nobody could give any more. Allow null or give it a default first.', field.name),
                'isActive'
            );
        end if;
    end if;
end
$$;
comment on function metadata.check_changeable(metadata.object, metadata.field, jsonb) is 'Raises VG400 where something is to be changed of a field that cannot be.';
revoke all on function metadata.check_changeable(metadata.object, metadata.field, jsonb) from public;

create or replace function metadata.rename_field(object metadata.object, field metadata.field, name text) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    schema_name constant text := metadata.schema_of(object);
    relation metadata.relation;
    key_field metadata.field;
    old_prefix constant text := metadata.snake_case(field.name);
    renamed jsonb;
    commands text;
begin
    perform metadata.check_field_name(name, 'name');
    select jsonb_agg(
               c.item || jsonb_build_object(
                   'name',
                   -- A column that a DBA named otherwise keeps its name.
                   case when c.item ->> 'name' = old_prefix or c.item ->> 'name' like replace(old_prefix, '_', '\_') || '\_%'
                       then metadata.snake_case(name) || substr(c.item ->> 'name', length(old_prefix) + 1)
                       else c.item ->> 'name'
                   end
               )
               order by c.number
           )
      into renamed
      from jsonb_array_elements(field.columns) with ordinality c (item, number);
    if exists (select from jsonb_array_elements(renamed) c (item) where octet_length(c.item ->> 'name') > 63) then
        perform metadata.refuse('VG400', format('The name "%s" is too long: a column would have more than 63 bytes in SQL. Choose a shorter one.', name), 'name');
    end if;
    -- Free but for itself: it is out of the way while that is looked at.
    update metadata.field f set name = '', columns = '[]' where f.id = field.id;
    perform metadata.check_free(
        object.id, jsonb_build_array(jsonb_build_object('field', jsonb_build_object('name', name, 'columns', coalesce(renamed, '[]'))))
    );
    update metadata.field f set name = rename_field.name, columns = coalesce(renamed, '[]') where f.id = field.id;
    update metadata.index i set fields = array_replace(i.fields, field.name, rename_field.name) where i.object_id = object.id and field.name = any (i.fields);
    update metadata.object o set label_field = name where o.id = object.id and o.label_field = field.name;
    select string_agg(
               format('alter table %I.%I rename column %I to %I', schema_name, object.table_name, o.item ->> 'name', n.item ->> 'name'), E';\n'
           )
      into commands
      from jsonb_array_elements(field.columns) with ordinality o (item, number)
      join jsonb_array_elements(renamed) with ordinality n (item, number) using (number)
     where o.item ->> 'name' <> n.item ->> 'name';
    if commands is not null then
        perform metadata.refuse_unfinished(object, 'name');
    end if;
    begin
        perform metadata.run_ddl(commands);
    exception when duplicate_column then
        perform metadata.refuse('VG409', 'The table has a column of that name already. Choose another name.', 'name');
    end;
    if field.is_searchable then
        -- Its arguments are names of columns.
        perform metadata.run_ddl(metadata.search_trigger_sql(schema_name, object.table_name, metadata.searched_columns(object.id)));
    end if;
    if field.type = 'RELATION' then
        select r.* into relation from metadata.relation r where field.id in (r.from_field_id, r.to_field_id);
        select f.* into key_field from metadata.field f
         where f.id = relation.key_field_id and f.object_id = object.id and f.name = field.name || 'Id';
        if found and field.id = (case relation.relation_type when 'ONE_TO_MANY' then relation.to_field_id else relation.from_field_id end) then
            perform metadata.rename_field(object, key_field, name || 'Id');
            perform metadata.remake_follow_trigger(relation, null, key_field.columns -> 0 ->> 'name');
            update metadata.relation r
               set junction_from_column = case when r.junction_from_column = key_field.columns -> 0 ->> 'name' then metadata.snake_case(name || 'Id') else r.junction_from_column end,
                   junction_to_column = case when r.junction_to_column = key_field.columns -> 0 ->> 'name' then metadata.snake_case(name || 'Id') else r.junction_to_column end
             where r.junction_object_id = object.id;
        end if;
    end if;
end
$$;
comment on function metadata.rename_field(metadata.object, metadata.field, text) is 'Gives a field another name, and columns that follow from it; of a relation''s end also its foreign key. Raises VG400, VG409.';
revoke all on function metadata.rename_field(metadata.object, metadata.field, text) from public;

create or replace function metadata.set_default(object metadata.object, field metadata.field, value jsonb) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    schema_name constant text := metadata.schema_of(object);
    planned constant jsonb := metadata.plan_columns(
        schema_name, object.table_name, field.name, field.type, field.is_nullable, false, value, field.options, field.settings, null, '{}'
    );
begin
    update metadata.field f
       set default_value = value,
           columns = (
               select jsonb_agg(c.item || jsonb_build_object('default', p.item -> 'default') order by c.number)
                 from jsonb_array_elements(field.columns) with ordinality c (item, number)
                 join jsonb_array_elements(planned -> 'columns') p (item) on p.item ->> 'part' = c.item ->> 'part'
           )
     where f.id = field.id
    returning * into field;
    perform metadata.run_ddl(
        (select string_agg(
                    format(
                        'alter table %I.%I alter column %I %s', schema_name, object.table_name, c.item ->> 'name',
                        coalesce('set default ' || (c.item ->> 'default'), 'drop default')
                    ),
                    E';\n'
                )
           from jsonb_array_elements(field.columns) c (item))
    );
end
$$;
comment on function metadata.set_default(metadata.object, metadata.field, jsonb) is 'Sets the value of new records where none is given; records that are there stay. Raises VG400.';
revoke all on function metadata.set_default(metadata.object, metadata.field, jsonb) from public;

create or replace function metadata.set_nullable(object metadata.object, field metadata.field, is_nullable boolean) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    schema_name constant text := metadata.schema_of(object);
    is_large constant boolean := metadata.is_large(schema_name, object.table_name);
    col record;
    empty bigint;
    check_name text;
begin
    for col in
        select c.item ->> 'name' as name
          from jsonb_array_elements(field.columns) c (item)
          join metadata.type_columns(field.type, field.settings) t on t.part = c.item ->> 'part' and not t.is_optional
    loop
        if is_nullable then
            perform metadata.keep_nullable(object, col.name);
            perform metadata.run_ddl(format('alter table %I.%I alter column %I drop not null', schema_name, object.table_name, col.name));
            continue;
        end if;
        execute format('select count(*) from (select from %I.%I where %I is null limit 10000) n', schema_name, object.table_name, col.name) into empty;
        if empty > 0 then
            perform metadata.refuse(
                'VG400',
                format('%s records have no value in "%s". Give them one first.', case when empty = 10000 then '10000 or more' else empty::text end, field.name),
                'isNullable'
            );
        end if;
        if is_large then
            -- Reading the whole table behind a lock is left out: a check is there at once, and lets it be proved beside the traffic.
            check_name := metadata.free_name(schema_name, object.table_name, col.name, 'not_null');
            perform metadata.add_constraint(object, check_name, format('check (%I is not null)', col.name));
            perform metadata.run_later(object, null, format('alter table %I.%I alter column %I set not null', schema_name, object.table_name, col.name));
            perform metadata.run_later(object, null, format('alter table %I.%I drop constraint if exists %I', schema_name, object.table_name, check_name));
        else
            perform metadata.run_ddl(format('alter table %I.%I alter column %I set not null', schema_name, object.table_name, col.name));
        end if;
    end loop;
    update metadata.field f
       set is_nullable = set_nullable.is_nullable,
           columns = (
               select jsonb_agg(c.item || jsonb_build_object('isNullable', set_nullable.is_nullable or t.is_optional) order by c.number)
                 from jsonb_array_elements(field.columns) with ordinality c (item, number)
                 join metadata.type_columns(field.type, field.settings) t on t.part = c.item ->> 'part'
           )
     where f.id = field.id;
end
$$;
comment on function metadata.set_nullable(metadata.object, metadata.field, boolean) is 'Lets a field have no value, or no longer. Raises VG400 where records have none.';
revoke all on function metadata.set_nullable(metadata.object, metadata.field, boolean) from public;

create or replace function metadata.keep_nullable(object metadata.object, column_name text) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    place constant text := format('%I.%I', metadata.schema_of(object), object.table_name);
begin
    -- The check stands for what is still to be proved.
    perform metadata.run_ddl(format('alter table %s drop constraint %I', place, c.conname))
       from pg_catalog.pg_constraint c
       join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and c.conkey = array[a.attnum]
       join metadata.work w on w.command = format('alter table %s drop constraint if exists %I', place, c.conname)
      where c.conrelid = to_regclass(place) and c.contype = 'c' and a.attname = column_name;
    delete from metadata.work w
     where w.object_id = object.id and w.command = format('alter table %s alter column %I set not null', place, column_name);
    perform metadata.forget_work(object);
end
$$;
comment on function metadata.keep_nullable(metadata.object, text) is 'Gives up what was still to be done for a column to have a value always.';
revoke all on function metadata.keep_nullable(metadata.object, text) from public;

create or replace function metadata.set_unique(object metadata.object, field metadata.field, is_unique boolean) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    index_name text;
    definition text;
begin
    if is_unique then
        definition := metadata.unique_definition(field.type, field.columns);
        if definition is null then
            perform metadata.refuse('VG400', format('A field of the type %s cannot be unique.', field.type), 'isUnique');
        end if;
        if not metadata.is_soft(object.id) then
            definition := replace(definition, ' where deleted_at is null', '');
        end if;
        perform metadata.refuse_duplicates(object, definition, 'isUnique');
        -- One that could not be built before.
        perform metadata.drop_index(object, i)
           from metadata.index i
          where i.object_id = object.id and i.kind = 'UNIQUE' and i.fields = array[field.name] and not i.is_custom;
        index_name := metadata.free_name(metadata.schema_of(object), object.table_name, metadata.snake_case(field.name), 'key');
        insert into metadata.index (workspace_id, object_id, name, kind, fields, is_live_only)
        values (object.workspace_id, object.id, index_name, 'UNIQUE', array[field.name], definition like '% where %');
        perform metadata.build_index(object, index_name, definition);
    else
        perform metadata.drop_index(object, i)
           from metadata.index i
          where i.object_id = object.id and i.kind = 'UNIQUE' and i.fields = array[field.name] and not i.is_custom;
    end if;
    update metadata.field f set is_unique = set_unique.is_unique where f.id = field.id;
end
$$;
comment on function metadata.set_unique(metadata.object, metadata.field, boolean) is 'Makes a field unique among live records, or no longer. Raises VG400 with the first ten values that stand more than once.';
revoke all on function metadata.set_unique(metadata.object, metadata.field, boolean) from public;

create or replace function metadata.set_searchable(object metadata.object, field metadata.field, is_searchable boolean) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    if not metadata.can_search(object.id) then
        perform metadata.refuse(
            'VG400', format('The table %s has no column search_vector of the type tsvector, and is not searched.', object.table_name), 'isSearchable'
        );
    elsif not exists (select from metadata.type_columns(field.type, field.settings) t where t.is_searched) then
        perform metadata.refuse('VG400', format('A field of the type %s holds no texts to search.', field.type), 'isSearchable');
    end if;
    update metadata.field f set is_searchable = set_searchable.is_searchable where f.id = field.id;
    perform metadata.run_ddl(
        metadata.search_trigger_sql(metadata.schema_of(object), object.table_name, metadata.searched_columns(object.id))
    );
    perform metadata.keep_search_index(object);
    perform metadata.fill_search(object);
end
$$;
comment on function metadata.set_searchable(metadata.object, metadata.field, boolean) is 'Has a field''s texts searched, or no longer. Raises VG400 for a type without texts.';
revoke all on function metadata.set_searchable(metadata.object, metadata.field, boolean) from public;
