-- JSON values.
-- Each function is one expression without settings of its own, so that Postgres puts the expression in the place of the
-- call and indexes apply: a gin index on the column serves contains, has_key and path; one with jsonb_path_ops, which is
-- smaller, contains and path. None serves is_empty.

create or replace function filter.contains(value jsonb, operand jsonb) returns boolean
    language sql immutable parallel safe
    as $$ select value operator(pg_catalog.@>) operand $$;
comment on function filter.contains(jsonb, jsonb) is 'True where all that operand has is in value at the same place: keys with their values, or items of a list in any order.';

create or replace function filter.has_key(value jsonb, operand text) returns boolean
    language sql immutable parallel safe
    as $$ select value operator(pg_catalog.?) operand $$;
comment on function filter.has_key(jsonb, text) is 'True where value is an object with that key, or a list with that text in it.';

create or replace function filter.path(value jsonb, operand jsonpath) returns boolean
    language sql immutable parallel safe
    as $$ select value operator(pg_catalog.@?) operand $$;
comment on function filter.path(jsonb, jsonpath) is 'True where value has something at an SQL/JSON path. What a path cannot do to a value is no error: compared with a number, a text is not found; a strict path that does not fit gives null.';

create or replace function filter.is_empty(value jsonb, operand boolean) returns boolean
    language sql immutable parallel safe
    as $$ select coalesce(value operator(pg_catalog.=) any ('{"null","{}","[]","\"\""}'::pg_catalog.jsonb[]), true) operator(pg_catalog.=) operand $$;
comment on function filter.is_empty(jsonb, boolean) is 'Whether value has nothing in it ({}, [], "" or null), as operand says. No value is empty as well.';
