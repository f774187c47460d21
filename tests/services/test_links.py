"""Personal links: what opens them, what kills them, and that they decide once."""

import datetime
import threading

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from tests.factories import CoachFactory, CoachRequestFactory, PersonFactory
from wagtail_coaching.enums import RequestState
from wagtail_coaching.exceptions import DeadLinkError
from wagtail_coaching.models import CoachRequest, Link, Person
from wagtail_coaching.services import links

NOON = datetime.datetime(2026, 3, 4, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)

# Purposes of the tests' own; a registry has no way back.
VISIT = links.register_purpose(links.Purpose(name="test_visit", lifetime=HOUR, single_use=False))
DECIDE = links.register_purpose(
    links.Purpose(
        name="test_decide",
        lifetime=HOUR,
        single_use=True,
        subject_model="wagtail_coaching.CoachRequest",
    )
)
WATCH = links.register_purpose(
    links.Purpose(
        name="test_watch",
        lifetime=HOUR,
        single_use=False,
        subject_model="wagtail_coaching.CoachRequest",
        state_field="",
    )
)
MOVE = links.register_purpose(
    links.Purpose(name="test_move", lifetime=HOUR, single_use=True, other_address=True)
)


@pytest.fixture
def person(site_a):
    return PersonFactory(site=site_a, email="lee@example.org")


@pytest.fixture
def asked(site_a, person):
    return CoachRequestFactory(site=site_a, person=person, state=RequestState.UNPROVEN)


def token(link):
    return links.token_for(key=link.key)


def is_open(link, site=None):
    try:
        links.open_link(token=token(link), site=site or link.site)
    except DeadLinkError:
        return False
    return True


def use(link):
    with transaction.atomic():
        return links.use(link=link)


def test_link_opens_what_it_is_about(site_a, person, asked):
    link = links.issue(purpose=DECIDE, person=person, subject=asked)

    opened = links.open_link(token=token(link), site=site_a)

    assert (opened.link, opened.person, opened.subject) == (link, person, asked)
    assert opened.purpose is DECIDE
    assert link.email == "lee@example.org"
    assert len(link.key) == 22


def test_opening_a_link_changes_nothing(site_a, person, asked):
    link = links.issue(purpose=DECIDE, person=person, subject=asked)
    before = list(Link.objects.values())

    for _ in range(3):
        links.open_link(token=token(link), site=site_a)

    assert list(Link.objects.values()) == before
    assert CoachRequest.objects.get().state == RequestState.UNPROVEN


def test_two_links_never_have_the_same_address(person):
    issued = {token(links.issue(purpose=VISIT, person=person)) for _ in range(20)}

    assert len(issued) == 20


def test_link_runs_out(person):
    with time_machine.travel(NOON, tick=False) as clock:
        link = links.issue(purpose=VISIT, person=person)
        clock.move_to(NOON + HOUR - datetime.timedelta(seconds=1))
        assert is_open(link)
        clock.move_to(NOON + HOUR)
        assert not is_open(link)


def test_link_is_revoked(person, asked):
    visit, decide, watch = (
        links.issue(purpose=VISIT, person=person),
        links.issue(purpose=DECIDE, person=person, subject=asked),
        links.issue(purpose=WATCH, person=person, subject=asked),
    )

    assert links.revoke(person=person, subject=asked, purpose=DECIDE) == 1
    assert [is_open(link) for link in (visit, decide, watch)] == [True, False, True]
    assert links.revoke(person=person) == 2
    assert [is_open(link) for link in (visit, decide, watch)] == [False, False, False]
    assert links.revoke(person=person) == 0


def test_revoking_leaves_other_people_alone(site_a, person):
    other = links.issue(purpose=VISIT, person=PersonFactory(site=site_a))

    links.revoke(person=person)

    assert is_open(other)


def test_link_that_decides_works_once(person, asked):
    link = links.issue(purpose=DECIDE, person=person, subject=asked)

    assert use(link).subject == asked

    assert not is_open(link)
    with pytest.raises(DeadLinkError):
        use(link)
    assert Link.objects.get().used_at is not None


def test_link_that_decides_nothing_works_until_it_runs_out(person):
    link = links.issue(purpose=VISIT, person=person)

    use(link)
    use(link)

    assert is_open(link)
    assert Link.objects.get().used_at is None


def test_use_that_comes_to_nothing_leaves_the_link(person, asked):
    link = links.issue(purpose=DECIDE, person=person, subject=asked)

    with transaction.atomic():
        links.use(link=link)
        transaction.set_rollback(True)

    assert is_open(link)


@pytest.mark.django_db(transaction=True)
def test_use_outside_of_a_transaction_is_a_mistake(person):
    link = links.issue(purpose=VISIT, person=person)

    with pytest.raises(RuntimeError, match="transaction"):
        links.use(link=link)


@pytest.mark.parametrize("how", ["run out", "revoked", "moved on", "address", "deleted"])
def test_use_asks_again_whether_the_link_works(person, asked, how):
    """Between opening the page and pressing the button, time passes."""
    with time_machine.travel(NOON, tick=False) as clock:
        link = links.issue(purpose=DECIDE, person=person, subject=asked)
        assert is_open(link)
        if how == "run out":
            clock.move_to(NOON + HOUR)
        elif how == "revoked":
            links.revoke(person=person)
        elif how == "moved on":
            CoachRequest.objects.update(state=RequestState.NEW)
        elif how == "address":
            Person.objects.update(email="other@example.org")
        else:
            Link.objects.all().delete()

        with pytest.raises(DeadLinkError):
            use(link)


def test_link_dies_when_its_matter_moves_on_and_lives_again_when_it_comes_back(person, asked):
    link = links.issue(purpose=DECIDE, person=person, subject=asked)
    CoachRequest.objects.update(state=RequestState.NEW)
    assert not is_open(link)

    CoachRequest.objects.update(state=RequestState.UNPROVEN)
    assert is_open(link)


def test_link_that_watches_outlives_every_state(person, asked):
    link = links.issue(purpose=WATCH, person=person, subject=asked)

    CoachRequest.objects.update(state=RequestState.CLOSED)

    assert is_open(link)


def test_link_dies_with_its_record(person, asked):
    link = links.issue(purpose=WATCH, person=person, subject=asked)

    asked.delete()

    assert not is_open(link)


def test_link_dies_when_the_person_has_another_address(person):
    link = links.issue(purpose=VISIT, person=person)

    person.email = "lee.new@example.org"
    person.save()

    assert not is_open(link)


def test_link_to_another_address_on_purpose_works(person):
    link = links.issue(purpose=MOVE, person=person, email=" New@Example.org")

    assert link.email == "new@example.org"
    assert is_open(link)


def test_link_to_another_address_by_mistake_is_not_issued(person):
    with pytest.raises(ValueError, match="own address"):
        links.issue(purpose=VISIT, person=person, email="other@example.org")

    assert not Link.objects.exists()


def test_link_opens_at_its_own_site_only(site_a, site_b, person):
    link = links.issue(purpose=VISIT, person=person)

    assert (is_open(link, site_a), is_open(link, site_b)) == (True, False)


def test_link_about_a_record_that_went_to_another_site_is_dead(site_b, person, asked):
    link = links.issue(purpose=WATCH, person=person, subject=asked)

    CoachRequest.objects.update(site=site_b)

    assert not is_open(link)


def test_link_is_not_issued_about_what_it_is_not_for(site_a, site_b, person, asked):
    foreign = CoachRequestFactory(site=site_b)
    for arguments in (
        {"purpose": VISIT, "subject": asked},
        {"purpose": DECIDE},
        {"purpose": DECIDE, "subject": CoachFactory(site=site_a)},
        {"purpose": DECIDE, "subject": foreign},
    ):
        with pytest.raises(ValueError, match=r"about|another site"):
            links.issue(person=person, **arguments)

    assert not Link.objects.exists()


def test_link_of_a_purpose_that_is_no_more_is_dead(person):
    link = links.issue(purpose=VISIT, person=person)
    Link.objects.update(purpose="no_more")

    assert not is_open(link)


def test_link_about_a_class_that_is_no_more_is_dead(person, asked):
    link = links.issue(purpose=WATCH, person=person, subject=asked)
    for label in ("gone.Model", "nonsense", "wagtail_coaching.nobody"):
        Link.objects.update(subject_type=label)

        assert not is_open(link), label


def test_purpose_is_registered_once():
    assert links.register_purpose(VISIT) is VISIT
    with pytest.raises(ValueError, match="already"):
        links.register_purpose(links.Purpose(name="test_visit", lifetime=HOUR, single_use=True))


def hostile_tokens(link):
    good = token(link)
    key, signature = good.split(":")
    flipped = "A" if signature[0] != "A" else "B"
    return {
        "empty": "",
        "key alone": key,
        "no signature": f"{key}:",
        "no key": f":{signature}",
        "other key": f"{'x' * 22}:{signature}",
        "other signature": f"{key}:{flipped}{signature[1:]}",
        "longer": f"{good}A",
        "shorter": good[:-1],
        "upper case": good.upper(),
        "padded": f" {good} ",
        "nul": f"{good}\0",
        "bidi": f"\u202e{good}",
        "emoji": "🔑" * 10,
        "surrogate": "\ud800",
        "10,000 characters": "x" * 10_000,
        "10,000 and colons": "x:" * 5_000,
        "markup": "<script>alert(1)</script>",
        "sql": "' OR 1=1 --",
    }


@pytest.mark.parametrize("which", sorted(hostile_tokens(Link(key="k" * 22))))
def test_link_that_was_tampered_with_is_dead(site_a, person, which, django_assert_num_queries):
    link = links.issue(purpose=VISIT, person=person)

    # Before the signature is known to be ours, the database is not asked anything.
    with django_assert_num_queries(0), pytest.raises(DeadLinkError):
        links.open_link(token=hostile_tokens(link)[which], site=site_a)


def test_guessed_key_is_dead_even_when_signed(site_a):
    with pytest.raises(DeadLinkError):
        links.open_link(token=links.token_for(key="x" * 22), site=site_a)


def test_copy_of_the_database_holds_no_link(person, settings):
    link = links.issue(purpose=VISIT, person=person)
    stolen_key = link.key

    settings.SECRET_KEY = "the thief's own"
    forged = links.token_for(key=stolen_key)
    settings.SECRET_KEY = "only-for-tests"

    with pytest.raises(DeadLinkError):
        links.open_link(token=forged, site=person.site)


def test_link_outlives_a_new_secret_key_with_a_fallback(site_a, person, settings):
    link = links.issue(purpose=VISIT, person=person)
    mailed = token(link)
    old = settings.SECRET_KEY

    settings.SECRET_KEY = "the next one"
    with pytest.raises(DeadLinkError):
        links.open_link(token=mailed, site=site_a)

    settings.SECRET_KEY_FALLBACKS = [old]
    assert links.open_link(token=mailed, site=site_a).link == link


def test_url_is_absolute_at_its_site(site_b):
    link = links.issue(purpose=VISIT, person=PersonFactory(site=site_b))

    url = links.url_for(site=site_b, key=link.key)

    assert url == f"http://coast.example.org/coaching/link/{token(link)}/"


def test_reissued_link_is_like_the_old_one(person, asked):
    with time_machine.travel(NOON, tick=False) as clock:
        old = links.issue(purpose=DECIDE, person=person, subject=asked)
        clock.move_to(NOON + 5 * HOUR)

        new = links.reissue(key=old.key, email=old.email)

        assert (is_open(old), is_open(new)) == (False, True)
        assert new.key != old.key
        assert links.open_link(token=token(new), site=new.site).subject == asked


def test_reissued_link_goes_to_the_address_the_person_has_now(person):
    old = links.issue(purpose=VISIT, person=person)
    links.revoke(person=person)
    Person.objects.update(email="new@example.org")

    assert is_open(links.reissue(key=old.key, email="new@example.org"))
    with pytest.raises(DeadLinkError):
        links.reissue(key=old.key, email="lee@example.org")


@pytest.mark.parametrize("how", ["used", "revoked", "moved on", "no purpose", "gone"])
def test_link_whose_matter_is_settled_is_not_reissued(person, asked, how):
    link = links.issue(purpose=DECIDE, person=person, subject=asked)
    if how == "used":
        use(link)
    elif how == "revoked":
        links.revoke(person=person)
    elif how == "moved on":
        CoachRequest.objects.update(state=RequestState.NEW)
    elif how == "no purpose":
        Link.objects.update(purpose="no_more")
    else:
        Link.objects.all().delete()

    with pytest.raises(DeadLinkError):
        links.reissue(key=link.key, email=link.email)


def test_reissued_link_to_another_address_never_goes_to_the_persons_own(person):
    link = links.issue(purpose=MOVE, person=person, email="new@example.org")

    with pytest.raises(DeadLinkError):
        links.reissue(key=link.key, email=person.email)
    assert links.reissue(key=link.key, email="new@example.org").email == "new@example.org"


def test_purge_deletes_what_has_been_dead_for_long(person, asked):
    alive = links.issue(purpose=VISIT, person=person)
    dead = {
        "expires_at": links.issue(purpose=VISIT, person=person),
        "used_at": links.issue(purpose=DECIDE, person=person, subject=asked),
        "revoked_at": links.issue(purpose=VISIT, person=person),
    }
    then = timezone.now() - 40 * 24 * HOUR
    for field, link in dead.items():
        Link.objects.filter(pk=link.pk).update(**{field: then})

    assert links.purge(before=then) == 0
    assert links.purge(before=then + HOUR) == 3
    assert list(Link.objects.all()) == [alive]


def race(functions):
    """Run functions at once, each on a connection of its own; return what each returned."""
    barrier = threading.Barrier(len(functions))
    results = [None] * len(functions)

    def run(index, function):
        try:
            barrier.wait(timeout=20)
            results[index] = function()
        except DeadLinkError:
            results[index] = "dead"
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(index, function))
        for index, function in enumerate(functions)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.mark.django_db(transaction=True)
def test_two_uses_at_once_are_one(person, asked):
    for _ in range(5):
        link = links.issue(purpose=DECIDE, person=person, subject=asked)

        results = race([lambda link=link: use(link).link.key] * 3)

        assert sorted(results) == sorted([link.key, "dead", "dead"])


@pytest.mark.django_db(transaction=True)
def test_use_and_revocation_at_once_agree(person, asked):
    """Either the link was used before it was revoked, or it was dead: never neither."""
    for _ in range(5):
        link = links.issue(purpose=DECIDE, person=person, subject=asked)

        used, revoked = race(
            [lambda link=link: use(link).link.key, lambda: links.revoke(person=person)]
        )

        row = Link.objects.get(pk=link.pk)
        assert revoked == 1
        assert (row.used_at is not None) == (used == link.key)
