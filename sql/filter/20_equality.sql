-- Equal and not equal: one function for each type of column.
-- Each is one expression without settings of its own, so that Postgres puts the expression in the place of the call and
-- indexes apply. `return` bodies are parsed when they are made: no search_path can change what they mean.

create or replace function filter.eq(value text, operand text) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.=) operand;
comment on function filter.eq(text, text) is 'True where value equals operand; null where either is null.';

create or replace function filter.eq(value boolean, operand boolean) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.=) operand;
comment on function filter.eq(boolean, boolean) is 'True where value equals operand; null where either is null.';

create or replace function filter.eq(value smallint, operand smallint) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.=) operand;
comment on function filter.eq(smallint, smallint) is 'True where value equals operand; null where either is null.';

create or replace function filter.eq(value integer, operand integer) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.=) operand;
comment on function filter.eq(integer, integer) is 'True where value equals operand; null where either is null.';

create or replace function filter.eq(value bigint, operand bigint) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.=) operand;
comment on function filter.eq(bigint, bigint) is 'True where value equals operand; null where either is null.';

create or replace function filter.eq(value numeric, operand numeric) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.=) operand;
comment on function filter.eq(numeric, numeric) is 'True where value equals operand; null where either is null.';

create or replace function filter.eq(value double precision, operand double precision) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.=) operand;
comment on function filter.eq(double precision, double precision) is 'True where value equals operand; null where either is null.';

create or replace function filter.eq(value timestamptz, operand timestamptz) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.=) operand;
comment on function filter.eq(timestamptz, timestamptz) is 'True where value equals operand; null where either is null.';

create or replace function filter.eq(value date, operand date) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.=) operand;
comment on function filter.eq(date, date) is 'True where value equals operand; null where either is null.';

create or replace function filter.eq(value uuid, operand uuid) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.=) operand;
comment on function filter.eq(uuid, uuid) is 'True where value equals operand; null where either is null.';

create or replace function filter.neq(value text, operand text) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.<>) operand;
comment on function filter.neq(text, text) is 'True where value differs from operand; null where either is null.';

create or replace function filter.neq(value boolean, operand boolean) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.<>) operand;
comment on function filter.neq(boolean, boolean) is 'True where value differs from operand; null where either is null.';

create or replace function filter.neq(value smallint, operand smallint) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.<>) operand;
comment on function filter.neq(smallint, smallint) is 'True where value differs from operand; null where either is null.';

create or replace function filter.neq(value integer, operand integer) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.<>) operand;
comment on function filter.neq(integer, integer) is 'True where value differs from operand; null where either is null.';

create or replace function filter.neq(value bigint, operand bigint) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.<>) operand;
comment on function filter.neq(bigint, bigint) is 'True where value differs from operand; null where either is null.';

create or replace function filter.neq(value numeric, operand numeric) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.<>) operand;
comment on function filter.neq(numeric, numeric) is 'True where value differs from operand; null where either is null.';

create or replace function filter.neq(value double precision, operand double precision) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.<>) operand;
comment on function filter.neq(double precision, double precision) is 'True where value differs from operand; null where either is null.';

create or replace function filter.neq(value timestamptz, operand timestamptz) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.<>) operand;
comment on function filter.neq(timestamptz, timestamptz) is 'True where value differs from operand; null where either is null.';

create or replace function filter.neq(value date, operand date) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.<>) operand;
comment on function filter.neq(date, date) is 'True where value differs from operand; null where either is null.';

create or replace function filter.neq(value uuid, operand uuid) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.<>) operand;
comment on function filter.neq(uuid, uuid) is 'True where value differs from operand; null where either is null.';
