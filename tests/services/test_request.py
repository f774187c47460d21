"""A request from the form to the moment its learner has confirmed it, or nobody has."""

import datetime
import threading

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from tests.factories import (
    CareerStageFactory,
    CoachFactory,
    CoachRequestFactory,
    OrganizationTypeFactory,
    PersonFactory,
    TopicFactory,
    add_recipient,
)
from tests.posting import mailed_link
from wagtail_coaching import signals
from wagtail_coaching.enums import CoachState, MessageState, RequestState
from wagtail_coaching.exceptions import DeadLinkError
from wagtail_coaching.models import Coach, CoachRequest, Link, Message, Person
from wagtail_coaching.services import links, tick
from wagtail_coaching.services import person as person_service
from wagtail_coaching.services import request as request_service

NOON = "2026-03-04T18:00:00Z"
DAY = datetime.timedelta(days=1)
LEE = {"name": "Lee Learner", "email": "Lee@Example.org", "phone": "312-555-0101"}


@pytest.fixture
def heard():
    """Collect what is announced about requests."""
    calls = []

    def listen(sender, signal, **arguments):
        calls.append((sender, signal, arguments))

    signals.request_submitted.connect(listen)
    yield calls
    signals.request_submitted.disconnect(listen)


def submit(site, *, coach=None, topics=(), language="en", key="", **facts):
    return request_service.submit_request(
        site=site,
        facts={**LEE, "message": "How?", **facts},
        topics=topics,
        coach=coach,
        language=language,
        submission_key=key,
    )


def prove(asked):
    return request_service.prove_request(
        link=mailed_link("request_proof", email=asked.person.email)
    )


def mails():
    """Return the kinds in the outbox with their receivers, in the order they were written."""
    return list(Message.objects.order_by("pk").values_list("kind", "recipient_email"))


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
    assert (stored.state, stored.consented_at, stored.created_at) == ("unproven", now, now)
    assert str(stored) == "Lee Learner"


def test_submit_request_makes_a_person_whose_address_is_not_proven(site_a):
    submitted = submit(site_a, language="es")

    person = Person.objects.get()
    assert submitted.person == person
    assert (person.name, person.email, person.phone) == (
        "Lee Learner",
        "lee@example.org",
        "312-555-0101",
    )
    assert (person.site, person.language, person.email_proven_at) == (site_a, "es", None)


def test_submit_request_changes_nothing_about_somebody_who_is_known(site_a):
    known = PersonFactory(site=site_a, email="lee@example.org", name="Lee L.", phone="1")
    before = Person.objects.filter(pk=known.pk).values().get()

    submitted = submit(site_a, name="Somebody else", phone="2")

    assert submitted.person == known
    assert Person.objects.values().get() == before


def test_submit_request_asks_the_address_and_nobody_else(site_a):
    add_recipient(site_a, email="staff@example.org")

    submitted = submit(site_a, coach=CoachFactory(site=site_a))

    assert mails() == [("request_proof", "lee@example.org")]
    message = Message.objects.get()
    assert (message.context, message.language) == ({"coach_request": submitted.pk}, "en")
    # A stranger may have typed the address, and the name with it.
    assert message.recipient_name == ""


def test_submit_request_twice_with_one_key_is_one_request(site_a):
    first, second = submit(site_a, key="k"), submit(site_a, key="k")

    assert first == second
    assert CoachRequest.objects.count() == Message.objects.count() == Link.objects.count() == 1


def test_submit_request_with_another_key_is_another_request(site_a):
    submit(site_a, key="k")
    submit(site_a, key="l")
    submit(site_a)
    submit(site_a)

    assert CoachRequest.objects.count() == 4
    assert Person.objects.count() == 1


def test_submit_request_again_after_it_was_discarded_is_a_new_one(site_a):
    submit(site_a, key="k")
    request_service.discard_request(link=mailed_link("request_proof"))

    again = submit(site_a, key="k")

    assert CoachRequest.objects.get() == again
    assert mails() == [("request_proof", "lee@example.org")] * 2


@pytest.mark.django_db(transaction=True)
def test_submit_request_twice_at_once_is_one_request(site_a):
    barrier = threading.Barrier(3)
    made = []

    def run():
        try:
            barrier.wait(timeout=20)
            made.append(submit(site_a, key="k").pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert made == [CoachRequest.objects.get().pk] * 3
    assert (Message.objects.count(), Person.objects.count()) == (1, 1)


def test_submit_request_leaves_terms_of_another_site_out(site_a, site_b):
    ours, theirs = TopicFactory(site=site_a), TopicFactory(site=site_b)

    assert list(submit(site_a, topics=[ours, theirs]).topics.all()) == [ours]


def test_submit_request_refuses_a_coach_of_another_site(site_a, site_b):
    with pytest.raises(ValueError, match="another site"):
        submit(site_a, coach=CoachFactory(site=site_b))

    assert not CoachRequest.objects.exists()
    assert not Message.objects.exists()


def test_submit_request_is_not_announced(site_a, heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        submit(site_a)

    assert heard == []


def test_prove_request_tells_learner_coach_and_staff(site_a):
    add_recipient(site_a, email="staff@example.org")
    coach = CoachFactory(site=site_a, person__email="ann@example.org")
    submitted = submit(site_a, coach=coach)

    with time_machine.travel(NOON, tick=False):
        link = mailed_link("request_proof")
        Link.objects.update(expires_at=timezone.now() + DAY)
        proven = request_service.prove_request(link=link)
        now = timezone.now()

    stored = CoachRequest.objects.get()
    assert proven == submitted == stored
    assert (stored.state, stored.state_changed_at, stored.coach) == ("new", now, coach)
    assert stored.person.email_proven_at == now
    assert mails() == [
        ("request_proof", "lee@example.org"),
        ("request_received", "lee@example.org"),
        ("request_for_coach", "ann@example.org"),
        ("request_for_staff", "staff@example.org"),
    ]


def test_prove_request_to_nobody_in_particular_tells_no_coach(site_a):
    prove(submit(site_a))

    assert mails() == [
        ("request_proof", "lee@example.org"),
        ("suggestion_received", "lee@example.org"),
    ]


def test_prove_request_is_announced_after_the_commit(
    site_a, heard, django_capture_on_commit_callbacks
):
    submitted = submit(site_a)

    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        prove(submitted)

    assert heard == []
    for callback in callbacks:
        callback()
    assert heard == [
        (CoachRequest, signals.request_submitted, {"coach_request": submitted}),
    ]


def test_prove_request_works_once(site_a):
    submitted = submit(site_a)
    link = mailed_link("request_proof")
    prove(submitted)
    before = mails()

    with pytest.raises(DeadLinkError):
        request_service.prove_request(link=link)

    assert mails() == before


def test_prove_request_by_the_own_page(site_a):
    submitted = submit(site_a)
    link = links.issue(purpose=person_service.OWN_PAGE, person=submitted.person)

    proven = request_service.prove_request(link=link, coach_request=submitted)

    assert proven.state == RequestState.NEW
    # The link from the other mail has nothing left to decide.
    with pytest.raises(DeadLinkError):
        request_service.prove_request(link=mailed_link("request_proof"))


def test_prove_request_of_somebody_else_is_refused(site_a):
    theirs = submit(site_a, email="other@example.org")
    mine = links.issue(purpose=person_service.OWN_PAGE, person=PersonFactory(site=site_a))

    for function in (request_service.prove_request, request_service.discard_request):
        for asked in (theirs, None):
            with pytest.raises(DeadLinkError):
                function(link=mine, coach_request=asked)

    assert CoachRequest.objects.get().state == RequestState.UNPROVEN


def test_prove_request_takes_over_the_facts_of_somebody_nobody_had_proven(site_a):
    submit(site_a, name="A stranger", phone="666")
    submitted = submit(site_a, name="Lee Learner", phone="1", language="es")

    prove(submitted)

    person = Person.objects.get()
    assert (person.name, person.phone, person.language) == ("Lee Learner", "1", "es")


def test_prove_request_leaves_the_facts_of_somebody_who_is_proven(site_a):
    PersonFactory(
        site=site_a, email="lee@example.org", name="Lee L.", email_proven_at=timezone.now()
    )

    prove(submit(site_a, name="Lee Other-Name"))

    assert Person.objects.get().name == "Lee L."


def test_prove_request_leaves_the_facts_of_a_coach(site_a):
    CoachFactory(site=site_a, person__email="lee@example.org", person__name="Lee Coach")

    prove(submit(site_a, name="Lee Learner"))

    person = Person.objects.get()
    assert person.name == "Lee Coach"
    assert person.email_proven_at is not None


@pytest.mark.parametrize("state", [state for state in CoachState if state != CoachState.ACTIVE])
def test_prove_request_to_a_coach_who_went_meanwhile_is_for_staff(site_a, state):
    submitted = submit(site_a, coach=CoachFactory(site=site_a))
    Coach.objects.update(state=state)

    prove(submitted)

    assert CoachRequest.objects.get().coach is None
    assert [kind for kind, _ in mails()] == ["request_proof", "suggestion_received"]


def test_discard_request_forgets_everything(site_a):
    submit(site_a)
    link = mailed_link("request_proof")

    request_service.discard_request(link=link)

    assert not CoachRequest.objects.exists()
    assert not Person.objects.exists()
    assert not Link.objects.exists()
    assert Message.objects.get().state == MessageState.CANCELED


def test_discard_request_keeps_a_person_who_has_more(site_a):
    prove(submit(site_a))
    second = submit(site_a)

    request_service.discard_request(link=mailed_link("request_proof"))

    assert list(CoachRequest.objects.exclude(pk=second.pk)) == list(CoachRequest.objects.all())
    assert Person.objects.count() == 1


def test_discard_request_after_it_was_proven_is_too_late(site_a):
    submitted = submit(site_a)
    link = mailed_link("request_proof")
    prove(submitted)

    with pytest.raises(DeadLinkError):
        request_service.discard_request(link=link)

    assert CoachRequest.objects.get() == submitted


def test_purge_deletes_what_nobody_confirmed_for_a_week(site_a):
    with time_machine.travel(NOON, tick=False) as clock:
        start = timezone.now()
        submit(site_a)
        proven = submit(site_a, email="proven@example.org")
        prove(proven)
        clock.move_to(start + DAY)
        late = submit(site_a, email="late@example.org")

        assert request_service.purge_unproven(now=start + 7 * DAY) == 0
        assert (
            request_service.purge_unproven(now=start + 7 * DAY + datetime.timedelta(seconds=1)) == 1
        )

    assert set(CoachRequest.objects.all()) == {proven, late}
    assert set(Person.objects.values_list("email", flat=True)) == {
        "proven@example.org",
        "late@example.org",
    }


def test_purge_keeps_people_who_are_known_otherwise(site_a):
    CoachFactory(site=site_a, person__email="lee@example.org")
    submit(site_a)
    submit(site_a, email="two@example.org")
    newer = submit(site_a, email="two@example.org")
    CoachRequest.objects.exclude(pk=newer.pk).update(created_at=timezone.now() - 8 * DAY)

    assert request_service.purge_unproven() == 2

    assert CoachRequest.objects.get() == newer
    assert Person.objects.count() == 2


def test_purge_is_a_job_of_the_tick(site_a):
    submit(site_a)
    CoachRequest.objects.update(created_at=timezone.now() - 8 * DAY)

    assert tick.due()["unproven_requests"] == ["delete 1 request that nobody confirmed"]
    assert CoachRequest.objects.exists()

    results = {result.name: result for result in tick.run_all()}
    assert (results["unproven_requests"].done, results["unproven_requests"].error) == (1, "")
    assert not CoachRequest.objects.exists()
    assert tick.due()["unproven_requests"] == []


def test_requests_are_listed_latest_first(site_a):
    with time_machine.travel("2026-03-04T18:00:00Z", tick=False):
        early = CoachRequestFactory(site=site_a)
    with time_machine.travel("2026-03-05T18:00:00Z", tick=False):
        late = CoachRequestFactory(site=site_a)

    assert list(CoachRequest.objects.for_site(site_a)) == [late, early]


def test_request_outlives_its_coach(site_a):
    coach_request = CoachRequestFactory(site=site_a, coach=CoachFactory(site=site_a))

    coach_request.coach.delete()

    assert CoachRequest.objects.get().coach is None


def test_asked_coach_is_named(site_a):
    coach = CoachFactory(site=site_a, person__name="Ann Bell")

    assert CoachRequestFactory(site=site_a, coach=coach).asked_coach() == "Ann Bell"
    assert CoachRequestFactory(site=site_a).asked_coach() == "Nobody in particular"
