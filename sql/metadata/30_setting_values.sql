-- Reading the settings of field types.

create or replace function metadata.setting_number(settings jsonb, key text, low numeric, high numeric) returns numeric
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
declare
    given numeric;
begin
    if not settings ? key then
        return null;
    end if;
    if jsonb_typeof(settings -> key) = 'number' then
        given := settings ->> key;
    end if;
    if given is null or given <> trunc(given) or not given between low and high then
        perform metadata.refuse('VG400', format('%s is a whole number from %s to %s.', key, low, high), 'settings');
    end if;
    return given;
end
$$;
comment on function metadata.setting_number(jsonb, text, numeric, numeric) is 'The whole number under a key of settings, null where there is none. Raises VG400.';
revoke all on function metadata.setting_number(jsonb, text, numeric, numeric) from public;

create or replace function metadata.text_length_settings(settings jsonb) returns jsonb
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform metadata.check_keys(settings, '{maxLength}', 'settings');
    -- Postgres takes a gigabyte; beyond this nothing is indexed or shown.
    perform metadata.setting_number(settings, 'maxLength', 1, 10000000);
    return settings;
end
$$;
comment on function metadata.text_length_settings(jsonb) is 'The settings {"maxLength": characters} of a text. Raises VG400.';
revoke all on function metadata.text_length_settings(jsonb) from public;

create or replace function metadata.text_column(check_format text, settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_array(
        jsonb_build_object(
            'pgType', 'text',
            'check', concat_ws(' and ', check_format, 'length(%1$I) <= ' || (settings ->> 'maxLength')),
            'isSearched', true
        )
    )
$$;
comment on function metadata.text_column(text, jsonb) is 'The one column of a type that is a text with a check of its own and perhaps a maxLength.';
revoke all on function metadata.text_column(text, jsonb) from public;

create or replace function metadata.list_settings(settings jsonb) returns jsonb
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform metadata.check_keys(settings, '{maxItems}', 'settings');
    perform metadata.setting_number(settings, 'maxItems', 1, 100000);
    return settings;
end
$$;
comment on function metadata.list_settings(jsonb) is 'The settings {"maxItems"} of a list. Raises VG400.';
revoke all on function metadata.list_settings(jsonb) from public;

create or replace function metadata.list_column(check_format text, settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_array(
        jsonb_build_object(
            'pgType', 'text[]',
            'check', concat_ws(' and ', 'core.is_list(%1$I)', check_format, 'cardinality(%1$I) <= ' || (settings ->> 'maxItems'))
        )
    )
$$;
comment on function metadata.list_column(text, jsonb) is 'The one column of a type that is a list of texts with a check of its own and perhaps maxItems.';
revoke all on function metadata.list_column(text, jsonb) from public;

create or replace function core.is_list(list text[]) returns boolean
    language sql immutable parallel safe
    return case when coalesce(array_ndims(list), 1) = 1 then array_position(list, null) is null else false end;
comment on function core.is_list(text[]) is 'Whether an array is a list: of one dimension, and without nulls.';
revoke all on function core.is_list(text[]) from public;
grant execute on function core.is_list(text[]) to vingt_workspace;
