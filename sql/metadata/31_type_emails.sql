-- EMAILS: an e-mail address, and a list of others.

create or replace function core.is_email_list(list jsonb) returns boolean
    language sql immutable parallel safe
    set search_path = pg_catalog, pg_temp
as $$
    select case when jsonb_typeof(list) <> 'array' then false else
        jsonb_array_length(list) <= 100
        and not exists (
            select from jsonb_array_elements(list) i (item)
             where jsonb_typeof(i.item) <> 'string' or not core.is_email(i.item #>> '{}')
        )
    end
$$;
comment on function core.is_email_list(jsonb) is 'Whether a JSON value is a list of at most 100 e-mail addresses.';
revoke all on function core.is_email_list(jsonb) from public;
grant execute on function core.is_email_list(jsonb) to vingt_workspace;

create or replace function metadata.emails_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_array(
        jsonb_build_object(
            'part', 'primaryEmail', 'suffix', 'primary', 'type', 'EMAIL', 'pgType', 'text',
            'check', 'core.is_email(%1$I)', 'isSearched', true
        ),
        jsonb_build_object(
            'part', 'additionalEmails', 'suffix', 'additional', 'type', 'JSON', 'pgType', 'jsonb',
            'check', 'core.is_email_list(%1$I)', 'isOptional', true
        )
    )
$$;
comment on function metadata.emails_columns(jsonb) is 'The columns of an EMAILS.';
revoke all on function metadata.emails_columns(jsonb) from public;

create or replace function metadata.emails_key(part text) returns text
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select case part when 'primaryEmail' then 'lower(%1$I)' end
$$;
comment on function metadata.emails_key(text) is 'Only the primary address counts, whatever its case.';
revoke all on function metadata.emails_key(text) from public;
