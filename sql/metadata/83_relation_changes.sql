-- The change of a relation, and its end.

create or replace function metadata.update_relation(given jsonb) returns uuid
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    relation metadata.relation;
    key_field metadata.field;
    holder metadata.object;
    target metadata.object;
    constraint_name text;
begin
    perform metadata.check_keys(given, '{id,isActive,onDelete}');
    relation := metadata.relation_to_change(given, 'id');
    if given ? 'onDelete' then
        if given ->> 'onDelete' not in ('SET_NULL', 'CASCADE', 'RESTRICT') or given ->> 'onDelete' is null then
            perform metadata.refuse('VG400', 'onDelete is one of SET_NULL, CASCADE, RESTRICT.', 'onDelete');
        elsif relation.key_field_id is null then
            perform metadata.refuse('VG400', 'Links of many to many go with either record; they have no onDelete.', 'onDelete');
        end if;
        select f.* into key_field from metadata.field f where f.id = relation.key_field_id;
        if given ->> 'onDelete' = 'SET_NULL' and not key_field.is_nullable then
            perform metadata.refuse('VG400', 'A relation that has to be there cannot be emptied: onDelete is CASCADE or RESTRICT.', 'onDelete');
        end if;
        select o.* into holder from metadata.object o where o.id = key_field.object_id;
        select o.* into target from metadata.object o
         where o.id = case when relation.relation_type = 'ONE_TO_MANY' then relation.from_object_id else relation.to_object_id end;
        select i.name into constraint_name from metadata.index i
         where i.object_id = holder.id and i.kind = 'FOREIGN_KEY' and i.fields = array[key_field.name];
        update metadata.relation r set on_delete = given ->> 'onDelete', updated_at = clock_timestamp() where r.id = relation.id
        returning * into relation;
        perform metadata.run_ddl(
            format('alter table %I.%I drop constraint %I', metadata.schema_of(holder), holder.table_name, constraint_name)
        );
        perform metadata.add_constraint(
            holder, constraint_name,
            format(
                'foreign key (%I) references %I.%I (%I) on delete %s', key_field.columns -> 0 ->> 'name',
                metadata.schema_of(target), target.table_name, metadata.id_column(target.id), replace(relation.on_delete, '_', ' ')
            )
        );
        perform metadata.remake_follow_trigger(relation, null, null);
    end if;
    update metadata.relation r
       set is_active = metadata.given_flag(given, 'isActive', r.is_active), updated_at = clock_timestamp()
     where r.id = relation.id;
    perform metadata.publish(relation.workspace_id, array[relation.from_object_id, relation.to_object_id]);
    return relation.id;
end
$$;
comment on function metadata.update_relation(jsonb) is
    'Changes a relation and gives its id. {id, isActive: false hides both ends, onDelete}; the ends'' names and labels are changed as fields. Raises VG400, VG403, VG404.';
revoke all on function metadata.update_relation(jsonb) from public;
grant execute on function metadata.update_relation(jsonb) to vingt_workspace;

create or replace function metadata.delete_relation(given jsonb) returns uuid
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    relation metadata.relation;
begin
    perform metadata.check_keys(given, '{id,confirm}');
    relation := metadata.relation_to_change(given, 'id');
    perform metadata.drop_relation(
        relation, given ->> 'confirm', (select f.name from metadata.field f where f.id = relation.from_field_id)
    );
    perform metadata.publish(relation.workspace_id, array[relation.from_object_id, relation.to_object_id]);
    return relation.id;
end
$$;
comment on function metadata.delete_relation(jsonb) is
    'Drops a relation with its foreign key or links and gives the id that it had. {id, confirm: the name of its first end, where records are related by it}. Raises VG400, VG403, VG404.';
revoke all on function metadata.delete_relation(jsonb) from public;
grant execute on function metadata.delete_relation(jsonb) to vingt_workspace;

create or replace function metadata.drop_relation(relation metadata.relation, confirm text, name text) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    key_field metadata.field;
    holder metadata.object;
    target metadata.object;
    schema_name constant text := (select w.schema_name from core.workspace w where w.id = relation.workspace_id);
    is_used boolean := false;
begin
    if not relation.is_custom then
        perform metadata.refuse(
            'VG400', format('The relation "%s" is part of the standard model and cannot be deleted. Hide it instead: isActive false.', name), 'id'
        );
    end if;
    if relation.key_field_id is not null then
        select f.* into key_field from metadata.field f where f.id = relation.key_field_id;
        select o.* into holder from metadata.object o where o.id = key_field.object_id;
        execute format('select exists (select from %I.%I where %I is not null)', schema_name, holder.table_name, key_field.columns -> 0 ->> 'name')
           into is_used;
    elsif relation.junction_object_id is null then
        execute format('select exists (select from %I.%I)', schema_name, relation.junction_table) into is_used;
    end if;
    if is_used and confirm is distinct from name then
        perform metadata.refuse(
            'VG400',
            format('Records are related by "%s", which would be lost. To do that, give confirm: "%s".', name, name),
            'confirm'
        );
    end if;
    if relation.key_field_id is not null then
        if exists (
            select from metadata.relation m
             where m.junction_object_id = holder.id and (key_field.columns -> 0 ->> 'name') in (m.junction_from_column, m.junction_to_column)
        ) then
            perform metadata.refuse(
                'VG409', format('The relation "%s" is one side of a junction. Delete the relation of many to many first.', name), 'id'
            );
        end if;
        -- Something has to be the label still.
        update metadata.object o set label_field = 'id' where o.id = holder.id and o.label_field = key_field.name;
        select o.* into target from metadata.object o
         where o.id = case when relation.relation_type = 'ONE_TO_MANY' then relation.from_object_id else relation.to_object_id end;
        perform metadata.run_ddl(
            format(
                'drop trigger if exists %I on %I.%I',
                metadata.follow_trigger_name(holder.table_name, key_field.columns -> 0 ->> 'name'), schema_name, target.table_name
            )
        );
        perform metadata.drop_columns(holder, key_field);
    elsif relation.junction_object_id is null then
        perform metadata.run_ddl(format('drop table %I.%I', schema_name, relation.junction_table));
    end if;
    delete from metadata.field f where f.id in (relation.from_field_id, relation.to_field_id);
    if relation.group_name is not null then
        perform metadata.keep_group(holder, relation.group_name);
    end if;
end
$$;
comment on function metadata.drop_relation(metadata.relation, text, text) is 'Drops a relation: rows, foreign key or links. confirm has to be name where records are related by it. Raises VG400, VG409.';
revoke all on function metadata.drop_relation(metadata.relation, text, text) from public;
