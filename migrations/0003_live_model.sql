-- A model that changes while it is in use: the ends of relations are fields, relations of every kind, indexes that are
-- built beside the traffic, the document of each object kept with it, and a search vector that a trigger fills, so that
-- a field more never rewrites a table.

alter table metadata.object
    add column kind text not null default 'TABLE' check (kind in ('TABLE', 'VIEW')),
    add column is_searchable boolean not null default true,
    add column is_writable boolean not null default true,
    add column document json,
    add column fingerprint text;
comment on column metadata.object.kind is 'Whether a table or a view holds it.';
comment on column metadata.object.is_searchable is 'Whether a search looks at its records.';
comment on column metadata.object.is_writable is 'Whether the API changes its records.';
comment on column metadata.object.document is 'What the model document says of it; written by metadata.publish.';
comment on column metadata.object.fingerprint is 'Equal for equal documents.';

alter table metadata.field
    add column is_searchable boolean not null default false,
    add column is_computed boolean not null default false;
comment on table metadata.field is
    'The fields of each object. Each end of a relation is a field of the type RELATION without columns; its foreign key is a field of the type UUID.';
comment on column metadata.field.is_searchable is 'Whether its texts are in the search vector.';
comment on column metadata.field.is_computed is 'A function of the row gives it, whose name stands in the place of the column''s.';

-- Other services read it; here it is what is shown beside each searched field.
update metadata.field f
   set is_searchable = true
 where f.type in ('TEXT', 'URL', 'EMAIL', 'PHONE', 'FULL_NAME');

alter table metadata.relation rename to old_relation;
alter index metadata.relation_pkey rename to old_relation_pkey;
alter index metadata.relation_workspace_id_idx rename to old_relation_workspace_id_idx;

create table metadata.relation (
    id uuid primary key default pg_catalog.gen_random_uuid(),
    workspace_id uuid not null references core.workspace on delete cascade,
    relation_type text not null check (relation_type in ('ONE_TO_MANY', 'MANY_TO_ONE', 'ONE_TO_ONE', 'MANY_TO_MANY')),
    from_object_id uuid not null references metadata.object on delete cascade,
    to_object_id uuid not null references metadata.object on delete cascade,
    from_field_id uuid not null unique references metadata.field on delete cascade,
    to_field_id uuid not null unique references metadata.field on delete cascade,
    key_field_id uuid unique references metadata.field on delete cascade,
    junction_object_id uuid references metadata.object on delete cascade,
    junction_table text,
    junction_from_column text,
    junction_to_column text,
    group_name text,
    on_delete text not null check (on_delete in ('SET_NULL', 'CASCADE', 'RESTRICT')),
    is_custom boolean not null default true,
    is_active boolean not null default true,
    created_at timestamptz not null default pg_catalog.now(),
    updated_at timestamptz not null default pg_catalog.now(),
    check ((relation_type = 'MANY_TO_MANY') = (key_field_id is null)),
    check ((relation_type = 'MANY_TO_MANY') = (junction_table is not null)),
    check (num_nulls(junction_table, junction_from_column, junction_to_column) in (0, 3))
);
create index relation_workspace_id_idx on metadata.relation (workspace_id);
create index relation_from_object_id_idx on metadata.relation (from_object_id);
create index relation_to_object_id_idx on metadata.relation (to_object_id);
create index relation_junction_object_id_idx on metadata.relation (junction_object_id);
comment on table metadata.relation is 'Relations between objects, one row for both ends.';
comment on column metadata.relation.relation_type is 'How many records stand at either end, seen from the first.';
comment on column metadata.relation.from_field_id is 'The end at the first object: a field of the type RELATION.';
comment on column metadata.relation.to_field_id is 'The end at the second object.';
comment on column metadata.relation.key_field_id is
    'The foreign key''s own field: at the first object of MANY_TO_ONE and ONE_TO_ONE, at the second of ONE_TO_MANY; none of MANY_TO_MANY.';
comment on column metadata.relation.junction_object_id is 'The object whose records link the ends of MANY_TO_MANY; none where the relation has a table of its own.';
comment on column metadata.relation.junction_table is 'The table that links the ends of MANY_TO_MANY, in the workspace''s schema.';
comment on column metadata.relation.group_name is 'Relations of one object in a group exclude one another: a record has at most one of them.';
comment on column metadata.relation.on_delete is 'What a delete of the record that the foreign key points to does to those that have the key, be it soft or for good.';

with ends as (
    insert into metadata.field (
        workspace_id, object_id, name, label, type, description, is_nullable, is_unique, is_system, is_writable, is_custom,
        is_active, columns, position
    )
    select r.workspace_id, e.object_id, e.name, e.label, 'RELATION', e.description, true, false, false, true, r.is_custom,
           r.is_active, '[]', r.position
      from metadata.old_relation r,
           lateral (
               values (r.object_id, r.name, r.label, r.description),
                      (r.target_object_id, r.inverse_name, r.inverse_label, r.inverse_description)
           ) e (object_id, name, label, description)
    returning id, object_id, name
)
insert into metadata.relation (
    id, workspace_id, relation_type, from_object_id, to_object_id, from_field_id, to_field_id, key_field_id, on_delete,
    is_custom, is_active, created_at, updated_at
)
select r.id, r.workspace_id, 'MANY_TO_ONE', r.object_id, r.target_object_id, f.id, t.id, r.field_id, r.on_delete,
       r.is_custom, r.is_active, r.created_at, r.updated_at
  from metadata.old_relation r
  join ends f on f.object_id = r.object_id and f.name = r.name
  join ends t on t.object_id = r.target_object_id and t.name = r.inverse_name;
drop table metadata.old_relation;

alter table metadata.index
    add column is_live_only boolean not null default false,
    add column is_custom boolean not null default false,
    add column is_ready boolean not null default true,
    add column error text,
    add column created_at timestamptz not null default pg_catalog.now();
comment on column metadata.index.is_live_only is 'Whether it leaves soft-deleted records out.';
comment on column metadata.index.is_custom is 'Asked for by itself, and not part of a field.';
comment on column metadata.index.is_ready is 'Whether it is built; until then a unique one does not hold yet.';
comment on column metadata.index.error is 'Why it could not be built.';
update metadata.index i set is_live_only = i.kind = 'UNIQUE';

create table metadata.work (
    id uuid primary key default pg_catalog.gen_random_uuid(),
    workspace_id uuid not null references core.workspace on delete cascade,
    object_id uuid not null references metadata.object on delete cascade,
    index_id uuid references metadata.index on delete cascade,
    command text not null,
    error text,
    created_at timestamptz not null default pg_catalog.clock_timestamp()
);
create index work_workspace_id_idx on metadata.work (workspace_id);
create index work_object_id_idx on metadata.work (object_id);
create index work_index_id_idx on metadata.work (index_id);
comment on table metadata.work is
    'What is still to be done for changes of large tables, beside the traffic. vingt serve does it; so can the owner: select command from metadata.work order by created_at \gexec';
comment on column metadata.work.command is 'One SQL command, to be run outside of a transaction.';

create table metadata.noted_ddl (
    number bigint generated always as identity primary key,
    command text not null
);
alter table metadata.noted_ddl enable row level security;
comment on table metadata.noted_ddl is
    'What a preview would run. A row is there for the transaction that previews, and only until the preview is done; no setting says so, since anybody may set those.';

create table metadata.workspace_operator (
    workspace_id uuid not null references core.workspace on delete cascade,
    field_type text not null,
    operator text not null,
    function text not null,
    argument_type text not null,
    description text not null default '',
    position integer not null default 100,
    primary key (workspace_id, field_type, operator)
);
comment on table metadata.workspace_operator is
    'What field types understand in a filter in one workspace besides metadata.filter_operator, by functions in its own schema or in filter; one of the same name goes before the shared one.';
comment on column metadata.workspace_operator.function is 'The SQL function with its schema, called with the column and the operand.';

alter table core.workspace add column has_reports boolean not null default false;
comment on column core.workspace.has_reports is 'Whether a schema of views with labels as names is kept beside the workspace''s own.';

-- The columns stay as they are and are filled by a trigger from now on. Both functions are replaced by those in sql/.
create or replace function core.set_search_vector() returns trigger
    language plpgsql
as $$
declare
    given constant pg_catalog.jsonb := pg_catalog.to_jsonb(new);
    texts pg_catalog.text[];
    searched pg_catalog.text;
begin
    foreach searched in array tg_argv loop
        texts := pg_catalog.array_append(texts, given operator(pg_catalog.->>) searched);
    end loop;
    new.search_vector := core.search_vector(variadic texts);
    return new;
end
$$;

create or replace function core.follow_soft_delete() returns trigger
    language plpgsql
as $$
begin
    return null;
end
$$;

do $$
declare
    searched record;
    held record;
begin
    for searched in
        select w.schema_name, o.table_name,
               string_agg(format('%I', c.item ->> 'name'), ', ' order by f.position, c.number) as columns,
               string_agg(format('%L', c.item ->> 'name'), ', ' order by f.position, c.number) as arguments
          from metadata.object o
          join core.workspace w on w.id = o.workspace_id
          left join metadata.field f on f.object_id = o.id and f.is_searchable
          left join jsonb_array_elements(f.columns) with ordinality c (item, number) on true
         group by w.schema_name, o.table_name
    loop
        execute format('alter table %I.%I alter column search_vector drop expression', searched.schema_name, searched.table_name);
        if searched.columns is not null then
            execute format(
                'create trigger set_search_vector before insert or update of %s on %I.%I for each row execute function core.set_search_vector(%s)',
                searched.columns, searched.schema_name, searched.table_name, searched.arguments
            );
        end if;
    end loop;
    for held in
        select w.schema_name, o.table_name, f.columns -> 0 ->> 'name' as key_column, t.table_name as target_table, r.on_delete
          from metadata.relation r
          join core.workspace w on w.id = r.workspace_id
          join metadata.object o on o.id = r.from_object_id
          join metadata.object t on t.id = r.to_object_id
          join metadata.field f on f.id = r.key_field_id
    loop
        -- As metadata.follow_trigger_name has it.
        execute format(
            'create trigger %I after update of deleted_at on %I.%I for each row when (old.deleted_at is null and new.deleted_at is not null) execute function core.follow_soft_delete(%L, %L, %L, %L)',
            case
                when octet_length(concat_ws('_', held.table_name || '_', held.key_column, 'follow')) <= 63
                    then concat_ws('_', held.table_name || '_', held.key_column, 'follow')
                else left(held.table_name || '_', 20) || '_' || left(held.key_column, 20) || '_'
                    || left(md5(held.table_name || '_ ' || held.key_column), 8) || '_follow'
            end,
            held.schema_name, held.target_table, held.table_name, held.key_column, held.on_delete, 'soft'
        );
    end loop;
end
$$;
