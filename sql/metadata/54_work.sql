-- What is left to be done beside the traffic: the next piece, and how it ended.

create or replace function metadata.next_work(out id uuid, out command text, out cleanup text) returns setof record
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    built record;
begin
    for built in
        select w.id, w.command, i.name, s.schema_name, c.oid as index_oid, x.indisvalid
          from metadata.work w
          join core.workspace s on s.id = w.workspace_id
          left join metadata.index i on i.id = w.index_id
          left join pg_catalog.pg_class c
            on c.relname = i.name and c.relnamespace = to_regnamespace(quote_ident(s.schema_name)) and c.relkind = 'i'
          left join pg_catalog.pg_index x on x.indexrelid = c.oid
         where w.error is null
         order by w.created_at
    loop
        -- Somebody has built it by hand.
        if built.indisvalid then
            perform metadata.end_work(built.id, null);
            continue;
        end if;
        -- One that broke off leaves an index that is of no use and in the way.
        id := built.id;
        command := built.command;
        cleanup := case when built.name is not null then
            format('drop index concurrently if exists %I.%I', built.schema_name, built.name)
        end;
        return next;
        return;
    end loop;
end
$$;
comment on function metadata.next_work() is 'What is to be done next, and what has to be cleared away before; nothing where all is done.';
revoke all on function metadata.next_work() from public;

create or replace function metadata.end_work(work_id uuid, why text) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    ended metadata.work;
    index metadata.index;
begin
    -- First of all, as every change does: what a change has not yet made known is not to be described as it was.
    perform from core.workspace s
     where s.id = (select w.workspace_id from metadata.work w where w.id = work_id) for no key update;
    update metadata.work w set error = why where w.id = work_id returning * into ended;
    if not found then
        return;
    end if;
    select i.* into index from metadata.index i where i.id = ended.index_id;
    update metadata.index i set is_ready = why is null, error = why where i.id = ended.index_id;
    if why is null then
        delete from metadata.work w where w.id = work_id;
        if index.id is not null then
            -- Servers prepare their statements anew, for plans that know of the index.
            perform metadata.publish(ended.workspace_id, '{}');
        end if;
    elsif index.kind = 'UNIQUE' and not index.is_custom then
        -- What does not hold is not said to.
        update metadata.field f set is_unique = false where f.object_id = index.object_id and f.name = index.fields[1];
        perform metadata.publish(ended.workspace_id, array[ended.object_id]);
    end if;
end
$$;
comment on function metadata.end_work(uuid, text) is 'Notes that a piece of work is done, or why it failed: it is not tried again until somebody asks for it anew.';
revoke all on function metadata.end_work(uuid, text) from public;

create or replace function metadata.put_off_work(work_id uuid) returns void
    language sql
    set search_path = pg_catalog, pg_temp
as $$
    -- All of the object, in its order: one piece may rely on another.
    update metadata.work w
       set created_at = clock_timestamp() + (w.created_at - p.created_at)
      from metadata.work p
     where p.id = work_id and w.object_id = p.object_id
$$;
comment on function metadata.put_off_work(uuid) is 'Lets the work for other objects go before.';
revoke all on function metadata.put_off_work(uuid) from public;

create or replace function metadata.refuse_unfinished(object metadata.object, field text) returns void
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (select from metadata.work w where w.object_id = object.id and w.error is null) then
        perform metadata.refuse(
            'VG409',
            format(
                'The table %s is large, and what earlier changes of it have left to be done goes by its names. Try again when that is done; metadata.work shows it.',
                object.table_name
            ),
            field
        );
    end if;
end
$$;
comment on function metadata.refuse_unfinished(metadata.object, text) is 'Raises VG409 while there is work left for an object''s table, whose commands name it and its columns.';
revoke all on function metadata.refuse_unfinished(metadata.object, text) from public;

create or replace function metadata.forget_work(object metadata.object) returns void
    language sql
    set search_path = pg_catalog, pg_temp
as $$
    with place as (
        select t.name, to_regclass(t.name) as id
          from (select format('%I.%I', metadata.schema_of(object), object.table_name)) t (name)
    )
    delete from metadata.work w
     using place p
     where w.object_id = object.id
       and (
            w.command ~ ' (validate|drop) constraint ' and not exists (
                select from pg_catalog.pg_constraint c
                 where c.conrelid = p.id
                   and w.command in (
                        format('alter table %s validate constraint %I', p.name, c.conname),
                        format('alter table %s drop constraint if exists %I', p.name, c.conname)
                   )
            )
            or w.command like '% set not null' and not exists (
                select from pg_catalog.pg_attribute a
                 where a.attrelid = p.id and not a.attisdropped
                   and w.command = format('alter table %s alter column %I set not null', p.name, a.attname)
            )
       )
$$;
comment on function metadata.forget_work(metadata.object) is 'Removes the work about constraints and columns that an object''s table has no longer.';
revoke all on function metadata.forget_work(metadata.object) from public;
