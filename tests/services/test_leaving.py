"""Coaches who leave: what happens at once, and who is told."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from wagtail.models import Locale, ModelLogEntry

from tests.factories import (
    CoachFactory,
    CoachRequestFactory,
    PersonFactory,
    UserFactory,
    add_recipient,
    make_coach_page,
    set_settings,
)
from wagtail_coaching.enums import (
    CoachState,
    ConcernState,
    ConfirmationState,
    RequestState,
    StaffRecipientKind,
)
from wagtail_coaching.exceptions import DeadLinkError, IllegalTransitionError
from wagtail_coaching.models import (
    Coach,
    CoachConcern,
    CoachConfirmation,
    CoachRequest,
    Message,
    Person,
)
from wagtail_coaching.services import coach as coach_service
from wagtail_coaching.services import leaving, links, tick
from wagtail_coaching.services.confirmation import CONFIRM
from wagtail_coaching.services.person import OWN_PAGE
from wagtail_coaching.services.rendering import render

if TYPE_CHECKING:
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def mails() -> list[tuple[str, str]]:
    return sorted(Message.objects.values_list("kind", "recipient_email"))


def text_of_mail(kind: str) -> str:
    return render(message=Message.objects.get(kind=kind)).text


def test_leaving_hides_profiles_aliases_and_what_was_planned(program: ProgramTree) -> None:
    page = make_coach_page(program, publish=True)
    spanish, _ = Locale.objects.get_or_create(language_code="es")
    alias = page.copy_for_translation(spanish, copy_parents=True, alias=True)
    page.revisions.update(approved_go_live_at="2037-01-01T00:00Z")
    assert type(page).objects.get(pk=alias.pk).live

    leaving.leave(coach=page.coach)

    pages = type(page).objects.filter(pk__in=[page.pk, alias.pk])
    assert list(pages.values_list("live", flat=True)) == [False, False]
    assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()
    stored = Coach.objects.get()
    assert stored.state == CoachState.LEFT
    assert stored.left_at is not None


@pytest.mark.parametrize("vetting_required", [True, False])
def test_nobody_publishes_a_coach_who_has_left(
    program: ProgramTree, vetting_required: bool
) -> None:
    page = make_coach_page(program, publish=True)
    set_settings(program.site, vetting_required=vetting_required)
    leaving.leave(coach=page.coach)

    for user in (None, UserFactory(superuser=True)):
        type(page).objects.get(pk=page.pk).get_latest_revision().publish(user=user)

    assert not type(page).objects.get(pk=page.pk).live


def test_everybody_concerned_is_told(program: ProgramTree) -> None:
    site = program.site
    for kind in StaffRecipientKind.values:
        add_recipient(site, kind=kind, email=f"{kind}@example.org")
    add_recipient(site, kind=StaffRecipientKind.REQUESTS, email="vetting@example.org")
    page = make_coach_page(
        program, title="Ann Bell", publish=True, coach__person__email="ann@example.org"
    )
    made = {
        state: CoachRequestFactory(
            site=site, coach=page.coach, state=state, email=f"{state}@example.org"
        )
        for state in RequestState.values
    }

    leaving.leave(coach=page.coach, reason="  Off to the sea. ")

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
    assert mails() == [
        ("coach_farewell", "ann@example.org"),
        ("coach_left_learner", "introduced@example.org"),
        ("coach_left_staff", "requests@example.org"),
        ("coach_left_staff", "vetting@example.org"),
        ("request_put_back", "in_progress@example.org"),
        ("request_put_back", "new@example.org"),
    ]
    to_staff = [render(message=m).text for m in Message.objects.filter(kind="coach_left_staff")]
    for text in to_staff:
        assert "Reason: Off to the sea." in text
        assert "2 open requests are without a coach now." in text
    assert "introduced you to Ann Bell" in text_of_mail("coach_left_learner")
    assert "Off to the sea" not in text_of_mail("coach_left_learner")


def test_without_a_reason_and_without_requests(program: ProgramTree) -> None:
    for kind in (StaffRecipientKind.REQUESTS, StaffRecipientKind.VETTING):
        add_recipient(program.site, kind=kind, email=f"{kind}@example.org")

    leaving.leave(coach=CoachFactory(site=program.site, person__email="ann@example.org"))

    assert mails() == [
        ("coach_farewell", "ann@example.org"),
        ("coach_left_staff", "vetting@example.org"),
    ]
    text = text_of_mail("coach_left_staff")
    assert "Reason: none given" in text
    assert "request" not in text


def test_farewell_says_until_when_the_data_is_kept(program: ProgramTree) -> None:
    set_settings(program.site, leaver_retention_days=30, time_zone="America/Chicago")
    coach = CoachFactory(site=program.site)
    leaving.leave(coach=coach)
    # In the evening of March 9 in Chicago.
    Coach.objects.update(left_at=datetime.datetime(2031, 3, 10, 2, tzinfo=datetime.UTC))

    assert "deleted after April 8, 2031" in text_of_mail("coach_farewell")


def test_messages_of_a_coach_who_is_back_are_not_needed(program: ProgramTree) -> None:
    coach = CoachFactory(site=program.site)
    leaving.leave(coach=coach)
    facts = {"name": "Ann", "email": coach.person.email, "phone": ""}
    coach.state = CoachState.ACTIVE

    coach_service.save_coach(coach=coach, site=program.site, person_facts=facts, topics=[])

    coach.refresh_from_db()
    assert coach.left_at is None
    with pytest.raises(Exception, match="has not left"):
        render(message=Message.objects.get(kind="coach_farewell"))


def test_history_says_why_and_how(program: ProgramTree) -> None:
    user = UserFactory()
    own, by_staff = CoachFactory.create_batch(2, site=program.site)

    leaving.leave(coach=own, reason="Time")
    leaving.leave(coach=by_staff, user=user)

    entries = {
        coach: ModelLogEntry.objects.for_instance(coach).get(action=leaving.LEFT)
        for coach in (own, by_staff)
    }
    assert (entries[own].data, entries[own].user) == ({"reason": "Time", "route": "link"}, None)
    assert (entries[by_staff].data, entries[by_staff].user) == ({"reason": ""}, user)


@pytest.mark.parametrize("state", [CoachState.LEFT, CoachState.SUSPENDED])
def test_who_is_gone_cannot_leave(program: ProgramTree, state: CoachState) -> None:
    coach = CoachFactory(site=program.site, state=state)

    with pytest.raises(IllegalTransitionError):
        leaving.leave(coach=coach)

    coach.refresh_from_db()
    assert (coach.state, coach.left_at, mails()) == (state, None, [])


@pytest.mark.parametrize("state", [CoachState.HIDDEN, CoachState.APPLICANT])
def test_who_is_not_active_may_leave(program: ProgramTree, state: CoachState) -> None:
    coach = CoachFactory(site=program.site, state=state, paused_until=timezone.localdate() + DAY)

    leaving.leave(coach=coach)

    stored = Coach.objects.get()
    assert (stored.state, stored.paused_until) == (CoachState.LEFT, None)


@pytest.mark.parametrize("purpose", [OWN_PAGE, CONFIRM])
def test_leaving_by_link_twice_happens_once(program: ProgramTree, purpose: Any) -> None:
    coach = CoachFactory(site=program.site)
    open_round = CoachConfirmation.objects.create(
        site=program.site, coach=coach, next_step_at=timezone.now()
    )
    subject = open_round if purpose is CONFIRM else None
    link = links.issue(purpose=purpose, person=coach.person, subject=subject)

    leaving.leave_by_link(link=link, reason="Time")
    leaving.leave_by_link(link=link, reason="Time")

    open_round.refresh_from_db()
    assert open_round.state == ConfirmationState.STOPPED
    assert [kind for kind, _email in mails()] == ["coach_farewell"]


def test_link_of_somebody_who_is_no_coach_ends_nothing(program: ProgramTree) -> None:
    link = links.issue(purpose=OWN_PAGE, person=PersonFactory(site=program.site))

    with pytest.raises(DeadLinkError):
        leaving.leave_by_link(link=link, reason="")


def test_coach_whom_staff_enter_as_left_leaves_once(program: ProgramTree) -> None:
    user = UserFactory()
    page = make_coach_page(program, publish=True)
    coach = page.coach
    facts = {"name": "Ann", "email": coach.person.email, "phone": ""}
    asked = CoachRequestFactory(site=program.site, coach=coach, state=RequestState.NEW)
    coach.state = CoachState.LEFT

    def save() -> None:
        coach_service.save_coach(
            coach=coach, site=program.site, person_facts=facts, topics=[], user=user
        )

    save()
    first = Coach.objects.get().left_at
    save()

    asked.refresh_from_db()
    page.refresh_from_db()
    assert (asked.coach, page.live) == (None, False)
    assert first is not None
    assert Coach.objects.get().left_at == first
    assert [kind for kind, _email in mails()] == ["coach_farewell", "request_put_back"]
    assert ModelLogEntry.objects.for_instance(coach).get(action=leaving.LEFT).user == user


# --- when the time has run out --------------------------------------------------------------------


def left(program: ProgramTree, *, days_ago: float, **facts: Any) -> Coach:
    since = timezone.now() - datetime.timedelta(days=days_ago)
    return CoachFactory(site=program.site, left=True, left_at=since, **facts)


def test_leavers_are_deleted_when_the_site_s_time_has_run_out(
    program: ProgramTree, program_b: ProgramTree
) -> None:
    set_settings(program.site, leaver_retention_days=10)
    set_settings(program_b.site, leaver_retention_days=90)
    gone = left(program, days_ago=12)
    kept = [
        left(program, days_ago=9),
        left(program_b, days_ago=12),
        CoachFactory(site=program.site),
        CoachFactory(site=program.site, suspended=True),
        # Entered as left before there was such a day.
        CoachFactory(site=program.site, left=True),
    ]

    due = tick.due()["leavers"]
    assert leaving.purge_leavers() == 1
    assert leaving.purge_leavers() == 0

    assert due == [f"delete {gone}, who has left"]
    assert set(Coach.objects.all()) == set(kept)
    assert Person.objects.count() == len(kept)


def test_nobody_is_deleted_on_the_last_day_that_was_promised(program: ProgramTree) -> None:
    set_settings(program.site, leaver_retention_days=30, time_zone="America/Chicago")
    since = datetime.datetime(2031, 3, 9, 15, tzinfo=datetime.UTC)
    CoachFactory(site=program.site, left=True, left_at=since)
    evening = datetime.datetime(2031, 4, 9, 3, tzinfo=datetime.UTC)

    assert leaving.purge_leavers(now=evening) == 0
    assert leaving.purge_leavers(now=evening + datetime.timedelta(hours=3)) == 1


def test_leaver_with_a_concern_that_nobody_has_handled_is_kept(program: ProgramTree) -> None:
    coach = left(program, days_ago=900)
    concern = CoachConcern.objects.create(
        site=program.site, coach=coach, profile_name="Ann Bell", message="Rude."
    )

    assert leaving.purge_leavers() == 0
    CoachConcern.objects.filter(pk=concern.pk).update(state=ConcernState.HANDLED)
    assert leaving.purge_leavers() == 1

    assert not CoachConcern.objects.exists()


def test_leaver_who_is_a_learner_too_stays_as_such(program: ProgramTree) -> None:
    coach = left(program, days_ago=900)
    own = CoachRequestFactory(site=program.site, person=coach.person)

    assert leaving.purge_leavers() == 1

    own.refresh_from_db()
    assert own.person == Person.objects.get()
    assert not Coach.objects.exists()
