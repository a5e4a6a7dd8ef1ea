-- UUID: an id, of a record or of something elsewhere. Foreign keys are of this type.

create or replace function metadata.uuid_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_array(jsonb_build_object('pgType', 'uuid'))
$$;
comment on function metadata.uuid_columns(jsonb) is 'The column of a UUID.';
revoke all on function metadata.uuid_columns(jsonb) from public;

create or replace function metadata.uuid_default(part text, value jsonb) returns text
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select case value
        when '"uuid"' then 'core.uuid7()'
        when '"caller"' then 'core.creator_member_id()'
    end
$$;
comment on function metadata.uuid_default(text, jsonb) is 'A default of "uuid" is a new id, one of "caller" the id of the member who makes the record.';
revoke all on function metadata.uuid_default(text, jsonb) from public;

create or replace function metadata.uuid_from(from_type text, from_settings jsonb, settings jsonb) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select case
        when metadata.is_text_type(from_type) then
            'metadata.read_as(%1$I, ''^[0-9A-Fa-f]{8}(-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12}$'', null::uuid)'
    end
$$;
comment on function metadata.uuid_from(text, jsonb, jsonb) is 'Of texts that are uuids, with or without dashes.';
revoke all on function metadata.uuid_from(text, jsonb, jsonb) from public;

select metadata.offer_operators('UUID', '{eq,neq,in,is}');
