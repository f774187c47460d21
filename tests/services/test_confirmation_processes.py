"""Several processes do the periodic work at once: each coach is asked, and hidden, once."""

import datetime

import pytest
from django.utils import timezone

from tests.factories import make_coach_page
from tests.services.test_delivery_processes import go, start  # noqa: F401  (a fixture)
from wagtail_coaching.models import Coach, CoachConfirmation, Message

pytestmark = pytest.mark.django_db(transaction=True)

COACHES = 8


def tick_twice(start, mail_server):  # noqa: F811
    processes = [start("tick", mail_server.port) for _number in range(2)]
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
        tick_twice(start, mail_server)
        assert sorted(mail_server.recipients) == sorted(addresses * (step + 1)), step
        # One of the two reminders is enough here.
        CoachConfirmation.objects.update(next_step_at=timezone.now(), reminders=1 + step)

    assert CoachConfirmation.objects.filter(state="hidden").count() == COACHES
    assert set(Coach.objects.values_list("state", flat=True)) == {"hidden"}
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
