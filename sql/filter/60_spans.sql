-- Times relative to now.
-- Each function is one expression without settings of its own, so that Postgres puts the expression in the place of the
-- call, and an index of the column applies. Stable, not immutable: now() stays the same for a transaction only. Months and
-- years are those of the calendar; what a day is, is said by the session's time zone, which is UTC for the server.

create or replace function filter.past(value timestamptz, span interval) returns boolean
    language sql stable parallel safe
    as $$ select value operator(pg_catalog.>=) (pg_catalog.now() operator(pg_catalog.-) span) and value operator(pg_catalog.<=) pg_catalog.now() $$;
comment on function filter.past(timestamptz, interval) is 'True where value is in the past, but not longer ago than span.';

create or replace function filter.next(value timestamptz, span interval) returns boolean
    language sql stable parallel safe
    as $$ select value operator(pg_catalog.>=) pg_catalog.now() and value operator(pg_catalog.<=) (pg_catalog.now() operator(pg_catalog.+) span) $$;
comment on function filter.next(timestamptz, interval) is 'True where value is in the future, but not further away than span.';

create or replace function filter.past(value date, span interval) returns boolean
    language sql stable parallel safe
    as $$ select value operator(pg_catalog.>=) (pg_catalog.now() operator(pg_catalog.-) span)::pg_catalog.date and value operator(pg_catalog.<=) current_date $$;
comment on function filter.past(date, interval) is 'True where value is today or before, but not before the day on which it was span ago.';

create or replace function filter.next(value date, span interval) returns boolean
    language sql stable parallel safe
    as $$ select value operator(pg_catalog.>=) current_date and value operator(pg_catalog.<=) (pg_catalog.now() operator(pg_catalog.+) span)::pg_catalog.date $$;
comment on function filter.next(date, interval) is 'True where value is today or later, but not after the day on which it will be span from now.';
