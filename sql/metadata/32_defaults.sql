-- Default values of fields as SQL.

create or replace function metadata.literal_sql(value jsonb, pg_type text) returns text
    language plpgsql immutable
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
begin
    if jsonb_typeof(value) <> expected then
        perform metadata.refuse('VG400', format('The default value has to be of the JSON type %s.', expected), 'defaultValue');
    end if;
    return case expected
        when 'array' then
            case pg_type
                when 'jsonb' then format('%L::jsonb', value::text)
                else format('%L::%s', array(select jsonb_array_elements_text(value)), pg_type)
            end
        else format('%L::%s', case pg_type when 'jsonb' then value::text else value #>> '{}' end, pg_type)
    end;
end
$$;
comment on function metadata.literal_sql(jsonb, text) is 'A JSON value as a constant of a Postgres type. Raises VG400 for a JSON type that does not fit it.';
revoke all on function metadata.literal_sql(jsonb, text) from public;

create or replace function metadata.check_parts(type text, value jsonb, settings jsonb) returns void
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    parts constant text[] := array(select c.part from metadata.type_columns(type, settings) c);
    unknown text;
begin
    if jsonb_typeof(value) <> 'object' then
        perform metadata.refuse(
            'VG400',
            format('The default value of a field of the type %s is an object with some of its parts: %s.', type, array_to_string(parts, ', ')),
            'defaultValue'
        );
    end if;
    select k.key into unknown from jsonb_object_keys(value) k (key) where k.key <> all (parts) order by 1 limit 1;
    if found then
        perform metadata.refuse(
            'VG400',
            format('The type %s has no part "%s". Known: %s.', type, left(unknown, 80), array_to_string(parts, ', ')),
            'defaultValue'
        );
    end if;
end
$$;
comment on function metadata.check_parts(text, jsonb, jsonb) is 'Raises VG400 for a default value that is no object of the parts of a composite type.';
revoke all on function metadata.check_parts(text, jsonb, jsonb) from public;

create or replace function metadata.default_sql(
    type text,
    part text,
    pg_type text,
    value jsonb,
    options jsonb,
    settings jsonb
) returns text
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    hook constant regproc := metadata.type_function(type, 'default', 'text,jsonb');
    own jsonb := nullif(value, 'null');
    expression text;
    check_format text;
    is_allowed boolean;
begin
    if own is null then
        return null;
    end if;
    if hook is not null then
        execute format('select %s($1, $2)', hook) into expression using part, own;
        if expression is not null then
            return expression;
        end if;
    end if;
    if part <> '' then
        perform metadata.check_parts(type, own, settings);
        own := nullif(own -> part, 'null');
        if own is null then
            return null;
        end if;
    end if;
    expression := metadata.literal_sql(own, pg_type);
    select c.check_format into check_format from metadata.type_columns(type, settings) c where c.part = default_sql.part;
    -- A table without records would take a default that no record may have.
    begin
        execute format(
            'select %s from (select %s) d (value)',
            coalesce(format(check_format, 'value', metadata.options_array(options)), 'true'),
            expression
        ) into is_allowed;
    exception when data_exception then
        perform metadata.refuse('VG400', format('The default value is no %s.', pg_type), 'defaultValue');
    end;
    if not is_allowed then
        perform metadata.refuse(
            'VG400',
            case
                when options is not null then 'The default value is none of the options.'
                else format('The default value is not allowed for a field of the type %s.', type)
            end,
            'defaultValue'
        );
    end if;
    return expression;
end
$$;
comment on function metadata.default_sql(text, text, text, jsonb, jsonb, jsonb) is
    'What a column holds where nothing is given, as an SQL expression: value is the default of the whole field, of which a composite''s part takes its own; null where it has none. Raises VG400.';
revoke all on function metadata.default_sql(text, text, text, jsonb, jsonb, jsonb) from public;

drop function if exists metadata.default_expression(jsonb, text, jsonb);
