-- Constraints, indexes and foreign keys of an object's table: names for errors, and relations.

create or replace function metadata.fields_of_columns(object_id uuid, relation_id oid, numbers smallint[]) returns text[]
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select coalesce(array_agg(distinct f.name), '{}')
      from pg_catalog.pg_attribute a
      join metadata.field f
        on f.object_id = fields_of_columns.object_id and not f.is_computed
       and f.columns @> jsonb_build_array(jsonb_build_object('name', a.attname))
     where a.attrelid = relation_id and a.attnum = any (numbers)
$$;
comment on function metadata.fields_of_columns(uuid, oid, smallint[]) is 'The fields that columns with these numbers belong to.';
revoke all on function metadata.fields_of_columns(uuid, oid, smallint[]) from public;

create or replace function metadata.adopt_indexes(object metadata.object, relation_id oid) returns table (
    object_id uuid,
    kind text,
    name text,
    action text,
    why text
)
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    return query
        with gone as (
            delete from metadata.index i
             where i.object_id = object.id and i.is_ready and i.error is null
               and not exists (
                    select from pg_catalog.pg_constraint n where n.conrelid = relation_id and n.conname = i.name
                    union all
                    select from pg_catalog.pg_index x
                      join pg_catalog.pg_class c on c.oid = x.indexrelid
                     where x.indrelid = relation_id and c.relname = i.name
                   )
            returning i.name
        )
        select object.id, 'index', object.table_name || '.' || g.name, 'gone', null from gone g;
    return query
        with found as (
            select n.conname::text as name,
                   case n.contype when 'p' then 'PRIMARY_KEY' when 'f' then 'FOREIGN_KEY' when 'c' then 'CHECK' else 'UNIQUE' end as kind,
                   metadata.fields_of_columns(object.id, relation_id, n.conkey) as fields,
                   false as is_live_only, false as is_custom
              from pg_catalog.pg_constraint n
             where n.conrelid = relation_id and n.contype in ('p', 'u', 'f', 'c', 'x')
            union all
            select c.relname, case when x.indisunique then 'UNIQUE' else 'INDEX' end,
                   metadata.fields_of_columns(
                       object.id, relation_id,
                       array(
                           select k.number from unnest(x.indkey::smallint[]) k (number) where k.number > 0
                           union
                           -- What an expression is made of; the condition of a partial index is counted as well, but for the usual one.
                           select d.refobjsubid::smallint
                             from pg_catalog.pg_depend d
                             join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
                            where d.classid = 'pg_class'::regclass and d.objid = x.indexrelid
                              and d.refclassid = 'pg_class'::regclass and d.refobjid = relation_id and d.refobjsubid > 0
                              and a.attname <> 'deleted_at' and 0 = any (x.indkey::smallint[])
                       )
                   ),
                   coalesce(pg_get_expr(x.indpred, x.indrelid) = '(deleted_at IS NULL)', false), true
              from pg_catalog.pg_index x
              join pg_catalog.pg_class c on c.oid = x.indexrelid
             where x.indrelid = relation_id and x.indisvalid
               and not exists (select from pg_catalog.pg_constraint n where n.conindid = x.indexrelid and n.conrelid = relation_id and n.contype in ('p', 'u', 'x'))
        ), taken as (
            insert into metadata.index (workspace_id, object_id, name, kind, fields, is_live_only, is_custom)
            select object.workspace_id, object.id, f.name, f.kind, f.fields, f.is_live_only, f.is_custom
              from found f
            on conflict on constraint index_object_id_name_key do nothing
            returning metadata.index.name, metadata.index.kind
        )
        select object.id, 'index', object.table_name || '.' || t.name, 'taken', replace(lower(t.kind), '_', ' ') from taken t order by t.name;
    -- What one field alone cannot have twice.
    update metadata.field f
       set is_unique = u.is_unique
      from (
        select o.id,
               exists (
                   select from pg_catalog.pg_index x
                     join pg_catalog.pg_attribute a on a.attrelid = x.indrelid and a.attnum = x.indkey[0]
                    where x.indrelid = relation_id and x.indisunique and x.indisvalid and x.indnkeyatts = 1
                      and a.attname = o.columns -> 0 ->> 'name'
                      and (x.indpred is null or pg_get_expr(x.indpred, x.indrelid) = '(deleted_at IS NULL)')
               ) as is_unique
          from metadata.field o
         where o.object_id = object.id and o.is_custom and not o.is_computed and jsonb_array_length(o.columns) = 1 and o.type <> 'RELATION'
       ) u
     where f.id = u.id and object.kind = 'TABLE' and f.is_unique <> u.is_unique
       -- One that is still to be built, and what is unique by something else than the column itself.
       and (u.is_unique or not exists (select from metadata.index i where i.object_id = object.id and i.kind = 'UNIQUE' and f.name = any (i.fields)));
end
$$;
comment on function metadata.adopt_indexes(metadata.object, oid) is
    'Makes the rows of an object''s indexes and constraints those of its table, so that an error can name fields, and says what it did.';
revoke all on function metadata.adopt_indexes(metadata.object, oid) from public;

create or replace function metadata.adopt_relations(object metadata.object, relation_id oid) returns table (
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
    gone record;
    key record;
    target metadata.object;
begin
    kind := 'relation';
    for gone in
        select r.from_object_id, r.to_object_id, r.from_field_id, r.to_field_id, k.columns -> 0 ->> 'name' as column_name
          from metadata.relation r
          join metadata.field k on k.id = r.key_field_id and k.object_id = object.id
          join metadata.object t
            on t.id = case when r.relation_type = 'ONE_TO_MANY' then r.from_object_id else r.to_object_id end
         where not exists (
            select from pg_catalog.pg_constraint n
              join pg_catalog.pg_attribute a on a.attrelid = n.conrelid and n.conkey = array[a.attnum]
              join pg_catalog.pg_class c on c.oid = n.confrelid
             where n.conrelid = relation_id and n.contype = 'f' and a.attname = k.columns -> 0 ->> 'name' and c.relname = t.table_name
         )
    loop
        delete from metadata.field f where f.id in (gone.from_field_id, gone.to_field_id);
        name := object.table_name || '.' || gone.column_name;
        action := 'gone';
        why := 'the foreign key is gone';
        foreach object_id in array array[gone.from_object_id, gone.to_object_id] loop
            return next;
            action := null;
        end loop;
    end loop;
    for key in
        select n.oid, n.conname, n.confrelid, n.confdeltype, cardinality(n.conkey) as size, a.attname,
               n.confkey[1] is not distinct from metadata.key_column(n.confrelid) as is_to_key
          from pg_catalog.pg_constraint n
          join pg_catalog.pg_attribute a on a.attrelid = n.conrelid and a.attnum = n.conkey[1]
         where n.conrelid = relation_id and n.contype = 'f' and n.conparentid = 0
           and not exists (
                select from metadata.relation r
                  join metadata.field k on k.id = r.key_field_id
                 where k.object_id = object.id and k.columns -> 0 ->> 'name' = a.attname
               )
         order by a.attnum
    loop
        object_id := object.id;
        name := object.table_name || '.' || key.attname;
        action := 'left';
        select o.* into target
          from metadata.object o
          join pg_catalog.pg_class c on c.relname = o.table_name
          join pg_catalog.pg_class h on h.oid = relation_id and h.relnamespace = c.relnamespace
         where c.oid = key.confrelid and o.workspace_id = object.workspace_id;
        why := case
            when key.size > 1 then format('the foreign key %s is made of several columns', key.conname)
            when target.id is null then format('the foreign key %s leads to %s, which is no object of the workspace', key.conname, key.confrelid::regclass)
            when not key.is_to_key then format('the foreign key %s does not lead to the id of %s', key.conname, target.name_singular)
            else metadata.add_adopted_relation(object, target, relation_id, key.attname, key.confdeltype)
        end;
        if why like 'as %' then
            action := 'taken';
        end if;
        return next;
    end loop;
end
$$;
comment on function metadata.adopt_relations(metadata.object, oid) is 'Makes relations of the foreign keys of an object''s table, and says what it did.';
revoke all on function metadata.adopt_relations(metadata.object, oid) from public;

create or replace function metadata.add_adopted_relation(
    object metadata.object,
    target metadata.object,
    relation_id oid,
    column_name text,
    delete_action "char"
) returns text
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    key metadata.field;
    bare constant text := metadata.api_name(regexp_replace(column_name, '(_id|_uuid|Id|ID)$', ''));
    is_one boolean;
    near_name text;
    far_name text;
    near uuid;
    far uuid;
begin
    select f.* into key from metadata.field f
     where f.object_id = object.id and f.columns @> jsonb_build_array(jsonb_build_object('name', column_name)) and jsonb_array_length(f.columns) = 1;
    if not found or key.name = 'id' then
        return 'its column is no field of its own';
    end if;
    is_one := key.is_unique;
    near_name := metadata.free_field_name(object.id, coalesce(bare, target.name_singular), 'Record');
    far_name := metadata.free_field_name(
        target.id,
        case when is_one then object.name_singular else object.name_plural end,
        'By' || upper(left(near_name, 1)) || substr(near_name, 2)
    );
    if near_name = far_name and object.id = target.id then
        far_name := metadata.free_field_name(target.id, far_name || 'Of', '');
    end if;
    if near_name is null or far_name is null then
        return 'no name for the API is free';
    end if;
    insert into metadata.field (
        workspace_id, object_id, name, label, type, description, is_nullable, is_unique, is_system, is_writable, is_custom,
        columns, position
    )
    values (
        object.workspace_id, object.id, near_name, regexp_replace(key.label, ' id$', ''), 'RELATION', key.description,
        key.is_nullable, false, false, true, true, '[]', key.position
    )
    returning id into near;
    insert into metadata.field (
        workspace_id, object_id, name, label, type, description, is_nullable, is_unique, is_system, is_writable, is_custom,
        columns, position
    )
    values (
        object.workspace_id, target.id, far_name, case when is_one then object.label_singular else object.label_plural end,
        'RELATION', object.description, true, false, false, true, true, '[]', key.position
    )
    returning id into far;
    insert into metadata.relation (
        workspace_id, relation_type, from_object_id, to_object_id, from_field_id, to_field_id, key_field_id, on_delete, is_custom
    )
    values (
        object.workspace_id, case when is_one then 'ONE_TO_ONE' else 'MANY_TO_ONE' end, object.id, target.id, near, far, key.id,
        case delete_action when 'c' then 'CASCADE' when 'n' then 'SET_NULL' else 'RESTRICT' end, true
    );
    return format('as %s, and as %s of %s', near_name, far_name, target.name_singular);
end
$$;
comment on function metadata.add_adopted_relation(metadata.object, metadata.object, oid, text, "char") is
    'Writes the rows of a relation for a foreign key that a DBA made, and says as what; or why not, which does not begin with "as".';
revoke all on function metadata.add_adopted_relation(metadata.object, metadata.object, oid, text, "char") from public;
