-- Equal, not equal, and one of a list.
-- Each function is one expression without settings of its own, so that Postgres puts the expression in the place of the
-- call and indexes apply. Any type that has the operator in pg_catalog is taken: measured, one function for all types is
-- planned no slower than one for each.

create or replace function filter.eq(value anycompatible, operand anycompatible) returns boolean
    language sql immutable parallel safe
    as $$ select value operator(pg_catalog.=) operand $$;
comment on function filter.eq(anycompatible, anycompatible) is 'True where value equals operand; null where either is null.';

create or replace function filter.neq(value anycompatible, operand anycompatible) returns boolean
    language sql immutable parallel safe
    as $$ select value operator(pg_catalog.<>) operand $$;
comment on function filter.neq(anycompatible, anycompatible) is 'True where value differs from operand; null where either is null.';

create or replace function filter.in_list(value anycompatible, list anycompatiblearray) returns boolean
    language sql immutable parallel safe
    as $$ select value operator(pg_catalog.=) any (list) $$;
comment on function filter.in_list(anycompatible, anycompatiblearray) is 'True where value equals an element of list; null where value is null, or where list has nulls and no such element.';
