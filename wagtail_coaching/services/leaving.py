"""Coaches who leave the program: at once for the public, later with all that is known of them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from wagtail_coaching.enums import (
    CoachState,
    ConcernState,
    ConfirmationState,
    RequestState,
    StaffRecipientKind,
)
from wagtail_coaching.exceptions import IllegalTransitionError
from wagtail_coaching.messages.leaving import (
    CoachFarewellMessage,
    CoachLeftForLearnerMessage,
    CoachLeftForStaffMessage,
    last_day_of,
)
from wagtail_coaching.models import Coach, CoachConcern, CoachingSettings, CoachRequest, Person
from wagtail_coaching.services import confirmation as confirmation_service
from wagtail_coaching.services import erasure, gallery_index, own_coach, publication, request_state
from wagtail_coaching.services import messages as message_service
from wagtail_coaching.services.tick import Job, register_job

if TYPE_CHECKING:
    import datetime

    from django.contrib.auth.models import AbstractBaseUser

    from wagtail_coaching.models import Link

logger = logging.getLogger("wagtail_coaching")

LEFT: Final = "wagtail_coaching.coach_left"


@transaction.atomic
def leave(*, coach: Coach, reason: str = "", user: AbstractBaseUser | None = None) -> None:
    """Let a coach leave the program.

    Their pages (translations, aliases, planned publications) go at once, a running workflow is
    canceled, open requests go back to staff; learners who were introduced to them, staff and the
    coach are told. The record is kept for as long as the site says; see :func:`purge_leavers`.

    Args:
        coach: who leaves.
        reason: why, for staff of the site.
        user: the staff member who does it; ``None``: the coach does.

    Raises:
        IllegalTransitionError: the coach has left already, or is suspended.
    """
    # The person comes first, then what belongs to them; see PersonQuerySet.lock().
    Person.objects.filter(pk=coach.person_id).lock()
    now = timezone.now()
    facts = {"state": CoachState.LEFT, "left_at": now, "paused_until": None}
    staying = Coach.objects.filter(pk=coach.pk, state__in=own_coach.OPEN_STATES)
    if not staying.update(**facts):
        raise IllegalTransitionError(_("This coach has left already, or is suspended."))
    for name, value in facts.items():
        setattr(coach, name, value)
    publication.hide_profiles(coach=coach, user=user)
    gallery_index.note_change(coach_pk=str(coach.pk))
    ended = ConfirmationState.CANCELED if user is not None else ConfirmationState.STOPPED
    confirmation_service.settle(coach=coach, state=ended)
    put_back = request_state.put_back(coach=coach)
    entry = log(
        instance=coach,
        action=LEFT,
        user=user,
        data={"reason": reason.strip()} | ({} if user is not None else {"route": own_coach.ROUTE}),
    )
    _tell_learners(coach)
    message_service.queue(
        kind=CoachFarewellMessage,
        site=coach.site,
        person=coach.person,
        context={"coach": coach.pk},
    )
    _tell_staff(coach, entry, put_back)


@transaction.atomic
def leave_by_link(*, link: Link, reason: str) -> None:
    """Let a coach leave by their own link. A second time, as by a double click, nothing happens.

    Args:
        link: the link to the coach's own page, or the one that asks whether all is still right.
        reason: why, if they say so; for staff of the site.

    Raises:
        DeadLinkError: the link does not work any more.
        IllegalTransitionError: the coach is suspended.
    """
    coach = own_coach.coach_by_link(link=link)
    if coach.state != CoachState.LEFT:
        leave(coach=coach, reason=reason)


def purge_leavers(*, now: datetime.datetime | None = None) -> int:
    """Delete the coaches who left as long ago as their sites keep them, with all that is known of
    them; see :func:`erasure.erase_coach`.

    A coach about whom there is a concern that staff have not handled is kept until they have.

    Returns:
        How many coaches that was.
    """
    return sum(_purge(coach) for coach in _due_leavers(now or timezone.now()))


def _purge(coach: Coach) -> int:
    try:
        with transaction.atomic():
            Person.objects.filter(pk=coach.person_id).lock()
            # Conditional: they may have come back since we looked, or another run was quicker.
            left = Coach.objects.select_related("person", "site").filter(
                pk=coach.pk, state=CoachState.LEFT, left_at=coach.left_at
            )
            found = left.first()
            if found is None:
                return 0
            erasure.erase_coach(coach=found)
            return 1
    except (ProtectedError, RestrictedError):
        # Something of the host's holds on to one of them. The others need not wait for that.
        logger.exception("The coach %s who has left could not be deleted.", coach.pk)
        return 0


def _due_leavers(now: datetime.datetime) -> list[Coach]:
    left = (
        Coach.objects.filter(state=CoachState.LEFT, left_at__isnull=False)
        .exclude(pk__in=_with_open_concerns())
        .select_related("person", "site")
        .order_by("pk")
    )
    return [coach for coach in left if _today(coach, now) > last_day_of(coach)]


def _today(coach: Coach, now: datetime.datetime) -> datetime.date:
    return timezone.localtime(now, CoachingSettings.of(coach.site).zone).date()


def _with_open_concerns() -> Any:
    unhandled = CoachConcern.objects.filter(state=ConcernState.NEW, coach__isnull=False)
    return unhandled.order_by().values("coach")


def _tell_learners(coach: Coach) -> None:
    introduced = CoachRequest.objects.filter(coach=coach, state=RequestState.INTRODUCED)
    for asked in introduced.select_related("person", "site").order_by("pk"):
        message_service.queue(
            kind=CoachLeftForLearnerMessage,
            site=asked.site,
            person=asked.person,
            email=asked.person.email if asked.person else asked.email,
            name=asked.name,
            language=asked.language,
            context={"coach_request": asked.pk},
        )


def _tell_staff(coach: Coach, entry: Any, put_back: list[CoachRequest]) -> None:
    kinds = [StaffRecipientKind.VETTING]
    if put_back:
        kinds.append(StaffRecipientKind.REQUESTS)
    for kind in kinds:
        message_service.queue_for_staff(
            kind=CoachLeftForStaffMessage,
            site=coach.site,
            about=kind,
            context={
                "coach": coach.pk,
                "entry": entry.pk if entry is not None else None,
                "requests": [asked.pk for asked in put_back],
            },
            # Who wants to hear of both, hears of it once.
            dedupe_key=f"{CoachLeftForStaffMessage.key}:{coach.pk}:{coach.left_at:%Y%m%d%H%M%S}",
        )


def _purge_due(now: datetime.datetime) -> list[str]:
    return [_("delete %(name)s, who has left") % {"name": coach} for coach in _due_leavers(now)]


register_job(Job(name="leavers", due=_purge_due, run=lambda now: purge_leavers(now=now), order=20))
