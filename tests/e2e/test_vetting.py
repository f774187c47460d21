"""A coach's way to the public: drafted, submitted, sent back, mended, approved; every mail real."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from tests import factories
from tests.e2e.steps import arrived_since, choose_action, submit_modal, text_of
from wagtail_coaching.enums import MessageState, VettingState
from wagtail_coaching.models import CoachVetting, Message
from wagtail_coaching.services.delivery import deliver_due
from wagtail_coaching.services.setup import setup_program

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.factories import ProgramTree
    from tests.mailserver import MailServer

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.usefixtures("patience"),
    pytest.mark.stock_pages("the browser's way through the admin is the same for every host"),
]

COACH = "ann@mail.example.org"
EDITOR = "eddie@example.org"
REVIEWER = "rita@example.org"


@pytest.fixture
def program(live_server: Any, program_a: ProgramTree, settings: Any, tmp_path: Any) -> ProgramTree:
    """A program as ``coaching_setup`` leaves it, with a coach's record and two people of staff."""
    settings.MEDIA_ROOT = str(tmp_path)
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    setup_program(parent=program_a.home)
    factories.set_settings(program_a.site, association_name="Prairie Managers")
    factories.CoachFactory(
        site=program_a.site, person__name="Ann Bell", person__email=COACH, person__phone=""
    )
    for email, group in ((EDITOR, "Coaching editors"), (REVIEWER, "Coach reviewers")):
        name = email.partition("@")[0]
        user = factories.UserFactory(username=name, first_name=name.title(), email=email)
        user.groups.add(Group.objects.get(name=group))
    return program_a


def delivered(mails: MailServer) -> dict[str, Any]:
    """Send what waits in the outbox; return what has arrived since the last time, by address."""
    deliver_due()
    arrived = arrived_since(mails)
    mails.envelopes.clear()
    return arrived


def test_coach_is_vetted_from_draft_to_public(
    as_user: Callable[[str], Page],
    page: Page,
    origin: str,
    program: ProgramTree,
    mails: MailServer,
) -> None:
    editor, visitor = as_user(EDITOR), page
    gallery = origin + program.gallery.relative_url(program.site)

    # An editor drafts a profile, and submits it.
    editor.goto(f"{origin}/admin/pages/{program.gallery.pk}/add_subpage/")
    if "/add/" not in editor.url:
        editor.get_by_role("link", name=re.compile("coach page", re.IGNORECASE)).click()
    editor.get_by_placeholder("Name*").fill("Ann Bell")
    editor.get_by_role("button", name="Choose a coach").click()
    editor.locator(".modal").get_by_role("link", name="Ann Bell").click()
    expect(editor.locator(".modal")).to_have_count(0)
    editor.get_by_label("Organization", exact=True).fill("Town of Littel Elm")
    choose_action(editor, "Submit to Coach vetting")
    expect(editor.get_by_text("submitted for moderation")).to_be_visible()

    profile = factories.page_class("COACH_PAGE_MODEL").objects.get()
    edit = f"{origin}/admin/pages/{profile.pk}/edit/"
    assert not profile.live
    assert visitor.goto(origin + profile.relative_url(program.site)).status == 404

    # A reviewer, who may publish nothing, hears of it, and follows the link of the mail.
    arrived = delivered(mails)
    assert list(arrived) == [REVIEWER]
    address = re.search(r"http\S+/edit/", text_of(arrived[REVIEWER]))
    assert address is not None
    assert address.group() == edit
    reviewer = as_user(REVIEWER)
    reviewer.goto(f"{origin}/admin/wagtail_coaching_vetting/")
    expect(reviewer.get_by_role("cell", name="Waiting for you")).to_be_visible()
    reviewer.goto(address.group())

    # Claims it,
    reviewer.get_by_role("button", name="I'm on it").first.click()
    expect(reviewer.get_by_role("button", name="Leave it to others").first).to_be_visible()
    expect(reviewer.locator("dd", has_text="You")).to_be_visible()
    vetting = CoachVetting.objects.get()
    assert vetting.claimed_by.email == REVIEWER

    # ticks one thing, and asks for changes.
    choose_action(reviewer, "Request changes")
    modal = reviewer.locator(".modal")
    modal.get_by_role("checkbox").first.check()
    modal.get_by_label("Private notes").fill("Called the town: she works there.")
    modal.get_by_label("What has to change").fill("Please mend the town's name.")
    submit_modal(reviewer, "Request changes")
    vetting.refresh_from_db()
    assert (vetting.state, vetting.checklist[0]["ticked"]) == (VettingState.REJECTED, True)

    # The applicant and the editor are told; neither learns of the private notes.
    rejection = delivered(mails)
    assert sorted(rejection) == [COACH, EDITOR]
    assert "Please mend the town's name." in text_of(rejection[COACH])
    assert not any("she works there" in mail.as_string() for mail in rejection.values())

    # The editor reads why, mends it, and submits it again.
    editor.goto(edit)
    expect(editor.get_by_text("Reviewers ask for changes.")).to_be_visible()
    expect(editor.get_by_text("Please mend the town's name.").first).to_be_visible()
    editor.get_by_label("Organization", exact=True).fill("Town of Little Elm")
    choose_action(editor, "Resubmit to Coach vetting")
    expect(editor.get_by_text("submitted for moderation")).to_be_visible()
    assert list(delivered(mails)) == [REVIEWER]

    # The reviewer ticks what is to be checked, and approves: that alone makes it public.
    reviewer.goto(edit)
    choose_action(reviewer, "Approve and Publish")
    boxes = reviewer.locator(".modal").get_by_role("checkbox")
    expect(boxes).to_have_count(len(vetting.checklist))
    for number in range(len(vetting.checklist)):
        boxes.nth(number).check()
    submit_modal(reviewer, "Approve")
    profile.refresh_from_db()
    assert (profile.live, profile.organization) == (True, "Town of Little Elm")

    # The applicant is told, and everybody finds the coach.
    approval = delivered(mails)
    assert COACH in approval
    public = origin + profile.relative_url(program.site)
    assert visitor.goto(public).status == 200
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("Ann Bell")
    visitor.goto(gallery)
    visitor.get_by_role("link", name="Ann Bell").click()
    expect(visitor).to_have_url(public)
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT}
