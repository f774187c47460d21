"""A member finds a coach and asks: with a keyboard, and without JavaScript."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.posting import link_path, mailed_link
from wagtail_coaching.models import CoachRequest, Message

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


def mailed_address(origin: str, kind: str = "request_proof") -> str:
    """Return where the link in the latest mail of a kind leads."""
    return origin + link_path(mailed_link(kind))


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
    search = page.get_by_label("Name, title, place or topic", exact=True)
    tab_to(page, search, key="Shift+Tab")
    page.keyboard.type("ann")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 coach", exact=True)).to_be_visible()
    expect(page.get_by_role("list", name="Filters in use").get_by_role("link")).to_have_count(3)

    tab_to(page, page.get_by_role("link", name=ann.title))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(ann.title)

    tab_to(page, page.get_by_role("link", name=f"Ask {ann.call_name}"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Ask {ann.title}")

    fill_in(page)
    page.get_by_role("button", name="Send the request").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "One more step: look into your mailbox"
    )
    expect(page.get_by_text("lee@mail.example.org")).to_be_visible()
    stored = CoachRequest.objects.get()
    assert (stored.name, stored.coach, stored.state) == ("Lee Learner", ann.coach, "unproven")

    # The mail: its link shows what was asked, and its button sends it on.
    page.goto(mailed_address(origin))
    expect(page.get_by_role("heading", level=1)).to_have_text("Was this you?")
    confirm = page.get_by_role("button", name="Yes, send my request")
    tab_to(page, confirm)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your request is with us.")
    assert CoachRequest.objects.get().state == "new"
    kinds = Message.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["request_proof", "request_received", "request_for_coach"]


def tab_to(page: Page, target, *, key: str = "Tab") -> None:
    """Press the tab key until the element has the focus, and see that it shows."""
    for _ in range(60):
        page.keyboard.press(key)
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
    page.locator("summary", has_text="Type of organization").click()
    page.get_by_label("Prairie type 1").check()
    page.get_by_role("button", name="Show coaches").click()
    expect(page.get_by_role("heading", name="3 coaches")).to_be_visible()
    page.get_by_role("link", name="Remove: Prairie type 1").click()
    expect(page.get_by_role("heading", name="6 coaches")).to_be_visible()
    page.get_by_role("link", name="Di Prairieman").click()
    page.get_by_role("link", name="Ask Di of Prairie").click()
    fill_in(page)
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "One more step: look into your mailbox"
    )
    page.get_by_role("link", name="Look at more coaches").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Prairie coaches")

    page.goto(mailed_address(origin))
    page.get_by_role("button", name="Yes, send my request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. Your request is with us.")
    context.close()
    asked = CoachRequest.objects.get()
    assert (asked.coach, asked.state) == (filled.coach_pages[3].coach, "new")


def test_form_sent_quicker_than_people_are_loses_nothing(
    page: Page, origin: str, filled, settings
) -> None:
    """As a password manager does, or a program. Sent again later, it is taken."""
    ask_for_seconds(settings, 3600)
    page.goto(origin + filled.tree.request_page.relative_url(filled.tree.site))
    fill_in(page)
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("alert")).to_contain_text("That was very quick.")
    expect(page.get_by_label("Your name")).to_have_value("Lee Learner")
    assert not CoachRequest.objects.exists()

    ask_for_seconds(settings, 0)
    page.get_by_role("button", name="Send the request").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "One more step: look into your mailbox"
    )
    assert CoachRequest.objects.count() == 1


def ask_for_seconds(settings, seconds: int) -> None:
    """Say how long a form must have been looked at."""
    own = getattr(settings, "WAGTAIL_COACHING", {})
    settings.WAGTAIL_COACHING = {**own, "FORM_MIN_SECONDS": seconds}


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
