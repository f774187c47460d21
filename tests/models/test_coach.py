import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import CoachFactory, PersonFactory
from wagtail_coaching.enums import CoachAvailability, CoachState
from wagtail_coaching.models import Coach

TODAY = datetime.date(2026, 3, 4)
NOON = datetime.datetime(2026, 3, 4, 18, 0, tzinfo=datetime.UTC)  # 12:00 in Chicago

YESTERDAY = TODAY - datetime.timedelta(days=1)
TOMORROW = TODAY + datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("facts", "availability"),
    [
        ({}, CoachAvailability.OPEN),
        ({"capacity": 1}, CoachAvailability.OPEN),
        ({"capacity": 0}, CoachAvailability.CLOSED),
        ({"state": CoachState.APPLICANT}, CoachAvailability.CLOSED),
        ({"state": CoachState.HIDDEN}, CoachAvailability.CLOSED),
        ({"state": CoachState.SUSPENDED}, CoachAvailability.CLOSED),
        ({"state": CoachState.LEFT}, CoachAvailability.CLOSED),
        ({"paused_until": TOMORROW}, CoachAvailability.PAUSED),
        ({"paused_until": TODAY}, CoachAvailability.OPEN),
        ({"paused_until": YESTERDAY}, CoachAvailability.OPEN),
        ({"accepting_until": TOMORROW}, CoachAvailability.OPEN),
        ({"accepting_until": TODAY}, CoachAvailability.OPEN),
        ({"accepting_until": YESTERDAY}, CoachAvailability.CLOSED),
        ({"paused_until": TOMORROW, "accepting_until": YESTERDAY}, CoachAvailability.CLOSED),
        ({"paused_until": TOMORROW, "capacity": 0}, CoachAvailability.CLOSED),
        ({"paused_until": TOMORROW, "accepting_until": TOMORROW}, CoachAvailability.PAUSED),
    ],
)
@time_machine.travel(NOON, tick=False)
def test_availability_at_its_boundaries(facts, availability):
    coach = Coach(**facts)

    assert coach.availability == availability
    assert coach.is_available == (availability is CoachAvailability.OPEN)


@pytest.mark.parametrize(
    ("moment", "availability"),
    [
        # 23:59 and 00:00 in Chicago, the time zone of the project.
        (datetime.datetime(2026, 3, 4, 5, 59, tzinfo=datetime.UTC), CoachAvailability.PAUSED),
        (datetime.datetime(2026, 3, 4, 6, 0, tzinfo=datetime.UTC), CoachAvailability.OPEN),
    ],
)
def test_availability_changes_at_local_midnight(moment, availability):
    coach = Coach(paused_until=TODAY)

    with time_machine.travel(moment, tick=False):
        assert coach.availability == availability


DAYS = st.none() | st.integers(-3, 3).map(lambda n: TODAY + datetime.timedelta(days=n))
COACHES = st.lists(
    st.fixed_dictionaries(
        {
            "state": st.sampled_from(CoachState.values),
            "capacity": st.sampled_from([0, 1, 2]),
            "paused_until": DAYS,
            "accepting_until": DAYS,
        }
    ),
    min_size=1,
    max_size=25,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=COACHES)
@time_machine.travel(NOON, tick=False)
def test_available_finds_whom_is_available_names(site_a, coach_rows, facts):
    for coach, values in zip(coach_rows, facts, strict=False):
        Coach.objects.filter(pk=coach.pk).update(**values)
    coaches = Coach.objects.filter(pk__in=[c.pk for c in coach_rows[: len(facts)]])

    expected = {coach.pk for coach in coaches if coach.is_available}

    assert set(coaches.available().values_list("pk", flat=True)) == expected
    assert set(coaches.available(TODAY).values_list("pk", flat=True)) == expected


@pytest.fixture
def coach_rows(site_a):
    return CoachFactory.create_batch(25, site=site_a)


def test_available_on_another_day(site_a):
    coach = CoachFactory(site=site_a, paused_until=TOMORROW, accepting_until=TOMORROW)

    assert [list(Coach.objects.available(day)) for day in (TODAY, TOMORROW)] == [[], [coach]]
    assert list(Coach.objects.available(TOMORROW + datetime.timedelta(days=1))) == []


def test_clean_takes_a_person_of_the_same_site(site_a):
    CoachFactory.build(site=site_a, person=PersonFactory(site=site_a)).full_clean()


def test_clean_refuses_a_person_of_another_site(site_a, site_b):
    coach = CoachFactory.build(site=site_a, person=PersonFactory(site=site_b))

    with pytest.raises(ValidationError) as caught:
        coach.full_clean()

    assert caught.value.message_dict == {"person": ["This person belongs to another site."]}


def test_clean_without_a_person_says_so(site_a):
    with pytest.raises(ValidationError) as caught:
        Coach(site=site_a).full_clean()

    assert list(caught.value.message_dict) == ["person"]


def test_capacity_has_an_end(site_a):
    coach = CoachFactory.build(site=site_a, person=PersonFactory(site=site_a), capacity=51)

    with pytest.raises(ValidationError) as caught:
        coach.full_clean()

    assert list(caught.value.message_dict) == ["capacity"]


def test_coaches_are_listed_by_name(site_a):
    CoachFactory(site=site_a, person__name="Zoe")
    CoachFactory(site=site_a, person__name="Ann")

    assert [str(coach) for coach in Coach.objects.all()] == ["Ann", "Zoe"]


def test_new_coach_is_open_and_likes_the_phone(site_a):
    coach = Coach.objects.create(site=site_a, person=PersonFactory(site=site_a))

    assert (coach.availability, coach.preferred_channel) == (CoachAvailability.OPEN, "phone")
    assert coach.created_at <= timezone.now()


def test_coach_is_reached_as_the_person_is(site_a):
    coach = CoachFactory(site=site_a, person__email="ann@example.org", person__phone="555-0101")

    assert (coach.email, coach.phone) == ("ann@example.org", "555-0101")
