-- SELECT: one of the options, and MULTI_SELECT: a list of them. Both hold an option's value; labels and colours are kept
-- with the field.

create or replace function metadata.select_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_array(jsonb_build_object('pgType', 'text', 'check', '%1$I = any (%2$s)'))
$$;
comment on function metadata.select_columns(jsonb) is 'The column of a SELECT.';
revoke all on function metadata.select_columns(jsonb) from public;

create or replace function metadata.multi_select_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select metadata.list_column('%1$I <@ %2$s', settings)
$$;
comment on function metadata.multi_select_columns(jsonb) is 'The column of a MULTI_SELECT.';
revoke all on function metadata.multi_select_columns(jsonb) from public;

create or replace function metadata.multi_select_settings(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select metadata.list_settings(settings)
$$;
comment on function metadata.multi_select_settings(jsonb) is 'The settings of a MULTI_SELECT: {"maxItems"}.';
revoke all on function metadata.multi_select_settings(jsonb) from public;

create or replace function metadata.select_options(options jsonb) returns jsonb
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
declare
    most constant integer := 1000;
    option record;
    made jsonb := '[]';
    seen text[] := '{}';
    labels text[] := '{}';
    label text;
begin
    if options is null or jsonb_typeof(options) <> 'array' or options = '[]' then
        perform metadata.refuse(
            'VG400', 'A choice needs options, such as [{"value": "NEW", "label": "New"}].', 'options'
        );
    elsif jsonb_array_length(options) > most then
        perform metadata.refuse('VG400', format('There are %s options; at most %s are possible.', jsonb_array_length(options), most), 'options');
    end if;
    for option in
        select o.item, o.item ->> 'value' as value, o.place
          from jsonb_array_elements(options) with ordinality o (item, place)
         order by case when jsonb_typeof(o.item -> 'position') = 'number' then (o.item ->> 'position')::numeric end, o.place
    loop
        -- id is what others keep an option by; was is the value that it had, for who renames it.
        perform metadata.check_keys(option.item, '{value,label,position,color,was,id}', format('options.%s', option.place - 1));
        if option.value is null or option.value !~ '^[A-Z][A-Z0-9_]{0,62}$' then
            perform metadata.refuse(
                'VG400',
                format(
                    'The value "%s" of an option cannot be used. It begins with a capital letter A-Z and goes on with capital letters, digits and _, such as IN_PROGRESS.',
                    left(option.value, 80)
                ),
                'options'
            );
        elsif option.value = any (seen) then
            perform metadata.refuse('VG400', format('Two options have the value "%s".', option.value), 'options');
        elsif coalesce(jsonb_typeof(option.item -> 'label'), 'null') not in ('string', 'null')
              or btrim(option.item ->> 'label') = '' or length(option.item ->> 'label') > 255 then
            perform metadata.refuse(
                'VG400', format('The label of the option %s is a text of 1 to 255 characters; without it the value stands for it.', option.value), 'options'
            );
        elsif coalesce(jsonb_typeof(option.item -> 'color'), 'null') not in ('string', 'null')
              or length(option.item ->> 'color') > 63 then
            perform metadata.refuse('VG400', format('The color of the option %s is a short text, such as sky.', option.value), 'options');
        elsif coalesce(jsonb_typeof(option.item -> 'position'), 'null') not in ('number', 'null') then
            perform metadata.refuse('VG400', format('The position of the option %s is a number.', option.value), 'options');
        end if;
        seen := seen || option.value;
        label := coalesce(option.item ->> 'label', option.value);
        if label = any (labels) then
            perform metadata.refuse('VG400', format('Two options have the label "%s".', left(label, 80)), 'options');
        end if;
        labels := labels || label;
        made := made || jsonb_build_array(
            jsonb_build_object('value', option.value, 'label', label, 'position', cardinality(seen) - 1)
                || case when option.item ->> 'color' is not null then jsonb_build_object('color', option.item -> 'color') else '{}' end
        );
    end loop;
    return made;
end
$$;
comment on function metadata.select_options(jsonb) is 'The options of a choice as they are kept: by their positions, else in the order given.';
revoke all on function metadata.select_options(jsonb) from public;

create or replace function metadata.multi_select_options(options jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select metadata.select_options(options)
$$;
comment on function metadata.multi_select_options(jsonb) is 'The options of a MULTI_SELECT are as those of a SELECT.';
revoke all on function metadata.multi_select_options(jsonb) from public;

create or replace function metadata.select_from(from_type text, from_settings jsonb, settings jsonb) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select case when metadata.is_text_type(from_type) then '%1$I' end
$$;
comment on function metadata.select_from(text, jsonb, jsonb) is 'Of texts that are values of options.';
revoke all on function metadata.select_from(text, jsonb, jsonb) from public;

create or replace function metadata.multi_select_from(from_type text, from_settings jsonb, settings jsonb) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select metadata.array_from(from_type, from_settings, settings)
$$;
comment on function metadata.multi_select_from(text, jsonb, jsonb) is 'Of lists of texts that are values of options, and of one such text as a list of one.';
revoke all on function metadata.multi_select_from(text, jsonb, jsonb) from public;

select metadata.offer_operators('SELECT', '{eq,neq,in,is}');
select metadata.offer_operators('MULTI_SELECT', '{is,containsAny,containsAll,isEmpty}');
