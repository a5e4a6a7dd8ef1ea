-- The description of every workspace's data model as rows: objects, fields, relations, indexes and constraints, and what
-- each field type understands in a filter. The functions that write them and make tables of them are in sql/metadata.

create schema metadata;
comment on schema metadata is
    'Every workspace''s data model as rows, and the functions that change it and make tables of it.';

create schema filter;
comment on schema filter is
    'One small SQL function per filter operator, which Postgres inlines; metadata.filter_operator says which field type uses which.';

create table metadata.object (
    id uuid primary key default pg_catalog.gen_random_uuid(),
    workspace_id uuid not null references core.workspace on delete cascade,
    name_singular text not null,
    name_plural text not null,
    label_singular text not null,
    label_plural text not null,
    description text not null default '',
    icon text,
    table_name text not null,
    label_field text not null,
    position integer not null,
    is_custom boolean not null default true,
    is_system boolean not null default false,
    is_active boolean not null default true,
    created_at timestamptz not null default pg_catalog.now(),
    updated_at timestamptz not null default pg_catalog.now(),
    unique (workspace_id, name_singular),
    unique (workspace_id, name_plural),
    unique (workspace_id, table_name)
);
comment on table metadata.object is 'The objects of each workspace; each is a table in the workspace''s schema.';
comment on column metadata.object.name_singular is 'The name in the API for one record: company.';
comment on column metadata.object.name_plural is 'The name in the API for several records: companies.';
comment on column metadata.object.table_name is 'The table in the workspace''s schema.';
comment on column metadata.object.label_field is 'The name of the field that stands for a record where a person picks one.';
comment on column metadata.object.position is 'The place among the workspace''s objects.';
comment on column metadata.object.is_custom is 'Made by the workspace itself; false for the standard model.';
comment on column metadata.object.is_system is 'Makes links between other objects, and is not shown to people by itself.';
comment on column metadata.object.is_active is 'Whether the API shows it.';

create table metadata.field (
    id uuid primary key default pg_catalog.gen_random_uuid(),
    workspace_id uuid not null references core.workspace on delete cascade,
    object_id uuid not null references metadata.object on delete cascade,
    name text not null,
    label text not null,
    type text not null,
    description text not null default '',
    icon text,
    is_nullable boolean not null,
    is_unique boolean not null,
    is_system boolean not null,
    is_writable boolean not null,
    is_custom boolean not null default true,
    is_active boolean not null default true,
    default_value jsonb,
    options jsonb,
    settings jsonb,
    columns jsonb not null,
    position integer not null,
    created_at timestamptz not null default pg_catalog.now(),
    updated_at timestamptz not null default pg_catalog.now(),
    unique (object_id, name)
);
create index field_workspace_id_idx on metadata.field (workspace_id);
comment on table metadata.field is
    'The fields of each object. A foreign key is a field of the type UUID; the relation that it makes is in metadata.relation.';
comment on column metadata.field.is_system is 'Every object has it.';
comment on column metadata.field.is_writable is 'False for what the database fills in itself.';
comment on column metadata.field.default_value is 'The value of a new record where none is given, as the API would give it.';
comment on column metadata.field.options is 'The choices of a SELECT: [{"value", "label", "position"}].';
comment on column metadata.field.settings is 'What else the type can be told, such as {"dataType": "integer"} of a NUMBER.';
comment on column metadata.field.columns is
    'The columns of the table that hold it: [{"part", "name", "type", "pgType", "isNullable", "default"}]; default is an SQL expression.';
comment on column metadata.field.position is 'The place among the object''s own fields.';

create table metadata.relation (
    id uuid primary key default pg_catalog.gen_random_uuid(),
    workspace_id uuid not null references core.workspace on delete cascade,
    object_id uuid not null references metadata.object on delete cascade,
    field_id uuid not null unique references metadata.field on delete cascade,
    target_object_id uuid not null references metadata.object on delete cascade,
    name text not null,
    label text not null,
    description text not null default '',
    inverse_name text not null,
    inverse_label text not null,
    inverse_description text not null default '',
    on_delete text not null check (on_delete in ('SET_NULL', 'CASCADE', 'RESTRICT')),
    is_custom boolean not null default true,
    is_active boolean not null default true,
    position integer not null,
    created_at timestamptz not null default pg_catalog.now(),
    updated_at timestamptz not null default pg_catalog.now(),
    unique (object_id, name),
    unique (target_object_id, inverse_name)
);
create index relation_workspace_id_idx on metadata.relation (workspace_id);
comment on table metadata.relation is
    'Relations between objects, one row for both ends: object_id has the foreign key (many), target_object_id is what it points to (one).';
comment on column metadata.relation.field_id is 'The foreign key''s own field.';
comment on column metadata.relation.name is 'The relation''s name on the side of the foreign key: a person''s company.';
comment on column metadata.relation.inverse_name is 'The relation''s name on the far side: a company''s people.';
comment on column metadata.relation.on_delete is 'What a delete for good of the far record does here. A soft delete does nothing.';

create table metadata.index (
    id uuid primary key default pg_catalog.gen_random_uuid(),
    workspace_id uuid not null references core.workspace on delete cascade,
    object_id uuid not null references metadata.object on delete cascade,
    name text not null,
    kind text not null check (kind in ('PRIMARY_KEY', 'UNIQUE', 'FOREIGN_KEY', 'CHECK', 'INDEX')),
    fields text[] not null,
    unique (object_id, name)
);
create index index_workspace_id_idx on metadata.index (workspace_id);
comment on table metadata.index is
    'The indexes and constraints of each object''s table, and the fields that each is about, so that an error can name fields.';
comment on column metadata.index.name is 'The name in Postgres.';

create table metadata.filter_operator (
    field_type text not null,
    operator text not null,
    function text not null,
    argument_type text not null,
    description text not null,
    position integer not null,
    primary key (field_type, operator)
);
comment on table metadata.filter_operator is
    'What each field type understands in a filter. One function and one row here make a new operator in every workspace.';
comment on column metadata.filter_operator.function is
    'The SQL function, called with the column and the operand; empty for the test "is", which is SQL''s own.';
comment on column metadata.filter_operator.argument_type is
    'The operand''s Postgres type: self is the column''s own type, self[] a list of it.';
comment on column metadata.filter_operator.position is 'The place among the operators of the type.';

insert into metadata.filter_operator (field_type, operator, function, argument_type, description, position)
select t.field_type, o.operator, o.function, o.argument_type, o.description, o.position
    from (values
         ('eq', 'filter.eq', 'self', 'Equals this value.', 1),
         ('neq', 'filter.neq', 'self', 'Differs from this value; a record without a value does not count as different.', 2),
         ('in', 'filter.in_list', 'self[]', 'Equals one of these values.', 3),
         ('is', '', '', 'Has no value (NULL) or has one (NOT_NULL).', 4),
         ('gt', 'filter.gt', 'self', 'Greater than this value.', 5),
         ('gte', 'filter.gte', 'self', 'Greater than or equal to this value.', 6),
         ('lt', 'filter.lt', 'self', 'Less than this value.', 7),
         ('lte', 'filter.lte', 'self', 'Less than or equal to this value.', 8),
         ('like', 'filter.like', 'text', 'Matches this pattern: % stands for any text, _ for one character.', 9),
         ('ilike', 'filter.ilike', 'text', 'Matches this pattern whatever the case: % stands for any text, _ for one character.', 10)
       ) o (operator, function, argument_type, description, position)
    join (values
         ('TEXT', '{eq,neq,in,is,like,ilike}'::text[]),
         ('EMAIL', '{eq,neq,in,is,like,ilike}'),
         ('PHONE', '{eq,neq,in,is,like,ilike}'),
         ('URL', '{eq,neq,in,is,like,ilike}'),
         ('SELECT', '{eq,neq,in,is}'),
         ('UUID', '{eq,neq,in,is}'),
         ('BOOLEAN', '{eq,neq,is}'),
         ('NUMBER', '{eq,neq,in,is,gt,gte,lt,lte}'),
         ('RATING', '{eq,neq,in,is,gt,gte,lt,lte}'),
         ('POSITION', '{eq,neq,in,is,gt,gte,lt,lte}'),
         ('DATE', '{eq,neq,in,is,gt,gte,lt,lte}'),
         ('DATE_TIME', '{eq,neq,in,is,gt,gte,lt,lte}'),
         ('MULTI_SELECT', '{is}'),
         ('ARRAY', '{is}'),
         ('JSON', '{is}')
       ) t (field_type, operators) on o.operator = any (t.operators);

-- A configuration of its own, because to_tsvector with a fixed configuration is immutable, which a generated column
-- needs, and unaccent as a function is not.
create text search configuration core.search (copy = pg_catalog.simple);
alter text search configuration core.search
    alter mapping for word, numword, hword, numhword, hword_part, hword_numpart
    with extensions.unaccent, pg_catalog.simple;
comment on text search configuration core.search is
    'Words as they stand, in small letters and without accents, of no particular language; for the column search_vector.';
