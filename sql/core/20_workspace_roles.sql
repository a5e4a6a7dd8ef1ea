-- Which workspace a role belongs to, and what that means for the rows of `core`.

create or replace function core.role_workspace(role name) returns uuid
    language sql stable parallel safe security definer
    set search_path = pg_catalog, pg_temp
    as $$ select r.workspace_id from core.workspace_role r where r.role_name = role $$;
comment on function core.role_workspace(name) is 'The workspace of a role, null for any other role. Policies compare with (select core.role_workspace(current_user)): a role cannot be forged.';
revoke all on function core.role_workspace(name) from public;
grant execute on function core.role_workspace(name) to vingt_workspace;

do $$
declare
    target record;
begin
    for target in
        select *
        from (values
            ('workspace', 'id'),
            ('workspace_role', 'workspace_id'),
            ('membership', 'workspace_id'),
            ('session', 'workspace_id'),
            ('api_key', 'workspace_id')
        ) as t (table_name, key)
    loop
        execute format('drop policy if exists own_workspace on core.%I', target.table_name);
        execute format(
            'create policy own_workspace on core.%I for select to vingt_workspace'
            ' using (%I = (select core.role_workspace(current_user)))',
            target.table_name, target.key
        );
        execute format(
            'comment on policy own_workspace on core.%I is %L',
            target.table_name, 'A role that is granted the right to read sees the rows of its own workspace.'
        );
    end loop;
end
$$;
