"""The change of a person's e-mail address: both addresses say yes, or staff say so."""

from __future__ import annotations

import datetime
import enum
from typing import TYPE_CHECKING, Any, Final

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import ngettext

from wagtail_coaching.enums import AddressChangeState, MessageState, StaffRecipientKind
from wagtail_coaching.exceptions import DeadLinkError
from wagtail_coaching.messages.person import (
    AddressChangedMessage,
    AddressChangeNewMessage,
    AddressChangeOldMessage,
    AddressConflictMessage,
    AddressConflictStaffMessage,
)
from wagtail_coaching.models import AddressChange, Coach, Link, Message, OptOut, Person
from wagtail_coaching.services import links
from wagtail_coaching.services import messages as message_service
from wagtail_coaching.services import person as person_service
from wagtail_coaching.services.tick import Job, register_job

if TYPE_CHECKING:
    from wagtail.models import Site

_LIFETIME: Final = datetime.timedelta(days=3)
#: Within it, the same wish is a double click.
_SAME_WISH: Final = datetime.timedelta(minutes=5)
#: How long a settled change is kept for staff to look up.
_KEPT: Final = datetime.timedelta(days=90)

OLD_ADDRESS: Final = links.register_purpose(
    links.Purpose(
        name="address_change_old",
        lifetime=_LIFETIME,
        single_use=True,
        subject_model="wagtail_coaching.AddressChange",
    )
)
NEW_ADDRESS: Final = links.register_purpose(
    links.Purpose(
        name="address_change_new",
        lifetime=_LIFETIME,
        single_use=True,
        subject_model="wagtail_coaching.AddressChange",
        other_address=True,
    )
)


class AddressOutcome(enum.Enum):
    """What came of it when an address said yes."""

    #: The other address has not said so yet.
    WAITING = "waiting"
    CHANGED = "changed"
    #: The new address was another record's: it is the same person, and the records are one now.
    MERGED = "merged"
    #: It was another coach's: two coaches are not made one without somebody looking at it.
    CONFLICT = "conflict"


@transaction.atomic
def request_change(*, link: Link, new_email: str) -> AddressChange:
    """Take the wish for another address, and ask both addresses. An older wish is dropped.

    Nothing here depends on whether the site knows the new address.

    Args:
        link: the link to the person's own page by which they ask.
        new_email: where they want to be reached.

    Raises:
        DeadLinkError: the link does not work any more.
    """
    person = person_service.prove_by_own_page(link=link)
    new_email = Person.normalize_email(new_email)
    site = person.site
    wishes = AddressChange.objects.filter(person=person, state=AddressChangeState.OPEN)
    same = wishes.filter(
        new_email=new_email,
        old_proven_at=None,
        new_proven_at=None,
        created_at__gt=timezone.now() - _SAME_WISH,
    ).first()
    if same is not None:
        return same
    wishes.update(state=AddressChangeState.CANCELED)
    change = AddressChange.objects.create(
        site=site, person=person, old_email=person.email, new_email=new_email
    )
    context = {"address_change": change.pk}
    message_service.queue(
        kind=AddressChangeOldMessage,
        site=site,
        person=person,
        context=context,
        links={"link": links.issue(purpose=OLD_ADDRESS, person=person, subject=change)},
    )
    to_new = links.issue(purpose=NEW_ADDRESS, person=person, subject=change, email=new_email)
    message = message_service.queue(
        kind=AddressChangeNewMessage,
        site=site,
        person=person,
        email=new_email,
        context=context,
        links={"link": to_new},
    )
    # Perhaps a stranger's address, by a slip of the pen: they learn nothing about the person.
    person_service.without_name(message)
    return change


@transaction.atomic
def confirm(*, link: Link) -> AddressOutcome:
    """Take one address's yes; when it is the second, the person has the new address.

    Raises:
        DeadLinkError: the link does not work any more.
    """
    change = _locked_change(link)
    opened = links.use(link=link)
    is_old = opened.purpose.name == OLD_ADDRESS.name
    field = "old_proven_at" if is_old else "new_proven_at"
    open_change = AddressChange.objects.filter(pk=change.pk, state=AddressChangeState.OPEN)
    if not open_change.update(**{field: timezone.now()}):
        raise DeadLinkError
    change.refresh_from_db()
    person = opened.person
    if is_old:
        person_service.mark_proven(person=person)
    if change.old_proven_at is None or change.new_proven_at is None:
        return AddressOutcome.WAITING
    if person.email != change.old_email:
        raise DeadLinkError
    return _carry_out(change, person)


@transaction.atomic
def refuse(*, link: Link) -> None:
    """Drop the wish: one of the two addresses says that it wasn't them.

    Raises:
        DeadLinkError: the link does not work any more.
    """
    opened = links.use(link=link)
    AddressChange.objects.filter(pk=opened.subject.pk).update(state=AddressChangeState.CANCELED)


@transaction.atomic
def address_was_replaced(*, person: Person, old_email: str) -> None:
    """Follow up when staff have given a person another address: nobody has proven that one.

    The person's links stop working, for they were mailed to the old address. So do messages with
    such links that wait to be sent; all others go to the new address.
    """
    Person.objects.filter(pk=person.pk).update(email_proven_at=None)
    person.email_proven_at = None
    _close_address(person, old_email)


@transaction.atomic
def merge(*, keep: Person, drop: Person) -> None:
    """Make two records of one person one; ``drop`` is deleted.

    Everything that points at ``drop`` points at ``keep``. What is not known of ``keep`` comes
    from ``drop``; of two, a coach's facts are the better known ones.

    Raises:
        ValueError: they belong to two sites, or both are coaches.
    """
    drop_is_coach = _is_coach(drop)
    if keep.site_id != drop.site_id or (drop_is_coach and _is_coach(keep)):
        raise ValueError("Only two records of one site can be merged, and only one coach's.")
    for name in ("name", "phone", "language", "time_zone"):
        theirs = getattr(drop, name)
        if theirs and (drop_is_coach or not getattr(keep, name)):
            setattr(keep, name, theirs)
    keep.save()
    links.revoke(person=drop)
    AddressChange.objects.filter(person=drop, state=AddressChangeState.OPEN).update(
        state=AddressChangeState.CANCELED
    )
    for model, field in person_service.references_to_people():
        model._base_manager.filter(**{field: drop}).update(**{field: keep})
    drop.delete()


@transaction.atomic
def purge_changes(*, now: datetime.datetime | None = None) -> int:
    """Drop wishes whose links have run out, and forget those long settled; return how many."""
    stale, settled = _purgeable(now or timezone.now())
    dropped: int = stale.update(state=AddressChangeState.CANCELED)
    forgotten: int = settled.delete()[0]
    return dropped + forgotten


def _purgeable(now: datetime.datetime) -> tuple[Any, Any]:
    is_open = {"state": AddressChangeState.OPEN}
    return (
        AddressChange.objects.filter(created_at__lt=now - _LIFETIME, **is_open),
        AddressChange.objects.filter(created_at__lt=now - _KEPT).exclude(**is_open),
    )


def _locked_change(link: Link) -> AddressChange:
    """Return the change a link is about, with all people whom it concerns locked in one order."""
    if not connection.features.has_select_for_update:
        # SQLite, where a write locks all there is, and must come before any reading.
        Person.objects.filter(pk=link.person_id).lock()
    change = AddressChange.objects.filter(pk=link.subject_id, person_id=link.person_id).first()
    if change is None:
        raise DeadLinkError
    namesake = Person.objects.filter(site_id=change.site_id, email=change.new_email)
    for key in sorted({change.person_id, *namesake.values_list("pk", flat=True)}):
        Person.objects.filter(pk=key).lock()
    return change


def _carry_out(change: AddressChange, person: Person) -> AddressOutcome:
    old_email, outcome = person.email, AddressOutcome.CHANGED
    namesake = Person.objects.filter(site_id=change.site_id, email=change.new_email)
    for _try in range(3):
        other = namesake.exclude(pk=person.pk).first()
        if other is not None:
            if _is_coach(person) and _is_coach(other):
                return _refer_to_staff(change, person, other)
            merge(keep=person, drop=other)
            outcome = AddressOutcome.MERGED
        person.email, person.email_proven_at = change.new_email, timezone.now()
        try:
            with transaction.atomic():
                person.save()
            break
        except IntegrityError:  # Somebody has entered the address since we looked.
            person.email = old_email
    else:
        raise DeadLinkError
    AddressChange.objects.filter(pk=change.pk).update(state=AddressChangeState.DONE)
    _close_address(person, old_email)
    _carry_opt_outs(person.site, old_email, person.email)
    message_service.queue(
        kind=AddressChangedMessage, site=person.site, person=person, email=old_email
    )
    person_service.announce_proof(person=person, old_email=old_email)
    return outcome


def _refer_to_staff(change: AddressChange, person: Person, other: Person) -> AddressOutcome:
    AddressChange.objects.filter(pk=change.pk).update(state=AddressChangeState.CANCELED)
    message_service.queue(kind=AddressConflictMessage, site=person.site, person=person)
    message_service.queue_for_staff(
        kind=AddressConflictStaffMessage,
        site=person.site,
        about=StaffRecipientKind.PROBLEMS,
        context={"person": person.pk, "other_person": other.pk},
    )
    return AddressOutcome.CONFLICT


def _close_address(person: Person, old_email: str) -> None:
    """Let nothing more go to an address that is the person's no longer."""
    links.revoke(person=person)
    AddressChange.objects.filter(person=person, state=AddressChangeState.OPEN).update(
        state=AddressChangeState.CANCELED
    )
    waiting = Message.objects.filter(
        person=person, recipient_email=old_email, state__in=person_service.WAITING_STATES
    )
    for message in waiting:
        # Conditional: it may be on its way since we looked.
        row = Message.objects.filter(pk=message.pk, state__in=person_service.WAITING_STATES)
        if message.links:
            row.update(state=MessageState.CANCELED)
        else:
            row.update(recipient_email=person.email, due_at=timezone.now())


def _carry_opt_outs(site: Site, old_email: str, new_email: str) -> None:
    """Leave out at the new address what the person had left at the old one."""
    left = OptOut.objects.filter(site=site, email=old_email).values_list("category", flat=True)
    OptOut.objects.bulk_create(
        [OptOut(site=site, email=new_email, category=category) for category in left],
        ignore_conflicts=True,
    )


def _is_coach(person: Person) -> bool:
    return Coach.objects.filter(person_id=person.pk).exists()


def _purge_due(now: datetime.datetime) -> list[str]:
    count = sum(changes.count() for changes in _purgeable(now))
    if not count:
        return []
    line = ngettext(
        "close or forget %(count)d change of address",
        "close or forget %(count)d changes of address",
        count,
    )
    return [line % {"count": count}]


register_job(
    Job(name="address_changes", due=_purge_due, run=lambda now: purge_changes(now=now), order=20)
)
