"""The periodic work of vetting: reminders, and approvals that run out."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from wagtail_coaching.enums import VettingState
from wagtail_coaching.models import CoachingSettings, CoachVetting
from wagtail_coaching.services import vetting_mail
from wagtail_coaching.services.tick import Job, register_job
from wagtail_coaching.services.vetting_program import (
    hide_run_out,
    page_of,
    run_out_profiles,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: How long before the end of an approval people are told.
NOTICE: Final = datetime.timedelta(days=14)
#: Who is late hears of it so often.
REMINDER_INTERVAL: Final = datetime.timedelta(days=7)


def overdue(now: datetime.datetime) -> list[CoachVetting]:
    """Return the vettings that are overdue, whose reviewers have not been reminded lately."""
    tomorrow_anywhere = now.date() + datetime.timedelta(days=1)
    waiting = (
        CoachVetting.objects.filter(state=VettingState.WAITING, due_on__lt=tomorrow_anywhere)
        .filter(_not_reminded_since(now - REMINDER_INTERVAL))
        .select_related("site", "coach__person")
    )
    today = {
        site: timezone.localtime(now, CoachingSettings.of(site).zone).date()
        for site in {vetting.site for vetting in waiting}
    }
    return [v for v in waiting if v.due_on is not None and v.due_on < today[v.site]]


def ending(now: datetime.datetime) -> list[CoachVetting]:
    """Return the vettings that end soon, which profiles are public by, and nobody was told of."""
    soon = (
        CoachVetting.objects.filter(valid_until__lte=now + NOTICE)
        .effective(now)
        .filter(Q(reminded_at__isnull=True) | Q(reminded_at__lt=F("decided_at")))
        .select_related("site", "coach__person")
    )
    return [vetting for vetting in soon if _is_needed(vetting, now)]


def _is_needed(vetting: CoachVetting, now: datetime.datetime) -> bool:
    page = page_of(vetting)
    later = CoachVetting.objects.filter(
        page_pk=vetting.page_pk, coach=vetting.coach_id, decided_at__gt=vetting.decided_at
    )
    return page is not None and page.live and not later.effective(now).exists()


def _not_reminded_since(moment: datetime.datetime) -> Q:
    return Q(reminded_at__isnull=True) | Q(reminded_at__lt=moment)


def remind_of_overdue(now: datetime.datetime) -> int:
    """Remind the reviewers of what is overdue; return of how much."""
    done = 0
    for vetting in overdue(now):
        with transaction.atomic():
            free = CoachVetting.objects.filter(pk=vetting.pk, state=VettingState.WAITING)
            # Of two runs at once, one writes.
            if _mark(free.filter(_not_reminded_since(now - REMINDER_INTERVAL)), now):
                occasion = f"{vetting.pk}:{now.date().isoformat()}"
                vetting_mail.remind_reviewers(vetting=vetting, occasion=occasion)
                done += 1
    return done


def remind_of_ending(now: datetime.datetime) -> int:
    """Tell coaches and staff what ends soon; return of how much."""
    done = 0
    for vetting in ending(now):
        with transaction.atomic():
            free = CoachVetting.objects.filter(pk=vetting.pk)
            free = free.filter(Q(reminded_at__isnull=True) | Q(reminded_at__lt=F("decided_at")))
            if _mark(free, now):
                vetting_mail.tell_of_end(vetting=vetting)
                done += 1
    return done


def _mark(vettings: QuerySet[CoachVetting], now: datetime.datetime) -> int:
    return vettings.update(reminded_at=now)


register_job(
    Job(
        name="vetting_overdue",
        due=lambda now: [f"{v.coach}: due on {v.due_on}" for v in overdue(now)],
        run=remind_of_overdue,
    )
)
register_job(
    Job(
        name="vetting_ending",
        due=lambda now: [f"{v.coach}: until {v.valid_until:%Y-%m-%d}" for v in ending(now)],
        run=remind_of_ending,
    )
)
register_job(
    Job(
        name="vetting_expiry",
        due=lambda now: [str(page) for page in run_out_profiles(now)],
        run=lambda now: len(hide_run_out(now=now)),
    )
)
