-- How DDL is run: in short waits, never at the length of a large table, and not at all for a preview.

create or replace function metadata.is_large(schema_name text, table_name text) returns boolean
    language sql stable
    set search_path = pg_catalog, pg_temp
    -- 16 MiB: reading it takes a few hundredths of a second.
    as $$ select coalesce(pg_relation_size(to_regclass(format('%I.%I', schema_name, table_name))) > 16777216, false) $$;
comment on function metadata.is_large(text, text) is 'Whether a table is too large to be read as a whole while it is locked.';
revoke all on function metadata.is_large(text, text) from public;

create or replace function metadata.is_preview() returns boolean
    language sql stable
    set search_path = pg_catalog, pg_temp
    as $$ select exists (select from metadata.noted_ddl) $$;
comment on function metadata.is_preview() is 'Whether DDL is to be noted and not run. What a preview notes is seen by nobody else, and is undone with it.';
revoke all on function metadata.is_preview() from public;

create or replace function metadata.run_ddl(commands text) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
    set lock_timeout = '100ms'
as $$
declare
    told text;
    changing constant text := coalesce(current_setting('vingt.changing', true), '');
begin
    if coalesce(commands, '') = '' then
        return;
    elsif metadata.is_preview() then
        insert into metadata.noted_ddl (command) values (commands || E';\n');
        return;
    end if;
    -- A table that somebody uses is waited for in short pieces: while DDL stands in line, everybody else stands behind it.
    for attempt in 1 .. 20 loop
        begin
            -- Event triggers that see what others do look away, until it is done.
            perform set_config('vingt.changing', 'on', true);
            execute commands;
            perform set_config('vingt.changing', changing, true);
            -- For who lists what ran: debug messages go to no log unless they are asked for.
            raise debug using errcode = 'VG000', message = commands;
            return;
        exception
            when lock_not_available or deadlock_detected then
                if attempt = 20 then
                    perform metadata.refuse('VG409', 'A table is in use by a long transaction. Nothing was changed; try again later.', null);
                end if;
                perform pg_sleep(0.02 * attempt);
            -- Views and functions that somebody made by hand are nothing to drop or break unasked.
            when dependent_objects_still_exist or feature_not_supported then
                get stacked diagnostics told = pg_exception_detail;
                perform metadata.refuse(
                    'VG409',
                    format('Something else in the database relies on it%s. Change or drop that first.', ': ' || nullif(replace(told, E'\n', '; '), '')),
                    null
                );
        end;
    end loop;
end
$$;
comment on function metadata.run_ddl(text) is 'Runs DDL commands, separated by semicolons and ends of lines; for a preview it only notes them. Raises VG409 where a table stays locked, or something else relies on what is to go.';
revoke all on function metadata.run_ddl(text) from public;

create or replace function metadata.run_later(object metadata.object, index_name text, command text) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    if metadata.is_preview() then
        insert into metadata.noted_ddl (command) values (E'-- beside the traffic, once the change is made:\n' || command || E';\n');
        return;
    end if;
    insert into metadata.work (workspace_id, object_id, index_id, command)
    values (
        object.workspace_id, object.id,
        (select i.id from metadata.index i where i.object_id = object.id and i.name = index_name),
        command
    );
    perform pg_notify('vingt_work', '');
    raise debug using errcode = 'VG000', message = E'-- beside the traffic, once the change is made:\n' || command;
end
$$;
comment on function metadata.run_later(metadata.object, text, text) is 'Leaves a command for after the change, outside of a transaction. index_name is the index that it builds, null for none.';
revoke all on function metadata.run_later(metadata.object, text, text) from public;

create or replace function metadata.build_index(object metadata.object, index_name text, definition text) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    is_unique constant boolean := definition like 'unique %';
    command text;
    schema_name constant text := metadata.schema_of(object);
    is_later constant boolean := metadata.is_large(schema_name, object.table_name);
begin
    command := format(
        'create %sindex %s%I on %I.%I %s',
        case when is_unique then 'unique ' else '' end,
        case when is_later then 'concurrently ' else '' end,
        index_name, schema_name, object.table_name,
        regexp_replace(definition, '^unique ', '')
    );
    if is_later then
        update metadata.index i set is_ready = false where i.object_id = object.id and i.name = index_name;
        perform metadata.run_later(object, index_name, command);
    else
        perform metadata.run_ddl(command);
    end if;
end
$$;
comment on function metadata.build_index(metadata.object, text, text) is
    'Makes an index of an object''s table, whose row is written: at once, or beside the traffic where the table is large. definition is what follows the table''s name, behind "unique " for a unique one.';
revoke all on function metadata.build_index(metadata.object, text, text) from public;

create or replace function metadata.add_constraint(object metadata.object, constraint_name text, definition text) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    schema_name constant text := metadata.schema_of(object);
    is_later constant boolean := metadata.is_large(schema_name, object.table_name);
begin
    perform metadata.run_ddl(
        format(
            'alter table %I.%I add constraint %I %s%s', schema_name, object.table_name, constraint_name, definition,
            case when is_later then ' not valid' else '' end
        )
    );
    if is_later then
        perform metadata.run_later(
            object, null, format('alter table %I.%I validate constraint %I', schema_name, object.table_name, constraint_name)
        );
    end if;
end
$$;
comment on function metadata.add_constraint(metadata.object, text, text) is
    'Adds a CHECK or FOREIGN KEY that holds for all changes from now on; the records of a large table are looked through beside the traffic.';
revoke all on function metadata.add_constraint(metadata.object, text, text) from public;

create or replace function metadata.preview(operation text, given jsonb) returns text
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    noted text;
begin
    if operation is null or operation !~ '^(create|update|delete)_(object|field|fields|relation|index)$'
       or to_regprocedure(format('metadata.%I(jsonb)', operation)) is null then
        perform metadata.refuse('VG400', 'There is nothing to preview by that name. Give one such as create_field.', 'operation');
    end if;
    begin
        insert into metadata.noted_ddl (command) values ('');
        execute format('select metadata.%I($1)', operation) using given;
        select string_agg(n.command, '' order by n.number) into noted from metadata.noted_ddl n;
        raise exception using errcode = 'VG001';
    exception when sqlstate 'VG001' then
        -- With the block, all that it did is undone.
        null;
    end;
    return noted;
end
$$;
comment on function metadata.preview(text, jsonb) is
    'The SQL that metadata.<operation>(given) would run, such as create_field; checks the input and changes nothing. Raises what the operation raises.';
revoke all on function metadata.preview(text, jsonb) from public;
grant execute on function metadata.preview(text, jsonb) to vingt_workspace;
