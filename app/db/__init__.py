"""PostgreSQL: the fast path to it, the server that comes along, and its migrations."""
