-- ADDRESS: a postal address, and where it is. One that has to be there has a street, a city and a country.

create or replace function metadata.address_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_array(
        jsonb_build_object('part', 'addressStreet1', 'suffix', 'street1', 'type', 'TEXT', 'pgType', 'text', 'isSearched', true),
        jsonb_build_object('part', 'addressStreet2', 'suffix', 'street2', 'type', 'TEXT', 'pgType', 'text', 'isSearched', true, 'isOptional', true),
        jsonb_build_object('part', 'addressCity', 'suffix', 'city', 'type', 'TEXT', 'pgType', 'text', 'isSearched', true),
        jsonb_build_object('part', 'addressState', 'suffix', 'state', 'type', 'TEXT', 'pgType', 'text', 'isSearched', true, 'isOptional', true),
        jsonb_build_object('part', 'addressPostcode', 'suffix', 'postcode', 'type', 'TEXT', 'pgType', 'text', 'isSearched', true, 'isOptional', true),
        jsonb_build_object('part', 'addressCountry', 'suffix', 'country', 'type', 'TEXT', 'pgType', 'text', 'isSearched', true),
        jsonb_build_object(
            'part', 'addressLat', 'suffix', 'lat', 'type', 'NUMBER', 'pgType', 'double precision',
            'check', '%1$I between -90 and 90', 'isOptional', true
        ),
        jsonb_build_object(
            'part', 'addressLng', 'suffix', 'lng', 'type', 'NUMBER', 'pgType', 'double precision',
            'check', '%1$I between -180 and 180', 'isOptional', true
        )
    )
$$;
comment on function metadata.address_columns(jsonb) is 'The columns of an ADDRESS.';
revoke all on function metadata.address_columns(jsonb) from public;

create or replace function metadata.address_key(part text) returns text
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select case
        when part = 'addressStreet1' then '%1$I'
        -- What is left out is the same in both.
        when part not in ('addressLat', 'addressLng') then 'coalesce(%1$I, '''')'
    end
$$;
comment on function metadata.address_key(text) is 'Two addresses are one where all their texts are equal; one without a street equals none.';
revoke all on function metadata.address_key(text) from public;
