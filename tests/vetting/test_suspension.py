"""Taking a coach off the site at once, and letting them come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from wagtail.models import Locale

from tests import factories
from tests.vetting.cases import fresh, unvetted_live_pages
from wagtail_coaching.enums import RequestState, StaffRecipientKind, VettingState
from wagtail_coaching.exceptions import IllegalTransitionError
from wagtail_coaching.models import CoachRequest, CoachVetting, Message
from wagtail_coaching.services import suspension

if TYPE_CHECKING:
    from tests.vetting.cases import Vetted

pytestmark = pytest.mark.django_db


def suspend(vetted: Vetted, coach) -> int:
    return suspension.suspend(
        coach=coach, reason="A complaint.", message="Please call us.", user=vetted.admin
    )


def kinds() -> list[str]:
    return sorted(Message.objects.values_list("kind", flat=True))


def test_suspending_hides_the_profile_its_translations_and_aliases(vetted: Vetted) -> None:
    page = vetted.vetted()
    spanish, _ = Locale.objects.get_or_create(language_code="es")
    alias = page.copy_for_translation(spanish, copy_parents=True, alias=True)
    assert fresh(alias).live

    suspend(vetted, page.coach)

    assert not fresh(page).live
    assert not fresh(alias).live
    assert CoachVetting.objects.effective().count() == 0
    page.coach.refresh_from_db()
    assert page.coach.state == "suspended"
    assert page.coach.suspension_reason == "A complaint."
    assert page.coach.suspended_at is not None


def test_suspending_withdraws_what_waits(vetted: Vetted) -> None:
    page = vetted.draft()
    vetted.submit(page)

    suspend(vetted, page.coach)

    assert not fresh(page).workflow_in_progress
    assert CoachVetting.objects.get().state == VettingState.CANCELED


def test_suspending_calls_a_planned_publication_off(vetted: Vetted) -> None:
    page = vetted.vetted()
    page.revisions.update(approved_go_live_at="2037-01-01T00:00Z")

    suspend(vetted, page.coach)

    assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_suspending_puts_open_requests_back(vetted: Vetted) -> None:
    page = vetted.vetted()
    Message.objects.all().delete()
    for kind in StaffRecipientKind.values:
        factories.add_recipient(vetted.site, kind=kind, email=f"{kind}@example.org")
    made = {
        state: factories.CoachRequestFactory(site=vetted.site, coach=page.coach, state=state)
        for state in RequestState.values
    }

    assert suspend(vetted, page.coach) == 2

    states = {
        state: (CoachRequest.objects.get(pk=r.pk).state, CoachRequest.objects.get(pk=r.pk).coach)
        for state, r in made.items()
    }
    assert states == {
        "unproven": ("unproven", None),
        "new": ("new", None),
        "in_progress": ("new", None),
        "introduced": ("introduced", page.coach),
        "ended": ("ended", page.coach),
        "closed": ("closed", page.coach),
    }
    assert kinds() == [
        "coach_suspended",
        "request_put_back",
        "request_put_back",
        "requests_put_back",
    ]


def test_suspending_twice_is_refused(vetted: Vetted) -> None:
    coach = factories.CoachFactory(site=vetted.site)
    suspend(vetted, coach)
    Message.objects.all().delete()

    with pytest.raises(IllegalTransitionError):
        suspend(vetted, coach)

    assert kinds() == []


def test_suspended_profile_cannot_be_published_by_a_superuser(vetted: Vetted) -> None:
    page = vetted.vetted()
    suspend(vetted, page.coach)

    fresh(page).get_latest_revision().publish(user=vetted.admin)

    assert not fresh(page).live


def test_reinstated_coach_needs_vetting_again(vetted: Vetted) -> None:
    page = vetted.vetted()
    suspend(vetted, page.coach)

    suspension.reinstate(coach=page.coach, user=vetted.admin)
    fresh(page).get_latest_revision().publish()
    assert not fresh(page).live
    vetted.submit(page)
    assert vetted.decide(page) is None

    assert fresh(page).live
    assert unvetted_live_pages() == []
    page.coach.refresh_from_db()
    assert (page.coach.state, page.coach.suspension_reason) == ("active", "")


def test_only_a_suspended_coach_is_reinstated(vetted: Vetted) -> None:
    coach = factories.CoachFactory(site=vetted.site, hidden=True)

    with pytest.raises(IllegalTransitionError):
        suspension.reinstate(coach=coach, user=None)

    coach.refresh_from_db()
    assert coach.state == "hidden"
