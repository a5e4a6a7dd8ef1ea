-- Reading the input of the functions that change a model, and refusing it.

create or replace function metadata.refuse(code text, message text, field text) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception using errcode = code, message = message, detail = jsonb_build_object('field', field)::text;
end
$$;
comment on function metadata.refuse(text, text, text) is 'Raises an error for people, about one field of the input.';
revoke all on function metadata.refuse(text, text, text) from public;

create or replace function metadata.refuse_at(code text, message text, detail text, place text, names jsonb default '{}') returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    field constant text := detail::jsonb ->> 'field';
begin
    perform metadata.refuse(code, message, nullif(concat_ws('.', place, coalesce(names ->> field, field)), ''));
end
$$;
comment on function metadata.refuse_at(text, text, text, text, jsonb) is
    'Raises an error that a part of the input met once more, with the place of that part before the field, and the field by the name that it has there.';
revoke all on function metadata.refuse_at(text, text, text, text, jsonb) from public;

drop function if exists metadata.check_keys(jsonb, text[]);
create or replace function metadata.check_keys(given jsonb, known text[], place text default null) returns void
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
declare
    unknown text;
begin
    if given is null or jsonb_typeof(given) <> 'object' then
        perform metadata.refuse('VG400', format('An object with the keys %s is expected.', array_to_string(known, ', ')), place);
    end if;
    select k.key into unknown from jsonb_object_keys(given) k (key) where k.key <> all (known) order by 1 limit 1;
    if found then
        perform metadata.refuse(
            'VG400',
            format('"%s" means nothing here. Known: %s.', left(unknown, 80), coalesce(nullif(array_to_string(known, ', '), ''), 'none')),
            concat_ws('.', place, unknown)
        );
    end if;
end
$$;
comment on function metadata.check_keys(jsonb, text[], text) is 'Raises VG400 for input that is no JSON object, or has a key that means nothing; place is where in the input it stands.';
revoke all on function metadata.check_keys(jsonb, text[], text) from public;

create or replace function metadata.given_id(given jsonb, key text) returns uuid
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
begin
    if given ->> key is null then
        perform metadata.refuse('VG400', format('%s is missing.', key), key);
    end if;
    return (given ->> key)::uuid;
exception when invalid_text_representation then
    perform metadata.refuse('VG400', format('%s has to be a UUID.', key), key);
end
$$;
comment on function metadata.given_id(jsonb, text) is 'The id under a key of the input. Raises VG400.';
revoke all on function metadata.given_id(jsonb, text) from public;

create or replace function metadata.given_flag(given jsonb, key text, otherwise boolean) returns boolean
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(jsonb_typeof(given -> key), 'null') not in ('boolean', 'null') then
        perform metadata.refuse('VG400', format('%s is true or false.', key), key);
    end if;
    return coalesce((given ->> key)::boolean, otherwise);
end
$$;
comment on function metadata.given_flag(jsonb, text, boolean) is 'The boolean under a key of the input. Raises VG400.';
revoke all on function metadata.given_flag(jsonb, text, boolean) from public;

create or replace function metadata.check_texts(given jsonb) returns void
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
declare
    text_key text;
begin
    foreach text_key in array '{name,label,type,description,icon,nameSingular,namePlural,labelSingular,labelPlural,fromLabel,toLabel,fromDescription,toDescription,inverseName,inverseLabel,inverseDescription,inverseIcon,fromIcon,toIcon}'::text[] loop
        if coalesce(jsonb_typeof(given -> text_key), 'null') not in ('string', 'null') then
            perform metadata.refuse('VG400', format('%s has to be a text.', text_key), text_key);
        elsif length(given ->> text_key) > (case when text_key ~* 'description$' then 2000 else 200 end) then
            perform metadata.refuse(
                'VG400',
                format('%s is longer than %s characters.', text_key, case when text_key ~* 'description$' then 2000 else 200 end),
                text_key
            );
        end if;
    end loop;
end
$$;
comment on function metadata.check_texts(jsonb) is 'Raises VG400 for a name, label, description or icon that is no text, or too long.';
revoke all on function metadata.check_texts(jsonb) from public;
