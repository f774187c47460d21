"""The gallery in a browser: choices apply at once; without scripts, by the form's button."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.test_accessibility import look_at
from tests.factories import RoleFactory, TopicFactory, make_coach_page

pytestmark = pytest.mark.e2e


@pytest.fixture
def gallery(live_server, program_a, settings) -> str:
    """The address of a gallery with 30 coaches: 20 for budgets, 15 for hiring, 5 for both."""
    own = getattr(settings, "WAGTAIL_COACHING", {})
    settings.WAGTAIL_COACHING = {**own, "COACHES_PER_PAGE": 12}
    site = program_a.site
    budgets, hiring = (TopicFactory(site=site, name=name) for name in ("Budgets", "Hiring"))
    advisor = RoleFactory(site=site, name="Senior Advisor", makes_introductions=True)
    for n in range(30):
        make_coach_page(
            program_a,
            title=f"Coach {n:02}",
            coach__topics=([budgets] if n < 20 else []) + ([hiring] if n >= 15 else []),
            us_state="IL" if n % 2 else "CA",
            roles=[advisor] if n < 2 else [],
        )
    return live_server.url + program_a.gallery.relative_url(site)


def heading(page: Page):
    return page.locator("#coaching-results")


def test_a_choice_applies_at_once_and_keeps_the_focus(page: Page, gallery: str) -> None:
    page.goto(gallery)
    expect(heading(page)).to_have_text("30 coaches")

    page.get_by_label("Budgets").focus()
    page.keyboard.press("Space")

    expect(heading(page)).to_have_text("20 coaches")
    expect(page.get_by_label("Budgets")).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("20 coaches")
    expect(page).to_have_url(f"{gallery}?topic=budgets")
    # Its own facet still offers what the others would give.
    expect(page.locator("label", has_text="Hiring")).to_contain_text("15")
    expect(page.locator("label", has_text="California")).to_contain_text("10")
    # Without a reload: what was put into the window is still there.
    page.evaluate("window.stillHere = true")
    page.get_by_label("California").check()
    expect(heading(page)).to_have_text("10 coaches")
    expect(page).to_have_url(f"{gallery}?topic=budgets&state=CA")
    assert page.evaluate("window.stillHere") is True


def test_back_and_forward_show_what_was_there(page: Page, gallery: str) -> None:
    page.goto(gallery)
    page.get_by_label("Budgets").check()
    expect(heading(page)).to_have_text("20 coaches")
    page.get_by_label("Illinois").check()
    expect(heading(page)).to_have_text("10 coaches")

    page.go_back()
    expect(heading(page)).to_have_text("20 coaches")
    expect(page.get_by_label("Illinois")).not_to_be_checked()
    expect(page.get_by_label("Budgets")).to_be_checked()
    page.go_back()
    expect(heading(page)).to_have_text("30 coaches")
    page.go_forward()
    expect(heading(page)).to_have_text("20 coaches")
    expect(page).to_have_url(f"{gallery}?topic=budgets")

    page.reload()
    expect(heading(page)).to_have_text("20 coaches")
    expect(page.get_by_label("Budgets")).to_be_checked()


def test_chips_pages_order_and_search_work_without_reloading(page: Page, gallery: str) -> None:
    page.goto(gallery)
    page.evaluate("window.stillHere = true")

    page.get_by_label("Sort by").select_option("name")
    expect(page).to_have_url(f"{gallery}?sort=name")
    expect(page.locator(".coaching-card__name").first).to_have_text("Coach 00")

    page.get_by_role("link", name="Next").click()
    expect(page.locator(".coaching-card__name").first).to_have_text("Coach 12")
    expect(heading(page)).to_be_focused()

    page.get_by_label("Hiring").check()
    expect(page).to_have_url(f"{gallery}?topic=hiring&sort=name")
    page.get_by_role("link", name="Remove: Hiring").click()
    expect(page).to_have_url(f"{gallery}?sort=name")
    expect(page.get_by_label("Hiring")).not_to_be_checked()
    expect(heading(page)).to_be_focused()

    page.get_by_label("Name, title, place or topic").fill("coach 07")
    page.get_by_role("button", name="Search").click()
    expect(heading(page)).to_have_text("1 coach")
    expect(page).to_have_url(f"{gallery}?q=coach+07&sort=name")
    assert page.evaluate("window.stillHere") is True


def test_head_says_of_each_address_what_it_would_say_after_a_reload(
    page: Page, gallery: str
) -> None:
    page.goto(f"{gallery}?topic=budgets")
    canonical, robots = page.locator("link[rel=canonical]"), page.locator("meta[name=robots]")
    whole = str(canonical.get_attribute("href")).removesuffix("?topic=budgets")

    page.get_by_label("Illinois").check()
    expect(heading(page)).to_have_text("10 coaches")
    expect(robots).to_have_attribute("content", "noindex")
    expect(canonical).to_have_attribute("href", f"{whole}?topic=budgets&state=IL")

    page.get_by_role("link", name="Clear all").click()
    expect(heading(page)).to_have_text("30 coaches")
    expect(page).to_have_url(gallery)
    expect(robots).to_have_count(0)
    expect(canonical).to_have_attribute("href", whole)

    page.go_back()
    expect(heading(page)).to_have_text("10 coaches")
    expect(robots).to_have_attribute("content", "noindex")


def test_search_shows_the_best_match_first_and_says_what_was_forgiven(
    page: Page, gallery: str
) -> None:
    page.goto(gallery)

    page.get_by_label("Name, title, place or topic").fill("budgts")
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{gallery}?q=budgts")
    expect(page.locator("#coaching-sort option:checked")).to_have_text("Best match")
    said = "20 coaches. Nobody’s profile says “budgts”. Showing results for budgets"
    expect(page.get_by_role("status")).to_have_text(said)

    page.get_by_role("link", name="Next").click()
    expect(page.get_by_role("status")).to_have_text(f"{said}. Page 2 of 2")


def test_back_from_a_card_leaves_the_focus_in_the_results(page: Page, gallery: str) -> None:
    page.goto(gallery)
    page.get_by_label("Budgets").check()
    expect(heading(page)).to_have_text("20 coaches")

    page.locator(".coaching-grid a").first.focus()
    page.go_back()

    expect(heading(page)).to_have_text("30 coaches")
    expect(heading(page)).to_be_focused()


def test_nobody_fits_and_one_choice_is_dropped(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}?q=07&topic=hiring")
    expect(heading(page)).to_have_text("No coaches to show")

    page.get_by_role("link", name="Without “Hiring” 1 coach").click()

    expect(heading(page)).to_have_text("1 coach")
    expect(page).to_have_url(f"{gallery}?q=07")


def test_where_the_answer_fails_the_browser_goes_there_itself(page: Page, gallery: str) -> None:
    page.goto(gallery)
    page.evaluate("window.stillHere = true")
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('offline')) }")

    page.get_by_label("Budgets").check()

    page.wait_for_url("**topic=budgets*")
    expect(heading(page)).to_have_text("20 coaches")
    assert page.evaluate("window.stillHere") is None


def test_filters_work_by_the_button_without_scripts(browser: Browser, gallery: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(gallery)

    page.get_by_label("Budgets").check()
    page.get_by_role("button", name="Show coaches").click()

    expect(heading(page)).to_have_text("20 coaches")
    page.get_by_label("Sort by").select_option("name")
    page.get_by_role("button", name="Sort").click()
    expect(page.locator(".coaching-card__name").first).to_have_text("Coach 00")
    expect(page.get_by_label("Budgets")).to_be_checked()

    page.get_by_label("Sort by").select_option("In turn, new every day")
    page.get_by_label("Name, title, place or topic").fill("coach 07")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#coaching-sort option:checked")).to_have_text("Best match")
    context.close()


def test_on_a_phone_the_filters_fold_up_again(page: Page, gallery: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(gallery)

    page.get_by_text("More filters").click()
    page.get_by_label("Budgets").check()
    page.get_by_role("button", name="Show 20 coaches").click()

    expect(heading(page)).to_be_in_viewport()
    expect(page.get_by_label("Budgets")).to_be_hidden()
    expect(page.locator("[data-coaching-in-use]")).to_have_text("1 in use")


@pytest.mark.parametrize("width", [390, 1440])
def test_gallery_is_accessible_in_every_state(page: Page, gallery: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    wrong = []
    for query in ("", "?topic=budgets&state=IL", "?q=cooach", "?q=zzzzz&topic=hiring", "?page=2"):
        page.goto(gallery + query)
        wrong += look_at(page, query)
    page.goto(f"{gallery}?view=advisors")
    wrong += look_at(page, "advisors")
    page.goto(gallery)
    page.evaluate("document.querySelector('[data-coaching-filters]').open = true")
    page.get_by_label("Budgets").check()
    expect(heading(page)).to_have_text("20 coaches")
    wrong += look_at(page, "after a choice")

    assert wrong == []
