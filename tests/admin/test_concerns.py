"""Coaching → Concerns: whose are listed, what staff note, and who may do what."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import NoReverseMatch, reverse

from tests.admin.listings import field_names, row_names, soup_of
from tests.factories import make_coach_page
from wagtail_coaching.models import CoachConcern
from wagtail_coaching.services import concern as concern_service

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from tests.admin.conftest import Staff
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

INDEX = "/admin/coaching/concerns/"
SCRIPT = "<script>alert('concern')</script>"


def url(view: str, concern: CoachConcern) -> str:
    return reverse(f"wagtail_coaching_concerns:{view}", args=[concern.pk])


def make_concern(tree: ProgramTree, profile: str, **facts: Any) -> CoachConcern:
    page = make_coach_page(tree, title=profile)
    return concern_service.report_concern(
        site=tree.site, page=page, message=facts.pop("message", "It is wrong."), **facts
    )


@pytest.fixture
def concern(a: ProgramTree) -> CoachConcern:
    return make_concern(a, "Ann Bell", name="Lee", email="lee@mail.example.org")


def test_list_shows_new_ones_first_and_only_those_of_the_site(
    editor_a: Client, staff: Staff, a: ProgramTree, b: ProgramTree
) -> None:
    handled = make_concern(a, "Handled")
    concern_service.save_concern(
        concern=handled, state="handled", staff_notes="", user=staff["editor_a"]
    )
    make_concern(a, "Older")
    make_concern(a, "Newer")
    make_concern(b, "Elsewhere")

    assert row_names(editor_a.get(INDEX)) == ["Newer", "Older", "Handled"]
    assert row_names(editor_a.get(INDEX, {"state": "handled"})) == ["Handled"]
    assert row_names(editor_a.get(INDEX, {"q": "old"})) == ["Older"]
    assert row_names(editor_a.get(INDEX, {"ordering": "profile_name"})) == [
        "Handled",
        "Newer",
        "Older",
    ]


def test_concern_is_shown_as_it_was_written(editor_a: Client, a: ProgramTree) -> None:
    concern = make_concern(a, "Ann Bell", message=f"One line\n\n{SCRIPT}", name=SCRIPT)

    for view in ("edit", "inspect"):
        soup = soup_of(editor_a.get(url(view, concern)))
        text = soup.main.get_text()
        assert "One line" in text
        assert text.count(SCRIPT) == 2
        assert SCRIPT not in str(soup)


def test_staff_note_and_mark_it_as_handled(
    editor_a: Client, staff: Staff, concern: CoachConcern
) -> None:
    assert field_names(editor_a.get(url("edit", concern))) == ["staff_notes", "state"]

    response = editor_a.post(
        url("edit", concern),
        {
            "state": "handled",
            "staff_notes": "Called the coach.",
            "message": "Changed",
            "name": "Changed",
        },
    )

    assert (response.status_code, response["Location"]) == (302, INDEX)
    concern.refresh_from_db()
    assert (concern.state, concern.staff_notes, concern.handled_by) == (
        "handled",
        "Called the coach.",
        staff["editor_a"],
    )
    assert concern.handled_at is not None
    assert (concern.message, concern.name) == ("It is wrong.", "Lee")
    assert "Called the coach." in editor_a.get(url("inspect", concern)).content.decode()


def test_who_handled_it_first_stays(staff: Staff, concern: CoachConcern) -> None:
    for role in ("editor_a", "superuser"):
        concern_service.save_concern(
            concern=concern, state="handled", staff_notes=role, user=staff[role]
        )

    assert (concern.handled_by, concern.staff_notes) == (staff["editor_a"], "superuser")


def test_concern_that_is_opened_again_has_been_handled_by_nobody(
    editor_a: Client, staff: Staff, concern: CoachConcern
) -> None:
    for state in ("handled", "new"):
        editor_a.post(url("edit", concern), {"state": state, "staff_notes": ""})

    concern.refresh_from_db()
    assert (concern.state, concern.handled_by, concern.handled_at) == ("new", None, None)


def test_staff_see_how_long_a_handled_one_is_kept(
    editor_a: Client, concern: CoachConcern, settings: Any
) -> None:
    own = getattr(settings, "WAGTAIL_COACHING", {})
    settings.WAGTAIL_COACHING = {**own, "CONCERN_RETENTION_DAYS": 30}

    def kept_until() -> list[str]:
        facts = soup_of(editor_a.get(url("edit", concern))).select_one("#concern-facts-section dl")
        terms = facts.select("dt")
        return [term.find_next("dd").text for term in terms if term.text == "Kept until"]

    assert kept_until() == []
    handled_at = datetime.datetime(2026, 3, 2, 18, tzinfo=datetime.UTC)
    CoachConcern.objects.update(state="handled", handled_at=handled_at)

    assert kept_until() == ["April 1, 2026"]


@pytest.mark.parametrize("role", ["anonymous", "nobody", "bare", "reviewer_a", "editor_b"])
@pytest.mark.parametrize("view", ["edit", "inspect", "delete"])
def test_concerns_are_for_staff_of_the_site_who_may(
    staff: Staff, concern: CoachConcern, role: str, view: str
) -> None:
    client = staff.client(role)

    for send in (client.get, client.post):
        response = send(url(view, concern))
        assert response.status_code in (302, 403, 404)
        assert "lee@mail.example.org" not in response.content.decode()
    concern.refresh_from_db()
    assert concern.state == "new"


@pytest.mark.parametrize("role", ["anonymous", "nobody", "bare", "reviewer_a"])
def test_list_is_for_staff_who_may(staff: Staff, concern: CoachConcern, role: str) -> None:
    response = staff.client(role).get(INDEX)

    assert response.status_code in (302, 403)


def test_editors_delete_none(editor_a: Client, concern: CoachConcern) -> None:
    assert editor_a.post(url("delete", concern)).status_code in (302, 403, 404)
    assert CoachConcern.objects.count() == 1


def test_superuser_deletes_one(superuser: Client, concern: CoachConcern) -> None:
    assert superuser.post(url("delete", concern)).status_code == 302
    assert CoachConcern.objects.count() == 0


def test_nobody_adds_one_by_hand() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("wagtail_coaching_concerns:add")


def test_concern_about_a_deleted_page(editor_a: Client, concern: CoachConcern) -> None:
    CoachConcern.objects.update(page_pk="")

    assert "the page is deleted" in soup_of(editor_a.get(url("edit", concern))).main.get_text()


def test_list_takes_as_many_queries_for_three_as_for_one(
    editor_a: Client, a: ProgramTree, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    editor_a.get(INDEX)  # what is cached for the process

    expected = 15
    for count, more in ((1, 1), (3, 2)):
        for number in range(more):
            make_concern(a, f"Coach {count} {number}")
        with django_assert_num_queries(expected):
            assert len(row_names(editor_a.get(INDEX))) == count
