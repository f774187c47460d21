"""A site that takes the package in, lives with it, and takes it out again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.management.guest import WAGTAIL, GuestSite

pytestmark = pytest.mark.own_process

if TYPE_CHECKING:
    from pathlib import Path

LIVE_WITH_IT = """
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, Site, Workflow, WorkflowPage, WorkflowTask

from tests import factories
from tests.posting import filled, link_path, mailed_link
from wagtail_coaching.models import CoachRequest, Topic, Webinar
from wagtail_coaching.pages.models import (
    CoachGalleryPage, CoachingProgramPage, CoachRequestPage, FAQPage, WebinarSchedulePage,
)

admin = get_user_model().objects.create_superuser("admin", "admin@example.org", "admin")
reviewer = get_user_model().objects.create_user("reviewer", "reviewer@example.org", "reviewer")
reviewer.groups.add(Group.objects.get(name="Coach reviewers"))
site = Site.objects.get()
own = site.root_page.add_child(instance=Page(title="Annual report", slug="annual-report"))
own.save_revision(user=admin).publish()

tree = factories.ProgramTree(
    "Guest", site, site.root_page, CoachingProgramPage.objects.get(),
    CoachGalleryPage.objects.get(), CoachRequestPage.objects.get(),
    WebinarSchedulePage.objects.get(), FAQPage.objects.get(),
)
image = factories.make_image()
topics = list(Topic.objects.all()[:2])
coach_page = factories.make_coach_page(tree, coach__topics=topics, portrait=image, publish=True)
other_page = factories.make_coach_page(tree, publish=True)
factories.make_webinar_page(tree, topics=topics)
factories.set_settings(site, association_logo=image)

# What a visitor does.
visitor = Client(headers={"host": "localhost"})
sent = visitor.post(
    f"{tree.request_page.url}?coach={coach_page.pk}",
    filled({"name": "Lena", "email": "lena@example.org", "message": "Hello", "kind": "one_off",
            "consent": "on"}),
)
confirmed = visitor.post(link_path(mailed_link("request_proof")), {"action": "confirm"})

# What staff do in the admin, which writes logs, revisions, locks and workflow states.
client = Client(headers={"host": "localhost"})
client.force_login(admin)
posted = [
    client.post(reverse("wagtail_coaching_coaches:edit", args=[coach_page.coach_id]), {
        "name": "Ada", "email": "ada@example.org", "capacity": 1, "state": "active",
        "preferred_channel": "phone", "phone_visibility": "accepted",
        "email_visibility": "accepted",
    }).status_code,
    client.post(reverse("wagtailsnippets_wagtail_coaching_topic:edit", args=[topics[0].pk]), {
        "name": "Snow", "slug": "snow",
    }).status_code,
    client.post(reverse("wagtailsnippets_wagtail_coaching_topic:delete", args=[topics[1].pk]))
    .status_code,
    client.post(reverse("wagtailadmin_pages:move_confirm",
                        args=[other_page.pk, tree.gallery.pk])).status_code,
    client.post(reverse("wagtailadmin_pages:delete", args=[other_page.pk])).status_code,
    client.get(reverse("wagtailadmin_pages:edit", args=[coach_page.pk])).status_code,
]
workflow = Workflow.objects.create(name="Four eyes")
task = GroupApprovalTask.objects.create(name="They look")
task.groups.set(Group.objects.filter(name="Coach reviewers"))
WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
WorkflowPage.objects.update_or_create(page=tree.gallery, defaults={"workflow": workflow})
coach_page.title = "Ada P."
coach_page.save_revision(user=admin, log_action=True)
coach_page.get_workflow().start(coach_page, admin)
tree.schedule.locked = True
tree.schedule.locked_by = admin
tree.schedule.locked_at = timezone.now()
tree.schedule.save()
answer = {
    "sent": sent.status_code,
    "confirmed": confirmed.status_code,
    "requests": CoachRequest.objects.count(),
    "webinars": Webinar.objects.count(),
    "posted": posted,
}
"""

WALK = """
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Task, Workflow

client = Client(headers={"host": "localhost"}, raise_request_exception=False)
client.force_login(get_user_model().objects.get(username="admin"))
urls = [
    "/",
    reverse("wagtailadmin_home"),
    reverse("wagtailadmin_explore_root") + "1/",
    reverse("wagtailadmin_pages:search") + "?q=coach",
    reverse("wagtailadmin_pages:search") + "?q=report",
    reverse("wagtailadmin_reports:locked_pages"),
    reverse("wagtailadmin_reports:workflow"),
    reverse("wagtailadmin_reports:workflow_tasks"),
    reverse("wagtailadmin_reports:site_history"),
    reverse("wagtailadmin_reports:aging_pages"),
    reverse("wagtailadmin_reports:page_types_usage"),
    reverse("wagtailadmin_workflows:index"),
    reverse("wagtailadmin_workflows:task_index"),
    reverse("wagtailadmin_account"),
    reverse("wagtailusers_groups:index"),
    reverse("wagtailusers_groups:add"),
    reverse("wagtailusers_users:index"),
    reverse("wagtailadmin_collections:index"),
    reverse("wagtailimages:index"),
    reverse("wagtailsites:index"),
    reverse("wagtailredirects:index"),
    reverse("wagtailadmin_choose_page"),
    "/django-admin/auth/group/",
    "/django-admin/auth/user/",
]
for name, objects in (
    ("wagtailusers_groups:edit", Group.objects.all()),
    ("wagtailusers_users:edit", get_user_model().objects.all()),
    ("wagtailadmin_workflows:edit", Workflow.objects.all()),
    ("wagtailadmin_workflows:edit_task", Task.objects.all()),
    ("wagtailadmin_workflows:usage", Workflow.objects.all()),
    ("wagtailadmin_explore", Page.objects.all()),
    ("wagtailadmin_pages:edit", Page.objects.filter(depth__gt=1)),
    ("wagtailadmin_pages:history", Page.objects.filter(depth__gt=1)),
    ("wagtailadmin_pages:usage", Page.objects.filter(depth__gt=1)),
    ("wagtailadmin_pages:add_subpage", Page.objects.all()),
    ("wagtailadmin_pages:workflow_history", Page.objects.filter(depth__gt=1)),
    ("wagtailadmin_pages:delete", Page.objects.filter(depth__gt=2)),
):
    urls += [reverse(name, args=[thing.pk]) for thing in objects]
answer = {url: client.get(url, follow=True).status_code for url in urls}
"""

LEFT_BEHIND = """
from django.contrib.contenttypes.models import ContentType
from django.db import connection

ours = ContentType.objects.filter(app_label__startswith="wagtail_coaching")
tables = connection.introspection.table_names()
answer = {
    "types": list(ours.values_list("model", flat=True)),
    "tables": [name for name in tables if name.startswith("wagtail_coaching")],
}
"""


def not_answered(site: GuestSite) -> dict[str, int]:
    """Open every page of the admin that could stumble; return those that do."""
    answers: dict[str, int] = site.python(WALK)
    assert len(answers) > 40
    return {url: status for url, status in answers.items() if status != 200}


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Install, use, uninstall, take the apps out, and look around after each step."""
    folder: Path = tmp_path_factory.mktemp("host")
    with_us = GuestSite(folder)
    without_us = GuestSite(folder, apps=WAGTAIL, includes_urls=False)
    found: dict[str, Any] = {}
    with_us.must("migrate", "--verbosity=0")
    found["setup"] = with_us.must("coaching_setup", "--no-color")
    found["lived"] = with_us.python(LIVE_WITH_IT)
    found["with us"] = not_answered(with_us)
    found["dry run"] = with_us.must("coaching_uninstall", "--dry-run", "--no-color")
    found["uninstall"] = with_us.must("coaching_uninstall", "--no-input", "--no-color")
    found["apps out"] = not_answered(without_us)
    found["zero"] = with_us.must("migrate", "wagtail_coaching", "zero", "--no-color")
    found["stale"] = without_us.must(
        "remove_stale_contenttypes", "--include-stale-apps", "--no-input"
    )
    found["left behind"] = without_us.python(LEFT_BEHIND)
    found["tables gone"] = not_answered(without_us)
    found["check"] = without_us.must("check")
    found["makemigrations"] = without_us.must("makemigrations", "--check", "--dry-run")
    found["titles"] = without_us.python(
        "from wagtail.models import Page\n"
        'answer = list(Page.objects.order_by("path").values_list("title", flat=True))'
    )
    found["groups"] = without_us.python(
        "from django.contrib.auth.models import Group\n"
        'answer = sorted(Group.objects.values_list("name", flat=True))'
    )
    return found


def test_site_lives_with_the_package(story: dict[str, Any]) -> None:
    assert story["lived"] == {
        "sent": 302,
        "confirmed": 302,
        "requests": 1,
        "webinars": 1,
        "posted": [302, 302, 302, 302, 302, 200],
    }
    assert story["with us"] == {}


def test_every_page_of_the_admin_answers_once_our_apps_are_out(story: dict[str, Any]) -> None:
    assert story["apps out"] == {}


def test_every_page_of_the_admin_answers_once_our_tables_are_gone(story: dict[str, Any]) -> None:
    assert story["tables gone"] == {}


def test_nothing_is_left_behind(story: dict[str, Any]) -> None:
    assert story["left behind"] == {"types": [], "tables": []}


def test_the_hosts_own_pages_stay(story: dict[str, Any]) -> None:
    assert story["titles"] == ["Root", "Welcome to your new Wagtail site!", "Annual report"]


def test_group_with_a_member_stays_and_the_other_goes(story: dict[str, Any]) -> None:
    assert story["groups"] == ["Coach reviewers", "Editors", "Moderators"]


def test_commands_say_the_same_before_and_after(story: dict[str, Any]) -> None:
    planned = re.findall(r"would remove: (.*)", story["dry run"])

    assert re.findall(r"would remove: (.*)", story["uninstall"]) == planned
    assert "group “Coaching editors”" in planned
    assert "would keep: group “Coach reviewers”" in story["dry run"]


def test_check_and_migrations_of_the_host_are_clean_afterwards(story: dict[str, Any]) -> None:
    assert "no issues" in story["check"]
    assert story["makemigrations"].splitlines()[0] == "No changes detected"
