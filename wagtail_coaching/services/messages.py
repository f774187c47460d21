"""The outbox: writing messages into it. Sending them is in ``services/delivery.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from wagtail_coaching import signals
from wagtail_coaching.messages import template
from wagtail_coaching.models import CoachingSettings, Link, Message, OptOut, Person

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from wagtail.models import Site

    from wagtail_coaching.enums import MessageCategory, StaffRecipientKind
    from wagtail_coaching.messages import MessageKind


@transaction.atomic
def queue(
    *,
    kind: type[MessageKind],
    site: Site,
    person: Person | None = None,
    email: str = "",
    name: str = "",
    language: str = "",
    context: Mapping[str, Any] | None = None,
    links: Mapping[str, Link] | None = None,
    due_at: datetime.datetime | None = None,
    dedupe_key: str = "",
) -> Message | None:
    """Write a message into the outbox, in the transaction of what causes it.

    Args:
        kind: what kind of message.
        site: whose.
        person: to whom; ``None`` for somebody who is no person of the program, as staff.
        email: to which address; empty: the person's own.
        name: how the recipient is called; empty: the person's name.
        language: the language code to write in; empty: the person's, else the site's own.
        context: references to the records it is about, as JSON. Never their contents.
        links: the personal links in it, by placeholder.
        due_at: when to send it at the earliest; ``None``: now.
        dedupe_key: a second message with the same key is not written.

    Returns:
        The message; ``None`` if the address has opted out of such messages, or if there is one
        with this ``dedupe_key`` already.

    Raises:
        ValueError: there is nobody to write to, or a personal link is missing.
    """
    address = Person.normalize_email(email) or (person.email if person is not None else "")
    if not address:
        raise ValueError("There is nobody to write to.")
    links = links or {}
    if set(links) != set(kind.links):
        raise ValueError(f"{kind.key} needs the links {', '.join(kind.links) or '(none)'}.")
    if kind.category.may_be_left and has_opted_out(
        site=site, email=address, category=kind.category
    ):
        return None
    message = Message(
        site=site,
        kind=kind.key,
        person=person,
        recipient_name=template.clean_line(name or (person.name if person is not None else "")),
        recipient_email=address,
        language=language or (person.language if person is not None else ""),
        context=dict(context or {}),
        links={placeholder: link.key for placeholder, link in links.items()},
        due_at=due_at or timezone.now(),
    )
    message.dedupe_key = dedupe_key or None
    return store(message=message)


@transaction.atomic
def store(*, message: Message) -> Message | None:
    """Write a message that is made up into the outbox, and announce it.

    Returns:
        The message as it is stored; ``None`` if there is one with its ``dedupe_key`` already.
    """
    if message.dedupe_key is None:
        message.save(force_insert=True)
    else:
        # Of two at once, one writes: the loser's is the same message.
        Message.objects.bulk_create([message], ignore_conflicts=True)
        stored = Message.objects.filter(dedupe_key=message.dedupe_key).first()
        if stored is None or stored.uuid != message.uuid:
            return None
        message = stored
    signals.announce(signals.message_queued, Message, message=message)
    return message


@transaction.atomic
def opt_out(*, site: Site, email: str, category: MessageCategory) -> None:
    """Send an address no more messages of a category; those that wait are canceled when due."""
    OptOut.objects.bulk_create(
        [OptOut(site=site, email=Person.normalize_email(email), category=category)],
        ignore_conflicts=True,
    )


def opt_in(*, site: Site, email: str, category: MessageCategory) -> None:
    """Let an address get messages of a category again."""
    OptOut.objects.filter(
        site=site, email=Person.normalize_email(email), category=category
    ).delete()


def has_opted_out(*, site: Site, email: str, category: MessageCategory) -> bool:
    """Return whether an address wants no more messages of a category."""
    return OptOut.objects.filter(
        site=site, email=Person.normalize_email(email), category=category
    ).exists()


def queue_for_staff(
    *,
    kind: type[MessageKind],
    site: Site,
    about: StaffRecipientKind,
    context: Mapping[str, Any] | None = None,
    dedupe_key: str = "",
) -> list[Message]:
    """Write one message to each address that the site's settings name for such events."""
    settings = CoachingSettings.objects.filter(site=site).first()
    if settings is None:
        return []
    addresses = dict.fromkeys(
        Person.normalize_email(recipient.email)
        for recipient in settings.staff_recipients.all()
        if recipient.kind == about
    )
    queued = [
        queue(
            kind=kind,
            site=site,
            email=address,
            context=context,
            dedupe_key=f"{dedupe_key}:{address}"[:120] if dedupe_key else "",
        )
        for address in addresses
    ]
    return [message for message in queued if message is not None]
