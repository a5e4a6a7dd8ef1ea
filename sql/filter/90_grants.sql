-- Who may use the functions: everybody, since they read nothing but their arguments. Functions that a DBA adds to the
-- schema are for everybody from the start, which is Postgres's default.

grant usage on schema filter to public;
grant execute on all functions in schema filter to public;
