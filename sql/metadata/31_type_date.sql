-- DATE: a day of the years 1 to 9999.

create or replace function metadata.date_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_array(jsonb_build_object('pgType', 'date', 'check', '%1$I >= ''0001-01-01'' and %1$I <= ''9999-12-31'''))
$$;
comment on function metadata.date_columns(jsonb) is 'The column of a DATE.';
revoke all on function metadata.date_columns(jsonb) from public;

create or replace function metadata.date_default(part text, value jsonb) returns text
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    if value = '"now"' then
        return 'current_date';
    -- Postgres also reads tomorrow, and would keep the day that is one now.
    elsif jsonb_typeof(value) = 'string' and value #>> '{}' !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then
        perform metadata.refuse('VG400', 'The default value of a DATE is a day such as 2026-01-31, or "now".', 'defaultValue');
    end if;
    return null;
end
$$;
comment on function metadata.date_default(text, jsonb) is 'A default of "now" is the day on which the record is made, which is that of the session''s time zone: UTC for the server. Raises VG400 for what is no day in ISO 8601.';
revoke all on function metadata.date_default(text, jsonb) from public;

create or replace function metadata.date_from(from_type text, from_settings jsonb, settings jsonb) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select case
        when metadata.is_text_type(from_type) then 'metadata.read_as(%1$I, ''^[0-9]{4}-[0-9]{2}-[0-9]{2}$'', null::date)'
    end
$$;
comment on function metadata.date_from(text, jsonb, jsonb) is 'Of texts in ISO 8601. A moment has a time of day, which would be lost.';
revoke all on function metadata.date_from(text, jsonb, jsonb) from public;

select metadata.offer_operators('DATE', '{eq,neq,in,is,gt,gte,lt,lte,past,next}');
