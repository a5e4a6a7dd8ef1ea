-- URL: a web address.

create or replace function core.is_url(address text) returns boolean
    language sql immutable parallel safe
    -- http(s) with any host, or a domain of two names at least; then perhaps a port, and a path, query or fragment.
    return address ~ '^([Hh][Tt][Tt][Pp][Ss]?://([^/?#@]+@)?(\[[0-9A-Fa-f:.]+\]|[^][@:/?#.]+(\.[^][@:/?#.]+)*\.?)|[^][@:/?#.]+(\.[^][@:/?#.]+)+)(:[0-9]{1,5})?([/?#].*)?$'
        -- Blanks and control characters by their numbers: what [[:space:]] is differs from locale to locale.
        and address !~ '[\u0001-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff<>\\"]'
        and length(address) <= 2048;
comment on function core.is_url(text) is 'Whether a text is a web address: http:// or https:// and a host, or a domain such as example.com/path; letters of any script are allowed, blanks are not.';
revoke all on function core.is_url(text) from public;
grant execute on function core.is_url(text) to vingt_workspace;

create or replace function metadata.url_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select metadata.text_column('core.is_url(%1$I)', settings)
$$;
comment on function metadata.url_columns(jsonb) is 'The column of a URL.';
revoke all on function metadata.url_columns(jsonb) from public;

create or replace function metadata.url_settings(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select metadata.text_length_settings(settings)
$$;
comment on function metadata.url_settings(jsonb) is 'The settings of a URL: {"maxLength": characters}, below the type''s own limit.';
revoke all on function metadata.url_settings(jsonb) from public;

select metadata.offer_operators('URL', '{eq,neq,in,is,like,ilike,startsWith,endsWith}');
