-- FULL_NAME: a person's first and last name.

create or replace function metadata.full_name_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_array(
        jsonb_build_object('part', 'firstName', 'type', 'TEXT', 'pgType', 'text', 'isSearched', true),
        jsonb_build_object('part', 'lastName', 'type', 'TEXT', 'pgType', 'text', 'isSearched', true)
    )
$$;
comment on function metadata.full_name_columns(jsonb) is 'The columns of a FULL_NAME.';
revoke all on function metadata.full_name_columns(jsonb) from public;
