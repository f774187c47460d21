"""What is on a coach's record, beside the profile; and the way from one to the other and back."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupPagePermission

from tests import factories
from tests.admin.listings import soup_of
from tests.admin.test_coach_records import FORM
from tests.posting import open_page_form
from wagtail_coaching.models import CoachLanguage, MeetingFormat, Topic

if TYPE_CHECKING:
    from bs4 import Tag
    from django.test import Client

    from tests.admin.conftest import Staff
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db


def edit_url(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def record_url(coach: Any, view: str = "edit") -> str:
    return reverse(f"wagtail_coaching_coaches:{view}", args=[coach.pk])


def facts(client: Client, page: Any) -> Tag | None:
    found = soup_of(client.get(edit_url(page))).select_one(".coaching-facts-panel")
    return found and found.find_parent(class_="w-panel__content")


def test_panel_shows_what_is_on_the_record_without_address_and_number(
    editor_a: Client, a: ProgramTree
) -> None:
    page = factories.make_coach_page(
        a,
        coach__topics=Topic.objects.filter(site=a.site)[:2],
        coach__formats=MeetingFormat.objects.filter(site=a.site, slug="video"),
        coach__languages=CoachLanguage.objects.filter(site=a.site, slug="spanish"),
        coach__best_hours="weekday mornings",
        coach__capacity=3,
        coach__phone_visibility="members",
        coach__last_confirmed_on=datetime.date(2026, 3, 1),
    )

    text = facts(editor_a, page).get_text(" ", strip=True)

    for shown in (
        "Open 3 of 3 places open",
        "Topics Resume review, Interview preparation",
        "Formats By video",
        "Languages Spanish",
        "weekday mornings",
        "Who sees the phone number Members",
        "Last confirmed March 1, 2026",
    ):
        assert shown in text, shown
    whole = editor_a.get(edit_url(page)).content.decode()
    assert page.coach.email not in whole
    assert page.coach.phone not in whole


def test_panel_leads_to_the_record_and_the_record_back(editor_a: Client, a: ProgramTree) -> None:
    page = factories.make_coach_page(a)
    coach = page.coach

    link = facts(editor_a, page).select_one("a")["href"]
    assert link.startswith(record_url(coach))
    record = soup_of(editor_a.get(link))
    assert record.select_one("form [name=next]")["value"] == edit_url(page)
    assert edit_url(page) in [anchor.get("href") for anchor in record.select("a")]
    form = {**FORM, "site": a.site.pk, "next": edit_url(page)}
    response = editor_a.post(record_url(coach), form)

    assert (response.status_code, response.url) == (302, edit_url(page))


def test_way_back_never_leads_to_another_site(editor_a: Client, a: ProgramTree) -> None:
    coach = factories.CoachFactory(site=a.site)
    form = {**FORM, "site": a.site.pk, "next": "https://evil.example.com/"}

    response = editor_a.post(record_url(coach), form)

    assert response.url == reverse("wagtail_coaching_coaches:index")


def test_reviewer_is_led_to_the_record_to_read_it(staff: Staff, a: ProgramTree) -> None:
    page = factories.make_coach_page(a)

    panel = facts(staff.client("reviewer_a"), page)

    assert panel.select_one("a")["href"] == record_url(page.coach, "inspect")


def test_panel_is_closed_to_those_without_a_right_on_records(staff: Staff, a: ProgramTree) -> None:
    rights = Group.objects.create(name="Pages only")
    GroupPagePermission.objects.create(group=rights, page_id=a.gallery.pk, permission_type="change")
    staff["bare"].groups.add(rights)
    page = factories.make_coach_page(a)

    assert facts(staff.client("bare"), page) is None


def test_page_without_a_coach_and_a_new_page_have_no_panel(
    editor_a: Client, a: ProgramTree
) -> None:
    options = factories.page_class("COACH_PAGE_MODEL")._meta
    page = factories.make_coach_page(a, coach=None, live=False)

    assert facts(editor_a, page) is None
    add = [options.app_label, options.model_name, a.gallery.pk]
    assert editor_a.get(reverse("wagtailadmin_pages:add", args=add)).status_code == 200


def test_paused_coach_says_until_when(editor_a: Client, a: ProgramTree) -> None:
    page = factories.make_coach_page(a, coach__paused_until=datetime.date(2090, 5, 1))

    assert "Paused until May 1, 2090" in facts(editor_a, page).get_text(" ", strip=True)


def test_record_leads_to_the_profiles_that_one_may_edit(staff: Staff, a: ProgramTree) -> None:
    page = factories.make_coach_page(a)

    def profiles(role: str, view: str) -> list[str]:
        links = soup_of(staff.client(role).get(record_url(page.coach, view))).select("a")
        found = {a["href"] for a in links if "Profile page" in a.get_text()}
        return sorted(found)

    assert profiles("editor_a", "edit") == [edit_url(page)]
    assert profiles("reviewer_a", "inspect") == [edit_url(page)]


def test_editor_has_tabs(editor_a: Client, a: ProgramTree) -> None:
    page = factories.make_coach_page(a)

    tabs = soup_of(editor_a.get(edit_url(page))).select('[role="tab"]')

    assert [tab.get_text(strip=True).removesuffix("()") for tab in tabs][:3] == [
        "Profile",
        "Background",
        "Promote",
    ]


def test_preview_shows_the_draft(editor_a: Client, a: ProgramTree) -> None:
    page = factories.make_coach_page(a, publish=True)
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    form = open_page_form(editor_a, edit_url(page))
    form["ask_me_about"] = "Snow removal at four in the morning"

    assert editor_a.post(url, dict(form.lists())).json()["is_valid"]
    assert "Snow removal at four" in editor_a.get(url).content.decode()
