-- Removing a field with its values, for good.

create or replace function metadata.delete_field(given jsonb) returns uuid
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    field metadata.field;
    object metadata.object;
    relation metadata.relation;
    has_values boolean;
begin
    perform metadata.check_keys(given, '{id,confirm}');
    field := metadata.field_to_change(given, 'id');
    select o.* into object from metadata.object o where o.id = field.object_id;
    if field.type = 'RELATION' and not field.is_computed then
        select r.* into relation from metadata.relation r where field.id in (r.from_field_id, r.to_field_id);
        perform metadata.drop_relation(relation, given ->> 'confirm', field.name);
        perform metadata.publish(object.workspace_id, array[relation.from_object_id, relation.to_object_id]);
        return field.id;
    elsif field.is_system then
        perform metadata.refuse(
            'VG400', format('Every object has the field "%s", which cannot be deleted. Hide it instead: isActive false.', field.name), 'id'
        );
    elsif not field.is_custom then
        perform metadata.refuse(
            'VG400', format('The field "%s" is part of the standard model and cannot be deleted. Hide it instead: isActive false.', field.name), 'id'
        );
    elsif exists (select from metadata.relation r where r.key_field_id = field.id) then
        perform metadata.refuse(
            'VG400', format('The field "%s" is the foreign key of a relation. Delete the relation.', field.name), 'id'
        );
    elsif object.kind = 'VIEW' then
        perform metadata.refuse('VG400', format('The field "%s" is a column of a view. Change the view.', field.name), 'id');
    elsif object.label_field = field.name then
        perform metadata.refuse(
            'VG400', format('The field "%s" is the label of its object. Make another field the label first.', field.name), 'id'
        );
    end if;
    if not field.is_computed then
        execute format(
            'select exists (select from %I.%I where %s)', metadata.schema_of(object), object.table_name,
            (select string_agg(format('%I is not null', c.item ->> 'name'), ' or ') from jsonb_array_elements(field.columns) c (item))
        ) into has_values;
        if has_values and given ->> 'confirm' is distinct from field.name then
            perform metadata.refuse(
                'VG400',
                format('Records have values in "%s", which would be lost. To do that, give confirm: "%s".', field.name, field.name),
                'confirm'
            );
        end if;
        perform metadata.drop_columns(object, field);
    end if;
    delete from metadata.field f where f.id = field.id;
    perform metadata.publish(object.workspace_id, array[object.id]);
    return field.id;
end
$$;
comment on function metadata.delete_field(jsonb) is
    'Drops a field with its columns and gives the id that it had; of a relation''s end the whole relation. {id, confirm: its name, where records have values in it}. Raises VG400 for one of the standard model or that every object has; VG403, VG404, VG409.';
revoke all on function metadata.delete_field(jsonb) from public;
grant execute on function metadata.delete_field(jsonb) to vingt_workspace;

create or replace function metadata.drop_columns(object metadata.object, field metadata.field) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    schema_name constant text := metadata.schema_of(object);
begin
    -- Indexes and checks go with the columns that they are about.
    delete from metadata.index i where i.object_id = object.id and field.name = any (i.fields);
    delete from metadata.field f where f.id = field.id;
    perform metadata.run_ddl(
        concat_ws(
            E';\n',
            case when field.is_searchable then
                metadata.search_trigger_sql(schema_name, object.table_name, metadata.searched_columns(object.id))
            end,
            format(
                'alter table %I.%I %s', schema_name, object.table_name,
                (select string_agg(format('drop column %I', c.item ->> 'name'), ', ') from jsonb_array_elements(field.columns) c (item))
            )
        )
    );
    perform metadata.forget_work(object);
    if field.is_searchable then
        perform metadata.fill_search(object);
    end if;
end
$$;
comment on function metadata.drop_columns(metadata.object, metadata.field) is 'Drops the columns and the row of a field, with the indexes and checks that they are in.';
revoke all on function metadata.drop_columns(metadata.object, metadata.field) from public;
