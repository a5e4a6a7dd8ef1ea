-- What a DBA does in a workspace's schema is seen as it is done, where a superuser could install the event triggers
-- vingt_see_ddl and vingt_see_drops; everywhere else by metadata.adopt.

create or replace function metadata.see_ddl() returns event_trigger
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    place record;
    said record;
begin
    -- Not what the functions of metadata do themselves.
    if current_setting('vingt.changing', true) = 'on' then
        return;
    end if;
    for place in
        select w.id, s.touched
          from metadata.seen_schemas(tg_event, tg_tag) s
          join core.workspace w on w.schema_name = s.schema_name
         where to_regnamespace(quote_ident(s.schema_name)) is not null
    loop
        for said in
            select a.kind, a.name, a.action, a.why from metadata.adopt_tables(place.id, place.touched) a
        loop
            -- What was left before is no news.
            if said.action in ('taken', 'changed', 'gone') or place.touched is not null then
                raise notice '% %: %', said.kind, said.name, concat_ws(', ', said.action, said.why);
            end if;
        end loop;
    end loop;
exception when others then
    raise warning 'The model of the workspace does not follow this change: %. Try: select * from metadata.adopt(...).', rtrim(sqlerrm, '.');
end
$$;
comment on function metadata.see_ddl() is
    'Lets the model of a workspace follow DDL in its schema, in the same transaction; never fails the command, and warns instead.';
revoke all on function metadata.see_ddl() from public;

create or replace function metadata.seen_schemas(event text, tag text) returns table (schema_name text, touched oid[])
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    if event = 'sql_drop' then
        -- A column that goes by itself is seen with its table; whatever else may go with anything.
        return query
            select distinct d.schema_name, null::oid[]
              from pg_event_trigger_dropped_objects() d
             where d.schema_name like 'ws\_%' and not d.is_temporary
               and (tag <> 'ALTER TABLE' or d.object_type in ('table', 'view', 'function', 'type'));
    else
        return query
            select c.schema_name,
                   -- Of types and functions it is not known whom they concern.
                   case when bool_and(c.classid = 'pg_class'::regclass and coalesce(i.indrelid, r.oid) is not null)
                       then array_agg(coalesce(i.indrelid, r.oid)) end
              from pg_event_trigger_ddl_commands() c
              left join pg_catalog.pg_index i on c.classid = 'pg_class'::regclass and i.indexrelid = c.objid
              left join pg_catalog.pg_class r on c.classid = 'pg_class'::regclass and r.oid = c.objid and r.relkind not in ('i', 'I', 'S')
             where c.schema_name like 'ws\_%' and not c.in_extension
               and (c.classid <> 'pg_class'::regclass or i.indrelid is not null or r.oid is not null)
             group by c.schema_name;
    end if;
end
$$;
comment on function metadata.seen_schemas(text, text) is
    'Within an event trigger: the schemas of workspaces in which something was done, and the tables and views that it was done to; null for all.';
revoke all on function metadata.seen_schemas(text, text) from public;
