-- The descriptions as the metadata API shows them: what it answers is a column of a view.
-- Each is read with the rights of the caller, so that the policies of the tables hold for it.

drop view if exists metadata.described_object, metadata.described_field, metadata.described_relation, metadata.described_index;

create view metadata.described_object with (security_invoker = true) as
    select o.id, o.name_singular, o.name_plural, o.label_singular, o.label_plural, o.description, o.icon, o.label_field,
           o.is_active, o.is_custom, o.is_system, o.is_searchable, not o.is_writable as is_read_only, o.position,
           o.created_at, o.updated_at
      from metadata.object o;
comment on view metadata.described_object is 'Objects as the metadata API shows them.';

create view metadata.described_field with (security_invoker = true) as
    select f.id, f.object_id, f.name, f.label, f.type, f.description, f.icon, f.is_custom, f.is_active, f.is_system,
           f.is_nullable, f.is_unique, f.is_searchable, not f.is_writable as is_read_only, f.default_value, f.options,
           f.settings, f.position,
           -- Three look-ups by a unique index each; one with "or" reads all relations of the workspace.
           coalesce(
               (select r.id from metadata.relation r where r.from_field_id = f.id),
               (select r.id from metadata.relation r where r.to_field_id = f.id),
               (select r.id from metadata.relation r where r.key_field_id = f.id)
           ) as relation_id,
           f.created_at, f.updated_at
      from metadata.field f;
comment on view metadata.described_field is 'Fields as the metadata API shows them, with the relation that each belongs to.';

create view metadata.described_relation with (security_invoker = true) as
    select r.id, r.relation_type, r.from_object_id, r.to_object_id, r.from_field_id, r.to_field_id,
           (select f.name from metadata.field f where f.id = r.from_field_id) as from_field_name,
           (select f.name from metadata.field f where f.id = r.to_field_id) as to_field_name,
           r.key_field_id, r.junction_object_id, r.group_name, r.on_delete, r.is_custom, r.is_active,
           r.created_at, r.updated_at
      from metadata.relation r;
comment on view metadata.described_relation is 'Relations as the metadata API shows them, with the names of both ends.';

create view metadata.described_index with (security_invoker = true) as
    select i.id, i.object_id, i.name, i.kind, i.fields, i.kind in ('PRIMARY_KEY', 'UNIQUE') as is_unique,
           i.is_live_only, i.is_custom, i.is_ready, i.error, i.created_at
      from metadata.index i;
comment on view metadata.described_index is 'Indexes and constraints as the metadata API shows them.';

grant select on metadata.described_object, metadata.described_field, metadata.described_relation,
    metadata.described_index to vingt_workspace;
