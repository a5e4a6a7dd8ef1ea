-- EMAIL: an e-mail address; unique without regard to case.

create or replace function core.is_email(address text) returns boolean
    language sql immutable parallel safe
    -- Blanks and control characters by their numbers: what [[:space:]] is differs from locale to locale.
    return address ~ '^[^@]+@[^@.-]([^@.]*[^@.-])?(\.[^@.-]([^@.]*[^@.-])?)*$'
        and address !~ '[\u0001-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff<>(),;:\\"]'
        and length(address) <= 320;
comment on function core.is_email(text) is 'Whether a text has the form of an e-mail address; letters of any script are allowed.';
revoke all on function core.is_email(text) from public;
grant execute on function core.is_email(text) to vingt_workspace;

create or replace function metadata.email_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select metadata.text_column('core.is_email(%1$I)', settings)
$$;
comment on function metadata.email_columns(jsonb) is 'The column of an EMAIL.';
revoke all on function metadata.email_columns(jsonb) from public;

create or replace function metadata.email_settings(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select metadata.text_length_settings(settings)
$$;
comment on function metadata.email_settings(jsonb) is 'The settings of an EMAIL: {"maxLength": characters}, below the type''s own limit.';
revoke all on function metadata.email_settings(jsonb) from public;

create or replace function metadata.email_key(part text) returns text
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select 'lower(%1$I)'
$$;
comment on function metadata.email_key(text) is 'Two addresses that differ in case only are one.';
revoke all on function metadata.email_key(text) from public;

select metadata.offer_operators('EMAIL', '{eq,neq,in,is,like,ilike,startsWith,endsWith}');
