-- JSON: any JSON value, null included only as no value at all.

create or replace function metadata.json_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_array(jsonb_build_object('pgType', 'jsonb'))
$$;
comment on function metadata.json_columns(jsonb) is 'The column of a JSON.';
revoke all on function metadata.json_columns(jsonb) from public;

create or replace function metadata.json_key(part text) returns text
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select null::text
$$;
comment on function metadata.json_key(text) is 'Equal documents are no sign of a mistake, and large ones cannot be in an index.';
revoke all on function metadata.json_key(text) from public;

select metadata.offer_operators('JSON', '{is}');
