-- The data model of a workspace, as the server reads it.

create or replace function core.model_version(workspace uuid, out version bigint, out fingerprint text)
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
    select w.metadata_version, metadata.model_fingerprint(w)
      from core.workspace w
     where w.id = workspace
$$;
comment on function core.model_version(uuid) is 'How often a workspace''s model was changed, and a fingerprint that workspaces with equal models share.';
revoke all on function core.model_version(uuid) from public;
grant execute on function core.model_version(uuid) to vingt_api;

create or replace function core.model(workspace uuid) returns json
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
    select json_build_object(
        'fingerprint', metadata.model_fingerprint(w),
        'operators', metadata.operators_document(w.id),
        'objects', metadata.objects_document(w.id)
    )
      from core.workspace w
     where w.id = workspace
$$;
comment on function core.model(uuid) is 'The model of a workspace: its objects with fields, relations and constraints, and the filter operators.';
revoke all on function core.model(uuid) from public;
grant execute on function core.model(uuid) to vingt_api;
