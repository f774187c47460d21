"""A coach's profile in a browser: with all there is, with names of any length, on any screen."""

import datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.factories import (
    CredentialFactory,
    FormatFactory,
    LanguageFactory,
    RoleFactory,
    TopicFactory,
    UserFactory,
    make_coach_page,
    make_image,
)
from wagtail_coaching.models import CoachConcern

pytestmark = pytest.mark.e2e

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LONG = "Wolfeschlegelsteinhausenbergerdorff"


@pytest.fixture
def profiles(filled):
    """One with everything and long words, one that pauses, and some that are like it."""
    tree, site = filled.tree, filled.tree.site
    topics = [TopicFactory(site=site, name=f"{LONG} {n}") for n in range(3)]
    facts = {
        "roles": [
            RoleFactory(
                site=site, name=f"{LONG} Advisor", makes_introductions=True, description=LONG
            ),
            RoleFactory(
                site=site, name="Mentor", description="Passes on what the job taught. " * 9
            ),
        ],
        "credentials": [CredentialFactory(site=site, name=f"{LONG} ({LONG})")],
        "coach__topics": topics,
        "coach__languages": LanguageFactory.create_batch(6, site=site),
        "coach__formats": [FormatFactory(site=site, name=LONG)],
        "coach__phone_visibility": "everyone",
        "coach__email_visibility": "everyone",
        "coach__person__email": f"{LONG.lower()}@{LONG.lower()}.example.org",
        "coach__best_hours": f"{LONG}, and on Fridays",
        "coach__accepting_until": datetime.date(2100, 1, 1),
        "coach__last_confirmed_on": datetime.date(2026, 1, 1),
        "preferred_name": LONG,
        "pronouns": "she/her",
        "us_state": "IL",
        "population": 12_000,
    }
    return [
        make_coach_page(tree, title=f"Hubert {LONG}", portrait=make_image(), **facts),
        make_coach_page(
            tree,
            title=LONG,
            **facts
            | {
                "coach__paused_until": datetime.date(2100, 1, 1),
                "coach__person__email": "paused@example.org",
            },
        ),
    ]


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_profile_and_form_are_accessible_and_nothing_sticks_out(
    page: Page, origin, filled, profiles, width
):
    page.set_viewport_size({"width": width, "height": 900})
    found = []
    for profile in profiles:
        form = f"/coaching/coach/{profile.pk}/concern/"
        for path in (profile.relative_url(filled.tree.site), form, f"{form}thanks/"):
            page.goto(origin + path)
            options = {"runOnly": {"type": "tag", "values": TAGS}}
            violations = Axe().run(page, options=options).response["violations"]
            found += [
                (path, v["id"], node["html"][:200]) for v in violations for node in v["nodes"]
            ]
            sizes = page.evaluate(
                "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
            )
            if sizes[0] > sizes[1]:
                found.append((path, *sizes))

    assert found == []


def test_concern_is_reported_without_scripts(browser: Browser, origin, filled, profiles):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(origin + profiles[0].relative_url(filled.tree.site))

    page.get_by_role("link", name="Report a concern").click()
    page.get_by_role("button", name="Send to staff").click()
    expect(page.get_by_role("alert")).to_contain_text("What should we know?")
    page.get_by_label("What should we know?").fill("The title is out of date.")
    page.get_by_role("button", name="Send to staff").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for telling us")
    assert CoachConcern.objects.get().message == "The title is out of date."
    context.close()


def test_card_for_the_address_book_is_downloaded(page: Page, origin, filled, profiles):
    page.goto(origin + profiles[0].relative_url(filled.tree.site))

    with page.expect_download() as download:
        page.get_by_role("link", name="Save to your contacts").click()

    assert download.value.suggested_filename == f"{profiles[0].slug}.vcf"


def test_member_sees_what_a_stranger_does_not(page: Page, origin, filled, client):
    profile = make_coach_page(
        filled.tree, coach__phone_visibility="members", coach__person__phone="(312) 555-0177"
    )
    path = origin + profile.relative_url(filled.tree.site)
    page.goto(path)
    expect(page.get_by_text("555-0177")).to_have_count(0)
    expect(page.get_by_text("Members see more ways to reach")).to_be_visible()

    client.force_login(UserFactory())
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": origin}]
    )
    page.goto(path)

    expect(page.get_by_role("link", name="(312) 555-0177")).to_have_attribute(
        "href", "tel:+1-312-555-0177"
    )
