-- The DBA's door: what was made by hand in a workspace's schema becomes part of its model.

create or replace function metadata.adopt(workspace text) returns table (kind text, name text, action text, why text)
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    found_workspace core.workspace;
begin
    select w.* into found_workspace from core.workspace w
     where w.name = adopt.workspace and metadata.may(w.id, null);
    if not found then
        perform metadata.refuse('VG404', format('There is no workspace with the name %s.', left(adopt.workspace, 80)), 'workspace');
    end if;
    return query select a.kind, a.name, a.action, a.why from metadata.adopt_tables(found_workspace.id, null) a;
end
$$;
comment on function metadata.adopt(text) is
    'Makes the model of a workspace follow what was made, changed or dropped by hand in its schema; gives what it took, changed, left and found gone, and why, and what it would offer. Raises VG403, VG404.';
revoke all on function metadata.adopt(text) from public;
grant execute on function metadata.adopt(text) to vingt_workspace;

create or replace function metadata.adopt_tables(workspace_id uuid, touched oid[]) returns table (
    kind text,
    name text,
    action text,
    why text
)
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    schema_id constant oid := (
        select to_regnamespace(quote_ident(w.schema_name)) from core.workspace w where w.id = adopt_tables.workspace_id
    );
    step text;
    place record;
    told jsonb;
    said jsonb;
begin
    perform metadata.lock_workspace(workspace_id);
    if schema_id is null then
        return;
    end if;
    select coalesce(jsonb_agg(to_jsonb(f)), '[]') into said from metadata.forget_objects(workspace_id, schema_id) f;
    for place in
        select c.oid
          from pg_catalog.pg_class c
         where c.relnamespace = schema_id and c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
           and (touched is null or c.oid = any (touched))
           and not exists (select from metadata.object o where o.workspace_id = adopt_tables.workspace_id and o.table_name = c.relname)
           -- The links of a relation are no records.
           and not exists (select from metadata.relation r where r.workspace_id = adopt_tables.workspace_id and r.junction_table = c.relname)
         order by c.relkind in ('v', 'm'), c.oid
    loop
        select said || coalesce(jsonb_agg(to_jsonb(a)), '[]') into said from metadata.adopt_table(workspace_id, place.oid) a;
    end loop;
    -- Which fields are unique decides what their relations are.
    foreach step in array '{columns,indexes,relations,functions}'::text[] loop
        for place in
            select o as object, c.oid
              from metadata.object o
              join pg_catalog.pg_class c on c.relnamespace = schema_id and c.relname = o.table_name
             where o.workspace_id = adopt_tables.workspace_id and (touched is null or c.oid = any (touched))
               and (step in ('columns', 'functions') or o.kind = 'TABLE')
             order by o.position, o.name_singular
        loop
            case step
                when 'columns' then
                    select coalesce(jsonb_agg(to_jsonb(a)), '[]') into told from metadata.adopt_columns(place.object, place.oid) a;
                    if told <> '[]' then
                        perform metadata.settle_object((place.object).id, place.oid);
                    end if;
                    told := told || (select coalesce(jsonb_agg(to_jsonb(a)), '[]') from metadata.offer_columns(place.object, place.oid) a);
                when 'indexes' then
                    select coalesce(jsonb_agg(to_jsonb(a)), '[]') into told from metadata.adopt_indexes(place.object, place.oid) a;
                when 'relations' then
                    select coalesce(jsonb_agg(to_jsonb(a)), '[]') into told from metadata.adopt_relations(place.object, place.oid) a;
                else
                    select coalesce(jsonb_agg(to_jsonb(a)), '[]') into told from metadata.adopt_functions(place.object, place.oid) a;
            end case;
            said := said || told;
        end loop;
    end loop;
    if said @? '$[*] ? (@.action == "taken" || @.action == "changed" || @.action == "gone")' then
        perform metadata.publish(
            workspace_id,
            array(
                select distinct (s.item ->> 'object_id')::uuid
                  from jsonb_array_elements(said) s (item)
                 where s.item ->> 'object_id' is not null and coalesce(s.item ->> 'action', '') not in ('left', 'offered')
            )
        );
    elsif (select w.has_reports from core.workspace w where w.id = adopt_tables.workspace_id) then
        perform metadata.write_reports(workspace_id);
    end if;
    return query
        select s.item ->> 'kind', s.item ->> 'name', s.item ->> 'action', s.item ->> 'why'
          from jsonb_array_elements(said) with ordinality s (item, place)
         where s.item ->> 'action' is not null
         order by s.place;
end
$$;
comment on function metadata.adopt_tables(uuid, oid[]) is
    'As metadata.adopt, of a workspace''s id; touched are the tables and views to look at, null for all.';
revoke all on function metadata.adopt_tables(uuid, oid[]) from public;

create or replace function metadata.forget_objects(workspace_id uuid, schema_id oid) returns table (
    object_id uuid,
    kind text,
    name text,
    action text,
    why text
)
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    object metadata.object;
    relation metadata.relation;
begin
    for object in
        select o.*
          from metadata.object o
          left join pg_catalog.pg_class c on c.relnamespace = schema_id and c.relname = o.table_name
         where o.workspace_id = forget_objects.workspace_id
           and (c.oid is null or (case o.kind when 'VIEW' then c.relkind <> 'v' else c.relkind not in ('r', 'p') end)
                or metadata.key_column(c.oid) is null)
         order by o.position
    loop
        kind := lower(object.kind);
        name := object.table_name;
        action := 'gone';
        why := format('the object %s goes with it', object.name_singular);
        object_id := object.id;
        return next;
        for relation in
            select r.* from metadata.relation r where object.id in (r.from_object_id, r.to_object_id, r.junction_object_id)
        loop
            delete from metadata.field f where f.id in (relation.from_field_id, relation.to_field_id);
            action := null;
            foreach object_id in array array[relation.from_object_id, relation.to_object_id] loop
                return next;
            end loop;
        end loop;
        delete from metadata.object o where o.id = object.id;
    end loop;
    -- Links whose table is gone.
    kind := 'relation';
    for relation in
        select r.*
          from metadata.relation r
         where r.workspace_id = forget_objects.workspace_id and r.junction_table is not null
           and (select count(*)
                  from pg_catalog.pg_class c
                  join pg_catalog.pg_attribute a on a.attrelid = c.oid and not a.attisdropped
                 where c.relnamespace = schema_id and c.relname = r.junction_table
                   and a.attname in (r.junction_from_column, r.junction_to_column)) < 2
    loop
        name := relation.junction_table;
        why := 'the table that holds its links is gone';
        delete from metadata.field f where f.id in (relation.from_field_id, relation.to_field_id);
        action := 'gone';
        foreach object_id in array array[relation.from_object_id, relation.to_object_id] loop
            return next;
            action := null;
        end loop;
    end loop;
end
$$;
comment on function metadata.forget_objects(uuid, oid) is 'Removes the objects whose tables or views are gone, or have lost their primary key, and the relations whose links are gone; says what it did.';
revoke all on function metadata.forget_objects(uuid, oid) from public;
