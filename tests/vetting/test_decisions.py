"""Decisions in Wagtail's workflow: who may take them, what they need, what they leave behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from wagtail.models import PageLogEntry

from tests.factories import set_settings
from tests.vetting.cases import fresh, unvetted_live_pages
from wagtail_coaching.enums import VettingState
from wagtail_coaching.models import CoachVetting

if TYPE_CHECKING:
    from tests.vetting.cases import Vetted

pytestmark = pytest.mark.django_db


def test_submitted_profile_waits(vetted: Vetted) -> None:
    page = vetted.draft()

    state = vetted.submit(page)

    vetting = CoachVetting.objects.get()
    assert (vetting.state, vetting.page_pk, vetting.coach) == ("waiting", str(page.pk), page.coach)
    assert vetting.task_state_id == state.pk
    assert vetting.revision == page.latest_revision
    assert vetting.stage == "Coach vetting"
    assert vetting.is_final
    assert vetting.submitted_by == vetted.editor
    assert [(i["label"], i["required"], i["ticked"]) for i in vetting.checklist] == [
        ("Identity", True, False),
        ("Employment", True, False),
        ("Reference", True, False),
        ("Code of ethics", True, False),
    ]
    assert not fresh(page).live


def test_reviewer_without_publish_right_approves(vetted: Vetted) -> None:
    page = vetted.draft()
    vetted.submit(page)
    assert not page.permissions_for_user(vetted.reviewer).can_publish()

    assert vetted.decide(page) is None

    page = fresh(page)
    vetting = CoachVetting.objects.get()
    assert page.live
    assert page.live_revision_id == page.latest_revision_id == vetting.revision_id
    assert vetting.state == VettingState.APPROVED
    assert vetting.decided_by == vetted.reviewer
    assert vetting.notes == "Called the town hall."
    assert all(item["ticked"] for item in vetting.checklist)
    assert unvetted_live_pages() == []


def test_rejection_and_second_try(vetted: Vetted) -> None:
    page = vetted.draft()
    vetted.submit(page)

    assert vetted.decide(page, "reject") is None
    page = fresh(page)
    page.job_title = "Budget manager"
    page.save_revision(user=vetted.editor)
    vetted.submit(page)
    assert vetted.decide(page) is None

    assert fresh(page).live
    assert list(CoachVetting.objects.order_by("pk").values_list("state", flat=True)) == [
        "rejected",
        "approved",
    ]
    assert fresh(page).job_title == "Budget manager"
    logged = str(list(PageLogEntry.objects.values_list("data", flat=True)))
    assert "Please add a word about budgets." not in logged
    assert "Called the town hall." not in logged


def test_reviewer_without_the_right_to_publish_approves_where_vetting_is_off(
    vetted: Vetted,
) -> None:
    set_settings(vetted.site, vetting_required=False)

    assert vetted.vetted().live
