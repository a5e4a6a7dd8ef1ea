-- What a field will be: its row, its columns, and all that the table needs for it. Nothing is written here, so that a new
-- object takes the plans of all its fields in one CREATE TABLE, and a new field its own in one ALTER TABLE.

create or replace function metadata.plan_field(
    workspace_id uuid,
    schema_name text,
    table_name text,
    given jsonb,
    is_system boolean
) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    name text := given ->> 'name';
    type text := given ->> 'type';
    label text := coalesce(nullif(given ->> 'label', ''), name);
    description text := coalesce(given ->> 'description', '');
    is_nullable boolean := metadata.given_flag(given, 'isNullable', true);
    is_unique boolean := metadata.given_flag(given, 'isUnique', false);
    default_value jsonb := nullif(given -> 'defaultValue', 'null');
    options jsonb;
    relation jsonb;
    col record;
    column_name text;
    column_null boolean;
    expression text;
    check_sql text;
    part_default jsonb;
    columns jsonb := '[]';
    column_sql text[] := '{}';
    constraint_sql text[] := '{}';
    index_sql text[] := '{}';
    searched text[] := '{}';
    named jsonb := '[]';
    keys text[] := '{}';
    made_name text;
    foreign_key text := '';
begin
    if not is_system then
        perform metadata.check_field_name(name, 'name');
    end if;
    if type is null then
        perform metadata.refuse('VG400', 'type is missing. Give the type of the field, such as TEXT.', 'type');
    elsif type in ('POSITION', 'ACTOR') and not is_system then
        perform metadata.refuse('VG400', format('Every object has its field of the type %s already.', type), 'type');
    end if;
    if nullif(given -> 'settings', 'null') is not null then
        perform metadata.check_keys(given -> 'settings', case type when 'NUMBER' then '{dataType}' else '{}' end::text[]);
    end if;
    if type = 'RELATION' then
        if is_unique or default_value is not null then
            perform metadata.refuse(
                'VG400', 'A RELATION is neither unique nor has it a default value.',
                case when is_unique then 'isUnique' else 'defaultValue' end
            );
        end if;
        relation := metadata.plan_relation(workspace_id, given);
        name := name || 'Id';
        type := 'UUID';
        label := label || ' id';
        description := coalesce(nullif(rtrim(description, '.'), '') || ', by its id.', 'The id of the related record.');
        perform metadata.check_field_name(name, 'name');
    elsif given ?| '{target,inverseName,inverseLabel,inverseDescription,onDelete}' then
        perform metadata.refuse(
            'VG400', 'target, inverseName, inverseLabel, inverseDescription and onDelete belong to fields of the type RELATION.', 'type'
        );
    end if;
    options := metadata.check_options(type, given -> 'options');
    if is_unique and type in ('JSON', 'BOOLEAN') then
        perform metadata.refuse('VG400', format('A field of the type %s cannot be unique.', type), 'isUnique');
    end if;
    for col in select c.* from metadata.type_columns(type, given -> 'settings') c loop
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
        part_default := case
            when default_value is null or col.part = '' then default_value
            when jsonb_typeof(default_value) = 'object' then nullif(default_value -> col.part, 'null')
            else default_value
        end;
        expression := case
            when is_system then given -> 'defaults' ->> col.part
            when part_default is not null then metadata.default_expression(part_default, col.pg_type, options)
        end;
        columns := columns || jsonb_build_array(
            jsonb_build_object(
                'part', col.part, 'name', column_name, 'type', col.part_type, 'pgType', col.pg_type,
                'isNullable', column_null, 'default', expression
            )
        );
        column_sql := column_sql || concat(
            format('%I %s', column_name, col.pg_type),
            case when column_null then '' else ' not null' end,
            ' default ' || expression
        );
        check_sql := format(
            col.check_format,
            column_name,
            (select format('array[%s]', string_agg(format('%L', o.item ->> 'value'), ', '))
               from jsonb_array_elements(options) o (item))
        );
        -- One check serves all times that every object has.
        if check_sql <> '' and not (is_system and type = 'DATE_TIME') then
            made_name := metadata.constraint_name(table_name, column_name, 'check');
            constraint_sql := constraint_sql || format('constraint %I check (%s)', made_name, check_sql);
            named := named || jsonb_build_array(
                jsonb_build_object('name', made_name, 'kind', 'CHECK', 'fields', jsonb_build_array(name))
            );
        end if;
        if col.is_searched then
            searched := searched || column_name;
        end if;
        keys := keys || format(case type when 'EMAIL' then 'lower(%I)' else '%I' end, column_name);
    end loop;
    if relation is not null then
        column_name := metadata.snake_case(name);
        made_name := metadata.constraint_name(table_name, column_name, 'fkey');
        constraint_sql := constraint_sql || format(
            'constraint %I foreign key (%I) references %I.%I (id) on delete %s',
            made_name, column_name, schema_name, relation ->> 'targetTable', replace(relation ->> 'onDelete', '_', ' ')
        );
        named := named || jsonb_build_array(
            jsonb_build_object('name', made_name, 'kind', 'FOREIGN_KEY', 'fields', jsonb_build_array(name))
        );
        -- With the id, so that the records at the far end come in their order from the index alone.
        made_name := metadata.constraint_name(table_name, column_name, 'idx');
        index_sql := index_sql || format('create index %I on %I.%I (%I, id)', made_name, schema_name, table_name, column_name);
        named := named || jsonb_build_array(
            jsonb_build_object('name', made_name, 'kind', 'INDEX', 'fields', jsonb_build_array(name))
        );
    end if;
    if is_unique and name <> 'id' then
        made_name := metadata.constraint_name(table_name, metadata.snake_case(name), 'key');
        index_sql := index_sql || format(
            'create unique index %I on %I.%I (%s) where deleted_at is null',
            made_name, schema_name, table_name, array_to_string(keys, ', ')
        );
        named := named || jsonb_build_array(
            jsonb_build_object('name', made_name, 'kind', 'UNIQUE', 'fields', jsonb_build_array(name))
        );
    end if;
    return jsonb_build_object(
        'field', jsonb_build_object(
            'name', name,
            'label', label,
            'type', type,
            'description', description,
            'icon', given -> 'icon',
            'is_nullable', is_nullable,
            'is_unique', is_unique,
            'is_system', is_system,
            'is_writable', not is_system or metadata.given_flag(given, 'isWritable', true),
            'default_value', default_value,
            'options', options,
            'settings', given -> 'settings',
            'columns', columns
        ),
        'relation', relation,
        'columnSql', column_sql,
        'constraintSql', constraint_sql,
        'indexSql', index_sql,
        'searched', searched,
        'named', named
    );
end
$$;
comment on function metadata.plan_field(uuid, text, text, jsonb, boolean) is
    'What a field needs: {field, relation, columnSql, constraintSql, indexSql, searched, named}. A field of the type RELATION is planned as its foreign key. Raises VG400.';
revoke all on function metadata.plan_field(uuid, text, text, jsonb, boolean) from public;

create or replace function metadata.plan_relation(workspace_id uuid, given jsonb) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    target record;
    on_delete text := coalesce(given ->> 'onDelete', case given ->> 'isNullable' when 'false' then 'CASCADE' else 'SET_NULL' end);
begin
    select o.id, o.table_name into target
      from metadata.object o
     where o.workspace_id = plan_relation.workspace_id and o.name_singular = given ->> 'target';
    if not found then
        perform metadata.refuse('VG400', format('There is no object "%s" to relate to.', left(given ->> 'target', 80)), 'target');
    end if;
    if on_delete not in ('SET_NULL', 'CASCADE', 'RESTRICT') then
        perform metadata.refuse('VG400', 'onDelete is one of SET_NULL, CASCADE, RESTRICT.', 'onDelete');
    elsif on_delete = 'SET_NULL' and given ->> 'isNullable' = 'false' then
        perform metadata.refuse('VG400', 'A relation that has to be there cannot be emptied: onDelete is CASCADE or RESTRICT.', 'onDelete');
    end if;
    perform metadata.check_field_name(given ->> 'inverseName', 'inverseName');
    return jsonb_build_object(
        'name', given ->> 'name',
        'label', coalesce(nullif(given ->> 'label', ''), given ->> 'name'),
        'description', coalesce(given ->> 'description', ''),
        'targetId', target.id,
        'targetTable', target.table_name,
        'inverseName', given ->> 'inverseName',
        'inverseLabel', coalesce(nullif(given ->> 'inverseLabel', ''), given ->> 'inverseName'),
        'inverseDescription', coalesce(given ->> 'inverseDescription', ''),
        'onDelete', on_delete
    );
end
$$;
comment on function metadata.plan_relation(uuid, jsonb) is 'What a field of the type RELATION makes besides its foreign key. Raises VG400.';
revoke all on function metadata.plan_relation(uuid, jsonb) from public;
