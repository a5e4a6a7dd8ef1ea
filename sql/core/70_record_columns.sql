-- What the columns of records use: checks, and the trigger that keeps updated_at.

create or replace function core.is_email(address text) returns boolean
    language sql immutable parallel safe
    return address ~ '^[^[:space:][:cntrl:]@<>(),;:\\"]+@[^[:space:][:cntrl:]@<>(),;:\\".-]([^[:space:][:cntrl:]@<>(),;:\\".]*[^[:space:][:cntrl:]@<>(),;:\\".-])?(\.[^[:space:][:cntrl:]@<>(),;:\\".-]([^[:space:][:cntrl:]@<>(),;:\\".]*[^[:space:][:cntrl:]@<>(),;:\\".-])?)*$'
        and length(address) <= 320;
comment on function core.is_email(text) is 'Whether a text has the form of an e-mail address; letters of any script are allowed.';
revoke all on function core.is_email(text) from public;
grant execute on function core.is_email(text) to vingt_workspace;

create or replace function core.set_updated_at() returns trigger
    language plpgsql
    set search_path = ''
as $$
begin
    -- Generated columns are not computed yet in a trigger before the row is written, and would seem to differ.
    new.search_vector := old.search_vector;
    new.updated_at := old.updated_at;
    if new is distinct from old then
        -- Never the same twice and never back, whatever the clock does.
        new.updated_at := greatest(clock_timestamp(), old.updated_at + interval '1 microsecond');
    end if;
    return new;
end
$$;
comment on function core.set_updated_at() is 'Sets updated_at of a record in which something else changed.';
revoke all on function core.set_updated_at() from public;
