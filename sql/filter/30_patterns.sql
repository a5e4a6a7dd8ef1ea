-- Patterns.
-- Each function is one expression without settings of its own, so that Postgres puts the expression in the place of the
-- call and indexes apply. Trigram indexes serve both.

create or replace function filter.like(value text, pattern text) returns boolean
    language sql immutable parallel safe
    as $$ select value operator(pg_catalog.~~) pattern $$;
comment on function filter.like(text, text) is 'True where value matches pattern: % stands for any text, _ for one character, and a backslash takes the next character as it is.';

create or replace function filter.ilike(value text, pattern text) returns boolean
    language sql immutable parallel safe
    as $$ select value operator(pg_catalog.~~*) pattern $$;
comment on function filter.ilike(text, text) is 'As filter.like, whatever the case.';
