-- The model document: what core.model says of objects, and what fingerprints are made of.

create or replace function metadata.operators_document() returns json
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
      from metadata.filter_operator o
$$;
comment on function metadata.operators_document() is 'What field types understand in a filter, for the model document.';
revoke all on function metadata.operators_document() from public;

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
                'isRequired', not f.is_nullable and not d.has_default and f.is_writable,
                'hasDefault', d.has_default,
                'options', coalesce(f.options, '[]'),
                'settings', f.settings,
                'isComputed', false,
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
     where f.object_id = fields_document.object_id and f.is_active
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
                'target', e.target,
                'column', metadata.snake_case(e.field),
                'field', e.field,
                'holdsKey', e.kind = 'MANY_TO_ONE',
                'junction', null,
                'inverse', e.inverse,
                'label', e.label,
                'description', e.description
            )
            order by e.kind, e.object_position, e.position, e.name
        ),
        '[]'
    )
      from (
        select r.name, 'MANY_TO_ONE' as kind, o.name_singular as target, f.name as field, r.inverse_name as inverse,
               r.label, r.description, 0 as object_position, r.position
          from metadata.relation r
          join metadata.object o on o.id = r.target_object_id and o.is_active
          join metadata.field f on f.id = r.field_id
         where r.object_id = relations_document.object_id and r.is_active
        union all
        select r.inverse_name, 'ONE_TO_MANY', o.name_singular, f.name, r.name,
               r.inverse_label, r.inverse_description, o.position, r.position
          from metadata.relation r
          join metadata.object o on o.id = r.object_id and o.is_active
          join metadata.field f on f.id = r.field_id
         where r.target_object_id = relations_document.object_id and r.is_active
      ) e
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

create or replace function metadata.objects_document(workspace_id uuid) returns json
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select coalesce(
        json_agg(
            json_build_object(
                'nameSingular', o.name_singular,
                'namePlural', o.name_plural,
                'labelSingular', o.label_singular,
                'labelPlural', o.label_plural,
                'description', o.description,
                'table', o.table_name,
                'labelField', o.label_field,
                'deletedAt', 'deleted_at',
                'isWritable', true,
                'fields', metadata.fields_document(o.id),
                'relations', metadata.relations_document(o.id),
                'constraints', metadata.constraints_document(o.id)
            )
            order by o.is_system, o.position, o.name_singular
        ),
        '[]'
    )
      from metadata.object o
     where o.workspace_id = objects_document.workspace_id and o.is_active
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

create or replace function metadata.model_fingerprint(objects_fingerprint text) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    -- Operators belong to all workspaces: an operator more changes every fingerprint without touching every workspace.
    select encode(
        sha256(convert_to(coalesce(objects_fingerprint, '') || metadata.fingerprint(metadata.operators_document()), 'UTF8')),
        'hex'
    )
$$;
comment on function metadata.model_fingerprint(text) is 'The fingerprint of a whole model, from that of its objects, which core.workspace keeps.';
revoke all on function metadata.model_fingerprint(text) from public;

create or replace function metadata.publish(workspace_id uuid) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    changed bigint;
begin
    update core.workspace w
       set metadata_version = w.metadata_version + 1,
           metadata_fingerprint = metadata.fingerprint(metadata.objects_document(w.id))
     where w.id = publish.workspace_id
    returning w.metadata_version into changed;
    perform pg_notify('vingt_metadata', workspace_id || ' ' || changed);
end
$$;
comment on function metadata.publish(uuid) is 'Ends a change of a workspace''s model: a new version and fingerprint, and word to the servers.';
revoke all on function metadata.publish(uuid) from public;

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
