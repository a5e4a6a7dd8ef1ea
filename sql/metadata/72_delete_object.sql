-- Removing an object with its records, for good.

create or replace function metadata.delete_object(given jsonb) returns uuid
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    object metadata.object;
    schema_name text;
    referring text;
    drops text;
    has_records boolean;
    near uuid[];
begin
    perform metadata.check_keys(given, '{id,confirm}');
    object := metadata.object_to_change(given, 'id');
    schema_name := metadata.schema_of(object);
    if not object.is_custom then
        perform metadata.refuse(
            'VG400',
            format('The object "%s" is part of the standard model and cannot be deleted. Hide it instead: isActive false.', object.name_singular),
            'id'
        );
    end if;
    select string_agg(format('%s.%s', o.name_singular, f.name), ', ' order by o.name_singular, f.name) into referring
      from metadata.relation r
      join metadata.field f on f.id = case
               when r.relation_type = 'MANY_TO_MANY' and r.from_object_id = object.id then r.to_field_id
               when r.relation_type = 'ONE_TO_MANY' then r.to_field_id
               else r.from_field_id
           end
      join metadata.object o on o.id = f.object_id
     where object.id in (r.from_object_id, r.to_object_id, r.junction_object_id)
       and (f.object_id <> object.id or r.relation_type = 'MANY_TO_MANY')
       and not (r.relation_type = 'MANY_TO_MANY' and r.from_object_id = object.id and r.to_object_id = object.id);
    if referring is not null then
        perform metadata.refuse(
            'VG409',
            format('Others refer to the object "%s": %s. Delete those relations first.', object.name_singular, referring),
            'id'
        );
    end if;
    execute format('select exists (select from %I.%I)', schema_name, object.table_name) into has_records;
    if has_records and object.kind = 'TABLE' and given ->> 'confirm' is distinct from object.name_singular then
        perform metadata.refuse(
            'VG400',
            format('The object "%s" has records, which would be deleted with it. To do that, give confirm: "%s".', object.name_singular, object.name_singular),
            'confirm'
        );
    end if;
    -- What hangs on the tables that this one refers to, and the tables that are nothing but its own links.
    select string_agg(d.command, E';\n') into drops
      from (
        select format(
                   'drop trigger if exists %I on %I.%I',
                   metadata.follow_trigger_name(object.table_name, k.columns -> 0 ->> 'name'), schema_name, t.table_name
               ) as command
          from metadata.field k
          join metadata.relation r on r.key_field_id = k.id
          join metadata.object t on t.id in (r.from_object_id, r.to_object_id) and t.id <> object.id
         where k.object_id = object.id
        union all
        select format('drop table if exists %I.%I', schema_name, r.junction_table)
          from metadata.relation r
         where r.from_object_id = object.id and r.to_object_id = object.id and r.junction_object_id is null
           and r.junction_table is not null
       ) d;
    near := array(
        select unnest(array[r.from_object_id, r.to_object_id])
          from metadata.relation r
         where object.id in (r.from_object_id, r.to_object_id)
    );
    delete from metadata.field f
     using metadata.relation r
     where object.id in (r.from_object_id, r.to_object_id) and f.id in (r.from_field_id, r.to_field_id) and f.object_id <> object.id;
    delete from metadata.object o where o.id = object.id;
    perform metadata.run_ddl(
        concat_ws(E';\n', drops, format('drop %s %I.%I', lower(object.kind), schema_name, object.table_name))
    );
    perform metadata.publish(object.workspace_id, near);
    return object.id;
end
$$;
comment on function metadata.delete_object(jsonb) is
    'Drops an object with its table and gives the id that it had. {id, confirm: its nameSingular, where it has records}. Raises VG400 for one of the standard model, VG409 where others refer to it; VG403, VG404.';
revoke all on function metadata.delete_object(jsonb) from public;
grant execute on function metadata.delete_object(jsonb) to vingt_workspace;
