"""Who has confirmed, who was asked, and who is hidden for not answering: list, filter, panel."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from wagtail.models import ModelLogEntry, PageLogEntry

from tests import factories
from tests.admin.listings import row_names
from tests.admin.test_coach_facts import facts
from tests.admin.test_coach_pages import INDEX, cells
from wagtail_coaching.enums import ConfirmationState
from wagtail_coaching.models import Coach, CoachConfirmation
from wagtail_coaching.services import confirmation

if TYPE_CHECKING:
    from django.test import Client

    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2031, 5, 2, 15, tzinfo=datetime.UTC)
LONG_AGO = datetime.date(2030, 3, 1)


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def ask(page: Any, *, reminders: int = 0, silent: bool = False) -> Any:
    """Bring a profile as far as so many reminders, or as far as being hidden."""
    round_ = CoachConfirmation.objects.create(
        site=page.coach.site,
        coach=page.coach,
        asked_at=NOW,
        reminders=2 if silent else reminders,
        next_step_at=NOW if silent else NOW + datetime.timedelta(days=14),
    )
    if silent:
        assert confirmation.hide_silent(now=NOW) == 1
    return round_


@pytest.fixture
def profiles(a: ProgramTree) -> dict[str, Any]:
    """A profile for each way in which asking may stand."""
    made = {
        title: factories.make_coach_page(
            a, title=title, publish=True, coach__last_confirmed_on=None if title == "Never" else day
        )
        for title, day in {
            "Asked": LONG_AGO,
            "Confirmed": datetime.date(2031, 4, 30),
            "Hidden": LONG_AGO,
            "Never": None,
            "Overdue": LONG_AGO,
        }.items()
    }
    ask(made["Hidden"], silent=True)
    ask(made["Asked"])
    ask(made["Overdue"], reminders=1)
    return made


def test_list_says_and_filters_by_how_asking_stands(
    editor_a: Client, profiles: dict[str, Any]
) -> None:
    page = editor_a.get(INDEX)

    assert dict(zip(row_names(page), cells(page, 5), strict=True)) == {
        "Asked": "03/01/2030 Asked",
        "Confirmed": "04/30/2031",
        "Hidden": "03/01/2030 Hidden: no answer",
        "Never": "Never",
        "Overdue": "03/01/2030 Reminded",
    }
    for value in ("asked", "confirmed", "hidden", "never", "overdue"):
        names = row_names(editor_a.get(f"{INDEX}?confirmation={value}"))
        assert names == [value.capitalize()], value


def test_coach_hidden_by_staff_is_not_hidden_for_silence(
    editor_a: Client, profiles: dict[str, Any]
) -> None:
    Coach.objects.filter(pk=profiles["Confirmed"].coach_id).update(state="hidden")

    assert row_names(editor_a.get(f"{INDEX}?confirmation=hidden")) == ["Hidden"]


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Asked", "Asked on May 2, 2031; hidden on June 13, 2031 if there is no answer"),
        ("Overdue", "Asked on May 2, 2031; hidden on May 30, 2031 if there is no answer"),
        ("Hidden", "Asked on May 2, 2031; hidden, for there was no answer"),
        ("Confirmed", ""),
        ("Never", ""),
    ],
)
def test_panel_beside_the_profile_says_how_asking_stands(
    editor_a: Client, profiles: dict[str, Any], title: str, said: str
) -> None:
    text = facts(editor_a, profiles[title]).get_text(" ", strip=True)

    assert (said in text) if said else ("Asked on" not in text)


def test_histories_say_what_happened(editor_a: Client, profiles: dict[str, Any]) -> None:
    page = profiles["Hidden"]
    confirmation.settle(coach=page.coach, state=ConfirmationState.CONFIRMED)

    of_record = ModelLogEntry.objects.for_instance(page.coach).order_by("pk")
    assert [str(entry.message) for entry in of_record] == [
        "Hidden: the coach did not answer",
        "Back, after having been hidden",
        "The coach confirmed the profile",
    ]
    of_page = PageLogEntry.objects.filter(page=page.pk, action__startswith="wagtail_coaching")
    assert [str(entry.message) for entry in of_page] == [
        "Taken off the site: the coach did not answer"
    ]
