"""The edge: HTTP in, bytes out. Nobody imports it but the server."""
