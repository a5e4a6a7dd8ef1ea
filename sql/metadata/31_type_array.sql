-- ARRAY: a list of texts.

create or replace function metadata.array_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select metadata.list_column(null, settings)
$$;
comment on function metadata.array_columns(jsonb) is 'The column of an ARRAY.';
revoke all on function metadata.array_columns(jsonb) from public;

create or replace function metadata.array_settings(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select metadata.list_settings(settings)
$$;
comment on function metadata.array_settings(jsonb) is 'The settings of an ARRAY: {"maxItems"}.';
revoke all on function metadata.array_settings(jsonb) from public;

create or replace function metadata.array_from(from_type text, from_settings jsonb, settings jsonb) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select case
        when from_type in ('MULTI_SELECT', 'ARRAY') then '%1$I'
        when metadata.is_text_type(from_type) then 'case when %1$I is not null then array[%1$I] end'
    end
$$;
comment on function metadata.array_from(text, jsonb, jsonb) is 'Of lists of choices as they are, and of a text as a list of one.';
revoke all on function metadata.array_from(text, jsonb, jsonb) from public;

select metadata.offer_operators('ARRAY', '{is,containsAny,containsAll,isEmpty}');
