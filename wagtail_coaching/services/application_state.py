"""Which applications may be written, by whom, and which links lead to their forms."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from wagtail_coaching.enums import ApplicationState, CoachState
from wagtail_coaching.exceptions import DeadLinkError
from wagtail_coaching.models import CoachApplication, Link, Person
from wagtail_coaching.services.application_links import DRAFT


def open_forms() -> Any:
    """Return the applications whose form is open: not sent yet, or opened again."""
    opened_again = Q(state=ApplicationState.SUBMITTED, open_until__gt=timezone.now())
    return CoachApplication.objects.filter(Q(state=ApplicationState.STARTED) | opened_again)


def still_open() -> Any:
    """Return the applications that their applicants may change, or withdraw: none is decided."""
    no_coach_yet = Q(coach__isnull=True) | Q(coach__state=CoachState.APPLICANT)
    return _whole().filter(no_coach_yet, state=ApplicationState.SUBMITTED)


def sent_by(person: Person) -> Any:
    """Return what a person has sent, and proven; the last first."""
    return _whole().filter(person=person).exclude(state__in=ApplicationState.unsent())


def stored(application: CoachApplication) -> CoachApplication:
    """Return an application as it is stored now.

    Raises:
        DeadLinkError: it is deleted.
    """
    found: CoachApplication | None = _whole().filter(pk=application.pk).first()
    if found is None:
        raise DeadLinkError
    return found


def lock_person(application: CoachApplication) -> None:
    """Let nobody else do anything with what this applicant sent until the transaction ends."""
    if application.person_id is not None:
        Person.objects.filter(pk=application.person_id).lock()


def links_to_form(application: CoachApplication) -> Any:
    """Return the links that were mailed to go on with a form later."""
    return Link.objects.filter(
        purpose=DRAFT.name,
        subject_type=CoachApplication._meta.label_lower,
        subject_id=str(application.pk),
    )


def _whole() -> Any:
    return CoachApplication.objects.select_related("site", "person", "coach__person")
