"""The form of applicants while it is filled in: begun, stored step by step, sent.

The form's address is all that is needed to go on: no session, no cookie. Whoever has it may read
and write what was typed, so it is only ever shown to who began the form, or mailed to them.
"""

from __future__ import annotations

import datetime
import hashlib
from typing import TYPE_CHECKING, Any, Final

from django.core import signing
from django.db import transaction
from django.utils import timezone

from wagtail_coaching.enums import ApplicationRole, ApplicationState
from wagtail_coaching.exceptions import DeadLinkError
from wagtail_coaching.models import CoachApplication, Person
from wagtail_coaching.models.link import new_link_key
from wagtail_coaching.services import application_intake, application_mail, profile_edit
from wagtail_coaching.services import person as person_service
from wagtail_coaching.services.application_sending import submit
from wagtail_coaching.services.application_state import (
    links_to_form,
    lock_person,
    open_forms,
    still_open,
    stored,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wagtail.models import Site

__all__ = [
    "mail_link",
    "open_draft",
    "reopen",
    "save_step",
    "start",
    "submit",
    "token_for",
    "was_sent",
]

#: Where what the first step asks for is kept.
FIRST_STEP: Final = "you"
#: How long a form that was opened again stays open.
OPEN_FOR: Final = datetime.timedelta(days=30)

#: Where lists of boxes stand in the form: browsers send nothing of one in which none is ticked.
_BOXES: Final = {
    "experience": ("credentials",),
    "help": ("topics", "roles", "formats", "languages"),
}
_SALT: Final = "wagtail_coaching.application"
_TOKEN_LENGTH: Final = 200
#: Whoever asks twice for the link within it, has pressed twice.
_SAME_WISH: Final = datetime.timedelta(minutes=5)


@transaction.atomic
def start(
    *,
    site: Site,
    form_page_pk: str,
    role: ApplicationRole | str,
    name: str,
    email: str,
    language: str,
    typed: Mapping[str, Sequence[str]],
    start_key: str = "",
) -> CoachApplication:
    """Begin an application with what was said in the first step.

    Args:
        site: the association that is applied to.
        form_page_pk: the key of the form's page.
        role: as what somebody applies.
        name: who they are.
        email: where to write to; nobody has proven it.
        language: the code of the language of the form.
        typed: what the first step's fields were filled in with, as a browser sends it.
        start_key: names this filling-in. A second start with the same key begins nothing: the
            form that was begun is returned. Empty: it is one of its own.
    """
    begun = CoachApplication(
        site=site,
        start_key=hashlib.sha256(f"{site.pk} {start_key}".encode()).hexdigest()
        if start_key
        else None,
        form_page_pk=form_page_pk,
        role=ApplicationRole(role),
        name=name,
        email=Person.normalize_email(email),
        language=language,
        typed={FIRST_STEP: _lists(typed)},
    )
    if begun.start_key is None:
        begun.save()
        return begun
    # Of two at once, one is written: the other is a double click.
    CoachApplication.objects.bulk_create([begun], ignore_conflicts=True)
    known: CoachApplication = CoachApplication.objects.get(site=site, start_key=begun.start_key)
    if known.state == ApplicationState.STARTED:
        return known
    # That one was sent; who comes here again with the same page begins another.
    begun.pk, begun.start_key = None, None
    begun.save(force_insert=True)
    return begun


def token_for(*, application: CoachApplication) -> str:
    """Return what stands in the address of the form."""
    return signing.Signer(salt=_SALT).sign(application.key)


def open_draft(*, token: str, site: Site) -> CoachApplication:
    """Return the application that an address opens. Changes nothing.

    Raises:
        DeadLinkError: it opens none: nobody gave it out, or it was sent.
    """
    key = _key_of(token)
    draft: CoachApplication | None = (
        open_forms().filter(key=key, site=site).select_related("site").first()
    )
    if draft is None:
        raise DeadLinkError
    return draft


def was_sent(*, token: str, site: Site) -> ApplicationState | None:
    """Return where the form with this address stands, if it was sent: a second sending is a double
    click; ``None``: it was not, or there is none.
    """
    try:
        key = _key_of(token)
    except DeadLinkError:
        return None
    sent = CoachApplication.objects.filter(key=key, site=site, submitted_at__isnull=False)
    closed = sent.exclude(pk__in=open_forms().filter(key=key).values("pk"))
    state = closed.values_list("state", flat=True).first()
    return ApplicationState(state) if state is not None else None


@transaction.atomic
def save_step(
    *,
    application: CoachApplication,
    step: str,
    typed: Mapping[str, Sequence[str]],
    portrait: bytes | None = None,
    drop_portrait: bool = False,
    identity: Mapping[str, str] | None = None,
) -> CoachApplication:
    """Store what was typed in a step, right or not.

    Args:
        application: whose form is open.
        step: the step's name.
        typed: what its fields were filled in with, as a browser sends it.
        portrait: a photo as ``portrait.rewrite`` makes it; ``None``: as before.
        drop_portrait: take the photo away.
        identity: ``name``, ``email`` and ``role``, where they were mended. Once the form was sent,
            only the name is taken: the address is proven, and the reviewers know the role.

    Raises:
        DeadLinkError: the form was sent, or opened anew, since it was shown.
    """
    found = _lock(application)
    found.typed = {**found.typed, step: _lists(typed)}
    if portrait is not None:
        found.portrait = portrait
    elif drop_portrait:
        found.portrait = None
    if identity is not None:
        _mend(found, identity)
    found.save()
    return found


@transaction.atomic
def mail_link(*, application: CoachApplication) -> None:
    """Mail the applicant a link by which they go on later.

    Asked twice within a few minutes, one mail is written.

    Raises:
        DeadLinkError: the form was sent, or opened anew, since it was shown.
    """
    # Whoever it is, is locked from here on: of two wishes at once, one waits.
    lock_person(application)
    person = application.person or person_service.find_or_make(
        site=application.site,
        email=application.email,
        name=application.name,
        language=application.language,
    )
    found = _lock(application)
    given = links_to_form(found).filter(person=person, revoked_at__isnull=True)
    if not given.filter(created_at__gt=timezone.now() - _SAME_WISH).exists():
        application_mail.send_link(application=found, person=person)


@transaction.atomic
def reopen(*, application: CoachApplication) -> CoachApplication:
    """Open the form again for what was sent, under a new address, filled in as things stand now.

    One that is open already, as in another window, stays as it is, with what was typed in it.

    Raises:
        DeadLinkError: it was never sent, or is decided.
    """
    lock_person(application)
    found = stored(application)
    if not still_open().filter(pk=found.pk).exists():
        raise DeadLinkError
    if open_forms().filter(pk=found.pk).exists():
        return found
    facts = application_intake.facts_now(application=found)
    found.typed = _filled_in(found.typed, facts)
    found.facts = facts
    found.name = facts.get("name") or found.name
    found.key = new_link_key()
    found.open_until = timezone.now() + OPEN_FOR
    found.save()
    return found


def _filled_in(typed: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return a form's steps with facts in place of what they replace."""
    steps = dict(typed)
    for step, names in _BOXES.items():
        if step in steps:
            steps[step] = {name: [] for name in names if facts.get(name)} | steps[step]
    return profile_edit.typed_as(typed=steps, facts=facts)


def _lock(application: CoachApplication) -> CoachApplication:
    """Return the application as it is stored, if its form is still open as it was shown.

    The update comes first: it locks where ``select_for_update()`` does nothing (SQLite).
    """
    mine = open_forms().filter(pk=application.pk, key=application.key)
    if not mine.update(changed_at=timezone.now()):
        raise DeadLinkError
    return stored(application)


def _mend(application: CoachApplication, identity: Mapping[str, str]) -> None:
    application.name = identity.get("name") or application.name
    if application.state != ApplicationState.STARTED:
        return
    application.role = ApplicationRole(identity.get("role") or application.role)
    email = Person.normalize_email(identity.get("email", "")) or application.email
    if email != application.email:
        application.email = email
        # What was mailed to the wrong address opens nothing any more.
        links_to_form(application).filter(revoked_at__isnull=True).update(revoked_at=timezone.now())


def _lists(typed: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {name: [str(value) for value in values] for name, values in typed.items()}


def _key_of(token: str) -> str:
    # Anything may stand in an address; the comparison of signatures takes ASCII.
    if len(token) > _TOKEN_LENGTH or not token.isascii():
        raise DeadLinkError
    try:
        return signing.Signer(salt=_SALT).unsign(token)
    except signing.BadSignature as error:
        raise DeadLinkError from error
