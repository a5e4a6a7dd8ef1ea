-- What tables, columns and functions that a DBA made are called in the API, and what their comments say.

create or replace function metadata.api_name(sql_name text) returns text
    language sql immutable parallel safe
    set search_path = pg_catalog, pg_temp
as $$
    -- Words are parted by whatever is no letter or digit; what shouts is spoken quietly.
    select nullif(
               regexp_replace(
                   string_agg(
                       case when w.place = 1 then lower(left(w.word, 1)) else upper(left(w.word, 1)) end || substr(w.word, 2),
                       '' order by w.place
                   ),
                   '^[0-9]+', ''
               ),
               ''
           )
      from (
        select case when s.word ~ '[a-z]' then s.word else lower(s.word) end as word, row_number() over (order by s.place) as place
          from regexp_split_to_table(sql_name, '[^A-Za-z0-9]+') with ordinality s (word, place)
         where regexp_replace(s.word, '^[0-9]+', '') <> '' or s.place > 1 and s.word <> ''
       ) w
$$;
comment on function metadata.api_name(text) is 'A name of SQL as one of the API: company_visits and "Company Visits" are companyVisits. Null where no letter of it could begin one.';
revoke all on function metadata.api_name(text) from public;

create or replace function metadata.plural(word text) returns text
    language sql immutable parallel safe
    return case
        when word ~ '[^aeiouAEIOU]y$' then left(word, -1) || 'ies'
        when word ~ '(s|x|z|ch|sh)$' then word || 'es'
        else word || 's'
    end;
comment on function metadata.plural(text) is 'An English plural by the simplest rule: company is companies, box is boxes, visit is visits.';
revoke all on function metadata.plural(text) from public;

create or replace function metadata.singular(word text) returns text
    language sql immutable parallel safe
    return case
        when word ~ '[^aeiouAEIOU]ies$' then left(word, -3) || 'y'
        when word ~ '(ss|x|z|ch|sh)es$' then left(word, -2)
        when word ~ '[^suiSUI]s$' then left(word, -1)
        else word
    end;
comment on function metadata.singular(text) is 'A word without the plural that metadata.plural makes; what is no plural stays: address, status, analysis.';
revoke all on function metadata.singular(text) from public;

create or replace function metadata.label_of_name(sql_name text) returns text
    language sql immutable parallel safe
    set search_path = pg_catalog, pg_temp
as $$
    select coalesce(nullif(upper(left(l.label, 1)) || substr(l.label, 2), ''), sql_name)
      from (select btrim(regexp_replace(metadata.snake_case(sql_name), '[_[:space:]]+', ' ', 'g'))) l (label)
$$;
comment on function metadata.label_of_name(text) is 'A name of SQL as a label: visit_date is Visit date.';
revoke all on function metadata.label_of_name(text) from public;

create or replace function metadata.comment_parts(note text, out label text, out description text)
    language sql immutable parallel safe
    set search_path = pg_catalog, pg_temp
as $$
    select case
               when strpos(note, ': ') between 2 and 60 then left(note, strpos(note, ': ') - 1)
               when length(note) <= 60 and note !~ '[.\n]' then nullif(note, '')
           end,
           case
               when strpos(note, ': ') between 2 and 60 then left(substr(note, strpos(note, ': ') + 2), 2000)
               when length(note) <= 60 and note !~ '[.\n]' then ''
               else left(coalesce(note, ''), 2000)
           end
$$;
comment on function metadata.comment_parts(text) is
    'What a comment says: "Label: description", a label alone, or a sentence alone, which is a description. The label is null where there is none.';
revoke all on function metadata.comment_parts(text) from public;

create or replace function metadata.free_field_name(object_id uuid, wanted text, spare text) returns text
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    candidate text;
begin
    foreach candidate in array array[wanted, wanted || spare] || array(select wanted || n from generate_series(2, 99) n) loop
        begin
            perform metadata.check_field_name(candidate, 'name');
        exception when sqlstate 'VG400' then
            continue;
        end;
        -- Also not one of a filter's own words.
        if candidate not in ('and', 'or', 'not') and not exists (
            select from metadata.field f
             where f.object_id = free_field_name.object_id and lower(f.name) = lower(candidate)
        ) then
            return candidate;
        end if;
    end loop;
    return null;
end
$$;
comment on function metadata.free_field_name(uuid, text, text) is
    'The first name that a new field of the object can have: the one that is wanted, that with the spare word behind it, or with a number. Null where there is none.';
revoke all on function metadata.free_field_name(uuid, text, text) from public;

create or replace function metadata.free_object_names(
    workspace_id uuid,
    table_name text,
    out name_singular text,
    out name_plural text
)
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    wanted constant text := metadata.singular(metadata.api_name(table_name));
    spare text;
begin
    foreach spare in array '{"",Record}' || array(select n::text from generate_series(2, 99) n) loop
        begin
            perform metadata.check_object_name(workspace_id, null, wanted || spare, 'nameSingular');
            perform metadata.check_object_name(workspace_id, null, metadata.plural(wanted || spare), 'namePlural');
        exception when sqlstate 'VG400' or sqlstate 'VG409' then
            continue;
        end;
        name_singular := wanted || spare;
        name_plural := metadata.plural(wanted || spare);
        return;
    end loop;
end
$$;
comment on function metadata.free_object_names(uuid, text) is 'The first pair of names that an object of that table can have: its own, those with Record behind them, or with a number. Null where there is none.';
revoke all on function metadata.free_object_names(uuid, text) from public;
