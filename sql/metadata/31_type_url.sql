-- URL: a web address.

create or replace function metadata.url_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select metadata.text_column(null, settings)
$$;
comment on function metadata.url_columns(jsonb) is 'The column of a URL.';
revoke all on function metadata.url_columns(jsonb) from public;

create or replace function metadata.url_settings(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select metadata.text_length_settings(settings)
$$;
comment on function metadata.url_settings(jsonb) is 'The settings of a URL: {"maxLength": characters}, below the type''s own limit.';
revoke all on function metadata.url_settings(jsonb) from public;

select metadata.offer_operators('URL', '{eq,neq,in,is,like,ilike}');
