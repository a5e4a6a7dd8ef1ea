-- Making and listing workspaces.
-- Made as vingt_owner whoever calls it, so that all of a workspace has one owner.

create or replace function core.make_workspace_role(workspace_id uuid, role_name name, kind text) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (select from pg_catalog.pg_roles r where r.rolname = role_name) then
        -- Roles belong to the whole server. One that nothing refers to was left by a database that is gone; it may
        -- still have members, who have no business in this workspace.
        if exists (
            select from pg_catalog.pg_shdepend d
              join pg_catalog.pg_roles r on r.oid = d.refobjid
             where d.refclassid = 'pg_catalog.pg_authid'::regclass and r.rolname = role_name
        ) then
            raise exception 'The role % is in use by another database of this server. Choose another name.', role_name
                using errcode = 'VG409', detail = '{"field": "name"}';
        end if;
        execute format('drop role %I', role_name);
    end if;
    execute format('create role %I nologin', role_name);
    execute format('grant vingt_workspace to %I', role_name);
    if current_setting('server_version_num')::integer >= 160000 then
        execute format('grant %I to vingt_api with inherit false, set true', role_name);
    else
        execute format('grant %I to vingt_api', role_name);
    end if;
    insert into core.workspace_role (role_name, workspace_id, kind)
    values (make_workspace_role.role_name, make_workspace_role.workspace_id, make_workspace_role.kind);
exception when duplicate_object or unique_violation then
    -- Another database has made it since we looked.
    raise exception 'The role % is in use by another database of this server. Choose another name.', role_name
        using errcode = 'VG409', detail = '{"field": "name"}';
end
$$;
comment on function core.make_workspace_role(uuid, name, text) is 'Makes a database role of a workspace, which vingt_api can take on. Raises VG409 where another database has it.';
revoke all on function core.make_workspace_role(uuid, name, text) from public;

create or replace function core.add_member(
    workspace_id uuid,
    kind text,
    email text,
    password_hash text,
    first_name text,
    last_name text
) returns uuid
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    address text := btrim(email);
    account uuid;
    member uuid := core.uuid7();
    names text := btrim(concat_ws(' ', nullif(btrim(first_name), ''), nullif(btrim(last_name), '')));
begin
    insert into core.account (id, email, password_hash)
    values (core.uuid7(), address, add_member.password_hash)
    on conflict do nothing;
    select a.id into account from core.account a where lower(a.email) = lower(address);
    execute format(
        'insert into %I.workspace_member (id, name_first_name, name_last_name, email) values ($1, $2, $3, $4)',
        (select w.schema_name from core.workspace w where w.id = add_member.workspace_id)
    ) using member, btrim(first_name), btrim(last_name), address;
    insert into core.membership (account_id, workspace_id, member_id, role_name, display_name)
    select account, r.workspace_id, member, r.role_name, coalesce(nullif(names, ''), address)
      from core.workspace_role r
     where r.workspace_id = add_member.workspace_id and r.kind = add_member.kind;
    return member;
end
$$;
comment on function core.add_member(uuid, text, text, text, text, text) is 'Adds an account to a workspace, with the role of that kind and a record in its table workspace_member, whose id it gives. An account that exists keeps its password.';
revoke all on function core.add_member(uuid, text, text, text, text, text) from public;

create or replace function core.create_workspace(
    name text,
    owner_email text,
    password_hash text,
    first_name text,
    last_name text
) returns jsonb
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    made core.workspace;
    member uuid;
    role record;
begin
    if name is null or name !~ '^[a-z][a-z0-9_]{0,39}$' then
        raise exception 'The name of a workspace is made of a-z, 0-9 and _, begins with a letter and has at most 40 characters.'
            using errcode = 'VG400', detail = '{"field": "name"}';
    end if;
    if not coalesce(core.is_email(btrim(owner_email)), false) then
        raise exception 'The owner of a workspace is an e-mail address, such as ann@acme.example.'
            using errcode = 'VG400', detail = '{"field": "owner"}';
    end if;
    if password_hash is null or password_hash = '' then
        raise exception 'The owner of a workspace needs a password.' using errcode = 'VG400', detail = '{"field": "password"}';
    end if;
    insert into core.workspace (id, name, schema_name)
    values (core.uuid7(), create_workspace.name, 'ws_' || create_workspace.name)
    on conflict do nothing
    returning * into made;
    if not found then
        raise exception 'There is a workspace % already. Choose another name.', create_workspace.name
            using errcode = 'VG409', detail = '{"field": "name"}';
    elsif exists (select from pg_catalog.pg_namespace n where n.nspname = made.schema_name) then
        raise exception 'There is a schema % already, which is no workspace. Choose another name, or rename it.',
            made.schema_name using errcode = 'VG409', detail = '{"field": "name"}';
    end if;
    perform core.make_workspace_role(made.id, (made.schema_name || '_' || k.kind)::name, k.kind)
       from (values ('admin'), ('member')) as k (kind);
    execute format('create schema %I', made.schema_name);
    execute format('comment on schema %I is %L', made.schema_name, format('The workspace %s: a table an object.', made.name));
    for role in select r.role_name from core.workspace_role r where r.workspace_id = made.id loop
        execute format('grant usage on schema %I to %I', made.schema_name, role.role_name);
    end loop;
    perform metadata.create_standard_objects(made.id);
    member := core.add_member(made.id, 'admin', owner_email, password_hash, first_name, last_name);
    return jsonb_build_object(
        'id', made.id,
        'name', made.name,
        'schema', made.schema_name,
        'owner', btrim(owner_email),
        'ownerMemberId', member
    );
end
$$;
comment on function core.create_workspace(text, text, text, text, text) is 'Makes a workspace with its schema, roles and standard objects, and its owner: an account and a member. An account that exists keeps its password. Raises VG400 and VG409.';
revoke all on function core.create_workspace(text, text, text, text, text) from public;

create or replace function core.rename_member(workspace_id uuid, member_id uuid, display_name text) returns void
    language sql
    set search_path = pg_catalog, pg_temp
as $$
    update core.membership m
       set display_name = rename_member.display_name
     where m.workspace_id = rename_member.workspace_id and m.member_id = rename_member.member_id
$$;
comment on function core.rename_member(uuid, uuid, text) is 'Keeps the name that core.enter gives to a member''s requests.';
revoke all on function core.rename_member(uuid, uuid, text) from public;

create or replace function core.list_workspaces() returns json
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select coalesce(
               json_agg(
                   json_build_object(
                       'id', w.id,
                       'name', w.name,
                       'schema', w.schema_name,
                       'createdAt', core.utc_text(w.created_at),
                       'suspendedAt', core.utc_text(w.suspended_at)
                   )
                   order by w.name
               ),
               '[]'
           )
      from core.workspace w
$$;
comment on function core.list_workspaces() is 'All workspaces by name.';
revoke all on function core.list_workspaces() from public;
