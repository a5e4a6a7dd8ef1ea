schema core of vingt_owner
    grant usage to vingt_api
    grant usage to vingt_workspace

schema filter of vingt_owner
    grant usage to public

schema metadata of vingt_owner
    grant usage to vingt_workspace

schema ws_acme of vingt_owner
    grant usage to ws_acme_admin
    grant usage to ws_acme_member

table core.account of vingt_owner (row level security)
    id uuid not null
    email text not null
    password_hash text not null
    created_at timestamp with time zone not null default now()
    constraint account_email_check CHECK (((email = btrim(email)) AND (email <> ''::text)))
    constraint account_pkey PRIMARY KEY (id)
    CREATE UNIQUE INDEX account_email_key ON core.account (lower(email))

table core.api_key of vingt_owner (row level security)
    id uuid not null
    workspace_id uuid not null
    role_name name not null
    name text not null
    digest bytea not null
    created_at timestamp with time zone not null default now()
    expires_at timestamp with time zone
    revoked_at timestamp with time zone
    constraint api_key_digest_check CHECK ((length(digest) = 32))
    constraint api_key_role_name_fkey FOREIGN KEY (role_name) REFERENCES core.workspace_role(role_name)
    constraint api_key_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES core.workspace(id) ON DELETE CASCADE
    constraint api_key_pkey PRIMARY KEY (id)
    CREATE INDEX api_key_role_name_idx ON core.api_key (role_name)
    CREATE INDEX api_key_workspace_id_idx ON core.api_key (workspace_id)
    policy own_workspace for select to vingt_workspace using (workspace_id = ( SELECT core.role_workspace(CURRENT_USER) AS role_workspace))

table core.login of vingt_owner (row level security)
    role name not null
    password text not null
    constraint login_pkey PRIMARY KEY (role)

table core.membership of vingt_owner (row level security)
    account_id uuid not null
    workspace_id uuid not null
    member_id uuid not null
    role_name name not null
    display_name text not null
    created_at timestamp with time zone not null default now()
    constraint membership_account_id_fkey FOREIGN KEY (account_id) REFERENCES core.account(id) ON DELETE CASCADE
    constraint membership_role_name_fkey FOREIGN KEY (role_name) REFERENCES core.workspace_role(role_name)
    constraint membership_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES core.workspace(id) ON DELETE CASCADE
    constraint membership_pkey PRIMARY KEY (account_id, workspace_id)
    constraint membership_workspace_id_member_id_key UNIQUE (workspace_id, member_id)
    CREATE INDEX membership_role_name_idx ON core.membership (role_name)
    policy own_workspace for select to vingt_workspace using (workspace_id = ( SELECT core.role_workspace(CURRENT_USER) AS role_workspace))

table core.migration of vingt_owner (row level security)
    name text not null
    checksum text not null
    ran_at timestamp with time zone not null default now()
    constraint migration_pkey PRIMARY KEY (name)

table core.refresh_token of vingt_owner (row level security)
    id uuid not null
    session_id uuid not null
    digest bytea not null
    expires_at timestamp with time zone not null
    used_at timestamp with time zone
    constraint refresh_token_session_id_fkey FOREIGN KEY (session_id) REFERENCES core.session(id) ON DELETE CASCADE
    constraint refresh_token_pkey PRIMARY KEY (id)
    CREATE INDEX refresh_token_session_id_idx ON core.refresh_token (session_id)

table core.session of vingt_owner (row level security)
    id uuid not null
    account_id uuid not null
    workspace_id uuid not null
    created_at timestamp with time zone not null default now()
    expires_at timestamp with time zone not null
    closed_at timestamp with time zone
    constraint session_account_id_workspace_id_fkey FOREIGN KEY (account_id, workspace_id) REFERENCES core.membership(account_id, workspace_id) ON DELETE CASCADE
    constraint session_pkey PRIMARY KEY (id)
    CREATE INDEX session_account_id_idx ON core.session (account_id, workspace_id)
    policy own_workspace for select to vingt_workspace using (workspace_id = ( SELECT core.role_workspace(CURRENT_USER) AS role_workspace))

table core.signing_key of vingt_owner (row level security)
    kid text not null
    secret bytea not null
    created_at timestamp with time zone not null default now()
    not_after timestamp with time zone
    constraint signing_key_secret_check CHECK ((length(secret) >= 32))
    constraint signing_key_pkey PRIMARY KEY (kid)
    CREATE UNIQUE INDEX signing_key_current_key ON core.signing_key ((true)) WHERE (not_after IS NULL)

table core.sql_file of vingt_owner (row level security)
    name text not null
    checksum text not null
    ran_at timestamp with time zone not null default now()
    constraint sql_file_pkey PRIMARY KEY (name)

table core.workspace of vingt_owner (row level security)
    id uuid not null
    name text not null
    schema_name text not null
    metadata_version bigint not null default 1
    metadata_fingerprint text
    created_at timestamp with time zone not null default now()
    suspended_at timestamp with time zone
    has_reports boolean not null default false
    constraint workspace_pkey PRIMARY KEY (id)
    constraint workspace_name_key UNIQUE (name)
    constraint workspace_schema_name_key UNIQUE (schema_name)
    policy own_workspace for select to vingt_workspace using (id = ( SELECT core.role_workspace(CURRENT_USER) AS role_workspace))

table core.workspace_role of vingt_owner (row level security)
    role_name name not null
    workspace_id uuid not null
    kind text not null
    constraint workspace_role_kind_check CHECK ((kind = ANY (ARRAY['admin'::text, 'member'::text])))
    constraint workspace_role_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES core.workspace(id) ON DELETE CASCADE
    constraint workspace_role_pkey PRIMARY KEY (role_name)
    constraint workspace_role_workspace_id_kind_key UNIQUE (workspace_id, kind)
    policy own_workspace for select to vingt_workspace using (workspace_id = ( SELECT core.role_workspace(CURRENT_USER) AS role_workspace))

view metadata.described_field of vingt_owner (security_invoker=true)
    id uuid
    object_id uuid
    name text
    label text
    type text
    description text
    icon text
    is_custom boolean
    is_active boolean
    is_system boolean
    is_nullable boolean
    is_unique boolean
    is_searchable boolean
    is_read_only boolean
    default_value jsonb
    options jsonb
    settings jsonb
    "position" integer
    relation_id uuid
    created_at timestamp with time zone
    updated_at timestamp with time zone
    grant select to vingt_workspace

view metadata.described_index of vingt_owner (security_invoker=true)
    id uuid
    object_id uuid
    name text
    kind text
    fields text[]
    is_unique boolean
    is_live_only boolean
    is_custom boolean
    is_ready boolean
    error text
    created_at timestamp with time zone
    grant select to vingt_workspace

view metadata.described_object of vingt_owner (security_invoker=true)
    id uuid
    name_singular text
    name_plural text
    label_singular text
    label_plural text
    description text
    icon text
    label_field text
    is_active boolean
    is_custom boolean
    is_system boolean
    is_searchable boolean
    is_read_only boolean
    "position" integer
    created_at timestamp with time zone
    updated_at timestamp with time zone
    grant select to vingt_workspace

view metadata.described_relation of vingt_owner (security_invoker=true)
    id uuid
    relation_type text
    from_object_id uuid
    to_object_id uuid
    from_field_id uuid
    to_field_id uuid
    from_field_name text
    to_field_name text
    key_field_id uuid
    junction_object_id uuid
    group_name text
    on_delete text
    is_custom boolean
    is_active boolean
    created_at timestamp with time zone
    updated_at timestamp with time zone
    grant select to vingt_workspace

table metadata.field of vingt_owner (row level security)
    id uuid not null default gen_random_uuid()
    workspace_id uuid not null
    object_id uuid not null
    name text not null
    label text not null
    type text not null
    description text not null default ''::text
    icon text
    is_nullable boolean not null
    is_unique boolean not null
    is_system boolean not null
    is_writable boolean not null
    is_custom boolean not null default true
    is_active boolean not null default true
    default_value jsonb
    options jsonb
    settings jsonb
    columns jsonb not null
    "position" integer not null
    created_at timestamp with time zone not null default now()
    updated_at timestamp with time zone not null default now()
    is_searchable boolean not null default false
    is_computed boolean not null default false
    constraint field_object_id_fkey FOREIGN KEY (object_id) REFERENCES metadata.object(id) ON DELETE CASCADE
    constraint field_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES core.workspace(id) ON DELETE CASCADE
    constraint field_pkey PRIMARY KEY (id)
    constraint field_object_id_name_key UNIQUE (object_id, name)
    CREATE INDEX field_workspace_id_idx ON metadata.field (workspace_id)
    policy own_workspace for select to vingt_workspace using (workspace_id = ( SELECT core.role_workspace(CURRENT_USER) AS role_workspace))
    grant select to vingt_workspace

table metadata.filter_operator of vingt_owner (row level security)
    field_type text not null
    operator text not null
    function text not null
    argument_type text not null
    description text not null
    "position" integer not null
    constraint filter_operator_pkey PRIMARY KEY (field_type, operator)
    CREATE TRIGGER publish_operators AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON metadata.filter_operator FOR EACH STATEMENT EXECUTE FUNCTION metadata.publish_operators()
    policy own_workspace for select to vingt_workspace using true
    grant select to vingt_workspace

table metadata.index of vingt_owner (row level security)
    id uuid not null default gen_random_uuid()
    workspace_id uuid not null
    object_id uuid not null
    name text not null
    kind text not null
    fields text[] not null
    is_live_only boolean not null default false
    is_custom boolean not null default false
    is_ready boolean not null default true
    error text
    created_at timestamp with time zone not null default now()
    constraint index_kind_check CHECK ((kind = ANY (ARRAY['PRIMARY_KEY'::text, 'UNIQUE'::text, 'FOREIGN_KEY'::text, 'CHECK'::text, 'INDEX'::text])))
    constraint index_object_id_fkey FOREIGN KEY (object_id) REFERENCES metadata.object(id) ON DELETE CASCADE
    constraint index_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES core.workspace(id) ON DELETE CASCADE
    constraint index_pkey PRIMARY KEY (id)
    constraint index_object_id_name_key UNIQUE (object_id, name)
    CREATE INDEX index_workspace_id_idx ON metadata.index (workspace_id)
    policy own_workspace for select to vingt_workspace using (workspace_id = ( SELECT core.role_workspace(CURRENT_USER) AS role_workspace))
    grant select to vingt_workspace

table metadata.noted_ddl of vingt_owner (row level security)
    number bigint not null
    command text not null
    constraint noted_ddl_pkey PRIMARY KEY (number)

sequence metadata.noted_ddl_number_seq of vingt_owner
    last_value bigint not null
    log_cnt bigint not null
    is_called boolean not null

table metadata.object of vingt_owner (row level security)
    id uuid not null default gen_random_uuid()
    workspace_id uuid not null
    name_singular text not null
    name_plural text not null
    label_singular text not null
    label_plural text not null
    description text not null default ''::text
    icon text
    table_name text not null
    label_field text not null
    "position" integer not null
    is_custom boolean not null default true
    is_system boolean not null default false
    is_active boolean not null default true
    created_at timestamp with time zone not null default now()
    updated_at timestamp with time zone not null default now()
    kind text not null default 'TABLE'::text
    is_searchable boolean not null default true
    is_writable boolean not null default true
    document json
    fingerprint text
    constraint object_kind_check CHECK ((kind = ANY (ARRAY['TABLE'::text, 'VIEW'::text])))
    constraint object_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES core.workspace(id) ON DELETE CASCADE
    constraint object_pkey PRIMARY KEY (id)
    constraint object_workspace_id_name_plural_key UNIQUE (workspace_id, name_plural)
    constraint object_workspace_id_name_singular_key UNIQUE (workspace_id, name_singular)
    constraint object_workspace_id_table_name_key UNIQUE (workspace_id, table_name)
    policy own_workspace for select to vingt_workspace using (workspace_id = ( SELECT core.role_workspace(CURRENT_USER) AS role_workspace))
    grant select to vingt_workspace

table metadata.relation of vingt_owner (row level security)
    id uuid not null default gen_random_uuid()
    workspace_id uuid not null
    relation_type text not null
    from_object_id uuid not null
    to_object_id uuid not null
    from_field_id uuid not null
    to_field_id uuid not null
    key_field_id uuid
    junction_object_id uuid
    junction_table text
    junction_from_column text
    junction_to_column text
    group_name text
    on_delete text not null
    is_custom boolean not null default true
    is_active boolean not null default true
    created_at timestamp with time zone not null default now()
    updated_at timestamp with time zone not null default now()
    constraint relation_check CHECK (((relation_type = 'MANY_TO_MANY'::text) = (key_field_id IS NULL)))
    constraint relation_check1 CHECK (((relation_type = 'MANY_TO_MANY'::text) = (junction_table IS NOT NULL)))
    constraint relation_check2 CHECK ((num_nulls(junction_table, junction_from_column, junction_to_column) = ANY (ARRAY[0, 3])))
    constraint relation_on_delete_check1 CHECK ((on_delete = ANY (ARRAY['SET_NULL'::text, 'CASCADE'::text, 'RESTRICT'::text])))
    constraint relation_relation_type_check CHECK ((relation_type = ANY (ARRAY['ONE_TO_MANY'::text, 'MANY_TO_ONE'::text, 'ONE_TO_ONE'::text, 'MANY_TO_MANY'::text])))
    constraint relation_from_field_id_fkey FOREIGN KEY (from_field_id) REFERENCES metadata.field(id) ON DELETE CASCADE
    constraint relation_from_object_id_fkey FOREIGN KEY (from_object_id) REFERENCES metadata.object(id) ON DELETE CASCADE
    constraint relation_junction_object_id_fkey FOREIGN KEY (junction_object_id) REFERENCES metadata.object(id) ON DELETE CASCADE
    constraint relation_key_field_id_fkey FOREIGN KEY (key_field_id) REFERENCES metadata.field(id) ON DELETE CASCADE
    constraint relation_to_field_id_fkey FOREIGN KEY (to_field_id) REFERENCES metadata.field(id) ON DELETE CASCADE
    constraint relation_to_object_id_fkey FOREIGN KEY (to_object_id) REFERENCES metadata.object(id) ON DELETE CASCADE
    constraint relation_workspace_id_fkey1 FOREIGN KEY (workspace_id) REFERENCES core.workspace(id) ON DELETE CASCADE
    constraint relation_pkey PRIMARY KEY (id)
    constraint relation_from_field_id_key UNIQUE (from_field_id)
    constraint relation_key_field_id_key UNIQUE (key_field_id)
    constraint relation_to_field_id_key UNIQUE (to_field_id)
    CREATE INDEX relation_from_object_id_idx ON metadata.relation (from_object_id)
    CREATE INDEX relation_junction_object_id_idx ON metadata.relation (junction_object_id)
    CREATE INDEX relation_to_object_id_idx ON metadata.relation (to_object_id)
    CREATE INDEX relation_workspace_id_idx ON metadata.relation (workspace_id)
    policy own_workspace for select to vingt_workspace using (workspace_id = ( SELECT core.role_workspace(CURRENT_USER) AS role_workspace))
    grant select to vingt_workspace

table metadata.work of vingt_owner (row level security)
    id uuid not null default gen_random_uuid()
    workspace_id uuid not null
    object_id uuid not null
    index_id uuid
    command text not null
    error text
    created_at timestamp with time zone not null default clock_timestamp()
    constraint work_index_id_fkey FOREIGN KEY (index_id) REFERENCES metadata.index(id) ON DELETE CASCADE
    constraint work_object_id_fkey FOREIGN KEY (object_id) REFERENCES metadata.object(id) ON DELETE CASCADE
    constraint work_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES core.workspace(id) ON DELETE CASCADE
    constraint work_pkey PRIMARY KEY (id)
    CREATE INDEX work_index_id_idx ON metadata.work (index_id)
    CREATE INDEX work_object_id_idx ON metadata.work (object_id)
    CREATE INDEX work_workspace_id_idx ON metadata.work (workspace_id)
    policy own_workspace for select to vingt_workspace using (workspace_id = ( SELECT core.role_workspace(CURRENT_USER) AS role_workspace))
    grant select to vingt_workspace

table metadata.workspace_operator of vingt_owner (row level security)
    workspace_id uuid not null
    field_type text not null
    operator text not null
    function text not null
    argument_type text not null
    description text not null default ''::text
    "position" integer not null default 100
    constraint workspace_operator_workspace_id_fkey FOREIGN KEY (workspace_id) REFERENCES core.workspace(id) ON DELETE CASCADE
    constraint workspace_operator_pkey PRIMARY KEY (workspace_id, field_type, operator)
    CREATE TRIGGER publish_own_operators AFTER INSERT OR DELETE OR UPDATE ON metadata.workspace_operator FOR EACH ROW EXECUTE FUNCTION metadata.publish_own_operators()
    policy own_workspace for select to vingt_workspace using (workspace_id = ( SELECT core.role_workspace(CURRENT_USER) AS role_workspace))
    grant select to vingt_workspace

table ws_acme.company of vingt_owner (row level security)
    id uuid not null default core.uuid7()
    name text not null
    domain_name text
    address text
    employees integer
    industry text
    linkedin_link text
    x_link text
    annual_recurring_revenue_amount_micros bigint
    annual_recurring_revenue_currency_code text
    ideal_customer_profile boolean
    account_owner_id uuid
    created_at timestamp with time zone not null default now()
    updated_at timestamp with time zone not null default now()
    deleted_at timestamp with time zone
    "position" double precision not null default core.new_position()
    created_by_source text not null default core.creator_source()
    created_by_workspace_member_id uuid default core.creator_member_id()
    created_by_name text not null default core.creator_name()
    search_vector tsvector
    constraint company_annual_recurring_revenue_currency_code_check CHECK ((annual_recurring_revenue_currency_code ~ '^[A-Z]{3}$'::text))
    constraint company_linkedin_link_check CHECK (core.is_url(linkedin_link))
    constraint company_position_check CHECK ((("position" > '-Infinity'::double precision) AND ("position" < 'Infinity'::double precision)))
    constraint company_times_check CHECK (((LEAST(created_at, updated_at, deleted_at) >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (GREATEST(created_at, updated_at, deleted_at) < '10000-01-01 00:00:00+00'::timestamp with time zone)))
    constraint company_x_link_check CHECK (core.is_url(x_link))
    constraint company_account_owner_id_fkey FOREIGN KEY (account_owner_id) REFERENCES ws_acme.workspace_member(id) ON DELETE SET NULL
    constraint company_pkey PRIMARY KEY (id)
    CREATE INDEX company_account_owner_id_idx ON ws_acme.company (account_owner_id, id)
    CREATE INDEX company_created_at_idx ON ws_acme.company (created_at, id)
    CREATE INDEX company_search_vector_idx ON ws_acme.company USING gin (search_vector)
    CREATE TRIGGER note_target__company_id_follow AFTER UPDATE OF deleted_at ON ws_acme.company FOR EACH ROW WHEN (((old.deleted_at IS NULL) AND (new.deleted_at IS NOT NULL))) EXECUTE FUNCTION core.follow_soft_delete('note_target', 'company_id', 'SET_NULL', 'soft')
    CREATE TRIGGER opportunity__company_id_follow AFTER UPDATE OF deleted_at ON ws_acme.company FOR EACH ROW WHEN (((old.deleted_at IS NULL) AND (new.deleted_at IS NOT NULL))) EXECUTE FUNCTION core.follow_soft_delete('opportunity', 'company_id', 'SET_NULL', 'soft')
    CREATE TRIGGER person__company_id_follow AFTER UPDATE OF deleted_at ON ws_acme.company FOR EACH ROW WHEN (((old.deleted_at IS NULL) AND (new.deleted_at IS NOT NULL))) EXECUTE FUNCTION core.follow_soft_delete('person', 'company_id', 'SET_NULL', 'soft')
    CREATE TRIGGER set_search_vector BEFORE INSERT OR UPDATE OF name, domain_name, address, industry, linkedin_link, x_link ON ws_acme.company FOR EACH ROW EXECUTE FUNCTION core.set_search_vector('name', 'domain_name', 'address', 'industry', 'linkedin_link', 'x_link')
    CREATE TRIGGER set_updated_at BEFORE UPDATE ON ws_acme.company FOR EACH ROW EXECUTE FUNCTION core.set_updated_at()
    CREATE TRIGGER task_target__company_id_follow AFTER UPDATE OF deleted_at ON ws_acme.company FOR EACH ROW WHEN (((old.deleted_at IS NULL) AND (new.deleted_at IS NOT NULL))) EXECUTE FUNCTION core.follow_soft_delete('task_target', 'company_id', 'SET_NULL', 'soft')
    policy admin for all to ws_acme_admin using true with check true
    policy member for all to ws_acme_member using true with check true
    grant delete, insert, select, update to ws_acme_admin
    grant delete, insert, select, update to ws_acme_member

table ws_acme.note of vingt_owner (row level security)
    id uuid not null default core.uuid7()
    title text not null
    body text
    created_at timestamp with time zone not null default now()
    updated_at timestamp with time zone not null default now()
    deleted_at timestamp with time zone
    "position" double precision not null default core.new_position()
    created_by_source text not null default core.creator_source()
    created_by_workspace_member_id uuid default core.creator_member_id()
    created_by_name text not null default core.creator_name()
    search_vector tsvector
    constraint note_position_check CHECK ((("position" > '-Infinity'::double precision) AND ("position" < 'Infinity'::double precision)))
    constraint note_times_check CHECK (((LEAST(created_at, updated_at, deleted_at) >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (GREATEST(created_at, updated_at, deleted_at) < '10000-01-01 00:00:00+00'::timestamp with time zone)))
    constraint note_pkey PRIMARY KEY (id)
    CREATE INDEX note_created_at_idx ON ws_acme.note (created_at, id)
    CREATE INDEX note_search_vector_idx ON ws_acme.note USING gin (search_vector)
    CREATE TRIGGER note_target__note_id_follow AFTER UPDATE OF deleted_at ON ws_acme.note FOR EACH ROW WHEN (((old.deleted_at IS NULL) AND (new.deleted_at IS NOT NULL))) EXECUTE FUNCTION core.follow_soft_delete('note_target', 'note_id', 'CASCADE', 'soft')
    CREATE TRIGGER set_search_vector BEFORE INSERT OR UPDATE OF title, body ON ws_acme.note FOR EACH ROW EXECUTE FUNCTION core.set_search_vector('title', 'body')
    CREATE TRIGGER set_updated_at BEFORE UPDATE ON ws_acme.note FOR EACH ROW EXECUTE FUNCTION core.set_updated_at()
    policy admin for all to ws_acme_admin using true with check true
    policy member for all to ws_acme_member using true with check true
    grant delete, insert, select, update to ws_acme_admin
    grant delete, insert, select, update to ws_acme_member

table ws_acme.note_target of vingt_owner (row level security)
    id uuid not null default core.uuid7()
    note_id uuid not null
    company_id uuid
    person_id uuid
    opportunity_id uuid
    created_at timestamp with time zone not null default now()
    updated_at timestamp with time zone not null default now()
    deleted_at timestamp with time zone
    "position" double precision not null default core.new_position()
    created_by_source text not null default core.creator_source()
    created_by_workspace_member_id uuid default core.creator_member_id()
    created_by_name text not null default core.creator_name()
    search_vector tsvector
    constraint note_target_position_check CHECK ((("position" > '-Infinity'::double precision) AND ("position" < 'Infinity'::double precision)))
    constraint note_target_times_check CHECK (((LEAST(created_at, updated_at, deleted_at) >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (GREATEST(created_at, updated_at, deleted_at) < '10000-01-01 00:00:00+00'::timestamp with time zone)))
    constraint note_target_company_id_fkey FOREIGN KEY (company_id) REFERENCES ws_acme.company(id) ON DELETE SET NULL
    constraint note_target_note_id_fkey FOREIGN KEY (note_id) REFERENCES ws_acme.note(id) ON DELETE CASCADE
    constraint note_target_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES ws_acme.opportunity(id) ON DELETE SET NULL
    constraint note_target_person_id_fkey FOREIGN KEY (person_id) REFERENCES ws_acme.person(id) ON DELETE SET NULL
    constraint note_target_pkey PRIMARY KEY (id)
    CREATE INDEX note_target_company_id_idx ON ws_acme.note_target (company_id, id)
    CREATE INDEX note_target_note_id_idx ON ws_acme.note_target (note_id, id)
    CREATE INDEX note_target_opportunity_id_idx ON ws_acme.note_target (opportunity_id, id)
    CREATE INDEX note_target_person_id_idx ON ws_acme.note_target (person_id, id)
    CREATE TRIGGER set_updated_at BEFORE UPDATE ON ws_acme.note_target FOR EACH ROW EXECUTE FUNCTION core.set_updated_at()
    policy admin for all to ws_acme_admin using true with check true
    policy member for all to ws_acme_member using true with check true
    grant delete, insert, select, update to ws_acme_admin
    grant delete, insert, select, update to ws_acme_member

table ws_acme.opportunity of vingt_owner (row level security)
    id uuid not null default core.uuid7()
    name text not null
    amount_amount_micros bigint
    amount_currency_code text
    stage text not null default 'NEW'::text
    probability numeric
    close_date date
    company_id uuid
    point_of_contact_id uuid
    created_at timestamp with time zone not null default now()
    updated_at timestamp with time zone not null default now()
    deleted_at timestamp with time zone
    "position" double precision not null default core.new_position()
    created_by_source text not null default core.creator_source()
    created_by_workspace_member_id uuid default core.creator_member_id()
    created_by_name text not null default core.creator_name()
    search_vector tsvector
    constraint opportunity_amount_currency_code_check CHECK ((amount_currency_code ~ '^[A-Z]{3}$'::text))
    constraint opportunity_close_date_check CHECK (((close_date >= '0001-01-01'::date) AND (close_date <= '9999-12-31'::date)))
    constraint opportunity_position_check CHECK ((("position" > '-Infinity'::double precision) AND ("position" < 'Infinity'::double precision)))
    constraint opportunity_probability_check CHECK (((probability > '-Infinity'::numeric) AND (probability < 'Infinity'::numeric)))
    constraint opportunity_stage_check CHECK ((stage = ANY (ARRAY['NEW'::text, 'QUALIFICATION'::text, 'MEETING'::text, 'PROPOSAL'::text, 'CUSTOMER'::text])))
    constraint opportunity_times_check CHECK (((LEAST(created_at, updated_at, deleted_at) >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (GREATEST(created_at, updated_at, deleted_at) < '10000-01-01 00:00:00+00'::timestamp with time zone)))
    constraint opportunity_company_id_fkey FOREIGN KEY (company_id) REFERENCES ws_acme.company(id) ON DELETE SET NULL
    constraint opportunity_point_of_contact_id_fkey FOREIGN KEY (point_of_contact_id) REFERENCES ws_acme.person(id) ON DELETE SET NULL
    constraint opportunity_pkey PRIMARY KEY (id)
    CREATE INDEX opportunity_company_id_idx ON ws_acme.opportunity (company_id, id)
    CREATE INDEX opportunity_created_at_idx ON ws_acme.opportunity (created_at, id)
    CREATE INDEX opportunity_point_of_contact_id_idx ON ws_acme.opportunity (point_of_contact_id, id)
    CREATE INDEX opportunity_search_vector_idx ON ws_acme.opportunity USING gin (search_vector)
    CREATE TRIGGER note_target__opportunity_id_follow AFTER UPDATE OF deleted_at ON ws_acme.opportunity FOR EACH ROW WHEN (((old.deleted_at IS NULL) AND (new.deleted_at IS NOT NULL))) EXECUTE FUNCTION core.follow_soft_delete('note_target', 'opportunity_id', 'SET_NULL', 'soft')
    CREATE TRIGGER set_search_vector BEFORE INSERT OR UPDATE OF name ON ws_acme.opportunity FOR EACH ROW EXECUTE FUNCTION core.set_search_vector('name')
    CREATE TRIGGER set_updated_at BEFORE UPDATE ON ws_acme.opportunity FOR EACH ROW EXECUTE FUNCTION core.set_updated_at()
    CREATE TRIGGER task_target__opportunity_id_follow AFTER UPDATE OF deleted_at ON ws_acme.opportunity FOR EACH ROW WHEN (((old.deleted_at IS NULL) AND (new.deleted_at IS NOT NULL))) EXECUTE FUNCTION core.follow_soft_delete('task_target', 'opportunity_id', 'SET_NULL', 'soft')
    policy admin for all to ws_acme_admin using true with check true
    policy member for all to ws_acme_member using true with check true
    grant delete, insert, select, update to ws_acme_admin
    grant delete, insert, select, update to ws_acme_member

table ws_acme.person of vingt_owner (row level security)
    id uuid not null default core.uuid7()
    name_first_name text
    name_last_name text
    email text
    phone text
    city text
    job_title text
    linkedin_link text
    x_link text
    avatar_url text
    company_id uuid
    created_at timestamp with time zone not null default now()
    updated_at timestamp with time zone not null default now()
    deleted_at timestamp with time zone
    "position" double precision not null default core.new_position()
    created_by_source text not null default core.creator_source()
    created_by_workspace_member_id uuid default core.creator_member_id()
    created_by_name text not null default core.creator_name()
    search_vector tsvector
    constraint person_avatar_url_check CHECK (core.is_url(avatar_url))
    constraint person_email_check CHECK (core.is_email(email))
    constraint person_linkedin_link_check CHECK (core.is_url(linkedin_link))
    constraint person_phone_check CHECK (core.is_phone(phone))
    constraint person_position_check CHECK ((("position" > '-Infinity'::double precision) AND ("position" < 'Infinity'::double precision)))
    constraint person_times_check CHECK (((LEAST(created_at, updated_at, deleted_at) >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (GREATEST(created_at, updated_at, deleted_at) < '10000-01-01 00:00:00+00'::timestamp with time zone)))
    constraint person_x_link_check CHECK (core.is_url(x_link))
    constraint person_company_id_fkey FOREIGN KEY (company_id) REFERENCES ws_acme.company(id) ON DELETE SET NULL
    constraint person_pkey PRIMARY KEY (id)
    CREATE INDEX person_company_id_idx ON ws_acme.person (company_id, id)
    CREATE INDEX person_created_at_idx ON ws_acme.person (created_at, id)
    CREATE UNIQUE INDEX person_email_key ON ws_acme.person (lower(email)) WHERE (deleted_at IS NULL)
    CREATE INDEX person_search_vector_idx ON ws_acme.person USING gin (search_vector)
    CREATE TRIGGER note_target__person_id_follow AFTER UPDATE OF deleted_at ON ws_acme.person FOR EACH ROW WHEN (((old.deleted_at IS NULL) AND (new.deleted_at IS NOT NULL))) EXECUTE FUNCTION core.follow_soft_delete('note_target', 'person_id', 'SET_NULL', 'soft')
    CREATE TRIGGER opportunity__point_of_contact_id_follow AFTER UPDATE OF deleted_at ON ws_acme.person FOR EACH ROW WHEN (((old.deleted_at IS NULL) AND (new.deleted_at IS NOT NULL))) EXECUTE FUNCTION core.follow_soft_delete('opportunity', 'point_of_contact_id', 'SET_NULL', 'soft')
    CREATE TRIGGER set_search_vector BEFORE INSERT OR UPDATE OF name_first_name, name_last_name, email, phone, city, job_title, linkedin_link, x_link, avatar_url ON ws_acme.person FOR EACH ROW EXECUTE FUNCTION core.set_search_vector('name_first_name', 'name_last_name', 'email', 'phone', 'city', 'job_title', 'linkedin_link', 'x_link', 'avatar_url')
    CREATE TRIGGER set_updated_at BEFORE UPDATE ON ws_acme.person FOR EACH ROW EXECUTE FUNCTION core.set_updated_at()
    CREATE TRIGGER task_target__person_id_follow AFTER UPDATE OF deleted_at ON ws_acme.person FOR EACH ROW WHEN (((old.deleted_at IS NULL) AND (new.deleted_at IS NOT NULL))) EXECUTE FUNCTION core.follow_soft_delete('task_target', 'person_id', 'SET_NULL', 'soft')
    policy admin for all to ws_acme_admin using true with check true
    policy member for all to ws_acme_member using true with check true
    grant delete, insert, select, update to ws_acme_admin
    grant delete, insert, select, update to ws_acme_member

table ws_acme.task of vingt_owner (row level security)
    id uuid not null default core.uuid7()
    title text not null
    body text
    status text not null default 'TODO'::text
    due_at timestamp with time zone
    assignee_id uuid
    created_at timestamp with time zone not null default now()
    updated_at timestamp with time zone not null default now()
    deleted_at timestamp with time zone
    "position" double precision not null default core.new_position()
    created_by_source text not null default core.creator_source()
    created_by_workspace_member_id uuid default core.creator_member_id()
    created_by_name text not null default core.creator_name()
    search_vector tsvector
    constraint task_due_at_check CHECK (((due_at >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (due_at < '10000-01-01 00:00:00+00'::timestamp with time zone)))
    constraint task_position_check CHECK ((("position" > '-Infinity'::double precision) AND ("position" < 'Infinity'::double precision)))
    constraint task_status_check CHECK ((status = ANY (ARRAY['TODO'::text, 'IN_PROGRESS'::text, 'DONE'::text])))
    constraint task_times_check CHECK (((LEAST(created_at, updated_at, deleted_at) >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (GREATEST(created_at, updated_at, deleted_at) < '10000-01-01 00:00:00+00'::timestamp with time zone)))
    constraint task_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES ws_acme.workspace_member(id) ON DELETE SET NULL
    constraint task_pkey PRIMARY KEY (id)
    CREATE INDEX task_assignee_id_idx ON ws_acme.task (assignee_id, id)
    CREATE INDEX task_created_at_idx ON ws_acme.task (created_at, id)
    CREATE INDEX task_search_vector_idx ON ws_acme.task USING gin (search_vector)
    CREATE TRIGGER set_search_vector BEFORE INSERT OR UPDATE OF title, body ON ws_acme.task FOR EACH ROW EXECUTE FUNCTION core.set_search_vector('title', 'body')
    CREATE TRIGGER set_updated_at BEFORE UPDATE ON ws_acme.task FOR EACH ROW EXECUTE FUNCTION core.set_updated_at()
    CREATE TRIGGER task_target__task_id_follow AFTER UPDATE OF deleted_at ON ws_acme.task FOR EACH ROW WHEN (((old.deleted_at IS NULL) AND (new.deleted_at IS NOT NULL))) EXECUTE FUNCTION core.follow_soft_delete('task_target', 'task_id', 'CASCADE', 'soft')
    policy admin for all to ws_acme_admin using true with check true
    policy member for all to ws_acme_member using true with check true
    grant delete, insert, select, update to ws_acme_admin
    grant delete, insert, select, update to ws_acme_member

table ws_acme.task_target of vingt_owner (row level security)
    id uuid not null default core.uuid7()
    task_id uuid not null
    company_id uuid
    person_id uuid
    opportunity_id uuid
    created_at timestamp with time zone not null default now()
    updated_at timestamp with time zone not null default now()
    deleted_at timestamp with time zone
    "position" double precision not null default core.new_position()
    created_by_source text not null default core.creator_source()
    created_by_workspace_member_id uuid default core.creator_member_id()
    created_by_name text not null default core.creator_name()
    search_vector tsvector
    constraint task_target_position_check CHECK ((("position" > '-Infinity'::double precision) AND ("position" < 'Infinity'::double precision)))
    constraint task_target_times_check CHECK (((LEAST(created_at, updated_at, deleted_at) >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (GREATEST(created_at, updated_at, deleted_at) < '10000-01-01 00:00:00+00'::timestamp with time zone)))
    constraint task_target_company_id_fkey FOREIGN KEY (company_id) REFERENCES ws_acme.company(id) ON DELETE SET NULL
    constraint task_target_opportunity_id_fkey FOREIGN KEY (opportunity_id) REFERENCES ws_acme.opportunity(id) ON DELETE SET NULL
    constraint task_target_person_id_fkey FOREIGN KEY (person_id) REFERENCES ws_acme.person(id) ON DELETE SET NULL
    constraint task_target_task_id_fkey FOREIGN KEY (task_id) REFERENCES ws_acme.task(id) ON DELETE CASCADE
    constraint task_target_pkey PRIMARY KEY (id)
    CREATE INDEX task_target_company_id_idx ON ws_acme.task_target (company_id, id)
    CREATE INDEX task_target_opportunity_id_idx ON ws_acme.task_target (opportunity_id, id)
    CREATE INDEX task_target_person_id_idx ON ws_acme.task_target (person_id, id)
    CREATE INDEX task_target_task_id_idx ON ws_acme.task_target (task_id, id)
    CREATE TRIGGER set_updated_at BEFORE UPDATE ON ws_acme.task_target FOR EACH ROW EXECUTE FUNCTION core.set_updated_at()
    policy admin for all to ws_acme_admin using true with check true
    policy member for all to ws_acme_member using true with check true
    grant delete, insert, select, update to ws_acme_admin
    grant delete, insert, select, update to ws_acme_member

table ws_acme.workspace_member of vingt_owner (row level security)
    id uuid not null default core.uuid7()
    name_first_name text
    name_last_name text
    email text
    avatar_url text
    created_at timestamp with time zone not null default now()
    updated_at timestamp with time zone not null default now()
    deleted_at timestamp with time zone
    "position" double precision not null default core.new_position()
    created_by_source text not null default core.creator_source()
    created_by_workspace_member_id uuid default core.creator_member_id()
    created_by_name text not null default core.creator_name()
    search_vector tsvector
    constraint workspace_member_avatar_url_check CHECK (core.is_url(avatar_url))
    constraint workspace_member_email_check CHECK (core.is_email(email))
    constraint workspace_member_position_check CHECK ((("position" > '-Infinity'::double precision) AND ("position" < 'Infinity'::double precision)))
    constraint workspace_member_times_check CHECK (((LEAST(created_at, updated_at, deleted_at) >= '0001-01-01 00:00:00+00'::timestamp with time zone) AND (GREATEST(created_at, updated_at, deleted_at) < '10000-01-01 00:00:00+00'::timestamp with time zone)))
    constraint workspace_member_pkey PRIMARY KEY (id)
    CREATE UNIQUE INDEX workspace_member_email_key ON ws_acme.workspace_member (lower(email)) WHERE (deleted_at IS NULL)
    CREATE INDEX workspace_member_search_vector_idx ON ws_acme.workspace_member USING gin (search_vector)
    CREATE TRIGGER company__account_owner_id_follow AFTER UPDATE OF deleted_at ON ws_acme.workspace_member FOR EACH ROW WHEN (((old.deleted_at IS NULL) AND (new.deleted_at IS NOT NULL))) EXECUTE FUNCTION core.follow_soft_delete('company', 'account_owner_id', 'SET_NULL', 'soft')
    CREATE TRIGGER set_search_vector BEFORE INSERT OR UPDATE OF name_first_name, name_last_name, email, avatar_url ON ws_acme.workspace_member FOR EACH ROW EXECUTE FUNCTION core.set_search_vector('name_first_name', 'name_last_name', 'email', 'avatar_url')
    CREATE TRIGGER set_updated_at BEFORE UPDATE ON ws_acme.workspace_member FOR EACH ROW EXECUTE FUNCTION core.set_updated_at()
    CREATE TRIGGER task__assignee_id_follow AFTER UPDATE OF deleted_at ON ws_acme.workspace_member FOR EACH ROW WHEN (((old.deleted_at IS NULL) AND (new.deleted_at IS NOT NULL))) EXECUTE FUNCTION core.follow_soft_delete('task', 'assignee_id', 'SET_NULL', 'soft')
    policy admin for all to ws_acme_admin using true with check true
    policy member for all to ws_acme_member using true with check true
    grant delete, insert, select, update to ws_acme_admin
    grant delete, insert, select, update to ws_acme_member

function core.add_member(workspace_id uuid, kind text, email text, password_hash text, first_name text, last_name text) returns uuid
    plpgsql volatile set search_path=pg_catalog, pg_temp

function core.administered_workspace(kind text, id uuid, digest bytea) returns uuid
    plpgsql stable set search_path=pg_catalog, pg_temp

function core.answer(value json) returns json
    plpgsql stable parallel safe
    grant execute to vingt_workspace

function core.api_key_json(key core.api_key) returns json
    sql stable set search_path=pg_catalog, pg_temp

function core.backend_memory() returns bigint
    sql volatile security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_api

function core.claim(name text) returns text
    sql stable parallel safe
    grant execute to vingt_workspace

function core.close_session(session_id uuid) returns void
    sql volatile security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_api

function core.create_api_key(kind text, id uuid, digest bytea, key_id uuid, key_digest bytea, name text, expires_at timestamp with time zone) returns json
    sql volatile security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_api

function core.create_workspace(name text, owner_email text, password_hash text, first_name text, last_name text) returns jsonb
    plpgsql volatile security definer set search_path=pg_catalog, pg_temp

function core.creator_member_id() returns uuid
    sql stable parallel safe
    grant execute to vingt_workspace

function core.creator_name() returns text
    sql stable parallel safe
    grant execute to vingt_workspace

function core.creator_source() returns text
    sql stable parallel safe
    grant execute to vingt_workspace

function core.enter(kind text, id uuid, digest bytea, OUT db_role text, OUT claims text, OUT workspace_id uuid, OUT schema_name text, OUT metadata_version bigint) returns SETOF record
    plpgsql stable parallel safe security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_api

function core.follow_soft_delete() returns trigger
    plpgsql volatile security definer set search_path=pg_catalog, pg_temp

function core.insert_api_key(workspace_id uuid, key_id uuid, key_digest bytea, name text, expires_at timestamp with time zone) returns json
    plpgsql volatile set search_path=pg_catalog, pg_temp

function core.is_email(address text) returns boolean
    sql immutable parallel safe
    grant execute to vingt_workspace

function core.is_email_list(list jsonb) returns boolean
    sql immutable parallel safe set search_path=pg_catalog, pg_temp
    grant execute to vingt_workspace

function core.is_link_list(list jsonb) returns boolean
    sql immutable parallel safe set search_path=pg_catalog, pg_temp
    grant execute to vingt_workspace

function core.is_list(list text[]) returns boolean
    sql immutable parallel safe
    grant execute to vingt_workspace

function core.is_phone(number text) returns boolean
    sql immutable parallel safe
    grant execute to vingt_workspace

function core.is_phone_list(list jsonb) returns boolean
    sql immutable parallel safe set search_path=pg_catalog, pg_temp
    grant execute to vingt_workspace

function core.is_url(address text) returns boolean
    sql immutable parallel safe
    grant execute to vingt_workspace

function core.json_path(path text, field text) returns jsonpath
    plpgsql immutable set search_path=pg_catalog, pg_temp
    grant execute to vingt_workspace

function core.list_api_keys(kind text, id uuid, digest bytea) returns json
    plpgsql stable security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_api

function core.list_workspaces() returns json
    sql stable set search_path=pg_catalog, pg_temp

function core.login_lookup(email text, OUT account_id uuid, OUT password_hash text, OUT workspace_id uuid, OUT workspace_name text) returns SETOF record
    sql stable security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_api

function core.make_workspace_role(workspace_id uuid, role_name name, kind text) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function core.model(workspace uuid) returns json
    sql stable security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_api

function core.model_version(workspace uuid, OUT version bigint, OUT fingerprint text) returns record
    sql stable security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_api

function core.named_workspace(workspace text) returns uuid
    plpgsql stable set search_path=pg_catalog, pg_temp

function core.new_position() returns double precision
    sql volatile parallel safe
    grant execute to vingt_workspace

function core.no_such_record(object text, id uuid, field text) returns json
    plpgsql volatile set search_path=pg_catalog, pg_temp
    grant execute to vingt_workspace

function core.open_session(session_id uuid, account_id uuid, workspace_id uuid, refresh_id uuid, refresh_digest bytea, expires_at timestamp with time zone) returns void
    plpgsql volatile security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_api

function core.owner_create_api_key(workspace text, key_id uuid, key_digest bytea, name text, expires_at timestamp with time zone) returns json
    sql volatile set search_path=pg_catalog, pg_temp

function core.owner_list_api_keys(workspace text) returns json
    plpgsql stable set search_path=pg_catalog, pg_temp

function core.owner_revoke_api_key(key_id uuid) returns json
    sql volatile set search_path=pg_catalog, pg_temp

function core.random_secret() returns bytea
    sql volatile set search_path=pg_catalog, pg_temp

function core.rename_member(workspace_id uuid, member_id uuid, display_name text) returns void
    sql volatile set search_path=pg_catalog, pg_temp

function core.require_found(object text, wanted uuid[], found uuid[], field text) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp
    grant execute to vingt_workspace

function core.require_linked(object text, wanted uuid[], found uuid[], fields text[]) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp
    grant execute to vingt_workspace

function core.revoke_api_key(kind text, id uuid, digest bytea, key_id uuid) returns json
    sql volatile security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_api

function core.revoke_key(key_id uuid, only_in uuid) returns json
    plpgsql volatile set search_path=pg_catalog, pg_temp

function core.role_workspace(role name) returns uuid
    sql stable parallel safe security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_workspace

function core.rotate_refresh(old_id uuid, old_digest bytea, new_id uuid, new_digest bytea, expires_at timestamp with time zone, OUT status text, OUT session_id uuid, OUT account_id uuid, OUT workspace_id uuid) returns record
    plpgsql volatile security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_api

function core.rotate_signing_key(age interval) returns void
    plpgsql volatile security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_api

function core.search_vector(VARIADIC texts text[]) returns tsvector
    plpgsql immutable parallel safe
    grant execute to vingt_workspace

function core.set_search_vector() returns trigger
    plpgsql volatile

function core.set_updated_at() returns trigger
    plpgsql volatile set search_path=pg_catalog, pg_temp

function core.signing_keys(OUT kid text, OUT secret bytea, OUT is_current boolean, OUT not_after timestamp with time zone) returns SETOF record
    sql stable security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_api

function core.utc_text(moment timestamp with time zone) returns text
    sql stable parallel safe

function core.uuid7() returns uuid
    sql volatile parallel safe
    grant execute to vingt_workspace

function filter.contains(value jsonb, operand jsonb) returns boolean
    sql immutable parallel safe
    grant execute to public

function filter.contains_all(value anyarray, operand anyarray) returns boolean
    sql immutable parallel safe
    grant execute to public

function filter.contains_any(value anyarray, operand anyarray) returns boolean
    sql immutable parallel safe
    grant execute to public

function filter.ends_with(value text, operand text) returns boolean
    sql immutable parallel safe
    grant execute to public

function filter.eq(value anycompatible, operand anycompatible) returns boolean
    sql immutable parallel safe
    grant execute to public

function filter.gt(value anycompatible, operand anycompatible) returns boolean
    sql immutable parallel safe
    grant execute to public

function filter.gte(value anycompatible, operand anycompatible) returns boolean
    sql immutable parallel safe
    grant execute to public

function filter.has_key(value jsonb, operand text) returns boolean
    sql immutable parallel safe
    grant execute to public

function filter.ilike(value text, pattern text) returns boolean
    sql immutable parallel safe
    grant execute to public

function filter.in_list(value anycompatible, list anycompatiblearray) returns boolean
    sql immutable parallel safe
    grant execute to public

function filter.is_empty(value anyarray, operand boolean) returns boolean
    sql immutable parallel safe
    grant execute to public

function filter.is_empty(value jsonb, operand boolean) returns boolean
    sql immutable parallel safe
    grant execute to public

function filter.like(value text, pattern text) returns boolean
    sql immutable parallel safe
    grant execute to public

function filter.lt(value anycompatible, operand anycompatible) returns boolean
    sql immutable parallel safe
    grant execute to public

function filter.lte(value anycompatible, operand anycompatible) returns boolean
    sql immutable parallel safe
    grant execute to public

function filter.neq(value anycompatible, operand anycompatible) returns boolean
    sql immutable parallel safe
    grant execute to public

function filter.next(value date, span interval) returns boolean
    sql stable parallel safe
    grant execute to public

function filter.next(value timestamp with time zone, span interval) returns boolean
    sql stable parallel safe
    grant execute to public

function filter.past(value date, span interval) returns boolean
    sql stable parallel safe
    grant execute to public

function filter.past(value timestamp with time zone, span interval) returns boolean
    sql stable parallel safe
    grant execute to public

function filter.path(value jsonb, operand jsonpath) returns boolean
    sql immutable parallel safe
    grant execute to public

function filter.pattern_of(operand text) returns text
    sql immutable parallel safe
    grant execute to public

function filter.starts_with(value text, operand text) returns boolean
    sql immutable parallel safe
    grant execute to public

function metadata.access_sql(workspace_id uuid, schema_name text, table_name text) returns text
    sql stable set search_path=pg_catalog, pg_temp

function metadata.actor_columns(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.actor_default(part text, value jsonb) returns text
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.add_adopted_field(object metadata.object, relation_id oid, described jsonb, is_key boolean, number smallint) returns text
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.add_adopted_relation(object metadata.object, target metadata.object, relation_id oid, column_name text, delete_action "char") returns text
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.add_columns(object metadata.object, schema_name text, plans jsonb) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.add_computed_field(object metadata.object, function_id oid, described jsonb) returns text
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.add_constraint(object metadata.object, constraint_name text, definition text) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.add_far_relation(object metadata.object, given jsonb, is_custom boolean) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.add_fields(object metadata.object, givens jsonb, is_custom boolean) returns uuid[]
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.add_many_to_many(object metadata.object, target metadata.object, relation jsonb, given jsonb, is_custom boolean) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.add_object(workspace_id uuid, given jsonb, is_custom boolean) returns uuid
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.address_columns(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.address_key(part text) returns text
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.adopt(workspace text) returns TABLE(kind text, name text, action text, why text)
    plpgsql volatile security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_workspace

function metadata.adopt_access(object metadata.object, relation_id oid) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.adopt_columns(object metadata.object, relation_id oid) returns TABLE(object_id uuid, kind text, name text, action text, why text)
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.adopt_functions(object metadata.object, relation_id oid) returns TABLE(object_id uuid, kind text, name text, action text, why text)
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.adopt_indexes(object metadata.object, relation_id oid) returns TABLE(object_id uuid, kind text, name text, action text, why text)
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.adopt_relations(object metadata.object, relation_id oid) returns TABLE(object_id uuid, kind text, name text, action text, why text)
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.adopt_table(workspace_id uuid, relation_id oid) returns TABLE(object_id uuid, kind text, name text, action text, why text)
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.adopt_tables(workspace_id uuid, touched oid[]) returns TABLE(kind text, name text, action text, why text)
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.adopted_column(relation_id oid, number smallint) returns jsonb
    sql stable set search_path=pg_catalog, pg_temp

function metadata.adopted_function(object metadata.object, relation_id oid, function_id oid) returns jsonb
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.adopted_type(type_id oid, modifier integer) returns jsonb
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.api_name(sql_name text) returns text
    sql immutable parallel safe set search_path=pg_catalog, pg_temp

function metadata.array_columns(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.array_from(from_type text, from_settings jsonb, settings jsonb) returns text
    sql stable set search_path=pg_catalog, pg_temp

function metadata.array_settings(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.boolean_columns(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.boolean_from(from_type text, from_settings jsonb, settings jsonb) returns text
    sql stable set search_path=pg_catalog, pg_temp

function metadata.boolean_key(part text) returns text
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.build_index(object metadata.object, index_name text, definition text) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.bump_all_versions() returns SETOF core.workspace
    sql volatile set search_path=pg_catalog, pg_temp

function metadata.caller() returns name
    sql stable parallel safe
    grant execute to vingt_workspace

function metadata.can_search(object_id uuid) returns boolean
    sql stable set search_path=pg_catalog, pg_temp

function metadata.change_computed_field(field metadata.field, described jsonb) returns boolean
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.change_field(field_id uuid, known jsonb, described jsonb, is_view boolean) returns text
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.check_changeable(object metadata.object, field metadata.field, given jsonb) returns void
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.check_field_name(name text, field text) returns void
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.check_free(object_id uuid, plans jsonb) returns void
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.check_keys(given jsonb, known text[], place text DEFAULT NULL::text) returns void
    plpgsql immutable set search_path=pg_catalog, pg_temp

function metadata.check_label_field(object metadata.object, name text) returns void
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.check_name(name text, field text) returns void
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.check_object_name(workspace_id uuid, object_id uuid, name text, field text) returns void
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.check_options(type text, options jsonb) returns jsonb
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.check_parts(type text, value jsonb, settings jsonb) returns void
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.check_settings(type text, settings jsonb) returns jsonb
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.check_texts(given jsonb) returns void
    plpgsql immutable set search_path=pg_catalog, pg_temp

function metadata.check_type(type text) returns void
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.clear_reports(workspace_id uuid) returns void
    sql volatile set search_path=pg_catalog, pg_temp

function metadata.column_comments_sql(schema_name text, table_name text, plans jsonb) returns text
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.column_item(described jsonb, part text) returns jsonb
    sql immutable parallel safe

function metadata.columns_of_computed(described jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.comment_parts(note text, OUT label text, OUT description text) returns record
    sql immutable parallel safe set search_path=pg_catalog, pg_temp

function metadata.computed_settings(described jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.constant_value(expression text, pg_type text) returns jsonb
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.constraint_name(table_name text, column_name text, suffix text) returns text
    sql immutable parallel safe

function metadata.constraints_document(object_id uuid) returns json
    sql stable set search_path=pg_catalog, pg_temp

function metadata.converted_default(field metadata.field, wanted_type text, conversion text) returns jsonb
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.create_field(given jsonb) returns uuid
    plpgsql volatile security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_workspace

function metadata.create_fields(given jsonb) returns uuid[]
    plpgsql volatile security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_workspace

function metadata.create_index(given jsonb) returns uuid
    plpgsql volatile security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_workspace

function metadata.create_object(given jsonb) returns uuid
    plpgsql volatile security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_workspace

function metadata.create_relation(given jsonb) returns uuid
    plpgsql volatile security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_workspace

function metadata.create_reports(workspace text) returns text
    plpgsql volatile security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_workspace

function metadata.create_standard_objects(workspace_id uuid) returns void
    plpgsql volatile security definer set search_path=pg_catalog, pg_temp

function metadata.create_table_sql(schema_name text, table_name text, plans jsonb, primary_key text, times_check text) returns text
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.currency_columns(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.currency_settings(settings jsonb) returns jsonb
    plpgsql immutable set search_path=pg_catalog, pg_temp

function metadata.date_columns(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.date_default(part text, value jsonb) returns text
    plpgsql immutable set search_path=pg_catalog, pg_temp

function metadata.date_from(from_type text, from_settings jsonb, settings jsonb) returns text
    sql stable set search_path=pg_catalog, pg_temp

function metadata.date_time_columns(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.date_time_default(part text, value jsonb) returns text
    plpgsql immutable set search_path=pg_catalog, pg_temp

function metadata.date_time_from(from_type text, from_settings jsonb, settings jsonb) returns text
    sql stable set search_path=pg_catalog, pg_temp

function metadata.default_sql(type text, part text, pg_type text, value jsonb, options jsonb, settings jsonb) returns text
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.delete_field(given jsonb) returns uuid
    plpgsql volatile security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_workspace

function metadata.delete_index(given jsonb) returns uuid
    plpgsql volatile security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_workspace

function metadata.delete_object(given jsonb) returns uuid
    plpgsql volatile security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_workspace

function metadata.delete_relation(given jsonb) returns uuid
    plpgsql volatile security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_workspace

function metadata.drop_columns(object metadata.object, field metadata.field) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.drop_index(object metadata.object, index metadata.index) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.drop_relation(relation metadata.relation, confirm text, name text) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.drop_reports(workspace text) returns void
    plpgsql volatile security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_workspace

function metadata.email_columns(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.email_key(part text) returns text
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.email_settings(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.emails_columns(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.emails_key(part text) returns text
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.end_work(work_id uuid, why text) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.field_keys() returns text[]
    sql immutable parallel safe

function metadata.field_to_change(given jsonb, key text) returns metadata.field
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.fields_document(object_id uuid) returns json
    sql stable set search_path=pg_catalog, pg_temp

function metadata.fields_of_columns(object_id uuid, relation_id oid, numbers smallint[]) returns text[]
    sql stable set search_path=pg_catalog, pg_temp

function metadata.fill_search(object metadata.object) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.fill_search_vectors(IN object_id uuid) returns 
    plpgsql volatile

function metadata.fingerprint(document json) returns text
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.follow_trigger_name(table_name text, key_column text) returns text
    sql immutable parallel safe

function metadata.follow_trigger_sql(schema_name text, target_table text, table_name text, key_column text, on_delete text) returns text
    sql stable set search_path=pg_catalog, pg_temp

function metadata.follow_triggers_sql(schema_name text, table_name text, plans jsonb) returns text
    sql stable set search_path=pg_catalog, pg_temp

function metadata.forget_field(field_id uuid) returns void
    sql volatile set search_path=pg_catalog, pg_temp

function metadata.forget_objects(workspace_id uuid, schema_id oid) returns TABLE(object_id uuid, kind text, name text, action text, why text)
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.forget_work(object metadata.object) returns void
    sql volatile set search_path=pg_catalog, pg_temp

function metadata.free_field_name(object_id uuid, wanted text, spare text) returns text
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.free_name(schema_name text, table_name text, column_name text, suffix text, replaced text[] DEFAULT '{}'::text[]) returns text
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.free_object_names(workspace_id uuid, table_name text, OUT name_singular text, OUT name_plural text) returns record
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.full_name_columns(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.given_flag(given jsonb, key text, otherwise boolean) returns boolean
    plpgsql immutable set search_path=pg_catalog, pg_temp

function metadata.given_id(given jsonb, key text) returns uuid
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.given_workspace(given jsonb) returns uuid
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.has_columns_here(given jsonb) returns boolean
    sql immutable parallel safe

function metadata.has_own_policies(relation_id oid) returns boolean
    sql stable set search_path=pg_catalog, pg_temp

function metadata.hold_publishing(workspace_id uuid) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.id_column(object_id uuid) returns text
    sql stable set search_path=pg_catalog, pg_temp

function metadata.id_type(object_id uuid) returns text
    sql stable set search_path=pg_catalog, pg_temp

function metadata.index_definition(object metadata.object, names text[], is_unique boolean) returns text
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.is_held(workspace_id uuid, changed_objects uuid[]) returns boolean
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.is_large(schema_name text, table_name text) returns boolean
    sql stable set search_path=pg_catalog, pg_temp

function metadata.is_owner() returns boolean
    sql stable set search_path=pg_catalog, pg_temp

function metadata.is_preview() returns boolean
    sql stable set search_path=pg_catalog, pg_temp

function metadata.is_soft(object_id uuid) returns boolean
    sql stable set search_path=pg_catalog, pg_temp

function metadata.is_text_type(type text) returns boolean
    sql stable set search_path=pg_catalog, pg_temp

function metadata.json_columns(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.json_key(part text) returns text
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.junction_column(junction metadata.object, far metadata.object, name text, key text) returns text
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.keep_group(object metadata.object, group_name text) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.keep_nullable(object metadata.object, column_name text) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.keep_search_index(object metadata.object) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.key_column(relation_id oid) returns smallint
    sql stable set search_path=pg_catalog, pg_temp

function metadata.key_format(type text, part text) returns text
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.known_types() returns text[]
    sql stable set search_path=pg_catalog, pg_temp

function metadata.label_of_name(sql_name text) returns text
    sql immutable parallel safe set search_path=pg_catalog, pg_temp

function metadata.links_columns(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.links_key(part text) returns text
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.list_column(check_format text, settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.list_settings(settings jsonb) returns jsonb
    plpgsql immutable set search_path=pg_catalog, pg_temp

function metadata.literal_sql(value jsonb, pg_type text) returns text
    plpgsql immutable set search_path=pg_catalog, pg_temp

function metadata.lock_workspace(workspace_id uuid) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.may(workspace_id uuid, kinds text[]) returns boolean
    sql stable set search_path=pg_catalog, pg_temp

function metadata.model_fingerprint(workspace core.workspace) returns text
    sql stable set search_path=pg_catalog, pg_temp

function metadata.multi_select_columns(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.multi_select_from(from_type text, from_settings jsonb, settings jsonb) returns text
    sql stable set search_path=pg_catalog, pg_temp

function metadata.multi_select_options(options jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.multi_select_settings(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.next_work(OUT id uuid, OUT command text, OUT cleanup text) returns SETOF record
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.number_columns(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.number_from(from_type text, from_settings jsonb, settings jsonb) returns text
    sql stable set search_path=pg_catalog, pg_temp

function metadata.number_kind(settings jsonb) returns text
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.number_settings(settings jsonb) returns jsonb
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.object_document(object metadata.object) returns json
    sql stable set search_path=pg_catalog, pg_temp

function metadata.object_keys() returns text[]
    sql immutable parallel safe

function metadata.object_of_table(schema_name text, table_name text) returns uuid
    sql stable set search_path=pg_catalog, pg_temp

function metadata.object_to_change(given jsonb, key text) returns metadata.object
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.objects_document(workspace_id uuid) returns json
    sql stable set search_path=pg_catalog, pg_temp

function metadata.objects_fingerprint(workspace_id uuid) returns text
    sql stable set search_path=pg_catalog, pg_temp

function metadata.offer_columns(object metadata.object, relation_id oid) returns TABLE(object_id uuid, kind text, name text, action text, why text)
    sql stable set search_path=pg_catalog, pg_temp

function metadata.offer_operators(type text, operators text[]) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.operators_document(workspace_id uuid) returns json
    sql stable set search_path=pg_catalog, pg_temp

function metadata.option_renames(field metadata.field, given_options jsonb, wanted_options jsonb) returns jsonb
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.options_array(options jsonb) returns text
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.phone_columns(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.phone_settings(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.phones_columns(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.phones_key(part text) returns text
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.plan_columns(schema_name text, table_name text, name text, type text, is_nullable boolean, is_system boolean, default_value jsonb, options jsonb, settings jsonb, defaults jsonb, replaced text[]) returns jsonb
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.plan_field(workspace_id uuid, schema_name text, table_name text, given jsonb, is_system boolean) returns jsonb
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.plan_given(workspace_id uuid, schema_name text, table_name text, given jsonb) returns jsonb
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.plan_relation(workspace_id uuid, given jsonb) returns jsonb
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.plural(word text) returns text
    sql immutable parallel safe

function metadata.position_columns(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.preview(operation text, given jsonb) returns text
    plpgsql volatile security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_workspace

function metadata.publish(workspace_id uuid, changed_objects uuid[]) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.publish_operators() returns trigger
    plpgsql volatile security definer set search_path=pg_catalog, pg_temp

function metadata.publish_own_operators() returns trigger
    plpgsql volatile security definer set search_path=pg_catalog, pg_temp

function metadata.put_off_work(work_id uuid) returns void
    sql volatile set search_path=pg_catalog, pg_temp

function metadata.rating_columns(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.rating_from(from_type text, from_settings jsonb, settings jsonb) returns text
    sql stable set search_path=pg_catalog, pg_temp

function metadata.rating_settings(settings jsonb) returns jsonb
    plpgsql immutable set search_path=pg_catalog, pg_temp

function metadata.read_as(value text, form text, sample anyelement) returns anyelement
    plpgsql immutable set search_path=pg_catalog, pg_temp, TimeZone=UTC, DateStyle=ISO, YMD

function metadata.read_number(value text, sample anyelement) returns anyelement
    plpgsql immutable set search_path=pg_catalog, pg_temp

function metadata.refit_field(object metadata.object, field metadata.field, wanted_type text, given jsonb) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.refuse(code text, message text, field text) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.refuse_at(code text, message text, detail text, place text, names jsonb DEFAULT '{}'::jsonb) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.refuse_duplicates(object metadata.object, definition text, field text) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.refuse_table(relation_id oid, workspace_id uuid, OUT why text) returns text
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.refuse_unfinished(object metadata.object, field text) returns void
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.refuse_unfit(object metadata.object, field metadata.field, wanted_type text, wanted_settings jsonb, wanted_options jsonb, renames jsonb, planned jsonb) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.relation_to_change(given jsonb, key text) returns metadata.relation
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.relations_document(object_id uuid) returns json
    sql stable set search_path=pg_catalog, pg_temp

function metadata.release_publishing(workspace_id uuid) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.remake_follow_trigger(relation metadata.relation, old_table text, old_column text) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.rename_field(object metadata.object, field metadata.field, name text) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.rename_object(object metadata.object, name_singular text, name_plural text) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.rename_options(object metadata.object, field metadata.field, renames jsonb) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.report_names(labels text[]) returns text[]
    plpgsql immutable set search_path=pg_catalog, pg_temp

function metadata.report_sql(object metadata.object, schema_name text, view_name text) returns text
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.rich_text_columns(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.rich_text_key(part text) returns text
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.run_ddl(commands text) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp, lock_timeout=100ms

function metadata.run_later(object metadata.object, index_name text, command text) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.same_expression(one text, other text, pg_type text) returns boolean
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.schema_of(object metadata.object) returns text
    sql stable set search_path=pg_catalog, pg_temp

function metadata.search_trigger_sql(schema_name text, table_name text, searched text[]) returns text
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.searched_columns(object_id uuid) returns text[]
    sql stable set search_path=pg_catalog, pg_temp

function metadata.see_ddl() returns event_trigger
    plpgsql volatile security definer set search_path=pg_catalog, pg_temp

function metadata.seen_schemas(event text, tag text) returns TABLE(schema_name text, touched oid[])
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.select_columns(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.select_from(from_type text, from_settings jsonb, settings jsonb) returns text
    sql stable set search_path=pg_catalog, pg_temp

function metadata.select_options(options jsonb) returns jsonb
    plpgsql immutable set search_path=pg_catalog, pg_temp

function metadata.set_default(object metadata.object, field metadata.field, value jsonb) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.set_nullable(object metadata.object, field metadata.field, is_nullable boolean) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.set_searchable(object metadata.object, field metadata.field, is_searchable boolean) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.set_unique(object metadata.object, field metadata.field, is_unique boolean) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.setting_number(settings jsonb, key text, low numeric, high numeric) returns numeric
    plpgsql immutable set search_path=pg_catalog, pg_temp

function metadata.settle_object(object_id uuid, relation_id oid) returns void
    sql volatile set search_path=pg_catalog, pg_temp

function metadata.shared_operators() returns TABLE(operator text, function text, argument_type text, description text, place integer)
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.singular(word text) returns text
    sql immutable parallel safe

function metadata.snake_case(name text) returns text
    sql immutable parallel safe

function metadata.standard_field(relation_id oid, described jsonb) returns jsonb
    sql stable set search_path=pg_catalog, pg_temp

function metadata.standard_objects() returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.store_plans(workspace_id uuid, object_id uuid, plans jsonb, is_custom boolean) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.system_fields() returns jsonb
    sql immutable

function metadata.table_comment_sql(schema_name text, object metadata.object) returns text
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.text_column(check_format text, settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.text_columns(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.text_default(part text, value jsonb) returns text
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.text_from(from_type text, from_settings jsonb, settings jsonb) returns text
    sql stable set search_path=pg_catalog, pg_temp

function metadata.text_length_settings(settings jsonb) returns jsonb
    plpgsql immutable set search_path=pg_catalog, pg_temp

function metadata.text_settings(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.type_change(from_type text, from_settings jsonb, to_type text, to_settings jsonb) returns text
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.type_columns(type text, settings jsonb) returns TABLE(part text, suffix text, part_type text, pg_type text, check_format text, is_searched boolean, is_optional boolean)
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.type_fits(from_type text, from_settings jsonb, to_type text, to_settings jsonb, options jsonb) returns text
    plpgsql stable set search_path=pg_catalog, pg_temp

function metadata.type_fits(to_type text, to_settings jsonb, options jsonb) returns text
    sql stable set search_path=pg_catalog, pg_temp

function metadata.type_function(type text, suffix text, arguments text) returns regproc
    sql stable parallel safe

function metadata.type_name(name text) returns text
    sql immutable parallel safe

function metadata.unique_definition(type text, columns jsonb) returns text
    sql stable set search_path=pg_catalog, pg_temp

function metadata.update_field(given jsonb) returns uuid
    plpgsql volatile security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_workspace

function metadata.update_object(given jsonb) returns uuid
    plpgsql volatile security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_workspace

function metadata.update_relation(given jsonb) returns uuid
    plpgsql volatile security definer set search_path=pg_catalog, pg_temp
    grant execute to vingt_workspace

function metadata.url_columns(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.url_settings(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.uuid_columns(settings jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.uuid_default(part text, value jsonb) returns text
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.uuid_from(from_type text, from_settings jsonb, settings jsonb) returns text
    sql stable set search_path=pg_catalog, pg_temp

function metadata.with_places(givens jsonb) returns jsonb
    sql immutable set search_path=pg_catalog, pg_temp

function metadata.workspace_to_report(name text) returns core.workspace
    plpgsql volatile set search_path=pg_catalog, pg_temp

function metadata.write_documents(workspace_id uuid, object_ids uuid[]) returns void
    sql volatile set search_path=pg_catalog, pg_temp

function metadata.write_reports(workspace_id uuid) returns void
    plpgsql volatile set search_path=pg_catalog, pg_temp
