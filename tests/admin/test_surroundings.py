"""The rest of Wagtail's admin, with our menu in it and our records behind it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupPagePermission

from tests import factories
from tests.admin.conftest import ROLES
from tests.admin.listings import soup_of
from wagtail_coaching.models import Coach, Topic

if TYPE_CHECKING:
    from django.test import Client

    from tests.admin.conftest import Staff
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

HOME = "/admin/"
VOCABULARIES = [
    "Topics",
    "Organization types",
    "Career stages",
    "Credentials",
    "Roles",
    "Meeting formats",
    "Languages",
]


def menu(client: Client) -> dict[str, Any]:
    """Return the labels of the admin's menu, each with those below it."""
    script = soup_of(client.get(HOME)).select_one("#wagtail-sidebar-props")
    main = next(
        module
        for module in json.loads(script.get_text())["modules"]
        if "MainMenuModule" in module["_type"]
    )

    def labels(items: list[Any]) -> dict[str, Any]:
        found = {}
        for item in items:
            arguments = item["_args"]
            below = arguments[1] if len(arguments) > 1 and isinstance(arguments[1], list) else []
            found[arguments[0]["label"]] = labels(below)
        return found

    return labels(main["_args"][0])


def test_menu_offers_each_role_what_it_may_open(staff: Staff) -> None:
    found = {
        role: list(menu(staff.client(role)).get("Coaching", {}))
        for role in ROLES
        if role not in ("anonymous", "nobody")
    }

    everything = [
        "Requests",
        "Coaches",
        "Applications",
        "Nominations",
        "Vetting",
        "Concerns",
        "Coach records",
        "Messages",
        "Message texts",
        *VOCABULARIES,
        "Search synonyms",
    ]
    assert found == {
        "bare": [],
        "editor_a": everything,
        "reviewer_a": ["Coaches", "Vetting", "Coach records"],
        "editor_b": everything,
        "superuser": everything,
    }


def test_menu_has_no_coaching_where_there_is_nothing_to_open(staff: Staff, a: ProgramTree) -> None:
    assert "Coaching" not in menu(staff.client("bare"))

    news = Group.objects.create(name="News")
    GroupPagePermission.objects.create(group=news, page_id=a.faq.pk, permission_type="change")
    staff["bare"].groups.add(news)
    assert "Coaching" not in menu(staff.client("bare"))

    GroupPagePermission.objects.create(group=news, page_id=a.home.pk, permission_type="change")
    assert list(menu(staff.client("bare"))["Coaching"]) == ["Coaches"]


def test_settings_menu_offers_the_program_to_editors(staff: Staff) -> None:
    found = {
        role: "Coaching program" in menu(staff.client(role)).get("Settings", {})
        for role in ("bare", "editor_a", "reviewer_a", "editor_b", "superuser")
    }

    assert found == {
        "bare": False,
        "editor_a": True,
        "reviewer_a": False,
        "editor_b": True,
        "superuser": True,
    }


@pytest.mark.parametrize("role", ["bare", "editor_a", "reviewer_a", "editor_b", "superuser"])
def test_pages_of_the_admin_answer_every_role(staff: Staff, a: ProgramTree, role: str) -> None:
    factories.make_coach_page(a, publish=True)
    client = staff.client(role)

    for name in (
        "wagtailadmin_home",
        "wagtailadmin_explore_root",
        "wagtailadmin_account",
        "wagtailadmin_pages:search",
    ):
        assert client.get(reverse(name), follow=True).status_code == 200, name


def test_site_history_shows_no_record_of_another_association(staff: Staff, a: ProgramTree) -> None:
    client = staff.client("editor_a")
    coach = factories.CoachFactory(site=a.site)
    client.post(
        reverse("wagtail_coaching_coaches:edit", args=[coach.pk]),
        {
            "name": "Alphaword Coach",
            "email": "alphaword@mail.example.org",
            "capacity": "1",
            "state": "active",
            "preferred_channel": "phone",
            "phone_visibility": "accepted",
            "email_visibility": "accepted",
        },
    )
    topic = Topic.objects.filter(site=a.site)[0]
    client.post(
        reverse("wagtailsnippets_wagtail_coaching_topic:edit", args=[topic.pk]),
        {"name": "Alphaword topic", "slug": "alphaword"},
    )
    history = reverse("wagtailadmin_reports:site_history")

    shown = {
        role: "Alphaword" in staff.client(role).get(history).content.decode()
        for role in ("bare", "editor_b", "superuser")
    }

    assert Coach.objects.get().person.name == "Alphaword Coach"
    assert shown == {"bare": False, "editor_b": False, "superuser": True}


def test_reports_answer_with_coaching_pages_in_every_state(
    superuser: Client, a: ProgramTree
) -> None:
    page = factories.make_coach_page(a, publish=True)
    page.locked = True
    page.save()
    page.save_revision()
    page.get_workflow().start(page, None)
    factories.make_coach_page(a, coach=None, live=False)

    for name in (
        "wagtailadmin_reports:locked_pages",
        "wagtailadmin_reports:workflow",
        "wagtailadmin_reports:workflow_tasks",
        "wagtailadmin_reports:site_history",
        "wagtailadmin_reports:aging_pages",
        "wagtailadmin_reports:page_types_usage",
        "wagtailadmin_workflows:index",
        "wagtailadmin_workflows:task_index",
        "wagtailsites:index",
        "wagtailusers_groups:index",
        "wagtailusers_users:index",
    ):
        assert superuser.get(reverse(name)).status_code == 200, name


def test_groups_form_offers_our_rights(superuser: Client, a: ProgramTree) -> None:
    group = Group.objects.get(name="Coaching editors")

    text = soup_of(superuser.get(reverse("wagtailusers_groups:edit", args=[group.pk]))).get_text()

    for word in ("Coaching program", "Coach request", "Organization type", "Career stage"):
        assert word.lower() in text.lower()


def test_site_with_records_is_not_deleted_and_the_admin_says_so(
    superuser: Client, a: ProgramTree, b: ProgramTree
) -> None:
    factories.CoachFactory(site=b.site)

    response = superuser.post(reverse("wagtailsites:delete", args=[b.site.pk]), follow=True)

    assert response.status_code == 200
    b.site.refresh_from_db()
    assert Coach.objects.count() == 1


def test_explorer_shows_an_editor_the_own_program_only(staff: Staff, a: ProgramTree) -> None:
    def may_explore(role: str, page: Any) -> bool:
        response = staff.client(role).get(reverse("wagtailadmin_explore", args=[page.pk]))
        return response.status_code == 200 and page.title in response.content.decode()

    assert [may_explore("editor_a", page) for page in (a.program, *a.sections)] == [True] * 5
    assert [may_explore("editor_b", page) for page in (a.program, *a.sections)] == [False] * 5
    assert may_explore("reviewer_a", a.gallery)
    assert not may_explore("reviewer_a", a.schedule)
