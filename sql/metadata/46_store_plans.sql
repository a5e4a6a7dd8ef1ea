-- The rows of what was planned, and whether its names are free.

create or replace function metadata.store_plans(workspace_id uuid, object_id uuid, plans jsonb, is_custom boolean) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    first_position integer := coalesce((select max(f.position) + 1 from metadata.field f where f.object_id = store_plans.object_id), 0);
begin
    with planned as (
        select p.plan, p.number, f.*
          from jsonb_array_elements(plans) with ordinality p (plan, number),
               jsonb_populate_record(null::metadata.field, p.plan -> 'field') f
    ), fields as (
        insert into metadata.field (
            workspace_id, object_id, name, label, type, description, icon, is_nullable, is_unique, is_system, is_writable,
            is_searchable, is_custom, default_value, options, settings, columns, position
        )
        select store_plans.workspace_id, store_plans.object_id, p.name, p.label, p.type, p.description, p.icon,
               p.is_nullable, p.is_unique, p.is_system, p.is_writable, p.is_searchable,
               store_plans.is_custom and not p.is_system, nullif(p.default_value, 'null'), nullif(p.options, 'null'),
               nullif(p.settings, 'null'), p.columns, first_position + p.number - 1
          from planned p
        returning metadata.field.id, metadata.field.name, metadata.field.position
    ), related as (
        select f.id as key_field_id, f.position, (r.item ->> 'targetId')::uuid as target_id,
               (r.item ->> 'isTurned')::boolean as is_turned, r.item
          from planned p
          join fields f on f.name = p.name
         cross join lateral (select p.plan -> 'relation') r (item)
         where r.item <> 'null'
    ), ends as (
        insert into metadata.field (
            workspace_id, object_id, name, label, type, description, icon, is_nullable, is_unique, is_system, is_writable,
            is_custom, columns, position
        )
        select store_plans.workspace_id, e.object_id, e.name, e.label, 'RELATION', e.description, e.icon, e.is_nullable,
               false, false, true, store_plans.is_custom, '[]', r.position
          from related r,
               lateral (
                   values (
                       store_plans.object_id, r.item ->> 'name', r.item ->> 'label', r.item ->> 'description',
                       r.item ->> 'icon', (r.item ->> 'isNullable')::boolean
                   ), (
                       r.target_id, r.item ->> 'inverseName', r.item ->> 'inverseLabel', r.item ->> 'inverseDescription',
                       r.item ->> 'inverseIcon', true
                   )
               ) e (object_id, name, label, description, icon, is_nullable)
        returning metadata.field.id, metadata.field.object_id, metadata.field.name
    ), relations as (
        insert into metadata.relation (
            workspace_id, relation_type, from_object_id, to_object_id, from_field_id, to_field_id, key_field_id, group_name,
            on_delete, is_custom
        )
        select store_plans.workspace_id,
               case when r.is_turned then 'ONE_TO_MANY' else r.item ->> 'relationType' end,
               case when r.is_turned then r.target_id else store_plans.object_id end,
               case when r.is_turned then store_plans.object_id else r.target_id end,
               case when r.is_turned then t.id else f.id end,
               case when r.is_turned then f.id else t.id end,
               r.key_field_id, r.item ->> 'groupName', r.item ->> 'onDelete', store_plans.is_custom
          from related r
          join ends f on f.object_id = store_plans.object_id and f.name = r.item ->> 'name'
          join ends t on t.object_id = r.target_id and t.name = r.item ->> 'inverseName'
    )
    insert into metadata.index (workspace_id, object_id, name, kind, fields, is_live_only)
    select store_plans.workspace_id, store_plans.object_id, i.item ->> 'name', i.item ->> 'kind', array[p.name], i.item ->> 'kind' = 'UNIQUE'
      from planned p, jsonb_array_elements(p.plan -> 'constraints' || (p.plan -> 'indexes')) i (item);
end
$$;
comment on function metadata.store_plans(uuid, uuid, jsonb, boolean) is 'Writes the rows of planned fields: fields, relations, indexes and constraints.';
revoke all on function metadata.store_plans(uuid, uuid, jsonb, boolean) from public;

create or replace function metadata.check_free(object_id uuid, plans jsonb) returns void
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    relations constant jsonb := jsonb_path_query_array(plans, '$[*].relation ? (@ != null)');
    -- The object, and those at the far ends of its new relations.
    touched constant uuid[] := array(
        select check_free.object_id union select (r.item ->> 'targetId')::uuid from jsonb_array_elements(relations) r (item)
    );
    taken record;
begin
    with name as (
        select check_free.object_id as object_id, p.plan -> 'field' ->> 'name' as name,
               -- What every object has is not in the input.
               case when p.plan -> 'field' ->> 'is_system' is distinct from 'true' then concat_ws('.', p.plan ->> 'place', 'name') end as key,
               0 as place, p.number, false as is_hidden
          from jsonb_array_elements(plans) with ordinality p (plan, number)
        union all
        select check_free.object_id, p.plan -> 'relation' ->> 'name', concat_ws('.', p.plan ->> 'place', 'name'), 1, p.number,
               false
          from jsonb_array_elements(plans) with ordinality p (plan, number)
        union all
        select (p.plan -> 'relation' ->> 'targetId')::uuid, p.plan -> 'relation' ->> 'inverseName',
               concat_ws('.', p.plan ->> 'place', 'inverseName'), 2, p.number, false
          from jsonb_array_elements(plans) with ordinality p (plan, number)
        union all
        -- Hidden ones keep their names.
        select f.object_id, f.name, null, 3, 0, not f.is_active from metadata.field f where f.object_id = any (touched)
    )
    -- Names that differ in nothing but capitals would be taken for one another, and may be one in SQL.
    select (array_agg(n.name order by n.place desc))[1] as name,
           (array_agg(n.name order by n.place))[1] as wanted,
           (array_agg(n.key order by n.place desc, n.number desc) filter (where n.key is not null))[1] as key,
           bool_or(n.is_hidden) as is_hidden
      into taken
      from name n
     where n.name is not null
     group by n.object_id, lower(n.name)
    having count(*) > 1
     limit 1;
    if found then
        perform metadata.refuse(
            'VG409',
            format(
                'There is a %sfield or relation "%s" already. Choose another name.',
                case when taken.is_hidden then 'hidden ' else '' end, taken.name
            ),
            taken.key
        );
    end if;
    with col as (
        select c.item ->> 'name' as name, p.plan -> 'field' ->> 'name' as field
          from jsonb_array_elements(plans) p (plan), jsonb_array_elements(p.plan -> 'field' -> 'columns') c (item)
        union all
        select c.item ->> 'name', f.name
          from metadata.field f, jsonb_array_elements(f.columns) c (item)
         where f.object_id = check_free.object_id
        union all
        select 'search_vector', 'searchVector'
    )
    select c.name, array_agg(c.field) as fields into taken
      from col c
     group by c.name
    having count(*) > 1
     limit 1;
    if found then
        perform metadata.refuse(
            'VG409',
            format(
                'The fields "%s" and "%s" would share the column %s. Choose another name.',
                taken.fields[1], taken.fields[2], taken.name
            ),
            'name'
        );
    end if;
    if (select count(*) from metadata.field f where f.object_id = check_free.object_id and f.type <> 'RELATION')
       + jsonb_array_length(plans) > 500 then
        perform metadata.refuse('VG400', 'An object can have at most 500 fields.', 'name');
    end if;
end
$$;
comment on function metadata.check_free(uuid, jsonb) is 'Raises VG409 where a planned field, relation or column has a name that is taken, VG400 for too many fields.';
revoke all on function metadata.check_free(uuid, jsonb) from public;
