"""What coaches do about their coaching by a link."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tests.factories import (
    CoachFactory,
    FormatFactory,
    LanguageFactory,
    PersonFactory,
    TopicFactory,
    make_coach_page,
)
from wagtail_coaching.enums import CoachState, ConfirmationState
from wagtail_coaching.exceptions import DeadLinkError, IllegalTransitionError
from wagtail_coaching.models import Coach, CoachConfirmation, GalleryChange, Link, Person
from wagtail_coaching.services import address, confirmation, links, own_coach
from wagtail_coaching.services.confirmation import CONFIRM
from wagtail_coaching.services.person import OWN_PAGE

if TYPE_CHECKING:
    from wagtail.models import Site

pytestmark = pytest.mark.django_db

CLOSED = [CoachState.LEFT, CoachState.SUSPENDED]


def in_days(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def own_link(coach: Coach) -> Link:
    return links.issue(purpose=OWN_PAGE, person=coach.person)


def asked(coach: Coach, **facts: Any) -> CoachConfirmation:
    facts.setdefault("next_step_at", timezone.now() + datetime.timedelta(days=14))
    return CoachConfirmation.objects.create(site=coach.site, coach=coach, **facts)


def save(link: Link, **changes: Any) -> Coach:
    terms = {name: changes.pop(name, ()) for name in ("topics", "languages", "formats")}
    return own_coach.save_choices(link=link, facts=changes, **terms)


def test_choices_hold_at_once(site_a: Site) -> None:
    coach = CoachFactory(site=site_a, topics=[TopicFactory(site=site_a)])
    topic, language = TopicFactory(site=site_a), LanguageFactory(site=site_a)
    spoken = FormatFactory(site=site_a)

    saved = save(
        own_link(coach),
        capacity=5,
        best_hours="mornings",
        phone="(312) 555-0199",
        time_zone="America/Denver",
        phone_visibility="everyone",
        topics=[topic],
        languages=[language],
        formats=[spoken],
    )

    stored = Coach.objects.get()
    assert stored == saved
    assert (stored.capacity, stored.best_hours, stored.phone_visibility) == (
        5,
        "mornings",
        "everyone",
    )
    assert (stored.person.phone, stored.person.time_zone) == ("(312) 555-0199", "America/Denver")
    assert list(stored.topics.all()) == [topic]
    assert list(stored.languages.all()) == [language]
    assert list(stored.formats.all()) == [spoken]
    assert set(GalleryChange.objects.values_list("coach_pk", flat=True)) == {str(coach.pk)}


def test_log_says_what_was_changed_and_how(site_a: Site) -> None:
    coach = CoachFactory(site=site_a, capacity=2, last_confirmed_on=timezone.localdate())

    save(own_link(coach), capacity=3, best_hours="")

    entry = ModelLogEntry.objects.for_instance(coach).get(action=own_coach.CHOICES_SAVED)
    assert entry.data == {"fields": ["capacity"], "route": "link"}
    assert entry.user is None


def test_what_is_saved_unchanged_is_an_answer_all_the_same(site_a: Site) -> None:
    coach = CoachFactory(site=site_a, capacity=2)
    open_round = asked(coach)

    save(own_link(coach), capacity=2)

    coach.refresh_from_db()
    open_round.refresh_from_db()
    assert open_round.state == ConfirmationState.CONFIRMED
    assert coach.last_confirmed_on is not None
    entries = ModelLogEntry.objects.for_instance(coach)
    assert not entries.filter(action=own_coach.CHOICES_SAVED).exists()


def test_terms_of_another_site_are_left_out(site_a: Site, site_b: Site) -> None:
    ours, theirs = TopicFactory(site=site_a), TopicFactory(site=site_b)
    coach = CoachFactory(site=site_a)

    save(own_link(coach), topics=[ours, theirs])

    assert list(coach.topics.all()) == [ours]


@pytest.mark.parametrize("name", ["state", "name", "email", "last_confirmed_on", "person", "site"])
def test_facts_that_are_not_the_coach_s_to_change_are_refused(site_a: Site, name: str) -> None:
    coach = CoachFactory(site=site_a)

    with pytest.raises(ValueError, match=name):
        save(own_link(coach), **{name: "x"})


@pytest.mark.parametrize("state", CLOSED)
def test_coach_who_is_gone_changes_nothing(site_a: Site, state: CoachState) -> None:
    coach = CoachFactory(site=site_a, state=state, capacity=2)
    link = own_link(coach)

    for change in (
        lambda: save(link, capacity=9),
        lambda: own_coach.pause(link=link, until=in_days(9)),
        lambda: own_coach.resume(link=link),
        lambda: own_coach.say_all_is_right(link=link),
    ):
        with pytest.raises(IllegalTransitionError):
            change()

    coach.refresh_from_db()
    assert (coach.state, coach.capacity, coach.paused_until, coach.last_confirmed_on) == (
        state,
        2,
        None,
        None,
    )


def test_link_of_somebody_who_is_no_coach_opens_nothing(site_a: Site) -> None:
    learner = PersonFactory(site=site_a)

    with pytest.raises(DeadLinkError):
        save(links.issue(purpose=OWN_PAGE, person=learner), capacity=9)


def test_link_for_something_else_opens_nothing(site_a: Site) -> None:
    coach = CoachFactory(site=site_a, capacity=2)
    address.request_change(link=own_link(coach), new_email="new@example.org")
    other = Link.objects.get(purpose=address.OLD_ADDRESS.name)

    with pytest.raises(DeadLinkError):
        save(other, capacity=9)

    coach.refresh_from_db()
    other.refresh_from_db()
    assert (coach.capacity, other.used_at) == (2, None)


def test_link_that_asks_whether_all_is_right_lets_a_coach_pause(site_a: Site) -> None:
    coach = CoachFactory(site=site_a)
    open_round = asked(coach)
    link = links.issue(purpose=CONFIRM, person=coach.person, subject=open_round)

    own_coach.pause(link=link, until=in_days(30))

    coach.refresh_from_db()
    open_round.refresh_from_db()
    assert (coach.paused_until, open_round.state) == (in_days(30), ConfirmationState.PAUSED)


def test_using_the_link_proves_the_address(site_a: Site) -> None:
    coach = CoachFactory(site=site_a)

    own_coach.say_all_is_right(link=own_link(coach))

    assert Person.objects.get().email_proven_at is not None


def test_pause_and_resume_leave_a_line_that_says_how(site_a: Site) -> None:
    coach = CoachFactory(site=site_a, last_confirmed_on=timezone.localdate())
    link = own_link(coach)

    own_coach.pause(link=link, until=in_days(9))
    own_coach.pause(link=link, until=in_days(9))
    own_coach.resume(link=link)
    own_coach.resume(link=link)

    coach.refresh_from_db()
    assert coach.paused_until is None
    entries = ModelLogEntry.objects.for_instance(coach).order_by("pk")
    told = [(e.action, e.data) for e in entries if e.action.endswith(("_paused", "_resumed"))]
    assert told == [
        ("wagtail_coaching.coach_paused", {"until": in_days(9).isoformat(), "route": "link"}),
        ("wagtail_coaching.coach_resumed", {"route": "link"}),
    ]


@pytest.mark.parametrize("days", [0, -1])
def test_pause_until_a_day_that_is_over_changes_nothing(site_a: Site, days: int) -> None:
    coach = CoachFactory(site=site_a)
    open_round = asked(coach)

    with pytest.raises(IllegalTransitionError):
        own_coach.pause(link=own_link(coach), until=in_days(days))

    open_round.refresh_from_db()
    assert open_round.state == ConfirmationState.ASKED


@pytest.mark.parametrize("state", [CoachState.HIDDEN, CoachState.APPLICANT])
def test_who_is_not_shown_has_no_break_but_may_choose(site_a: Site, state: CoachState) -> None:
    coach = CoachFactory(site=site_a, state=state)
    link = own_link(coach)

    with pytest.raises(IllegalTransitionError):
        own_coach.pause(link=link, until=in_days(9))
    save(link, capacity=7)

    coach.refresh_from_db()
    assert (coach.state, coach.capacity, coach.paused_until) == (state, 7, None)


@pytest.mark.parametrize("how", ["save", "pause", "resume", "right"])
def test_whatever_a_silent_coach_does_brings_them_back(program: Any, how: str) -> None:
    page = make_coach_page(program, publish=True, coach__state=CoachState.ACTIVE)
    coach = page.coach
    now = timezone.now()
    asked(coach, reminders=2, next_step_at=now - datetime.timedelta(days=1))
    assert confirmation.hide_silent(now=now) == 1
    page.refresh_from_db()
    assert not page.live
    link = own_link(coach)

    {
        "save": lambda: save(link, capacity=4),
        "pause": lambda: own_coach.pause(link=link, until=in_days(9)),
        "resume": lambda: own_coach.resume(link=link),
        "right": lambda: own_coach.say_all_is_right(link=link),
    }[how]()

    page.refresh_from_db()
    coach.refresh_from_db()
    assert (page.live, coach.state) == (True, CoachState.ACTIVE)
    assert not confirmation.is_hidden_for_silence(coach)
