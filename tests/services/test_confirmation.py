"""Asking coaches whether their profile is still right: the mail, the reminders, the hiding."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import Locale, ModelLogEntry

from tests.factories import (
    CoachRequestFactory,
    UserFactory,
    add_recipient,
    approve_profile,
    make_coach_page,
    set_settings,
)
from wagtail_coaching.enums import CoachState, ConfirmationState, RequestState, StaffRecipientKind
from wagtail_coaching.exceptions import DeadLinkError, IllegalTransitionError
from wagtail_coaching.models import (
    Coach,
    CoachConfirmation,
    CoachRequest,
    CoachVetting,
    GalleryChange,
    Link,
    Message,
)
from wagtail_coaching.services import (
    confirmation,
    confirmation_due,
    links,
    rendering,
    suspension,
    tick,
)
from wagtail_coaching.services import person as person_service
from wagtail_coaching.services.coach import save_coach

if TYPE_CHECKING:
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2031, 5, 2, 15, tzinfo=datetime.UTC)
TODAY = NOW.date()
A_YEAR_AGO = datetime.date(2030, 5, 2)


def days(number: int) -> datetime.timedelta:
    return datetime.timedelta(days=number)


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ann(program: ProgramTree) -> Any:
    """A published profile that was confirmed a year ago."""
    return make_coach_page(
        program,
        title="Ann Bell",
        publish=True,
        job_title="Village manager",
        coach__last_confirmed_on=A_YEAR_AGO,
    )


def fresh(record: Any) -> Any:
    return type(record)._default_manager.get(pk=record.pk)


def kinds() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


def run(moment: datetime.datetime) -> list[int]:
    """Do what the periodic work does; return how much of each."""
    with time_machine.travel(moment, tick=False):
        return [
            confirmation.ask_due(now=moment),
            confirmation.remind_due(now=moment),
            confirmation.hide_silent(now=moment),
        ]


def run_until_hidden() -> None:
    for number in (0, 14, 28, 42):
        run(NOW + days(number))


def link_of(coach: Coach) -> Link:
    """The link in the first mail to a coach."""
    message = Message.objects.filter(person=coach.person, kind="confirm_profile").earliest("pk")
    return Link.objects.get(key=message.links["link"])


def states() -> list[str]:
    return list(CoachConfirmation.objects.order_by("pk").values_list("state", flat=True))


# --- who is asked --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "is_asked"),
    [
        ({"coach__last_confirmed_on": A_YEAR_AGO}, True),
        ({"coach__last_confirmed_on": A_YEAR_AGO + days(1)}, False),
        ({"coach__last_confirmed_on": A_YEAR_AGO, "coach__paused": True}, True),
        ({"coach__last_confirmed_on": A_YEAR_AGO, "coach__capacity": 0}, True),
        ({"coach__last_confirmed_on": A_YEAR_AGO, "coach__hidden": True}, False),
        ({"coach__last_confirmed_on": A_YEAR_AGO, "coach__left": True}, False),
        ({"coach__last_confirmed_on": A_YEAR_AGO, "live": False}, False),
        (
            {
                "coach__last_confirmed_on": A_YEAR_AGO + days(9),
                "first_published_at": NOW - days(800),
            },
            False,
        ),
        ({"first_published_at": NOW - days(365)}, True),
        ({"first_published_at": NOW - days(364)}, False),
        ({}, False),
    ],
)
def test_who_is_asked(program: ProgramTree, facts: dict[str, Any], is_asked: bool) -> None:
    page = make_coach_page(program, **facts)

    assert run(NOW) == [int(is_asked), 0, 0]

    asked = CoachConfirmation.objects.filter(coach=page.coach)
    assert list(asked.values_list("state", "asked_at", "next_step_at")) == (
        [("asked", NOW, NOW + days(14))] if is_asked else []
    )


def test_profile_whose_first_publication_is_unknown_counts_from_the_record(
    program: ProgramTree,
) -> None:
    page = make_coach_page(program)
    type(page).objects.filter(pk=page.pk).update(first_published_at=None)
    assert run(NOW)[0] == 0
    Coach.objects.filter(pk=page.coach_id).update(created_at=NOW - days(365))

    assert run(NOW)[0] == 1


def test_suspended_coach_is_not_asked(ann: Any) -> None:
    suspension.suspend(coach=ann.coach, reason="", message="", user=None)

    assert run(NOW)[0] == 0


def test_day_is_that_of_the_site(program: ProgramTree) -> None:
    """At midnight UTC it is still the day before in Chicago."""
    make_coach_page(program, coach__last_confirmed_on=A_YEAR_AGO + days(1))
    midnight = datetime.datetime(2031, 5, 3, 1, tzinfo=datetime.UTC)
    set_settings(program.site, time_zone="America/Chicago")
    assert run(midnight)[0] == 0
    set_settings(program.site, time_zone="Europe/Berlin")

    assert run(midnight)[0] == 1


def test_each_site_has_its_own_time(program_a: ProgramTree, program_b: ProgramTree) -> None:
    for program in (program_a, program_b):
        make_coach_page(program, coach__last_confirmed_on=datetime.date(2031, 3, 1))
    set_settings(program_b.site, confirmation_months=2, confirmation_reminder_days=3)

    assert run(NOW)[0] == 1
    asked = CoachConfirmation.objects.get()
    assert (asked.site, asked.next_step_at) == (program_b.site, NOW + days(3))


def test_site_that_asks_nobody_asks_and_hides_nobody(program: ProgramTree, ann: Any) -> None:
    run(NOW)
    set_settings(program.site, confirmation_months=None)
    make_coach_page(program, coach__last_confirmed_on=A_YEAR_AGO)

    for number in (14, 28, 42):
        assert run(NOW + days(number)) == [0, 0, 0]
    assert fresh(ann).live


def test_translations_of_a_profile_are_asked_about_once(program: ProgramTree, ann: Any) -> None:
    ann.create_alias(parent=program.gallery, update_slug="ann-again", log_action=False)
    type(ann).objects.update(live=True)

    assert run(NOW)[0] == 1


# --- the round -----------------------------------------------------------------------------------


def test_silent_coach_is_asked_reminded_twice_and_hidden(program: ProgramTree, ann: Any) -> None:
    add_recipient(program.site, kind=StaffRecipientKind.VETTING, email="staff@example.org")
    GalleryChange.objects.all().delete()

    done = {number: run(NOW + days(number)) for number in range(60) if number % 7 in (0, 1)}

    assert {number: what for number, what in done.items() if any(what)} == {
        0: [1, 0, 0],
        14: [0, 1, 0],
        28: [0, 1, 0],
        42: [0, 0, 1],
    }
    written = Message.objects.order_by("pk").values_list("kind", "recipient_email")
    assert list(written) == [
        ("confirm_profile", ann.coach.email),
        ("confirm_profile_reminder", ann.coach.email),
        ("confirm_profile_reminder", ann.coach.email),
        ("profile_hidden_silence", ann.coach.email),
        ("coach_silent_staff", "staff@example.org"),
    ]
    coach = fresh(ann.coach)
    assert (coach.state, fresh(ann).live, states()) == (CoachState.HIDDEN, False, ["hidden"])
    assert coach.last_confirmed_on == A_YEAR_AGO
    assert confirmation.is_hidden_for_silence(coach)
    assert GalleryChange.objects.filter(coach_pk=str(coach.pk)).exists()
    actions = ModelLogEntry.objects.for_instance(coach).values_list("action", flat=True)
    assert list(actions) == ["wagtail_coaching.coach_silent"]


def test_late_run_leaves_the_coach_the_same_time(ann: Any) -> None:
    """Whoever runs the periodic work only once a month reminds once a month."""
    run(NOW)

    assert run(NOW + days(40)) == [0, 1, 0]
    assert run(NOW + days(41)) == [0, 0, 0]
    assert run(NOW + days(54)) == [0, 1, 0]
    assert run(NOW + days(68)) == [0, 0, 1]


def test_running_twice_at_a_time_does_everything_once(ann: Any) -> None:
    for number in (0, 14, 28, 42):
        done = [sum(run(NOW + days(number))) for _time in range(3)]
        assert done == [1, 0, 0]
    assert len(kinds()) == 4


def test_stale_object_of_another_run_changes_nothing(ann: Any) -> None:
    """As if two runs had both just read who is due."""
    assert confirmation._ask(ann.coach, NOW)
    assert not confirmation._ask(ann.coach, NOW)
    for number in (14, 28):
        stale = CoachConfirmation.objects.get()
        assert confirmation._remind(stale, NOW + days(number))
        assert not confirmation._remind(stale, NOW + days(number))
    stale = CoachConfirmation.objects.get()
    assert confirmation._hide(stale, NOW + days(42))
    assert not confirmation._hide(stale, NOW + days(42))
    assert len(kinds()) == 4


def test_jobs_say_what_there_is_to_do(ann: Any) -> None:
    names = ("ask_for_confirmation", "remind_of_confirmation", "hide_silent_coaches")

    def due(number: int) -> list[list[str]]:
        found = tick.due(now=NOW + days(number))
        return [found[name] for name in names]

    assert due(0) == [["Ann Bell"], [], []]
    run(NOW)
    assert due(0) == [[], [], []]
    assert due(14) == [[], ["Ann Bell"], []]
    run(NOW + days(14))
    run(NOW + days(28))
    assert due(42) == [[], [], ["Ann Bell"]]


@pytest.mark.parametrize(
    ("change", "ended_as"),
    [
        ({"state": CoachState.HIDDEN}, "canceled"),
        ({"state": CoachState.LEFT}, "canceled"),
        ({"state": CoachState.SUSPENDED}, "canceled"),
        ({"last_confirmed_on": TODAY}, "confirmed"),
        ({"last_confirmed_on": TODAY - days(1)}, "asked"),
    ],
)
@pytest.mark.parametrize("how", ["by the record's form", "behind its back"])
def test_what_staff_enter_ends_the_round(
    ann: Any, change: dict[str, Any], ended_as: str, how: str
) -> None:
    run(NOW)
    coach = ann.coach
    if how == "behind its back":
        Coach.objects.filter(pk=coach.pk).update(**change)
    else:
        for name, value in change.items():
            setattr(coach, name, value)
        facts = {"name": "Ann Bell", "email": coach.email, "phone": ""}
        user = UserFactory()
        save_coach(coach=coach, site=coach.site, person_facts=facts, topics=[], user=user)
        assert states() == [ended_as]

    assert run(NOW + days(14))[1] == int(ended_as == "asked")
    assert states() == [ended_as]


def test_round_about_a_profile_that_is_not_public_any_more_is_canceled(ann: Any) -> None:
    run(NOW)
    ann.unpublish()

    assert run(NOW + days(14)) == [0, 0, 0]
    assert states() == ["canceled"]


def test_workflow_of_a_hidden_profile_ends(ann: Any) -> None:
    """Otherwise reviewers would publish somebody who does not answer."""
    run_until_hidden()

    assert fresh(ann).current_workflow_state is None


# --- the answers ---------------------------------------------------------------------------------


def test_yes_ends_the_round_and_counts_from_today(ann: Any) -> None:
    run(NOW)
    with time_machine.travel(NOW + days(3), tick=False):
        coach = confirmation.confirm(link=link_of(ann.coach))

    assert coach == ann.coach
    found = CoachConfirmation.objects.get()
    assert (found.state, found.answered_at) == ("confirmed", NOW + days(3))
    assert fresh(coach).last_confirmed_on == TODAY + days(3)
    assert fresh(coach.person).email_proven_at == NOW + days(3)
    assert run(NOW + days(300)) == [0, 0, 0]
    assert run(NOW + days(369)) == [1, 0, 0]


def test_second_click_changes_nothing(ann: Any) -> None:
    run(NOW)
    link = link_of(ann.coach)
    confirmation.confirm(link=link)
    before = list(CoachConfirmation.objects.values())

    with time_machine.travel(NOW + datetime.timedelta(minutes=1), tick=False):
        confirmation.confirm(link=link)

    assert list(CoachConfirmation.objects.values()) == before
    entries = ModelLogEntry.objects.for_instance(ann.coach)
    assert [entry.action for entry in entries] == ["wagtail_coaching.coach_confirmed"]


@pytest.mark.parametrize("state", [CoachState.LEFT, CoachState.SUSPENDED, CoachState.APPLICANT])
def test_link_of_somebody_who_does_not_coach_is_dead(ann: Any, state: str) -> None:
    run(NOW)
    Coach.objects.update(state=state)

    with pytest.raises(DeadLinkError):
        confirmation.confirm(link=link_of(ann.coach))

    assert (fresh(ann.coach).state, fresh(ann.coach).last_confirmed_on) == (state, A_YEAR_AGO)


def test_link_for_something_else_does_not_confirm(ann: Any) -> None:
    other = links.issue(purpose=person_service.OWN_PAGE, person=ann.coach.person)

    with pytest.raises(DeadLinkError):
        confirmation.confirm(link=other)


def test_late_answer_brings_back_just_what_was_public(ann: Any) -> None:
    ann.ask_me_about = "Snow removal"
    draft = ann.save_revision()
    run_until_hidden()

    with time_machine.travel(NOW + days(200), tick=False):
        coach = confirmation.confirm(link=link_of(ann.coach))

    page = fresh(ann)
    assert (fresh(coach).state, page.live, states()) == (CoachState.ACTIVE, True, ["confirmed"])
    assert (page.ask_me_about, page.has_unpublished_changes) == ("", True)
    assert page.get_latest_revision() == draft
    assert not confirmation.is_hidden_for_silence(coach)
    assert run(NOW + days(201)) == [0, 0, 0]
    actions = ModelLogEntry.objects.for_instance(coach).order_by("pk")
    assert [entry.action.partition(".")[2] for entry in actions] == [
        "coach_silent",
        "coach_back",
        "coach_confirmed",
    ]


def test_page_without_a_revision_comes_back(program: ProgramTree) -> None:
    page = make_coach_page(program, coach__last_confirmed_on=A_YEAR_AGO, live=False)
    approve_profile(page)
    type(page).objects.filter(pk=page.pk).update(live=True)
    run_until_hidden()
    assert not fresh(page).live

    confirmation.confirm(link=link_of(page.coach))

    assert fresh(page).live


def test_profile_that_was_a_draft_stays_one(program: ProgramTree, ann: Any) -> None:
    run(NOW)
    run(NOW + days(14))
    run(NOW + days(28))
    spanish = Locale.objects.get_or_create(language_code="es")[0]
    other = make_coach_page(program, live=False, locale=spanish, coach=ann.coach)
    run(NOW + days(42))

    confirmation.confirm(link=link_of(ann.coach))

    assert (fresh(ann).live, fresh(other).live) == (True, False)


def test_late_answer_after_the_approval_has_run_out_calls_staff(
    program: ProgramTree, ann: Any
) -> None:
    add_recipient(program.site, kind=StaffRecipientKind.VETTING, email="staff@example.org")
    CoachVetting.objects.update(valid_until=NOW + days(60))
    run_until_hidden()

    with time_machine.travel(NOW + days(61), tick=False):
        confirmation.confirm(link=link_of(ann.coach))
        confirmation.confirm(link=link_of(ann.coach))

    coach = fresh(ann.coach)
    assert (coach.state, fresh(ann).live) == (CoachState.ACTIVE, False)
    assert coach.last_confirmed_on == TODAY + days(61)
    assert kinds()[-2:] == ["coach_silent_staff", "coach_back_staff"]


def test_late_answer_where_nobody_is_vetted_needs_no_approval(
    program: ProgramTree, ann: Any
) -> None:
    run_until_hidden()
    CoachVetting.objects.all().delete()
    set_settings(program.site, vetting_required=False)

    assert confirmation.bring_back(coach=ann.coach)
    assert fresh(ann).live


def test_bringing_back_works_once(ann: Any) -> None:
    run_until_hidden()

    assert confirmation.bring_back(coach=ann.coach)
    assert not confirmation.bring_back(coach=ann.coach)


def test_coach_whom_staff_have_hidden_stays_hidden(ann: Any) -> None:
    run(NOW)
    Coach.objects.update(state=CoachState.HIDDEN)
    ann.unpublish()

    coach = confirmation.confirm(link=link_of(ann.coach))

    assert (fresh(coach).state, fresh(ann).live) == (CoachState.HIDDEN, False)
    assert fresh(coach).last_confirmed_on == TODAY
    assert not confirmation.bring_back(coach=coach)


@pytest.mark.parametrize("how", ["by the record's form", "by a suspension"])
def test_coach_whom_staff_hide_after_a_silence_does_not_come_back(ann: Any, how: str) -> None:
    run_until_hidden()
    coach = fresh(ann.coach)
    facts = {"name": "Ann Bell", "email": coach.email, "phone": ""}
    if how == "by a suspension":
        suspension.suspend(coach=coach, reason="", message="", user=None)
        suspension.reinstate(coach=coach, user=None)
        run(NOW + days(43))
    for state in (CoachState.ACTIVE, CoachState.HIDDEN):
        coach.state = state
        save_coach(coach=coach, site=coach.site, person_facts=facts, topics=[])

    assert not confirmation.is_hidden_for_silence(coach)
    confirmation.confirm(link=link_of(coach))

    assert fresh(coach).state == CoachState.HIDDEN


@pytest.mark.parametrize(
    ("state", "is_back"),
    [
        (ConfirmationState.CONFIRMED, True),
        (ConfirmationState.PAUSED, True),
        (ConfirmationState.STOPPED, False),
        (ConfirmationState.CANCELED, False),
    ],
)
def test_settling_ends_a_hidden_round_too(
    ann: Any, state: ConfirmationState, is_back: bool
) -> None:
    run_until_hidden()

    assert confirmation.settle(coach=ann.coach, state=state) == 1
    assert confirmation.settle(coach=ann.coach, state=state) == 0
    assert (states(), fresh(ann).live) == ([state], is_back)
    answered_at = CoachConfirmation.objects.get().answered_at
    assert (answered_at is None) == (state == ConfirmationState.CANCELED)


def test_settling_where_nobody_has_asked_notes_the_day(ann: Any) -> None:
    assert confirmation.settle(coach=ann.coach, state=ConfirmationState.CONFIRMED) == 0
    assert fresh(ann.coach).last_confirmed_on == TODAY


def test_break_that_the_coach_has_chosen_is_not_disturbed(ann: Any) -> None:
    run(NOW)
    confirmation.settle(coach=ann.coach, state=ConfirmationState.PAUSED)
    Coach.objects.update(paused_until=TODAY + days(90))

    assert [run(NOW + days(number)) for number in (1, 89)] == [[0, 0, 0]] * 2
    # Back from it, the coach is asked: nobody has said yet that all is right.
    assert run(NOW + days(90)) == [1, 0, 0]


@pytest.mark.parametrize("waiting", [0, 1])
def test_learners_who_wait_have_staff_again(program: ProgramTree, ann: Any, waiting: int) -> None:
    for kind in (StaffRecipientKind.VETTING, StaffRecipientKind.REQUESTS):
        add_recipient(program.site, kind=kind, email=f"{kind}@example.org")
    add_recipient(program.site, kind=StaffRecipientKind.REQUESTS, email="vetting@example.org")
    for _number in range(waiting):
        CoachRequestFactory(site=program.site, coach=ann.coach, state=RequestState.IN_PROGRESS)
    introduced = CoachRequestFactory(
        site=program.site, coach=ann.coach, state=RequestState.INTRODUCED
    )

    run_until_hidden()

    introduced.refresh_from_db()
    assert introduced.coach == ann.coach
    others = CoachRequest.objects.exclude(pk=introduced.pk)
    assert list(others.values_list("coach", "state")) == [(None, "new")] * waiting
    assert kinds().count("request_put_back") == waiting
    to_staff = Message.objects.filter(kind="coach_silent_staff").order_by("recipient_email")
    addresses = (
        ["requests@example.org", "vetting@example.org"] if waiting else ["vetting@example.org"]
    )
    assert list(to_staff.values_list("recipient_email", flat=True)) == addresses
    for message in to_staff:
        text = rendering.render(message=message).text
        assert ("1 open request is without a coach now." in text) == bool(waiting)
        assert "request" in text or not waiting


def test_no_more_than_some_a_day_are_asked_the_longest_unconfirmed_first(
    program_a: ProgramTree, program_b: ProgramTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confirmation_due, "ASKED_A_DAY", 2)
    set_settings(program_a.site, time_zone="America/Chicago")
    # Entered long ago, and never confirmed: between the others.
    never = make_coach_page(program_a, title="Never", coach__last_confirmed_on=None)
    never._meta.model.objects.update(first_published_at=NOW - days(2000))
    Coach.objects.update(created_at=NOW - days(1500))
    for name, ago in (("Third", 1000), ("First", 2000)):
        make_coach_page(program_a, title=name, coach__last_confirmed_on=TODAY - days(ago))
    make_coach_page(program_b, title="Other", coach__last_confirmed_on=TODAY - days(900))

    assert confirmation.ask_due(now=NOW) == 3
    asked = CoachConfirmation.objects.filter(site=program_a.site).order_by("pk")
    assert [str(found.coach) for found in asked] == ["First", "Never"]
    assert confirmation.ask_due(now=NOW + datetime.timedelta(hours=9)) == 0
    # NOW is ten in the morning in Chicago.
    assert confirmation.ask_due(now=NOW + datetime.timedelta(hours=14)) == 1


@pytest.mark.parametrize(("is_right", "ended_as"), [(True, "confirmed"), (False, "canceled")])
def test_staff_bring_a_silent_coach_back(ann: Any, is_right: bool, ended_as: str) -> None:
    user = UserFactory()
    run_until_hidden()
    day = ann.coach.last_confirmed_on

    assert confirmation.return_by_staff(coach=ann.coach, is_right=is_right, user=user)
    with pytest.raises(IllegalTransitionError):
        confirmation.return_by_staff(coach=ann.coach, is_right=is_right, user=user)

    stored = Coach.objects.get()
    ann.refresh_from_db()
    assert (stored.state, ann.live, states()) == (CoachState.ACTIVE, True, [ended_as])
    today = confirmation_due.today_at(stored.site)
    assert stored.last_confirmed_on == (today if is_right else day)
    users = ModelLogEntry.objects.for_instance(stored).values_list("user", flat=True)
    assert list(users.exclude(action="wagtail_coaching.coach_silent")) == [user.pk] * (1 + is_right)


def test_nothing_is_asked_of_a_coach_who_was_deleted_meanwhile(ann: Any) -> None:
    coach = ann.coach
    run(NOW)
    stale = CoachConfirmation.objects.select_related("coach").get()
    Coach.objects.filter(pk=coach.pk).delete()

    assert not confirmation._ask(coach, NOW)
    assert not confirmation._remind(stale, NOW + days(14))


def test_time_is_that_of_the_caller(ann: Any) -> None:
    assert timezone.now() == NOW
    confirmation.ask_due(now=NOW + days(5))

    assert CoachConfirmation.objects.get().asked_at == NOW + days(5)
