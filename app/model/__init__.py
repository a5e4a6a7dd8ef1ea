"""A workspace's data model: what it is, how it is read, how long it is kept."""
