"""“Is this still right?”, a year later and on a phone: every answer, and none; the mail is real."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests import factories
from tests.e2e.steps import PHONE, address_in, arrived_since, text_of
from tests.e2e.test_accessibility import look_at
from tests.e2e.test_journey import tab_to
from tests.posting import link_path, mailed_link
from wagtail_coaching.enums import CoachState, ConfirmationState, RequestState
from wagtail_coaching.models import Coach, CoachConfirmation, CoachRequest, Message

if TYPE_CHECKING:
    from tests.factories import ProgramTree
    from tests.mailserver import MailServer

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("patience")]

COACH = "ann@mail.example.org"
STAFF = "office@mail.example.org"


@pytest.fixture
def profile(
    live_server: Any, program_a: ProgramTree, settings: Any, tmp_path: Any, mails: MailServer
) -> Any:
    """A coach's public profile, published today."""
    settings.MEDIA_ROOT = str(tmp_path)
    factories.set_settings(program_a.site, association_name="Prairie Managers")
    factories.add_recipient(program_a.site, kind="vetting", email=STAFF)
    topics = [factories.TopicFactory(site=program_a.site, name=n) for n in ("Hiring", "Budgets")]
    return factories.make_coach_page(
        program_a,
        title="Ann Bell",
        job_title="City Manager",
        organization="City of Elmhurst",
        publish=True,
        coach__topics=topics[:1],
        coach__person__email=COACH,
    )


def tick(mails: MailServer) -> dict[str, Any]:
    """Do the periodic work; return what has arrived by it, by address."""
    known = len(mails.envelopes)
    call_command("coaching_tick", verbosity=0)
    return arrived_since(mails, known)


def asked_page(page: Page, origin: str, kind: str = "confirm_profile") -> None:
    page.goto(origin + link_path(mailed_link(kind)))
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this still right?")


def title(page: Page) -> Any:
    return expect(page.get_by_role("heading", level=1))


def test_coach_confirms_a_year_later_and_is_hidden_when_silent(
    page: Page, origin: str, profile: Any, mails: MailServer, later: Any
) -> None:
    page.set_viewport_size(PHONE)
    public = origin + profile.relative_url(profile.coach.site)

    # Within the year nobody is disturbed.
    later(300)
    assert tick(mails) == {}

    # Then a mail asks. It shows what the profile says, and its link opens a page.
    later(367)
    arrived = tick(mails)
    assert list(arrived) == [COACH]
    for fact in ("City Manager", "City of Elmhurst", "Hiring"):
        assert fact in text_of(arrived[COACH])
    address = address_in(arrived[COACH], origin)
    page.goto(address)
    title(page).to_have_text("Is this still right?")
    expect(page.get_by_text("City of Elmhurst")).to_be_visible()
    page.get_by_role("button", name="Yes, all is right").click()
    title(page).to_have_text("Thank you. Your profile stays as it is.")
    page.goto(public)
    month = timezone.localdate().strftime("%B %Y")
    expect(page.get_by_text(f"Confirmed {month}")).to_be_visible()
    assert tick(mails) == {}

    # A year after that the coach does not answer: two reminders,
    later(735)
    assert list(tick(mails)) == [COACH]
    later(750)
    assert list(tick(mails)) == [COACH]
    later(765)
    assert list(tick(mails)) == [COACH]
    assert page.goto(public).status == 200

    # then the profile is hidden, and both are told.
    later(780)
    arrived = tick(mails)
    assert sorted(arrived) == [COACH, STAFF]
    assert "Ann Bell" in str(arrived[STAFF]["Subject"])
    assert page.goto(public).status == 404
    assert tick(mails) == {}

    # The link brings it back, months later.
    later(860)
    page.goto(address_in(arrived[COACH], origin))
    expect(page.get_by_text("Your profile is not shown at present")).to_be_visible()
    page.get_by_role("button", name="Yes, all is right").click()
    title(page).to_have_text("Thank you. Your profile stays as it is.")
    assert page.goto(public).status == 200
    states = CoachConfirmation.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["confirmed", "confirmed"]


@pytest.mark.parametrize("javascript", [True, False])
def test_coach_takes_a_break(
    browser: Browser, origin: str, profile: Any, mails: MailServer, later: Any, javascript: bool
) -> None:
    later(367)
    tick(mails)
    context = browser.new_context(java_script_enabled=javascript, viewport=PHONE)
    page = context.new_page()
    asked_page(page, origin)

    # Without a day it says so, beside the field.
    page.get_by_role("button", name="Take a break").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page).to_have_title(re.compile("^Error: "))
    until = timezone.localdate() + datetime.timedelta(days=60)
    page.locator("input[name=until]").fill(until.isoformat())
    page.get_by_role("button", name="Take a break").click()

    title(page).to_have_text("Enjoy your break.")
    assert Coach.objects.get().paused_until == until
    page.goto(origin + profile.relative_url(profile.coach.site))
    expect(page.get_by_text("Taking a break until")).to_be_visible()
    context.close()


@pytest.mark.parametrize("javascript", [True, False])
def test_coach_stops(
    browser: Browser, origin: str, profile: Any, mails: MailServer, later: Any, javascript: bool
) -> None:
    later(367)
    tick(mails)
    asked = factories.CoachRequestFactory(
        site=profile.coach.site, coach=profile.coach, state=RequestState.NEW
    )
    context = browser.new_context(java_script_enabled=javascript, viewport=PHONE)
    page = context.new_page()
    asked_page(page, origin)

    # The next page says what happens. Back leads back, and nothing has happened.
    page.get_by_role("link", name="Stop coaching").click()
    title(page).to_have_text("Stop coaching?")
    page.get_by_role("link", name="No, go back").click()
    title(page).to_have_text("Is this still right?")
    assert Coach.objects.get().state == CoachState.ACTIVE
    page.get_by_role("link", name="Stop coaching").click()
    page.locator("textarea").fill("I retire.")
    page.get_by_role("button", name="Yes, stop coaching").click()
    title(page).to_have_text("You have stopped coaching.")

    assert Coach.objects.get().state == CoachState.LEFT
    assert CoachRequest.objects.get(pk=asked.pk).coach is None
    assert page.goto(origin + profile.relative_url(profile.coach.site)).status == 404
    assert {COACH, STAFF} <= set(tick(mails))
    # The link goes on to say how it stands.
    page.goto(origin + link_path(mailed_link("confirm_profile")))
    title(page).to_have_text("You have stopped coaching")
    context.close()


def test_coach_changes_something_by_keyboard(
    page: Page, origin: str, profile: Any, mails: MailServer, later: Any
) -> None:
    page.set_viewport_size(PHONE)
    later(367)
    tick(mails)
    asked_page(page, origin)

    tab_to(page, page.get_by_role("button", name="Change something"))
    page.keyboard.press("Enter")
    title(page).to_have_text("Your page")
    expect(page.get_by_role("heading", name="Your coaching")).to_be_in_viewport()
    tab_to(page, page.get_by_role("link", name="Change my choices"))
    page.keyboard.press("Enter")
    title(page).to_have_text("Your choices")
    budgets = page.get_by_label("Budgets")
    tab_to(page, budgets)
    page.keyboard.press("Space")
    expect(budgets).to_be_checked()
    tab_to(page, page.get_by_role("button", name="Save my choices"))
    page.keyboard.press("Enter")
    title(page).to_have_text("Your page")

    # That was an answer: nobody is reminded.
    names = Coach.objects.get().topics.values_list("name", flat=True)
    assert sorted(names) == ["Budgets", "Hiring"]
    assert CoachConfirmation.objects.get().state == ConfirmationState.CONFIRMED
    later(390)
    assert tick(mails) == {}


def test_double_click_answers_once(
    page: Page, origin: str, profile: Any, mails: MailServer, later: Any
) -> None:
    later(367)
    tick(mails)
    asked_page(page, origin)

    page.get_by_role("button", name="Yes, all is right").dblclick()

    title(page).to_have_text("Thank you. Your profile stays as it is.")
    assert CoachConfirmation.objects.get().state == ConfirmationState.CONFIRMED
    assert Message.objects.count() == 1


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_pages_of_the_link_are_accessible_and_nothing_sticks_out(
    page: Page, origin: str, profile: Any, mails: MailServer, later: Any, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    later(367)
    tick(mails)
    long = "Wolfeschlegelsteinhausenbergerdorff"
    type(profile).objects.update(title=long, organization=f"{long} {long}", job_title=long)
    Coach.objects.update(paused_until=timezone.localdate() + datetime.timedelta(days=9))
    address = origin + link_path(mailed_link("confirm_profile"))

    page.goto(address)
    wrong = look_at(page, "the question")
    page.locator("input[name=until]").fill("")
    page.get_by_role("button", name="Take a break").click()
    wrong += look_at(page, "the question with an error")
    page.goto(f"{address}?step=stop")
    wrong += look_at(page, "the second step")
    page.goto(address)
    page.get_by_role("button", name="Yes, all is right").click()
    title(page).to_have_text("Thank you. Your profile stays as it is.")
    wrong += look_at(page, "what came of it")
    page.goto(address)
    expect(page.get_by_text("You answered on")).to_be_visible()
    wrong += look_at(page, "the question again")
    page.goto(f"{address}?step=stop")
    page.get_by_role("button", name="Yes, stop coaching").click()
    title(page).to_have_text("You have stopped coaching.")
    page.goto(address)
    wrong += look_at(page, "nothing to answer")

    assert wrong == []
