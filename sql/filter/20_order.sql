-- Greater and less.
-- Each function is one expression without settings of its own, so that Postgres puts the expression in the place of the
-- call and indexes apply. Any type that has the operator in pg_catalog is taken: measured, one function for all types is
-- planned no slower than one for each.

create or replace function filter.gt(value anycompatible, operand anycompatible) returns boolean
    language sql immutable parallel safe
    as $$ select value operator(pg_catalog.>) operand $$;
comment on function filter.gt(anycompatible, anycompatible) is 'True where value is greater than operand; null where either is null.';

create or replace function filter.gte(value anycompatible, operand anycompatible) returns boolean
    language sql immutable parallel safe
    as $$ select value operator(pg_catalog.>=) operand $$;
comment on function filter.gte(anycompatible, anycompatible) is 'True where value is greater than operand or equal to it; null where either is null.';

create or replace function filter.lt(value anycompatible, operand anycompatible) returns boolean
    language sql immutable parallel safe
    as $$ select value operator(pg_catalog.<) operand $$;
comment on function filter.lt(anycompatible, anycompatible) is 'True where value is less than operand; null where either is null.';

create or replace function filter.lte(value anycompatible, operand anycompatible) returns boolean
    language sql immutable parallel safe
    as $$ select value operator(pg_catalog.<=) operand $$;
comment on function filter.lte(anycompatible, anycompatible) is 'True where value is less than operand or equal to it; null where either is null.';
