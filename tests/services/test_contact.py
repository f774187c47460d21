"""Who sees how to reach a coach, and what time zones are called."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import page_class
from wagtail_coaching.enums import CoachState, ContactVisibility
from wagtail_coaching.models import Coach, Person
from wagtail_coaching.services import contact as contact_service
from wagtail_coaching.services import vcard
from wagtail_coaching.services.contact import VisibleContact

EVERYONE, MEMBERS, ACCEPTED = ContactVisibility


def make_coach(phone, email, state=CoachState.ACTIVE):
    person = Person(name="Ann", phone="(312) 555-0142", email="ann@example.org")
    return Coach(person=person, state=state, phone_visibility=phone, email_visibility=email)


@pytest.mark.parametrize(
    ("phone", "email", "is_member"),
    list(itertools.product(ContactVisibility, ContactVisibility, [False, True])),
)
def test_each_detail_goes_by_its_own_choice(phone, email, is_member):
    seen = {EVERYONE, MEMBERS} if is_member else {EVERYONE}

    contact = contact_service.visible_contact(coach=make_coach(phone, email), is_member=is_member)

    assert contact == VisibleContact(
        phone="(312) 555-0142" if phone in seen else "",
        email="ann@example.org" if email in seen else "",
    )
    assert bool(contact) == bool(seen & {phone, email})


@pytest.mark.parametrize("state", [state for state in CoachState if state != CoachState.ACTIVE])
def test_nothing_is_seen_of_a_coach_who_is_not_active(state):
    coach = make_coach(EVERYONE, MEMBERS, state)

    assert not contact_service.visible_contact(coach=coach, is_member=True)
    assert not contact_service.members_see_more(coach=coach)


def test_nothing_is_seen_where_there_is_no_coach():
    assert not contact_service.visible_contact(coach=None, is_member=True)
    assert not contact_service.members_see_more(coach=None)


def test_new_coach_shows_nothing():
    coach = Coach(person=Person(phone="(312) 555-0142", email="ann@example.org"))

    assert not contact_service.visible_contact(coach=coach, is_member=True)


def test_member_sees_no_more_of_somebody_without_a_phone():
    coach = make_coach(MEMBERS, EVERYONE)
    coach.person.phone = ""

    assert not contact_service.members_see_more(coach=coach)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("America/New_York", "Eastern Time"),
        ("America/Chicago", "Central Time"),
        ("America/Indiana/Knox", "Central Time"),
        ("America/Denver", "Mountain Time"),
        ("America/Phoenix", "Mountain Standard Time"),
        ("America/Los_Angeles", "Pacific Time"),
        ("America/Anchorage", "Alaska Time"),
        ("Pacific/Honolulu", "Hawaii Time"),
        ("Europe/Lisbon", "Lisbon time"),
        ("America/Sao_Paulo", "Sao Paulo time"),
        ("UTC", "UTC"),
    ],
)
def test_time_zones_are_called_as_people_call_them(name, label):
    assert contact_service.time_zone_label(name) == label


anything = st.text(max_size=120)


@given(title=anything, nick=anything, organization=anything, phone=anything, note=anything)
def test_card_is_well_formed_whatever_stands_on_it(title, nick, organization, phone, note):
    page = page_class("COACH_PAGE_MODEL")(
        title=title, preferred_name=nick, organization=organization
    )
    facts = vcard.CardFacts(
        contact=VisibleContact(phone=phone, email="ann@example.org"),
        url="https://example.org/ann/",
        note=note,
    )

    card = vcard.contact_card(page=page, facts=facts)

    assert card.endswith(b"END:VCARD\r\n")
    assert card.count(b"\n") == card.count(b"\r\n") == card.count(b"\r")
    assert max(len(line) for line in card.split(b"\r\n")) <= 75
    lines = card.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]
    names = [line.partition(":")[0].partition(";")[0] for line in lines]
    known = ["BEGIN", "VERSION", "PRODID", "UID", "N", "FN", "NICKNAME", "TITLE", "ORG"]
    known += ["TEL", "EMAIL", "URL", "NOTE", "END"]
    assert names == [name for name in known if name in names]
    assert "FN" in names or not any(char.isalnum() for char in title)
