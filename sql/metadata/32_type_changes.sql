-- Changing the type of a field that holds values: what can be made of what without losing anything.

create or replace function metadata.is_text_type(type text) returns boolean
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select type <> 'RELATION' and count(*) = 1 and bool_and(c.part = '' and c.pg_type = 'text')
      from metadata.type_columns(type, null) c
$$;
comment on function metadata.is_text_type(text) is 'Whether a field type is held in one column of texts.';
revoke all on function metadata.is_text_type(text) from public;

create or replace function metadata.read_as(value text, form text, sample anyelement) returns anyelement
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
    -- What a text without an offset means must not depend on who asks.
    set timezone = 'UTC'
    set datestyle = 'ISO, YMD'
as $$
declare
    made alias for $0;
begin
    -- Postgres reads much that nobody would write, such as "today".
    if value ~ form then
        made := value;
    end if;
    return made;
exception when data_exception then
    return null;
end
$$;
comment on function metadata.read_as(text, text, anyelement) is 'A text of a form as a value of the sample''s type; null where it is none.';
revoke all on function metadata.read_as(text, text, anyelement) from public;

create or replace function metadata.type_change(from_type text, from_settings jsonb, to_type text, to_settings jsonb) returns text
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    hook regproc;
    made text;
begin
    perform metadata.check_type(from_type);
    perform metadata.check_type(to_type);
    if 'RELATION' in (from_type, to_type) then
        return null;
    end if;
    hook := metadata.type_function(to_type, 'from', 'text,jsonb,jsonb');
    if hook is not null then
        execute format('select %s($1, $2, $3)', hook) into made using from_type, from_settings, to_settings;
    elsif metadata.is_text_type(to_type) and metadata.is_text_type(from_type) then
        made := '%1$I';
    end if;
    -- Only the settings change.
    return coalesce(made, case when from_type = to_type then '%1$I' end);
end
$$;
comment on function metadata.type_change(text, jsonb, text, jsonb) is
    'How a field of one type becomes one of another: a format of an SQL expression that takes %1$I, the old column, and gives null for values that cannot be converted (see metadata.type_fits). Null where the change would lose something, or means nothing.';
revoke all on function metadata.type_change(text, jsonb, text, jsonb) from public;

create or replace function metadata.type_fits(
    from_type text,
    from_settings jsonb,
    to_type text,
    to_settings jsonb,
    options jsonb
) returns text
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    change constant text := metadata.type_change(from_type, from_settings, to_type, to_settings);
    checked text;
begin
    if change is null then
        return 'false';
    end if;
    select replace(replace(c.check_format, '%1$I', '(' || change || ')'), '%2$s', coalesce(metadata.options_array(options), 'null'))
      into checked
      from metadata.type_columns(to_type, to_settings) c
     where c.part = '';
    return concat_ws(' and ', format('((%%1$I is null) = ((%s) is null))', change), '(' || checked || ') is not false');
end
$$;
comment on function metadata.type_fits(text, jsonb, text, jsonb, jsonb) is
    'Which values of a column metadata.type_change converts: a format of a boolean SQL expression that takes %1$I, the old column; options are those of the new type.';
revoke all on function metadata.type_fits(text, jsonb, text, jsonb, jsonb) from public;

create or replace function metadata.type_fits(to_type text, to_settings jsonb, options jsonb) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select metadata.type_fits('TEXT', null, to_type, to_settings, options)
$$;
comment on function metadata.type_fits(text, jsonb, jsonb) is 'Which values of a column of texts another type takes; see the function of five arguments.';
revoke all on function metadata.type_fits(text, jsonb, jsonb) from public;
