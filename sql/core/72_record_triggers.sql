-- What tables of records do by themselves: the words of their texts, the time of the last change, and what a soft delete
-- does to the records that refer to the one that goes.

create or replace function core.set_search_vector() returns trigger
    language plpgsql
    -- For each record: a search_path of its own would cost as much as the rest, and each name has its schema.
as $$
declare
    given constant pg_catalog.jsonb := pg_catalog.to_jsonb(new);
    texts pg_catalog.text[];
    searched pg_catalog.text;
begin
    foreach searched in array tg_argv loop
        texts := pg_catalog.array_append(texts, given operator(pg_catalog.->>) searched);
    end loop;
    new.search_vector := core.search_vector(variadic texts);
    return new;
end
$$;
comment on function core.set_search_vector() is 'Sets search_vector to the words in the columns that the trigger names.';
revoke all on function core.set_search_vector() from public;

create or replace function core.set_updated_at() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    words constant tsvector := new.search_vector;
begin
    -- What is only searched in differently, after a change of the model, is no change of the record.
    new.search_vector := old.search_vector;
    new.updated_at := old.updated_at;
    if new is distinct from old then
        -- Never the same twice and never back, whatever the clock does.
        new.updated_at := greatest(clock_timestamp(), old.updated_at + interval '1 microsecond');
    end if;
    new.search_vector := words;
    return new;
end
$$;
comment on function core.set_updated_at() is 'Sets updated_at of a record in which something else changed.';
revoke all on function core.set_updated_at() from public;

create or replace function core.follow_soft_delete() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    -- The table with the foreign key, the key, what to do, whether that table knows a soft delete, and the column of the ids.
    referring constant text := format('%I.%I', tg_table_schema, tg_argv[0]);
    key constant text := format('%I', tg_argv[1]);
    is_soft constant boolean := tg_argv[3] = 'soft';
    live constant text := case when is_soft then ' and deleted_at is null' else '' end;
    -- A table that a DBA made may call its id otherwise.
    gone constant uuid := to_jsonb(old) ->> coalesce(tg_argv[4], 'id');
    is_held boolean;
begin
    if tg_argv[2] = 'SET_NULL' then
        execute format('update %s set %s = null where %s = $1', referring, key, key) using gone;
    elsif tg_argv[2] = 'CASCADE' and is_soft then
        -- With the very time of the record that they go with.
        execute format('update %s set deleted_at = $2 where %s = $1%s', referring, key, live) using gone, new.deleted_at;
    elsif tg_argv[2] = 'CASCADE' then
        execute format('delete from %s where %s = $1', referring, key) using gone;
    else
        execute format('select exists (select from %s where %s = $1%s)', referring, key, live) into is_held using gone;
        if is_held then
            raise exception 'The record cannot be deleted: records of % refer to it by %. Change or delete those first.',
                tg_argv[0], tg_argv[1] using errcode = 'VG409', detail = '{"field": "id"}';
        end if;
    end if;
    return null;
end
$$;
comment on function core.follow_soft_delete() is 'Does to the records that refer to a soft-deleted one what their relation says; as Postgres does for a delete for good, whatever the rights of who deletes.';
revoke all on function core.follow_soft_delete() from public;
