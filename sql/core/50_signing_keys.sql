-- The secrets that access tokens are signed with.

create or replace function core.random_secret() returns bytea
    language sql volatile
    set search_path = pg_catalog, pg_temp
as $$
    -- gen_random_uuid() draws 122 bits on the system's cryptographic source each time.
    select sha256(
        uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
        || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
    )
$$;
comment on function core.random_secret() is '32 bytes that nobody can guess.';
revoke all on function core.random_secret() from public;

create or replace function core.signing_keys(
    out kid text,
    out secret bytea,
    out is_current boolean,
    out not_after timestamptz
) returns setof record
    language sql stable security definer rows 2
    set search_path = pg_catalog, pg_temp
as $$
    select k.kid, k.secret, k.not_after is null, k.not_after
      from core.signing_key k
     where k.not_after is null or k.not_after > now()
     order by k.created_at desc
$$;
comment on function core.signing_keys() is 'The keys whose tokens may still be good; the current one is for signing.';
revoke all on function core.signing_keys() from public;
grant execute on function core.signing_keys() to vingt_api;

create or replace function core.rotate_signing_key(age interval) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (select from core.signing_key k where k.not_after is null and k.created_at > now() - age) then
        return;
    end if;
    -- Of workers that come at the same time one makes the key; the others then find it, by the clock and not by
    -- the beginning of their transaction.
    lock table core.signing_key in share row exclusive mode;
    if exists (
        select from core.signing_key k where k.not_after is null and k.created_at > clock_timestamp() - age
    ) then
        return;
    end if;
    delete from core.signing_key k where k.not_after <= now();
    -- A worker may sign with the old one for some minutes more, and a token lives for half an hour.
    update core.signing_key k set not_after = now() + interval '2 hours' where k.not_after is null;
    insert into core.signing_key (kid, secret, created_at)
    values (gen_random_uuid()::text, core.random_secret() || core.random_secret(), clock_timestamp());
end
$$;
comment on function core.rotate_signing_key(interval) is 'Makes a new current key where there is none or the present one is older than that; the old one is kept until its last token is over.';
revoke all on function core.rotate_signing_key(interval) from public;
grant execute on function core.rotate_signing_key(interval) to vingt_api;
