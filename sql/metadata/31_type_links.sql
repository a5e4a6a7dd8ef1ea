-- LINKS: a web address with a label, and a list of others: [{"url", "label"}].

create or replace function core.is_link_list(list jsonb) returns boolean
    language sql immutable parallel safe
    set search_path = pg_catalog, pg_temp
as $$
    select case when jsonb_typeof(list) <> 'array' then false else
        jsonb_array_length(list) <= 100
        and not exists (
            select from jsonb_array_elements(list) i (item)
             where case when jsonb_typeof(i.item) = 'object' then
                       i.item - '{url,label}'::text[] <> '{}'
                       or coalesce(jsonb_typeof(i.item -> 'url'), '') <> 'string'
                       or not core.is_url(i.item ->> 'url')
                       or coalesce(jsonb_typeof(i.item -> 'label'), 'null') not in ('string', 'null')
                   else true end
        )
    end
$$;
comment on function core.is_link_list(jsonb) is 'Whether a JSON value is a list of at most 100 links: [{"url", "label"}], of which the label may be missing.';
revoke all on function core.is_link_list(jsonb) from public;
grant execute on function core.is_link_list(jsonb) to vingt_workspace;

create or replace function metadata.links_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_array(
        jsonb_build_object(
            'part', 'primaryLinkUrl', 'suffix', 'primary_url', 'type', 'URL', 'pgType', 'text',
            'check', 'core.is_url(%1$I)', 'isSearched', true
        ),
        jsonb_build_object(
            'part', 'primaryLinkLabel', 'suffix', 'primary_label', 'type', 'TEXT', 'pgType', 'text', 'isSearched', true, 'isOptional', true
        ),
        jsonb_build_object(
            'part', 'secondaryLinks', 'suffix', 'secondary', 'type', 'JSON', 'pgType', 'jsonb',
            'check', 'core.is_link_list(%1$I)', 'isOptional', true
        )
    )
$$;
comment on function metadata.links_columns(jsonb) is 'The columns of a LINKS.';
revoke all on function metadata.links_columns(jsonb) from public;

create or replace function metadata.links_key(part text) returns text
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select case part when 'primaryLinkUrl' then '%1$I' end
$$;
comment on function metadata.links_key(text) is 'Only the primary link counts.';
revoke all on function metadata.links_key(text) from public;
