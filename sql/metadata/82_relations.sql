-- Relations whose foreign key is elsewhere: on the far side, or in a table between.

create or replace function metadata.add_far_relation(object metadata.object, given jsonb, is_custom boolean) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    relation jsonb;
    target metadata.object;
    message text;
    detail text;
begin
    perform metadata.check_field_name(given ->> 'name', 'name');
    perform metadata.check_texts(given);
    relation := metadata.plan_relation(object.workspace_id, given);
    select o.* into target from metadata.object o where o.id = (relation ->> 'targetId')::uuid;
    if relation ->> 'relationType' = 'MANY_TO_MANY' then
        perform metadata.add_many_to_many(object, target, relation, given, is_custom);
        return;
    end if;
    begin
        perform metadata.add_fields(
            target,
            jsonb_build_array(
                jsonb_strip_nulls(
                    jsonb_build_object(
                        'type', 'RELATION',
                        'name', relation -> 'inverseName',
                        'label', relation -> 'inverseLabel',
                        'description', relation -> 'inverseDescription',
                        'icon', relation -> 'inverseIcon',
                        'targetObjectMetadataId', object.id,
                        'inverseName', relation -> 'name',
                        'inverseLabel', relation -> 'label',
                        'inverseDescription', relation -> 'description',
                        'inverseIcon', relation -> 'icon',
                        'isNullable', given -> 'isNullable',
                        'group', given -> 'group',
                        'onDelete', given -> 'onDelete',
                        'isTurned', true
                    )
                )
            ),
            is_custom
        );
    exception when sqlstate 'VG400' or sqlstate 'VG404' or sqlstate 'VG409' then
        -- What is the one end here, is the other there.
        get stacked diagnostics message = message_text, detail = pg_exception_detail;
        perform metadata.refuse_at(sqlstate, message, detail, null, '{"name": "inverseName", "inverseName": "name"}');
    end;
end
$$;
comment on function metadata.add_far_relation(metadata.object, jsonb, boolean) is 'Adds a relation of one to many or of many to many, seen from the object. The caller publishes the change.';
revoke all on function metadata.add_far_relation(metadata.object, jsonb, boolean) from public;

create or replace function metadata.add_many_to_many(
    object metadata.object,
    target metadata.object,
    relation jsonb,
    given jsonb,
    is_custom boolean
) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    schema_name constant text := metadata.schema_of(object);
    junction metadata.object;
    junction_table text;
    from_column text;
    to_column text;
    place integer;
    ends uuid[];
begin
    if given ?| '{isNullable,onDelete,group}' then
        perform metadata.refuse('VG400', 'isNullable, onDelete and group belong to relations with a foreign key; links of many to many go with either record.', 'relationType');
    end if;
    if metadata.id_type(object.id) <> 'uuid' then
        perform metadata.refuse('VG400', format('The records of "%s" have no uuids, by which they could be linked.', object.name_singular), 'relationType');
    end if;
    perform metadata.check_free(object.id, jsonb_build_array(jsonb_build_object('relation', relation)));
    if given ? 'junctionObjectMetadataId' then
        select o.* into junction from metadata.object o
         where o.id = metadata.given_id(given, 'junctionObjectMetadataId') and o.workspace_id = object.workspace_id;
        if not found then
            perform metadata.refuse('VG404', format('There is no object with the id %s.', given ->> 'junctionObjectMetadataId'), 'junctionObjectMetadataId');
        end if;
        junction_table := junction.table_name;
        from_column := metadata.junction_column(junction, object, given ->> 'junctionFieldName', 'junctionFieldName');
        to_column := metadata.junction_column(junction, target, given ->> 'junctionInverseFieldName', 'junctionInverseFieldName');
        if from_column = to_column then
            perform metadata.refuse(
                'VG400', 'Both ends would go by the same relation of the junction. Name two: junctionFieldName and junctionInverseFieldName.', 'junctionFieldName'
            );
        end if;
    else
        junction_table := metadata.constraint_name(object.table_name, metadata.snake_case(relation ->> 'name'), null);
        if to_regclass(format('%I.%I', schema_name, junction_table)) is not null then
            perform metadata.refuse(
                'VG409', format('There is a table %s already, which the links would need. Choose another name.', junction_table), 'name'
            );
        end if;
        from_column := left(object.table_name, 55) || '_id';
        to_column := left(target.table_name, 55) || '_id';
        if from_column = to_column then
            from_column := 'from_' || from_column;
            to_column := 'to_' || to_column;
        end if;
        perform metadata.run_ddl(
            concat_ws(
                E';\n',
                format(
                    E'create table %1$I.%2$I (\n    %3$I uuid not null references %1$I.%4$I (%7$I) on delete cascade,\n    %5$I uuid not null references %1$I.%6$I (%8$I) on delete cascade,\n    created_at timestamptz not null default now(),\n    primary key (%3$I, %5$I)\n)',
                    schema_name, junction_table, from_column, object.table_name, to_column, target.table_name,
                    metadata.id_column(object.id), metadata.id_column(target.id)
                ),
                format('create index on %I.%I (%I, %I)', schema_name, junction_table, to_column, from_column),
                metadata.access_sql(object.workspace_id, schema_name, junction_table),
                format(
                    'comment on table %I.%I is %L', schema_name, junction_table,
                    format('Links %s and %s: %s.', object.label_plural, target.label_plural, relation ->> 'label')
                )
            )
        );
    end if;
    place := coalesce((select max(f.position) + 1 from metadata.field f where f.object_id in (object.id, target.id)), 0);
    with made as (
        insert into metadata.field (
            workspace_id, object_id, name, label, type, description, icon, is_nullable, is_unique, is_system, is_writable,
            is_custom, columns, position
        )
        values
            (object.workspace_id, object.id, relation ->> 'name', relation ->> 'label', 'RELATION', relation ->> 'description',
             relation ->> 'icon', true, false, false, true, is_custom, '[]', place),
            (object.workspace_id, target.id, relation ->> 'inverseName', relation ->> 'inverseLabel', 'RELATION',
             relation ->> 'inverseDescription', relation ->> 'inverseIcon', true, false, false, true, is_custom, '[]', place)
        returning metadata.field.id, metadata.field.object_id, metadata.field.name
    )
    select array[
        (select m.id from made m where m.object_id = object.id and m.name = relation ->> 'name'),
        (select m.id from made m where m.object_id = target.id and m.name = relation ->> 'inverseName')
    ] into ends;
    insert into metadata.relation (
        workspace_id, relation_type, from_object_id, to_object_id, from_field_id, to_field_id, junction_object_id, junction_table,
        junction_from_column, junction_to_column, on_delete, is_custom
    )
    values (
        object.workspace_id, 'MANY_TO_MANY', object.id, target.id, ends[1], ends[2], junction.id, junction_table, from_column,
        to_column, 'CASCADE', is_custom
    );
end
$$;
comment on function metadata.add_many_to_many(metadata.object, metadata.object, jsonb, jsonb, boolean) is 'Links two objects through a table of the relation''s own, or through an object that refers to both.';
revoke all on function metadata.add_many_to_many(metadata.object, metadata.object, jsonb, jsonb, boolean) from public;

create or replace function metadata.junction_column(junction metadata.object, far metadata.object, name text, key text) returns text
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    ways record;
begin
    -- The relations by which a record of the junction points to one of the far object.
    select array_agg(e.columns -> 0 ->> 'name') as columns, string_agg(f.name, ', ' order by f.name) as names into ways
      from metadata.relation r
      join metadata.field e on e.id = r.key_field_id and e.object_id = junction.id
      join metadata.field f on f.id = case when r.relation_type = 'ONE_TO_MANY' then r.to_field_id else r.from_field_id end
     where far.id = case when r.relation_type = 'ONE_TO_MANY' then r.from_object_id else r.to_object_id end
       and (junction_column.name is null or f.name = junction_column.name);
    if coalesce(cardinality(ways.columns), 0) = 0 then
        perform metadata.refuse(
            'VG400',
            format('The object "%s" has no relation %sto "%s", by which it could be the junction.', junction.name_singular, '"' || name || '" ', far.name_singular),
            key
        );
    elsif cardinality(ways.columns) > 1 then
        perform metadata.refuse(
            'VG400', format('The object "%s" refers to "%s" in several ways: %s. Say which one.', junction.name_singular, far.name_singular, ways.names), key
        );
    end if;
    return ways.columns[1];
end
$$;
comment on function metadata.junction_column(metadata.object, metadata.object, text, text) is 'The column of a junction that points to an object; name is the relation''s, null where there is only one. Raises VG400.';
revoke all on function metadata.junction_column(metadata.object, metadata.object, text, text) from public;

create or replace function metadata.keep_group(object metadata.object, group_name text) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    schema_name constant text := metadata.schema_of(object);
    check_name constant text := metadata.constraint_name(object.table_name, metadata.snake_case(group_name), 'group_check');
    keys record;
begin
    select count(*) as number, string_agg(format('%I', k.columns -> 0 ->> 'name'), ', ' order by k.position, k.name) as columns,
           array_agg(k.name order by k.position, k.name) as names
      into keys
      from metadata.relation r
      join metadata.field k on k.id = r.key_field_id
     where k.object_id = object.id and r.group_name = keep_group.group_name;
    perform metadata.run_ddl(
        format('alter table %I.%I drop constraint if exists %I', schema_name, object.table_name, check_name)
    );
    delete from metadata.index i where i.object_id = object.id and i.name = check_name;
    if keys.number > 1 then
        insert into metadata.index (workspace_id, object_id, name, kind, fields)
        values (object.workspace_id, object.id, check_name, 'CHECK', keys.names);
        perform metadata.add_constraint(object, check_name, format('check (num_nonnulls(%s) <= 1)', keys.columns));
    end if;
end
$$;
comment on function metadata.keep_group(metadata.object, text) is 'Makes the check that a record has at most one of the relations of a group.';
revoke all on function metadata.keep_group(metadata.object, text) from public;

create or replace function metadata.create_relation(given jsonb) returns uuid
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    origin metadata.object;
    made uuid[];
    message text;
    detail text;
begin
    perform metadata.check_keys(
        given,
        '{relationType,fromObjectMetadataId,toObjectMetadataId,fromFieldMetadataName,toFieldMetadataName,fromLabel,toLabel,fromDescription,toDescription,fromIcon,toIcon,isNullable,onDelete,junctionObjectMetadataId,junctionFromFieldName,junctionToFieldName,group}'
    );
    perform metadata.check_texts(given);
    if given ->> 'relationType' is null then
        perform metadata.refuse('VG400', 'relationType is one of ONE_TO_MANY, MANY_TO_ONE, ONE_TO_ONE, MANY_TO_MANY.', 'relationType');
    end if;
    perform metadata.check_field_name(given ->> 'fromFieldMetadataName', 'fromFieldMetadataName');
    perform metadata.check_field_name(given ->> 'toFieldMetadataName', 'toFieldMetadataName');
    origin := metadata.object_to_change(given, 'fromObjectMetadataId');
    if not exists (
        select from metadata.object o
         where o.id = metadata.given_id(given, 'toObjectMetadataId') and o.workspace_id = origin.workspace_id
    ) then
        perform metadata.refuse('VG404', format('There is no object with the id %s.', given ->> 'toObjectMetadataId'), 'toObjectMetadataId');
    end if;
    if given ->> 'fromObjectMetadataId' = given ->> 'toObjectMetadataId'
       and lower(given ->> 'fromFieldMetadataName') = lower(given ->> 'toFieldMetadataName') then
        perform metadata.refuse('VG400', 'The two ends of a relation of an object to itself need two names.', 'toFieldMetadataName');
    end if;
    begin
        made := metadata.add_fields(
            origin,
            jsonb_build_array(
                jsonb_strip_nulls(
                    jsonb_build_object(
                        'type', 'RELATION',
                        'relationType', given -> 'relationType',
                        'name', given -> 'fromFieldMetadataName',
                        'label', given -> 'fromLabel',
                        'description', given -> 'fromDescription',
                        'icon', given -> 'fromIcon',
                        'targetObjectMetadataId', given -> 'toObjectMetadataId',
                        'inverseName', given -> 'toFieldMetadataName',
                        'inverseLabel', given -> 'toLabel',
                        'inverseDescription', given -> 'toDescription',
                        'inverseIcon', given -> 'toIcon',
                        'isNullable', given -> 'isNullable',
                        'junctionObjectMetadataId', given -> 'junctionObjectMetadataId',
                        'junctionFieldName', given -> 'junctionFromFieldName',
                        'junctionInverseFieldName', given -> 'junctionToFieldName',
                        'group', given -> 'group',
                        'onDelete', given -> 'onDelete'
                    )
                )
            ),
            true
        );
    exception when sqlstate 'VG400' or sqlstate 'VG404' or sqlstate 'VG409' then
        get stacked diagnostics message = message_text, detail = pg_exception_detail;
        perform metadata.refuse_at(
            sqlstate, message, detail, null,
            '{"name": "fromFieldMetadataName", "inverseName": "toFieldMetadataName", "targetObjectMetadataId": "toObjectMetadataId",
              "junctionFieldName": "junctionFromFieldName", "junctionInverseFieldName": "junctionToFieldName"}'
        );
    end;
    perform metadata.publish(origin.workspace_id, array[origin.id]);
    return (select r.id from metadata.relation r where r.from_field_id = made[1]);
end
$$;
comment on function metadata.create_relation(jsonb) is
    'Relates two objects and gives the relation''s id. {relationType: ONE_TO_MANY | MANY_TO_ONE | ONE_TO_ONE | MANY_TO_MANY, fromObjectMetadataId, toObjectMetadataId, fromFieldMetadataName, toFieldMetadataName, fromLabel, toLabel, fromDescription, toDescription, fromIcon, toIcon, isNullable, onDelete: SET_NULL | CASCADE | RESTRICT, group}; of MANY_TO_MANY also {junctionObjectMetadataId, junctionFromFieldName, junctionToFieldName}. Raises VG400, VG403, VG404, VG409.';
revoke all on function metadata.create_relation(jsonb) from public;
grant execute on function metadata.create_relation(jsonb) to vingt_workspace;
