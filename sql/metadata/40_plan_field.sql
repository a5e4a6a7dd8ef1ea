-- What a field will be: its row, its columns, and all that the table needs for it. Nothing is written here, so that a new
-- object takes the plans of all its fields in one CREATE TABLE, and new fields theirs in one ALTER TABLE.

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
    settings jsonb;
    options jsonb;
    relation jsonb;
    is_searched boolean := false;
    planned jsonb;
begin
    if not is_system then
        perform metadata.check_field_name(name, 'name');
    end if;
    perform metadata.check_texts(given);
    if type is null then
        perform metadata.refuse('VG400', 'type is missing. Give the type of the field, such as TEXT.', 'type');
    elsif type in ('POSITION', 'ACTOR') and not is_system then
        perform metadata.refuse('VG400', format('Every object has its field of the type %s already.', type), 'type');
    end if;
    if type = 'RELATION' then
        if default_value is not null then
            perform metadata.refuse('VG400', 'A RELATION has no default value.', 'defaultValue');
        elsif is_unique then
            perform metadata.refuse('VG400', 'A relation that is unique is of the relationType ONE_TO_ONE.', 'isUnique');
        end if;
        relation := metadata.plan_relation(workspace_id, given);
        name := name || 'Id';
        type := 'UUID';
        is_unique := relation ->> 'relationType' = 'ONE_TO_ONE';
        label := left(label, 190) || ' id';
        description := coalesce(nullif(rtrim(description, '.'), '') || ', by its id.', 'The id of the related record.');
        perform metadata.check_field_name(name, 'name');
    elsif given ?| '{target,targetObjectMetadataId,relationType,inverseName,inverseLabel,inverseDescription,inverseIcon,onDelete}' then
        perform metadata.refuse(
            'VG400', 'relationType, target, inverseName, inverseLabel, inverseDescription, inverseIcon and onDelete belong to fields of the type RELATION.', 'type'
        );
    end if;
    settings := metadata.check_settings(type, nullif(given -> 'settings', 'null'));
    options := metadata.check_options(type, given -> 'options');
    planned := metadata.plan_columns(
        schema_name, table_name, name, type, is_nullable, is_system, default_value, options, settings, given -> 'defaults', '{}'
    );
    if is_unique and metadata.unique_definition(type, planned -> 'columns') is null then
        perform metadata.refuse('VG400', format('A field of the type %s cannot be unique.', type), 'isUnique');
    end if;
    is_searched := metadata.given_flag(given, 'isSearchable', true);
    if metadata.given_flag(given, 'isSearchable', false) and planned -> 'searched' = '[]' then
        perform metadata.refuse('VG400', format('A field of the type %s holds no texts to search.', type), 'isSearchable');
    end if;
    if relation is not null then
        planned := jsonb_set(
            planned, '{constraints}',
            planned -> 'constraints' || jsonb_build_array(
                jsonb_build_object(
                    'name', metadata.free_name(schema_name, table_name, metadata.snake_case(name), 'fkey'),
                    'kind', 'FOREIGN_KEY',
                    'sql', format(
                        'foreign key (%I) references %I.%I (%I) on delete %s',
                        metadata.snake_case(name), schema_name, relation ->> 'targetTable', relation ->> 'targetKey', replace(relation ->> 'onDelete', '_', ' ')
                    )
                )
            )
        );
    end if;
    return planned || jsonb_build_object(
        'field', jsonb_build_object(
            'name', name,
            'label', label,
            'type', type,
            'description', description,
            'icon', given -> 'icon',
            'is_nullable', is_nullable,
            'is_unique', is_unique,
            'is_system', is_system,
            'is_searchable', is_searched and planned -> 'searched' <> '[]',
            'is_writable', not is_system or metadata.given_flag(given, 'isWritable', true),
            'default_value', default_value,
            'options', options,
            'settings', settings,
            'columns', planned -> 'columns'
        ),
        'relation', relation,
        'searched', case when is_searched then planned -> 'searched' else '[]' end,
        'indexes',
        -- With the id, so that the records at the far end come in their order from the index alone.
        case when relation is null then '[]' else jsonb_build_array(
            jsonb_build_object(
                'name', metadata.free_name(schema_name, table_name, metadata.snake_case(name), 'idx'),
                'kind', 'INDEX',
                'sql', format('(%I, %I)', metadata.snake_case(name), metadata.id_column(metadata.object_of_table(schema_name, table_name)))
            )
        ) end
        || case when not is_unique or name = 'id' then '[]' else jsonb_build_array(
            jsonb_build_object(
                'name', metadata.free_name(schema_name, table_name, metadata.snake_case(name), 'key'),
                'kind', 'UNIQUE',
                'sql', metadata.unique_definition(type, planned -> 'columns')
            )
        ) end
    );
end
$$;
comment on function metadata.plan_field(uuid, text, text, jsonb, boolean) is
    'What a field needs: {field, relation, columns, columnSql, defaultSql, constraints, indexes, searched}. A field of the type RELATION is planned as its foreign key. Raises VG400.';
revoke all on function metadata.plan_field(uuid, text, text, jsonb, boolean) from public;

create or replace function metadata.with_places(givens jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select coalesce(jsonb_agg(g.item || jsonb_build_object('place', format('fields.%s', g.number - 1)) order by g.number), '[]')
      from jsonb_array_elements(givens) with ordinality g (item, number)
$$;
comment on function metadata.with_places(jsonb) is 'Several fields, each with its place in the input, by which errors name it.';
revoke all on function metadata.with_places(jsonb) from public;

create or replace function metadata.plan_given(workspace_id uuid, schema_name text, table_name text, given jsonb) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    place constant text := given ->> 'place';
    message text;
    detail text;
begin
    if place is null then
        return metadata.plan_field(workspace_id, schema_name, table_name, given, false);
    end if;
    return metadata.plan_field(workspace_id, schema_name, table_name, given, false) || jsonb_build_object('place', place);
exception when sqlstate 'VG400' or sqlstate 'VG404' or sqlstate 'VG409' then
    get stacked diagnostics message = message_text, detail = pg_exception_detail;
    perform metadata.refuse_at(sqlstate, message, detail, place);
end
$$;
comment on function metadata.plan_given(uuid, text, text, jsonb) is
    'What a field of the input needs, as metadata.plan_field; one of several with its place, also in errors.';
revoke all on function metadata.plan_given(uuid, text, text, jsonb) from public;
