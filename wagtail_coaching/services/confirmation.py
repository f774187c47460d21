"""Asking coaches whether their profile is still right: a mail, two reminders, and the answer.

Who never answers is hidden, and is back with a late answer. Whoever changes a round, or a coach
because of one, locks the person first; so two runs, or two clicks, do each thing once.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import F

from wagtail_coaching.enums import CoachState, ConfirmationState
from wagtail_coaching.exceptions import DeadLinkError
from wagtail_coaching.models import Coach, CoachConfirmation, Person
from wagtail_coaching.services import (
    confirmation_due,
    confirmation_mail,
    links,
    request_state,
)
from wagtail_coaching.services import person as person_service
from wagtail_coaching.services.confirmation_answers import (
    CONFIRMED,
    end,
    follow_record,
    return_by_staff,
    settle,
)
from wagtail_coaching.services.confirmation_hiding import (
    bring_back,
    hide,
    is_hidden_for_silence,
)
from wagtail_coaching.services.tick import Job, register_job

if TYPE_CHECKING:
    from wagtail_coaching.models import Link

__all__ = [
    "CONFIRM",
    "CONFIRMED",
    "ask_due",
    "bring_back",
    "confirm",
    "follow_record",
    "hide_silent",
    "is_hidden_for_silence",
    "remind_due",
    "return_by_staff",
    "settle",
]

#: Opens the page with the four answers. It works long after the profile was hidden, and more than
#: once: a coach may say yes today, and take a break tomorrow.
CONFIRM: Final = links.register_purpose(
    links.Purpose(
        name="confirm_profile",
        lifetime=datetime.timedelta(days=365),
        single_use=False,
        subject_model="wagtail_coaching.CoachConfirmation",
        state_field="",
    )
)

# --- the rounds ----------------------------------------------------------------------------------


def ask_due(*, now: datetime.datetime) -> int:
    """Ask the coaches whose profile was last confirmed too long ago, some a day; return how many.

    Args:
        now: the time it is taken to be.
    """
    _end_overtaken()
    return sum(_ask(coach, now) for coach in confirmation_due.coaches_to_ask(now))


def remind_due(*, now: datetime.datetime) -> int:
    """Remind the coaches who have not answered in time; return how many.

    Args:
        now: the time it is taken to be.
    """
    return sum(_remind(found, now) for found in confirmation_due.rounds_to_remind(now))


def hide_silent(*, now: datetime.datetime) -> int:
    """Hide the profiles of coaches whom the last reminder has not moved; return how many coaches.

    Nothing is deleted. Learners who wait for their answer have staff again. All are told.

    Args:
        now: the time it is taken to be.
    """
    return sum(_hide(found, now) for found in confirmation_due.rounds_to_hide(now))


@transaction.atomic
def _ask(coach: Coach, now: datetime.datetime) -> bool:
    _lock(coach)
    still = confirmation_due.still_to_ask(coach, now)
    if still is None:
        return False
    confirmation = CoachConfirmation.objects.create(
        site=still.site,
        coach=still,
        asked_at=now,
        next_step_at=now + confirmation_due.reminder_pause(still.site),
    )
    confirmation_mail.ask(confirmation=confirmation, link=_link(confirmation))
    return True


@transaction.atomic
def _remind(confirmation: CoachConfirmation, now: datetime.datetime) -> bool:
    if not _still_waits(confirmation):
        return False
    next_step_at = now + confirmation_due.reminder_pause(confirmation.site)
    due = confirmation_due.rounds_to_remind(now).order_by().filter(pk=confirmation.pk)
    if not due.update(reminders=F("reminders") + 1, next_step_at=next_step_at):
        return False
    confirmation.refresh_from_db()
    confirmation_mail.remind(confirmation=confirmation, link=_link(confirmation))
    return True


@transaction.atomic
def _hide(confirmation: CoachConfirmation, now: datetime.datetime) -> bool:
    if not _still_waits(confirmation):
        return False
    due = confirmation_due.rounds_to_hide(now).order_by().filter(pk=confirmation.pk)
    if not due.update(state=ConfirmationState.HIDDEN):
        return False
    confirmation.refresh_from_db()
    if not hide(coach=confirmation.coach):
        transaction.set_rollback(True)
        return False
    put_back = request_state.put_back(coach=confirmation.coach)
    link = _link(confirmation)
    confirmation_mail.tell_of_hiding(confirmation=confirmation, link=link, requests=put_back)
    return True


def _still_waits(confirmation: CoachConfirmation) -> bool:
    """Lock the coach's person; return whether the round still needs an answer, and end it if not.

    Staff may have entered that the profile is right, or have taken it off the site.
    """
    _lock(confirmation.coach)
    waiting = CoachConfirmation.objects.filter(pk=confirmation.pk, state=ConfirmationState.ASKED)
    fresh = waiting.select_related("coach__site").first()
    if fresh is None:
        return False
    follow_record(coach=fresh.coach)
    if not confirmation_due.has_public_profile(fresh.coach):
        end(fresh.coach, (ConfirmationState.ASKED,), ConfirmationState.CANCELED)
    return waiting.exists()


def _end_overtaken() -> None:
    """End rounds about coaches who are no longer what they were asked as."""
    asked = CoachConfirmation.objects.filter(state=ConfirmationState.ASKED)
    hidden = CoachConfirmation.objects.filter(state=ConfirmationState.HIDDEN)
    for overtaken in (
        asked.exclude(coach__state=CoachState.ACTIVE),
        hidden.exclude(coach__state=CoachState.HIDDEN),
    ):
        overtaken.order_by().update(state=ConfirmationState.CANCELED)


# --- the answers ---------------------------------------------------------------------------------


@transaction.atomic
def confirm(*, link: Link) -> Coach:
    """Take a coach's word that all is right. Whose profile was hidden for silence is back.

    A second time changes nothing.

    Args:
        link: one that was given out for :data:`CONFIRM`.

    Raises:
        DeadLinkError: the link does not work (any more), or the coach is suspended or has left.
    """
    opened = links.use(link=link)
    if opened.purpose != CONFIRM:
        raise DeadLinkError
    coaches = Coach.objects.select_related("person", "site")
    coach: Coach | None = coaches.filter(
        pk=opened.subject.coach_id,
        person=opened.person,
        state__in=(CoachState.ACTIVE, CoachState.HIDDEN),
    ).first()
    if coach is None:
        raise DeadLinkError
    person_service.mark_proven(person=opened.person)
    settle(coach=coach, state=ConfirmationState.CONFIRMED)
    return coach


def _lock(coach: Coach) -> None:
    Person.objects.filter(pk=coach.person_id).lock()


def _link(confirmation: CoachConfirmation) -> Link:
    """Return a new link; those in earlier mails go on working."""
    person = confirmation.coach.person
    return links.issue(purpose=CONFIRM, person=person, subject=confirmation)


register_job(
    Job(
        name="ask_for_confirmation",
        due=lambda now: [str(coach) for coach in confirmation_due.coaches_to_ask(now)],
        run=lambda now: ask_due(now=now),
    )
)
register_job(
    Job(
        name="remind_of_confirmation",
        due=lambda now: [str(found.coach) for found in confirmation_due.rounds_to_remind(now)],
        run=lambda now: remind_due(now=now),
    )
)
register_job(
    Job(
        name="hide_silent_coaches",
        due=lambda now: [str(found.coach) for found in confirmation_due.rounds_to_hide(now)],
        run=lambda now: hide_silent(now=now),
    )
)
