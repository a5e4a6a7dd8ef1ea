-- NUMBER: {"dataType": integer | bigint | numeric | double, "decimals", "min", "max"}; numeric is exact, of any size.

create or replace function metadata.number_kind(settings jsonb) returns text
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select k.pg_type
      from (values
            ('integer', 'integer'), ('int', 'integer'), ('bigint', 'bigint'),
            ('numeric', 'numeric'), ('double', 'double precision'), ('float', 'double precision')
           ) k (name, pg_type)
     where k.name = coalesce(settings ->> 'dataType', 'numeric')
$$;
comment on function metadata.number_kind(jsonb) is 'The Postgres type of a NUMBER, null for a dataType that is none.';
revoke all on function metadata.number_kind(jsonb) from public;

create or replace function metadata.number_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_array(
        jsonb_build_object(
            'pgType', k.kind,
            'check', concat_ws(
                ' and ',
                case when k.kind in ('numeric', 'double precision') then
                    '%1$I > ''-Infinity'' and %1$I < ''Infinity'''
                end,
                -- Not numeric(p, s), which would round what is given.
                '%1$I = round(%1$I, ' || (settings ->> 'decimals') || ')',
                '%1$I >= ' || quote_literal(settings ->> 'min') || '::' || k.kind,
                '%1$I <= ' || quote_literal(settings ->> 'max') || '::' || k.kind
            )
        )
    )
      from (select metadata.number_kind(settings)) k (kind)
$$;
comment on function metadata.number_columns(jsonb) is 'The column of a NUMBER.';
revoke all on function metadata.number_columns(jsonb) from public;

create or replace function metadata.number_settings(settings jsonb) returns jsonb
    language plpgsql stable
    set search_path = pg_catalog, pg_temp
as $$
declare
    kind text;
    bound text;
    made jsonb;
begin
    perform metadata.check_keys(settings, '{dataType,decimals,min,max}', 'settings');
    kind := metadata.number_kind(settings);
    if kind is null or coalesce(jsonb_typeof(settings -> 'dataType'), 'string') <> 'string' then
        perform metadata.refuse(
            'VG400',
            'The dataType of a NUMBER is one of integer, bigint, numeric, double; without it a number is numeric.',
            'settings'
        );
    end if;
    made := settings || case when settings ? 'dataType'
        then jsonb_build_object('dataType', replace(kind, 'double precision', 'double')) else '{}' end;
    if metadata.setting_number(settings, 'decimals', 0, 20) is not null and kind <> 'numeric' then
        if kind = 'double precision' or settings -> 'decimals' <> '0' then
            perform metadata.refuse('VG400', 'decimals goes with the dataType numeric.', 'settings');
        end if;
        made := made - 'decimals';
    end if;
    foreach bound in array '{min,max}'::text[] loop
        if settings ? bound then
            begin
                if jsonb_typeof(settings -> bound) <> 'number' or length(settings ->> bound) > 100 then
                    raise invalid_text_representation;
                end if;
                execute format('select %L::%s', settings ->> bound, kind);
            exception when data_exception then
                perform metadata.refuse('VG400', format('%s is a number of the type %s.', bound, kind), 'settings');
            end;
        end if;
    end loop;
    if (settings ->> 'min')::numeric > (settings ->> 'max')::numeric then
        perform metadata.refuse('VG400', 'min is not greater than max.', 'settings');
    end if;
    return made;
end
$$;
comment on function metadata.number_settings(jsonb) is 'The settings of a NUMBER; int and float are other words for integer and double.';
revoke all on function metadata.number_settings(jsonb) from public;

create or replace function metadata.read_number(value text, sample anyelement) returns anyelement
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
declare
    exact constant numeric := metadata.read_as(value, '^-?([0-9]+(\.[0-9]+)?)([eE][+-]?[0-9]{1,3})?$', null::numeric);
    -- A whole number may come as 5.0.
    made alias for $0;
begin
    if pg_typeof(sample) = 'numeric'::regtype then
        made := exact;
    else
        made := metadata.read_as(trim_scale(exact)::text, '', sample);
        if made::text::numeric <> exact then
            made := null;
        end if;
    end if;
    return made;
end
$$;
comment on function metadata.read_number(text, anyelement) is 'A text as a number of the sample''s type; null where it is none, or would lose digits.';
revoke all on function metadata.read_number(text, anyelement) from public;

create or replace function metadata.number_from(from_type text, from_settings jsonb, settings jsonb) returns text
    language sql stable
    set search_path = pg_catalog, pg_temp
as $$
    select case
        when from_type in ('NUMBER', 'RATING') or metadata.is_text_type(from_type)
            then format('metadata.read_number(%%1$I::text, null::%s)', metadata.number_kind(settings))
    end
$$;
comment on function metadata.number_from(text, jsonb, jsonb) is 'Of texts that are numbers, of ratings, and of other kinds of numbers where no digit is lost.';
revoke all on function metadata.number_from(text, jsonb, jsonb) from public;

select metadata.offer_operators('NUMBER', '{eq,neq,in,is,gt,gte,lt,lte}');
