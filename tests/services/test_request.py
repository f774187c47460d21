import itertools

import pytest
import time_machine
from django.utils import timezone

from tests.factories import (
    CareerStageFactory,
    CoachFactory,
    CoachRequestFactory,
    OrganizationTypeFactory,
    TopicFactory,
    UserFactory,
)
from wagtail_coaching import signals
from wagtail_coaching.enums import RequestState
from wagtail_coaching.exceptions import CoachingError, IllegalTransitionError
from wagtail_coaching.models import CoachRequest
from wagtail_coaching.services import request as request_service

NEW, IN_PROGRESS, INTRODUCED, CLOSED = RequestState
LEGAL = {
    (NEW, IN_PROGRESS),
    (NEW, INTRODUCED),
    (NEW, CLOSED),
    (IN_PROGRESS, NEW),
    (IN_PROGRESS, INTRODUCED),
    (IN_PROGRESS, CLOSED),
    (INTRODUCED, IN_PROGRESS),
    (CLOSED, IN_PROGRESS),
}
ILLEGAL = sorted(set(itertools.product(RequestState, repeat=2)) - LEGAL)
NOON = "2026-03-04T18:00:00Z"


@pytest.fixture
def heard():
    """Collect what the signals say."""
    calls = []

    def listen(sender, signal, **arguments):
        calls.append((sender, signal, arguments))

    for signal in (signals.request_submitted, signals.request_state_changed):
        signal.connect(listen)
    yield calls
    for signal in (signals.request_submitted, signals.request_state_changed):
        signal.disconnect(listen)


@pytest.mark.parametrize(("old", "new"), sorted(LEGAL))
def test_change_state_along_a_legal_step(site_a, old, new):
    coach_request = CoachRequestFactory(site=site_a, state=old)

    with time_machine.travel(NOON, tick=False):
        moved = request_service.change_state(coach_request=coach_request, new_state=new)
        now = timezone.now()

    stored = CoachRequest.objects.get(pk=coach_request.pk)
    assert moved is coach_request
    assert (moved.state, moved.state_changed_at) == (new, now)
    assert (stored.state, stored.state_changed_at) == (new, now)


@pytest.mark.parametrize(("old", "new"), ILLEGAL)
def test_change_state_along_an_illegal_step(
    site_a, old, new, heard, django_capture_on_commit_callbacks
):
    coach_request = CoachRequestFactory(site=site_a, state=old)
    message = f"A request that is “{old.label}” cannot become “{new.label}”."

    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(IllegalTransitionError, match=message) as caught,
    ):
        request_service.change_state(coach_request=coach_request, new_state=new)

    assert isinstance(caught.value, CoachingError)
    assert CoachRequest.objects.get(pk=coach_request.pk).state == old
    assert heard == []


def test_change_state_after_somebody_else_has(site_a, heard, django_capture_on_commit_callbacks):
    coach_request = CoachRequestFactory(site=site_a)
    mine, theirs = (CoachRequest.objects.get(pk=coach_request.pk) for _ in range(2))
    request_service.change_state(coach_request=theirs, new_state=INTRODUCED)

    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(IllegalTransitionError, match="Somebody else has just changed"),
    ):
        request_service.change_state(coach_request=mine, new_state=CLOSED)

    assert CoachRequest.objects.get(pk=coach_request.pk).state == INTRODUCED
    assert (mine.state, heard) == (NEW, [])


def test_change_state_of_a_request_that_is_gone(site_a):
    coach_request = CoachRequestFactory(site=site_a)
    CoachRequest.objects.all().delete()

    with pytest.raises(IllegalTransitionError):
        request_service.change_state(coach_request=coach_request, new_state=CLOSED)


def test_change_state_is_announced_after_the_commit(
    site_a, heard, django_capture_on_commit_callbacks
):
    user = UserFactory()
    coach_request = CoachRequestFactory(site=site_a)

    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        request_service.change_state(coach_request=coach_request, new_state=CLOSED, user=user)

    assert heard == []
    for callback in callbacks:
        callback()
    assert heard == [
        (
            CoachRequest,
            signals.request_state_changed,
            {
                "coach_request": coach_request,
                "old_state": NEW,
                "new_state": CLOSED,
                "user": user,
            },
        )
    ]


@pytest.mark.parametrize("state", RequestState)
def test_allowed_next_states_are_its_own_and_the_legal_ones(state):
    allowed = request_service.allowed_next_states(state.value)

    assert allowed[0] is state
    assert allowed[1:] == [new for new in RequestState if (state, new) in LEGAL]


def test_submit_request_stores_what_was_said(site_a):
    coach = CoachFactory(site=site_a)
    topics = TopicFactory.create_batch(2, site=site_a)
    facts = {
        "name": "Lee Learner",
        "email": "lee@example.org",
        "phone": "312-555-0101",
        "job_title": "Analyst",
        "organization": "Town of Little Elm",
        "organization_type": OrganizationTypeFactory(site=site_a),
        "population": 12_000,
        "us_state": "IL",
        "career_stage": CareerStageFactory(site=site_a),
        "kind": "targeted",
        "message": "How do I prepare?",
    }

    with time_machine.travel(NOON, tick=False):
        submitted = request_service.submit_request(
            site=site_a, facts=facts, topics=topics, coach=coach, language="es"
        )
        now = timezone.now()

    stored = CoachRequest.objects.get()
    assert stored == submitted
    assert {name: getattr(stored, name) for name in facts} == facts
    assert set(stored.topics.all()) == set(topics)
    assert (stored.site, stored.coach, stored.language) == (site_a, coach, "es")
    assert (stored.state, stored.consented_at, stored.created_at) == (NEW, now, now)
    assert str(stored) == "Lee Learner"


def test_submit_request_leaves_terms_of_another_site_out(site_a, site_b):
    ours, theirs = TopicFactory(site=site_a), TopicFactory(site=site_b)

    submitted = request_service.submit_request(
        site=site_a, facts={"name": "Lee"}, topics=[ours, theirs], coach=None, language="en"
    )

    assert list(submitted.topics.all()) == [ours]


def test_submit_request_refuses_a_coach_of_another_site(site_a, site_b):
    with pytest.raises(ValueError, match="another site"):
        request_service.submit_request(
            site=site_a,
            facts={"name": "Lee"},
            topics=[],
            coach=CoachFactory(site=site_b),
            language="en",
        )

    assert not CoachRequest.objects.exists()


def test_submit_request_is_announced_after_the_commit(
    site_a, heard, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        submitted = request_service.submit_request(
            site=site_a, facts={"name": "Lee"}, topics=[], coach=None, language="en"
        )

    assert heard == []
    for callback in callbacks:
        callback()
    assert heard == [(CoachRequest, signals.request_submitted, {"coach_request": submitted})]


def test_requests_are_listed_latest_first(site_a):
    with time_machine.travel("2026-03-04T18:00:00Z", tick=False):
        early = CoachRequestFactory(site=site_a)
    with time_machine.travel("2026-03-05T18:00:00Z", tick=False):
        late = CoachRequestFactory(site=site_a)

    assert list(CoachRequest.objects.for_site(site_a)) == [late, early]


def test_write_staff_notes_keeps_everything_else(site_a):
    coach_request = CoachRequestFactory(site=site_a)
    elsewhere = CoachRequest.objects.get(pk=coach_request.pk)
    request_service.change_state(coach_request=elsewhere, new_state=IN_PROGRESS)

    request_service.write_staff_notes(coach_request=coach_request, notes="Called on Monday.")

    stored = CoachRequest.objects.get()
    assert (stored.staff_notes, stored.state) == ("Called on Monday.", IN_PROGRESS)
    assert coach_request.staff_notes == "Called on Monday."


def test_request_outlives_its_coach(site_a):
    coach_request = CoachRequestFactory(site=site_a, coach=CoachFactory(site=site_a))

    coach_request.coach.delete()

    assert CoachRequest.objects.get().coach is None


def test_asked_coach_is_named(site_a):
    coach = CoachFactory(site=site_a, person__name="Ann Bell")

    assert CoachRequestFactory(site=site_a, coach=coach).asked_coach() == "Ann Bell"
    assert CoachRequestFactory(site=site_a).asked_coach() == "Nobody in particular"
