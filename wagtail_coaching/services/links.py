"""Personal links: giving them out, opening them, using them up.

A link's address is the row's random key and a signature made with the project's ``SECRET_KEY``
(``SECRET_KEY_FALLBACKS`` are honored). Opening a link reads and changes nothing: mail scanners
open every link they see. What it stands for is done by a POST, whose service calls :func:`use`
inside its own transaction.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from wagtail_coaching.exceptions import DeadLinkError
from wagtail_coaching.models import Link, Person
from wagtail_coaching.services.tick import Job, register_job

if TYPE_CHECKING:
    from django.db.models import Model
    from wagtail.models import Site

_SALT: Final = "wagtail_coaching.link"
#: How long a dead link is kept, for staff who ask what became of it.
_KEPT: Final = datetime.timedelta(days=30)
#: No address of ours is longer.
_TOKEN_LENGTH: Final = 200


@dataclass(frozen=True)
class Purpose:
    """What a link is for. Make one by :func:`register_purpose`, next to the service it leads to."""

    #: Stored with every link, so it never changes.
    name: str
    #: How long a link of this purpose works after it was given out.
    lifetime: datetime.timedelta
    #: Whether the link decides something, and so works once.
    single_use: bool
    #: The class of record it is about, as "app_label.ModelName"; empty: about the person alone.
    subject_model: str = ""
    #: The record's field that says where its matter stands; a link is dead when that has moved on.
    #: Empty: the link outlives every change of the record.
    state_field: str = "state"
    #: Whether it is sent on purpose to an address that is not the person's own (yet). A link of
    #: any other purpose is dead as soon as the person has another address than it was sent to.
    other_address: bool = False


_PURPOSES: Final[dict[str, Purpose]] = {}


def register_purpose(purpose: Purpose) -> Purpose:
    """Add a purpose to those there are, and return it.

    Raises:
        ValueError: there is another of this name.
    """
    if _PURPOSES.setdefault(purpose.name, purpose) != purpose:
        raise ValueError(f"There is a purpose {purpose.name!r} already.")
    return purpose


@dataclass(frozen=True)
class OpenLink:
    """A link that works, with what it leads to."""

    link: Link
    purpose: Purpose
    person: Person
    #: The record it is about, or ``None``.
    subject: Any


@transaction.atomic
def issue(
    *, purpose: Purpose, person: Person, subject: Model | None = None, email: str = ""
) -> Link:
    """Give out a new link. Older ones of the same purpose go on working until they run out.

    Args:
        purpose: what it is for.
        person: whose it is.
        subject: the record it is about; required where the purpose has a ``subject_model``.
        email: where it is sent, if not to the person's own address; only where the purpose
            is for that.

    Raises:
        ValueError: the subject is of another class than the purpose's, or of another site; or
            the address is not the person's own, and the purpose is not for that.
    """
    address = Person.normalize_email(email) or person.email
    if address != person.email and not purpose.other_address:
        raise ValueError(f"A link to {purpose.name!r} goes to the person's own address.")
    label = subject._meta.label if subject is not None else ""
    if label.lower() != purpose.subject_model.lower():
        raise ValueError(f"A link to {purpose.name!r} is about {purpose.subject_model!r}.")
    if subject is not None and getattr(subject, "site_id", person.site_id) != person.site_id:
        raise ValueError("The record belongs to another site than the person.")
    return Link.objects.create(
        site_id=person.site_id,
        purpose=purpose.name,
        person=person,
        subject_type=label.lower(),
        subject_id=str(subject.pk) if subject is not None else "",
        subject_state=_state_of(subject, purpose),
        email=address,
        expires_at=timezone.now() + purpose.lifetime,
    )


def token_for(*, key: str) -> str:
    """Return what stands in the address of the link with this key."""
    return signing.Signer(salt=_SALT).sign(key)


def url_for(*, site: Site, key: str) -> str:
    """Return the absolute address of the link with this key, at its site."""
    path = reverse("wagtail_coaching:link", args=[token_for(key=key)])
    return f"{site.root_url}{path}"


def open_link(*, token: str, site: Site) -> OpenLink:
    """Return what a link leads to. Changes nothing.

    Raises:
        DeadLinkError: it does not work, for whatever reason.
    """
    # Anything may stand in an address; the comparison of signatures takes ASCII.
    if len(token) > _TOKEN_LENGTH or not token.isascii():
        raise DeadLinkError
    try:
        key = signing.Signer(salt=_SALT).unsign(token)
    except signing.BadSignature as error:
        raise DeadLinkError from error
    return _checked(Link.objects.select_related("person").filter(key=key, site=site).first())


def use(*, link: Link) -> OpenLink:
    """Use a link: up, if it works once only. Call it first in the transaction of what it decides.

    Of two uses at once, one succeeds. The person's row stays locked until the transaction ends,
    so all that is done by the links of one person is done in turn.

    Raises:
        DeadLinkError: it does not work (any more).
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Use a link in the transaction of what it decides.")
    Person.objects.filter(pk=link.person_id).lock()
    opened = _checked(Link.objects.select_related("person").filter(pk=link.pk).first())
    if opened.purpose.single_use:
        now = timezone.now()
        unused = Link.objects.filter(pk=link.pk, used_at__isnull=True, revoked_at__isnull=True)
        if not unused.update(used_at=now):
            raise DeadLinkError
        opened.link.used_at = now
    return opened


@transaction.atomic
def reissue(*, key: str, email: str) -> Link:
    """Give out a link like the one with this key, for a message that is sent again.

    That the old one has run out is no hindrance, nor that its person has another address now, if
    that is where the message goes.

    Args:
        key: the old link's.
        email: where the message is sent.

    Raises:
        DeadLinkError: what it was for is settled, or it would go to an address that is not the
            person's.
    """
    link = Link.objects.select_related("person").filter(key=key).first()
    purpose = _PURPOSES.get(link.purpose) if link is not None else None
    if link is None or purpose is None or (purpose.single_use and link.used_at is not None):
        raise DeadLinkError
    address = Person.normalize_email(email)
    is_meant = address == (link.email if purpose.other_address else link.person.email)
    # With the address, all links go that were sent to it.
    is_revoked = link.revoked_at is not None and link.email == link.person.email
    subject = _subject_of(link)
    if not is_meant or is_revoked or _state_of(subject, purpose) != link.subject_state:
        raise DeadLinkError
    return issue(purpose=purpose, person=link.person, subject=subject, email=address)


@transaction.atomic
def revoke(*, person: Person, purpose: Purpose | None = None, subject: Model | None = None) -> int:
    """Make a person's links dead: all, or those of one purpose, or about one record.

    Returns:
        How many links that was.
    """
    links = Link.objects.filter(person=person, revoked_at__isnull=True)
    if purpose is not None:
        links = links.filter(purpose=purpose.name)
    if subject is not None:
        links = links.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
    return links.update(revoked_at=timezone.now())


def purge(*, before: datetime.datetime) -> int:
    """Delete links that have been dead since before this time; return how many that was."""
    return Link.objects.filter(_dead(before)).delete()[0]


def _dead(before: datetime.datetime) -> Q:
    return Q(expires_at__lt=before) | Q(used_at__lt=before) | Q(revoked_at__lt=before)


def _purge_due(now: datetime.datetime) -> list[str]:
    count = Link.objects.filter(_dead(now - _KEPT)).count()
    if not count:
        return []
    line = ngettext("delete %(count)d old link", "delete %(count)d old links", count)
    return [line % {"count": count}]


register_job(Job(name="links", due=_purge_due, run=lambda now: purge(before=now - _KEPT), order=95))


def _checked(link: Link | None) -> OpenLink:
    purpose = _PURPOSES.get(link.purpose) if link is not None else None
    if (
        link is None
        or purpose is None
        or link.revoked_at is not None
        or (purpose.single_use and link.used_at is not None)
        or link.expires_at <= timezone.now()
        or (link.email != link.person.email and not purpose.other_address)
    ):
        raise DeadLinkError
    subject = _subject_of(link)
    if _state_of(subject, purpose) != link.subject_state:
        raise DeadLinkError
    return OpenLink(link=link, purpose=purpose, person=link.person, subject=subject)


def _subject_of(link: Link) -> Any:
    if not link.subject_type:
        return None
    try:
        model = apps.get_model(link.subject_type)
    except (LookupError, ValueError) as error:
        raise DeadLinkError from error
    subject = model._base_manager.filter(pk=link.subject_id).first()
    if subject is None or getattr(subject, "site_id", link.site_id) != link.site_id:
        raise DeadLinkError
    return subject


def _state_of(subject: Any, purpose: Purpose) -> str:
    if subject is None or not purpose.state_field:
        return ""
    return str(getattr(subject, purpose.state_field))
