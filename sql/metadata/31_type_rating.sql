-- RATING: a whole number from 1 to 5, or as {"min", "max"} say.

create or replace function metadata.rating_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_array(
        jsonb_build_object(
            'pgType', 'smallint',
            'check', format('%%1$I between %s and %s', coalesce(settings ->> 'min', '1'), coalesce(settings ->> 'max', '5'))
        )
    )
$$;
comment on function metadata.rating_columns(jsonb) is 'The column of a RATING.';
revoke all on function metadata.rating_columns(jsonb) from public;

create or replace function metadata.rating_settings(settings jsonb) returns jsonb
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
declare
    low numeric;
    high numeric;
begin
    perform metadata.check_keys(settings, '{min,max}', 'settings');
    low := coalesce(metadata.setting_number(settings, 'min', 0, 100), 1);
    high := coalesce(metadata.setting_number(settings, 'max', 0, 100), 5);
    if low >= high then
        perform metadata.refuse('VG400', 'The min of a RATING is less than its max; without them they are 1 and 5.', 'settings');
    end if;
    return settings;
end
$$;
comment on function metadata.rating_settings(jsonb) is 'The settings of a RATING.';
revoke all on function metadata.rating_settings(jsonb) from public;

create or replace function metadata.rating_from(from_type text, from_settings jsonb, settings jsonb) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select case
        when from_type in ('NUMBER', 'RATING') or metadata.is_text_type(from_type) then 'metadata.read_number(%1$I::text, null::smallint)'
    end
$$;
comment on function metadata.rating_from(text, jsonb, jsonb) is 'Of whole numbers within the range, also as texts.';
revoke all on function metadata.rating_from(text, jsonb, jsonb) from public;

select metadata.offer_operators('RATING', '{eq,neq,in,is,gt,gte,lt,lte}');
