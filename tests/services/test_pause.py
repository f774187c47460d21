"""Letting coaches rest until a day, and letting them start again before it."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tests.factories import CoachFactory
from wagtail_coaching.enums import CoachAvailability, CoachState
from wagtail_coaching.exceptions import IllegalTransitionError
from wagtail_coaching.models import Coach, GalleryChange
from wagtail_coaching.services.pause import pause, resume

if TYPE_CHECKING:
    from wagtail.models import Site

pytestmark = pytest.mark.django_db


def in_days(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def test_pause_and_resume_change_the_record_and_the_log(site_a: Site) -> None:
    coach = CoachFactory(site=site_a)

    paused = pause(coaches=[coach], until=in_days(9), user=None)
    availability = Coach.objects.get(pk=coach.pk).availability
    resumed = resume(coaches=[coach], user=None)

    assert (paused.done, paused.left_out) == ([coach], [])
    assert availability is CoachAvailability.PAUSED
    assert (resumed.done, resumed.left_out) == ([coach], [])
    coach.refresh_from_db()
    assert (coach.paused_until, coach.availability) == (None, CoachAvailability.OPEN)
    entries = ModelLogEntry.objects.for_instance(coach).order_by("pk")
    assert [(entry.action, entry.data) for entry in entries] == [
        ("wagtail_coaching.coach_paused", {"until": in_days(9).isoformat()}),
        ("wagtail_coaching.coach_resumed", {}),
    ]


def test_gallery_hears_of_both(site_a: Site) -> None:
    coach = CoachFactory(site=site_a)

    for change in (
        lambda: pause(coaches=[coach], until=in_days(9), user=None),
        lambda: resume(coaches=[coach], user=None),
    ):
        GalleryChange.objects.all().delete()
        change()
        assert set(GalleryChange.objects.values_list("coach_pk", flat=True)) == {str(coach.pk)}


def test_who_is_left_out_is_told_with_the_reason_as_it_is_now(site_a: Site) -> None:
    gone, hidden, same, fine = (CoachFactory(site=site_a) for _number in range(4))
    # The objects at hand know nothing of it yet.
    Coach.objects.filter(pk=hidden.pk).update(state=CoachState.HIDDEN)
    Coach.objects.filter(pk=same.pk).update(paused_until=in_days(9))
    Coach.objects.filter(pk=gone.pk).delete()

    report = pause(coaches=[gone, hidden, same, fine], until=in_days(9), user=None)

    assert report.done == [fine]
    assert [why for _coach, why in report.left_out] == [
        "deleted meanwhile",
        "not active: Hidden",
        "paused until that day already",
    ]
    assert Coach.objects.get(pk=hidden.pk).paused_until is None


def test_pause_may_be_made_longer_or_shorter(site_a: Site) -> None:
    coach = CoachFactory(site=site_a, paused_until=in_days(30))

    report = pause(coaches=[coach], until=in_days(9), user=None)

    assert report.done == [coach]
    assert Coach.objects.get(pk=coach.pk).paused_until == in_days(9)


@pytest.mark.parametrize("days", [0, -1, -1000])
def test_pause_until_a_day_that_is_not_to_come_is_refused(site_a: Site, days: int) -> None:
    coach = CoachFactory(site=site_a)

    with pytest.raises(IllegalTransitionError):
        pause(coaches=[coach], until=in_days(days), user=None)

    assert Coach.objects.get(pk=coach.pk).paused_until is None


def test_pause_that_has_run_out_is_none_to_end(site_a: Site) -> None:
    coach = CoachFactory(site=site_a, paused_until=datetime.date(2031, 5, 2))

    with time_machine.travel(datetime.datetime(2031, 5, 2, 18, tzinfo=datetime.UTC), tick=False):
        report = resume(coaches=[coach], user=None)

    assert [why for _coach, why in report.left_out] == ["not paused"]
