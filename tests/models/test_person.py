import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import RestrictedError
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import CoachFactory, PersonFactory
from wagtail_coaching.models import Person


@pytest.mark.parametrize(
    ("entered", "stored"),
    [
        ("ann@example.org", "ann@example.org"),
        ("  Ann@Example.ORG ", "ann@example.org"),
        ("ÄNN@example.org\n", "änn@example.org"),
        ("", ""),
    ],
)
def test_normalize_email_gives_one_form(entered, stored):
    assert Person.normalize_email(entered) == stored


def test_normalize_email_without_address():
    assert Person.normalize_email(None) == ""


@given(st.emails())
def test_normalize_email_twice_changes_nothing(email):
    once = Person.normalize_email(email)

    assert Person.normalize_email(once) == once


def test_save_stores_the_address_in_lower_case(site_a):
    person = PersonFactory(site=site_a, email=" Ann@Example.org")

    assert Person.objects.get(pk=person.pk).email == "ann@example.org"


def test_clean_brings_the_address_into_one_form(site_a):
    person = Person(site=site_a, name="Ann", email="ANN@example.org ")

    person.full_clean(exclude=["email"])

    assert person.email == "ann@example.org"


def test_email_is_unique_at_one_site(site_a):
    PersonFactory(site=site_a, email="ann@example.org")

    with pytest.raises(IntegrityError), transaction.atomic():
        PersonFactory(site=site_a, email="Ann@example.org")


def test_second_person_with_the_address_gets_a_message(site_a):
    PersonFactory(site=site_a, email="ann@example.org")

    with pytest.raises(ValidationError) as caught:
        Person(site=site_a, name="Another", email="Ann@Example.org").full_clean()

    assert caught.value.messages == ["This site already knows somebody with this address."]


def test_email_may_be_known_at_another_site(site_a, site_b):
    ours = PersonFactory(site=site_a, email="ann@example.org")
    theirs = PersonFactory(site=site_b, email="ann@example.org")

    assert list(Person.objects.for_site(site_a)) == [ours]
    assert list(Person.objects.for_site(site_b)) == [theirs]


def test_for_site_without_a_site_finds_nobody(site_a):
    PersonFactory(site=site_a)

    assert list(Person.objects.for_site(None)) == []


def test_time_zone_unknown_is_refused(site_a):
    person = PersonFactory.build(site=site_a, time_zone="Mars/Olympus_Mons")

    with pytest.raises(ValidationError) as caught:
        person.full_clean()

    assert caught.value.messages == [
        "“Mars/Olympus_Mons” is not a time zone. Choose one such as America/Chicago."
    ]


def test_people_are_listed_by_name(site_a):
    PersonFactory(site=site_a, name="Zoe")
    PersonFactory(site=site_a, name="Ann")

    assert [str(person) for person in Person.objects.all()] == ["Ann", "Zoe"]


def test_person_who_is_a_coach_cannot_be_deleted_alone(site_a):
    coach = CoachFactory(site=site_a)

    with pytest.raises(RestrictedError):
        coach.person.delete()
