"""How long ten thousand mails take to a mail server on the same machine."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from tests.factories import PersonFactory
from tests.mail import Greeting
from tests.mailserver import free_port, use_smtp
from wagtail_coaching.enums import MessageState
from wagtail_coaching.models import Message, Person
from wagtail_coaching.models.link import new_link_key
from wagtail_coaching.services import delivery

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db(transaction=True)]

COUNT = 10_000
#: In seconds.
LIMIT = 180


@pytest.fixture
def sink(settings, tmp_path):
    """A mail server in a process of its own; yields the file with what has arrived."""
    port, file = free_port(), tmp_path / "arrived.txt"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.sink", str(port), str(file)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    with process:
        assert process.stdout.readline() == b"ready\n"
        use_smtp(settings, port)
        yield file
        process.terminate()


def test_ten_thousand_messages(site_a, mail_kinds, sink, record_property, monkeypatch):
    people = Person.objects.bulk_create(
        PersonFactory.build_batch(COUNT, site=site_a, email_proven_at="2026-01-01T00:00Z")
    )
    monkeypatch.setattr(Greeting, "links", ("page_url",))
    Message.objects.bulk_create(
        Message(
            site=site_a,
            kind=Greeting.key,
            person=person,
            recipient_name=person.name,
            recipient_email=person.email,
            links={"page_url": new_link_key()},
            context={"words": "How do I prepare for my first interview?\n" * 10},
        )
        for person in people
    )

    started = time.perf_counter()
    sent = delivery.deliver_due()
    taken = time.perf_counter() - started

    record_property("seconds", round(taken, 1))
    print(  # noqa: T201
        f"\n{connection.vendor}: {COUNT} messages in {taken:.1f} s, "
        f"{taken / COUNT * 1000:.1f} ms each"
    )
    assert sent == COUNT
    assert Message.objects.filter(state=MessageState.SENT).count() == COUNT
    arrived = sink.read_text().splitlines()
    assert len(arrived) == len(set(arrived)) == COUNT
    assert taken < LIMIT
