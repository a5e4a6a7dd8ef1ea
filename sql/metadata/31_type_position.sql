-- POSITION: where a record stands among its like, by hand; every object has one.

create or replace function metadata.position_columns(settings jsonb) returns jsonb
    language sql immutable
    set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_array(jsonb_build_object('pgType', 'double precision', 'check', '%1$I > ''-Infinity'' and %1$I < ''Infinity'''))
$$;
comment on function metadata.position_columns(jsonb) is 'The column of a POSITION.';
revoke all on function metadata.position_columns(jsonb) from public;

select metadata.offer_operators('POSITION', '{eq,neq,in,is,gt,gte,lt,lte}');
