-- How large the backend of a connection has grown, by which the server decides when to replace it.

create or replace function core.backend_memory() returns bigint
    language sql volatile security definer
    set search_path = pg_catalog, pg_temp
    as $$ select sum(m.total_bytes)::bigint from pg_catalog.pg_backend_memory_contexts m $$;
comment on function core.backend_memory() is 'Bytes of memory that this backend holds. Needs pg_read_all_stats for vingt_owner, which the migration grants where it may.';
revoke all on function core.backend_memory() from public;
grant execute on function core.backend_memory() to vingt_api;
