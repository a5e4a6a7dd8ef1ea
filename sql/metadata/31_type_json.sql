-- JSON: any JSON value, null included only as no value at all.

create or replace function core.json_path(path text, field text) returns jsonpath
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
declare
    made jsonpath;
    problem text;
begin
    begin
        made := path;
    exception when others then
        -- What is wrong has a code of its own for every mistake, some of which mean other things elsewhere.
        problem := sqlerrm;
    end;
    -- Postgres would miss a variable only when it comes to it. Texts, which may look like one, are taken out.
    if regexp_replace(made::text, '(^|[^$])"(\\.|[^"\\])*"', '\1', 'g') ~ '\$"' then
        problem := 'there are no variables';
    end if;
    if problem is not null then
        raise exception 'This is no SQL/JSON path, such as $.size ? (@ > 3): %.', problem
            using errcode = 'VG400', detail = jsonb_build_object('field', field)::text;
    end if;
    return made;
end
$$;
comment on function core.json_path(text, text) is 'A text as an SQL/JSON path without variables. Raises VG400; field is the argument that held it.';
revoke all on function core.json_path(text, text) from public;
grant execute on function core.json_path(text, text) to vingt_workspace;

create or replace function metadata.json_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_array(jsonb_build_object('pgType', 'jsonb'))
$$;
comment on function metadata.json_columns(jsonb) is 'The column of a JSON.';
revoke all on function metadata.json_columns(jsonb) from public;

create or replace function metadata.json_key(part text) returns text
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select null::text
$$;
comment on function metadata.json_key(text) is 'Equal documents are no sign of a mistake, and large ones cannot be in an index.';
revoke all on function metadata.json_key(text) from public;

select metadata.offer_operators('JSON', '{is,contains,hasKey,path,isEmpty}');
