"""Faults are tried on the event loop that serves requests."""

import gc
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterator

import pytest
import uvloop


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], AbstractEventLoop]]:
    return {"uvloop": uvloop.new_event_loop}


@pytest.fixture(autouse=True)
def nothing_is_lost(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No error may end in nobody's hands: asyncio tells of those when what held them is collected."""
    yield
    gc.collect()
    lost = [record.getMessage() for record in caplog.get_records("call") if record.name == "asyncio"]
    assert not lost
