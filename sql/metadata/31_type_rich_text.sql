-- RICH_TEXT: a text with its formatting: as Markdown, and as the list of blocks of the editor BlockNote.

create or replace function metadata.rich_text_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_array(
        jsonb_build_object(
            'part', 'blocknote', 'type', 'JSON', 'pgType', 'jsonb',
            'check', 'jsonb_typeof(%1$I) = ''array''', 'isOptional', true
        ),
        jsonb_build_object('part', 'markdown', 'type', 'TEXT', 'pgType', 'text', 'isSearched', true)
    )
$$;
comment on function metadata.rich_text_columns(jsonb) is 'The columns of a RICH_TEXT.';
revoke all on function metadata.rich_text_columns(jsonb) from public;

create or replace function metadata.rich_text_key(part text) returns text
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select null::text
$$;
comment on function metadata.rich_text_key(text) is 'Equal texts are no sign of a mistake, and long ones cannot be in an index.';
revoke all on function metadata.rich_text_key(text) from public;
