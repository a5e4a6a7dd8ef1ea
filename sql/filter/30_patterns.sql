-- Patterns, and texts as they are.
-- Each function is one expression without settings of its own, so that Postgres puts the expression in the place of the
-- call and indexes apply. A trigram index (gin with extensions.gin_trgm_ops) serves all of them; one with text_pattern_ops
-- serves patterns that begin with a text, and starts_with, as long as the plan is made for the value at hand: in a plan
-- that is kept for all values, nobody knows what the pattern begins with.

create or replace function filter.like(value text, pattern text) returns boolean
    language sql immutable parallel safe
    as $$ select value operator(pg_catalog.~~) pattern $$;
comment on function filter.like(text, text) is 'True where value matches pattern: % stands for any text, _ for one character, and a backslash takes the next character as it is.';

create or replace function filter.ilike(value text, pattern text) returns boolean
    language sql immutable parallel safe
    as $$ select value operator(pg_catalog.~~*) pattern $$;
comment on function filter.ilike(text, text) is 'As filter.like, whatever the case.';

create or replace function filter.pattern_of(operand text) returns text
    language sql immutable parallel safe
    as $$ select pg_catalog.regexp_replace(operand, '([%_\\])', '\\\1', 'g') $$;
comment on function filter.pattern_of(text) is 'The pattern that matches a text and nothing else.';

create or replace function filter.starts_with(value text, operand text) returns boolean
    language sql immutable parallel safe
    -- Not ^@, which no trigram index knows.
    as $$ select value operator(pg_catalog.~~) (filter.pattern_of(operand) operator(pg_catalog.||) '%') $$;
comment on function filter.starts_with(text, text) is 'True where value begins with operand, in which % and _ stand for themselves.';

create or replace function filter.ends_with(value text, operand text) returns boolean
    language sql immutable parallel safe
    as $$ select value operator(pg_catalog.~~) ('%' operator(pg_catalog.||) filter.pattern_of(operand)) $$;
comment on function filter.ends_with(text, text) is 'True where value ends with operand, in which % and _ stand for themselves.';
