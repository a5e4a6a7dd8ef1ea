-- PHONE: a phone number as people write it.

create or replace function core.is_phone(number text) returns boolean
    language sql immutable parallel safe
    -- docs/decisions/0008: by its form, since which numbers there are changes by the month.
    return number ~ '^\+?[0-9 ()./*#-]+(( ?(x|ext\.?) ?|,|;)[0-9]{1,10})?$' and number ~ '[0-9][^0-9]*[0-9]' and length(number) <= 100;
comment on function core.is_phone(text) is 'Whether a text has the form of a phone number: digits with blanks and ()./*#- between them, perhaps + in front and an extension behind.';
revoke all on function core.is_phone(text) from public;
grant execute on function core.is_phone(text) to vingt_workspace;

create or replace function metadata.phone_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select metadata.text_column('core.is_phone(%1$I)', settings)
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

select metadata.offer_operators('PHONE', '{eq,neq,in,is,like,ilike,startsWith,endsWith}');
