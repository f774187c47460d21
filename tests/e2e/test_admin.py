"""Staff at work in the admin: the list of coaches, concerns, and words that mean the same."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import Page, expect

from tests import factories
from wagtail_coaching.models import Coach, SearchSynonym
from wagtail_coaching.services import concern as concern_service
from wagtail_coaching.services.setup import setup_program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from tests.factories import ProgramTree

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("patience")]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def program(live_server: Any, program_a: ProgramTree, settings: Any, tmp_path: Any) -> ProgramTree:
    """A program as ``coaching_setup`` leaves it."""
    settings.MEDIA_ROOT = str(tmp_path)
    setup_program(parent=program_a.home)
    return program_a


@pytest.fixture
def editor(page: Page, origin: str, program: ProgramTree, client: Client) -> Iterator[Page]:
    """The browser of a Coaching editor who is signed in; nothing may go wrong in its scripts."""
    user = factories.UserFactory(username="editor", first_name="Eddie")
    user.groups.add(Group.objects.get(name="Coaching editors"))
    client.force_login(user)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": origin}]
    )
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.set_viewport_size({"width": 1280, "height": 900})
    yield page
    assert problems == []


def violations(page: Page) -> list[tuple[str, str]]:
    """Return what is wrong with what we show in the admin, which is Wagtail's otherwise."""
    options = {"runOnly": {"type": "tag", "values": TAGS}}
    found = Axe().run(page, context="main", options=options).response["violations"]
    return [(each["id"], node["html"][:200]) for each in found for node in each["nodes"]]


def test_coaches_are_filtered_paused_and_put_back(
    editor: Page, origin: str, program: ProgramTree
) -> None:
    snow = factories.TopicFactory(site=program.site, name="Snow")
    for name, topics in (("Ada Elm", [snow]), ("Bea Oak", [snow]), ("Cam Ash", [])):
        factories.make_coach_page(program, title=name, coach__topics=topics)
    index = origin + reverse("wagtail_coaching_coach_pages:index")
    day = timezone.localdate() + datetime.timedelta(days=40)

    editor.goto(index)
    expect(editor.get_by_role("checkbox", name="Cam Ash")).to_be_visible()
    wrong = violations(editor)
    editor.goto(f"{index}?topic={snow.pk}")
    expect(editor.get_by_role("checkbox", name="Ada Elm")).to_be_visible()
    expect(editor.get_by_role("checkbox", name="Cam Ash")).to_have_count(0)

    # Nobody is ticked yet.
    editor.get_by_role("button", name="Pause until …").click()
    expect(editor.get_by_text("Tick the coaches first")).to_be_visible()
    editor.get_by_role("checkbox", name="Ada Elm").check()
    editor.get_by_role("checkbox", name="Bea Oak").check()
    editor.get_by_role("button", name="Pause until …").click()
    expect(editor.get_by_role("heading", level=1, name="Pause coaches")).to_be_visible()
    wrong += violations(editor)
    editor.get_by_label("Paused until").fill(day.isoformat())
    # By keyboard: the calendar may still cover the button.
    editor.get_by_role("button", name="Pause", exact=True).press("Enter")

    # The list is as it was left.
    told = f"2 coaches are paused until {date_format(day)}: Ada Elm, Bea Oak"
    expect(editor.get_by_text(told)).to_be_visible()
    expect(editor.get_by_role("checkbox", name="Cam Ash")).to_have_count(0)
    assert Coach.objects.filter(paused_until=day).count() == 2

    editor.get_by_role("checkbox", name="Ada Elm").check()
    editor.get_by_role("button", name="End the pause").click()
    editor.get_by_role("button", name="End the pause", exact=True).click()
    expect(editor.get_by_text("The pause of 1 coach has ended: Ada Elm")).to_be_visible()
    assert Coach.objects.filter(paused_until=day).count() == 1
    assert wrong == []


def test_concern_is_read_noted_and_handled(editor: Page, origin: str, program: ProgramTree) -> None:
    for name in ("Ada Elm", "Bea Oak"):
        concern_service.report_concern(
            site=program.site,
            page=factories.make_coach_page(program, title=name),
            message=f"{name} has left the city.",
            name="Lee",
            email="lee@mail.example.org",
        )

    editor.goto(origin + reverse("wagtail_coaching_concerns:index"))
    wrong = violations(editor)
    editor.get_by_role("link", name="Ada Elm").first.click()
    expect(editor.get_by_text("Ada Elm has left the city.")).to_be_visible()
    wrong += violations(editor)
    editor.locator("[name=state]").select_option(label="Handled")
    editor.locator("[name=staff_notes]").fill("Called the city.")
    editor.get_by_role("button", name="Save").click()

    row = editor.get_by_role("row", name="Ada Elm")
    expect(row).to_contain_text("Handled")
    expect(row).to_contain_text("Eddie")
    expect(editor.get_by_role("row", name="Bea Oak")).to_contain_text("New")
    row.get_by_role("link", name="Ada Elm").first.click()
    expect(editor.locator("[name=staff_notes]")).to_have_value("Called the city.")
    expect(editor.get_by_text("Kept until")).to_be_visible()
    assert wrong == []


def test_words_that_mean_the_same_find_a_coach(
    editor: Page, origin: str, program: ProgramTree
) -> None:
    factories.make_coach_page(program, title="Ada Elm", job_title="City manager")
    factories.make_coach_page(program, title="Bea Oak", job_title="Clerk")
    gallery = f"{origin}{program.gallery.relative_url(program.site)}?q=burgomaster"
    editor.goto(gallery)
    expect(editor.locator(".coaching-card")).to_have_count(0)

    editor.goto(origin + reverse("wagtail_coaching_synonyms:index"))
    wrong = violations(editor)
    editor.goto(origin + reverse("wagtail_coaching_synonyms:add"))
    editor.locator("[name=words]").fill("Burgomaster, city manager")
    wrong += violations(editor)
    editor.get_by_role("button", name="Create").click()
    expect(editor.get_by_role("link", name="Burgomaster, city manager").first).to_be_visible()
    assert SearchSynonym.objects.get(words__startswith="Burgo").site == program.site

    editor.goto(gallery)
    expect(editor.locator(".coaching-card")).to_have_count(1)
    expect(editor.locator(".coaching-card")).to_contain_text("Ada Elm")
    assert wrong == []
