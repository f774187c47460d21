"""Turning vetting off and on, approvals that run out, reminders."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone

from tests import factories
from tests.vetting.cases import fresh, unvetted_live_pages
from wagtail_coaching.enums import StaffRecipientKind, VettingState
from wagtail_coaching.models import CoachVetting, Message
from wagtail_coaching.services import vetting_jobs
from wagtail_coaching.services.vetting import problems, profiles_without_vetting
from wagtail_coaching.services.vetting_program import hide_run_out, run_out_profiles

if TYPE_CHECKING:
    from tests.vetting.cases import Vetted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _staff(vetted: Vetted) -> None:
    factories.add_recipient(
        vetted.site, kind=StaffRecipientKind.VETTING, email="office@example.org"
    )


def sent(kind: str) -> list[str]:
    """To whom messages of a kind were written."""
    messages = Message.objects.filter(kind=kind)
    return sorted(messages.values_list("recipient_email", flat=True))


def unvetted(vetted: Vetted) -> Any:
    """A profile from a time without vetting."""
    factories.set_settings(vetted.site, vetting_required=False)
    page = vetted.draft(title="Olive Old")
    page.get_latest_revision().publish()
    assert fresh(page).live
    return page


def test_without_vetting_anybody_publishes(vetted: Vetted) -> None:
    page = unvetted(vetted)

    assert page.permissions_for_user(vetted.publisher).can_publish()
    assert vetted.tree.gallery.permissions_for_user(vetted.publisher).can_publish_subpage()
    assert CoachVetting.objects.count() == 0


def test_turning_vetting_on_gives_live_profiles_time(vetted: Vetted) -> None:
    page = unvetted(vetted)
    assert [p.pk for p in profiles_without_vetting(vetted.site)] == [page.pk]

    factories.set_settings(vetted.site, vetting_required=True, vetting_grace_days=10)

    vetting = CoachVetting.objects.get()
    assert vetting.state == VettingState.GRACE
    assert vetting.valid_until is not None
    assert datetime.timedelta(days=9) < vetting.valid_until - timezone.now()
    assert vetting.valid_until - timezone.now() < datetime.timedelta(days=11)
    assert fresh(page).live
    assert unvetted_live_pages() == []
    assert sent("vetting_grace") == ["office@example.org"]


def test_saving_the_settings_again_gives_no_more_time(vetted: Vetted) -> None:
    unvetted(vetted)
    settings = factories.set_settings(vetted.site, vetting_required=True)
    until = CoachVetting.objects.get().valid_until

    settings.save()
    factories.set_settings(vetted.site, association_name="Prairie")

    assert CoachVetting.objects.get().valid_until == until
    assert len(sent("vetting_grace")) == 1


def test_vetted_profiles_need_no_time(vetted: Vetted) -> None:
    vetted.vetted()
    factories.set_settings(vetted.site, vetting_required=False)

    factories.set_settings(vetted.site, vetting_required=True)

    assert CoachVetting.objects.get().state == VettingState.APPROVED
    assert sent("vetting_grace") == []


def test_profile_whose_time_is_over_is_taken_off_the_site(vetted: Vetted) -> None:
    page = unvetted(vetted)
    factories.set_settings(vetted.site, vetting_required=True, vetting_grace_days=10)
    later = timezone.now() + datetime.timedelta(days=11)
    assert run_out_profiles(timezone.now()) == []

    assert [p.pk for p in hide_run_out(now=later)] == [page.pk]

    assert not fresh(page).live
    assert sent("coach_unvetted_hidden") == ["office@example.org"]
    assert sent("profile_hidden") == [page.coach.person.email]
    assert hide_run_out(now=later) == []


def test_approval_holds_for_the_months_that_are_set(vetted: Vetted) -> None:
    factories.set_settings(vetted.site, vetting_valid_months=12)
    page = vetted.vetted()
    vetting = CoachVetting.objects.get()
    assert vetting.decided_at is not None
    assert vetting.valid_until == vetting.decided_at + relativedelta(months=12)

    assert hide_run_out(now=vetting.valid_until - datetime.timedelta(seconds=1)) == []
    assert [p.pk for p in hide_run_out(now=vetting.valid_until)] == [page.pk]


def test_what_was_never_vetted_is_found_too(vetted: Vetted) -> None:
    page = vetted.draft()
    type(page).objects.filter(pk=page.pk).update(live=True)

    assert [p.pk for p in hide_run_out(now=timezone.now())] == [page.pk]
    assert unvetted_live_pages() == []


def test_reviewers_are_reminded_of_what_is_overdue_once_a_week(vetted: Vetted) -> None:
    page = vetted.draft()
    vetted.submit(page)
    vetting = CoachVetting.objects.get()
    assert vetting.due_on is not None
    noon = datetime.time(12, tzinfo=datetime.UTC)
    due = datetime.datetime.combine(vetting.due_on, noon)
    day = datetime.timedelta(days=1)

    done = [vetting_jobs.remind_of_overdue(due + n * day) for n in (0, 1, 2, 8.5)]

    assert done == [0, 1, 0, 1]
    assert sent("vetting_overdue") == 2 * ["rita@example.org"] + 2 * ["rob@example.org"]


def test_coach_and_staff_hear_of_an_approval_that_ends(vetted: Vetted) -> None:
    factories.set_settings(vetted.site, vetting_valid_months=1)
    page = vetted.vetted()
    end = CoachVetting.objects.get().valid_until
    assert end is not None

    done = [
        vetting_jobs.remind_of_ending(end - datetime.timedelta(days=days)) for days in (15, 13, 1)
    ]

    assert done == [0, 1, 0]
    assert sent("vetting_ending") == sorted(["office@example.org", page.coach.person.email])


def test_site_without_a_vetting_step_is_told(vetted: Vetted) -> None:
    assert problems(vetted.site) == []

    vetted.workflow.workflow_tasks.all().delete()

    (problem,) = problems(vetted.site)
    assert "has no vetting step" in problem
    factories.set_settings(vetted.site, vetting_required=False)
    assert problems(vetted.site) == []
