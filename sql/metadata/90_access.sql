-- Who may read the descriptions: each workspace's roles see their own workspace's.

grant usage on schema metadata to vingt_workspace;
grant select on metadata.object, metadata.field, metadata.relation, metadata.index, metadata.work, metadata.filter_operator,
    metadata.workspace_operator
    to vingt_workspace;

do $$
declare
    described text;
begin
    foreach described in array array['object', 'field', 'relation', 'index', 'work', 'filter_operator', 'workspace_operator'] loop
        execute format('alter table metadata.%I enable row level security', described);
        execute format('drop policy if exists own_workspace on metadata.%I', described);
        -- filter_operator is the same for everybody.
        execute format(
            'create policy own_workspace on metadata.%I for select to vingt_workspace using (%s)',
            described,
            case described
                when 'filter_operator' then 'true'
                else 'workspace_id = (select core.role_workspace(current_user))'
            end
        );
    end loop;
end
$$;
