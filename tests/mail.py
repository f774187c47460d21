"""Kinds of messages for the tests of the outbox, and the fixtures that they share."""

from __future__ import annotations

import pytest

from tests.factories import PersonFactory
from tests.mailserver import MailServer, use_smtp
from wagtail_coaching.enums import MessageAudience, MessageCategory
from wagtail_coaching.messages import MessageKind, Placeholder, RecordGoneError
from wagtail_coaching.messages.base import _REGISTRY
from wagtail_coaching.services import messages


class Greeting(MessageKind):
    """An answer, with the name of whom it goes to, and whatever ``words`` its context holds."""

    key = "test_greeting"
    title = "Greeting"
    description = "Goes out in tests."
    audience = MessageAudience.LEARNER
    category = MessageCategory.ANSWER
    placeholders = {
        "name": Placeholder("Name", "Ann"),
        "words": Placeholder("Words", "Some words"),
        "page_url": Placeholder("Open the page", "https://www.example.org/", is_url=True),
    }
    subject = "Hello {name}"
    body = "Dear {name},\n\nyou said:\n{words}\n\n{page_url}\n\nGoodbye"

    @classmethod
    def values(cls, message):
        if message.context.get("gone"):
            raise RecordGoneError("what it was about")
        if message.context.get("broken"):
            raise LookupError("a mistake of ours")
        return {
            "name": message.recipient_name,
            "words": message.context.get("words", "nothing"),
            "page_url": message.context.get("url", "https://prairie.example.org/page/"),
        }


class Nudge(Greeting):
    """A reminder, which may be left."""

    key = "test_nudge"
    category = MessageCategory.REMINDER


@pytest.fixture
def mail_kinds(monkeypatch):
    for kind in (Greeting, Nudge):
        monkeypatch.setitem(_REGISTRY, kind.key, kind)


@pytest.fixture
def ann(site_a, mail_kinds):
    return PersonFactory(
        site=site_a, name="Ann", email="ann@mail.example.org", email_proven_at="2026-01-01T00:00Z"
    )


@pytest.fixture
def greet(ann):
    """Put a greeting into the outbox: ``greet(words=…, kind=Nudge, email=…)``."""

    def queue(kind=Greeting, *, email="", name="", language="", due_at=None, **context):
        return messages.queue(
            kind=kind,
            site=ann.site,
            person=None if email else ann,
            email=email,
            name=name,
            language=language,
            due_at=due_at,
            context=context,
        )

    return queue


@pytest.fixture
def mail_server(settings):
    """A mail server that the project sends its mail by."""
    with MailServer() as server:
        use_smtp(settings, server.port)
        yield server
