"""Who has to be asked whether their profile is still right; which rounds have to go on."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Final

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from wagtail.models import Site

from wagtail_coaching.enums import CoachState, ConfirmationState
from wagtail_coaching.models import (
    Coach,
    CoachConfirmation,
    CoachingSettings,
    coach_page_models,
)
from wagtail_coaching.models.confirmation import REMINDERS

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: How many coaches of a site are asked a day: where asking begins, all may be due at once, and
#: their answers and questions come to the same few people.
ASKED_A_DAY: Final = 50


def coaches_to_ask(now: datetime.datetime) -> list[Coach]:
    """Return the coaches whose profile nobody has confirmed for as long as their site allows.

    Of each site the longest unconfirmed, and no more than may still be asked today.
    """
    return [
        coach
        for site in Site.objects.all()
        for coach in _to_ask(site, now)[: _left_today(site, now)]
    ]


def still_to_ask(coach: Coach, now: datetime.datetime) -> Coach | None:
    """Return a coach as the database has them now, if they are among :func:`coaches_to_ask`."""
    return next(iter(_to_ask(coach.site, now, pk=coach.pk)), None)


def open_rounds(now: datetime.datetime) -> QuerySet[CoachConfirmation]:
    """Return the rounds whose next step is due; none of a site that asks nobody any more."""
    silent = CoachingSettings.objects.filter(confirmation_months__isnull=True)
    return (
        CoachConfirmation.objects.filter(state=ConfirmationState.ASKED, next_step_at__lte=now)
        .exclude(site__in=silent.values("site"))
        .select_related("coach__person", "site")
        .order_by("next_step_at", "pk")
    )


def rounds_to_remind(now: datetime.datetime) -> QuerySet[CoachConfirmation]:
    """Return the rounds in which the coach has to be reminded."""
    return open_rounds(now).filter(reminders__lt=REMINDERS)


def rounds_to_hide(now: datetime.datetime) -> QuerySet[CoachConfirmation]:
    """Return the rounds in which the coach has been silent for too long."""
    return open_rounds(now).filter(reminders__gte=REMINDERS)


def has_public_profile(coach: Coach) -> bool:
    """Return whether a page of the coach is live."""
    return any(
        model._default_manager.filter(coach=coach, live=True).exists()
        for model in coach_page_models()
    )


def today_at(site: Site, now: datetime.datetime | None = None) -> datetime.date:
    """Return the date at a site, at ``now`` (the present)."""
    return timezone.localtime(now or timezone.now(), CoachingSettings.of(site).zone).date()


def reminder_pause(site: Site) -> datetime.timedelta:
    """Return how long a coach of the site has for an answer before each next step."""
    return datetime.timedelta(days=CoachingSettings.of(site).confirmation_reminder_days)


def _left_today(site: Site, now: datetime.datetime) -> int:
    """Return how many coaches of a site may still be asked on this day."""
    local = timezone.localtime(now, CoachingSettings.of(site).zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    asked = CoachConfirmation.objects.filter(site=site, asked_at__gte=midnight)
    return max(ASKED_A_DAY - asked.count(), 0)


def _to_ask(site: Site, now: datetime.datetime, **only: Any) -> list[Coach]:
    settings = CoachingSettings.of(site)
    if not settings.confirmation_months:
        return []
    today = timezone.localtime(now, settings.zone).date()
    last = today - relativedelta(months=settings.confirmation_months)
    asked = CoachConfirmation.objects.filter(coach=OuterRef("pk"), state=ConfirmationState.ASKED)
    coaches = (
        Coach.objects.filter(site=site, state=CoachState.ACTIVE, **only)
        .filter(_has_old_profile(last, settings))
        .exclude(Exists(asked))
        .select_related("person", "site")
        # No time zone of the site's: MariaDB may know none, and a day more or less is no matter.
        .order_by(Coalesce("last_confirmed_on", TruncDate("created_at", tzinfo=datetime.UTC)), "pk")
    )
    return _without_resting(list(coaches), today)


def _has_old_profile(last: datetime.date, settings: CoachingSettings) -> Q:
    """Return the condition that a live profile was confirmed on the day ``last`` or before; where
    it never was: was first published then, or, where that is not known, the coach entered.
    """
    day_after = last + datetime.timedelta(days=1)
    midnight = datetime.datetime.combine(day_after, datetime.time(), settings.zone)
    found = Q(pk__in=[])
    for model in coach_page_models():
        live = model._default_manager.filter(live=True, coach=OuterRef("pk"))
        published = live.filter(first_published_at__lt=midnight)
        unknown = live.filter(first_published_at__isnull=True)
        found |= Q(Exists(live), last_confirmed_on__lte=last)
        found |= Q(Exists(published), last_confirmed_on__isnull=True)
        found |= Q(Exists(unknown), last_confirmed_on__isnull=True, created_at__lt=midnight)
    return found


def _without_resting(coaches: list[Coach], today: datetime.date) -> list[Coach]:
    """Leave out those whose last answer was to take a break, until it ends.

    Whom staff have paused is asked all the same.
    """
    resting = {c.pk for c in coaches if c.paused_until is not None and c.paused_until > today}
    if not resting:
        return coaches
    rounds = CoachConfirmation.objects.filter(coach__in=resting).order_by("asked_at", "pk")
    last = dict(rounds.values_list("coach_id", "state"))
    return [c for c in coaches if c.pk not in resting or last.get(c.pk) != ConfirmationState.PAUSED]
