"""Taking an application that is complete: the first time, and when it was changed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils import timezone

from wagtail_coaching.enums import ApplicationState
from wagtail_coaching.models import CoachApplication
from wagtail_coaching.services import application_intake, application_mail, profile_edit
from wagtail_coaching.services import person as person_service
from wagtail_coaching.services.application_intake import PORTRAIT
from wagtail_coaching.services.application_state import (
    links_to_form,
    lock_person,
    open_forms,
    stored,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: A learner's own; it stands on no profile.
_GOALS: Final = "goals"
_FACTS: Final = (
    profile_edit.PAGE_FACTS | profile_edit.COACH_FACTS | profile_edit.PERSON_FACTS | {_GOALS}
)


def submit(
    *,
    application: CoachApplication,
    facts: Mapping[str, Any],
    answers: Sequence[Mapping[str, str]],
    consent_text: str,
) -> CoachApplication:
    """Take an application that is complete. A second time, as by a double click, does nothing.

    The address is asked whether it was them; nobody reads anything before. What is sent again,
    after it was opened again, goes on at once: its applicant is proven.

    Args:
        application: whose form is open.
        facts: by name, see ``services/profile_edit.py``; and ``goals``.
        answers: to the editors' own questions: ``label`` and ``answer``.
        consent_text: the words that were agreed to.

    Raises:
        ValueError: a fact has a name that there is not.
    """
    strange = set(facts) - _FACTS
    if strange:
        raise ValueError(f"Applicants don't tell {', '.join(sorted(strange))}.")
    sent = {
        "facts": dict(facts),
        "answers": [dict(answer) for answer in answers],
        "consent_text": consent_text,
        "consented_at": timezone.now(),
        "submitted_at": timezone.now(),
        "open_until": None,
    }
    if application.person_id is None:
        return _send(application, sent)
    return _send_again(application, sent)


@transaction.atomic
def _send(application: CoachApplication, sent: dict[str, Any]) -> CoachApplication:
    # Whoever it is, is locked from here on: of two at once, one waits.
    person = person_service.find_or_make(
        site=application.site,
        email=application.email,
        name=application.name,
        language=application.language,
    )
    mine = CoachApplication.objects.filter(
        pk=application.pk,
        key=application.key,
        email=application.email,
        state=ApplicationState.STARTED,
    )
    moved = mine.update(
        person=person,
        state=ApplicationState.UNPROVEN,
        state_changed_at=timezone.now(),
        changed_at=timezone.now(),
        **sent,
    )
    found = stored(application)
    if moved:
        _note_portrait(found)
        # What was mailed to go on with leads to a form that is closed now.
        links_to_form(found).filter(revoked_at__isnull=True).update(revoked_at=timezone.now())
        application_mail.ask_for_proof(application=found, person=person)
    return found


@transaction.atomic
def _send_again(application: CoachApplication, sent: dict[str, Any]) -> CoachApplication:
    lock_person(application)
    before = stored(application)
    mine = open_forms().filter(
        pk=application.pk, key=application.key, state=ApplicationState.SUBMITTED
    )
    if not mine.update(changed_at=timezone.now(), **sent):
        return before
    found = stored(application)
    _note_portrait(found)
    application_intake.take_again(application=found, before=before.facts)
    return found


def _note_portrait(application: CoachApplication) -> None:
    """Note among the facts which photo was sent."""
    data = bytes(application.portrait or b"")
    application.facts[PORTRAIT] = hashlib.sha256(data).hexdigest() if data else ""
    application.save(update_fields=["facts"])
