"""Personal links in a real browser: what it tells others, and the change of an address."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories import PersonFactory, set_settings
from tests.posting import link_path, mailed_link
from wagtail_coaching.models import Person
from wagtail_coaching.services import links
from wagtail_coaching.services.person import OWN_PAGE

pytestmark = pytest.mark.e2e

OUTSIDE = "http://outside.example/"
OLD, NEW = "lee@old.example.org", "lee@new.example.org"


@pytest.fixture
def person(filled):
    return PersonFactory(site=filled.tree.site, email=OLD, name="Lee Learner")


def test_link_page_sends_its_address_nowhere(page: Page, origin: str, filled, person) -> None:
    own = links.issue(purpose=OWN_PAGE, person=person)
    sent: list[tuple[str, str | None]] = []

    def listen(request) -> None:
        sent.append((request.url, request.all_headers().get("referer")))

    page.route(OUTSIDE, lambda route: route.fulfill(body="<h1>Outside</h1>"))
    page.on("request", listen)

    # A link out of the site, as a host's own template may have one.
    page.goto(origin + link_path(own))
    page.evaluate(f"document.querySelector('main').innerHTML += '<a href=\"{OUTSIDE}\">Out</a>'")
    page.get_by_role("link", name="Out").click()
    expect(page.get_by_role("heading")).to_have_text("Outside")
    # A link within the site.
    page.goto(origin + link_path(own))
    page.get_by_role("banner").get_by_role("link").click()
    expect(page).not_to_have_url(re.compile("/link/"))
    # The form, to the page's own address.
    page.goto(origin + link_path(own))
    page.get_by_role("button", name="Confirm my address").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Thank you. Your address is confirmed."
    )

    referrers = {referrer for _url, referrer in sent}
    assert referrers == {None, f"{origin}/"}
    assert any(url == OUTSIDE for url, _referrer in sent)
    assert Person.objects.get(pk=person.pk).email_proven_at is not None


@pytest.mark.parametrize("javascript", [True, False])
def test_person_changes_the_address(
    browser: Browser, origin: str, filled, person, javascript: bool
) -> None:
    set_settings(filled.tree.site, association_name="Prairie Managers")
    context = browser.new_context(
        java_script_enabled=javascript, viewport={"width": 390, "height": 844}
    )
    page = context.new_page()
    page.goto(f"{origin}/coaching/my-link/")
    page.get_by_label("Your e-mail address").fill(OLD)
    page.get_by_role("button", name="Send me my link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please look into your mailbox")

    page.goto(origin + link_path(mailed_link("own_link")))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your page")
    page.get_by_label("Your new e-mail address").fill("nonsense")
    page.get_by_role("button", name="Change my address").click()
    expect(page.get_by_label("Your new e-mail address")).to_have_value("nonsense")
    page.get_by_label("Your new e-mail address").fill(NEW)
    page.get_by_role("button", name="Change my address").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Please look into both mailboxes.")

    page.goto(origin + link_path(mailed_link("address_change_new")))
    page.get_by_role("button", name="Yes, use this address").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. One more to go.")
    page.goto(origin + link_path(mailed_link("address_change_old")))
    page.get_by_role("button", name="Yes, change it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your address is changed.")
    assert Person.objects.get(pk=person.pk).email == NEW

    # The old mail's link is dead, and the page says what to do.
    page.goto(origin + link_path(mailed_link("own_link")))
    page.get_by_role("link", name="Send me my link again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Send me my link")
    context.close()
