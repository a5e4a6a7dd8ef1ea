"""Who is asking: tokens, passwords, sessions, and the caller behind a request."""
