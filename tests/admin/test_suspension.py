"""Suspend now, and reinstate: from the coach's record, the list, and the page editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.admin.listings import choices, errors, soup_of
from tests.admin.vetting_cases import assign_workflow, draft_profile, submit
from tests.markup import text_of, texts
from wagtail_coaching.enums import CoachState, RequestState, VettingState
from wagtail_coaching.models import Coach, CoachConfirmation, CoachRequest, CoachVetting
from wagtail_coaching.services import confirmation
from wagtail_coaching.services import suspension as suspension_service

if TYPE_CHECKING:
    from django.test import Client

    from tests.admin.conftest import Staff
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

FACTS = {"reason": "Complaint of May 2", "message": "Please call us."}


def suspend_url(coach: Any) -> str:
    return reverse("wagtail_coaching_suspension_suspend", args=[coach.pk])


def reinstate_url(coach: Any) -> str:
    return reverse("wagtail_coaching_suspension_reinstate", args=[coach.pk])


def inspect_url(coach: Any) -> str:
    return reverse("wagtail_coaching_coaches:inspect", args=[coach.pk])


def messages_after(client: Client, response: Any) -> list[str]:
    return texts(soup_of(client.get(response.url)), ".messages li")


def suspended_coach(tree: ProgramTree, **facts: Any) -> Coach:
    return factories.CoachFactory(site=tree.site, suspended=True, **facts)


@pytest.fixture
def live(a: ProgramTree) -> Any:
    """A public profile."""
    page = factories.make_coach_page(a, title="Ann Lee")
    page.refresh_from_db()
    assert page.live
    return page


def test_suspending_takes_the_coach_off_the_site_at_once(editor_a: Client, live: Any) -> None:
    response = editor_a.post(suspend_url(live.coach), FACTS)

    live.refresh_from_db()
    assert (live.live, live.coach.state) == (False, CoachState.SUSPENDED)
    assert live.coach.suspension_reason == "Complaint of May 2"
    assert response.url == inspect_url(live.coach)
    assert messages_after(editor_a, response) == [
        "Ann Lee is suspended. The profile is off the site."
    ]


def test_page_says_what_will_happen_and_changes_nothing(
    editor_a: Client, a: ProgramTree, live: Any
) -> None:
    for state in (RequestState.NEW, RequestState.IN_PROGRESS, RequestState.CLOSED):
        factories.CoachRequestFactory(site=a.site, coach=live.coach, state=state)

    page = soup_of(editor_a.get(suspend_url(live.coach)))

    notice = text_of(page.select_one(".help-block"))
    assert "Ann Lee goes off the site at once" in notice
    assert "2 open requests are put back" in notice
    live.refresh_from_db()
    assert live.live


def test_open_requests_are_put_back_and_counted(
    editor_a: Client, a: ProgramTree, live: Any
) -> None:
    for state in (RequestState.NEW, RequestState.IN_PROGRESS, RequestState.CLOSED):
        factories.CoachRequestFactory(site=a.site, coach=live.coach, state=state)

    response = editor_a.post(suspend_url(live.coach), FACTS)

    assert messages_after(editor_a, response) == [
        "Ann Lee is suspended. The profile is off the site. 2 open requests were put back."
    ]
    found = CoachRequest.objects.values_list("state", "coach")
    assert sorted(found, key=str) == sorted(
        [(RequestState.NEW, None), (RequestState.NEW, None), (RequestState.CLOSED, live.coach_id)],
        key=str,
    )


def test_reason_is_required(editor_a: Client, live: Any) -> None:
    response = editor_a.post(suspend_url(live.coach), {"reason": " ", "message": "x"})

    assert errors(response) == {"reason": "This field is required."}
    live.refresh_from_db()
    assert live.live


def test_second_to_suspend_is_told(staff: Staff, editor_a: Client, live: Any) -> None:
    editor_a.post(suspend_url(live.coach), FACTS)
    other = staff.client("superuser")

    response = other.post(suspend_url(live.coach), {"reason": "Another", "message": ""})

    assert messages_after(other, response) == [
        "Ann Lee is suspended already: somebody else was quicker."
    ]
    live.coach.refresh_from_db()
    assert live.coach.suspension_reason == "Complaint of May 2"


def test_one_who_loses_the_race_inside_the_service_is_told(
    editor_a: Client, live: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else is quicker after the view has looked."""
    suspend = suspension_service.suspend

    def be_second(**kwargs: Any) -> int:
        suspend(**{**kwargs, "coach": Coach.objects.get(pk=live.coach.pk), "reason": "First"})
        return suspend(**kwargs)

    monkeypatch.setattr(suspension_service, "suspend", be_second)

    response = editor_a.post(suspend_url(live.coach), FACTS)

    assert messages_after(editor_a, response) == ["This coach is suspended already."]
    live.coach.refresh_from_db()
    assert live.coach.suspension_reason == "First"


def test_reinstating_lets_the_coach_back_but_not_the_profile(editor_a: Client, live: Any) -> None:
    editor_a.post(suspend_url(live.coach), FACTS)

    page = soup_of(editor_a.get(reinstate_url(live.coach)))
    assert "stays off the site until it is vetted" in text_of(page.select_one("main"))
    response = editor_a.post(reinstate_url(live.coach))

    assert messages_after(editor_a, response) == ["Ann Lee is reinstated."]
    live.refresh_from_db()
    live.coach.refresh_from_db()
    assert (live.live, live.coach.state) == (False, CoachState.ACTIVE)


def test_one_who_is_not_suspended_cannot_be_reinstated(editor_a: Client, live: Any) -> None:
    response = editor_a.post(reinstate_url(live.coach))

    assert messages_after(editor_a, response) == ["Ann Lee is not suspended."]


def test_suspending_withdraws_what_waits_for_reviewers(
    editor_a: Client, a: ProgramTree, staff: Staff
) -> None:
    assign_workflow(a)
    vetting = submit(draft_profile(a, title="Ann"), user=staff["editor_a"])

    editor_a.post(suspend_url(vetting.coach), FACTS)

    states = CoachVetting.objects.values_list("state", flat=True)
    assert list(states) == [VettingState.CANCELED]


def test_views_lead_back_to_where_one_came_from_and_nowhere_else(
    editor_a: Client, live: Any
) -> None:
    edit = reverse("wagtailadmin_pages:edit", args=[live.pk])

    page = soup_of(editor_a.get(suspend_url(live.coach), {"next": edit}))
    assert page.select_one("input[name=next]")["value"] == edit
    response = editor_a.post(suspend_url(live.coach), {**FACTS, "next": edit})
    assert response.url == edit
    evil = editor_a.post(reinstate_url(live.coach), {"next": "//evil.example.org"})
    assert evil.url == inspect_url(live.coach)


# --- where the button is ------------------------------------------------------------------------


def labels(client: Client, url: str) -> list[str]:
    """Return what the page offers of the two."""
    links = soup_of(client.get(url)).select("a[href*=wagtail_coaching_suspension]")
    return [text_of(link) for link in links]


def test_button_stands_on_record_list_and_page_editor(
    editor_a: Client, a: ProgramTree, live: Any
) -> None:
    gone = draft_profile(a, title="Bo", coach__suspended=True)
    edit = reverse("wagtail_coaching_coaches:edit", args=[live.coach.pk])
    page_edit = reverse("wagtailadmin_pages:edit", args=[live.pk])
    gone_edit = reverse("wagtailadmin_pages:edit", args=[gone.pk])

    assert labels(editor_a, inspect_url(live.coach)) == ["Suspend now"]
    assert labels(editor_a, edit) == ["Suspend now"]
    assert labels(editor_a, inspect_url(gone.coach)) == ["Reinstate coach"]
    assert labels(editor_a, "/admin/wagtail_coaching_coaches/") == [
        "Suspend now",
        "Reinstate coach",
    ]
    assert labels(editor_a, page_edit) == ["Suspend now"]
    assert labels(editor_a, gone_edit) == ["Reinstate coach"]


def test_reviewers_have_no_button(staff: Staff, live: Any) -> None:
    client = staff.client("reviewer_a")

    page_edit = reverse("wagtailadmin_pages:edit", args=[live.pk])

    found = [labels(client, url) for url in (inspect_url(live.coach), page_edit)]
    assert found == [[], []]


def test_other_pages_and_profiles_without_a_coach_have_no_button(
    editor_a: Client, a: ProgramTree
) -> None:
    page = factories.make_coach_page(a, live=False, coach=None)

    for other in (a.gallery, page):
        assert labels(editor_a, reverse("wagtailadmin_pages:edit", args=[other.pk])) == []


def test_form_of_the_record_leaves_suspending_to_its_own_view(
    editor_a: Client, a: ProgramTree
) -> None:
    coach = factories.CoachFactory(site=a.site)
    url = reverse("wagtail_coaching_coaches:edit", args=[coach.pk])
    page = editor_a.get(url)

    assert choices(page, "state") == ["Applicant", "Active", "Hidden", "Left"]


def test_saving_the_record_of_a_suspended_coach_does_not_reinstate_them(
    editor_a: Client, a: ProgramTree
) -> None:
    coach = suspended_coach(a, capacity=1)
    facts = {
        "name": coach.person.name,
        "email": coach.person.email,
        "preferred_channel": "phone",
        "phone_visibility": "accepted",
        "email_visibility": "accepted",
        "capacity": "5",
        "state": "active",
    }

    editor_a.post(reverse("wagtail_coaching_coaches:edit", args=[coach.pk]), facts)

    coach.refresh_from_db()
    assert (coach.capacity, coach.state) == (5, CoachState.SUSPENDED)


def test_reason_stands_in_the_record(editor_a: Client, live: Any) -> None:
    assert "Reason of the suspension" not in text_of(soup_of(editor_a.get(inspect_url(live.coach))))

    editor_a.post(suspend_url(live.coach), FACTS)

    assert "Complaint of May 2" in text_of(soup_of(editor_a.get(inspect_url(live.coach))))


# --- who is hidden for silence --------------------------------------------------------------------


@pytest.fixture
def silent(live: Any) -> Any:
    """A profile that was hidden, for there was no answer."""
    CoachConfirmation.objects.create(
        site=live.coach.site, coach=live.coach, reminders=2, next_step_at=timezone.now()
    )
    assert confirmation.hide_silent(now=timezone.now()) == 1
    live.refresh_from_db()
    return live


def bring_back_url(coach: Any) -> str:
    return reverse("wagtail_coaching_suspension_bring_back", args=[coach.pk])


@pytest.mark.parametrize("is_right", [True, False])
def test_bringing_back_whom_silence_has_hidden(
    editor_a: Client, silent: Any, is_right: bool
) -> None:
    url = bring_back_url(silent.coach)
    assert url in editor_a.get(inspect_url(silent.coach)).content.decode()
    page = soup_of(editor_a.get(url))
    assert "did not answer" in text_of(page.select_one("main"))

    response = editor_a.post(url, {"is_right": "on"} if is_right else {})

    silent.refresh_from_db()
    silent.coach.refresh_from_db()
    assert (silent.live, silent.coach.state) == (True, CoachState.ACTIVE)
    assert (silent.coach.last_confirmed_on is not None) == is_right
    assert messages_after(editor_a, response) == [
        "Ann Lee is back, and the profile is public again."
    ]
    assert messages_after(editor_a, editor_a.post(url)) == [
        "Ann Lee is not hidden for want of an answer."
    ]


def test_nobody_else_is_brought_back(editor_a: Client, staff: Staff, live: Any) -> None:
    url = bring_back_url(live.coach)
    Coach.objects.filter(pk=live.coach.pk).update(state=CoachState.HIDDEN)

    assert url not in editor_a.get(inspect_url(live.coach)).content.decode()
    assert editor_a.post(url).status_code == 302
    assert staff.client("editor_b").post(url).status_code == 404
    live.coach.refresh_from_db()
    assert live.coach.state == CoachState.HIDDEN
