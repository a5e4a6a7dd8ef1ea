-- Greater and less: one function for each type of column.
-- Each is one expression without settings of its own, so that Postgres puts the expression in the place of the call and
-- indexes apply. `return` bodies are parsed when they are made: no search_path can change what they mean.

create or replace function filter.gt(value smallint, operand smallint) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.>) operand;
comment on function filter.gt(smallint, smallint) is 'True where value is greater than operand; null where either is null.';

create or replace function filter.gt(value integer, operand integer) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.>) operand;
comment on function filter.gt(integer, integer) is 'True where value is greater than operand; null where either is null.';

create or replace function filter.gt(value bigint, operand bigint) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.>) operand;
comment on function filter.gt(bigint, bigint) is 'True where value is greater than operand; null where either is null.';

create or replace function filter.gt(value numeric, operand numeric) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.>) operand;
comment on function filter.gt(numeric, numeric) is 'True where value is greater than operand; null where either is null.';

create or replace function filter.gt(value double precision, operand double precision) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.>) operand;
comment on function filter.gt(double precision, double precision) is 'True where value is greater than operand; null where either is null.';

create or replace function filter.gt(value timestamptz, operand timestamptz) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.>) operand;
comment on function filter.gt(timestamptz, timestamptz) is 'True where value is greater than operand; null where either is null.';

create or replace function filter.gt(value date, operand date) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.>) operand;
comment on function filter.gt(date, date) is 'True where value is greater than operand; null where either is null.';

create or replace function filter.gte(value smallint, operand smallint) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.>=) operand;
comment on function filter.gte(smallint, smallint) is 'True where value is greater than or equal to operand; null where either is null.';

create or replace function filter.gte(value integer, operand integer) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.>=) operand;
comment on function filter.gte(integer, integer) is 'True where value is greater than or equal to operand; null where either is null.';

create or replace function filter.gte(value bigint, operand bigint) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.>=) operand;
comment on function filter.gte(bigint, bigint) is 'True where value is greater than or equal to operand; null where either is null.';

create or replace function filter.gte(value numeric, operand numeric) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.>=) operand;
comment on function filter.gte(numeric, numeric) is 'True where value is greater than or equal to operand; null where either is null.';

create or replace function filter.gte(value double precision, operand double precision) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.>=) operand;
comment on function filter.gte(double precision, double precision) is 'True where value is greater than or equal to operand; null where either is null.';

create or replace function filter.gte(value timestamptz, operand timestamptz) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.>=) operand;
comment on function filter.gte(timestamptz, timestamptz) is 'True where value is greater than or equal to operand; null where either is null.';

create or replace function filter.gte(value date, operand date) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.>=) operand;
comment on function filter.gte(date, date) is 'True where value is greater than or equal to operand; null where either is null.';

create or replace function filter.lt(value smallint, operand smallint) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.<) operand;
comment on function filter.lt(smallint, smallint) is 'True where value is less than operand; null where either is null.';

create or replace function filter.lt(value integer, operand integer) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.<) operand;
comment on function filter.lt(integer, integer) is 'True where value is less than operand; null where either is null.';

create or replace function filter.lt(value bigint, operand bigint) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.<) operand;
comment on function filter.lt(bigint, bigint) is 'True where value is less than operand; null where either is null.';

create or replace function filter.lt(value numeric, operand numeric) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.<) operand;
comment on function filter.lt(numeric, numeric) is 'True where value is less than operand; null where either is null.';

create or replace function filter.lt(value double precision, operand double precision) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.<) operand;
comment on function filter.lt(double precision, double precision) is 'True where value is less than operand; null where either is null.';

create or replace function filter.lt(value timestamptz, operand timestamptz) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.<) operand;
comment on function filter.lt(timestamptz, timestamptz) is 'True where value is less than operand; null where either is null.';

create or replace function filter.lt(value date, operand date) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.<) operand;
comment on function filter.lt(date, date) is 'True where value is less than operand; null where either is null.';

create or replace function filter.lte(value smallint, operand smallint) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.<=) operand;
comment on function filter.lte(smallint, smallint) is 'True where value is less than or equal to operand; null where either is null.';

create or replace function filter.lte(value integer, operand integer) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.<=) operand;
comment on function filter.lte(integer, integer) is 'True where value is less than or equal to operand; null where either is null.';

create or replace function filter.lte(value bigint, operand bigint) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.<=) operand;
comment on function filter.lte(bigint, bigint) is 'True where value is less than or equal to operand; null where either is null.';

create or replace function filter.lte(value numeric, operand numeric) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.<=) operand;
comment on function filter.lte(numeric, numeric) is 'True where value is less than or equal to operand; null where either is null.';

create or replace function filter.lte(value double precision, operand double precision) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.<=) operand;
comment on function filter.lte(double precision, double precision) is 'True where value is less than or equal to operand; null where either is null.';

create or replace function filter.lte(value timestamptz, operand timestamptz) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.<=) operand;
comment on function filter.lte(timestamptz, timestamptz) is 'True where value is less than or equal to operand; null where either is null.';

create or replace function filter.lte(value date, operand date) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.<=) operand;
comment on function filter.lte(date, date) is 'True where value is less than or equal to operand; null where either is null.';
