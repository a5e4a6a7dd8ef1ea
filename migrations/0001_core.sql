-- The tables of `core`: workspaces, who may enter them, and what the runner of migrations keeps.
-- Run as vingt_owner, which owns everything. Functions and policies are in sql/core.

create schema core;
comment on schema core is 'Workspaces, accounts, sessions and keys, and the functions that the server calls. Tables are for the owner alone.';

create table core.migration (
    name text primary key,
    checksum text not null,
    ran_at timestamptz not null default now()
);
comment on table core.migration is 'The files of migrations/ that have run, once each.';
comment on column core.migration.checksum is 'SHA-256 of the file as it was run, in hex: a file that ran may not change any more.';

create table core.sql_file (
    name text primary key,
    checksum text not null,
    ran_at timestamptz not null default now()
);
comment on table core.sql_file is 'The files of sql/ as they were last run; a file is run again when its content changes.';
comment on column core.sql_file.checksum is 'SHA-256 of the file as it was run, in hex.';

create table core.login (
    role name primary key,
    password text not null
);
comment on table core.login is 'Passwords of the server''s own logins, made by the migration; the server reads them as the owner when it starts.';

create table core.workspace (
    id uuid primary key,
    name text not null unique,
    schema_name text not null unique,
    metadata_version bigint not null default 1,
    metadata_fingerprint text,
    created_at timestamptz not null default now(),
    suspended_at timestamptz
);
comment on table core.workspace is 'A tenant: one schema with a table an object. Made by core.create_workspace.';
comment on column core.workspace.metadata_version is 'Grows with every change of the workspace''s objects and fields.';
comment on column core.workspace.metadata_fingerprint is 'Equal for workspaces with equal objects and fields; null until it is computed.';
comment on column core.workspace.suspended_at is 'Since when nobody may enter; null: everyone who belongs to it may.';

create table core.workspace_role (
    role_name name primary key,
    workspace_id uuid not null references core.workspace (id) on delete cascade,
    kind text not null check (kind in ('admin', 'member')),
    unique (workspace_id, kind)
);
comment on table core.workspace_role is 'The database roles of a workspace. What a role may do is in its grants and policies.';

create table core.account (
    id uuid primary key,
    email text not null check (email = btrim(email) and email <> ''),
    password_hash text not null,
    created_at timestamptz not null default now()
);
comment on table core.account is 'Someone who can log in, to one workspace or several.';
comment on column core.account.password_hash is 'Argon2id, as the server writes it.';
create unique index account_email_key on core.account (lower(email));
comment on index core.account_email_key is 'Addresses differ by more than their case.';

create table core.membership (
    account_id uuid not null references core.account (id) on delete cascade,
    workspace_id uuid not null references core.workspace (id) on delete cascade,
    member_id uuid not null,
    role_name name not null references core.workspace_role (role_name),
    display_name text not null,
    created_at timestamptz not null default now(),
    primary key (account_id, workspace_id),
    unique (workspace_id, member_id)
);
comment on table core.membership is 'An account in a workspace, and the role that it acts with there.';
comment on column core.membership.member_id is 'The record in the workspace''s own table workspace_member.';
comment on column core.membership.display_name is 'The member''s name as records keep it; core.rename_member changes it.';
create index membership_role_name_idx on core.membership (role_name);

create table core.session (
    id uuid primary key,
    account_id uuid not null,
    workspace_id uuid not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    closed_at timestamptz,
    foreign key (account_id, workspace_id) references core.membership (account_id, workspace_id) on delete cascade
);
comment on table core.session is 'A login: the family of refresh tokens and access tokens that came of it.';
comment on column core.session.expires_at is 'When the latest refresh token ends, and the session with it.';
comment on column core.session.closed_at is 'Since when nothing of the session is good any more: logout, or a refresh token that was used twice.';
create index session_account_id_idx on core.session (account_id, workspace_id);

create table core.refresh_token (
    id uuid primary key,
    session_id uuid not null references core.session (id) on delete cascade,
    digest bytea not null,
    expires_at timestamptz not null,
    used_at timestamptz
);
comment on table core.refresh_token is 'Each is traded once for the next; a second use ends its session.';
comment on column core.refresh_token.digest is 'SHA-256 of the secret.';
create index refresh_token_session_id_idx on core.refresh_token (session_id);

create table core.api_key (
    id uuid primary key,
    workspace_id uuid not null references core.workspace (id) on delete cascade,
    role_name name not null references core.workspace_role (role_name),
    name text not null,
    digest bytea not null check (length(digest) = 32),
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    revoked_at timestamptz
);
comment on table core.api_key is 'What a program signs in with.';
comment on column core.api_key.role_name is 'The role that the key acts with.';
comment on column core.api_key.digest is 'SHA-256 of the secret, which is shown once and kept nowhere.';
create index api_key_workspace_id_idx on core.api_key (workspace_id);
create index api_key_role_name_idx on core.api_key (role_name);

create table core.signing_key (
    kid text primary key,
    secret bytea not null check (length(secret) >= 32),
    created_at timestamptz not null default now(),
    not_after timestamptz
);
comment on table core.signing_key is 'The secrets that access tokens are signed with (HS256).';
comment on column core.signing_key.not_after is 'When the last token that it signed is over; null: it is the one to sign with.';
create unique index signing_key_current_key on core.signing_key ((true)) where not_after is null;
comment on index core.signing_key_current_key is 'There is one key to sign with.';

-- Nobody but the owner has rights on these tables. Should somebody be granted some, the policies in sql/core decide;
-- a table without a policy shows nothing.
alter table core.migration enable row level security;
alter table core.sql_file enable row level security;
alter table core.login enable row level security;
alter table core.workspace enable row level security;
alter table core.workspace_role enable row level security;
alter table core.account enable row level security;
alter table core.membership enable row level security;
alter table core.session enable row level security;
alter table core.refresh_token enable row level security;
alter table core.api_key enable row level security;
alter table core.signing_key enable row level security;
