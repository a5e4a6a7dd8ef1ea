-- Tables and views that a DBA made, as objects.

create or replace function metadata.refuse_table(relation_id oid, workspace_id uuid, out why text)
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    class pg_catalog.pg_class;
    key_type oid;
    unread text;
begin
    select c.* into class from pg_catalog.pg_class c where c.oid = relation_id;
    if exists (select from pg_catalog.pg_depend d where d.classid = 'pg_class'::regclass and d.objid = relation_id and d.deptype = 'e') then
        why := 'it belongs to an extension';
    elsif class.relkind = 'm' then
        why := 'a materialized view shows everybody the same; make a view of it that says who may see what';
    elsif class.relkind = 'f' then
        why := 'a foreign table has no primary key; make a view of it with a column id';
    elsif class.relkind = 'v' then
        if not coalesce(class.reloptions && '{security_invoker=true,security_invoker=on,security_invoker=yes,security_invoker=1}', false) then
            why := format('it shows what its owner may see, whoever asks; alter view %s set (security_invoker = on)', relation_id::regclass);
        elsif not exists (
            select from pg_catalog.pg_attribute a where a.attrelid = relation_id and a.attname = 'id' and not a.attisdropped
        ) then
            why := 'it has no column id, by which its records are told apart';
        else
            select string_agg(distinct d.refobjid::regclass::text, ', ') into unread
              from pg_catalog.pg_rewrite r
              join pg_catalog.pg_depend d
                on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass
              join core.workspace_role w on w.workspace_id = refuse_table.workspace_id
             where r.ev_class = relation_id and d.refobjid <> relation_id
               and (not has_any_column_privilege(w.role_name, d.refobjid, 'select')
                    or not has_schema_privilege(w.role_name, (select c.relnamespace from pg_catalog.pg_class c where c.oid = d.refobjid), 'usage'));
            if unread is not null then
                why := format('the roles of the workspace may not read what it is made of: %s', unread);
            end if;
        end if;
    else
        select a.atttypid into key_type
          from pg_catalog.pg_index i
          join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
         where i.indrelid = relation_id and i.indisprimary and i.indnkeyatts = 1;
        if not found then
            why := case
                when exists (select from pg_catalog.pg_index i where i.indrelid = relation_id and i.indisprimary)
                    then 'its primary key is made of several columns; a record has one id'
                else 'it has no primary key, by which its records are told apart'
            end;
        end if;
    end if;
    if why is null and class.relkind = 'v' then
        select a.atttypid into key_type from pg_catalog.pg_attribute a where a.attrelid = relation_id and a.attname = 'id';
    end if;
    if why is null and coalesce(metadata.adopted_type(key_type, -1) ->> 'pgType', '') not in ('uuid', 'text', 'smallint', 'integer', 'bigint') then
        why := format('an id is a uuid, a whole number or a text, and not %s', format_type(key_type, null));
    elsif why is null and not pg_has_role('vingt_owner', class.relowner, 'usage') then
        why := format('it belongs to %s; alter %s %s owner to vingt_owner', class.relowner::regrole,
            case class.relkind when 'v' then 'view' else 'table' end, relation_id::regclass);
    end if;
end
$$;
comment on function metadata.refuse_table(oid, uuid) is 'Why a table or view cannot be an object; null where it can.';
revoke all on function metadata.refuse_table(oid, uuid) from public;

create or replace function metadata.key_column(relation_id oid) returns smallint
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select coalesce(
        (select i.indkey[0] from pg_catalog.pg_index i where i.indrelid = relation_id and i.indisprimary and i.indnkeyatts = 1),
        (select a.attnum
           from pg_catalog.pg_attribute a
           join pg_catalog.pg_class c on c.oid = a.attrelid
          where a.attrelid = relation_id and c.relkind = 'v' and a.attname = 'id' and not a.attisdropped)
    )
$$;
comment on function metadata.key_column(oid) is 'The number of the column by which records of a table or view are told apart; null where there is none.';
revoke all on function metadata.key_column(oid) from public;

create or replace function metadata.adopt_table(workspace_id uuid, relation_id oid) returns table (
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
    class pg_catalog.pg_class;
    names record;
    note record;
    labels text;
    made metadata.object;
begin
    select c.* into class from pg_catalog.pg_class c where c.oid = relation_id;
    kind := case class.relkind when 'v' then 'view' else 'table' end;
    name := class.relname;
    action := 'left';
    why := metadata.refuse_table(relation_id, workspace_id);
    if why is null and (select count(*) from metadata.object o where o.workspace_id = adopt_table.workspace_id) >= 500 then
        why := 'a workspace can have at most 500 objects';
    end if;
    if why is null then
        select * into names from metadata.free_object_names(workspace_id, class.relname);
        if names.name_singular is null then
            why := 'no name for the API can be made of its own';
        end if;
    end if;
    if why is not null then
        return next;
        return;
    end if;
    select * into note from metadata.comment_parts(obj_description(relation_id, 'pg_class'));
    labels := coalesce(note.label, metadata.label_of_name(metadata.plural(metadata.singular(class.relname))));
    insert into metadata.object (
        workspace_id, name_singular, name_plural, label_singular, label_plural, description, table_name, label_field, is_custom,
        kind, is_searchable, is_writable, position
    )
    values (
        adopt_table.workspace_id, names.name_singular, names.name_plural, left(metadata.singular(labels), 200), left(labels, 200),
        note.description, class.relname, 'id', true, upper(adopt_table.kind), false, false,
        coalesce((select max(o.position) + 1 from metadata.object o where o.workspace_id = adopt_table.workspace_id), 0)
    )
    returning * into made;
    object_id := made.id;
    action := 'taken';
    why := format('as %s and %s', made.name_singular, made.name_plural)
        || case when class.relkind <> 'v' and metadata.has_own_policies(relation_id)
            then '; who may do what with it is as you have said' else '' end;
    perform metadata.adopt_access(made, relation_id);
    return next;
end
$$;
comment on function metadata.adopt_table(uuid, oid) is 'Takes a table or view as an object without fields, or says why not.';
revoke all on function metadata.adopt_table(uuid, oid) from public;

create or replace function metadata.adopt_access(object metadata.object, relation_id oid) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    schema_name constant text := metadata.schema_of(object);
    sequence oid;
begin
    if object.kind = 'VIEW' then
        perform metadata.run_ddl(format('grant select on %I.%I to %I', schema_name, object.table_name, r.role_name))
           from core.workspace_role r
          where r.workspace_id = object.workspace_id;
        return;
    end if;
    -- Who has made policies has decided; whoever has made none has the same rights made as for every other object.
    if not metadata.has_own_policies(relation_id) then
        perform metadata.run_ddl(metadata.access_sql(object.workspace_id, schema_name, object.table_name));
    end if;
    for sequence in
        select d.objid
          from pg_catalog.pg_depend d
          join pg_catalog.pg_class c on c.oid = d.objid and c.relkind = 'S'
         where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = relation_id
           and d.deptype in ('a', 'i')
    loop
        perform metadata.run_ddl(format('grant usage on sequence %s to %I', sequence::regclass, r.role_name))
           from core.workspace_role r
          where r.workspace_id = object.workspace_id;
    end loop;
end
$$;
comment on function metadata.adopt_access(metadata.object, oid) is 'Gives the roles of the workspace their rights on a table or view that was taken.';
revoke all on function metadata.adopt_access(metadata.object, oid) from public;

create or replace function metadata.has_own_policies(relation_id oid) returns boolean
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select c.relrowsecurity or exists (select from pg_catalog.pg_policy p where p.polrelid = c.oid)
      from pg_catalog.pg_class c
     where c.oid = relation_id
$$;
comment on function metadata.has_own_policies(oid) is 'Whether somebody has decided already which rows of a table are for whom.';
revoke all on function metadata.has_own_policies(oid) from public;

create or replace function metadata.settle_object(object_id uuid, relation_id oid) returns void
    language sql
    set search_path = pg_catalog, pg_temp
as $$
    -- New ids are made by the server, as uuids.
    update metadata.object o
       set is_writable = o.kind = 'TABLE' and exists (
               select from metadata.field f where f.object_id = o.id and f.name = 'id' and f.columns -> 0 ->> 'pgType' = 'uuid'
           ),
           label_field = coalesce(
               (select f.name from metadata.field f
                 where f.object_id = o.id and f.is_active and f.type <> 'RELATION' and f.name = nullif(o.label_field, 'id')),
               (select f.name from metadata.field f
                 where f.object_id = o.id and f.is_active and not f.is_computed and f.type in ('TEXT', 'FULL_NAME')
                 order by f.name <> 'name', f.name <> 'title', f.position limit 1),
               'id'
           )
     where o.id = object_id
$$;
comment on function metadata.settle_object(uuid, oid) is 'What follows from the fields of an object: whether the API writes it, and which field stands for a record.';
revoke all on function metadata.settle_object(uuid, oid) from public;
