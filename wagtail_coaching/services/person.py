"""People without an account: who they are, what proves their address, their own link."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction
from django.utils import timezone

from wagtail_coaching import signals
from wagtail_coaching.enums import MessageState
from wagtail_coaching.messages.person import OwnLinkMessage
from wagtail_coaching.models import AddressChange, Link, Message, OptOut, Person
from wagtail_coaching.services import links
from wagtail_coaching.services import messages as message_service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wagtail.models import Site

#: Opens what we know about a person. It decides nothing by itself, so it works until it runs out.
OWN_PAGE: Final = links.register_purpose(
    links.Purpose(name="own_page", lifetime=datetime.timedelta(days=7), single_use=False)
)

#: Messages that nobody has begun to send.
WAITING_STATES: Final = (MessageState.QUEUED, MessageState.RETRYING)

# What a person leaves behind without being known for it.
_TRACES: Final = (AddressChange, Link, Message)


@transaction.atomic
def find_or_make(
    *, site: Site, email: str, name: str, phone: str = "", language: str = ""
) -> Person:
    """Return the person with this address, as they are; a new one, whose address is not proven,
    if the site knows nobody. Nobody else can change them until the transaction ends.
    """
    address = Person.normalize_email(email)
    # One statement that makes the row or, changing nothing, locks the one there is. Looking first
    # and inserting then ends in a deadlock on InnoDB when several do so at once: an insert that
    # fails there keeps a shared lock.
    Person.objects.bulk_create(
        [Person(site=site, email=address, name=name, phone=phone, language=language)],
        update_conflicts=True,
        update_fields=["email"],
        unique_fields=["site", "email"]
        if connection.features.supports_update_conflicts_with_target
        else None,
    )
    person: Person = Person.objects.get(site=site, email=address)
    return person


@transaction.atomic
def mark_proven(*, person: Person) -> None:
    """Note that whoever reads mail to the person's address has confirmed a link from it."""
    unproven = Person.objects.filter(pk=person.pk, email_proven_at__isnull=True)
    now = timezone.now()
    if unproven.update(email_proven_at=now):
        person.email_proven_at = now
        announce_proof(person=person, old_email="")


def announce_proof(*, person: Person, old_email: str) -> None:
    """Tell hosts, once it is safely stored, that a person's address is proven."""
    signals.announce(signals.address_proven, Person, person=person, old_email=old_email)


@transaction.atomic
def send_own_link(*, site: Site, email: str, language: str) -> None:
    """Mail the person with this address a link to their own page, if there is one.

    For an address that nobody has, the same is written, and taken back: neither the answer nor
    the time it takes says whether the site knows an address.

    Args:
        language: the code to write in where the person's own language is not known.
    """
    known = Person.objects.filter(site=site, email=Person.normalize_email(email))
    is_known = bool(known.lock())
    person = (
        known.get() if is_known else Person.objects.create(site=site, email=email, name="Nobody")
    )
    message = message_service.queue(
        kind=OwnLinkMessage,
        site=site,
        person=person,
        language=person.language or language,
        links={"link": links.issue(purpose=OWN_PAGE, person=person)},
    )
    without_name(message)
    if not is_known:
        transaction.set_rollback(True)


def without_name(message: Message | None) -> None:
    """Keep the recipient's name out of a mail: anybody may have typed it into a public form."""
    if message is not None and message.recipient_name:
        message.recipient_name = ""
        message.save(update_fields=["recipient_name"])


@transaction.atomic
def prove_by_own_page(*, link: Link) -> Person:
    """Note that somebody confirmed who they are by the link to their own page.

    Raises:
        DeadLinkError: the link does not work any more.
    """
    opened = links.use(link=link)
    mark_proven(person=opened.person)
    return opened.person


@transaction.atomic
def own_page_by_link(*, link: Link) -> Link:
    """Give out a link to the own page to whoever has just used another link of that person.

    Raises:
        DeadLinkError: the link does not work any more.
    """
    return links.issue(purpose=OWN_PAGE, person=prove_by_own_page(link=link))


@transaction.atomic
def take_back_opt_out(*, link: Link, category: str) -> None:
    """Send somebody messages of a category again that they had left.

    Raises:
        DeadLinkError: the link does not work any more.
    """
    person = prove_by_own_page(link=link)
    OptOut.objects.filter(site_id=person.site_id, email=person.email, category=category).delete()


def has_records(person: Person) -> bool:
    """Return whether anything is known of a person but their name and address."""
    return any(
        model._base_manager.filter(**{field: person}).exists()
        for model, field in references_to_people()
        if model not in _TRACES
    )


@transaction.atomic
def forget(*, person: Person) -> None:
    """Delete a person of whom nothing else is known. What waits to be sent to them is canceled."""
    waiting = Message.objects.filter(person=person, state__in=WAITING_STATES)
    waiting.update(state=MessageState.CANCELED)
    person.delete()


def references_to_people() -> Iterator[tuple[type[Any], str]]:
    """Return each model that points at people, with the name of its field; the host's, too."""
    for relation in Person._meta.get_fields(include_hidden=True):
        if relation.auto_created and (relation.one_to_many or relation.one_to_one):
            # Proxies and links of many-to-many fields stand for themselves.
            yield relation.related_model, relation.field.name  # type: ignore[misc, union-attr]
