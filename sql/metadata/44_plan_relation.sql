-- What relates two objects, before it is made.

create or replace function metadata.plan_relation(workspace_id uuid, given jsonb) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    target metadata.object;
    told constant text := case when given ? 'target' then 'target' else 'targetObjectMetadataId' end;
    relation_type text := coalesce(given ->> 'relationType', 'MANY_TO_ONE');
    on_delete text := coalesce(given ->> 'onDelete', case given ->> 'isNullable' when 'false' then 'CASCADE' else 'SET_NULL' end);
begin
    if relation_type not in ('ONE_TO_MANY', 'MANY_TO_ONE', 'ONE_TO_ONE', 'MANY_TO_MANY') then
        perform metadata.refuse('VG400', 'relationType is one of ONE_TO_MANY, MANY_TO_ONE, ONE_TO_ONE, MANY_TO_MANY.', 'relationType');
    elsif given ? 'target' and given ? 'targetObjectMetadataId' then
        perform metadata.refuse('VG400', 'target and targetObjectMetadataId say the same thing. Give one of them.', 'target');
    end if;
    if given ? 'targetObjectMetadataId' then
        select o.* into target from metadata.object o
         where o.workspace_id = plan_relation.workspace_id and o.id = metadata.given_id(given, 'targetObjectMetadataId');
        if not found then
            perform metadata.refuse(
                'VG404', format('There is no object with the id %s.', given ->> 'targetObjectMetadataId'), 'targetObjectMetadataId'
            );
        end if;
    elsif given ->> 'target' is null then
        perform metadata.refuse('VG400', 'The object to relate to is missing. Give its id as targetObjectMetadataId.', 'targetObjectMetadataId');
    else
        select o.* into target from metadata.object o
         where o.workspace_id = plan_relation.workspace_id and o.name_singular = given ->> 'target';
        if not found then
            perform metadata.refuse('VG400', format('There is no object "%s" to relate to.', left(given ->> 'target', 80)), 'target');
        end if;
    end if;
    if target.kind <> 'TABLE' then
        perform metadata.refuse('VG400', format('The object "%s" is a view, which nothing can refer to.', target.name_singular), told);
    elsif metadata.id_type(target.id) <> 'uuid' then
        perform metadata.refuse('VG400', format('The records of "%s" have no uuids, by which they could be referred to.', target.name_singular), told);
    elsif on_delete not in ('SET_NULL', 'CASCADE', 'RESTRICT') then
        perform metadata.refuse('VG400', 'onDelete is one of SET_NULL, CASCADE, RESTRICT.', 'onDelete');
    elsif on_delete = 'SET_NULL' and given ->> 'isNullable' = 'false' then
        perform metadata.refuse('VG400', 'A relation that has to be there cannot be emptied: onDelete is CASCADE or RESTRICT.', 'onDelete');
    end if;
    perform metadata.check_field_name(given ->> 'inverseName', 'inverseName');
    return jsonb_build_object(
        'relationType', relation_type,
        'name', given ->> 'name',
        'label', coalesce(nullif(given ->> 'label', ''), given ->> 'name'),
        'description', coalesce(given ->> 'description', ''),
        'icon', given ->> 'icon',
        'targetId', target.id,
        'targetTable', target.table_name,
        'targetKey', metadata.id_column(target.id),
        'inverseName', given ->> 'inverseName',
        'inverseLabel', coalesce(nullif(given ->> 'inverseLabel', ''), given ->> 'inverseName'),
        'inverseDescription', coalesce(given ->> 'inverseDescription', ''),
        'inverseIcon', given ->> 'inverseIcon',
        'isNullable', metadata.given_flag(given, 'isNullable', true),
        'groupName', given ->> 'group',
        -- Whether it was asked for from its far end.
        'isTurned', coalesce((given ->> 'isTurned')::boolean, false),
        'onDelete', on_delete
    );
end
$$;
comment on function metadata.plan_relation(uuid, jsonb) is 'What a field of the type RELATION makes besides its foreign key. Raises VG400, VG404.';
revoke all on function metadata.plan_relation(uuid, jsonb) from public;
