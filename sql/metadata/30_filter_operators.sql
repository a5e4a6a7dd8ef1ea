-- The operators that field types understand: each type's file offers its own. What a database administrator has added
-- to metadata.filter_operator, or made another function of, stays as it is.

create or replace function metadata.shared_operators() returns table (
    operator text,
    function text,
    argument_type text,
    description text,
    place integer
)
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    values
        ('eq', 'filter.eq', 'self', 'Equals this value.', 1),
        ('neq', 'filter.neq', 'self', 'Differs from this value; a record without a value does not count as different.', 2),
        ('in', 'filter.in_list', 'self[]', 'Equals one of these values.', 3),
        ('is', '', '', 'Has no value (NULL) or has one (NOT_NULL).', 4),
        ('gt', 'filter.gt', 'self', 'Greater than this value.', 5),
        ('gte', 'filter.gte', 'self', 'Greater than or equal to this value.', 6),
        ('lt', 'filter.lt', 'self', 'Less than this value.', 7),
        ('lte', 'filter.lte', 'self', 'Less than or equal to this value.', 8),
        ('like', 'filter.like', 'text', 'Matches this pattern: % stands for any text, _ for one character.', 9),
        ('ilike', 'filter.ilike', 'text', 'Matches this pattern whatever the case: % stands for any text, _ for one character.', 10),
        ('startsWith', 'filter.starts_with', 'text', 'Begins with this text, taken as it is.', 11),
        ('endsWith', 'filter.ends_with', 'text', 'Ends with this text, taken as it is.', 12),
        ('containsAny', 'filter.contains_any', 'self', 'Has at least one of these items.', 13),
        ('containsAll', 'filter.contains_all', 'self', 'Has all of these items.', 14),
        ('contains', 'filter.contains', 'self', 'Contains this JSON value: its keys with their values, or its items.', 15),
        ('hasKey', 'filter.has_key', 'text', 'Is an object with this key, or a list with this text.', 16),
        ('path', 'filter.path', 'jsonpath', 'Has something at this SQL/JSON path, such as $.size ? (@ > 3).', 17),
        ('isEmpty', 'filter.is_empty', 'boolean', 'Has nothing in it (true), which no value has either, or has something (false).', 18),
        ('past', 'filter.past', 'interval', 'From so long ago, in ISO 8601 such as P7D, until now.', 19),
        ('next', 'filter.next', 'interval', 'From now for so long, in ISO 8601 such as P7D.', 20)
$$;
comment on function metadata.shared_operators() is 'The operators that Vingt knows, by name: rows of metadata.filter_operator but for the type.';
revoke all on function metadata.shared_operators() from public;

create or replace function metadata.offer_operators(type text, operators text[]) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    -- Any statement that writes the table, were it no row, lets every workspace's model be read again.
    if exists (
        select from metadata.shared_operators() s
          left join metadata.filter_operator o on o.field_type = type and o.operator = s.operator
         where s.operator = any (operators)
           and (
               o.operator is null
               or o.function = s.function
               and (o.argument_type, o.description, o.position) is distinct from (s.argument_type, s.description, s.place)
           )
    ) then
        insert into metadata.filter_operator as o (field_type, operator, function, argument_type, description, position)
        select type, s.operator, s.function, s.argument_type, s.description, s.place
          from metadata.shared_operators() s
         where s.operator = any (operators)
        on conflict (field_type, operator) do update
           set argument_type = excluded.argument_type, description = excluded.description, position = excluded.position
         where o.function = excluded.function;
    end if;
end
$$;
comment on function metadata.offer_operators(text, text[]) is 'Lets a field type understand some of the operators of metadata.shared_operators. Where there is one of that name with another function, it stays.';
revoke all on function metadata.offer_operators(text, text[]) from public;
