"""Messages as the admin's tests need them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from tests import factories
from wagtail_coaching.enums import MessageState, RequestState
from wagtail_coaching.models import Link, Message
from wagtail_coaching.services import links, rendering
from wagtail_coaching.services.person import OWN_PAGE

if TYPE_CHECKING:
    from tests.factories import ProgramTree

#: A kind with a personal link, about a request.
KIND = "request_received"


def make_message(tree: ProgramTree, **facts: Any) -> Message:
    """Make a message of the tree's site; it is about nothing unless ``context`` says so."""
    facts.setdefault("kind", KIND)
    if "context" in facts and "links" not in facts:
        link = make_link(tree)
        facts = {
            "person": link.person,
            "recipient_email": link.email,
            **facts,
            "links": {"link": link.key},
        }
    return factories.MessageFactory(site=tree.site, **facts)


def make_link(tree: ProgramTree) -> Link:
    """Make a personal link that works."""
    person = factories.PersonFactory(site=tree.site)
    return links.issue(purpose=OWN_PAGE, person=person)


def sent_with_link(tree: ProgramTree) -> tuple[Message, str]:
    """Make a message that was sent, with its frozen text, and return it with its link's key."""
    coach_request = factories.CoachRequestFactory(site=tree.site, state=RequestState.NEW)
    message = make_message(
        tree,
        context={"coach_request": coach_request.pk},
        state=MessageState.SENT,
        sent_at=timezone.now(),
        attempts=1,
    )
    rendered = rendering.render(message=message)
    message.subject, message.text, message.html = rendered.subject, rendered.text, rendered.html
    message.save()
    return message, message.links["link"]


def inspect_url(message: Message) -> str:
    """Return where a message is shown."""
    return reverse("wagtail_coaching_messages:inspect", args=[message.pk])
