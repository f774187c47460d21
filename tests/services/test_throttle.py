"""Counting tries: whom it stops, whom it doesn't, and that it never costs anybody a form."""

import datetime

import pytest
import time_machine
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache

from wagtail_coaching.exceptions import CoachingError, ThrottledError
from wagtail_coaching.services import throttle

NOON = datetime.datetime(2026, 3, 4, 12, 10, tzinfo=datetime.UTC)
LIMITS = throttle.Limits(per_email=2, per_address=3, per_network=5)


@pytest.fixture(autouse=True)
def _frozen(monkeypatch, site_a):
    monkeypatch.setitem(throttle.LIMITS, "test", LIMITS)
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def hit(site_a):
    """Try once; return whether it was let through."""

    def try_once(address="8.8.8.8", email="", *, site=site_a, scope="test"):
        try:
            throttle.hit(scope=scope, site=site, address=address, email=email)
        except ThrottledError:
            return False
        return True

    return try_once


def test_one_address_is_stopped_at_its_limit(hit):
    assert [hit() for _ in range(5)] == [True, True, True, False, False]
    assert hit("9.9.9.9")


def test_one_email_is_stopped_wherever_it_comes_from(hit):
    addresses = [f"{n}.8.8.8" for n in (20, 30, 40, 50)]

    assert [hit(address, "Lee@Example.org ") for address in addresses] == [True, True, False, False]
    assert not hit("60.8.8.8", "lee@example.org")
    assert hit("60.8.8.8", "ann@example.org")


def test_one_network_is_stopped_however_many_addresses_it_has(hit):
    assert [hit(f"8.8.8.{n}") for n in range(7)] == [True] * 5 + [False] * 2
    assert hit("8.8.9.1")


def test_one_household_has_a_whole_network_of_ipv6(hit):
    assert [hit(f"2600:1:2:3::{n}") for n in range(1, 5)] == [True, True, True, False]
    assert hit("2600:1:2:4::1")
    assert hit("2600:1:9:4::1")


def test_many_households_of_one_ipv6_network_are_stopped(hit):
    assert [hit(f"2600:1:2:{n}::1") for n in range(1, 8)] == [True] * 5 + [False] * 2
    assert hit("2600:1:3:1::1")


def test_sites_and_scopes_are_counted_apart(hit, site_b):
    for _ in range(4):
        hit()

    assert not hit()
    assert hit(site=site_b)
    assert hit(scope="other")


def test_scope_that_is_not_listed_has_the_default_limits(hit):
    limit = throttle.DEFAULT_LIMITS.per_address

    assert [hit(scope="new") for _ in range(limit + 1)] == [True] * limit + [False]


def test_next_window_begins_anew(hit):
    for _ in range(5):
        hit()
    for minute, through in ((59, False), (60, True)):
        with time_machine.travel(NOON.replace(minute=0) + datetime.timedelta(minutes=minute)):
            assert hit() is through


def test_check_counts_nothing(hit, site_a):
    for _ in range(10):
        throttle.check(scope="test", site=site_a, address="8.8.8.8")
    for _ in range(3):
        hit()

    with pytest.raises(ThrottledError):
        throttle.check(scope="test", site=site_a, address="8.8.8.8")
    throttle.check(scope="test", site=site_a, address="9.9.9.9")


def test_error_says_what_to_do(hit, site_a):
    for _ in range(3):
        hit()

    with pytest.raises(CoachingError, match="wait an hour"):
        throttle.hit(scope="test", site=site_a, address="8.8.8.8")


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "172.17.0.1", "::1", "", "nonsense"])
def test_address_that_may_be_the_sites_own_proxy_locks_nobody_out(hit, address):
    """Without TRUSTED_PROXY_COUNT everybody behind a proxy comes from its address."""
    assert all(hit(address) for _ in range(3 * 20))
    assert not hit(address)


@pytest.mark.parametrize(
    ("count", "forwarded", "address"),
    [
        (0, "1.1.1.1", "8.8.8.8"),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 2.2.2.2", "1.1.1.1"),
        (2, "1.1.1.1", "8.8.8.8"),
        (1, "", "8.8.8.8"),
        (1, "nonsense", "8.8.8.8"),
        (1, "unknown, ", "8.8.8.8"),
        (1, "1.1.1.1:443", "1.1.1.1"),
        (1, "[2600::1]:443", "2600::1"),
        (1, "2600::1", "2600::1"),
        (1, "::ffff:1.1.1.1", "1.1.1.1"),
        (1, "fe80::1%eth0", "fe80::1"),
        (1, "\0", "8.8.8.8"),
        (1, "x" * 10_000, "8.8.8.8"),
        (1, "," * 10_000, "8.8.8.8"),
        (True, "1.1.1.1", "1.1.1.1"),
        ("1", "1.1.1.1", "8.8.8.8"),
        (-1, "1.1.1.1", "8.8.8.8"),
        (None, "1.1.1.1", "8.8.8.8"),
    ],
)
def test_client_address_behind_proxies(settings, count, forwarded, address):
    own = getattr(settings, "WAGTAIL_COACHING", {})
    settings.WAGTAIL_COACHING = {**own, "TRUSTED_PROXY_COUNT": count}

    meta = {"REMOTE_ADDR": "8.8.8.8", "HTTP_X_FORWARDED_FOR": forwarded}

    assert throttle.client_address(meta) == address


@pytest.mark.parametrize("meta", [{}, {"REMOTE_ADDR": ""}, {"REMOTE_ADDR": None}])
def test_client_address_that_nobody_knows(meta):
    assert throttle.client_address(meta) == ""


def test_nobodys_address_stands_in_the_cache(hit):
    hit("8.8.8.8", "lee@example.org")

    stored = str(vars(caches["default"])["_cache"])
    assert "lee" not in stored
    assert "8.8.8" not in stored
    assert len(vars(caches["default"])["_cache"]) == 3


def test_memory_is_bounded_however_many_addresses_there_are(hit, monkeypatch):
    monkeypatch.setattr(throttle, "BUCKETS", 8)

    for n in range(200):
        hit(f"{n}.8.8.8", f"lee-{n}@example.org")

    assert len(vars(caches["default"])["_cache"]) <= 3 * 8


class GetAndSetCache(LocMemCache):
    """A cache without an ``incr`` of its own, as Django's database cache is."""

    incr = LocMemCache.__mro__[1].incr


class BrokenCache(LocMemCache):
    """A cache whose server is gone."""

    def add(self, *args, **kwargs):
        raise ConnectionError("no server")

    get = add


def use_cache(settings, name):
    settings.CACHES = {
        **settings.CACHES,
        "tries": {"BACKEND": f"{__name__}.{name}", "LOCATION": name},
    }
    own = getattr(settings, "WAGTAIL_COACHING", {})
    settings.WAGTAIL_COACHING = {**own, "THROTTLE_CACHE": "tries"}
    return caches["tries"]


def test_host_chooses_the_cache(settings, hit):
    cache = use_cache(settings, "GetAndSetCache")
    cache.clear()

    hit()

    assert len(vars(cache)["_cache"]) == 2
    assert len(vars(caches["default"])["_cache"]) == 0


def test_cache_without_an_increment_of_its_own_keeps_the_window(settings, hit):
    """Django's general increment stores the sum for the default time: five minutes."""
    use_cache(settings, "GetAndSetCache").clear()
    for _ in range(4):
        hit()

    with time_machine.travel(NOON + datetime.timedelta(minutes=40)):
        assert not hit()


def test_cache_that_is_gone_stops_nobody_and_is_logged(settings, hit, site_a, caplog):
    use_cache(settings, "BrokenCache")

    assert all(hit() for _ in range(10))
    throttle.check(scope="test", site=site_a, address="8.8.8.8")
    assert "out of order" in caplog.text


def test_cache_that_does_not_exist_stops_nobody(settings, hit, caplog):
    own = getattr(settings, "WAGTAIL_COACHING", {})
    settings.WAGTAIL_COACHING = {**own, "THROTTLE_CACHE": "nowhere"}

    assert hit()
    assert "out of order" in caplog.text


def test_counter_that_runs_out_between_two_steps_begins_anew(hit, monkeypatch):
    hit()
    monkeypatch.setattr(
        LocMemCache, "incr", lambda *args, **kwargs: (_ for _ in ()).throw(ValueError)
    )

    assert [hit() for _ in range(10)] == [True] * 10
