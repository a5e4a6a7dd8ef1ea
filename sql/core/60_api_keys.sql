-- Making, listing and revoking API keys: for callers, who show their credential, and for the owner, who names a workspace.
-- Answers are JSON objects with the keys of the API.

create or replace function core.api_key_json(key core.api_key) returns json
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select json_build_object(
        'id', key.id,
        'name', key.name,
        'createdAt', core.utc_text(key.created_at),
        'expiresAt', core.utc_text(key.expires_at),
        'revokedAt', core.utc_text(key.revoked_at)
    )
$$;
comment on function core.api_key_json(core.api_key) is 'A key as the API tells of it.';
revoke all on function core.api_key_json(core.api_key) from public;

create or replace function core.administered_workspace(kind text, id uuid, digest bytea) returns uuid
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    entered record;
begin
    select e.workspace_id, r.kind as role_kind
      into entered
      from core.enter(kind, id, digest) e
      join core.workspace_role r on r.role_name = e.db_role;
    if entered.role_kind is distinct from 'admin' then
        raise exception 'Only administrators of the workspace may manage API keys. Ask one of them.'
            using errcode = 'VG403';
    end if;
    return entered.workspace_id;
end
$$;
comment on function core.administered_workspace(text, uuid, bytea) is 'The workspace of a credential that may administer it. Raises VG401 and VG403.';
revoke all on function core.administered_workspace(text, uuid, bytea) from public;

create or replace function core.insert_api_key(
    workspace_id uuid,
    key_id uuid,
    key_digest bytea,
    name text,
    expires_at timestamptz
) returns json
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    made core.api_key;
begin
    if name is null or btrim(name) = '' or length(name) > 200 then
        raise exception 'name: an API key needs a name of 1 to 200 characters that says what it is for.'
            using errcode = 'VG400', detail = '{"field": "name"}';
    end if;
    if expires_at <= now() or not isfinite(expires_at) then
        raise exception 'expiresAt: an API key expires in the future; leave it out for one that never does.'
            using errcode = 'VG400', detail = '{"field": "expiresAt"}';
    end if;
    insert into core.api_key (id, workspace_id, role_name, name, digest, expires_at)
    select key_id, r.workspace_id, r.role_name, btrim(insert_api_key.name), key_digest, insert_api_key.expires_at
      from core.workspace_role r
     where r.workspace_id = insert_api_key.workspace_id and r.kind = 'admin'
    returning * into strict made;
    return core.api_key_json(made);
end
$$;
comment on function core.insert_api_key(uuid, uuid, bytea, text, timestamptz) is 'Checks and keeps a new key, which acts as an administrator of its workspace.';
revoke all on function core.insert_api_key(uuid, uuid, bytea, text, timestamptz) from public;

create or replace function core.revoke_key(key_id uuid, only_in uuid) returns json
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    revoked core.api_key;
begin
    update core.api_key k
       set revoked_at = coalesce(k.revoked_at, now())
     where k.id = key_id and (only_in is null or k.workspace_id = only_in)
    returning * into revoked;
    if not found then
        raise exception 'There is no API key with the id %. List the keys to see their ids.', coalesce(key_id::text, 'null')
            using errcode = 'VG404', detail = '{"field": "id"}';
    end if;
    return core.api_key_json(revoked);
end
$$;
comment on function core.revoke_key(uuid, uuid) is 'Revokes a key of the workspace, or of any workspace where that is null. Once more does no harm. Raises VG404.';
revoke all on function core.revoke_key(uuid, uuid) from public;

-- For callers.

create or replace function core.list_api_keys(kind text, id uuid, digest bytea) returns json
    language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    -- Before the query, so that it is asked whether or not there are keys.
    own_workspace uuid := core.administered_workspace(kind, id, digest);
begin
    return (
        select coalesce(json_agg(core.api_key_json(k) order by k.created_at, k.id), '[]')
          from core.api_key k
         where k.workspace_id = own_workspace
    );
end
$$;
comment on function core.list_api_keys(text, uuid, bytea) is 'The API keys of the caller''s workspace, oldest first.';
revoke all on function core.list_api_keys(text, uuid, bytea) from public;
grant execute on function core.list_api_keys(text, uuid, bytea) to vingt_api;

create or replace function core.create_api_key(
    kind text,
    id uuid,
    digest bytea,
    key_id uuid,
    key_digest bytea,
    name text,
    expires_at timestamptz
) returns json
    language sql security definer
    set search_path = pg_catalog, pg_temp
as $$
    select core.insert_api_key(
        core.administered_workspace(kind, id, digest), key_id, key_digest, name, expires_at
    )
$$;
comment on function core.create_api_key(text, uuid, bytea, uuid, bytea, text, timestamptz) is 'Makes an API key in the caller''s workspace; key_digest is the SHA-256 of its secret.';
revoke all on function core.create_api_key(text, uuid, bytea, uuid, bytea, text, timestamptz) from public;
grant execute on function core.create_api_key(text, uuid, bytea, uuid, bytea, text, timestamptz) to vingt_api;

create or replace function core.revoke_api_key(kind text, id uuid, digest bytea, key_id uuid) returns json
    language sql security definer
    set search_path = pg_catalog, pg_temp
as $$
    select core.revoke_key(key_id, core.administered_workspace(kind, id, digest))
$$;
comment on function core.revoke_api_key(text, uuid, bytea, uuid) is 'Revokes an API key of the caller''s workspace. Raises VG404.';
revoke all on function core.revoke_api_key(text, uuid, bytea, uuid) from public;
grant execute on function core.revoke_api_key(text, uuid, bytea, uuid) to vingt_api;

-- For the owner.

create or replace function core.named_workspace(workspace text) returns uuid
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    found_id uuid;
begin
    select w.id into found_id from core.workspace w where w.name = workspace;
    if not found then
        raise exception 'There is no workspace %. ''vingt workspace list'' shows those there are.',
            coalesce(quote_literal(workspace), 'without a name')
            using errcode = 'VG404', detail = '{"field": "workspace"}';
    end if;
    return found_id;
end
$$;
comment on function core.named_workspace(text) is 'The id of a workspace. Raises VG404.';
revoke all on function core.named_workspace(text) from public;

create or replace function core.owner_create_api_key(
    workspace text,
    key_id uuid,
    key_digest bytea,
    name text,
    expires_at timestamptz
) returns json
    language sql
    set search_path = pg_catalog, pg_temp
as $$
    select core.insert_api_key(core.named_workspace(workspace), key_id, key_digest, name, expires_at)
$$;
comment on function core.owner_create_api_key(text, uuid, bytea, text, timestamptz) is 'Makes an API key in the named workspace; key_digest is the SHA-256 of its secret.';
revoke all on function core.owner_create_api_key(text, uuid, bytea, text, timestamptz) from public;

create or replace function core.owner_list_api_keys(workspace text) returns json
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    only_in uuid := case when workspace is not null then core.named_workspace(workspace) end;
begin
    return (
        select coalesce(
                   json_agg(
                       json_build_object(
                           'id', k.id,
                           'workspace', w.name,
                           'name', k.name,
                           'createdAt', core.utc_text(k.created_at),
                           'expiresAt', core.utc_text(k.expires_at),
                           'revokedAt', core.utc_text(k.revoked_at)
                       )
                       order by w.name, k.created_at, k.id
                   ),
                   '[]'
               )
          from core.api_key k
          join core.workspace w on w.id = k.workspace_id
         where only_in is null or w.id = only_in
    );
end
$$;
comment on function core.owner_list_api_keys(text) is 'The API keys of the named workspace, or of all workspaces where that is null.';
revoke all on function core.owner_list_api_keys(text) from public;

create or replace function core.owner_revoke_api_key(key_id uuid) returns json
    language sql
    set search_path = pg_catalog, pg_temp
    as $$ select core.revoke_key(key_id, null) $$;
comment on function core.owner_revoke_api_key(uuid) is 'Revokes an API key of any workspace. Raises VG404.';
revoke all on function core.owner_revoke_api_key(uuid) from public;
