-- The columns of a field with their checks and defaults, and what makes a field unique.

create or replace function metadata.plan_columns(
    schema_name text,
    table_name text,
    name text,
    type text,
    is_nullable boolean,
    is_system boolean,
    default_value jsonb,
    options jsonb,
    settings jsonb,
    defaults jsonb,
    replaced text[]
) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    col record;
    column_name text;
    column_null boolean;
    expression text;
    check_sql text;
    columns jsonb := '[]';
    column_sql text[] := '{}';
    default_sql text[] := '{}';
    constraints jsonb := '[]';
    searched text[] := '{}';
begin
    for col in select c.* from metadata.type_columns(type, settings) c loop
        column_name := concat_ws('_', metadata.snake_case(name), nullif(col.suffix, ''));
        if octet_length(column_name) > 63 then
            perform metadata.refuse(
                'VG400',
                format(
                    'The name "%s" is too long: its column would have %s bytes in SQL, and Postgres takes 63. Choose a shorter one.',
                    name, octet_length(column_name)
                ),
                'name'
            );
        end if;
        column_null := is_nullable or col.is_optional;
        expression := case
            when is_system then defaults ->> col.part
            else metadata.default_sql(type, col.part, col.pg_type, default_value, options, settings)
        end;
        columns := columns || jsonb_build_array(
            jsonb_build_object(
                'part', col.part, 'name', column_name, 'type', col.part_type, 'pgType', col.pg_type,
                'isNullable', column_null, 'default', expression
            )
        );
        check_sql := format(col.check_format, column_name, metadata.options_array(options));
        -- A default that names who writes, or is new for each record, is for records to come; those that are there get
        -- none, and the table need not be written anew.
        if expression like 'core.%' and not is_system then
            default_sql := default_sql || format('alter column %I set default %s', column_name, expression);
        end if;
        column_sql := column_sql || concat(
            format('%I %s', column_name, col.pg_type),
            case when column_null then '' else ' not null' end,
            case when is_system or expression not like 'core.%' then ' default ' || expression end
        );
        -- One check serves all times that every object has.
        if check_sql <> '' and not (is_system and type = 'DATE_TIME') then
            constraints := constraints || jsonb_build_array(
                jsonb_build_object(
                    'name', metadata.free_name(schema_name, table_name, column_name, 'check', replaced),
                    'kind', 'CHECK',
                    'column', column_name,
                    'sql', format('check (%s)', check_sql)
                )
            );
        end if;
        if col.is_searched then
            searched := searched || column_name;
        end if;
    end loop;
    return jsonb_build_object(
        'columns', columns, 'columnSql', column_sql, 'defaultSql', default_sql, 'constraints', constraints, 'searched', searched
    );
end
$$;
comment on function metadata.plan_columns(text, text, text, text, boolean, boolean, jsonb, jsonb, jsonb, jsonb, text[]) is
    'The columns of a field: {columns, columnSql, defaultSql, constraints, searched}; defaultSql are defaults that records which are there do not get; replaced are names that its constraints may have again. Raises VG400.';
revoke all on function metadata.plan_columns(text, text, text, text, boolean, boolean, jsonb, jsonb, jsonb, jsonb, text[]) from public;

create or replace function metadata.unique_definition(type text, columns jsonb) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select 'unique (' || string_agg(format(k.key, c.item ->> 'name'), ', ' order by c.number) || ') where deleted_at is null'
      from jsonb_array_elements(columns) with ordinality c (item, number),
           lateral (select metadata.key_format(type, c.item ->> 'part')) k (key)
     where k.key is not null
$$;
comment on function metadata.unique_definition(text, jsonb) is 'The unique index of a field among live records: what follows the table''s name, behind "unique ". Null for a type that cannot be unique.';
revoke all on function metadata.unique_definition(text, jsonb) from public;
