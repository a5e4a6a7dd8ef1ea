-- One of a list: one function for each type of column.
-- Each is one expression without settings of its own, so that Postgres puts the expression in the place of the call and
-- indexes apply. `return` bodies are parsed when they are made: no search_path can change what they mean.

create or replace function filter.in_list(value text, list text[]) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.=) any (list);
comment on function filter.in_list(text, text[]) is 'True where value equals an element of list; null where value is null, or list has nulls and no such element.';

create or replace function filter.in_list(value smallint, list smallint[]) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.=) any (list);
comment on function filter.in_list(smallint, smallint[]) is 'True where value equals an element of list; null where value is null, or list has nulls and no such element.';

create or replace function filter.in_list(value integer, list integer[]) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.=) any (list);
comment on function filter.in_list(integer, integer[]) is 'True where value equals an element of list; null where value is null, or list has nulls and no such element.';

create or replace function filter.in_list(value bigint, list bigint[]) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.=) any (list);
comment on function filter.in_list(bigint, bigint[]) is 'True where value equals an element of list; null where value is null, or list has nulls and no such element.';

create or replace function filter.in_list(value numeric, list numeric[]) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.=) any (list);
comment on function filter.in_list(numeric, numeric[]) is 'True where value equals an element of list; null where value is null, or list has nulls and no such element.';

create or replace function filter.in_list(value double precision, list double precision[]) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.=) any (list);
comment on function filter.in_list(double precision, double precision[]) is 'True where value equals an element of list; null where value is null, or list has nulls and no such element.';

create or replace function filter.in_list(value timestamptz, list timestamptz[]) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.=) any (list);
comment on function filter.in_list(timestamptz, timestamptz[]) is 'True where value equals an element of list; null where value is null, or list has nulls and no such element.';

create or replace function filter.in_list(value date, list date[]) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.=) any (list);
comment on function filter.in_list(date, date[]) is 'True where value equals an element of list; null where value is null, or list has nulls and no such element.';

create or replace function filter.in_list(value uuid, list uuid[]) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.=) any (list);
comment on function filter.in_list(uuid, uuid[]) is 'True where value equals an element of list; null where value is null, or list has nulls and no such element.';
