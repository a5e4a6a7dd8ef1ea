-- Patterns: of texts.
-- Each function is one expression without settings of its own, so that Postgres puts the expression in the place of the call and
-- indexes apply. `return` bodies are parsed when they are made: no search_path can change what they mean.

create or replace function filter.like(value text, pattern text) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.~~) pattern;
comment on function filter.like(text, text) is 'True where value matches pattern: % stands for any text, _ for one character, a backslash takes the next character as it is.';

create or replace function filter.ilike(value text, pattern text) returns boolean
    language sql immutable parallel safe
    return value operator(pg_catalog.~~*) pattern;
comment on function filter.ilike(text, text) is 'As filter.like, whatever the case.';
