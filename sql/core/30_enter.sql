-- The door of every request: which role a credential acts with, or why it is refused.
-- One look-up by primary key and its joins, in the first statement of each transaction: what was revoked is refused at once.

create or replace function core.enter(
    kind text,
    id uuid,
    digest bytea,
    out db_role text,
    out claims text,
    out workspace_id uuid,
    out schema_name text,
    out metadata_version bigint
) returns setof record
    language plpgsql stable parallel safe security definer rows 1
    set search_path = ''
as $$
declare
    found_one record;
begin
    if kind = 'session' then
        select m.role_name, m.member_id, 'USER' as source, m.display_name as name,
               s.closed_at is not null or s.expires_at <= now() as is_over,
               w.id, w.schema_name, w.metadata_version, w.suspended_at
          into found_one
          from core.session s
          join core.membership m on m.account_id = s.account_id and m.workspace_id = s.workspace_id
          join core.workspace w on w.id = s.workspace_id
         where s.id = enter.id;
        if found_one.id is null or found_one.is_over then
            raise exception 'The session has ended. Log in again at POST /auth/login.' using errcode = 'VG401';
        end if;
    elsif kind = 'api_key' then
        select k.role_name, null::uuid as member_id, 'API' as source, k.name,
               k.revoked_at is not null as is_revoked, k.expires_at <= now() as is_over,
               w.id, w.schema_name, w.metadata_version, w.suspended_at
          into found_one
          from core.api_key k
          join core.workspace w on w.id = k.workspace_id
         where k.id = enter.id and k.digest = enter.digest;
        if found_one.id is null then
            raise exception 'The API key is not known. Check that it was copied whole, or make a new one.'
                using errcode = 'VG401';
        elsif found_one.is_revoked then
            raise exception 'The API key was revoked. Make a new one.' using errcode = 'VG401';
        elsif found_one.is_over then
            raise exception 'The API key has expired. Make a new one.' using errcode = 'VG401';
        end if;
    else
        raise exception 'A credential is a session or an API key.' using errcode = 'VG401';
    end if;
    if found_one.suspended_at is not null then
        raise exception 'The workspace is suspended. Ask whoever runs this server to open it again.'
            using errcode = 'VG401';
    end if;
    db_role := found_one.role_name;
    workspace_id := found_one.id;
    schema_name := found_one.schema_name;
    metadata_version := found_one.metadata_version;
    claims := json_build_object(
        'workspaceId', found_one.id,
        'memberId', found_one.member_id,
        'source', found_one.source,
        'name', found_one.name
    )::text;
    return next;
end
$$;
comment on function core.enter(text, uuid, bytea) is 'The role, claims and workspace of a session (digest null) or an API key (digest: SHA-256 of its secret). Raises VG401 for one that is unknown, ended, revoked or expired, and for a suspended workspace.';
revoke all on function core.enter(text, uuid, bytea) from public;
grant execute on function core.enter(text, uuid, bytea) to vingt_api;
