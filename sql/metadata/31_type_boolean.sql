-- BOOLEAN: true or false.

create or replace function metadata.boolean_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_array(jsonb_build_object('pgType', 'boolean'))
$$;
comment on function metadata.boolean_columns(jsonb) is 'The column of a BOOLEAN.';
revoke all on function metadata.boolean_columns(jsonb) from public;

create or replace function metadata.boolean_key(part text) returns text
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select null::text
$$;
comment on function metadata.boolean_key(text) is 'Two records at most could have one that is unique.';
revoke all on function metadata.boolean_key(text) from public;

create or replace function metadata.boolean_from(from_type text, from_settings jsonb, settings jsonb) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select case
        when metadata.is_text_type(from_type) then 'metadata.read_as(%1$I, ''^(true|false)$'', null::boolean)'
        when from_type = 'BOOLEAN' then '%1$I'
    end
$$;
comment on function metadata.boolean_from(text, jsonb, jsonb) is 'Of texts, true and false.';
revoke all on function metadata.boolean_from(text, jsonb, jsonb) from public;

select metadata.offer_operators('BOOLEAN', '{eq,neq,is}');
