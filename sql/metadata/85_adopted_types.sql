-- Columns that a DBA made, as fields: which type, what else is known of them, and what the API cannot take.

create or replace function metadata.adopted_type(type_id oid, modifier integer) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    found_type record;
    is_null boolean := true;
    default_sql text;
    made jsonb;
begin
    select t.oid, t.typname, t.typtype, t.typnotnull, t.typbasetype, t.typtypmod, t.typdefault, n.nspname into found_type
      from pg_catalog.pg_type t
      join pg_catalog.pg_namespace n on n.oid = t.typnamespace
     where t.oid = type_id;
    while found_type.typtype = 'd' loop
        is_null := is_null and not found_type.typnotnull;
        default_sql := coalesce(default_sql, found_type.typdefault);
        modifier := found_type.typtypmod;
        select t.oid, t.typname, t.typtype, t.typnotnull, t.typbasetype, t.typtypmod, t.typdefault, n.nspname into found_type
          from pg_catalog.pg_type t
          join pg_catalog.pg_namespace n on n.oid = t.typnamespace
         where t.oid = found_type.typbasetype;
    end loop;
    if found_type.typtype = 'e' then
        made := jsonb_build_object(
            'type', 'SELECT',
            'pgType', format('%I.%I', found_type.nspname, found_type.typname),
            'options', (
                select jsonb_agg(
                           jsonb_build_object('value', e.enumlabel, 'label', e.enumlabel, 'position', e.place - 1) order by e.place
                       )
                  from (
                    select n.enumlabel, row_number() over (order by n.enumsortorder) as place
                      from pg_catalog.pg_enum n
                     where n.enumtypid = found_type.oid
                   ) e
            )
        );
        if made -> 'options' = 'null' then
            made := jsonb_build_object('why', 'an enum without values');
        end if;
    elsif found_type.typname = 'citext' and found_type.typtype = 'b' then
        made := '{"type": "TEXT", "pgType": "text"}';
    else
        made := case found_type.oid
            when 'text'::regtype then '{"type": "TEXT", "pgType": "text"}'
            when 'name'::regtype then '{"type": "TEXT", "pgType": "text"}'
            -- As text: a cast to varchar(n) would cut what is compared with.
            when 'varchar'::regtype then '{"type": "TEXT", "pgType": "text"}'
            when 'bpchar'::regtype then '{"type": "TEXT", "pgType": "text"}'
            when 'boolean'::regtype then '{"type": "BOOLEAN", "pgType": "boolean"}'
            when 'smallint'::regtype then '{"type": "NUMBER", "pgType": "smallint", "settings": {"dataType": "integer"}}'
            when 'integer'::regtype then '{"type": "NUMBER", "pgType": "integer", "settings": {"dataType": "integer"}}'
            when 'bigint'::regtype then '{"type": "NUMBER", "pgType": "bigint", "settings": {"dataType": "bigint"}}'
            when 'numeric'::regtype then '{"type": "NUMBER", "pgType": "numeric"}'
            when 'real'::regtype then '{"type": "NUMBER", "pgType": "real", "settings": {"dataType": "double"}}'
            when 'double precision'::regtype then '{"type": "NUMBER", "pgType": "double precision", "settings": {"dataType": "double"}}'
            when 'date'::regtype then '{"type": "DATE", "pgType": "date"}'
            when 'timestamptz'::regtype then '{"type": "DATE_TIME", "pgType": "timestamptz"}'
            when 'uuid'::regtype then '{"type": "UUID", "pgType": "uuid"}'
            when 'jsonb'::regtype then '{"type": "JSON", "pgType": "jsonb"}'
            when 'text[]'::regtype then '{"type": "ARRAY", "pgType": "text[]"}'
            when 'json'::regtype then '{"why": "json cannot be compared; jsonb is taken"}'
            when 'timestamp'::regtype then '{"why": "a time without a time zone is no moment; timestamptz is taken"}'
            else jsonb_build_object('why', format('the API has nothing for the type %s', format_type(type_id, modifier)))
        end;
        if found_type.oid in ('varchar'::regtype, 'bpchar'::regtype) and modifier > 4 then
            made := made || jsonb_build_object('settings', jsonb_build_object('maxLength', modifier - 4));
        end if;
    end if;
    return made || jsonb_build_object('isNullable', is_null, 'default', default_sql);
end
$$;
comment on function metadata.adopted_type(oid, integer) is
    'A Postgres type as one of fields: {type, pgType, settings, options, isNullable, default}; instead of the first four {why} for what the API cannot take. A domain is what it is over.';
revoke all on function metadata.adopted_type(oid, integer) from public;

create or replace function metadata.adopted_column(relation_id oid, number smallint) returns jsonb
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select t.item || jsonb_build_object(
               'name', a.attname,
               'isNullable',
               (t.item ->> 'isNullable')::boolean and not a.attnotnull and not exists (
                   -- How a large table gets its NOT NULL.
                   select from pg_catalog.pg_constraint n
                    where n.conrelid = a.attrelid and n.contype = 'c'
                      and pg_get_expr(n.conbin, n.conrelid) = format('(%I IS NOT NULL)', a.attname)
               ),
               'isGenerated', a.attgenerated <> '' or a.attidentity = 'a',
               'default',
               case
                   when a.attgenerated <> '' or a.attidentity = 'a' then null
                   when a.attidentity = 'd' then format('nextval(%L::regclass)', pg_get_serial_sequence(a.attrelid::regclass::text, a.attname))
                   else coalesce(pg_get_expr(d.adbin, d.adrelid), t.item ->> 'default')
               end,
               'note', col_description(a.attrelid, a.attnum)
           )
           || (case when a.attname ~ '^#|\$size[0-9]' then '{"why": "a name like this is used in statements of the API"}' else '{}' end)::jsonb
      from pg_catalog.pg_attribute a
      left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
     cross join lateral (select metadata.adopted_type(a.atttypid, a.atttypmod)) t (item)
     where a.attrelid = relation_id and a.attnum = number
$$;
comment on function metadata.adopted_column(oid, smallint) is
    'A column as the catalog has it: what metadata.adopted_type says of its type, and {name, isNullable, isGenerated, default: an SQL expression, note: its comment}.';
revoke all on function metadata.adopted_column(oid, smallint) from public;

create or replace function metadata.same_expression(one text, other text, pg_type text) returns boolean
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    is_same boolean := one is not distinct from other;
begin
    -- Constants are written in several ways; whatever calls a function is compared as it is written.
    if not is_same and position('(' in concat(one, other)) = 0 and one is not null and other is not null then
        begin
            execute format('select (%s)::%s::text = (%s)::%s::text', one, pg_type, other, pg_type) into is_same;
        exception when others then
            is_same := false;
        end;
    end if;
    return coalesce(is_same, false);
end
$$;
comment on function metadata.same_expression(text, text, text) is 'Whether two defaults of a column are the same, however written.';
revoke all on function metadata.same_expression(text, text, text) from public;

create or replace function metadata.constant_value(expression text, pg_type text) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    value jsonb;
begin
    if expression is null or position('(' in expression) > 0 or expression !~ '^(''|[0-9.]|-|true|false)' then
        return null;
    end if;
    execute format('select to_jsonb((%s)::%s)', expression, pg_type) into value;
    return value;
exception when others then
    return null;
end
$$;
comment on function metadata.constant_value(text, text) is 'The value of a default that is a constant, as the API would give it; null for any other.';
revoke all on function metadata.constant_value(text, text) from public;
