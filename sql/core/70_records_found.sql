-- Errors about records that are not there, raised by the statements of the API.

create or replace function core.no_such_record(object text, id uuid, field text) returns json
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'There is no % with the id %.', lower(regexp_replace(object, '([A-Z])', ' \1', 'g')), id
        using errcode = 'VG404', detail = jsonb_build_object('field', field)::text;
end
$$;
comment on function core.no_such_record(text, uuid, text) is 'Raises VG404 for a record of an object; never returns. field is the argument that held the id.';
revoke all on function core.no_such_record(text, uuid, text) from public;
grant execute on function core.no_such_record(text, uuid, text) to vingt_workspace;

create or replace function core.require_found(object text, wanted uuid[], found uuid[], field text) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    -- Within plpgsql, found is a variable of its own.
    present alias for $3;
    missing uuid;
begin
    if wanted = present then
        return;
    end if;
    -- except works through a hash table: linear, whatever the planner thinks of the length of the arrays.
    select m.id into missing
      from (select unnest(wanted) except select unnest(present)) m (id)
     order by array_position(wanted, m.id)
     limit 1;
    if missing is not null then
        perform core.no_such_record(object, missing, field);
    end if;
end
$$;
comment on function core.require_found(text, uuid[], uuid[], text) is 'Raises VG404 for the first of the wanted ids that is not among those found.';
revoke all on function core.require_found(text, uuid[], uuid[], text) from public;
grant execute on function core.require_found(text, uuid[], uuid[], text) to vingt_workspace;
