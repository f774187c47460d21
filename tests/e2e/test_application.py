"""Somebody volunteers, on a phone, with and without JavaScript; the mail goes by a real server."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.test_accessibility import OPTIONS
from tests.mailserver import MailServer, use_smtp
from wagtail_coaching.enums import ApplicationState
from wagtail_coaching.models import CoachApplication
from wagtail_coaching.services.delivery import deliver_due

if TYPE_CHECKING:
    from pathlib import Path

    from tests.content import Filled

pytestmark = pytest.mark.e2e

PHONE = {"width": 390, "height": 844}


def assert_clean(page: Page) -> None:
    """No axe violations, and nothing stands out of the screen."""
    found = Axe().run(page, options=OPTIONS)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def begin(page: Page, filled: Filled, origin: str) -> None:
    page.goto(origin + filled.application_page.relative_url(filled.tree.site))
    page.get_by_label("Your name").fill("Ann Bell")
    page.get_by_label("Your e-mail address").fill("ann@mail.example.org")
    page.get_by_role("button", name="Start").click()
    expect(page).to_have_url(re.compile(r"step=you"))


def go_on(page: Page, step: str) -> None:
    page.get_by_role("button", name="Save and go on").click()
    expect(page).to_have_url(re.compile(rf"step={step}"))


def link_in(mail_server: MailServer, site_root: str, origin: str) -> str:
    """Return the link of the last mail, at the test's own server."""
    deliver_due()
    text = mail_server.mails[-1].get_body(("plain",)).get_content()
    found = re.search(re.escape(site_root) + r"(\S+)", text)
    assert found is not None, text
    return origin + found[1]


@pytest.mark.parametrize("javascript", [True, False])
def test_somebody_volunteers(
    browser: Browser,
    origin: str,
    filled: Filled,
    settings,
    tmp_path: Path,
    javascript: bool,
) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=javascript)
    page = context.new_page()
    root = filled.tree.site.root_url
    begin(page, filled, origin)
    go_on(page, "experience")
    page.get_by_label("Population served").fill("many")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("alert")).to_contain_text("2 things need another look")
    expect(page.get_by_label("Population served")).to_have_value("many")
    page.get_by_label("Population served").fill("25,000")
    page.get_by_label("Your title").fill("Manager")
    # The cookies are gone, as when the session has run out.
    context.clear_cookies()
    go_on(page, "help")
    page.get_by_label("Your story").fill("I began as an intern.")

    with MailServer() as server:
        use_smtp(settings, server.port)
        page.get_by_role("button", name="Finish later").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Finish it whenever you like")
        elsewhere = browser.new_context(viewport=PHONE, java_script_enabled=javascript)
        page = elsewhere.new_page()
        page.goto(link_in(server, root, origin))
        expect(page.get_by_role("heading", level=1)).to_have_text("What you can help with")
        expect(page.get_by_label("Your story")).to_have_value("I began as an intern.")
        page.get_by_label("Prairie topic 1").check()
        go_on(page, "availability")
        page.get_by_label("E-mail", exact=True).check()
        go_on(page, "questions")
        page.get_by_label("Who in Prairie knows you?").fill("Bo")
        go_on(page, "consent")
        expect(page.get_by_text("I began as an intern.")).to_be_visible()
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="Send it").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("look into your mailbox")

        page.goto(link_in(server, root, origin))
        page.get_by_role("button", name="Yes, it was me").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("We have your application.")

    context.close()
    elsewhere.close()
    assert CoachApplication.objects.get().state == ApplicationState.SUBMITTED


def test_back_button_and_two_tabs_lose_nothing(
    browser: Browser, origin: str, filled: Filled
) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    begin(page, filled, origin)
    page.get_by_label("What to call you").fill("Annie")
    go_on(page, "experience")
    page.get_by_label("Your title").fill("Manager")
    page.get_by_label("Region").fill("Valley")

    page.go_back()
    expect(page.get_by_label("What to call you")).to_have_value("Annie")
    page.go_forward()
    expect(page.get_by_label("Region")).to_have_value("Valley")

    other = context.new_page()
    other.goto(re.sub(r"step=\w+", "step=help", page.url))
    other.get_by_label("Your story").fill("In another tab")
    other.get_by_role("button", name="Save and go on").click()
    go_on(page, "help")
    expect(page.get_by_label("Your story")).to_have_value("In another tab")
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_label("Your title")).to_have_value("Manager")
    context.close()


def test_pages_of_the_form_are_accessible(
    browser: Browser, origin: str, filled: Filled, tmp_path: Path
) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    begin(page, filled, origin)
    form = page.url.split("?")[0]
    steps = ["you", "experience", "help", "availability", "questions"]

    for step in [*(f"{s}&check=1" for s in steps), "you", "consent", "you&mailed=1"]:
        page.goto(f"{form}?step={step}")
        assert_clean(page)
    for url in (f"{origin}/coaching/application/sent/", f"{form[:-1]}x/"):
        page.goto(url)
        assert_clean(page)
    context.close()
