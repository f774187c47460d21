"""Two stages, self-approval, claims, and what becomes of a vetting that is not decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import WorkflowTask
from wagtail.rich_text import RichText

from tests.vetting.cases import Vetted, add_stage, fresh, make_group, member_of, unvetted_live_pages
from wagtail_coaching.enums import VettingState
from wagtail_coaching.exceptions import VettingError
from wagtail_coaching.models import CoachVetting
from wagtail_coaching.services import vetting as service
from wagtail_coaching.services.vetting_decision import revision_stamp

if TYPE_CHECKING:
    from typing import Any

BIOGRAPHY = [
    ("paragraph", RichText("<p>I've <strong>twenty</strong> years.</p>\n<p>Ask <em>me</em>.</p>"))
]


def as_the_editor_writes(biography: Any) -> list[Any]:
    """Return the same text in the notation of Wagtail's rich text editor."""
    converter = ContentstateConverter(features=["bold", "italic"])
    rewritten = []
    for child in biography:
        edited = converter.from_database_format(child.value.source)
        rewritten.append((child.block_type, RichText(converter.to_database_format(edited))))
    return rewritten


pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(vetted: Vetted) -> Any:
    """A reviewer of the second stage."""
    group = make_group("National partner reviewers", vetted.tree.gallery, "change")
    add_stage(vetted.workflow, "National partner vetting", group)
    return member_of(group, "nat")


def names(page: Any, user: Any) -> list[str]:
    task = fresh(page).current_workflow_task
    return [name for name, *_ in task.get_actions(fresh(page), user)]


def test_public_only_after_the_last_stage(vetted: Vetted, partner: Any) -> None:
    page = vetted.draft()
    vetted.submit(page)

    assert vetted.decide(page) is None

    assert not fresh(page).live
    first, second = CoachVetting.objects.order_by("pk")
    assert (first.state, first.is_final) == ("approved", False)
    assert (second.state, second.is_final) == ("waiting", True)
    assert vetted.decide(page, user=vetted.other_reviewer).endswith("?reason=own")
    assert vetted.decide(page, user=partner) is None
    assert fresh(page).live
    assert unvetted_live_pages() == []


def test_stage_that_is_added_meanwhile_is_asked(vetted: Vetted) -> None:
    page = vetted.draft()
    vetted.submit(page)
    group = make_group("National partner reviewers", vetted.tree.gallery, "change")
    add_stage(vetted.workflow, "National partner vetting", group)

    vetted.decide(page)

    assert not fresh(page).live
    assert CoachVetting.objects.order_by("pk").last().state == VettingState.WAITING


def test_stage_that_is_removed_meanwhile_is_not_missed(vetted: Vetted, partner: Any) -> None:
    page = vetted.draft()
    vetted.submit(page)
    WorkflowTask.objects.get(task__name="National partner vetting").delete()

    vetted.decide(page)

    assert fresh(page).live
    assert unvetted_live_pages() == []


@pytest.mark.parametrize("part", ["submitter", "owner", "author", "coach", "superuser"])
def test_nobody_decides_about_a_profile_they_have_a_part_in(vetted: Vetted, part: str) -> None:
    user = vetted.admin if part == "superuser" else vetted.reviewer
    page = vetted.draft(owner=user if part == "owner" else None)
    if part == "author":
        page.job_title = "Written by the reviewer"
        page.save_revision(user=user)
    if part == "coach":
        person = page.coach.person
        person.email = user.email
        person.save()
    vetted.submit(page, user=user if part in ("submitter", "superuser") else vetted.editor)

    assert names(page, user) == []
    for action in ("approve", "reject"):
        assert vetted.decide(page, action, user=user).endswith("?reason=own")
    assert list(service.waiting_for(user)) == []
    assert CoachVetting.objects.get().state == VettingState.WAITING
    assert [v.page_pk for v in service.waiting_for(vetted.other_reviewer)] == [str(page.pk)]


def test_saving_what_somebody_else_wrote_is_no_part_in_it(vetted: Vetted) -> None:
    page = vetted.draft(job_title="Manager", biography=BIOGRAPHY)
    vetted.submit(page)
    # As the page editor does when a reviewer decides there, with its own notation.
    page.ask_me_about = "Budgets\r\nBoards"
    seen = revision_stamp(fresh(page).get_latest_revision())
    page.biography = as_the_editor_writes(page.biography)
    page.save_revision(user=vetted.reviewer)

    assert [v.page_pk for v in service.waiting_for(vetted.reviewer)] == [str(page.pk)]
    assert vetted.decide(page, revision=seen) is None
    assert fresh(page).live


def test_author_who_saves_it_once_more_still_is_the_author(vetted: Vetted) -> None:
    page = vetted.draft()
    page.job_title = "Written by the reviewer"
    page.save_revision(user=vetted.reviewer)
    page.save_revision(user=vetted.reviewer)
    vetted.submit(page)

    assert list(service.waiting_for(vetted.reviewer)) == []
    assert vetted.decide(page).endswith("?reason=own")


def test_saving_a_profile_again_changes_nothing_that_was_approved(vetted: Vetted) -> None:
    page = vetted.vetted(biography=BIOGRAPHY)
    page.region = "Fox Valley"
    page.biography = as_the_editor_writes(page.biography)

    page.save_revision(user=vetted.publisher).publish(user=vetted.publisher)

    assert (fresh(page).live, fresh(page).region) == (True, "Fox Valley")


def test_another_word_in_the_biography_needs_approval(vetted: Vetted) -> None:
    page = vetted.vetted(biography=BIOGRAPHY)
    (child,) = page.biography
    page.biography = [("paragraph", RichText(child.value.source.replace("twenty", "thirty")))]

    page.save_revision(user=vetted.publisher).publish(user=vetted.publisher)

    assert "twenty" in str(fresh(page).biography)


def test_stranger_decides_nothing(vetted: Vetted) -> None:
    page = vetted.draft()
    vetted.submit(page)

    assert names(page, vetted.publisher) == []
    assert vetted.decide(page, user=vetted.publisher).endswith("?reason=own")
    assert not fresh(page).live


def test_required_items_are_ticked_before_an_approval(vetted: Vetted) -> None:
    page = vetted.draft()
    vetted.submit(page)

    assert vetted.decide(page, ticked=["0", "1", "2"]).endswith("?reason=checklist")

    assert CoachVetting.objects.get().state == VettingState.WAITING


def test_request_for_changes_says_which(vetted: Vetted) -> None:
    page = vetted.draft()
    vetted.submit(page)

    assert vetted.decide(page, "reject", comment="  ").endswith("?reason=comment")


@pytest.mark.parametrize(
    "data",
    [
        {"revision": None},
        {"revision": {"pk": 1}},
        {"ticked": "0123"},
        {"ticked": [{}, None, "²", "-1", 10**30]},
        {"notes": ["x"], "comment": 5, "ticked": None},
    ],
)
def test_unchecked_data_approves_nobody(vetted: Vetted, data: dict[str, Any]) -> None:
    page = vetted.draft()
    vetted.submit(page)

    assert vetted.decide(page, **data) is not None

    assert not fresh(page).live


def test_claim_keeps_others_from_claiming_but_not_from_deciding(vetted: Vetted) -> None:
    page = vetted.draft()
    vetted.submit(page)
    vetting = CoachVetting.objects.get()

    service.claim(vetting=vetting, user=vetted.reviewer)
    assert names(page, vetted.reviewer)[0] == "release"
    assert names(page, vetted.other_reviewer) == ["save_review", "reject", "approve"]
    with pytest.raises(VettingError) as refusal:
        service.claim(vetting=vetting, user=vetted.other_reviewer)
    assert refusal.value.code == "claimed"
    with pytest.raises(VettingError):
        service.release(vetting=vetting, user=vetted.other_reviewer)
    service.release(vetting=vetting, user=vetted.reviewer)
    assert names(page, vetted.other_reviewer)[0] == "claim"

    assert vetted.decide(page, user=vetted.other_reviewer) is None


def test_notes_are_kept_without_a_decision(vetted: Vetted) -> None:
    page = vetted.draft()
    vetted.submit(page)

    assert vetted.decide(page, "save_review", ticked=["1"], notes="Called.") is None

    vetting = CoachVetting.objects.get()
    assert (vetting.state, vetting.notes) == (VettingState.WAITING, "Called.")
    assert [item["ticked"] for item in vetting.checklist] == [False, True, False, False]


def test_canceled_workflow_withdraws_the_vetting(vetted: Vetted) -> None:
    page = vetted.draft()
    vetted.submit(page)

    fresh(page).current_workflow_state.cancel(user=vetted.editor)

    assert CoachVetting.objects.get().state == VettingState.CANCELED


def test_deleted_workflow_withdraws_the_vetting(vetted: Vetted) -> None:
    vetted.submit(vetted.draft())

    vetted.workflow.delete()

    vetting = CoachVetting.objects.get()
    assert (vetting.state, vetting.task_state) == (VettingState.CANCELED, None)


def test_deleted_page_ends_its_vetting(vetted: Vetted) -> None:
    page = vetted.draft()
    vetted.submit(page)

    fresh(page).delete()

    vetting = CoachVetting.objects.get()
    assert vetting.state == VettingState.CANCELED
    assert vetting.revoked_at is not None
    assert service.page_of(vetting) is None
