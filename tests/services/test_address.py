"""Another address for a person: both say yes, or staff say so; and two records that are one."""

import datetime
import threading

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from tests.factories import CoachFactory, CoachRequestFactory, PersonFactory, add_recipient
from tests.posting import mailed_link
from wagtail_coaching import signals
from wagtail_coaching.enums import (
    AddressChangeState,
    MessageCategory,
    MessageState,
    StaffRecipientKind,
)
from wagtail_coaching.exceptions import DeadLinkError
from wagtail_coaching.models import AddressChange, Coach, Link, Message, OptOut, Person
from wagtail_coaching.models.person import PersonQuerySet
from wagtail_coaching.services import address as address_service
from wagtail_coaching.services import links, tick
from wagtail_coaching.services.address import AddressOutcome
from wagtail_coaching.services.person import OWN_PAGE

OLD, NEW = "lee@old.example.org", "lee@new.example.org"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def person(site_a):
    return PersonFactory(site=site_a, name="Lee", email=OLD, phone="1", language="es")


def own_link(person):
    return links.issue(purpose=OWN_PAGE, person=person)


def ask(person, email=NEW):
    return address_service.request_change(link=own_link(person), new_email=email)


def old_link():
    return mailed_link("address_change_old")


def new_link():
    return mailed_link("address_change_new")


def change_to(person, email=NEW):
    """Ask, and say yes from both addresses; return what came of it."""
    ask(person, email)
    address_service.confirm(link=old_link())
    return address_service.confirm(link=new_link())


def mails():
    return list(Message.objects.order_by("pk").values_list("kind", "recipient_email", "state"))


def test_request_change_asks_both_addresses_and_changes_nothing(person):
    change = ask(person, " LEE@New.example.org ")

    assert (change.old_email, change.new_email, change.state) == (OLD, NEW, "open")
    assert Person.objects.get().email == OLD
    assert mails() == [
        ("address_change_old", OLD, "queued"),
        ("address_change_new", NEW, "queued"),
    ]
    to_new = Message.objects.get(kind="address_change_new")
    assert (to_new.recipient_name, to_new.language) == ("", "es")
    assert (old_link().email, new_link().email) == (OLD, NEW)


def test_request_change_is_the_same_whether_or_not_the_new_address_is_known(person, site_a):
    def trace(email):
        Message.objects.all().delete()
        change = ask(person, email)
        rows = Message.objects.order_by("pk").values_list("kind", "recipient_name", "language")
        return change.state, list(rows)

    CoachFactory(site=site_a, person__email="coach@example.org")
    PersonFactory(site=site_a, email="known@example.org")

    assert trace("known@example.org") == trace("coach@example.org") == trace("nobody@example.org")


def test_request_change_twice_is_one(person):
    assert ask(person) == ask(person)
    assert len(mails()) == 2


def test_request_change_drops_the_older_wish(person):
    first = ask(person, "first@example.org")
    links_of_first = [old_link(), new_link()]

    ask(person)

    first.refresh_from_db()
    assert first.state == AddressChangeState.CANCELED
    for link in links_of_first:
        with pytest.raises(DeadLinkError):
            address_service.confirm(link=link)


@pytest.mark.parametrize("first", ["old", "new"])
def test_address_is_changed_when_both_have_said_yes(
    person, first, django_capture_on_commit_callbacks
):
    heard = []
    signals.address_proven.connect(
        lambda **kw: heard.append((kw["person"].pk, kw["old_email"])), weak=False, dispatch_uid="t"
    )
    own = own_link(person)
    ask(person)
    order = [old_link(), new_link()] if first == "old" else [new_link(), old_link()]
    Person.objects.update(email_proven_at=timezone.now())

    with django_capture_on_commit_callbacks(execute=True):
        outcomes = [address_service.confirm(link=order[0])]
        assert Person.objects.get().email == OLD
        outcomes.append(address_service.confirm(link=order[1]))
    signals.address_proven.disconnect(dispatch_uid="t")

    assert outcomes == [AddressOutcome.WAITING, AddressOutcome.CHANGED]
    stored = Person.objects.get()
    assert (stored.pk, stored.email) == (person.pk, NEW)
    assert stored.email_proven_at is not None
    assert AddressChange.objects.get().state == AddressChangeState.DONE
    assert mails()[-1] == ("address_changed", OLD, "queued")
    assert heard == [(person.pk, OLD)]
    # The key to the page was mailed to the old address.
    assert Link.objects.get(pk=own.pk).revoked_at is not None


def test_one_address_alone_changes_nothing_however_often_it_says_yes(person):
    ask(person)
    link = new_link()

    assert address_service.confirm(link=link) == AddressOutcome.WAITING
    with pytest.raises(DeadLinkError):
        address_service.confirm(link=link)

    assert Person.objects.get().email == OLD


@pytest.mark.parametrize("who", [old_link, new_link])
def test_either_address_can_refuse(person, who):
    ask(person)
    other = new_link() if who is old_link else old_link()

    address_service.refuse(link=who())

    with pytest.raises(DeadLinkError):
        address_service.confirm(link=other)
    assert (Person.objects.get().email, AddressChange.objects.get().state) == (OLD, "canceled")


def test_new_address_that_is_another_record_is_the_same_person(person, site_a):
    other = PersonFactory(
        site=site_a, email=NEW, name="Lee L.", phone="2", time_zone="America/Denver"
    )
    asked = CoachRequestFactory(site=site_a, person=other)
    own = CoachRequestFactory(site=site_a, person=person)
    Message.objects.create(site=site_a, kind="own_link", person=other, recipient_email=NEW)

    assert change_to(person) == AddressOutcome.MERGED

    stored = Person.objects.get()
    assert (stored.pk, stored.email) == (person.pk, NEW)
    assert (stored.name, stored.phone, stored.time_zone) == ("Lee", "1", "America/Denver")
    assert set(stored.coach_requests.all()) == {asked, own}
    assert set(Message.objects.values_list("person", flat=True)) == {person.pk}


@pytest.mark.parametrize("coach_is", ["the one who asks", "the other"])
def test_merged_person_is_the_coach_and_keeps_the_coachs_facts(site_a, coach_is):
    facts = {"person__name": "Lee Coach", "person__phone": "9"}
    asks = coach_is == "the one who asks"
    coach = CoachFactory(site=site_a, person__email=OLD if asks else NEW, **facts)
    learner = PersonFactory(site=site_a, email=NEW if asks else OLD, name="Lee", phone="1")

    assert change_to(coach.person if asks else learner) == AddressOutcome.MERGED

    stored = Person.objects.get()
    assert (stored.name, stored.phone, stored.email) == ("Lee Coach", "9", NEW)
    assert Coach.objects.get().person == stored


def test_two_coaches_are_not_made_one(site_a):
    add_recipient(site_a, kind=StaffRecipientKind.PROBLEMS, email="staff@example.org")
    one = CoachFactory(site=site_a, person__email=OLD)
    two = CoachFactory(site=site_a, person__email=NEW)

    assert change_to(one.person) == AddressOutcome.CONFLICT

    assert {coach.person.email for coach in Coach.objects.all()} == {OLD, NEW}
    assert AddressChange.objects.get().state == AddressChangeState.CANCELED
    assert mails()[2:] == [
        ("address_conflict", OLD, "queued"),
        ("address_conflict_staff", "staff@example.org", "queued"),
    ]
    assert Message.objects.get(kind="address_conflict_staff").context == {
        "person": one.person.pk,
        "other_person": two.person.pk,
    }


def test_person_of_another_site_does_not_matter(person, site_b):
    other = PersonFactory(site=site_b, email=NEW)

    assert change_to(person) == AddressOutcome.CHANGED
    assert Person.objects.get(pk=other.pk).site == site_b


def test_somebody_who_has_just_entered_the_new_address_is_the_same_person(
    person, site_a, monkeypatch
):
    ask(person)
    address_service.confirm(link=old_link())
    link = new_link()
    PersonFactory(site=site_a, name="Rival", email=NEW)
    looks, exclude = [], PersonQuerySet.exclude

    def not_there_yet(self, **kwargs):
        looks.append(kwargs)
        return self.none() if len(looks) == 1 else exclude(self, **kwargs)

    monkeypatch.setattr(PersonQuerySet, "exclude", not_there_yet)

    assert address_service.confirm(link=link) == AddressOutcome.MERGED
    assert (Person.objects.get().pk, Person.objects.get().email) == (person.pk, NEW)


def test_what_was_left_stays_left_at_the_new_address(person, site_a):
    category = MessageCategory.REMINDER
    for email in (OLD, NEW):
        OptOut.objects.create(site=site_a, email=email, category=category)
    OptOut.objects.create(site=site_a, email=OLD, category=MessageCategory.DIGEST)

    change_to(person)

    left = OptOut.objects.filter(email=NEW).values_list("category", flat=True)
    assert set(left) == {"reminder", "digest"}


def test_change_runs_out(person):
    with time_machine.travel("2026-03-04T18:00:00Z", tick=False) as clock:
        start = timezone.now()
        ask(person)
        address_service.confirm(link=old_link())
        clock.move_to(start + 3 * DAY)
        with pytest.raises(DeadLinkError):
            address_service.confirm(link=new_link())

        assert address_service.purge_changes(now=start + 3 * DAY) == 0
        assert tick.due(now=start + 4 * DAY)["address_changes"] == [
            "close or forget 1 change of address"
        ]
        assert address_service.purge_changes(now=start + 4 * DAY) == 1
        assert AddressChange.objects.get().state == AddressChangeState.CANCELED
        assert address_service.purge_changes(now=start + 91 * DAY) == 1
        assert not AddressChange.objects.exists()


def test_address_replaced_by_staff_is_not_proven_and_kills_what_was_mailed(person, site_a):
    own = own_link(person)
    change = ask(person, "third@example.org")
    plain = Message.objects.create(
        site=site_a, kind="request_for_coach", person=person, recipient_email=OLD
    )
    sent = Message.objects.create(
        site=site_a, kind="x", person=person, recipient_email=OLD, state=MessageState.SENT
    )
    Person.objects.update(email=NEW, email_proven_at=timezone.now())
    person.refresh_from_db()

    address_service.address_was_replaced(person=person, old_email=OLD)

    change.refresh_from_db()
    assert Person.objects.get().email_proven_at is None
    assert change.state == AddressChangeState.CANCELED
    assert not Link.objects.filter(revoked_at__isnull=True).exists()
    with pytest.raises(DeadLinkError):
        links.open_link(token=links.token_for(key=own.key), site=site_a)
    rows = {row.pk: (row.recipient_email, row.state) for row in Message.objects.all()}
    assert rows.pop(plain.pk) == (NEW, "queued")
    assert rows.pop(sent.pk) == (OLD, "sent")
    # To the old address went a link of the old address; to the third, nobody's wish any more.
    assert sorted(rows.values()) == [(OLD, "canceled"), ("third@example.org", "queued")]


@pytest.mark.parametrize("foreign", [True, False])
def test_merge_refuses_what_cannot_be_one(site_a, site_b, foreign):
    keep = CoachFactory(site=site_a).person
    drop = PersonFactory(site=site_b) if foreign else CoachFactory(site=site_a).person

    with pytest.raises(ValueError, match="one site"):
        address_service.merge(keep=keep, drop=drop)

    assert Person.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_both_addresses_say_yes_at_once(person):
    for n in range(3):
        email = f"lee-{n}@example.org"
        person.refresh_from_db()
        ask(person, email)
        both = [old_link(), new_link()]
        barrier, outcomes = threading.Barrier(2), []

        def run(link, barrier=barrier, outcomes=outcomes):
            try:
                barrier.wait(timeout=20)
                outcomes.append(address_service.confirm(link=link))
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=(link,)) for link in both]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)

        assert set(outcomes) == {AddressOutcome.WAITING, AddressOutcome.CHANGED}
        assert Person.objects.get().email == email
