"""The REST front door: paths and query strings as plans."""
