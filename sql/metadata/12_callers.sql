-- Who changes a model: the owner of the database may change all of them, a workspace's admin role its own.

create or replace function metadata.caller() returns name
    language sql stable parallel safe
    -- Within a function of the owner, current_user is the owner; the setting is still the caller's, who can only set what
    -- he is a member of.
    return coalesce(nullif(current_setting('role'), 'none'), session_user::text)::name;
comment on function metadata.caller() is 'The role that calls, also within a function that runs as its owner.';
revoke all on function metadata.caller() from public;
grant execute on function metadata.caller() to vingt_workspace;

create or replace function metadata.is_owner() returns boolean
    language sql stable
    set search_path = pg_catalog, pg_temp
    as $$ select pg_has_role(metadata.caller(), 'vingt_owner', 'usage') $$;
comment on function metadata.is_owner() is 'Whether the caller owns the database''s Vingt, and so every workspace.';
revoke all on function metadata.is_owner() from public;

create or replace function metadata.may(workspace_id uuid, kinds text[]) returns boolean
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select metadata.is_owner() or exists (
        select from core.workspace_role r
         where r.workspace_id = may.workspace_id
           and (kinds is null or r.kind = any (kinds))
           and pg_has_role(metadata.caller(), r.role_name, 'usage')
    )
$$;
comment on function metadata.may(uuid, text[]) is 'Whether the caller has a role of the workspace of one of those kinds; of any, where kinds is null.';
revoke all on function metadata.may(uuid, text[]) from public;

create or replace function metadata.lock_workspace(workspace_id uuid) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    -- Of other workspaces nobody learns so much as that they are there.
    if not exists (select from core.workspace w where w.id = lock_workspace.workspace_id) or not metadata.may(workspace_id, null) then
        perform metadata.refuse('VG404', format('There is no workspace with the id %s.', workspace_id), 'workspaceId');
    elsif not metadata.may(workspace_id, '{admin}') then
        perform metadata.refuse('VG403', 'Only an admin of the workspace can change its data model.', null);
    end if;
    -- One change of a model at a time; readers of the row are not held up.
    perform from core.workspace w where w.id = lock_workspace.workspace_id for no key update;
    -- Columns that views hang on could be neither dropped nor changed; metadata.publish makes the views anew.
    perform metadata.clear_reports(workspace_id);
end
$$;
comment on function metadata.lock_workspace(uuid) is 'Makes other changes of the workspace''s model wait until this one is done. Raises VG404, and VG403 where the caller is no admin of it.';
revoke all on function metadata.lock_workspace(uuid) from public;

create or replace function metadata.given_workspace(given jsonb) returns uuid
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    wanted uuid;
begin
    if given ? 'workspaceId' then
        return metadata.given_id(given, 'workspaceId');
    end if;
    -- One's own, for whoever has just one.
    select case count(*) when 1 then (array_agg(r.workspace_id))[1] end into wanted
      from (
        select distinct r.workspace_id
          from core.workspace_role r
         where pg_has_role(metadata.caller(), r.role_name, 'usage')
       ) r;
    if wanted is null then
        perform metadata.refuse('VG400', 'workspaceId is missing: the id of the workspace, as in core.workspace.', 'workspaceId');
    end if;
    return wanted;
end
$$;
comment on function metadata.given_workspace(jsonb) is 'The workspace under workspaceId of the input, or else the caller''s own. Raises VG400.';
revoke all on function metadata.given_workspace(jsonb) from public;

create or replace function metadata.object_to_change(given jsonb, key text) returns metadata.object
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    wanted uuid := metadata.given_id(given, key);
    found_object metadata.object;
begin
    select o.* into found_object from metadata.object o where o.id = wanted;
    if not found or not metadata.may(found_object.workspace_id, null) then
        perform metadata.refuse('VG404', format('There is no object with the id %s.', wanted), key);
    end if;
    perform metadata.lock_workspace(found_object.workspace_id);
    -- Read again: whoever held the lock may have changed or removed it.
    select o.* into found_object from metadata.object o where o.id = wanted;
    if not found then
        perform metadata.refuse('VG404', format('There is no object with the id %s.', wanted), key);
    end if;
    return found_object;
end
$$;
comment on function metadata.object_to_change(jsonb, text) is 'The object whose id is under a key of the input, its workspace locked. Raises VG400, VG403, VG404.';
revoke all on function metadata.object_to_change(jsonb, text) from public;

create or replace function metadata.field_to_change(given jsonb, key text) returns metadata.field
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    wanted uuid := metadata.given_id(given, key);
    found_field metadata.field;
begin
    select f.* into found_field from metadata.field f where f.id = wanted;
    if found and metadata.may(found_field.workspace_id, null) then
        perform metadata.lock_workspace(found_field.workspace_id);
        select f.* into found_field from metadata.field f where f.id = wanted;
    else
        found_field := null;
    end if;
    if found_field.id is null then
        perform metadata.refuse('VG404', format('There is no field with the id %s.', wanted), key);
    end if;
    return found_field;
end
$$;
comment on function metadata.field_to_change(jsonb, text) is 'The field whose id is under a key of the input, its workspace locked. Raises VG400, VG403, VG404.';
revoke all on function metadata.field_to_change(jsonb, text) from public;

create or replace function metadata.relation_to_change(given jsonb, key text) returns metadata.relation
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    wanted uuid := metadata.given_id(given, key);
    found_relation metadata.relation;
begin
    select r.* into found_relation from metadata.relation r where r.id = wanted;
    if found and metadata.may(found_relation.workspace_id, null) then
        perform metadata.lock_workspace(found_relation.workspace_id);
        select r.* into found_relation from metadata.relation r where r.id = wanted;
    else
        found_relation := null;
    end if;
    if found_relation.id is null then
        perform metadata.refuse('VG404', format('There is no relation with the id %s.', wanted), key);
    end if;
    return found_relation;
end
$$;
comment on function metadata.relation_to_change(jsonb, text) is 'The relation whose id is under a key of the input, its workspace locked. Raises VG400, VG403, VG404.';
revoke all on function metadata.relation_to_change(jsonb, text) from public;
