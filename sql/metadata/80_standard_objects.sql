-- Making the standard model for each workspace, by the functions that make custom objects.

create or replace function metadata.create_standard_objects(workspace_id uuid) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    given jsonb;
begin
    perform metadata.lock_workspace(workspace_id);
    for given in select o.item from jsonb_array_elements(metadata.standard_objects()) with ordinality o (item, number) order by o.number loop
        perform metadata.add_object(workspace_id, given, false);
    end loop;
    perform metadata.publish(workspace_id, null);
end
$$;
comment on function metadata.create_standard_objects(uuid) is 'Makes the standard model of a new workspace, whose schema and roles are there.';
revoke all on function metadata.create_standard_objects(uuid) from public;
