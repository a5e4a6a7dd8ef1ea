-- Logging in, trading refresh tokens, logging out. Passwords are checked by the server: Argon2 is not in Postgres.

create or replace function core.login_lookup(
    email text,
    out account_id uuid,
    out password_hash text,
    out workspace_id uuid,
    out workspace_name text
) returns setof record
    language sql stable security definer rows 1
    set search_path = pg_catalog, pg_temp
as $$
    select a.id, a.password_hash, w.id, w.name
      from core.account a
      join core.membership m on m.account_id = a.id
      join core.workspace w on w.id = m.workspace_id
     where lower(a.email) = lower(btrim(login_lookup.email)) and w.suspended_at is null
     order by m.created_at, w.id
$$;
comment on function core.login_lookup(text) is 'The account of an address, whatever its case, once for each workspace that it can enter; the first one first.';
revoke all on function core.login_lookup(text) from public;
grant execute on function core.login_lookup(text) to vingt_api;

create or replace function core.open_session(
    session_id uuid,
    account_id uuid,
    workspace_id uuid,
    refresh_id uuid,
    refresh_digest bytea,
    expires_at timestamptz
) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    -- What has ended is of no use to anybody; this is the moment when the account is at hand.
    delete from core.session s
     where s.account_id = open_session.account_id
       and (s.closed_at is not null or s.expires_at <= now());
    insert into core.session (id, account_id, workspace_id, expires_at)
    values (session_id, open_session.account_id, open_session.workspace_id, open_session.expires_at);
    insert into core.refresh_token (id, session_id, digest, expires_at)
    values (refresh_id, open_session.session_id, refresh_digest, open_session.expires_at);
exception when foreign_key_violation then
    raise exception 'The account no longer belongs to this workspace. Log in again.' using errcode = 'VG401';
end
$$;
comment on function core.open_session(uuid, uuid, uuid, uuid, bytea, timestamptz) is 'Begins a session with its first refresh token (digest: SHA-256 of its secret).';
revoke all on function core.open_session(uuid, uuid, uuid, uuid, bytea, timestamptz) from public;
grant execute on function core.open_session(uuid, uuid, uuid, uuid, bytea, timestamptz) to vingt_api;

create or replace function core.rotate_refresh(
    old_id uuid,
    old_digest bytea,
    new_id uuid,
    new_digest bytea,
    expires_at timestamptz,
    out status text,
    out session_id uuid,
    out account_id uuid,
    out workspace_id uuid
)
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    token core.refresh_token;
    family core.session;
begin
    status := 'invalid';
    -- The lock makes two uses at the same time a first and a second one.
    select * into token from core.refresh_token t where t.id = old_id and t.digest = old_digest for update;
    if not found then
        return;
    end if;
    select s.* into family
      from core.session s
      join core.workspace w on w.id = s.workspace_id
     where s.id = token.session_id and s.closed_at is null and w.suspended_at is null;
    if not found then
        return;
    end if;
    if token.used_at is not null then
        -- Either the thief or the owner holds the copy, and nobody knows which.
        perform core.close_session(family.id);
        status := 'reused';
        return;
    end if;
    if token.expires_at <= now() then
        return;
    end if;
    update core.refresh_token t set used_at = now() where t.id = old_id;
    delete from core.refresh_token t where t.session_id = family.id and t.expires_at <= now();
    insert into core.refresh_token (id, session_id, digest, expires_at)
    values (new_id, family.id, new_digest, rotate_refresh.expires_at);
    update core.session s set expires_at = rotate_refresh.expires_at where s.id = family.id;
    status := 'ok';
    session_id := family.id;
    account_id := family.account_id;
    workspace_id := family.workspace_id;
end
$$;
comment on function core.rotate_refresh(uuid, bytea, uuid, bytea, timestamptz) is 'Trades a refresh token for the next. status: ok, with the ids; reused, when it had been traded before: its session is closed now; invalid.';
revoke all on function core.rotate_refresh(uuid, bytea, uuid, bytea, timestamptz) from public;
grant execute on function core.rotate_refresh(uuid, bytea, uuid, bytea, timestamptz) to vingt_api;

create or replace function core.close_session(session_id uuid) returns void
    language sql security definer
    set search_path = pg_catalog, pg_temp
as $$
    update core.session s set closed_at = now() where s.id = close_session.session_id and s.closed_at is null
$$;
comment on function core.close_session(uuid) is 'Ends a session: its access tokens and refresh tokens are refused from the next request on.';
revoke all on function core.close_session(uuid) from public;
grant execute on function core.close_session(uuid) to vingt_api;
