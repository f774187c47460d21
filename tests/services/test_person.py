"""People without an account: found, proven, forgotten; and their own link."""

import pytest
import time_machine
from django.utils import timezone

from tests.factories import CoachFactory, CoachRequestFactory, PersonFactory
from tests.posting import mailed_link
from wagtail_coaching import signals
from wagtail_coaching.enums import MessageCategory, MessageState
from wagtail_coaching.exceptions import DeadLinkError
from wagtail_coaching.models import AddressChange, Link, Message, OptOut, Person
from wagtail_coaching.models.person import PersonQuerySet
from wagtail_coaching.services import links
from wagtail_coaching.services import person as person_service
from wagtail_coaching.services.person import OWN_PAGE

NOON = "2026-03-04T18:00:00Z"


@pytest.fixture
def heard():
    """Collect which addresses are announced as proven."""
    calls = []

    def listen(sender, signal, person, old_email):
        calls.append((person, old_email))

    signals.address_proven.connect(listen)
    yield calls
    signals.address_proven.disconnect(listen)


def test_find_or_make_somebody_who_is_known(site_a, site_b):
    known = PersonFactory(site=site_a, email="lee@example.org", name="Lee")

    found = person_service.find_or_make(site=site_a, email=" LEE@Example.org", name="Other")

    assert (found, found.name) == (known, "Lee")
    assert Person.objects.count() == 1


def test_find_or_make_somebody_of_another_site(site_a, site_b):
    known = PersonFactory(site=site_b, email="lee@example.org")

    made = person_service.find_or_make(site=site_a, email="lee@example.org", name="Lee")

    assert made != known
    assert made.site == site_a


def test_find_or_make_somebody_who_has_just_been_entered(site_a, monkeypatch):
    rival = PersonFactory(site=site_a, name="Rival", email="lee@example.org")
    looks, lock = [], PersonQuerySet.lock

    def not_there_yet(self):
        looks.append(self)
        return 0 if len(looks) == 1 else lock(self)

    monkeypatch.setattr(PersonQuerySet, "lock", not_there_yet)

    found = person_service.find_or_make(site=site_a, email="lee@example.org", name="Lee")

    assert (found, found.name) == (rival, "Rival")


def test_mark_proven_once(site_a, heard, django_capture_on_commit_callbacks):
    person = PersonFactory(site=site_a)

    with django_capture_on_commit_callbacks(execute=True):
        with time_machine.travel(NOON, tick=False):
            person_service.mark_proven(person=person)
            now = timezone.now()
        person_service.mark_proven(person=person)

    assert person.email_proven_at == now == Person.objects.get().email_proven_at
    assert heard == [(person, "")]


def test_own_link_is_mailed_to_whom_the_site_knows(site_a):
    person = PersonFactory(site=site_a, email="lee@example.org", name="Buy now!", language="es")

    person_service.send_own_link(site=site_a, email="Lee@example.org", language="en")

    message = Message.objects.get()
    link = mailed_link("own_link")
    assert (message.kind, message.person, message.language) == ("own_link", person, "es")
    # The name may have been typed into a public form by anybody.
    assert (message.recipient_email, message.recipient_name) == ("lee@example.org", "")
    assert (link.person, link.purpose, link.email) == (person, "own_page", "lee@example.org")


def test_own_link_speaks_the_language_asked_in_where_no_other_is_known(site_a):
    PersonFactory(site=site_a, email="lee@example.org")

    person_service.send_own_link(site=site_a, email="lee@example.org", language="es")

    assert Message.objects.get().language == "es"


def test_own_link_for_an_address_that_nobody_has_leaves_nothing(
    site_a, site_b, django_capture_on_commit_callbacks
):
    known = PersonFactory(site=site_b, email="lee@example.org")
    queued = []
    signals.message_queued.connect(lambda **kw: queued.append(kw), weak=False, dispatch_uid="t")

    with django_capture_on_commit_callbacks(execute=True):
        person_service.send_own_link(site=site_a, email="lee@example.org", language="en")
    signals.message_queued.disconnect(dispatch_uid="t")

    assert list(Person.objects.all()) == [known]
    assert not Link.objects.exists()
    assert not Message.objects.exists()
    assert queued == []


def test_own_link_takes_as_many_queries_for_known_and_unknown(site_a):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    PersonFactory(site=site_a, email="lee@example.org")
    counts = []
    for email in ("lee@example.org", "nobody@example.org"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            person_service.send_own_link(site=site_a, email=email, language="en")
        counts.append(sum("SAVEPOINT" not in query["sql"] for query in queries))

    assert counts[0] == counts[1]


def test_own_page_proves_the_address_it_was_mailed_to(site_a):
    person = PersonFactory(site=site_a)
    link = links.issue(purpose=OWN_PAGE, person=person)

    person_service.prove_by_own_page(link=link)

    assert Person.objects.get().email_proven_at is not None


def test_opt_out_is_taken_back_by_category(site_a, site_b):
    person = PersonFactory(site=site_a, email="lee@example.org")
    link = links.issue(purpose=OWN_PAGE, person=person)
    reminder, digest = MessageCategory.REMINDER, MessageCategory.DIGEST
    for site in (site_a, site_b):
        for category in (reminder, digest):
            OptOut.objects.create(site=site, email=person.email, category=category)

    person_service.take_back_opt_out(link=link, category=reminder)

    assert set(OptOut.objects.values_list("site", "category")) == {
        (site_a.pk, digest),
        (site_b.pk, reminder),
        (site_b.pk, digest),
    }


def test_opt_out_is_not_taken_back_by_a_dead_link(site_a):
    person = PersonFactory(site=site_a)
    link = links.issue(purpose=OWN_PAGE, person=person)
    links.revoke(person=person)
    OptOut.objects.create(site=site_a, email=person.email, category=MessageCategory.DIGEST)

    with pytest.raises(DeadLinkError):
        person_service.take_back_opt_out(link=link, category=MessageCategory.DIGEST)

    assert OptOut.objects.exists()


def test_has_records_of_a_coach_or_learner_only(site_a):
    nobody, coach, learner = (
        PersonFactory(site=site_a),
        CoachFactory(site=site_a).person,
        CoachRequestFactory(site=site_a, person=PersonFactory(site=site_a)).person,
    )
    links.issue(purpose=OWN_PAGE, person=nobody)
    Message.objects.create(site=site_a, kind="own_link", person=nobody, recipient_email="x@y.zz")
    AddressChange.objects.create(site=site_a, person=nobody, old_email="a", new_email="b")

    assert [person_service.has_records(person) for person in (nobody, coach, learner)] == [
        False,
        True,
        True,
    ]


def test_forget_cancels_what_waits_and_keeps_what_was_sent(site_a):
    person = PersonFactory(site=site_a)
    links.issue(purpose=OWN_PAGE, person=person)
    for state in MessageState:
        Message.objects.create(
            site=site_a, kind="own_link", person=person, recipient_email="x@y.zz", state=state
        )

    person_service.forget(person=person)

    assert not Person.objects.exists()
    assert not Link.objects.exists()
    left = Message.objects.order_by("pk").values_list("person", "state")
    waiting = (MessageState.QUEUED, MessageState.RETRYING)
    assert list(left) == [
        (None, MessageState.CANCELED if state in waiting else state) for state in MessageState
    ]
