"""The structure of a database as text, read from the catalog: the same on every version of PostgreSQL.

In charge of what the golden schema shows: schemas, tables with their columns, constraints, indexes, triggers, policies
and grants, and the signatures of functions. Bodies are left out: they are in sql/ to be read.
"""

from typing import Any

import psycopg

Connection = psycopg.Connection[Any]

# The owner's own rights are the same everywhere, and newer versions have more of them.
_GRANTS = """
    select coalesce(string_agg(line, E'\n' order by line), '')
      from (select format('    grant %%s to %%s',
                          string_agg(lower(a.privilege_type), ', ' order by a.privilege_type),
                          case a.grantee when 0 then 'public' else a.grantee::regrole::text end) as line
              from aclexplode(coalesce({acl}, acldefault('{kind}', {owner}))) a
             where a.grantee <> {owner}
             group by a.grantee) lines
"""

_SCHEMAS = f"""
    select n.nspname, n.nspowner::regrole::text, ({_GRANTS.format(acl="n.nspacl", kind="n", owner="n.nspowner")})
      from pg_namespace n where n.nspname = any(%(schemas)s) order by n.nspname collate "C"
"""

_TABLES = f"""
    select c.oid, n.nspname || '.' || c.relname,
           case c.relkind when 'r' then 'table' when 'v' then 'view' when 'S' then 'sequence' when 'p' then 'table'
                          when 'm' then 'materialized view' else c.relkind::text end,
           c.relowner::regrole::text,
           concat_ws(', ', case when c.relrowsecurity then 'row level security' end,
                           case when c.relforcerowsecurity then 'also for the owner' end,
                           array_to_string(c.reloptions, ', ')),
           ({_GRANTS.format(acl="c.relacl", kind="r", owner="c.relowner")})
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any(%(schemas)s) and c.relkind in ('r', 'v', 'S', 'p', 'm')
     order by n.nspname collate "C", c.relname collate "C"
"""

# For one table: lines of each kind, in a stable order.
_PARTS = (
    """
    select format('    %%s %%s%%s%%s', quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
                  case when a.attnotnull then ' not null' else '' end,
                  case when d.adbin is null then ''
                       when a.attgenerated <> '' then ' generated as ' || pg_get_expr(d.adbin, d.adrelid)
                       else ' default ' || pg_get_expr(d.adbin, d.adrelid) end)
      from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
     where a.attrelid = %(table)s and a.attnum > 0 and not a.attisdropped order by a.attnum
    """,
    """
    select format('    constraint %%s %%s', conname, pg_get_constraintdef(oid)) from pg_constraint
     where conrelid = %(table)s and contype in ('p', 'u', 'f', 'c', 'x') order by contype, conname collate "C"
    """,
    """
    select format('    %%s', replace(pg_get_indexdef(i.indexrelid), 'USING btree ', ''))
      from pg_index i join pg_class c on c.oid = i.indexrelid
     where i.indrelid = %(table)s and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
     order by c.relname collate "C"
    """,
    """
    select format('    %%s', pg_get_triggerdef(oid)) from pg_trigger
     where tgrelid = %(table)s and not tgisinternal order by tgname collate "C"
    """,
    """
    select format('    policy %%s for %%s to %%s%%s%%s', polname,
                  case polcmd when '*' then 'all' when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
                              else 'delete' end,
                  (select string_agg(case r when 0 then 'public' else r::regrole::text end, ', ' order by r::regrole::text)
                     from unnest(polroles) r),
                  ' using ' || pg_get_expr(polqual, polrelid), ' with check ' || pg_get_expr(polwithcheck, polrelid))
      from pg_policy where polrelid = %(table)s order by polname collate "C"
    """,
)

_FUNCTIONS = f"""
    select format('function %%s.%%s(%%s) returns %%s', n.nspname, p.proname, pg_get_function_arguments(p.oid),
                  pg_get_function_result(p.oid)),
           concat_ws(' ', l.lanname,
                     case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end,
                     case p.proparallel when 's' then 'parallel safe' when 'r' then 'parallel restricted' end,
                     case when p.proisstrict then 'strict' end,
                     case when p.proleakproof then 'leakproof' end,
                     case when p.prosecdef then 'security definer' end,
                     'set ' || array_to_string(p.proconfig, ', ')),
           p.proowner::regrole::text,
           ({_GRANTS.format(acl="p.proacl", kind="f", owner="p.proowner")})
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
     where n.nspname = any(%(schemas)s)
     order by n.nspname collate "C", p.proname collate "C", pg_get_function_identity_arguments(p.oid) collate "C"
"""

_TYPES = """
    select format('type %%s.%%s %%s', n.nspname, t.typname,
                  case t.typtype when 'e' then 'enum (' ||
                           (select string_agg(enumlabel, ', ' order by enumsortorder) from pg_enum where enumtypid = t.oid) || ')'
                       when 'd' then 'domain ' || format_type(t.typbasetype, t.typtypmod) else 'composite' end)
      from pg_type t join pg_namespace n on n.oid = t.typnamespace left join pg_class c on c.oid = t.typrelid
     where n.nspname = any(%(schemas)s) and (t.typtype in ('e', 'd') or c.relkind = 'c')
     order by n.nspname collate "C", t.typname collate "C"
"""


def structure(connection: Connection, schemas: list[str]) -> str:
    """The text of these schemas."""
    with connection.transaction():
        connection.execute("set local search_path = ''; set local timezone = 'UTC'; set local datestyle = 'ISO'")
        values = {"schemas": schemas}
        blocks = []
        for name, owner, grants in connection.execute(_SCHEMAS, values).fetchall():
            blocks.append([f"schema {name} of {owner}", grants])
        for (line,) in connection.execute(_TYPES, values).fetchall():
            blocks.append([line])
        for table, name, kind, owner, options, grants in connection.execute(_TABLES, values).fetchall():
            lines = [f"{kind} {name} of {owner}" + (f" ({options})" if options else "")]
            for part in _PARTS:
                lines += [line for (line,) in connection.execute(part, {"table": table}).fetchall()]
            blocks.append([*lines, grants])
        for signature, properties, owner, grants in connection.execute(_FUNCTIONS, values).fetchall():
            blocks.append([signature, f"    {properties}" + ("" if owner == "vingt_owner" else f" of {owner}"), grants])
    return "\n\n".join("\n".join(line for line in block if line) for block in blocks) + "\n"
