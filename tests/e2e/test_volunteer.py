"""A volunteer's story on a phone, with real mail: only the reviewer has an account."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from tests import factories
from tests.e2e.steps import (
    PHONE,
    address_in,
    arrived_since,
    choose_action,
    submit_modal,
    text_of,
)
from wagtail_coaching.enums import ApplicationState, CoachState, MessageState
from wagtail_coaching.models import Coach, CoachApplication, CoachConsent, Message, Person
from wagtail_coaching.services.setup import setup_program

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

    from tests.factories import ProgramTree
    from tests.mailserver import MailServer

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.usefixtures("patience"),
    pytest.mark.stock_pages("the browser's way through the admin is the same for every host"),
]

VOLUNTEER = "vera@mail.example.org"
REVIEWER = "rita@example.org"


@pytest.fixture
def program(live_server: Any, program_a: ProgramTree, settings: Any, tmp_path: Any) -> ProgramTree:
    """A program as ``coaching_setup`` leaves it, with an application page and a reviewer."""
    settings.MEDIA_ROOT = str(tmp_path)
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    setup_program(parent=program_a.home)
    factories.set_settings(program_a.site, association_name="Prairie Managers")
    factories.TopicFactory(site=program_a.site, name="Council relations")
    user = factories.UserFactory(username="rita", first_name="Rita", email=REVIEWER)
    user.groups.add(Group.objects.get(name="Coach reviewers"))
    return program_a


def delivered(mails: MailServer) -> dict[str, Any]:
    """Do the periodic work; return what has arrived by it, by address."""
    known = len(mails.envelopes)
    call_command("coaching_tick", verbosity=0)
    return arrived_since(mails, known)


def title(page: Page) -> Any:
    return expect(page.get_by_role("heading", level=1))


def go_on(page: Page, label: str = "Save and go on") -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=label, exact=True).click()


def test_volunteer_applies_is_public_and_is_hidden_when_silent(
    browser: Browser,
    as_user: Callable[[str], Page],
    origin: str,
    program: ProgramTree,
    mails: MailServer,
    later: Callable[[int], Any],
) -> None:
    phone: BrowserContext = browser.new_context(viewport=PHONE)
    page = phone.new_page()
    form_page = factories.page_class("APPLICATION_PAGE_MODEL").objects.get()

    # Applies: step by step, with something forgotten on the way.
    page.goto(origin + form_page.relative_url(program.site))
    page.get_by_role("radio", name="Coach: I offer my time").check()
    page.get_by_label("Your name").fill("Vera Volant")
    page.get_by_label("Your e-mail address").fill(VOLUNTEER)
    go_on(page, "Start")
    form = page.url.partition("?")[0]
    go_on(page)
    go_on(page)
    expect(page.get_by_role("alert")).to_contain_text("Enter your title.")
    page.get_by_label("Your title").fill("City Manager")
    page.get_by_label("Your organization").fill("City of Elmhusrt")
    go_on(page)
    page.get_by_label("Council relations").check()
    page.get_by_label("Your story").fill("I began as a clerk.\n\nNow I run a city.")
    go_on(page)
    page.get_by_label("Your phone number").fill("312-555-0142")
    # Everything of the browser's memory is gone: the address alone leads on.
    phone.clear_cookies()
    go_on(page)
    expect(page.get_by_text("City of Elmhusrt")).to_be_visible()
    page.locator("input[name=consent]").check()
    go_on(page, "Send it")
    assert not Coach.objects.exists()

    # Proves the address; nobody has heard of it before.
    arrived = delivered(mails)
    assert list(arrived) == [VOLUNTEER]
    assert "Vera" not in text_of(arrived[VOLUNTEER])
    page.goto(address_in(arrived[VOLUNTEER], origin))
    title(page).to_have_text("Was this you?")
    go_on(page, "Yes, it was me")
    application = CoachApplication.objects.get()
    profile = factories.page_class("COACH_PAGE_MODEL").objects.get()
    public = origin + profile.relative_url(program.site)
    assert application.state == ApplicationState.SUBMITTED
    assert page.goto(public).status == 404
    # The form is closed, whoever finds its address.
    assert page.goto(form).status == 404

    # The volunteer and the reviewer are told. The reviewer sees both, and asks for a change.
    arrived = delivered(mails)
    assert sorted(arrived) == [REVIEWER, VOLUNTEER]
    status = address_in(arrived[VOLUNTEER], origin)
    address = re.search(r"http\S+/edit/", text_of(arrived[REVIEWER]))
    assert address is not None
    reviewer = as_user(REVIEWER)
    reviewer.goto(address.group())
    expect(reviewer.get_by_label("Organization", exact=True)).to_have_value("City of Elmhusrt")
    choose_action(reviewer, "Request changes")
    reviewer.locator(".modal").get_by_label("What has to change").fill("Mend the city's name.")
    submit_modal(reviewer, "Request changes")

    # The volunteer reads why, mends it, and sends it again.
    arrived = delivered(mails)
    assert list(arrived) == [VOLUNTEER]
    assert "Mend the city's name." in text_of(arrived[VOLUNTEER])
    page.goto(address_in(arrived[VOLUNTEER], origin))
    expect(page.get_by_text("Mend the city's name.")).to_be_visible()
    go_on(page, "Change what I sent")
    assert page.url.partition("?")[0] != form
    page.get_by_role("link", name=re.compile("^Change ?: Your experience$")).click()
    expect(page.get_by_label("Your organization")).to_have_value("City of Elmhusrt")
    page.get_by_label("Your organization").fill("City of Elmhurst")
    go_on(page, "Save, and look it over")
    page.locator("input[name=consent]").check()
    go_on(page, "Send it")
    arrived = delivered(mails)
    assert sorted(arrived) == [REVIEWER, VOLUNTEER]

    # The reviewer approves: that alone makes it public.
    reviewer.goto(address.group())
    choose_action(reviewer, "Approve and Publish")
    boxes = reviewer.locator(".modal").get_by_role("checkbox")
    expect(boxes.first).to_be_visible()
    for number in range(boxes.count()):
        boxes.nth(number).check()
    submit_modal(reviewer, "Approve")
    arrived = delivered(mails)
    assert list(arrived) == [VOLUNTEER]
    assert page.goto(public).status == 200
    title(page).to_contain_text("Vera Volant")
    expect(page.get_by_text("City of Elmhurst").first).to_be_visible()
    page.goto(status)
    title(page).to_have_text("Your application")
    application.refresh_from_db()
    assert application.state == ApplicationState.ACCEPTED
    assert Coach.objects.get().state == CoachState.ACTIVE
    assert CoachConsent.objects.get().text

    # A year later it is still right;
    later(367)
    arrived = delivered(mails)
    assert list(arrived) == [VOLUNTEER]
    page.goto(address_in(arrived[VOLUNTEER], origin))
    go_on(page, "Yes, all is right")
    page.goto(public)
    expect(page.get_by_text(f"Confirmed {timezone.localdate():%B %Y}")).to_be_visible()

    # and a year after that there is no answer.
    for day in (735, 750, 765):
        later(day)
        assert list(delivered(mails)) == [VOLUNTEER]
    later(780)
    assert VOLUNTEER in delivered(mails)
    assert page.goto(public).status == 404
    assert Coach.objects.get().state == CoachState.HIDDEN
    assert Person.objects.count() == 1
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT}
    phone.close()
