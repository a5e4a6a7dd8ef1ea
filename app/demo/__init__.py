"""The demo workspace: who logs in to it, and what is in it."""
