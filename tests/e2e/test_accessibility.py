"""Every public page, on a phone and on a desktop: no axe violation, nothing sticks out."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.factories import CoachRequestFactory, PersonFactory
from tests.posting import link_path
from wagtail_coaching.enums import MessageCategory, RequestState
from wagtail_coaching.models import AddressChange, OptOut
from wagtail_coaching.services import links
from wagtail_coaching.services.address import NEW_ADDRESS, OLD_ADDRESS
from wagtail_coaching.services.person import OWN_PAGE
from wagtail_coaching.services.request import REQUEST_PROOF

pytestmark = pytest.mark.e2e

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}}


def addresses(filled) -> list[str]:
    tree = filled.tree
    gallery, form = (page.relative_url(tree.site) for page in (tree.gallery, tree.request_page))
    return [
        *(page.relative_url(tree.site) for page in filled.pages if page != tree.home),
        f"{gallery}?q=man&topic=prairie-topic-0&organization_type=prairie-type-1",
        f"{gallery}?q=nobody",
        f"{form}?coach={filled.coach_pages[0].pk}",
        f"{form}thanks/",
    ]


def link_addresses(site) -> dict[str, int]:
    """Return the paths of all link pages, with something of everything, and their statuses."""
    name = "Lee " + "Learner" * 20
    person = PersonFactory(site=site, name=name, email="lee@mail.example.org")
    for state in RequestState:
        asked = CoachRequestFactory(
            site=site, person=person, email=person.email, state=state, message="x" * 3000
        )
        if state == RequestState.UNPROVEN:
            unproven = asked
    for category in (MessageCategory.REMINDER, MessageCategory.DIGEST):
        OptOut.objects.create(site=site, email=person.email, category=category)
    change = AddressChange.objects.create(
        site=site, person=person, old_email=person.email, new_email=f"{'lee' * 20}@example.org"
    )
    subjects = {REQUEST_PROOF: unproven, OWN_PAGE: None, OLD_ADDRESS: change, NEW_ADDRESS: change}
    issued = [
        links.issue(purpose=purpose, person=person, subject=subject)
        for purpose, subject in subjects.items()
    ]
    return {
        **{link_path(link): 200 for link in issued},
        "/coaching/link/x/": 404,
        "/coaching/my-link/": 200,
        "/coaching/my-link/sent/": 200,
        "/coaching/link-done/request-confirmed/": 200,
        "/coaching/link-done/address-conflict/": 200,
    }


def look_at(page: Page, where: str) -> list[str]:
    """Return what is wrong with the page as it is now."""
    page.evaluate("() => document.querySelectorAll('details').forEach((d) => { d.open = true })")
    found = [
        f"{where}: {violation['id']}: {node['html'][:200]}"
        for violation in Axe().run(page, options=OPTIONS).response["violations"]
        for node in violation["nodes"]
    ]
    sizes = page.evaluate(
        "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    if sizes[0] > sizes[1]:
        found.append(f"{where}: {sizes[0]} px wide in a window of {sizes[1]} px")
    return found


@pytest.mark.parametrize("width", [390, 1440])
def test_every_public_page_is_accessible(page: Page, origin: str, filled, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    wrong = []
    for address in addresses(filled):
        response = page.goto(origin + address)
        assert response is not None
        assert response.status == 200, address
        wrong += look_at(page, address)

    page.goto(origin + filled.tree.request_page.relative_url(filled.tree.site))
    page.get_by_role("button", name="Send the request").click()
    wrong += look_at(page, "the form with errors")

    assert wrong == []


@pytest.mark.parametrize("width", [390, 1440])
def test_every_page_behind_a_link_is_accessible(
    page: Page, origin: str, filled, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    wrong = []
    for address, status in link_addresses(filled.tree.site).items():
        response = page.goto(origin + address)
        assert response is not None
        assert response.status == status, address
        wrong += look_at(page, address)
    page.goto(origin + "/coaching/my-link/")
    page.get_by_role("button", name="Send me my link").click()
    wrong += look_at(page, "the form for a link, with errors")

    assert wrong == []


def test_nothing_sticks_out_of_a_narrow_window(page: Page, origin: str, filled) -> None:
    """WCAG 2.1, 1.4.10: 320 CSS pixels, as at 400 % zoom of 1280."""
    page.set_viewport_size({"width": 320, "height": 256})
    wide = []
    for address in [*addresses(filled), *link_addresses(filled.tree.site)]:
        page.goto(origin + address)
        width = page.evaluate("() => document.documentElement.scrollWidth")
        if width > 320:
            wide.append((address, width))

    assert wide == []
