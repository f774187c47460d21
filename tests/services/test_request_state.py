"""Where a request stands: the steps it may take, and being taken from a coach."""

import itertools

import pytest
import time_machine
from django.utils import timezone

from tests.factories import CoachFactory, CoachRequestFactory, PersonFactory, UserFactory
from wagtail_coaching import signals
from wagtail_coaching.enums import RequestPurpose, RequestState
from wagtail_coaching.exceptions import CoachingError, IllegalTransitionError
from wagtail_coaching.models import Coach, CoachRequest, GalleryChange, Message
from wagtail_coaching.services import request_state

UNPROVEN, NEW, IN_PROGRESS, INTRODUCED, ENDED, CLOSED = RequestState
LEGAL = {
    (NEW, IN_PROGRESS),
    (NEW, INTRODUCED),
    (NEW, CLOSED),
    (IN_PROGRESS, NEW),
    (IN_PROGRESS, INTRODUCED),
    (IN_PROGRESS, CLOSED),
    (INTRODUCED, IN_PROGRESS),
    (INTRODUCED, ENDED),
    (ENDED, INTRODUCED),
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
        moved = request_state.change_state(coach_request=coach_request, new_state=new)
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
        request_state.change_state(coach_request=coach_request, new_state=new)

    assert isinstance(caught.value, CoachingError)
    assert CoachRequest.objects.get(pk=coach_request.pk).state == old
    assert heard == []


def test_change_state_after_somebody_else_has(site_a, heard, django_capture_on_commit_callbacks):
    coach_request = CoachRequestFactory(site=site_a)
    mine, theirs = (CoachRequest.objects.get(pk=coach_request.pk) for _ in range(2))
    request_state.change_state(coach_request=theirs, new_state=INTRODUCED)

    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(IllegalTransitionError, match="Somebody else has just changed"),
    ):
        request_state.change_state(coach_request=mine, new_state=CLOSED)

    assert CoachRequest.objects.get(pk=coach_request.pk).state == INTRODUCED
    assert (mine.state, heard) == (NEW, [])


def test_change_state_of_a_request_that_is_gone(site_a):
    coach_request = CoachRequestFactory(site=site_a)
    CoachRequest.objects.all().delete()

    with pytest.raises(IllegalTransitionError):
        request_state.change_state(coach_request=coach_request, new_state=CLOSED)


def test_change_state_is_announced_after_the_commit(
    site_a, heard, django_capture_on_commit_callbacks
):
    user = UserFactory()
    coach_request = CoachRequestFactory(site=site_a)

    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        request_state.change_state(coach_request=coach_request, new_state=CLOSED, user=user)

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
    allowed = request_state.allowed_next_states(state.value)

    assert allowed[0] is state
    assert allowed[1:] == [new for new in RequestState if (state, new) in LEGAL]


def test_write_staff_notes_keeps_everything_else(site_a):
    coach_request = CoachRequestFactory(site=site_a)
    elsewhere = CoachRequest.objects.get(pk=coach_request.pk)
    request_state.change_state(coach_request=elsewhere, new_state=IN_PROGRESS)

    request_state.write_staff_notes(coach_request=coach_request, notes="Called on Monday.")

    stored = CoachRequest.objects.get()
    assert (stored.staff_notes, stored.state) == ("Called on Monday.", IN_PROGRESS)
    assert coach_request.staff_notes == "Called on Monday."


@pytest.mark.parametrize("state", [NEW, IN_PROGRESS])
def test_put_back_takes_open_requests_from_the_coach_and_tells_the_learner(site_a, state):
    coach = CoachFactory(site=site_a)
    learner = PersonFactory(site=site_a, email="lee@example.org")
    asked = CoachRequestFactory(
        site=site_a, coach=coach, state=state, person=learner, name="Lee", language="es"
    )

    assert request_state.put_back(coach=coach) == [asked]

    stored = CoachRequest.objects.get()
    assert (stored.coach, stored.state) == (None, NEW)
    message = Message.objects.get()
    assert (message.kind, message.recipient_email) == ("request_put_back", "lee@example.org")
    assert (message.recipient_name, message.language) == ("Lee", "es")


def test_put_back_writes_to_a_learner_who_is_no_person(site_a):
    coach = CoachFactory(site=site_a)
    CoachRequestFactory(site=site_a, coach=coach, email="old@example.org")

    request_state.put_back(coach=coach)

    assert Message.objects.get().recipient_email == "old@example.org"


def test_put_back_leaves_what_is_settled_and_other_coaches_alone(site_a):
    coach = CoachFactory(site=site_a)
    settled = [
        CoachRequestFactory(site=site_a, coach=coach, state=state)
        for state in (INTRODUCED, ENDED, CLOSED)
    ]
    other = CoachRequestFactory(site=site_a, coach=CoachFactory(site=site_a))

    assert request_state.put_back(coach=coach) == []

    assert [r.coach for r in CoachRequest.objects.filter(pk__in=[s.pk for s in settled])] == [
        coach,
        coach,
        coach,
    ]
    assert CoachRequest.objects.get(pk=other.pk).coach is not None
    assert not Message.objects.exists()


def test_put_back_tells_nobody_about_a_request_that_is_not_proven(site_a):
    coach = CoachFactory(site=site_a)
    CoachRequestFactory(site=site_a, coach=coach, state=UNPROVEN)

    assert request_state.put_back(coach=coach) == []

    assert (CoachRequest.objects.get().coach, CoachRequest.objects.get().state) == (None, UNPROVEN)
    assert not Message.objects.exists()


def test_place_is_taken_by_an_introduction_and_free_when_it_has_ended(site_a):
    coach = CoachFactory(site=site_a, capacity=2)
    asked = CoachRequestFactory(site=site_a, coach=coach)
    CoachRequestFactory(
        site=site_a, coach=coach, state=INTRODUCED, purpose=RequestPurpose.INTRODUCTION
    )

    def open_places():
        return Coach.objects.get(pk=coach.pk).places_open

    assert open_places() == 2
    request_state.change_state(coach_request=asked, new_state=INTRODUCED)
    assert open_places() == 1
    request_state.change_state(coach_request=asked, new_state=ENDED)
    assert open_places() == 2


def test_change_of_state_is_noted_for_the_gallery_in_the_same_transaction(site_a):
    coach = CoachFactory(site=site_a)
    asked = CoachRequestFactory(site=site_a, coach=coach)
    to_nobody = CoachRequestFactory(site=site_a)
    GalleryChange.objects.all().delete()

    request_state.change_state(coach_request=asked, new_state=INTRODUCED)
    request_state.change_state(coach_request=to_nobody, new_state=INTRODUCED)

    assert list(GalleryChange.objects.values_list("coach_pk", flat=True)) == [str(coach.pk)]
