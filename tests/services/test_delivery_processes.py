"""Delivery by real processes: several at once, and killed half-way."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone

from tests.factories import PersonFactory
from tests.mail import Greeting
from tests.mailserver import StallingServer
from wagtail_coaching.enums import MessageState
from wagtail_coaching.models import Message
from wagtail_coaching.services import delivery

pytestmark = pytest.mark.django_db(transaction=True)


def database_url():
    """Return the address of the test database, for another process."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    scheme = {"postgresql": "postgres", "mysql": "mysql"}[connection.vendor]
    user = f"{quote(facts['USER'])}:{quote(facts['PASSWORD'])}"
    return f"{scheme}://{user}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


@pytest.fixture
def start():
    """Start a process of ``tests/delivering.py``, and wait until it is ready."""
    processes = []

    def run(mode, port, step=""):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.delivering", mode, str(port), *([step] if step else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "DATABASE_URL": database_url()},
        )
        processes.append(process)
        assert process.stdout.readline() == "ready\n"
        return process

    yield run
    for process in processes:
        with contextlib.suppress(OSError):
            process.stdin.close()
        process.kill()
        process.wait()
        process.stdout.close()


def go(process):
    process.stdin.write("\n")
    process.stdin.flush()


def kill(process):
    process.kill()
    process.wait()


def settle():
    """Do what the periodic work does in the next weeks."""
    now = timezone.now()
    for minutes in (11, 30, 60 * 24, 60 * 24 * 30):
        later = now + timezone.timedelta(minutes=minutes)
        delivery.reclaim(later)
        delivery.mark_unknown(later)
        delivery.deliver_due(now=later)


@pytest.mark.parametrize(
    ("step", "arrived", "state"),
    [
        ("claimed", 0, MessageState.SENT),
        ("rendered", 0, MessageState.SENT),
        ("connected", 0, MessageState.SENT),
        ("sending", 0, MessageState.UNKNOWN),
        ("before the content", 0, MessageState.UNKNOWN),
        ("accepted", 1, MessageState.UNKNOWN),
        ("committed", 1, MessageState.SENT),
    ],
)
def test_killed_at_any_step_nothing_is_lost_or_doubled(
    greet, mail_server, start, step, arrived, state
):
    message = greet()
    process = start("due", mail_server.port, step)
    go(process)
    assert process.stdout.readline() == "reached\n"
    kill(process)
    assert len(mail_server.mails) == arrived

    settle()

    message.refresh_from_db()
    assert message.state == state
    assert len(mail_server.mails) == (1 if state == MessageState.SENT else arrived)


def test_killed_while_the_server_thinks(greet, mail_server, start):
    """The server has all of it, and may deliver it; nobody will ever know."""
    message = greet()
    with StallingServer("content") as stalling:
        process = start("due", stalling.port)
        go(process)
        stalling.has_content.wait(timeout=30)
        kill(process)

    settle()

    message.refresh_from_db()
    assert message.state == MessageState.UNKNOWN
    assert mail_server.mails == []


def test_two_ticks_and_two_workers_at_once_send_each_message_once(
    site_a, mail_kinds, mail_server, start
):
    people = PersonFactory.create_batch(60, site=site_a)
    Message.objects.bulk_create(
        Message(site=site_a, kind=Greeting.key, person=person, recipient_email=person.email)
        for person in people
    )
    processes = [start(mode, mail_server.port) for mode in ("tick", "tick", "worker", "worker")]

    for process in processes:
        go(process)
    ends = [process.stdout.readline() for process in processes]

    assert ends == ["done\n"] * 4
    assert sorted(mail_server.recipients) == sorted(person.email for person in people)
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT}
