-- What the columns of records use: defaults, the words of texts. The checks of a type's values are in the type's own file.
-- Every connection keeps the expressions of each table that it has used in its memory, so the long ones are calls here.

create or replace function core.new_position() returns double precision
    language sql volatile parallel safe
    return extract(epoch from clock_timestamp())::double precision;
comment on function core.new_position() is 'The position of a new record: after those that are there.';
revoke all on function core.new_position() from public;
grant execute on function core.new_position() to vingt_workspace;

create or replace function core.creator_source() returns text
    language sql stable parallel safe
    return coalesce(core.claim('source'), 'SQL');
comment on function core.creator_source() is 'By which way a record is created: USER or API, and SQL where the server is not asked.';
revoke all on function core.creator_source() from public;
grant execute on function core.creator_source() to vingt_workspace;

create or replace function core.creator_member_id() returns uuid
    language sql stable parallel safe
    return core.claim('memberId')::uuid;
comment on function core.creator_member_id() is 'The workspace member who creates a record; null for API keys and SQL.';
revoke all on function core.creator_member_id() from public;
grant execute on function core.creator_member_id() to vingt_workspace;

create or replace function core.creator_name() returns text
    language sql stable parallel safe
    return coalesce(core.claim('name'), session_user::text);
comment on function core.creator_name() is 'The name of the member or API key that creates a record, or of the database''s login.';
revoke all on function core.creator_name() from public;
grant execute on function core.creator_name() to vingt_workspace;

create or replace function core.search_vector(variadic texts text[]) returns tsvector
    language plpgsql immutable parallel safe
as $$
begin
    -- A search_path of its own would cost as much as the rest, for each record; every name in here has its schema.
    -- Postgres takes a megabyte of words in a tsvector; more than the first 50,000 characters are not searched.
    return pg_catalog.to_tsvector('core.search', pg_catalog.left(pg_catalog.array_to_string(texts, ' '), 50000));
end
$$;
comment on function core.search_vector(text[]) is 'The words of texts, in small letters and without accents.';
revoke all on function core.search_vector(text[]) from public;
grant execute on function core.search_vector(text[]) to vingt_workspace;
