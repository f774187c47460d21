"""Editing a coach request: its state and the staff's notes, and nothing that the learner wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests import factories
from tests.admin.listings import choices, errors, field_names
from wagtail_coaching import signals
from wagtail_coaching.enums import RequestState
from wagtail_coaching.models import CoachRequest
from wagtail_coaching.services import request_state

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoCaptureOnCommitCallbacks

    from tests.admin.conftest import Staff
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

INDEX = "/admin/coaching/requests/"


def edit_url(coach_request: CoachRequest) -> str:
    return f"{INDEX}edit/{coach_request.pk}/"


def facts(coach_request: CoachRequest) -> dict[str, Any]:
    return CoachRequest.objects.filter(pk=coach_request.pk).values().get()


@pytest.fixture
def coach_request(a: ProgramTree) -> CoachRequest:
    return factories.CoachRequestFactory(site=a.site, name="Lena Learner")


def test_form_asks_for_state_and_notes_only(editor_a: Client, coach_request: CoachRequest) -> None:
    assert field_names(editor_a.get(edit_url(coach_request))) == ["staff_notes", "state"]


def test_form_shows_what_the_learner_wrote(editor_a: Client, coach_request: CoachRequest) -> None:
    html = editor_a.get(edit_url(coach_request)).content.decode()

    for text in ("Lena Learner", coach_request.email, coach_request.message):
        assert text in html


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("new", ["New", "In progress", "Introduced", "Closed without an introduction"]),
        ("in_progress", ["In progress", "New", "Introduced", "Closed without an introduction"]),
        ("introduced", ["Introduced", "In progress", "Ended after an introduction"]),
        ("ended", ["Ended after an introduction", "Introduced"]),
        ("closed", ["Closed without an introduction", "In progress"]),
    ],
)
def test_form_offers_the_states_that_may_come_next(
    editor_a: Client, a: ProgramTree, state: str, offered: list[str]
) -> None:
    coach_request = factories.CoachRequestFactory(site=a.site, state=state)

    assert choices(editor_a.get(edit_url(coach_request)), "state") == offered


def test_saving_changes_state_and_notes_and_nothing_else(
    editor_a: Client, b: ProgramTree, coach_request: CoachRequest
) -> None:
    before = facts(coach_request)

    response = editor_a.post(
        edit_url(coach_request),
        {
            "state": "in_progress",
            "staff_notes": "Called.",
            "name": "Somebody else",
            "email": "else@example.org",
            "phone": "1",
            "message": "Forged",
            "organization": "Forged",
            "kind": "ongoing",
            "site": b.site.pk,
            "coach": factories.CoachFactory(site=b.site).pk,
            "reference": "00000000-0000-0000-0000-000000000000",
            "consented_at": "2000-01-01",
            "created_at": "2000-01-01",
        },
    )

    after = facts(coach_request)
    assert (response.status_code, response.url) == (302, INDEX)
    assert after.pop("state_changed_at") > before.pop("state_changed_at")
    assert after == {**before, "state": "in_progress", "staff_notes": "Called."}


def test_notes_alone_leave_the_state_and_its_date(
    editor_a: Client, coach_request: CoachRequest
) -> None:
    before = facts(coach_request)

    editor_a.post(edit_url(coach_request), {"state": "new", "staff_notes": "Wait for Ada."})

    assert facts(coach_request) == {**before, "staff_notes": "Wait for Ada."}


def test_notes_can_be_emptied(editor_a: Client, a: ProgramTree) -> None:
    coach_request = factories.CoachRequestFactory(site=a.site, staff_notes="Old.")

    editor_a.post(edit_url(coach_request), {"state": "new", "staff_notes": ""})

    assert facts(coach_request)["staff_notes"] == ""


def test_change_of_state_is_announced_with_the_user_who_made_it(
    staff: Staff,
    coach_request: CoachRequest,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    heard: list[dict[str, Any]] = []

    def listen(sender: Any, **kwargs: Any) -> None:
        heard.append(kwargs)

    signals.request_state_changed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            staff.client("editor_a").post(
                edit_url(coach_request), {"state": "introduced", "staff_notes": ""}
            )
    finally:
        signals.request_state_changed.disconnect(listen)

    [event] = heard
    assert event["coach_request"] == coach_request
    assert (event["old_state"], event["new_state"]) == (RequestState.NEW, RequestState.INTRODUCED)
    assert event["user"] == staff["editor_a"]


def test_saving_without_a_change_announces_nothing(
    editor_a: Client,
    coach_request: CoachRequest,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        editor_a.post(edit_url(coach_request), {"state": "new", "staff_notes": ""})

    sent = [callback for callback in callbacks if "request" in callback.__module__]
    assert sent == []


@pytest.mark.parametrize("state", ["nonsense", "", "new", "\x00"])
def test_state_that_may_not_come_next_is_an_error_beside_the_field(
    editor_a: Client, a: ProgramTree, state: str
) -> None:
    coach_request = factories.CoachRequestFactory(site=a.site, state=RequestState.CLOSED)
    before = facts(coach_request)

    response = editor_a.post(edit_url(coach_request), {"state": state, "staff_notes": "Lost?"})

    assert list(errors(response)) == ["state"]
    assert facts(coach_request) == before
    assert "Lost?" in response.content.decode()


def test_form_that_was_open_while_somebody_moved_the_request_is_an_error_beside_the_field(
    editor_a: Client, coach_request: CoachRequest
) -> None:
    editor_a.get(edit_url(coach_request))
    CoachRequest.objects.update(state=RequestState.CLOSED)

    response = editor_a.post(
        edit_url(coach_request), {"state": "introduced", "staff_notes": "Lost?"}
    )

    assert list(errors(response)) == ["state"]
    assert facts(coach_request)["state"] == "closed"
    assert facts(coach_request)["staff_notes"] == ""
    assert "Lost?" in response.content.decode()


def test_lost_race_is_an_error_beside_the_field(
    editor_a: Client, coach_request: CoachRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_state = request_state.change_state

    def somebody_is_quicker(**kwargs: Any) -> CoachRequest:
        CoachRequest.objects.filter(pk=coach_request.pk).update(state=RequestState.CLOSED)
        return change_state(**kwargs)

    monkeypatch.setattr(request_state, "change_state", somebody_is_quicker)

    response = editor_a.post(
        edit_url(coach_request), {"state": "introduced", "staff_notes": "Lost?"}
    )

    assert list(errors(response)) == ["state"]
    assert errors(response)["state"].startswith("Somebody else has just changed this request.")
    assert facts(coach_request)["state"] == "closed"
    assert facts(coach_request)["staff_notes"] == ""
    assert "Lost?" in response.content.decode()


def test_deleting_removes_this_request_and_no_other(
    editor_a: Client, a: ProgramTree, b: ProgramTree, coach_request: CoachRequest
) -> None:
    others = [
        factories.CoachRequestFactory(site=a.site).pk,
        factories.CoachRequestFactory(site=b.site).pk,
    ]

    response = editor_a.post(f"{INDEX}delete/{coach_request.pk}/")

    assert (response.status_code, response.url) == (302, INDEX)
    assert sorted(CoachRequest.objects.values_list("pk", flat=True)) == others


def test_request_of_another_site_can_be_neither_changed_nor_deleted(
    editor_a: Client, b: ProgramTree
) -> None:
    coach_request = factories.CoachRequestFactory(site=b.site)
    before = facts(coach_request)

    editor_a.post(edit_url(coach_request), {"state": "closed", "staff_notes": "Ours."})
    editor_a.post(f"{INDEX}delete/{coach_request.pk}/")

    assert facts(coach_request) == before
