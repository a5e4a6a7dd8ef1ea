-- Field types: how what is said of each comes together. A type tells its whole story in one file, 31_type_<name>.sql, as
-- functions whose names begin with the type's own; only the first has to be there:
--   <type>_columns(settings) returns jsonb: the columns that hold it, [{"part", "suffix", "type", "pgType", "check",
--       "isSearched", "isOptional"}]; see metadata.type_columns for what is left out. It makes the type known.
--   <type>_settings(settings) returns jsonb: the settings as they are kept. Without it the type has none.
--   <type>_options(options) returns jsonb: the options as they are kept. Without it the type has none.
--   <type>_default(part, value) returns text: SQL for a default that stands for something else ("now"), else null.
--   <type>_key(part) returns text: the format of what is unique of a part, null for nothing. Without it: the column.
--   <type>_from(from_type, from_settings, settings) returns text: the format of an SQL expression that makes the type of
--       the column of another, null for values that cannot be; null where none can. Without it: of texts as they are.
-- Formats take %1$I, the column, and those of checks %2$s, the values of the options as an SQL array.

create or replace function metadata.type_function(type text, suffix text, arguments text) returns regproc
    language sql stable parallel safe
    return case
        when type ~ '^[A-Z][A-Z0-9_]{0,40}$'
            then to_regprocedure(format('metadata.%I(%s)', lower(type) || '_' || suffix, arguments))::regproc
    end;
comment on function metadata.type_function(text, text, text) is 'A function of a field type''s own, null where it has none: of TEXT and columns that is metadata.text_columns.';
revoke all on function metadata.type_function(text, text, text) from public;

create or replace function metadata.known_types() returns text[]
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select array_agg(t.name order by t.name)
      from (
        select upper(left(p.proname, -length('_columns'))) as name
          from pg_catalog.pg_proc p
         where p.pronamespace = 'metadata'::regnamespace
           and p.proname like '%\_columns'
           and p.proargtypes = array['jsonb'::regtype]::oidvector
        union all
        select 'RELATION'
      ) t
$$;
comment on function metadata.known_types() is 'The field types that there are.';
revoke all on function metadata.known_types() from public;

create or replace function metadata.check_type(type text) returns void
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
begin
    if type is null then
        perform metadata.refuse('VG400', 'type is missing. Give the type of the field, such as TEXT.', 'type');
    elsif type <> 'RELATION' and metadata.type_function(type, 'columns', 'jsonb') is null then
        perform metadata.refuse(
            'VG400',
            format('There is no field type "%s". Known: %s.', left(type, 80), array_to_string(metadata.known_types(), ', ')),
            'type'
        );
    end if;
end
$$;
comment on function metadata.check_type(text) is 'Raises VG400 for what is no field type.';
revoke all on function metadata.check_type(text) from public;

create or replace function metadata.type_columns(type text, settings jsonb) returns table (
    part text,
    suffix text,
    part_type text,
    pg_type text,
    check_format text,
    is_searched boolean,
    is_optional boolean
)
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    described jsonb;
begin
    perform metadata.check_type(type);
    execute format('select %s($1)', metadata.type_function(type, 'columns', 'jsonb')) into described using settings;
    return query
        select coalesce(c.item ->> 'part', ''),
               coalesce(c.item ->> 'suffix', metadata.snake_case(c.item ->> 'part'), ''),
               coalesce(c.item ->> 'type', type_columns.type),
               c.item ->> 'pgType',
               nullif(c.item ->> 'check', ''),
               coalesce((c.item ->> 'isSearched')::boolean, false),
               coalesce((c.item ->> 'isOptional')::boolean, false)
          from jsonb_array_elements(described) with ordinality c (item, place)
         order by c.place;
end
$$;
comment on function metadata.type_columns(text, jsonb) is
    'The columns of a field type: a part and a suffix of the column''s name for each (empty where there is one column), what the part behaves as, its type and check in Postgres, whether texts are searched in it, and whether it may be null in a field that may not. Raises VG400.';
revoke all on function metadata.type_columns(text, jsonb) from public;

create or replace function metadata.check_settings(type text, settings jsonb) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    given jsonb := nullif(settings, 'null');
    hook regproc;
begin
    perform metadata.check_type(type);
    if given is null then
        return null;
    end if;
    hook := metadata.type_function(type, 'settings', 'jsonb');
    if hook is null then
        perform metadata.check_keys(given, '{}', 'settings');
        return null;
    end if;
    if jsonb_typeof(given) = 'object' then
        -- A null says what is said by leaving it out.
        given := jsonb_strip_nulls(given);
    end if;
    execute format('select %s($1)', hook) into given using given;
    return nullif(given, '{}');
end
$$;
comment on function metadata.check_settings(text, jsonb) is 'The settings of a field as they are kept, null for none. Raises VG400 for what the type does not know.';
revoke all on function metadata.check_settings(text, jsonb) from public;

create or replace function metadata.check_options(type text, options jsonb) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    hook regproc;
    made jsonb;
begin
    perform metadata.check_type(type);
    hook := metadata.type_function(type, 'options', 'jsonb');
    if hook is not null then
        execute format('select %s($1)', hook) into made using options;
    elsif options is not null and options not in ('null', '[]') then
        perform metadata.refuse('VG400', format('A field of the type %s has no options.', type), 'options');
    end if;
    return made;
end
$$;
comment on function metadata.check_options(text, jsonb) is 'The options of a field as they are kept, in the order given; null for a type without any. Raises VG400.';
revoke all on function metadata.check_options(text, jsonb) from public;

create or replace function metadata.key_format(type text, part text) returns text
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    hook constant regproc := metadata.type_function(type, 'key', 'text');
    made text := '%1$I';
begin
    if hook is not null then
        execute format('select %s($1)', hook) into made using part;
    end if;
    return made;
end
$$;
comment on function metadata.key_format(text, text) is
    'What of a part of a field type may not come twice where the field is unique: a format that takes %1$I, the column. Null where the part does not count; a type no part of which counts cannot be unique.';
revoke all on function metadata.key_format(text, text) from public;

create or replace function metadata.options_array(options jsonb) returns text
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select format('array[%s]', string_agg(format('%L', o.item ->> 'value'), ', ' order by o.place))
      from jsonb_array_elements(options) with ordinality o (item, place)
$$;
comment on function metadata.options_array(jsonb) is 'The values of options as an SQL array: %2$s of a check''s format.';
revoke all on function metadata.options_array(jsonb) from public;
