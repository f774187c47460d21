"""Vetting in the page editor of a profile: where it stands, and what to do next."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupSitePermission

from tests import factories
from tests.admin.listings import soup_of
from tests.admin.test_page_editor import add_url, edit_url, send
from tests.admin.vetting_cases import (
    assign_workflow,
    decided,
    draft_profile,
    submit,
    without_workflow,
)
from tests.management.snapshots import differences, take_snapshot
from tests.markup import text_of, texts
from wagtail_coaching.enums import VettingState
from wagtail_coaching.models import CoachVetting
from wagtail_coaching.models.vetted_content import vetted_content

if TYPE_CHECKING:
    from django.test import Client

    from tests.admin.conftest import Staff
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db


@pytest.fixture
def vetting_a(a: ProgramTree) -> ProgramTree:
    """Association A with a workflow of its own."""
    assign_workflow(a, stages=("State partner",))
    return a


def panel(client: Client, url: str) -> Any:
    """Return the panel; ``None`` where the editor has none."""
    return soup_of(client.get(url)).select_one("section[id*=vetting]")


def words(client: Client, url: str) -> str:
    found = panel(client, url)
    return text_of(found) if found is not None else ""


def approve(page: Any, **facts: Any) -> Any:
    """Record that reviewers approved the page as it is."""
    return CoachVetting.objects.create(
        site=page.get_site(),
        coach=page.coach,
        page_pk=str(page.pk),
        is_final=True,
        decided_at=timezone.now(),
        approved_content=vetted_content(page),
        **{"state": VettingState.APPROVED, **facts},
    )


def test_waiting_profile_says_since_when_until_when_and_who_is_on_it(
    vetting_a: ProgramTree, staff: Staff
) -> None:
    page = draft_profile(vetting_a)
    vetting = submit(page, user=staff["editor_a"], due_in=-3)
    CoachVetting.objects.filter(pk=vetting.pk).update(claimed_by=staff["superuser"])

    found = panel(staff.client("reviewer_a"), edit_url(page))

    facts = dict(zip(texts(found, "dt"), texts(found, "dd"), strict=True))
    assert facts["Stage"] == "State partner"
    assert facts["Who is on it"] == staff["superuser"].get_full_name()
    assert "overdue by 3 days" in text_of(found)
    assert "approve it or ask for changes" in text_of(found)


def test_editor_is_told_to_wait(vetting_a: ProgramTree, staff: Staff) -> None:
    page = draft_profile(vetting_a)
    submit(page, user=staff["editor_a"])

    found = panel(staff.client("editor_a"), edit_url(page))

    assert "You will hear when reviewers have decided." in text_of(found)
    assert found.select("button[data-controller~=w-action]") == []


def test_reviewer_claims_from_the_editor_without_sending_its_form(
    vetting_a: ProgramTree, staff: Staff
) -> None:
    page = draft_profile(vetting_a)
    vetting = submit(page, user=staff["editor_a"])

    button = panel(staff.client("reviewer_a"), edit_url(page)).select_one(
        "button[data-controller~=w-action]"
    )

    url = reverse("wagtail_coaching_vetting:claim", args=[vetting.pk])
    assert (button["type"], button["data-w-action-url-value"]) == ("button", url)
    assert button["data-w-action-next-value"] == edit_url(page)


def test_unvetted_draft_says_what_to_do_next(vetting_a: ProgramTree, editor_a: Client) -> None:
    page = draft_profile(vetting_a)

    assert "choose “Submit to Prairie vetting”" in words(editor_a, edit_url(page))
    assert "Save it, then submit it for vetting" in words(editor_a, add_url(vetting_a.gallery))


def test_rejected_profile_shows_the_comment(vetting_a: ProgramTree, editor_a: Client) -> None:
    page = draft_profile(vetting_a)
    decided(vetting_a, page=page, state=VettingState.REJECTED, comment="Please say more.")

    found = panel(editor_a, edit_url(page))

    assert "Reviewers ask for changes." in text_of(found)
    assert "Please say more." in text_of(found.select_one("details[open]"))


def test_approved_profile_says_so_and_what_needs_approval_again(
    vetting_a: ProgramTree, editor_a: Client, staff: Staff
) -> None:
    page = draft_profile(vetting_a)
    approve(page, decided_by=staff["reviewer_a"])
    assert f"by {staff['reviewer_a'].get_full_name()}" in words(editor_a, edit_url(page))

    page.organization = "Elsewhere"
    page.save_revision()

    assert "has to be approved, too: organization." in words(editor_a, edit_url(page))


def test_profile_on_grace_says_until_when(vetting_a: ProgramTree, editor_a: Client) -> None:
    page = draft_profile(vetting_a)
    until = datetime.datetime(2100, 5, 2, 18, tzinfo=datetime.UTC)
    approve(page, state=VettingState.GRACE, valid_until=until)

    assert "public until May 2, 2100" in words(editor_a, edit_url(page))


def test_suspended_coach_is_named_as_such(vetting_a: ProgramTree, editor_a: Client) -> None:
    page = draft_profile(vetting_a, coach__suspended=True)

    assert "This coach is suspended." in words(editor_a, edit_url(page))


def test_profile_without_a_coach_is_asked_for_one(vetting_a: ProgramTree, editor_a: Client) -> None:
    page = draft_profile(vetting_a, coach=None)

    assert "Choose the contact record first" in words(editor_a, edit_url(page))


@pytest.mark.parametrize("is_new", [True, False])
def test_gallery_without_a_vetting_step_is_reported(
    vetting_a: ProgramTree, editor_a: Client, is_new: bool
) -> None:
    without_workflow(vetting_a)
    page = draft_profile(vetting_a)

    url = add_url(vetting_a.gallery) if is_new else edit_url(page)

    assert "This gallery has no vetting step" in words(editor_a, url)


def test_site_that_does_not_vet_has_no_panel(vetting_a: ProgramTree, editor_a: Client) -> None:
    factories.set_settings(vetting_a.site, vetting_required=False)
    page = draft_profile(vetting_a)

    assert panel(editor_a, edit_url(page)) is None
    assert panel(editor_a, add_url(vetting_a.gallery)) is None


def test_private_notes_are_for_reviewers(vetting_a: ProgramTree, staff: Staff) -> None:
    page = draft_profile(vetting_a)
    decided(vetting_a, page=page, state=VettingState.REJECTED, notes="Oldsecret", comment="Old")
    vetting = submit(page, user=staff["editor_a"])
    CoachVetting.objects.filter(pk=vetting.pk).update(notes="Newsecret")
    inspect_url = reverse("wagtail_coaching_vetting:inspect", args=[vetting.pk])
    reviewer = staff.client("reviewer_a")
    assert "Newsecret" in words(reviewer, edit_url(page))
    assert "Newsecret" in reviewer.get(inspect_url).text
    group = staff["editor_a"].groups.get()
    client = staff.client("editor_a")
    # Editors see the queue, and not what reviewers tell each other.
    assert "secret" not in words(client, edit_url(page))
    assert "secret" not in client.get(inspect_url).text

    GroupSitePermission.objects.filter(
        group=group, permission__codename__endswith="_coachvetting"
    ).delete()

    without = words(client, edit_url(page))
    assert "Old" in without
    assert "secret" not in without
    assert panel(client, edit_url(page)).select("a[href*=wagtail_coaching_vetting]") == []


def test_vettings_of_another_coach_are_not_shown(vetting_a: ProgramTree, editor_a: Client) -> None:
    page = draft_profile(vetting_a)
    other = factories.CoachFactory(site=vetting_a.site)
    CoachVetting.objects.create(
        site=vetting_a.site, coach=other, page_pk=str(page.pk), comment="Otherword"
    )

    assert "Otherword" not in words(editor_a, edit_url(page))


def test_comments_are_text(vetting_a: ProgramTree, editor_a: Client) -> None:
    page = draft_profile(vetting_a)
    decided(
        vetting_a, page=page, state=VettingState.REJECTED, comment="<img src=x onerror=alert(1)>"
    )

    found = panel(editor_a, edit_url(page))

    assert found.select("img") == []
    assert "<img src=x" in text_of(found)


def test_opening_and_saving_the_editor_changes_no_vetting(
    vetting_a: ProgramTree, staff: Staff
) -> None:
    page = draft_profile(vetting_a)
    submit(page, user=staff["editor_a"])
    client = staff.client("reviewer_a")
    before = take_snapshot()

    client.get(edit_url(page))
    send(client, edit_url(page), job_title="Manager")

    changed = differences(before, take_snapshot())
    assert [table for table in changed if "vetting" in table or "message" in table] == []


# --- whoever comes second -----------------------------------------------------------------------


def taken(client: Client, page: Any, query: str = "") -> list[str]:
    """Return what the view says, on the page it leads back to."""
    response = client.get(reverse("wagtail_coaching_vetting_taken", args=[page.pk]) + query)
    assert response.url == edit_url(page)
    return texts(soup_of(client.get(response.url)), ".messages li")


def test_second_reviewer_is_told_what_the_first_has_decided(
    vetting_a: ProgramTree, staff: Staff
) -> None:
    page = draft_profile(vetting_a)
    client = staff.client("reviewer_a")
    assert taken(client, page) == ["Somebody else has just decided about this profile."]

    decided(vetting_a, page=page, state=VettingState.REJECTED)

    assert taken(client, page) == [
        "Somebody else has just decided about this profile: Changes needed."
    ]


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("stale", "the profile has changed since you opened it"),
        ("own", "somebody else has to look at it"),
        ("checklist", "not ticked yet"),
        ("comment", "say in a comment what has to change"),
        ("claimed", "Somebody else is on it already"),
        ("invalid", "Nothing was changed"),
        ("%00", "Somebody else has just decided"),
        ("<script>", "Somebody else has just decided"),
    ],
)
def test_reason_is_said_in_words(
    vetting_a: ProgramTree, staff: Staff, reason: str, text: str
) -> None:
    page = draft_profile(vetting_a)

    (found,) = taken(staff.client("reviewer_a"), page, f"?reason={reason}")

    assert text in found


@pytest.mark.parametrize("key", ["0", "99999999999999999999999", "x", "1%00", "-1"])
def test_page_that_is_none_is_not_found(staff: Staff, key: str) -> None:
    response = staff.client("superuser").get(f"/admin/wagtail_coaching_vetting_taken/{key}/")

    assert response.status_code == 404


def test_page_that_is_no_profile_is_not_found(a: ProgramTree, staff: Staff) -> None:
    url = reverse("wagtail_coaching_vetting_taken", args=[a.gallery.pk])

    assert staff.client("superuser").get(url).status_code == 404
