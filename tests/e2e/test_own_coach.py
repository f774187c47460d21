"""A coach looks after their coaching behind their link: on a phone, with and without JavaScript."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.e2e.test_accessibility import OPTIONS
from tests.posting import link_path
from wagtail_coaching.enums import CoachState, ConfirmationState
from wagtail_coaching.models import Coach, CoachConfirmation, Link
from wagtail_coaching.services import links
from wagtail_coaching.services.person import OWN_PAGE

if TYPE_CHECKING:
    from tests.content import Filled

pytestmark = pytest.mark.e2e

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


@pytest.fixture
def coach(filled: Filled) -> Coach:
    """A coach who was asked whether all is right."""
    coach: Coach = filled.coach_pages[0].coach
    CoachConfirmation.objects.create(site=coach.site, coach=coach, next_step_at=timezone.now())
    return coach


@pytest.fixture
def own(coach: Coach) -> Link:
    return links.issue(purpose=OWN_PAGE, person=coach.person)


@pytest.mark.parametrize("javascript", [True, False])
def test_coach_changes_choices_takes_a_break_and_leaves(
    browser: Browser, origin: str, coach: Coach, own: Link, javascript: bool
) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=javascript)
    page = context.new_page()
    back = (timezone.localdate() + datetime.timedelta(days=30)).isoformat()

    page.goto(origin + link_path(own))
    page.get_by_role("link", name="Change my choices").click()
    page.get_by_label("How many learners you have time for at once").fill("77")
    page.get_by_label("When you are best reached").fill("Mondays")
    page.get_by_role("button", name="Save my choices").click()
    expect(page.get_by_role("alert")).to_contain_text("One thing needs another look")
    expect(page.get_by_label("When you are best reached")).to_have_value("Mondays")
    page.get_by_label("How many learners you have time for at once").fill("7")
    page.get_by_role("button", name="Save my choices").click()

    expect(page.get_by_role("status")).to_contain_text("Your choices are saved.")
    expect(page.get_by_role("button", name="Yes, all is right")).to_have_count(0)
    page.get_by_label("The first day you take requests again").fill(back)
    page.get_by_role("button", name="Take a break until then").click()
    expect(page.get_by_role("status")).to_contain_text("Your break is noted.")
    expect(page.get_by_label("The first day you take requests again")).to_have_value(back)
    page.get_by_role("button", name="End my break today").click()
    expect(page.get_by_role("status")).to_contain_text("Welcome back.")

    page.get_by_role("link", name="Leave the coaching program").click()
    page.get_by_role("link", name="No, stay").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your page")
    page.get_by_role("link", name="Leave the coaching program").click()
    page.get_by_label("Would you tell us why?").fill("Moving away")
    page.get_by_role("button", name="Yes, leave the program").click()
    expect(page).to_have_url(re.compile("/link-done/"))

    context.close()
    stored = Coach.objects.get(pk=coach.pk)
    assert (stored.capacity, stored.best_hours) == (7, "Mondays")
    assert (stored.state, stored.paused_until) == (CoachState.LEFT, None)
    rounds = CoachConfirmation.objects.filter(coach=coach)
    assert list(rounds.values_list("state", flat=True)) == [ConfirmationState.CONFIRMED]


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_are_accessible_and_nothing_sticks_out(
    page: Page, origin: str, coach: Coach, own: Link, size: dict[str, int]
) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    path = origin + link_path(own)
    for query in ("", "?show=choices", "?show=leave", "?done=choices"):
        page.goto(path + query)
        _check(page)
    page.goto(path)
    page.get_by_role("button", name="Take a break until then").click()
    _check(page)
    page.goto(f"{path}?show=choices")
    page.get_by_label("How many learners you have time for at once").fill("")
    page.get_by_role("button", name="Save my choices").click()
    _check(page)
    Coach.objects.filter(pk=coach.pk).update(state=CoachState.LEFT, left_at=timezone.now())
    page.goto(path)
    _check(page)


def _check(page: Page) -> None:
    results = Axe().run(page, options=OPTIONS)
    assert results.violations_count == 0, results.generate_report()
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, page.url
