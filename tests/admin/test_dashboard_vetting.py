"""The admin's home page: what waits for reviewers, and what keeps vetting from working."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from tests import factories
from tests.admin.listings import soup_of
from tests.admin.vetting_cases import (
    assign_workflow,
    draft_profile,
    queries_of,
    reviewers_of,
    submit,
    without_workflow,
)
from tests.markup import links, text_of, texts
from wagtail_coaching.admin.dashboard_vetting import add_panel
from wagtail_coaching.enums import VettingState
from wagtail_coaching.models import CoachVetting

if TYPE_CHECKING:
    from django.test import Client

    from tests.admin.conftest import Staff
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

INDEX = "/admin/wagtail_coaching_vetting/"


def panel(client: Client) -> Any:
    return soup_of(client.get("/admin/")).select_one(".coaching-vetting-home")


def warnings(client: Client) -> list[str]:
    found = panel(client)
    return texts(found, ".help-critical li") if found is not None else []


@pytest.fixture
def working(a: ProgramTree, staff: Staff) -> ProgramTree:
    """Association A, where nothing keeps the vetting from working."""
    assign_workflow(a)
    return a


def test_panel_says_what_waits_for_me_what_is_overdue_and_the_oldest_wait(
    staff: Staff, working: ProgramTree
) -> None:
    submit(draft_profile(working), user=staff["editor_a"], waited=3, due_in=5)
    submit(draft_profile(working), user=staff["editor_a"], waited=20, due_in=-6)
    submit(draft_profile(working), user=staff["reviewer_a"], waited=1, due_in=5)

    found = panel(staff.client("reviewer_a"))

    assert texts(found, "li") == [
        "2 wait for you",
        "3 wait in all The longest has waited 20 days.",
        "1 is overdue",
    ]
    assert links(found, "li a") == [f"{INDEX}?show=mine", INDEX, f"{INDEX}?show=overdue"]


def test_panel_is_absent_where_there_is_nothing_to_say(staff: Staff, working: ProgramTree) -> None:
    assert panel(staff.client("reviewer_a")) is None


@pytest.mark.parametrize("role", ["bare", "editor_b"])
def test_panel_says_nothing_of_another_site(
    staff: Staff, working: ProgramTree, b: ProgramTree, role: str
) -> None:
    assign_workflow(b)
    reviewers_of(b).user_set.add(factories.UserFactory())
    submit(draft_profile(working), user=staff["editor_a"], due_in=-6)

    assert panel(staff.client(role)) is None


@pytest.mark.parametrize("role", ["editor_a", "reviewer_a", "superuser"])
def test_gallery_without_a_vetting_step_is_reported_loudly(
    staff: Staff, working: ProgramTree, b: ProgramTree, role: str
) -> None:
    assign_workflow(b)
    reviewers_of(b).user_set.add(factories.UserFactory())
    without_workflow(working)

    found = warnings(staff.client(role))

    assert [text for text in found if working.gallery.title in text] == found
    assert len(found) == 1


def test_stage_without_reviewers_is_reported(staff: Staff, working: ProgramTree) -> None:
    reviewers_of(working).user_set.clear()

    assert ["Nobody is in a group" in text for text in warnings(staff.client("editor_a"))] == [True]


def test_site_that_does_not_vet_has_no_warnings(staff: Staff, working: ProgramTree) -> None:
    without_workflow(working)
    factories.set_settings(working.site, vetting_required=False)

    assert panel(staff.client("editor_a")) is None


def test_live_profiles_on_a_grace_period_are_counted(staff: Staff, working: ProgramTree) -> None:
    now = timezone.now()
    pages = [factories.make_coach_page(working) for _ in range(3)]
    CoachVetting.objects.all().delete()
    for number, page in enumerate(pages):
        CoachVetting.objects.create(
            site=working.site,
            coach=page.coach,
            page_pk=str(page.pk),
            state=VettingState.GRACE,
            is_final=True,
            decided_at=now,
            valid_until=datetime.datetime(2100, 5, 1 + number, 18, tzinfo=datetime.UTC),
        )
    # This one has got its vetting meanwhile.
    CoachVetting.objects.create(
        site=working.site,
        coach=pages[0].coach,
        page_pk=str(pages[0].pk),
        state=VettingState.APPROVED,
        is_final=True,
        decided_at=now,
    )

    notices = texts(panel(staff.client("editor_a")), ".help-warning")

    (notice,) = notices
    assert notice == (
        "2 live profiles have not been vetted yet; "
        "the first goes off the site after May 2, 2100 unless it is."
    )


def test_panel_costs_the_same_for_each_length(staff: Staff, working: ProgramTree, rf: Any) -> None:
    def render() -> str:
        request = rf.get("/admin/")
        # Without what the user object remembers of the last time.
        request.user = type(staff["reviewer_a"]).objects.get(pk=staff["reviewer_a"].pk)
        panels: list[Any] = []
        add_panel(request, panels)
        return str(panels[0].render_html({"request": request}))

    submit(draft_profile(working), user=staff["editor_a"], due_in=-1)
    assert "waits for you" in render()
    one = queries_of(render)
    for _ in range(2):
        submit(draft_profile(working), user=staff["editor_a"], due_in=-1)
    three = queries_of(render)

    assert one == three
    assert three <= 22


def test_nobody_else_pays_for_the_panel(
    staff: Staff, django_assert_max_num_queries: Any, rf: Any
) -> None:
    request = rf.get("/admin/")
    request.user = staff["bare"]
    panels: list[Any] = []

    with django_assert_max_num_queries(4):
        add_panel(request, panels)

    assert panels == []


def test_names_with_markup_stay_text(staff: Staff, working: ProgramTree) -> None:
    working.gallery.title = "<img src=x onerror=alert(1)>"
    working.gallery.save()
    without_workflow(working)

    found = panel(staff.client("editor_a"))

    assert found.select("img") == []
    assert "<img src=x" in text_of(found)
