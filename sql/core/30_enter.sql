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
    set search_path = pg_catalog, pg_temp
as $$
declare
    name text;
    member_id uuid;
    is_revoked boolean;
    is_over boolean;
    suspended_at timestamptz;
begin
    -- Straight into variables: a record in between costs a microsecond.
    if kind = 'session' then
        select m.role_name, m.display_name, m.member_id, s.closed_at is not null or s.expires_at <= now(),
               w.id, w.schema_name, w.metadata_version, w.suspended_at
          into db_role, name, member_id, is_over,
               workspace_id, schema_name, metadata_version, suspended_at
          from core.session s
          join core.membership m on m.account_id = s.account_id and m.workspace_id = s.workspace_id
          join core.workspace w on w.id = s.workspace_id
         where s.id = enter.id;
        if is_over is distinct from false then
            raise exception 'The session has ended. Log in again at POST /auth/login.' using errcode = 'VG401';
        end if;
    elsif kind = 'api_key' then
        select k.role_name, k.name, k.revoked_at is not null, coalesce(k.expires_at <= now(), false),
               w.id, w.schema_name, w.metadata_version, w.suspended_at
          into db_role, name, is_revoked, is_over,
               workspace_id, schema_name, metadata_version, suspended_at
          from core.api_key k
          join core.workspace w on w.id = k.workspace_id
         where k.id = enter.id and k.digest = enter.digest;
        if workspace_id is null then
            raise exception 'The API key is not known. Check that it was copied whole, or make a new one.'
                using errcode = 'VG401';
        elsif is_revoked then
            raise exception 'The API key was revoked. Make a new one.' using errcode = 'VG401';
        elsif is_over then
            raise exception 'The API key has expired. Make a new one.' using errcode = 'VG401';
        end if;
    else
        raise exception 'A credential is a session or an API key.' using errcode = 'VG401';
    end if;
    if suspended_at is not null then
        raise exception 'The workspace is suspended. Ask whoever runs this server to open it again.'
            using errcode = 'VG401';
    end if;
    claims := json_build_object(
        'workspaceId', workspace_id,
        'memberId', member_id,
        'source', case kind when 'session' then 'USER' else 'API' end,
        'name', name
    )::text;
    return next;
end
$$;
comment on function core.enter(text, uuid, bytea) is 'The role, claims and workspace of a session (digest null) or an API key (digest: SHA-256 of its secret). Raises VG401 for one that is unknown, ended, revoked or expired, and for a suspended workspace.';
revoke all on function core.enter(text, uuid, bytea) from public;
grant execute on function core.enter(text, uuid, bytea) to vingt_api;
