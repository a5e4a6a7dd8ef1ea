"""Every setting: its environment variable, default and meaning, in one place.

In charge of reading and checking them. Only `cli` and `server` import this module; everything below is given values.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict


class ConfigError(Exception):
    """A setting has a value that cannot be used; the message names the variable and what it takes."""


def _port(text: str) -> int:
    return _number(text, 0, 65535)


def _workers(text: str) -> int:
    return _number(text, 1, 64)


def _number(text: str, least: int, most: int) -> int:
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise ValueError(f"a whole number from {least} to {most}")
    return int(text)


def _path(text: str) -> Path:
    if "\n" in text or not _is_utf8(text):
        raise ValueError("the path of a folder, in UTF-8 and without line breaks")
    return Path(text).expanduser()


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # bytes of another encoding reach Python as half characters
        return False
    return True


def _url(text: str) -> str:
    if not _is_connection_string(text):
        raise ValueError(
            "a connection string such as postgresql://user:password@host:5432/database; "
            "in user and password, write @ / : % as %40 %2F %3A %25"
        )
    return text


def _is_connection_string(text: str) -> bool:
    """Whether libpq understands it. Checked here, because libpq's own errors repeat what may be half a password."""
    if not _is_utf8(text) or (not text.startswith(("postgres://", "postgresql://")) and "=" not in text):
        return False
    try:
        found = conninfo_to_dict(text)
    except psycopg.ProgrammingError:
        return False
    host, port = str(found.get("host") or ""), str(found.get("port") or "")
    return "@" not in host.removeprefix("@") and all(part.isdecimal() for part in port.split(",") if part)


def default_data_dir(environment: Mapping[str, str]) -> Path:
    """/var/lib/vingt for root, else the folder `vingt` where the user's programs keep their data."""
    if os.geteuid() == 0:
        return Path("/var/lib/vingt")
    home = environment.get("XDG_DATA_HOME", "")
    return (Path(home) if home.startswith("/") else Path("~/.local/share").expanduser()) / "vingt"


def _setting(variable: str, parse: Callable[[str], Any], default: Any, shown: str, meaning: str) -> Any:
    return field(
        default=default,
        metadata={"variable": variable, "parse": parse, "shown": shown, "meaning": meaning},
        kw_only=True,
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process. `data_dir` is always set by `from_env`."""

    host: str = _setting("VINGT_HOST", str, "127.0.0.1", "127.0.0.1", "Address that the API listens on.")
    port: int = _setting("VINGT_PORT", _port, 3000, "3000", "Port of the API; 0 takes any free one.")
    workers: int = _setting("VINGT_WORKERS", _workers, 1, "1", "Serving processes.")
    data_dir: Path = _setting(
        "VINGT_DATA_DIR",
        _path,
        Path("/var/lib/vingt"),
        "/var/lib/vingt as root, else ~/.local/share/vingt",
        "Folder of the embedded PostgreSQL and its passwords; private to the user that runs it.",
    )
    database_url: str | None = _setting(
        "VINGT_DATABASE_URL",
        _url,
        None,
        "none: the embedded PostgreSQL",
        "An existing PostgreSQL 15 or newer instead of the embedded one, as a role that may create roles and schemas.",
    )
    api_database_url: str | None = _setting(
        "VINGT_API_DATABASE_URL",
        _url,
        None,
        "none: made by 'vingt migrate'",
        "Connection string of the server's own login vingt_api, where you keep its password yourself.",
    )

    def __post_init__(self) -> None:
        if self.api_database_url and not self.database_url:
            raise ConfigError("VINGT_API_DATABASE_URL goes with VINGT_DATABASE_URL; the embedded server needs neither.")


def from_env(environment: Mapping[str, str]) -> Settings:
    """Read the settings; an empty variable counts as one that is not set. Raises ConfigError."""
    values: dict[str, Any] = {"data_dir": default_data_dir(environment)}
    for setting in fields(Settings):
        variable = setting.metadata["variable"]
        text = environment.get(variable, "").strip()
        if text:
            try:
                values[setting.name] = setting.metadata["parse"](text)
            except ValueError as error:
                raise ConfigError(f"{variable} takes {error}.") from None
    return Settings(**values)


def describe() -> str:
    """All settings as text for --help."""
    lines = ["settings (environment variables):"]
    for setting in fields(Settings):
        lines += [f"  {setting.metadata['variable']}", f"      {setting.metadata['meaning']}"]
        lines += [f"      Default: {setting.metadata['shown']}."]
    return "\n".join(lines)
