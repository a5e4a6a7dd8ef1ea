-- Several changes of a model that are published as one: a file of two hundred objects is hundreds of changes.

create or replace function metadata.hold_publishing(workspace_id uuid) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform metadata.lock_workspace(workspace_id);
    perform set_config('vingt.held', workspace_id::text, true);
end
$$;
comment on function metadata.hold_publishing(uuid) is
    'From now until metadata.release_publishing, or the end of the transaction, changes of the workspace''s model are noted and not published. Only for the owner.';
revoke all on function metadata.hold_publishing(uuid) from public;

create or replace function metadata.is_held(workspace_id uuid, changed_objects uuid[]) returns boolean
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    held constant text := current_setting('vingt.held', true);
begin
    -- Anybody can set a setting; what is not published is nobody's but the owner's choice.
    if coalesce(held, '') = '' or not starts_with(held, workspace_id::text) or not metadata.is_owner() then
        return false;
    end if;
    perform set_config('vingt.held', held || ' ' || coalesce(array_to_string(changed_objects, ' '), 'all'), true);
    return true;
end
$$;
comment on function metadata.is_held(uuid, uuid[]) is 'Whether a change of those objects (null: of all) is to be published later; it is noted then.';
revoke all on function metadata.is_held(uuid, uuid[]) from public;

create or replace function metadata.release_publishing(workspace_id uuid) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    noted constant text[] := (string_to_array(current_setting('vingt.held', true), ' '))[2:];
begin
    perform set_config('vingt.held', '', true);
    if noted <> '{}' then
        perform metadata.publish(
            workspace_id,
            case when 'all' <> all (noted) then array(select distinct n.id::uuid from unnest(noted) n (id) where n.id <> '') end
        );
    end if;
end
$$;
comment on function metadata.release_publishing(uuid) is 'Publishes as one change what metadata.hold_publishing has held back.';
revoke all on function metadata.release_publishing(uuid) from public;
