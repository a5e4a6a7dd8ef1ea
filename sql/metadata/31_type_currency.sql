-- CURRENCY: an amount in millionths, and the currency's code; {"currencyCodes": [...]} allows only some.

create or replace function metadata.currency_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_array(
        jsonb_build_object('part', 'amountMicros', 'type', 'NUMBER', 'pgType', 'bigint'),
        jsonb_build_object(
            'part', 'currencyCode',
            'type', 'TEXT',
            'pgType', 'text',
            'check', coalesce(
                (select '%1$I = any (array[' || string_agg(quote_literal(c.code), ', ' order by c.place) || '])'
                   from jsonb_array_elements_text(settings -> 'currencyCodes') with ordinality c (code, place)),
                '%1$I ~ ''^[A-Z]{3}$'''
            )
        )
    )
$$;
comment on function metadata.currency_columns(jsonb) is 'The columns of a CURRENCY.';
revoke all on function metadata.currency_columns(jsonb) from public;

create or replace function metadata.currency_settings(settings jsonb) returns jsonb
    language plpgsql immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform metadata.check_keys(settings, '{currencyCodes}', 'settings');
    if settings ? 'currencyCodes' and (
        jsonb_typeof(settings -> 'currencyCodes') <> 'array'
        or settings -> 'currencyCodes' = '[]'
        or exists (
            select from jsonb_array_elements(settings -> 'currencyCodes') c (code)
             where jsonb_typeof(c.code) <> 'string' or c.code #>> '{}' !~ '^[A-Z]{3}$'
        )
        or (select count(*) > count(distinct c.code) from jsonb_array_elements(settings -> 'currencyCodes') c (code))
    ) then
        perform metadata.refuse(
            'VG400', 'currencyCodes is a list of different codes of three capital letters, such as ["EUR", "USD"].', 'settings'
        );
    end if;
    return settings;
end
$$;
comment on function metadata.currency_settings(jsonb) is 'The settings of a CURRENCY.';
revoke all on function metadata.currency_settings(jsonb) from public;
