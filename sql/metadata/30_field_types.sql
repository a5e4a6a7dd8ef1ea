-- Field types: the columns that each is held in, and the values that they take.

create or replace function metadata.type_columns(type text, settings jsonb) returns table (
    part text,
    suffix text,
    part_type text,
    pg_type text,
    check_format text,
    is_searched boolean,
    is_optional boolean
)
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    case type
        when 'TEXT', 'URL' then
            return query values ('', '', type, 'text', null, true, false);
        when 'EMAIL' then
            return query values ('', '', type, 'text', 'core.is_email(%1$I)', true, false);
        when 'PHONE' then
            return query values ('', '', type, 'text', 'length(%1$I) <= 100', true, false);
        when 'NUMBER' then
            return query
                select '', '', type, t.pg_type, t.check_format, false, false
                  from (values
                        ('integer', 'integer', null),
                        ('bigint', 'bigint', null),
                        ('numeric', 'numeric', '%1$I > ''-Infinity'' and %1$I < ''Infinity'''),
                        ('double', 'double precision', '%1$I > ''-Infinity'' and %1$I < ''Infinity''')
                       ) t (name, pg_type, check_format)
                 where t.name = coalesce(settings ->> 'dataType', 'numeric');
            if not found then
                perform metadata.refuse(
                    'VG400',
                    'The dataType of a NUMBER is one of integer, bigint, numeric, double; without it a number is numeric.',
                    'settings'
                );
            end if;
        when 'BOOLEAN' then
            return query values ('', '', type, 'boolean', null, false, false);
        when 'DATE_TIME' then
            return query values (
                '', '', type, 'timestamptz',
                '%1$I >= ''0001-01-01 00:00:00+00'' and %1$I < ''10000-01-01 00:00:00+00''', false, false
            );
        when 'DATE' then
            return query values ('', '', type, 'date', '%1$I >= ''0001-01-01'' and %1$I <= ''9999-12-31''', false, false);
        when 'UUID' then
            return query values ('', '', type, 'uuid', null, false, false);
        when 'SELECT' then
            return query values ('', '', type, 'text', '%1$I = any (%2$s)', false, false);
        when 'MULTI_SELECT' then
            return query values ('', '', type, 'text[]', '%1$I <@ %2$s', false, false);
        when 'ARRAY' then
            return query values ('', '', type, 'text[]', null, false, false);
        when 'RATING' then
            return query values ('', '', type, 'smallint', '%1$I between 1 and 5', false, false);
        when 'JSON' then
            return query values ('', '', type, 'jsonb', null, false, false);
        when 'POSITION' then
            return query values (
                '', '', type, 'double precision', '%1$I > ''-Infinity'' and %1$I < ''Infinity''', false, false
            );
        when 'CURRENCY' then
            return query values
                ('amountMicros', 'amount_micros', 'NUMBER', 'bigint', null, false, false),
                ('currencyCode', 'currency_code', 'TEXT', 'text', '%1$I ~ ''^[A-Z]{3}$''', false, false);
        when 'FULL_NAME' then
            return query values
                ('firstName', 'first_name', 'TEXT', 'text', null::text, true, false),
                ('lastName', 'last_name', 'TEXT', 'text', null, true, false);
        when 'ACTOR' then
            return query values
                ('source', 'source', 'TEXT', 'text', null::text, false, false),
                ('workspaceMemberId', 'workspace_member_id', 'UUID', 'uuid', null, false, true),
                ('name', 'name', 'TEXT', 'text', null, false, false);
        else
            perform metadata.refuse(
                'VG400',
                format(
                    'There is no field type "%s". Known: TEXT, NUMBER, BOOLEAN, DATE_TIME, DATE, EMAIL, PHONE, URL, CURRENCY, FULL_NAME, SELECT, MULTI_SELECT, RATING, JSON, ARRAY, UUID, RELATION.',
                    left(type, 80)
                ),
                'type'
            );
    end case;
end
$$;
comment on function metadata.type_columns(text, jsonb) is
    'The columns of a field type: a part and a suffix of the column''s name for each (empty where there is one column), what the part behaves as, its type and check in Postgres, whether texts are searched in it, and whether it may be null in a field that may not. Raises VG400.';
revoke all on function metadata.type_columns(text, jsonb) from public;

create or replace function metadata.check_options(type text, options jsonb) returns jsonb
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
declare
    option record;
    seen text[] := '{}';
    made jsonb := '[]';
begin
    if type not in ('SELECT', 'MULTI_SELECT') then
        if options is not null and options not in ('null', '[]') then
            perform metadata.refuse('VG400', format('A field of the type %s has no options.', type), 'options');
        end if;
        return null;
    end if;
    if options is null or jsonb_typeof(options) <> 'array' or options = '[]' then
        perform metadata.refuse(
            'VG400', format('A %s needs options, such as [{"value": "NEW", "label": "New"}].', type), 'options'
        );
    end if;
    for option in
        select o.item, o.item ->> 'value' as value, o.number
          from jsonb_array_elements(options) with ordinality o (item, number)
    loop
        perform metadata.check_keys(option.item, '{value,label,position,color}');
        if option.value is null or option.value !~ '^[A-Z][A-Z0-9_]{0,62}$' then
            perform metadata.refuse(
                'VG400',
                format(
                    'The value "%s" of an option cannot be used. It begins with a capital letter A-Z and goes on with capital letters, digits and _, such as IN_PROGRESS.',
                    left(option.value, 80)
                ),
                'options'
            );
        elsif option.value = any (seen) then
            perform metadata.refuse('VG400', format('Two options have the value "%s".', option.value), 'options');
        end if;
        seen := seen || option.value;
        made := made || jsonb_build_array(
            jsonb_build_object(
                'value', option.value,
                'label', coalesce(option.item ->> 'label', option.value),
                'position', option.number - 1
            ) || case when option.item ? 'color' then jsonb_build_object('color', option.item -> 'color') else '{}' end
        );
    end loop;
    return made;
end
$$;
comment on function metadata.check_options(text, jsonb) is 'The options of a field as they are kept, in the order given; null for a type without any. Raises VG400.';
revoke all on function metadata.check_options(text, jsonb) from public;

create or replace function metadata.default_expression(value jsonb, pg_type text, options jsonb) returns text
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    expected constant text := case
        when pg_type = 'boolean' then 'boolean'
        when pg_type in ('smallint', 'integer', 'bigint', 'numeric', 'double precision') then 'number'
        when pg_type like '%[]' then 'array'
        when pg_type = 'jsonb' then jsonb_typeof(value)
        else 'string'
    end;
    expression text;
begin
    if jsonb_typeof(value) <> expected then
        perform metadata.refuse('VG400', format('The default value has to be of the JSON type %s.', expected), 'defaultValue');
    end if;
    if options is not null and exists (
        select from jsonb_array_elements(case expected when 'array' then value else jsonb_build_array(value) end) v (choice)
         where not options @> jsonb_build_array(jsonb_build_object('value', v.choice))
    ) then
        perform metadata.refuse('VG400', 'The default value is none of the options.', 'defaultValue');
    end if;
    if expected = 'array' then
        expression := format(
            '%L::text[]', array(select jsonb_array_elements_text(value))
        );
    else
        expression := format('%L::%s', case pg_type when 'jsonb' then value::text else value #>> '{}' end, pg_type);
    end if;
    begin
        execute 'select ' || expression;
    exception when data_exception then
        perform metadata.refuse('VG400', format('The default value is no %s.', pg_type), 'defaultValue');
    end;
    return expression;
end
$$;
comment on function metadata.default_expression(jsonb, text, jsonb) is 'A JSON value as the default of a column. Raises VG400 where it is not of the type, or none of the options.';
revoke all on function metadata.default_expression(jsonb, text, jsonb) from public;
