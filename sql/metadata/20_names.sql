-- Names: what they may be, and which columns, types and constraints follow from them.

create or replace function metadata.snake_case(name text) returns text
    language sql immutable parallel safe
    return lower(
        regexp_replace(regexp_replace(name, '([A-Z]+)([A-Z][a-z])', '\1_\2', 'g'), '([a-z0-9])([A-Z])', '\1_\2', 'g')
    );
comment on function metadata.snake_case(text) is 'A name of the API as a name in SQL: linkedinURLPath is linkedin_url_path.';
revoke all on function metadata.snake_case(text) from public;

create or replace function metadata.type_name(name text) returns text
    language sql immutable parallel safe
    return upper(left(name, 1)) || substr(name, 2);
comment on function metadata.type_name(text) is 'The GraphQL type of an object: workspaceMember is WorkspaceMember.';
revoke all on function metadata.type_name(text) from public;

create or replace function metadata.constraint_name(table_name text, column_name text, suffix text) returns text
    language sql immutable parallel safe
    return case
        when octet_length(concat_ws('_', table_name, column_name, suffix)) <= 63
            then concat_ws('_', table_name, column_name, suffix)
        -- Postgres would cut it, and two long names could become one.
        -- Letters of other alphabets, which a DBA's table may have in its name, are more than a byte each.
        else concat_ws(
            '_',
            left(regexp_replace(table_name, '[^ -~]', '', 'g'), 20),
            left(regexp_replace(column_name, '[^ -~]', '', 'g'), 20),
            left(md5(concat_ws(' ', table_name, column_name)), 8),
            suffix
        )
    end;
comment on function metadata.constraint_name(text, text, text) is 'The name of a constraint or index, as Postgres would choose it, and never longer than Postgres takes.';
revoke all on function metadata.constraint_name(text, text, text) from public;

create or replace function metadata.free_name(
    schema_name text,
    table_name text,
    column_name text,
    suffix text,
    replaced text[] default '{}'
) returns text
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    wanted text;
    number integer := 0;
begin
    loop
        wanted := metadata.constraint_name(table_name, column_name, suffix || coalesce(nullif(number, 0)::text, ''));
        -- Names of indexes are the schema's, those of constraints the table's; and tables and columns that were renamed
        -- leave theirs as they were.
        exit when wanted = any (replaced) or not exists (
            select from pg_catalog.pg_class c
             where c.relnamespace = to_regnamespace(quote_ident(schema_name)) and c.relname = wanted
            union all
            select from pg_catalog.pg_constraint n
             where n.conrelid = to_regclass(format('%I.%I', schema_name, free_name.table_name)) and n.conname = wanted
            union all
            -- What is still to be built.
            select from metadata.index i
              join metadata.object o on o.id = i.object_id
              join core.workspace w on w.id = o.workspace_id
             where w.schema_name = free_name.schema_name and i.name = wanted
        );
        number := number + 1;
    end loop;
    return wanted;
end
$$;
comment on function metadata.free_name(text, text, text, text, text[]) is
    'A name for a constraint or index that nothing in the schema has, but for those that it replaces.';
revoke all on function metadata.free_name(text, text, text, text, text[]) from public;

create or replace function metadata.check_name(name text, field text) returns void
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    sql_name text := metadata.snake_case(name);
begin
    if name is null or name = '' then
        perform metadata.refuse('VG400', format('%s is missing. Give a name such as annualRevenue.', field), field);
    elsif name !~ '^[a-z][A-Za-z0-9]*$' then
        perform metadata.refuse(
            'VG400',
            format(
                'The name "%s" cannot be used. A name begins with a small letter a-z and goes on with letters a-z and digits, such as annualRevenue.',
                left(name, 80)
            ),
            field
        );
    elsif octet_length(sql_name) > 63 then
        perform metadata.refuse(
            'VG400',
            format(
                'The name "%s…" is too long: it would have %s bytes in SQL, and Postgres takes 63. Choose a shorter one.',
                left(name, 40), octet_length(sql_name)
            ),
            field
        );
    -- The first test is quick and true of nearly all names; it also strikes words that need no quotes after all.
    elsif quote_ident(sql_name) <> sql_name
          and exists (select from pg_catalog.pg_get_keywords() k where k.word = sql_name and k.catcode in ('R', 'T')) then
        perform metadata.refuse(
            'VG400',
            format('The name "%s" is a reserved word of SQL. Choose another, such as %sValue.', name, name),
            field
        );
    end if;
end
$$;
comment on function metadata.check_name(text, text) is 'Raises VG400 for what cannot be the name of an object, field or relation; field is the part of the input that holds it.';
revoke all on function metadata.check_name(text, text) from public;

create or replace function metadata.check_field_name(name text, field text) returns void
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform metadata.check_name(name, field);
    if name in ('ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid', 'searchVector') then
        perform metadata.refuse('VG400', format('The name "%s" is taken by the database itself. Choose another.', name), field);
    end if;
end
$$;
comment on function metadata.check_field_name(text, text) is 'Raises VG400 for what cannot be the name of a field or relation.';
revoke all on function metadata.check_field_name(text, text) from public;

create or replace function metadata.check_object_name(workspace_id uuid, object_id uuid, name text, field text) returns void
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    suffixes constant text[] := '{"",Connection,Edge,FilterInput,OrderByInput,CreateInput,UpdateInput}';
    made text := metadata.type_name(name);
begin
    perform metadata.check_name(name, field);
    if made in (
        'Query', 'Mutation', 'Subscription', 'PageInfo', 'FilterIs', 'OrderByDirection', 'String', 'Int', 'Float',
        'Boolean', 'ID', 'BigInt', 'Decimal', 'DateTime', 'Date', 'JSON', 'Json'
    -- The keys of answers, and what else stands at the root of the API or under /rest.
    ) or lower(name) in (
        'data', 'meta', 'error', 'errors', 'extensions', 'node', 'nodes', 'edge', 'edges', 'cursor', 'pageinfo', 'totalcount',
        'search', 'batch', 'metadata', 'rest', 'graphql', 'openapi', 'docs', 'auth', 'health', 'me'
    ) then
        perform metadata.refuse('VG400', format('The name "%s" has a meaning of its own in the API. Choose another.', name), field);
    elsif exists (
        -- Also a hidden one; and names that differ in nothing but capitals would be taken for one another.
        select from metadata.object o
         where o.workspace_id = check_object_name.workspace_id and o.id is distinct from object_id
           and (lower(name) in (lower(o.name_singular), lower(o.name_plural)) or o.table_name = metadata.snake_case(name))
    ) then
        perform metadata.refuse('VG409', format('There is an object with the name "%s" already. Choose another.', name), field);
    elsif exists (
        select from metadata.object o, unnest(suffixes) s (suffix)
         where o.workspace_id = check_object_name.workspace_id and o.id is distinct from object_id
           and (metadata.type_name(o.name_singular) || s.suffix = made or metadata.type_name(o.name_singular) = made || s.suffix)
    ) then
        perform metadata.refuse(
            'VG409', format('The name "%s" belongs to a type of another object in the API. Choose another.', name), field
        );
    end if;
end
$$;
comment on function metadata.check_object_name(uuid, uuid, text, text) is 'Raises VG400 or VG409 for what cannot be the name of an object, in the singular or plural; object_id is the object itself, where it is there already.';
revoke all on function metadata.check_object_name(uuid, uuid, text, text) from public;
drop function if exists metadata.check_object_name(uuid, text, text);
