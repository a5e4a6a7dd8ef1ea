-- The columns of a table or view as fields: those that are new, those that changed, those that are gone.

create or replace function metadata.adopt_columns(object metadata.object, relation_id oid) returns table (
    object_id uuid,
    kind text,
    name text,
    action text,
    why text
)
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    col record;
    known record;
    described jsonb;
    key_number constant smallint := metadata.key_column(relation_id);
    loses_words boolean := false;
begin
    object_id := object.id;
    kind := 'column';
    for known in
        select f.id as field_id, f.name as field_name, f.is_searchable, c.item, c.item ->> 'name' as column_name, a.attnum, a.atttypid,
               case when a.attnum is not null then metadata.adopted_column(relation_id, a.attnum) end as described
          from metadata.field f
         cross join jsonb_array_elements(f.columns) c (item)
          left join pg_catalog.pg_attribute a
            on a.attrelid = relation_id and a.attname = c.item ->> 'name' and a.attnum > 0 and not a.attisdropped
         where f.object_id = object.id and not f.is_computed and f.type <> 'RELATION'
         order by f.position
    loop
        name := object.table_name || '.' || known.column_name;
        if known.described ? 'why' and to_regtype(known.item ->> 'pgType') = known.atttypid then
            -- A field type of somebody's own may have columns that are not taken otherwise.
            continue;
        elsif known.described is null or known.described ? 'why' then
            action := 'gone';
            why := format('the field %s goes with it', known.field_name)
                || coalesce(': ' || (known.described ->> 'why'), '');
            loses_words := loses_words or known.is_searchable;
            perform metadata.forget_field(known.field_id);
            return next;
        else
            why := metadata.change_field(known.field_id, known.item, known.described, object.kind = 'VIEW');
            if why is not null then
                action := 'changed';
                return next;
            end if;
        end if;
    end loop;
    if loses_words then
        -- The trigger has gone with a column that it named.
        perform metadata.run_ddl(metadata.search_trigger_sql(metadata.schema_of(object), object.table_name, metadata.searched_columns(object.id)));
    end if;
    for col in
        select a.attname, a.attnum
          from pg_catalog.pg_attribute a
         where a.attrelid = relation_id and a.attnum > 0 and not a.attisdropped
           and not (a.attname = 'search_vector' and a.atttypid = 'tsvector'::regtype)
           and not exists (
                select from metadata.field f
                 where f.object_id = object.id and not f.is_computed
                   and f.columns @> jsonb_build_array(jsonb_build_object('name', a.attname))
               )
         -- Those that every object has take their names first.
         order by a.attnum <> key_number, a.attname not in ('created_at', 'updated_at', 'deleted_at', 'position'), a.attnum
    loop
        name := object.table_name || '.' || col.attname;
        -- The columns of createdBy come as one.
        continue when exists (
            select from metadata.field f
             where f.object_id = object.id and f.columns @> jsonb_build_array(jsonb_build_object('name', col.attname))
        );
        described := metadata.adopted_column(relation_id, col.attnum);
        action := 'left';
        why := described ->> 'why';
        if why is null then
            why := metadata.add_adopted_field(object, relation_id, described, col.attnum = key_number, col.attnum);
            action := case when why is null then 'left' else 'taken' end;
            why := coalesce(why, 'no name for the API can be made of its own');
        end if;
        return next;
        if action = 'left' and described ->> 'why' like 'a time without a time zone%' and object.kind = 'TABLE' then
            action := 'offered';
            why := format(
                'alter table %s alter column %I type timestamptz using %I at time zone ''UTC''', relation_id::regclass, col.attname, col.attname
            );
            return next;
        end if;
    end loop;
end
$$;
comment on function metadata.adopt_columns(metadata.object, oid) is 'Makes the fields of an object those of its columns, and says what it did.';
revoke all on function metadata.adopt_columns(metadata.object, oid) from public;

create or replace function metadata.forget_field(field_id uuid) returns void
    language sql
    set search_path = pg_catalog, pg_temp
as $$
    -- With the ends of the relation whose key it is.
    delete from metadata.field f
     where f.id = field_id
        or f.id in (
            select unnest(array[r.from_field_id, r.to_field_id]) from metadata.relation r where r.key_field_id = forget_field.field_id
        )
$$;
comment on function metadata.forget_field(uuid) is 'Removes the row of a field whose column is gone, and the relation that it was the key of.';
revoke all on function metadata.forget_field(uuid) from public;

create or replace function metadata.standard_field(relation_id oid, described jsonb) returns jsonb
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select s.item || jsonb_build_object('columns', jsonb_build_array(metadata.column_item(described, '')))
      from jsonb_array_elements(metadata.system_fields()) s (item)
     where s.item ->> 'name' in ('createdAt', 'updatedAt', 'deletedAt', 'position')
       and described ->> 'name' = metadata.snake_case(s.item ->> 'name')
       and described ->> 'pgType' = case s.item ->> 'name' when 'position' then 'double precision' else 'timestamptz' end
       -- What the database fills in by itself, and for a soft delete what can be empty.
       and case s.item ->> 'name'
               when 'deletedAt' then (described ->> 'isNullable')::boolean and described -> 'default' = 'null'
               else described ->> 'default' is not null
           end
    union all
    select s.item || jsonb_build_object('columns', p.columns)
      from jsonb_array_elements(metadata.system_fields()) s (item)
     cross join lateral (
        select jsonb_agg(metadata.column_item(c.item, t.part) order by t.place) as columns
          from metadata.type_columns('ACTOR', null) with ordinality t (part, suffix, part_type, pg_type, check_format, is_searched, is_optional, place)
          join pg_catalog.pg_attribute a
            on a.attrelid = relation_id and a.attname = 'created_by_' || t.suffix and not a.attisdropped
          cross join lateral (select metadata.adopted_column(relation_id, a.attnum) || jsonb_build_object('type', t.part_type)) c (item)
         where c.item ->> 'pgType' = t.pg_type and c.item ->> 'default' is not null
       ) p
     where s.item ->> 'name' = 'createdBy' and described ->> 'name' like 'created\_by\_%' and jsonb_array_length(p.columns) = 3
$$;
comment on function metadata.standard_field(oid, jsonb) is
    'The field that every object has, with its columns, where a column is one of it by name and type; null for any other.';
revoke all on function metadata.standard_field(oid, jsonb) from public;

create or replace function metadata.column_item(described jsonb, part text) returns jsonb
    language sql immutable parallel safe
    return jsonb_build_object(
        'part', part, 'name', described -> 'name', 'type', described -> 'type', 'pgType', described -> 'pgType',
        'isNullable', described -> 'isNullable', 'default', described -> 'default'
    );
comment on function metadata.column_item(jsonb, text) is 'A column that metadata.adopted_column describes, as metadata.field keeps it.';
revoke all on function metadata.column_item(jsonb, text) from public;

create or replace function metadata.add_adopted_field(
    object metadata.object,
    relation_id oid,
    described jsonb,
    is_key boolean,
    number smallint
) returns text
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    standard jsonb := case when not is_key and object.kind = 'TABLE' then metadata.standard_field(relation_id, described) end;
    column_name constant text := described ->> 'name';
    note record;
    field_name text;
    is_null boolean := (described ->> 'isNullable')::boolean and not is_key;
begin
    select * into note from metadata.comment_parts(described ->> 'note');
    field_name := case
        when is_key then 'id'
        when standard is not null and not exists (
            select from metadata.field f where f.object_id = object.id and f.name = standard ->> 'name'
        ) then standard ->> 'name'
        else metadata.free_field_name(
            object.id,
            metadata.api_name(column_name) || case
                -- These names mean more than the column does.
                when lower(metadata.api_name(column_name)) in ('id', 'deletedat') then 'Value'
                -- The relation will have the name that the key has.
                when column_name !~ '(_id|_uuid|Id|ID)$' and exists (
                    select from pg_catalog.pg_constraint n
                     where n.conrelid = relation_id and n.contype = 'f' and n.conkey = array[number]
                ) then 'Id'
                else ''
            end,
            'Value'
        )
    end;
    if field_name is null then
        return null;
    end if;
    if field_name is distinct from standard ->> 'name' then
        standard := null;
    end if;
    insert into metadata.field (
        workspace_id, object_id, name, label, type, description, is_nullable, is_unique, is_system, is_writable, is_custom,
        default_value, options, settings, columns, position
    )
    values (
        object.workspace_id, object.id, field_name,
        left(coalesce(note.label, standard ->> 'label', case when is_key then 'Id' else metadata.label_of_name(column_name) end), 200),
        coalesce(standard ->> 'type', described ->> 'type'),
        coalesce(nullif(note.description, ''), standard ->> 'description', ''),
        is_null, is_key, standard is not null or is_key,
        object.kind = 'TABLE' and not (described ->> 'isGenerated')::boolean and coalesce((standard ->> 'isWritable')::boolean, true),
        object.is_custom and standard is null and not is_key,
        case when standard is null then metadata.constant_value(described ->> 'default', described ->> 'pgType') end,
        nullif(described -> 'options', 'null'), nullif(described -> 'settings', 'null'),
        coalesce(
            standard -> 'columns',
            jsonb_build_array(metadata.column_item(described || jsonb_build_object('isNullable', is_null), ''))
        ),
        coalesce((select max(f.position) + 1 from metadata.field f where f.object_id = object.id and f.type <> 'RELATION'), 0)
    );
    return format('as %s, %s', field_name, coalesce(standard ->> 'type', described ->> 'type'))
        || case when (described ->> 'isGenerated')::boolean then ', read-only' else '' end
        || case when standard is null and metadata.api_name(column_name) = 'deletedAt' then '; a record is not deleted softly by it' else '' end;
end
$$;
comment on function metadata.add_adopted_field(metadata.object, oid, jsonb, boolean, smallint) is
    'Writes the row of a field for a column that metadata.adopted_column describes, and says as what; null where it can have no name.';
revoke all on function metadata.add_adopted_field(metadata.object, oid, jsonb, boolean, smallint) from public;

create or replace function metadata.change_field(field_id uuid, known jsonb, described jsonb, is_view boolean) returns text
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    field metadata.field;
    col jsonb := known;
    changes text[] := '{}';
    note record;
begin
    select f.* into field from metadata.field f where f.id = field_id;
    if not found then
        return null;
    end if;
    if known ->> 'pgType' <> described ->> 'pgType' then
        col := col || jsonb_build_object('pgType', described -> 'pgType');
        changes := changes || format('it is %s', described ->> 'pgType');
        if jsonb_array_length(field.columns) = 1 then
            col := col || jsonb_build_object('type', described -> 'type');
            field.type := described ->> 'type';
            field.settings := nullif(described -> 'settings', 'null');
            field.options := nullif(described -> 'options', 'null');
            field.default_value := metadata.constant_value(described ->> 'default', described ->> 'pgType');
            field.is_searchable := field.is_searchable and field.type = 'TEXT';
        end if;
    elsif described ->> 'type' = 'SELECT' and field.type = 'SELECT'
          and jsonb_path_query_array(field.options, '$[*].value') <> jsonb_path_query_array(described -> 'options', '$[*].value') then
        -- Labels that were given to options stay.
        field.options := (
            select jsonb_agg(coalesce(o.item, n.item) || jsonb_build_object('position', n.item -> 'position') order by n.place)
              from jsonb_array_elements(described -> 'options') with ordinality n (item, place)
              left join jsonb_array_elements(field.options) o (item) on o.item ->> 'value' = n.item ->> 'value'
        );
        changes := changes || 'its options'::text;
    elsif field.type = 'TEXT' and described -> 'settings' -> 'maxLength' is distinct from field.settings -> 'maxLength'
          and (described -> 'settings' ? 'maxLength') then
        field.settings := coalesce(field.settings, '{}') || (described -> 'settings');
        changes := changes || format('at most %s characters', described -> 'settings' ->> 'maxLength');
    end if;
    if not is_view and field.name <> 'id' and (known ->> 'isNullable')::boolean <> (described ->> 'isNullable')::boolean then
        col := col || jsonb_build_object('isNullable', described -> 'isNullable');
        field.is_nullable := case when jsonb_array_length(field.columns) = 1 then (described ->> 'isNullable')::boolean else field.is_nullable end;
        changes := changes || case when (described ->> 'isNullable')::boolean then 'it may be null' else 'it may not be null' end;
    end if;
    if not metadata.same_expression(known ->> 'default', described ->> 'default', described ->> 'pgType') then
        col := col || jsonb_build_object('default', described -> 'default');
        if jsonb_array_length(field.columns) = 1 then
            field.default_value := metadata.constant_value(described ->> 'default', described ->> 'pgType');
        end if;
        changes := changes || coalesce('its default is ' || (described ->> 'default'), 'it has no default');
    end if;
    if field.is_custom and not is_view and field.is_writable = (described ->> 'isGenerated')::boolean then
        field.is_writable := not (described ->> 'isGenerated')::boolean;
        changes := changes || case when field.is_writable then 'it can be written'::text else 'it is read-only' end;
    end if;
    select * into note from metadata.comment_parts(described ->> 'note');
    if described ->> 'note' is not null and jsonb_array_length(field.columns) = 1
       and described ->> 'note' <> concat(field.label, ': ' || nullif(field.description, ''))
       and (coalesce(note.label, field.label), note.description) <> (field.label, field.description) then
        field.label := coalesce(note.label, field.label);
        field.description := note.description;
        changes := changes || 'its comment'::text;
    end if;
    if changes = '{}' then
        return null;
    end if;
    update metadata.field f
       set type = field.type, settings = field.settings, options = field.options, default_value = field.default_value,
           is_searchable = field.is_searchable, is_nullable = field.is_nullable, is_writable = field.is_writable,
           label = field.label, description = field.description, updated_at = clock_timestamp(),
           columns = (
               select jsonb_agg(case when c.item ->> 'name' = known ->> 'name' then col else c.item end order by c.place)
                 from jsonb_array_elements(f.columns) with ordinality c (item, place)
           )
     where f.id = field_id;
    return array_to_string(changes, '; ');
end
$$;
comment on function metadata.change_field(uuid, jsonb, jsonb, boolean) is
    'Brings a field up to date with its column: known is the column as the field has it, described as the catalog has it. Says what changed; null for nothing.';
revoke all on function metadata.change_field(uuid, jsonb, jsonb, boolean) from public;

create or replace function metadata.offer_columns(object metadata.object, relation_id oid) returns table (
    object_id uuid,
    kind text,
    name text,
    action text,
    why text
)
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select object.id, 'column', object.table_name || '.' || o.column_name, 'offered',
           format('alter table %s add column %I %s', relation_id::regclass, o.column_name, o.definition) || o.reason
      from (values
            ('created_at', 'createdAt', 'timestamptz not null default now()', ''),
            ('updated_at', 'updatedAt', 'timestamptz not null default now()', ''),
            ('deleted_at', 'deletedAt', 'timestamptz', ', and a delete is soft; without it a delete is for good')
           ) o (column_name, field_name, definition, reason)
     where object.kind = 'TABLE' and object.is_custom
       and not exists (select from metadata.field f where f.object_id = object.id and f.name = o.field_name)
       and not exists (select from pg_catalog.pg_attribute a where a.attrelid = relation_id and a.attname = o.column_name and not a.attisdropped)
$$;
comment on function metadata.offer_columns(metadata.object, oid) is 'The columns that other objects have and this one could, as DDL.';
revoke all on function metadata.offer_columns(metadata.object, oid) from public;
