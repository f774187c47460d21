"""An editor changes a mail's text in the admin: with a keyboard, and without JavaScript."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import factories
from tests.admin.outbox import inspect_url, make_message
from wagtail_coaching.enums import MessageState
from wagtail_coaching.models import MessageText

pytestmark = pytest.mark.e2e

EDITOR = "/admin/coaching/message-texts/{}/request_received/en/"


@pytest.fixture
def editor_url(origin: str, program_a) -> str:
    factories.UserFactory(username="editor", superuser=True)
    return origin + EDITOR.format(program_a.site.pk)


def sign_in(page: Page, origin: str) -> None:
    page.goto(f"{origin}/admin/login/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("secret")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{origin}/admin/")


def test_preview_follows_the_keyboard_and_placeholders_go_where_the_cursor_is(
    page: Page, origin: str, editor_url: str
) -> None:
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    sign_in(page, origin)
    page.goto(editor_url)
    mail = page.frame_locator("iframe")
    expect(page.get_by_text("With invented data")).to_be_visible()
    expect(page.get_by_role("button", name="Update the preview")).to_be_hidden()

    page.get_by_label("Text", exact=False).last.fill("Dear , welcome.\n\n{link}")
    expect(mail.get_by_text("Dear , welcome.")).to_be_visible()
    for _ in range(len(", welcome.\n\n{link}")):
        page.keyboard.press("ArrowLeft")
    page.get_by_role("button", name="Insert {name}").press("Enter")
    expect(page.locator("[name=body]")).to_have_value("Dear {name}, welcome.\n\n{link}")
    expect(page.locator("[name=body]")).to_be_focused()
    expect(mail.get_by_text("Dear Lee Learner, welcome.")).to_be_visible()

    page.locator("[name=subject]").fill("From ")
    page.get_by_role("button", name="Insert {association}").click()
    expect(page.locator("[name=subject]")).to_have_value("From {association}")
    expect(page.locator(".coaching-preview .coaching-subject")).to_have_text(
        "From Prairie Managers"
    )

    page.locator("[name=body]").press_sequentially(" {nobody}")
    expect(page.get_by_text("There is no placeholder {nobody} here.")).to_be_visible()
    page.locator("[name=body]").fill("Dear {name}, welcome.\n\n{link}")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It holds for every message from now on.")).to_be_visible()
    text = MessageText.objects.get()
    assert (text.subject, text.body) == (
        "From {association}",
        "Dear {name}, welcome.\n\n{link}",
    )
    assert problems == []


def test_editor_works_without_javascript(browser: Browser, origin: str, editor_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, origin)
    page.goto(editor_url)
    expect(page.locator(".coaching-placeholders code").first).to_be_visible()
    expect(page.get_by_role("button", name="Insert")).to_have_count(0)

    page.locator("[name=body]").fill("Typed by hand: {name}\n\n{link}")
    page.get_by_role("button", name="Update the preview").click()
    expect(page.frame_locator("iframe").get_by_text("Typed by hand: Lee Learner")).to_be_visible()
    assert not MessageText.objects.exists()
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_url(re.compile(r"/message-texts/\?site=\d+$"))
    assert MessageText.objects.get().body == "Typed by hand: {name}\n\n{link}"
    context.close()


def test_mail_in_its_frame_runs_nothing_and_leads_nowhere(
    page: Page, origin: str, editor_url: str, program_a
) -> None:
    message = make_message(
        program_a,
        state=MessageState.SENT,
        subject="Hostile",
        text="x",
        html=(
            "<html><head></head><body><script>parent.document.title = 'run'</script>"
            f"<a href='{origin}/admin/' target='_top'>Out</a> <a href='{origin}/admin/'>In</a>"
            f"<form action='{origin}/admin/logout/' method='post'><button>Send</button></form>"
            "</body></html>"
        ),
    )
    sign_in(page, origin)
    page.goto(origin + inspect_url(message))
    frame = page.frame_locator("iframe")
    here = page.url

    for name, role in (("Out", "link"), ("In", "link"), ("Send", "button")):
        frame.get_by_role(role, name=name).click()
        expect(frame.get_by_role(role, name=name)).to_be_visible()

    assert page.url == here
    assert len(page.context.pages) == 1
    expect(page).not_to_have_title("run")
