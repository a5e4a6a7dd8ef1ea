-- Errors that the statements of the API raise: about records that are not there, and about answers too large to give.

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

create or replace function core.require_linked(object text, wanted uuid[], found uuid[], fields text[]) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    -- Within plpgsql, found is a variable of its own.
    present alias for $3;
    missing uuid;
    place integer;
begin
    if wanted = present then
        return;
    end if;
    select m.id into missing
      from (select unnest(wanted) except select unnest(present)) m (id)
     order by array_position(wanted, m.id)
     limit 1;
    if missing is null then
        return;
    end if;
    place := array_position(wanted, missing);
    raise exception 'There is no % with the id %.', lower(regexp_replace(object, '([A-Z])', ' \1', 'g')), missing
        using errcode = 'VG400', detail = jsonb_build_object('field', fields[place])::text;
end
$$;
comment on function core.require_linked(text, uuid[], uuid[], text[]) is 'Raises VG400 for the first of the wanted ids that is not among those found. fields are the arguments that held them, in the order of wanted.';
revoke all on function core.require_linked(text, uuid[], uuid[], text[]) from public;
grant execute on function core.require_linked(text, uuid[], uuid[], text[]) to vingt_workspace;

create or replace function core.answer(value json) returns json
    language plpgsql stable parallel safe
    -- Runs once in every statement; a search_path of its own would cost more than it does, and each name has its schema.
as $$
begin
    if pg_catalog.octet_length(value::pg_catalog.text) operator(pg_catalog.>) 33554432 then
        raise exception 'The answer would be larger than 32 MiB. Ask for fewer records at a time (first, last or limit), or for fewer fields and relations.'
            using errcode = 'VG400';
    end if;
    return value;
end
$$;
comment on function core.answer(json) is 'The JSON of an answer as it is. Raises VG400 beyond 32 MiB, which the server would have to hold in memory several times over.';
revoke all on function core.answer(json) from public;
grant execute on function core.answer(json) to vingt_workspace;
