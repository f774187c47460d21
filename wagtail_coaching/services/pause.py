"""Letting coaches rest until a day, and letting them start again before it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from wagtail_coaching.enums import CoachState
from wagtail_coaching.exceptions import IllegalTransitionError
from wagtail_coaching.models import Coach
from wagtail_coaching.services import gallery_index

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from django.contrib.auth.models import AbstractBaseUser

PAUSED: Final = "wagtail_coaching.coach_paused"
RESUMED: Final = "wagtail_coaching.coach_resumed"


@dataclass
class PauseReport:
    """Who was paused or put back, and who was left out: by coach, why."""

    done: list[Coach] = field(default_factory=list)
    left_out: list[tuple[Coach, str]] = field(default_factory=list)


def reason_against_pause(coach: Coach, until: datetime.date | None = None) -> str:
    """Return why a coach cannot be paused (until a day, if one is given); empty if they can."""
    if coach.state != CoachState.ACTIVE:
        return _("not active: %(state)s") % {"state": coach.get_state_display()}
    if until is not None and coach.paused_until == until:
        return _("paused until that day already")
    return ""


def reason_against_resume(coach: Coach) -> str:
    """Return why a coach's pause cannot be ended; empty if it can."""
    if coach.paused_until is None or coach.paused_until <= timezone.localdate():
        return _("not paused")
    return ""


@transaction.atomic
def pause(
    *,
    coaches: Iterable[Coach],
    until: datetime.date,
    user: AbstractBaseUser | None,
    route: str = "",
) -> PauseReport:
    """Have coaches take no new requests before a day.

    Requests that they have already stay with them; nobody is written to. Each change is made only
    if the coach still is active, and stands in the record's history.

    Args:
        coaches: whom to pause.
        until: the first day they take requests again; after today (the current local date).
        user: who does it.
        route: by what, for the history: "link" for a coach's own link.

    Raises:
        IllegalTransitionError: the day is not to come.
    """
    if until <= timezone.localdate():
        raise IllegalTransitionError(_("Choose a day after today."))
    report = PauseReport()
    for coach in coaches:
        active = Coach.objects.filter(pk=coach.pk, state=CoachState.ACTIVE)
        # A plain "exclude" would leave out those who are not paused at all: NULL is no day.
        changed = active.filter(paused_until__isnull=True) | active.exclude(paused_until=until)
        if changed.update(paused_until=until):
            coach.paused_until = until
            _record(coach, PAUSED, user, {"until": until.isoformat()}, route)
            report.done.append(coach)
        else:
            _leave_out(report, coach, lambda fresh: reason_against_pause(fresh, until))
    return report


@transaction.atomic
def resume(
    *, coaches: Iterable[Coach], user: AbstractBaseUser | None, route: str = ""
) -> PauseReport:
    """End the pause of coaches today.

    Args:
        coaches: whose pause to end.
        user: who does it.
        route: by what, for the history: "link" for a coach's own link.
    """
    report = PauseReport()
    for coach in coaches:
        paused = Coach.objects.filter(pk=coach.pk, paused_until__gt=timezone.localdate())
        if paused.update(paused_until=None):
            coach.paused_until = None
            _record(coach, RESUMED, user, {}, route)
            report.done.append(coach)
        else:
            _leave_out(report, coach, reason_against_resume)
    return report


def _record(coach: Coach, action: str, user: Any, data: dict[str, str], route: str) -> None:
    if route:
        data = {**data, "route": route}
    log(instance=coach, action=action, user=user, data=data)
    gallery_index.note_change(coach_pk=str(coach.pk))


def _leave_out(report: PauseReport, coach: Coach, reason: Any) -> None:
    """Note why it could not be done, with the coach as it is now."""
    fresh = Coach.objects.select_related("person").filter(pk=coach.pk).first()
    text = reason(fresh) if fresh is not None else _("deleted meanwhile")
    report.left_out.append((coach, text or _("changed meanwhile")))
