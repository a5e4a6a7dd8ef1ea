"""The event triggers by which a workspace's model follows what a DBA does in its schema.

In charge of making them where the installer is a superuser, as PostgreSQL asks of whoever makes one; everywhere else
`metadata.adopt` does the same when it is called. What they do is `metadata.see_ddl`'s business.
"""

from app.db.preflight import Connection, value

# (name, event, the commands that can change what a model is made of)
_TRIGGERS = (
    (
        "vingt_see_ddl",
        "ddl_command_end",
        (
            *(f"{verb} {kind}" for kind in ("TABLE", "VIEW", "INDEX", "FUNCTION") for verb in ("CREATE", "ALTER")),
            *("CREATE TABLE AS", "SELECT INTO", "COMMENT", "ALTER TYPE", "ALTER DOMAIN"),
        ),
    ),
    (
        "vingt_see_drops",
        "sql_drop",
        (
            *(f"DROP {kind}" for kind in ("TABLE", "VIEW", "INDEX", "FUNCTION", "ROUTINE", "TYPE", "DOMAIN", "OWNED")),
            "ALTER TABLE",
        ),
    ),
)


def make_event_triggers(connection: Connection) -> None:
    """Make those that are missing, as far as that is possible. The session is in the role of vingt_owner, and stays."""
    if not value(connection, "select rolsuper from pg_roles where rolname = session_user"):
        return
    for name, event, tags in _TRIGGERS:
        if value(connection, "select exists (select from pg_event_trigger where evtname = %s)", [name]):
            continue
        listed = ", ".join(f"'{tag}'" for tag in tags)
        with connection.transaction():
            connection.execute("set local role none")
            connection.execute(
                f"create event trigger {name} on {event} when tag in ({listed}) "
                "execute function metadata.see_ddl();"
                f"comment on event trigger {name} is 'Lets a workspace''s model follow DDL in its schema.';"
                "set local role vingt_owner".encode()
            )
