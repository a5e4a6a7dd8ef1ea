-- DATE_TIME: a moment of the years 1 to 9999, to the microsecond.

create or replace function metadata.date_time_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_array(jsonb_build_object('pgType', 'timestamptz', 'check', '%1$I >= ''0001-01-01 00:00:00+00'' and %1$I < ''10000-01-01 00:00:00+00'''))
$$;
comment on function metadata.date_time_columns(jsonb) is 'The column of a DATE_TIME.';
revoke all on function metadata.date_time_columns(jsonb) from public;

create or replace function metadata.date_time_default(part text, value jsonb) returns text
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    if value = '"now"' then
        return 'now()';
    -- Postgres also reads tomorrow, and would keep the moment that is one now.
    elsif jsonb_typeof(value) = 'string' and value #>> '{}'
          !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)?)?$' then
        perform metadata.refuse('VG400', 'The default value of a DATE_TIME is a time such as 2026-01-31T09:30:00Z, or "now".', 'defaultValue');
    end if;
    return null;
end
$$;
comment on function metadata.date_time_default(text, jsonb) is 'A default of "now" is the time at which the record is made. Raises VG400 for what is no time in ISO 8601.';
revoke all on function metadata.date_time_default(text, jsonb) from public;

create or replace function metadata.date_time_from(from_type text, from_settings jsonb, settings jsonb) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select case
        when metadata.is_text_type(from_type) then
            'metadata.read_as(%1$I, ''^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)?$'', null::timestamptz)'
        when from_type = 'DATE' then '%1$I::timestamp at time zone ''UTC'''
    end
$$;
comment on function metadata.date_time_from(text, jsonb, jsonb) is 'Of texts in ISO 8601, in UTC where they name no offset, and of days: their midnight in UTC.';
revoke all on function metadata.date_time_from(text, jsonb, jsonb) from public;

select metadata.offer_operators('DATE_TIME', '{eq,neq,in,is,gt,gte,lt,lte,past,next}');
