-- ACTOR: who did something, and by which way; every object has one of who made the record.

create or replace function metadata.actor_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_array(
        jsonb_build_object('part', 'source', 'type', 'TEXT', 'pgType', 'text'),
        jsonb_build_object('part', 'workspaceMemberId', 'type', 'UUID', 'pgType', 'uuid', 'isOptional', true),
        jsonb_build_object('part', 'name', 'type', 'TEXT', 'pgType', 'text')
    )
$$;
comment on function metadata.actor_columns(jsonb) is 'The columns of an ACTOR.';
revoke all on function metadata.actor_columns(jsonb) from public;

create or replace function metadata.actor_default(part text, value jsonb) returns text
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select case when value = '"caller"' then
        case part
            when 'source' then 'core.creator_source()'
            when 'workspaceMemberId' then 'core.creator_member_id()'
            when 'name' then 'core.creator_name()'
        end
    end
$$;
comment on function metadata.actor_default(text, jsonb) is 'A default of "caller" is who makes the record.';
revoke all on function metadata.actor_default(text, jsonb) from public;
