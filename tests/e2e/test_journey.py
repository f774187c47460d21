"""A member finds a coach and asks: with a keyboard, and without JavaScript."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from wagtail_coaching.models import CoachRequest

pytestmark = pytest.mark.e2e


def fill_in(page: Page, **changes: str) -> None:
    facts = {
        "Your name": "Lee Learner",
        "Your e-mail address": "lee@mail.example.org",
        "What you would like to talk about": "How do I prepare?",
    }
    for label, value in {**facts, **changes}.items():
        page.get_by_label(label, exact=False).first.fill(value)
    page.get_by_label("I agree").check()


def test_member_asks_a_coach_by_keyboard(page: Page, origin: str, filled) -> None:
    tree, ann = filled.tree, filled.coach_pages[0]
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(origin + tree.gallery.relative_url(tree.site))
    expect(page.get_by_role("heading", name="6 coaches")).to_be_visible()

    # Down to the filters, open them, tick a topic, and apply.
    tab_to(page, page.get_by_text("More filters"))
    page.keyboard.press("Enter")
    topic = page.get_by_label("Prairie topic 0")
    tab_to(page, topic)
    page.keyboard.press("Space")
    expect(topic).to_be_checked()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"topic=prairie-topic-0"))
    expect(page.get_by_role("heading", name="6 coaches")).to_be_visible()

    # Narrow it down by a word, to one coach.
    search = page.get_by_label("Search", exact=True)
    tab_to(page, search)
    page.keyboard.type("ann")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 coach", exact=True)).to_be_visible()
    expect(page.get_by_role("list", name="Filters in use").get_by_role("link")).to_have_count(3)

    tab_to(page, page.get_by_role("link", name=ann.title))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(ann.title)

    tab_to(page, page.get_by_role("link", name=f"Ask {ann.title}"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Ask {ann.title}")

    fill_in(page)
    page.get_by_role("button", name="Send the request").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your request is with us.")
    stored = CoachRequest.objects.get()
    assert (stored.name, stored.coach) == ("Lee Learner", ann.coach)


def tab_to(page: Page, target) -> None:
    """Press the tab key until the element has the focus, and see that it shows."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if target.evaluate(
            "(e) => e === document.activeElement || e.contains(document.activeElement)"
        ):
            outlines = page.evaluate(
                "() => [null, '::after'].map("
                "(part) => getComputedStyle(document.activeElement, part).outlineStyle)"
            )
            assert outlines != ["none", "none"]
            return
    pytest.fail(f"The tab key does not lead to {target}")


def test_skip_link_leads_past_the_header(page: Page, origin: str, filled) -> None:
    page.goto(origin + filled.tree.gallery.relative_url(filled.tree.site))

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_errors_take_the_focus_and_lead_to_their_fields(page: Page, origin: str, filled) -> None:
    page.goto(origin + filled.tree.request_page.relative_url(filled.tree.site))
    page.get_by_label("Your name").fill("Lee Learner")

    page.get_by_role("button", name="Send the request").click()

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_label("Your name")).to_have_value("Lee Learner")
    summary.get_by_role("link", name=re.compile("e-mail")).click()
    expect(page.get_by_label("Your e-mail address")).to_be_focused()
    assert not CoachRequest.objects.exists()


def test_member_asks_a_coach_without_javascript(browser: Browser, origin: str, filled) -> None:
    tree = filled.tree
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(origin + tree.program.relative_url(tree.site))

    page.get_by_role("main").get_by_role("link", name="Find a coach").first.click()
    page.get_by_text("More filters").click()
    page.get_by_label("Prairie type 1").check()
    page.get_by_role("button", name="Show coaches").click()
    expect(page.get_by_role("heading", name="3 coaches")).to_be_visible()
    page.get_by_role("link", name="Remove: Prairie type 1").click()
    expect(page.get_by_role("heading", name="6 coaches")).to_be_visible()
    page.get_by_role("link", name="Di Prairieman").click()
    page.get_by_role("link", name="Ask Di Prairieman").click()
    fill_in(page)
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your request is with us.")
    page.get_by_role("link", name="Look at more coaches").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Prairie coaches")

    context.close()
    assert CoachRequest.objects.get().coach == filled.coach_pages[3].coach


def test_answer_opens_by_its_address(page: Page, origin: str, filled) -> None:
    tree = filled.tree
    page.goto(origin + tree.faq.relative_url(tree.site))
    answer = page.get_by_text("Prairie people.")
    expect(answer).to_be_hidden()

    page.get_by_role("heading", name="Who is Prairie?").click()
    expect(answer).to_be_visible()
    address = page.locator(".coaching-faq__permalink a").nth(1).get_attribute("href")

    page.goto("about:blank")
    page.goto(origin + tree.faq.relative_url(tree.site) + address)
    expect(answer).to_be_visible()


def test_calendar_file_is_downloaded(page: Page, origin: str, filled) -> None:
    tree, webinar = filled.tree, filled.webinar_pages[0]
    page.goto(origin + tree.schedule.relative_url(tree.site))

    with page.expect_download() as caught:
        page.get_by_role("link", name=re.compile(f"Add to calendar.*{webinar.title}")).click()

    assert caught.value.suggested_filename == f"{webinar.slug}.ics"
    assert b"BEGIN:VEVENT" in caught.value.path().read_bytes()
