import pytest
from django.db.models.signals import pre_save
from django.utils import timezone
from wagtail.models import Locale, ModelLogEntry, PageLogEntry

from tests.factories import (
    CoachFactory,
    CoachRequestFactory,
    PersonFactory,
    TopicFactory,
    UserFactory,
    make_coach_page,
)
from wagtail_coaching.enums import CoachState, ContactChannel
from wagtail_coaching.exceptions import CoachingError, EmailTakenError, IllegalTransitionError
from wagtail_coaching.models import AddressChange, Coach, Link, Message, Person
from wagtail_coaching.services import coach as coach_service
from wagtail_coaching.services import leaving, links
from wagtail_coaching.services.person import OWN_PAGE

FACTS = {"name": "Ann Bell", "email": " Ann@Example.org", "phone": "312-555-0101"}


def save(site, coach=None, facts=FACTS, topics=()):
    return coach_service.save_coach(
        coach=coach or Coach(), site=site, person_facts=facts, topics=topics
    )


def test_save_coach_makes_coach_and_person(site_a):
    topic = TopicFactory(site=site_a)

    coach = save(site_a, Coach(capacity=3, preferred_channel=ContactChannel.EMAIL), topics=[topic])

    stored = Coach.objects.get()
    person = stored.person
    assert stored == coach
    assert (stored.site, stored.capacity, stored.preferred_channel) == (site_a, 3, "email")
    assert (person.site, person.name, person.email) == (site_a, "Ann Bell", "ann@example.org")
    assert person.phone == "312-555-0101"
    assert list(stored.topics.all()) == [topic]


def test_save_coach_makes_a_coach_of_a_known_learner(site_a):
    learner = PersonFactory(site=site_a, email="ann@example.org", name="A. Bell")

    coach = save(site_a)

    assert coach.person == learner
    assert Person.objects.get().name == "Ann Bell"


def test_save_coach_does_not_take_the_person_of_another_site(site_a, site_b):
    PersonFactory(site=site_b, email="ann@example.org", name="Their Ann")

    coach = save(site_a)

    assert {p.site: p.name for p in Person.objects.all()} == {
        site_a: "Ann Bell",
        site_b: "Their Ann",
    }
    assert coach.person.site == site_a


def test_save_coach_refuses_the_address_of_another_coach(site_a):
    CoachFactory(site=site_a, person__email="ann@example.org")

    with pytest.raises(EmailTakenError, match="already has a coach") as caught:
        save(site_a)

    assert isinstance(caught.value, CoachingError)
    assert Coach.objects.count() == 1


def test_save_coach_changes_the_person(site_a):
    coach = CoachFactory(site=site_a, person__email="old@example.org")

    save(site_a, coach)

    person = Person.objects.get()
    assert (person.pk, person.email, person.name) == (
        coach.person_id,
        "ann@example.org",
        "Ann Bell",
    )


def test_save_coach_keeps_its_own_address(site_a):
    coach = CoachFactory(site=site_a, person__email="ann@example.org")

    assert save(site_a, coach).person.name == "Ann Bell"


def test_save_coach_refuses_the_address_of_another_person(site_a):
    PersonFactory(site=site_a, email="ann@example.org")
    coach = CoachFactory(site=site_a, person__email="old@example.org")

    with pytest.raises(EmailTakenError, match="already knows somebody"):
        save(site_a, coach)

    assert Person.objects.get(pk=coach.person_id).email == "old@example.org"


def test_save_coach_leaves_topics_of_another_site_out(site_a, site_b):
    ours, theirs = TopicFactory(site=site_a), TopicFactory(site=site_b)

    assert list(save(site_a, topics=[ours, theirs]).topics.all()) == [ours]


def test_save_coach_replaces_the_topics(site_a):
    old, new = TopicFactory.create_batch(2, site=site_a)
    coach = CoachFactory(site=site_a, topics=[old])

    assert list(save(site_a, coach, topics=[new]).topics.all()) == [new]


def test_check_address_free(site_a):
    coach_service.check_address(site=site_a, email="ann@example.org", coach=Coach())


def test_check_address_taken(site_a):
    CoachFactory(site=site_a, person__email="ann@example.org")

    with pytest.raises(EmailTakenError):
        coach_service.check_address(site=site_a, email="ANN@example.org ", coach=Coach())


def test_save_coach_after_somebody_has_just_entered_the_address(site_a):
    def rival(sender, instance, **kwargs):
        Person.objects.bulk_create([Person(site=site_a, name="Rival", email="ann@example.org")])

    pre_save.connect(rival, sender=Person)
    try:
        with pytest.raises(EmailTakenError, match="already knows somebody"):
            save(site_a)
    finally:
        pre_save.disconnect(rival, sender=Person)

    assert not Coach.objects.exists()


INACTIVE = [state for state in CoachState if state is not CoachState.ACTIVE]


@pytest.mark.parametrize("state", INACTIVE)
def test_save_coach_who_is_not_active_unpublishes_the_profile(program, state):
    user = UserFactory()
    page = make_coach_page(program, publish=True)
    other = make_coach_page(program)
    page.coach.state = state

    coach_service.save_coach(
        coach=page.coach, site=program.site, person_facts=FACTS, topics=[], user=user
    )

    page.refresh_from_db()
    other.refresh_from_db()
    assert (page.live, page.coach.state, other.live) == (False, state, True)
    entry = PageLogEntry.objects.get(action="wagtail.unpublish")
    assert (entry.page_id, entry.user) == (page.pk, user)


def test_save_coach_who_is_not_active_unpublishes_every_language_and_alias(program):
    page = make_coach_page(program, publish=True)
    alias = page.create_alias(update_slug="alias")
    spanish = Locale.objects.create(language_code="es")
    translation = page.copy_for_translation(spanish, copy_parents=True)
    translation.save_revision().publish()
    page.coach.state = CoachState.HIDDEN

    coach_service.save_coach(coach=page.coach, site=program.site, person_facts=FACTS, topics=[])

    profiles = type(page).objects.filter(pk__in=[page.pk, alias.pk, translation.pk])
    assert list(profiles.values_list("live", flat=True)) == [False, False, False]


def test_save_coach_who_is_active_leaves_the_profile_alone(program):
    live, draft = make_coach_page(program), make_coach_page(program, live=False)

    for page in (live, draft):
        facts = {**FACTS, "email": page.coach.person.email}
        coach_service.save_coach(coach=page.coach, site=program.site, person_facts=facts, topics=[])

    profiles = type(live).objects.filter(pk__in=[live.pk, draft.pk]).order_by("pk")
    assert list(profiles.values_list("live", flat=True)) == [True, False]


def test_remove_coach_leaves_nothing_but_a_line_without_the_name(program):
    user = UserFactory()
    page = make_coach_page(program, publish=True)
    asked = CoachRequestFactory(site=program.site, coach=page.coach)

    coach_service.remove_coach(coach=page.coach, user=user)

    asked.refresh_from_db()
    assert asked.coach is None
    assert not type(page).objects.filter(pk=page.pk).exists()
    assert not Coach.objects.exists()
    assert not Person.objects.exists()
    assert not PageLogEntry.objects.filter(page=page.pk).exists()
    [entry] = ModelLogEntry.objects.filter(action="wagtail.delete")
    assert (entry.label, entry.user) == ("A coach", user)


def test_save_coach_with_a_form_that_is_stale_brings_nobody_back(program):
    page = make_coach_page(program, publish=True)
    stale = Coach.objects.get(pk=page.coach_id)
    facts = {**FACTS, "email": page.coach.person.email}
    leaving.leave(coach=page.coach)
    stored = Coach.objects.get(pk=page.coach_id)

    def save(state):
        stale.state = state
        coach_service.save_coach(
            coach=stale, site=program.site, person_facts=facts, topics=[], seen_state="active"
        )

    save("active")
    again = Coach.objects.get(pk=page.coach_id)
    assert (again.state, again.left_at) == ("left", stored.left_at)
    with pytest.raises(IllegalTransitionError, match="Meanwhile this coach has become “Left”"):
        save("hidden")


def test_remove_coach_keeps_a_person_who_is_a_learner_too(site_a):
    coach = CoachFactory(site=site_a)
    own = CoachRequestFactory(site=site_a, person=coach.person)

    coach_service.remove_coach(coach=coach)

    own.refresh_from_db()
    assert own.person == Person.objects.get()


def test_save_coach_with_another_address_unproves_it_and_kills_what_was_mailed(site_a):
    coach = CoachFactory(site=site_a, person__email="old@example.org")
    Person.objects.update(email_proven_at=timezone.now())
    own = links.issue(purpose=OWN_PAGE, person=coach.person)
    change = AddressChange.objects.create(
        site=site_a, person=coach.person, old_email="old@example.org", new_email="x@example.org"
    )
    plain, linked = (
        Message.objects.create(
            site=site_a,
            kind="x",
            person=coach.person,
            recipient_email="old@example.org",
            links=keys,
        )
        for keys in ({}, {"link": own.key})
    )

    coach_service.save_coach(
        coach=Coach.objects.get(pk=coach.pk),
        site=site_a,
        person_facts={**FACTS, "email": "new@example.org"},
        topics=[],
    )

    for record in (own, change, plain, linked):
        record.refresh_from_db()
    stored = Person.objects.get()
    assert (stored.email, stored.email_proven_at) == ("new@example.org", None)
    assert own.revoked_at is not None
    assert change.state == "canceled"
    assert (plain.recipient_email, plain.state) == ("new@example.org", "queued")
    assert (linked.recipient_email, linked.state) == ("old@example.org", "canceled")


def test_save_coach_with_the_same_address_leaves_it_proven(site_a):
    coach = CoachFactory(site=site_a, person__email="ann@example.org")
    now = timezone.now()
    Person.objects.update(email_proven_at=now)
    own = links.issue(purpose=OWN_PAGE, person=coach.person)

    coach_service.save_coach(
        coach=coach,
        site=site_a,
        person_facts={**FACTS, "email": " ANN@example.org"},
        topics=[],
    )

    own.refresh_from_db()
    assert (Person.objects.get().email_proven_at, own.revoked_at) == (now, None)


def test_remove_coach_takes_links_along_and_cancels_what_waits(site_a):
    coach = CoachFactory(site=site_a)
    links.issue(purpose=OWN_PAGE, person=coach.person)
    AddressChange.objects.create(site=site_a, person=coach.person, old_email="a", new_email="b")
    waiting, sent = (
        Message.objects.create(
            site=site_a, kind="x", person=coach.person, recipient_email="a@b.cd", state=state
        )
        for state in ("queued", "sent")
    )

    coach_service.remove_coach(coach=coach)

    assert not Person.objects.exists()
    assert not Link.objects.exists()
    assert not AddressChange.objects.exists()
    for message in (waiting, sent):
        message.refresh_from_db()
    assert (waiting.person, waiting.state, sent.state) == (None, "canceled", "sent")


def test_release_foreign_coaches_outside_of_every_site(program):
    page = make_coach_page(program)

    coach_service.release_foreign_coaches(under=program.gallery, site=None)

    page.refresh_from_db()
    assert page.coach is None
