"""Every public page, on a phone and on a desktop: no axe violation, nothing sticks out."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

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


def test_nothing_sticks_out_of_a_narrow_window(page: Page, origin: str, filled) -> None:
    """WCAG 2.1, 1.4.10: 320 CSS pixels, as at 400 % zoom of 1280."""
    page.set_viewport_size({"width": 320, "height": 256})
    wide = []
    for address in addresses(filled):
        page.goto(origin + address)
        width = page.evaluate("() => document.documentElement.scrollWidth")
        if width > 320:
            wide.append((address, width))

    assert wide == []
