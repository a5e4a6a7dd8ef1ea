-- PHONES: a phone number, and a list of others: [{"number", "countryCode", "callingCode"}].

create or replace function core.is_phone_list(list jsonb) returns boolean
    language sql immutable parallel safe
    set search_path = pg_catalog, pg_temp
as $$
    select case when jsonb_typeof(list) <> 'array' then false else
        jsonb_array_length(list) <= 100
        and not exists (
            select from jsonb_array_elements(list) i (item)
             where case when jsonb_typeof(i.item) = 'object' then
                       i.item - '{number,countryCode,callingCode}'::text[] <> '{}'
                       or coalesce(jsonb_typeof(i.item -> 'number'), '') <> 'string'
                       or not core.is_phone(i.item ->> 'number')
                       or coalesce(jsonb_typeof(i.item -> 'countryCode'), 'null') not in ('string', 'null')
                       or i.item ->> 'countryCode' !~ '^[A-Z]{2}$'
                       or coalesce(jsonb_typeof(i.item -> 'callingCode'), 'null') not in ('string', 'null')
                       or i.item ->> 'callingCode' !~ '^\+[0-9]{1,4}$'
                   else true end
        )
    end
$$;
comment on function core.is_phone_list(jsonb) is 'Whether a JSON value is a list of at most 100 phone numbers: [{"number", "countryCode", "callingCode"}], of which the codes may be missing.';
revoke all on function core.is_phone_list(jsonb) from public;
grant execute on function core.is_phone_list(jsonb) to vingt_workspace;

create or replace function metadata.phones_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_array(
        jsonb_build_object(
            'part', 'primaryPhoneNumber', 'suffix', 'primary_number', 'type', 'PHONE', 'pgType', 'text',
            'check', 'core.is_phone(%1$I)', 'isSearched', true
        ),
        jsonb_build_object(
            'part', 'primaryPhoneCountryCode', 'suffix', 'primary_country_code', 'type', 'TEXT', 'pgType', 'text',
            'check', '%1$I ~ ''^[A-Z]{2}$''', 'isOptional', true
        ),
        jsonb_build_object(
            'part', 'primaryPhoneCallingCode', 'suffix', 'primary_calling_code', 'type', 'TEXT', 'pgType', 'text',
            'check', '%1$I ~ ''^\+[0-9]{1,4}$''', 'isOptional', true
        ),
        jsonb_build_object(
            'part', 'additionalPhones', 'suffix', 'additional', 'type', 'JSON', 'pgType', 'jsonb',
            'check', 'core.is_phone_list(%1$I)', 'isOptional', true
        )
    )
$$;
comment on function metadata.phones_columns(jsonb) is 'The columns of a PHONES.';
revoke all on function metadata.phones_columns(jsonb) from public;

create or replace function metadata.phones_key(part text) returns text
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select case part
        when 'primaryPhoneNumber' then '%1$I'
        when 'primaryPhoneCallingCode' then 'coalesce(%1$I, '''')'
    end
$$;
comment on function metadata.phones_key(text) is 'Only the primary number counts, with its calling code.';
revoke all on function metadata.phones_key(text) from public;
