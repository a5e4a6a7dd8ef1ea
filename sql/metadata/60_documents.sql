-- The model document: what core.model says of objects, how it is kept, and what fingerprints are made of.

create or replace function metadata.operators_document(workspace_id uuid) returns json
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select coalesce(
        json_agg(
            json_build_object(
                'fieldType', o.field_type,
                'operator', o.operator,
                'function', o.function,
                'argumentType', o.argument_type,
                'description', o.description
            )
            order by o.field_type, o.position, o.operator
        ),
        '[]'
    )
      from (
        select f.field_type, f.operator, f.function, f.argument_type, f.description, f.position
          from metadata.filter_operator f
         where not exists (
            select from metadata.workspace_operator w
             where w.workspace_id = operators_document.workspace_id and w.field_type = f.field_type and w.operator = f.operator
         )
        union all
        select w.field_type, w.operator, w.function, w.argument_type, w.description, w.position
          from metadata.workspace_operator w
         where w.workspace_id = operators_document.workspace_id
      ) o
$$;
comment on function metadata.operators_document(uuid) is 'What field types understand in a filter in a workspace, for the model document.';
revoke all on function metadata.operators_document(uuid) from public;

create or replace function metadata.fields_document(object_id uuid) returns json
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select coalesce(
        json_agg(
            json_build_object(
                'name', f.name,
                'type', f.type,
                'label', f.label,
                'description', f.description,
                'isNullable', f.is_nullable,
                'isUnique', f.is_unique,
                'isSystem', f.is_system,
                'isWritable', f.is_writable,
                -- An id is made by the server.
                'isRequired', not f.is_nullable and not d.has_default and f.is_writable and f.name <> 'id',
                'hasDefault', d.has_default,
                'options', coalesce(f.options, '[]'),
                'settings', f.settings,
                'isComputed', f.is_computed,
                'columns', f.columns
            )
            -- The id, the object's own fields, the others that every object has.
            order by f.name <> 'id', f.is_system, f.position, f.name
        ),
        '[]'
    )
      from metadata.field f
     cross join lateral (
        select coalesce(bool_or(c.item ->> 'default' is not null), false) as has_default
          from jsonb_array_elements(f.columns) c (item)
     ) d
     where f.object_id = fields_document.object_id and f.is_active and f.type <> 'RELATION'
$$;
comment on function metadata.fields_document(uuid) is 'The fields of an object, for the model document.';
revoke all on function metadata.fields_document(uuid) from public;

create or replace function metadata.relations_document(object_id uuid) returns json
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select coalesce(
        json_agg(
            json_build_object(
                'name', e.name,
                'kind', e.kind,
                'target', o.name_singular,
                'column', k.columns -> 0 ->> 'name',
                'field', k.name,
                'holdsKey', coalesce(k.object_id = relations_document.object_id and e.is_key_end, false),
                'junction', case when e.junction_table is not null then
                    json_build_object(
                        'table', e.junction_table,
                        'sourceColumn', e.source_column,
                        'targetColumn', e.target_column,
                        'deletedAt', (
                            select d.columns -> 0 ->> 'name'
                              from metadata.field d
                             where d.object_id = e.junction_object_id and d.name = 'deletedAt'
                        ),
                        'object', (select j.name_singular from metadata.object j where j.id = e.junction_object_id)
                    )
                end,
                'inverse', e.inverse,
                'label', e.label,
                'description', e.description,
                'function', e.function
            )
            order by e.kind, case when e.is_key_end then 0 else o.position end, coalesce(k.position, e.position), e.name
        ),
        '[]'
    )
      from (
        select f.name, r.relation_type as kind, r.to_object_id as target_id, t.name as inverse, f.label, f.description,
               f.position, r.key_field_id, r.junction_object_id, r.junction_table, r.junction_from_column as source_column,
               r.junction_to_column as target_column, r.relation_type in ('MANY_TO_ONE', 'ONE_TO_ONE') as is_key_end,
               null as function
          from metadata.relation r
          join metadata.field f on f.id = r.from_field_id and f.is_active
          join metadata.field t on t.id = r.to_field_id
         where r.from_object_id = relations_document.object_id and r.is_active
        union all
        select t.name,
               case r.relation_type when 'MANY_TO_ONE' then 'ONE_TO_MANY' when 'ONE_TO_MANY' then 'MANY_TO_ONE' else r.relation_type end,
               r.from_object_id, f.name, t.label, t.description, t.position, r.key_field_id, r.junction_object_id,
               r.junction_table, r.junction_to_column, r.junction_from_column, r.relation_type = 'ONE_TO_MANY', null
          from metadata.relation r
          join metadata.field f on f.id = r.from_field_id
          join metadata.field t on t.id = r.to_field_id and t.is_active
         where r.to_object_id = relations_document.object_id and r.is_active
        union all
        -- Rows that a function gives for each row.
        select f.name, 'ONE_TO_MANY', (f.settings ->> 'targetObjectMetadataId')::uuid, '', f.label, f.description, f.position,
               null, null, null, null, null, false, f.settings ->> 'function'
          from metadata.field f
         where f.object_id = relations_document.object_id and f.is_active and f.is_computed and f.type = 'RELATION'
      ) e
      join metadata.object o on o.id = e.target_id and o.is_active
      left join metadata.field k on k.id = e.key_field_id
$$;
comment on function metadata.relations_document(uuid) is 'The relations of an object, from both sides, for the model document.';
revoke all on function metadata.relations_document(uuid) from public;

create or replace function metadata.constraints_document(object_id uuid) returns json
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select coalesce(json_agg(json_build_object('name', i.name, 'fields', i.fields) order by i.name), '[]')
      from metadata.index i
     where i.object_id = constraints_document.object_id and i.kind <> 'INDEX'
$$;
comment on function metadata.constraints_document(uuid) is 'Which fields the constraints of an object''s table are about, for the model document.';
revoke all on function metadata.constraints_document(uuid) from public;

create or replace function metadata.object_document(object metadata.object) returns json
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select json_build_object(
        'nameSingular', object.name_singular,
        'namePlural', object.name_plural,
        'labelSingular', object.label_singular,
        'labelPlural', object.label_plural,
        'description', object.description,
        'table', object.table_name,
        'labelField', object.label_field,
        -- It counts also where the field is hidden.
        'deletedAt', (
            select f.columns -> 0 ->> 'name' from metadata.field f where f.object_id = object.id and f.name = 'deletedAt'
        ),
        'isWritable', object.is_writable,
        'fields', metadata.fields_document(object.id),
        'relations', metadata.relations_document(object.id),
        'constraints', metadata.constraints_document(object.id)
    )
$$;
comment on function metadata.object_document(metadata.object) is 'An object, for the model document. Nothing in it is particular to the workspace.';
revoke all on function metadata.object_document(metadata.object) from public;

create or replace function metadata.objects_document(workspace_id uuid) returns json
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    -- As they were published; joined as texts, since a large model has megabytes.
    select format('[%s]', string_agg(o.document::text, ',' order by o.is_system, o.position, o.name_singular))::json
      from metadata.object o
     where o.workspace_id = objects_document.workspace_id and o.is_active and o.document is not null
$$;
comment on function metadata.objects_document(uuid) is 'The objects of a workspace, for the model document. Nothing in it is particular to the workspace.';
revoke all on function metadata.objects_document(uuid) from public;

create or replace function metadata.fingerprint(document json) returns text
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select encode(sha256(convert_to(document::text, 'UTF8')), 'hex')
$$;
comment on function metadata.fingerprint(json) is 'Equal for equal documents.';
revoke all on function metadata.fingerprint(json) from public;

create or replace function metadata.model_fingerprint(workspace core.workspace) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    -- Most operators belong to all workspaces: one more changes every fingerprint without touching every workspace.
    select encode(
        sha256(
            convert_to(
                coalesce(workspace.metadata_fingerprint, '') || metadata.fingerprint(metadata.operators_document(workspace.id)), 'UTF8'
            )
        ),
        'hex'
    )
$$;
comment on function metadata.model_fingerprint(core.workspace) is 'The fingerprint of a whole model, from that of its objects, which core.workspace keeps, and of its operators.';
revoke all on function metadata.model_fingerprint(core.workspace) from public;

create or replace function metadata.write_documents(workspace_id uuid, object_ids uuid[]) returns void
    language sql
    set search_path = pg_catalog, pg_temp
as $$
    with written as (
        select o.id, metadata.object_document(o) as document
          from metadata.object o
         where o.workspace_id = write_documents.workspace_id and (object_ids is null or o.id = any (object_ids))
    )
    update metadata.object o
       -- With its fingerprint in front, by which a server knows the parts of a model that it has already.
       set fingerprint = metadata.fingerprint(w.document),
           document = (regexp_replace(w.document::text, '^\{', format('{"fingerprint" : "%s", ', metadata.fingerprint(w.document))))::json
      from written w
     where o.id = w.id and metadata.fingerprint(w.document) is distinct from o.fingerprint
$$;
comment on function metadata.write_documents(uuid, uuid[]) is 'Writes the documents of objects as they are now; of all objects where object_ids is null.';
revoke all on function metadata.write_documents(uuid, uuid[]) from public;

create or replace function metadata.objects_fingerprint(workspace_id uuid) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select encode(
        sha256(convert_to(coalesce(string_agg(o.fingerprint, ' ' order by o.is_system, o.position, o.name_singular), ''), 'UTF8')), 'hex'
    )
      from metadata.object o
     where o.workspace_id = objects_fingerprint.workspace_id and o.is_active
$$;
comment on function metadata.objects_fingerprint(uuid) is 'Equal for workspaces whose objects have equal documents in the same order.';
revoke all on function metadata.objects_fingerprint(uuid) from public;

create or replace function metadata.publish(workspace_id uuid, changed_objects uuid[]) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    changed bigint;
begin
    if metadata.is_held(workspace_id, changed_objects) then
        return;
    end if;
    -- The documents of what they are related to name them and their tables.
    perform metadata.write_documents(
        workspace_id,
        case when changed_objects is not null then array(
            select c.id from unnest(changed_objects) c (id)
            union
            select unnest(array[r.from_object_id, r.to_object_id])
              from metadata.relation r
             where r.workspace_id = publish.workspace_id
               and (r.from_object_id = any (changed_objects) or r.to_object_id = any (changed_objects)
                    or r.junction_object_id = any (changed_objects))
        ) end
    );
    update core.workspace w
       set metadata_version = w.metadata_version + 1,
           metadata_fingerprint = metadata.objects_fingerprint(w.id)
     where w.id = publish.workspace_id
    returning w.metadata_version into changed;
    if not found then
        return;  -- it goes as a whole
    end if;
    if (select w.has_reports from core.workspace w where w.id = publish.workspace_id) then
        perform metadata.write_reports(workspace_id);
    end if;
    perform pg_notify('vingt_metadata', workspace_id || ' ' || changed);
end
$$;
comment on function metadata.publish(uuid, uuid[]) is
    'Ends a change of a workspace''s model: documents of the objects that changed (null: of all), a new version and fingerprint, and word to the servers.';
revoke all on function metadata.publish(uuid, uuid[]) from public;

create or replace function metadata.publish_operators() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform pg_notify('vingt_metadata', c.id || ' ' || c.metadata_version)
       from metadata.bump_all_versions() c;
    return null;
end
$$;
comment on function metadata.publish_operators() is 'Lets every workspace''s model be read again when the filter operators have changed.';
revoke all on function metadata.publish_operators() from public;

create or replace function metadata.bump_all_versions() returns setof core.workspace
    language sql
    set search_path = pg_catalog, pg_temp
as $$
    update core.workspace w set metadata_version = w.metadata_version + 1 returning w.*
$$;
comment on function metadata.bump_all_versions() is 'A new version of the model of every workspace.';
revoke all on function metadata.bump_all_versions() from public;

create or replace trigger publish_operators
    after insert or update or delete or truncate on metadata.filter_operator
    for each statement execute function metadata.publish_operators();

create or replace function metadata.publish_own_operators() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform metadata.publish(coalesce(new.workspace_id, old.workspace_id), '{}');
    return null;
end
$$;
comment on function metadata.publish_own_operators() is 'Lets a workspace''s model be read again when its own filter operators have changed.';
revoke all on function metadata.publish_own_operators() from public;

create or replace trigger publish_own_operators
    after insert or update or delete on metadata.workspace_operator
    for each row execute function metadata.publish_own_operators();

drop function if exists metadata.publish(uuid);
drop function if exists metadata.model_fingerprint(text);
drop function if exists metadata.operators_document();

-- What is written here may have changed with this file: every document that differs is written anew.
do $$
declare
    workspace record;
begin
    for workspace in select w.id, w.metadata_fingerprint from core.workspace w loop
        perform metadata.write_documents(workspace.id, null);
        if metadata.objects_fingerprint(workspace.id) is distinct from workspace.metadata_fingerprint then
            update core.workspace w
               set metadata_version = w.metadata_version + 1, metadata_fingerprint = metadata.objects_fingerprint(w.id)
             where w.id = workspace.id;
        end if;
    end loop;
    perform pg_notify('vingt_metadata', w.id || ' ' || w.metadata_version) from core.workspace w;
end
$$;
