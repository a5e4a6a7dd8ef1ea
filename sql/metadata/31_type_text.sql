-- TEXT: a text of any length, or of at most maxLength characters.

create or replace function metadata.text_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select metadata.text_column(null, settings)
$$;
comment on function metadata.text_columns(jsonb) is 'The column of a TEXT.';
revoke all on function metadata.text_columns(jsonb) from public;

create or replace function metadata.text_settings(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select metadata.text_length_settings(settings)
$$;
comment on function metadata.text_settings(jsonb) is 'The settings of a TEXT: {"maxLength": characters}.';
revoke all on function metadata.text_settings(jsonb) from public;

create or replace function metadata.text_default(part text, value jsonb) returns text
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    -- Only "caller" is something else than a text, and would be no name of anybody's anyway.
    select case value when '"caller"' then 'core.creator_name()' end
$$;
comment on function metadata.text_default(text, jsonb) is 'A default of "caller" is the name of who makes the record.';
revoke all on function metadata.text_default(text, jsonb) from public;

create or replace function metadata.text_from(from_type text, from_settings jsonb, settings jsonb) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select case
        when metadata.is_text_type(from_type) then '%1$I'
        when from_type in ('NUMBER', 'RATING', 'BOOLEAN', 'UUID', 'POSITION') then '%1$I::text'
        when from_type = 'DATE' then 'to_char(%1$I, ''YYYY-MM-DD'')'
        when from_type = 'DATE_TIME' then 'core.utc_text(%1$I)'
    end
$$;
comment on function metadata.text_from(text, jsonb, jsonb) is 'Texts can be made of all that one text says whole: numbers with every digit, times in UTC.';
revoke all on function metadata.text_from(text, jsonb, jsonb) from public;

select metadata.offer_operators('TEXT', '{eq,neq,in,is,like,ilike,startsWith,endsWith}');
