-- PHONE: a phone number as people write it.

create or replace function metadata.phone_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select metadata.text_column('length(%1$I) <= 100', settings)
$$;
comment on function metadata.phone_columns(jsonb) is 'The column of a PHONE.';
revoke all on function metadata.phone_columns(jsonb) from public;

create or replace function metadata.phone_settings(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select metadata.text_length_settings(settings)
$$;
comment on function metadata.phone_settings(jsonb) is 'The settings of a PHONE: {"maxLength": characters}, below the type''s own limit.';
revoke all on function metadata.phone_settings(jsonb) from public;

select metadata.offer_operators('PHONE', '{eq,neq,in,is,like,ilike}');
