"""Several processes do the same at once: each coach is asked, is hidden, and leaves once."""

import datetime

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tests.factories import CoachRequestFactory, make_coach_page
from tests.services.test_delivery_processes import go, start  # noqa: F401  (a fixture)
from wagtail_coaching.models import Coach, CoachConfirmation, CoachRequest, Message

pytestmark = pytest.mark.django_db(transaction=True)

COACHES = 8


def run_twice(mode, start, mail_server):  # noqa: F811
    processes = [start(mode, mail_server.port) for _number in range(2)]
    for process in processes:
        go(process)
    assert [process.stdout.readline() for process in processes] == ["done\n"] * 2


def test_two_ticks_at_once_ask_remind_and_hide_each_coach_once(program, mail_server, start):  # noqa: F811
    a_year_ago = timezone.localdate() - datetime.timedelta(days=400)
    coaches = [
        make_coach_page(program, coach__last_confirmed_on=a_year_ago).coach
        for _number in range(COACHES)
    ]
    addresses = sorted(coach.email for coach in coaches)

    for step in range(3):
        run_twice("tick", start, mail_server)
        assert sorted(mail_server.recipients) == sorted(addresses * (step + 1)), step
        # One of the two reminders is enough here.
        CoachConfirmation.objects.update(next_step_at=timezone.now(), reminders=1 + step)

    assert CoachConfirmation.objects.filter(state="hidden").count() == COACHES
    assert set(Coach.objects.values_list("state", flat=True)) == {"hidden"}
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_coaches_who_leave_twice_at_once_leave_once(program, mail_server, start):  # noqa: F811
    coaches = [make_coach_page(program, publish=True).coach for _number in range(COACHES)]
    for coach in coaches:
        CoachRequestFactory(site=program.site, coach=coach, state="new")

    run_twice("leave", start, mail_server)

    assert set(Coach.objects.values_list("state", flat=True)) == {"left"}
    assert set(CoachRequest.objects.values_list("coach", "state")) == {(None, "new")}
    kinds = sorted(Message.objects.values_list("kind", flat=True))
    assert kinds == ["coach_farewell"] * COACHES + ["request_put_back"] * COACHES
    farewells = Message.objects.filter(kind="coach_farewell").values("person")
    assert farewells.distinct().count() == COACHES
    left = ModelLogEntry.objects.filter(action="wagtail_coaching.coach_left")
    assert left.count() == COACHES
