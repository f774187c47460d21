"""A filled program behind a real server. Every test here is marked ``e2e``."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from tests.content import Filled, populate
from tests.mailserver import MailServer, use_smtp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

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


@pytest.fixture
def patience() -> Iterator[None]:
    """Wait for conditions as long as a busy machine needs; nothing waits for a time."""
    expect.set_options(timeout=30_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def mails(settings: Any) -> Iterator[MailServer]:
    """A real mail server, to which the site sends."""
    with MailServer() as server:
        use_smtp(settings, server.port)
        yield server


@pytest.fixture
def later() -> Iterator[Callable[[int], datetime.datetime]]:
    """Move the time on, for the server, too: ``later(366)`` days from when the test began."""
    began = timezone.now()
    travels: list[Any] = []

    def move(days: int) -> datetime.datetime:
        moment = began + datetime.timedelta(days=days)
        if travels:
            travels.pop().stop()
        travels.append(time_machine.travel(moment, tick=True))
        travels[-1].start()
        return moment

    yield move
    for travel in travels:
        travel.stop()


@pytest.fixture
def as_user(browser: Browser, origin: str) -> Iterator[Callable[[str], Page]]:
    """Open a browser of one's own for somebody, signed in to the admin."""
    contexts: list[BrowserContext] = []

    def open_for(email: str) -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{origin}/admin/login/")
        page.get_by_label("Username").fill(email.partition("@")[0])
        page.get_by_label("Password").fill("secret")
        page.get_by_role("button", name="Sign in").click()
        expect(page).to_have_url(f"{origin}/admin/")
        return page

    yield open_for
    for context in contexts:
        context.close()
