"""A filled program behind a real server. Every test here is marked ``e2e``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.content import Filled, populate

if TYPE_CHECKING:
    from pathlib import Path

    from tests.factories import ProgramTree


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = "tests/e2e/"
    for item in items:
        if here in item.path.as_posix():
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session", autouse=True)
def _database_before_the_server(django_db_setup: None) -> None:
    """Set up the test database before the server looks at the connection.

    It would take SQLite's for one in memory, as it is until then, and let all its threads share
    it: Python crashes.
    """


@pytest.fixture
def origin(live_server) -> str:
    """Where the browser finds the default site; paths in tests are relative to it."""
    return live_server.url


@pytest.fixture(autouse=True)
def _no_waiting(settings) -> None:
    """Take forms as quickly as the browser here fills them in."""
    own = getattr(settings, "WAGTAIL_COACHING", {})
    settings.WAGTAIL_COACHING = {**own, "FORM_MIN_SECONDS": 0}


@pytest.fixture
def filled(live_server, program_a: ProgramTree, tmp_path: Path, settings) -> Filled:
    """Program A with something of everything."""
    settings.MEDIA_ROOT = str(tmp_path)
    return populate(program_a)
