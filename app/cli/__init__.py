"""The command line `vingt`: one file per group of commands, put together in `entry`."""

from app.cli.entry import main

__all__ = ["main"]
