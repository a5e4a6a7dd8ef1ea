-- Lists.
-- Each function is one expression without settings of its own, so that Postgres puts the expression in the place of the
-- call and indexes apply: a gin index on the column serves contains_any and contains_all, none serves is_empty.

create or replace function filter.contains_any(value anyarray, operand anyarray) returns boolean
    language sql immutable parallel safe
    as $$ select value operator(pg_catalog.&&) operand $$;
comment on function filter.contains_any(anyarray, anyarray) is 'True where value has at least one of the items of operand.';

create or replace function filter.contains_all(value anyarray, operand anyarray) returns boolean
    language sql immutable parallel safe
    as $$ select value operator(pg_catalog.@>) operand $$;
comment on function filter.contains_all(anyarray, anyarray) is 'True where value has all items of operand.';

create or replace function filter.is_empty(value anyarray, operand boolean) returns boolean
    language sql immutable parallel safe
    as $$ select ((pg_catalog.cardinality(value) operator(pg_catalog.>) 0) is not true) operator(pg_catalog.=) operand $$;
comment on function filter.is_empty(anyarray, boolean) is 'Whether value is empty, as operand says it is. No value is empty as well.';
