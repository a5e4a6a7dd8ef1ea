-- What everything else is made with: ids, the caller's claims, times as the API writes them.
-- Bodies that are parsed when they are made (`return ...`) need no search_path of their own, and are inlined.

grant usage on schema core to vingt_api, vingt_workspace;

do $$
begin
    if current_setting('server_version_num')::integer >= 180000 then
        create or replace function core.uuid7() returns uuid
            language sql volatile parallel safe
            return pg_catalog.uuidv7();
    else
        -- The first 60 bits after the version are milliseconds and, as PostgreSQL 18 does it, 4096ths of one.
        create or replace function core.uuid7() returns uuid
            language sql volatile parallel safe
            return (
                overlay(
                    lpad(to_hex((extract(epoch from clock_timestamp()) * 1000000)::bigint * 512 / 125), 15, '0')
                    placing '7' from 13 for 0
                ) || substr(encode(uuid_send(gen_random_uuid()), 'hex'), 17)
            )::uuid;
    end if;
end
$$;
comment on function core.uuid7() is 'A new id; ids are ordered by the time at which they were made.';
revoke all on function core.uuid7() from public;
grant execute on function core.uuid7() to vingt_workspace;

create or replace function core.claim(name text) returns text
    language sql stable parallel safe
    return nullif(current_setting('vingt.claims', true), '')::jsonb ->> name;
comment on function core.claim(text) is 'What the server says of the caller: workspaceId, memberId, source, name. Null outside a request. It is a description and no proof: never decide on access by it.';
revoke all on function core.claim(text) from public;
grant execute on function core.claim(text) to vingt_workspace;

create or replace function core.utc_text(moment timestamptz) returns text
    language sql stable parallel safe
    return to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
comment on function core.utc_text(timestamptz) is 'A moment as the API writes it: ISO 8601, UTC, microseconds.';
revoke all on function core.utc_text(timestamptz) from public;
