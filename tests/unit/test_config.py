"""Settings: defaults, what is refused and how, and that --help tells of all of them."""

from dataclasses import fields
from pathlib import Path

import pytest

from app.config import ConfigError, Settings, default_data_dir, describe, from_env

URL = "postgresql://installer:secret@db.example/crm"


def test_defaults():
    settings = from_env({})
    assert (settings.host, settings.port, settings.workers) == ("127.0.0.1", 3000, 1)
    assert settings.database_url is None
    assert settings.api_database_url is None


def test_every_setting_is_read_from_its_variable():
    settings = from_env(
        {
            "VINGT_HOST": "0.0.0.0",
            "VINGT_PORT": "8080",
            "VINGT_WORKERS": "2",
            "VINGT_DATA_DIR": "/srv/vingt",
            "VINGT_DATABASE_URL": URL,
            "VINGT_API_DATABASE_URL": "host=/run/pg user=vingt_api",
        }
    )
    assert settings == Settings(
        host="0.0.0.0",
        port=8080,
        workers=2,
        data_dir=Path("/srv/vingt"),
        database_url=URL,
        api_database_url="host=/run/pg user=vingt_api",
    )


@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_variable_is_one_that_is_not_set(empty):
    assert from_env({"VINGT_PORT": empty, "VINGT_DATABASE_URL": empty}) == from_env({})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("VINGT_PORT", "abc"),
        ("VINGT_PORT", "-1"),
        ("VINGT_PORT", "65536"),
        ("VINGT_PORT", "3000.0"),
        ("VINGT_PORT", "３０００"),
        ("VINGT_WORKERS", "0"),
        ("VINGT_WORKERS", "65"),
        ("VINGT_WORKERS", "two"),
        ("VINGT_DATABASE_URL", "db.example"),
        ("VINGT_DATABASE_URL", "mysql://db.example/crm"),
        ("VINGT_DATABASE_URL", "postgresql://u:half%25whole@h/crm?nonsense=1"),
        ("VINGT_DATABASE_URL", "postgresql://u:per%cent@h/crm"),
        ("VINGT_DATABASE_URL", "postgresql://u:at@sign@h/crm"),
        ("VINGT_DATABASE_URL", "postgresql://u:sla/sh@h/crm"),
        ("VINGT_DATABASE_URL", "host=h user=u password=two words"),
        ("VINGT_DATABASE_URL", "postgresql://u:\udcff@h/crm"),
        ("VINGT_DATA_DIR", "/srv/a\nb"),
        ("VINGT_DATA_DIR", "/srv/\udcff"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_variable(variable, value):
    with pytest.raises(ConfigError, match=f"^{variable} takes "):
        from_env({variable: value})


@pytest.mark.parametrize(
    "url", ["mysql://me:hunter2@db.example/crm", "postgresql://me:%hunter2@db.example/crm", "host=h password=x hunter2"]
)
def test_a_refused_connection_string_is_not_repeated(url):
    with pytest.raises(ConfigError) as refused:
        from_env({"VINGT_DATABASE_URL": url})
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:%40%2F%3A%25@h:5433,i:5434/crm?sslmode=verify-full",
        "postgresql:///crm?host=/run/postgresql",
        "host=@abstract dbname=crm",
        "service=crm user=u",
        "host=h password='two words'",
    ],
)
def test_whatever_libpq_understands_is_taken(url):
    assert from_env({"VINGT_DATABASE_URL": url}).database_url == url


def test_a_login_without_its_database_is_refused():
    with pytest.raises(ConfigError, match="VINGT_API_DATABASE_URL"):
        from_env({"VINGT_API_DATABASE_URL": URL})


def test_data_folder_of_root_and_of_others(monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert default_data_dir({"XDG_DATA_HOME": "/x"}) == Path("/var/lib/vingt")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setenv("HOME", "/home/ann")
    assert default_data_dir({}) == Path("/home/ann/.local/share/vingt")
    assert default_data_dir({"XDG_DATA_HOME": "/data"}) == Path("/data/vingt")
    assert default_data_dir({"XDG_DATA_HOME": "relative"}) == Path("/home/ann/.local/share/vingt")


def test_help_tells_of_every_setting():
    text = describe()
    for setting in fields(Settings):
        assert setting.metadata["variable"] in text
        assert setting.metadata["meaning"] in text
