-- Another type, other settings, other options: done where every value fits, refused with those that do not otherwise.

create or replace function metadata.refit_field(object metadata.object, field metadata.field, wanted_type text, given jsonb) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    schema_name constant text := metadata.schema_of(object);
    wanted_settings constant jsonb := metadata.check_settings(
        wanted_type, case when given ? 'settings' then nullif(given -> 'settings', 'null') when wanted_type = field.type then field.settings end
    );
    wanted_options constant jsonb := metadata.check_options(
        wanted_type, case when given ? 'options' then given -> 'options' when wanted_type in ('SELECT', 'MULTI_SELECT') then field.options end
    );
    renames constant jsonb := metadata.option_renames(field, given -> 'options', wanted_options);
    old_columns constant jsonb := field.columns;
    wanted_default jsonb := field.default_value;
    planned jsonb;
    conversion text := metadata.type_change(field.type, field.settings, wanted_type, wanted_settings);
    is_several constant boolean := jsonb_array_length(field.columns) > 1;
    column_name constant text := field.columns -> 0 ->> 'name';
    was_searchable constant boolean := field.is_searchable;
    old_unique metadata.index;
    commands text;
begin
    if wanted_type <> field.type and (conversion is null or is_several) then
        perform metadata.refuse(
            'VG400',
            format('A field of the type %s cannot become %s: values would be lost. Make a new field and copy what you need.', field.type, wanted_type),
            'type'
        );
    end if;
    if wanted_type <> field.type then
        wanted_default := metadata.converted_default(field, wanted_type, conversion);
    end if;
    if renames <> '{}' and wanted_default is not null then
        wanted_default := case jsonb_typeof(wanted_default)
            when 'array' then (select coalesce(jsonb_agg(coalesce(renames -> (d.item #>> '{}'), d.item)), '[]') from jsonb_array_elements(wanted_default) d (item))
            else coalesce(renames -> (wanted_default #>> '{}'), wanted_default)
        end;
    end if;
    planned := metadata.plan_columns(
        schema_name, object.table_name, field.name, wanted_type, field.is_nullable, false, wanted_default, wanted_options,
        wanted_settings, null,
        array(select i.name from metadata.index i where i.object_id = object.id and i.kind = 'CHECK' and i.fields = array[field.name])
    );
    -- The columns keep the names that they have: one that a DBA made need not be called after the field.
    planned := jsonb_set(
        planned, '{constraints}',
        (select coalesce(
                    jsonb_agg(
                        x.item || jsonb_build_object(
                            'column', c.name,
                            'sql', format('check (%s)', format(t.check_format, c.name, metadata.options_array(wanted_options)))
                        )
                        order by x.number
                    ),
                    '[]'
                )
           from jsonb_array_elements(planned -> 'constraints') with ordinality x (item, number)
           join jsonb_array_elements(planned -> 'columns') p (item) on p.item ->> 'name' = x.item ->> 'column'
           join metadata.type_columns(wanted_type, wanted_settings) t on t.part = p.item ->> 'part'
           left join jsonb_array_elements(old_columns) o (item) on o.item ->> 'part' = t.part
          cross join lateral (select coalesce(o.item ->> 'name', p.item ->> 'name')) c (name))
    );
    planned := jsonb_set(
        planned, '{columns}',
        (select jsonb_agg(p.item || jsonb_build_object('name', coalesce(o.item ->> 'name', p.item ->> 'name')) order by p.number)
           from jsonb_array_elements(planned -> 'columns') with ordinality p (item, number)
           left join jsonb_array_elements(old_columns) o (item) on o.item ->> 'part' = p.item ->> 'part')
    );
    perform metadata.refuse_unfit(object, field, wanted_type, wanted_settings, wanted_options, renames, planned);
    select i.* into old_unique from metadata.index i
     where i.object_id = object.id and i.kind = 'UNIQUE' and i.fields = array[field.name] and not i.is_custom;
    -- All in one: what held of the old type, the values, what holds of the new one.
    select string_agg(format('alter table %I.%I drop constraint if exists %I', schema_name, object.table_name, i.name), E';\n') into commands
      from metadata.index i
     where i.object_id = object.id and i.kind = 'CHECK' and i.fields = array[field.name];
    perform metadata.run_ddl(commands);
    delete from metadata.index i where i.object_id = object.id and i.kind = 'CHECK' and i.fields = array[field.name];
    if old_unique.id is not null and wanted_type <> field.type then
        perform metadata.drop_index(object, old_unique);
    end if;
    perform metadata.rename_options(object, field, renames);
    if wanted_type <> field.type or planned -> 'columns' -> 0 ->> 'pgType' <> old_columns -> 0 ->> 'pgType' then
        perform metadata.run_ddl(
            format('alter table %I.%I alter column %I drop default', schema_name, object.table_name, column_name)
        );
        if planned -> 'columns' -> 0 ->> 'pgType' <> old_columns -> 0 ->> 'pgType' then
            begin
                perform metadata.run_ddl(
                    -- The trigger of the search names the column; it is made anew below.
                    format(
                        E'drop trigger if exists set_search_vector on %1$I.%2$I;\nalter table %1$I.%2$I alter column %3$I type %4$s using %5$s',
                        schema_name, object.table_name, column_name,
                        planned -> 'columns' -> 0 ->> 'pgType', format(conversion, column_name)
                    )
                );
            exception when undefined_function or undefined_object or datatype_mismatch or unique_violation then
                select string_agg(i.name, ', ' order by i.name) into commands
                  from metadata.index i
                 where i.object_id = object.id and i.is_custom and field.name = any (i.fields);
                perform metadata.refuse(
                    'VG409', format('What is indexed by %s does not go with the type %s. Delete the index first.', coalesce(commands, 'an index'), wanted_type), 'type'
                );
            end;
        elsif conversion <> '%1$I' then
            perform metadata.run_ddl(
                format('update %1$I.%2$I set %3$I = %4$s where %3$I is distinct from %4$s', schema_name, object.table_name, column_name, format(conversion, column_name))
            );
        end if;
    end if;
    update metadata.field f
       set type = wanted_type,
           settings = wanted_settings,
           options = wanted_options,
           default_value = wanted_default,
           columns = planned -> 'columns',
           is_searchable = case when planned -> 'searched' = '[]' then false else f.is_searchable end
     where f.id = field.id
    returning * into field;
    perform metadata.set_default(object, field, wanted_default);
    insert into metadata.index (workspace_id, object_id, name, kind, fields)
    select object.workspace_id, object.id, c.item ->> 'name', 'CHECK', array[field.name]
      from jsonb_array_elements(planned -> 'constraints') c (item);
    perform metadata.add_constraint(object, c.item ->> 'name', c.item ->> 'sql') from jsonb_array_elements(planned -> 'constraints') c (item);
    if old_unique.id is not null and old_unique.name is not null and field.is_unique
       and not exists (select from metadata.index i where i.id = old_unique.id) then
        update metadata.field f set is_unique = false where f.id = field.id returning * into field;
        perform metadata.set_unique(object, field, true);
    end if;
    perform metadata.run_ddl(metadata.search_trigger_sql(schema_name, object.table_name, metadata.searched_columns(object.id)));
    if was_searchable and not field.is_searchable then
        -- Records are not found any more by what the field held.
        perform metadata.fill_search(object);
    end if;
    perform metadata.forget_work(object);
end
$$;
comment on function metadata.refit_field(metadata.object, metadata.field, text, jsonb) is
    'Gives a field another type, other settings or options, and converts its values. Raises VG400 with the first ten values that do not fit.';
revoke all on function metadata.refit_field(metadata.object, metadata.field, text, jsonb) from public;

create or replace function metadata.option_renames(field metadata.field, given_options jsonb, wanted_options jsonb) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    renames jsonb := '{}';
    option record;
begin
    if jsonb_typeof(given_options) is distinct from 'array' or field.options is null then
        return renames;
    end if;
    for option in select o.item ->> 'was' as was, o.item ->> 'value' as value from jsonb_array_elements(given_options) o (item) loop
        if option.was is null or option.was = option.value then
            continue;
        elsif not field.options @> jsonb_build_array(jsonb_build_object('value', option.was)) then
            perform metadata.refuse('VG400', format('There is no option "%s" to rename.', left(option.was, 80)), 'options');
        elsif renames ? option.was then
            perform metadata.refuse('VG400', format('Two options say that they were "%s".', option.was), 'options');
        elsif wanted_options @> jsonb_build_array(jsonb_build_object('value', option.was)) and not exists (
            select from jsonb_array_elements(given_options) o (item) where o.item ->> 'value' = option.was and o.item ? 'was'
        ) then
            perform metadata.refuse('VG400', format('The option "%s" is renamed and stays as well. Leave one of them out.', option.was), 'options');
        end if;
        renames := renames || jsonb_build_object(option.was, option.value);
    end loop;
    return renames;
end
$$;
comment on function metadata.option_renames(metadata.field, jsonb, jsonb) is 'Which options get another value: {old: new}, from their "was". Raises VG400.';
revoke all on function metadata.option_renames(metadata.field, jsonb, jsonb) from public;

create or replace function metadata.rename_options(object metadata.object, field metadata.field, renames jsonb) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    schema_name constant text := metadata.schema_of(object);
    column_name constant text := field.columns -> 0 ->> 'name';
begin
    if renames = '{}' then
        return;
    end if;
    -- By one statement, so that options can change places.
    perform metadata.run_ddl(
        case field.type
            when 'MULTI_SELECT' then format(
                'update %1$I.%2$I set %3$I = array(select coalesce(%4$L::jsonb ->> v.value, v.value) from unnest(%3$I) with ordinality v (value, number) order by v.number) where %3$I && array(select jsonb_object_keys(%4$L::jsonb))',
                schema_name, object.table_name, column_name, renames
            )
            else format(
                'update %1$I.%2$I set %3$I = %4$L::jsonb ->> %3$I where %4$L::jsonb ? %3$I', schema_name, object.table_name, column_name, renames
            )
        end
    );
end
$$;
comment on function metadata.rename_options(metadata.object, metadata.field, jsonb) is 'Gives the records of renamed options their new values.';
revoke all on function metadata.rename_options(metadata.object, metadata.field, jsonb) from public;

create or replace function metadata.converted_default(field metadata.field, wanted_type text, conversion text) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    expression constant text := field.columns -> 0 ->> 'default';
    converted jsonb;
begin
    if field.default_value is null or expression is null then
        return field.default_value;
    elsif expression not like '%''%' then
        -- What is computed for each record is of its own type, and cannot be written as a value of another.
        return null;
    end if;
    execute format('select to_jsonb(%s) from (select %s as v) d', format(conversion, 'v'), expression) into converted;
    return converted;
exception when data_exception then
    perform metadata.refuse('VG400', format('The default value does not fit the type %s. Change it first.', wanted_type), 'defaultValue');
end
$$;
comment on function metadata.converted_default(metadata.field, text, text) is 'The default of a field as a value of another type; null for one that is computed. Raises VG400.';
revoke all on function metadata.converted_default(metadata.field, text, text) from public;

create or replace function metadata.refuse_unfit(
    object metadata.object,
    field metadata.field,
    wanted_type text,
    wanted_settings jsonb,
    wanted_options jsonb,
    renames jsonb,
    planned jsonb
) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    col record;
    unfit text[];
    about text := case
        when wanted_type <> field.type then 'type'
        when wanted_options is not null then 'options'
        else 'settings'
    end;
begin
    for col in
        select c.item ->> 'name' as name,
               case when jsonb_array_length(field.columns) = 1
                   -- Options that are renamed fit as well.
                   then metadata.type_fits(
                       field.type, field.settings, wanted_type, wanted_settings,
                       wanted_options || (select coalesce(jsonb_agg(jsonb_build_object('value', r.was)), '[]') from jsonb_object_keys(renames) r (was))
                   )
                   else (
                       select regexp_replace(x.item ->> 'sql', '^check ', '')
                         from jsonb_array_elements(planned -> 'constraints') x (item)
                        where x.item ->> 'column' = c.item ->> 'name'
                   )
               end as fits
          from jsonb_array_elements(field.columns) c (item)
    loop
        if col.fits is null then
            continue;
        end if;
        execute format(
            'select array_agg(u.value) from (select distinct left(%1$I::text, 60) as value from %2$I.%3$I where %1$I is not null and not coalesce((%4$s), true) order by 1 limit 10) u',
            col.name, metadata.schema_of(object), object.table_name,
            case when jsonb_array_length(field.columns) = 1 then format(col.fits, col.name) else col.fits end
        ) into unfit;
        if unfit is not null then
            perform metadata.refuse(
                'VG400',
                case about
                    when 'options' then format(
                        'Records have options that would go: %s. Change those records first, or rename the option: {"value": "NEW", "was": "OLD"}.',
                        array_to_string(unfit, ', ')
                    )
                    when 'type' then format('Some values of "%s" are no %s: %s. Change them first.', field.name, wanted_type, array_to_string(unfit, ', '))
                    else format('Some values of "%s" do not keep to the settings: %s. Change them first.', field.name, array_to_string(unfit, ', '))
                end,
                about
            );
        end if;
    end loop;
end
$$;
comment on function metadata.refuse_unfit(metadata.object, metadata.field, text, jsonb, jsonb, jsonb, jsonb) is
    'Raises VG400 with the first ten values of a field that another type, other settings or other options would not take.';
revoke all on function metadata.refuse_unfit(metadata.object, metadata.field, text, jsonb, jsonb, jsonb, jsonb) from public;
