"""Counting tries, so that nobody can guess, flood or mail-bomb: per e-mail address, per network
address, and per network.

The counters live in the cache that ``THROTTLE_CACHE`` names, which all processes must share. What
is counted is hashed into a fixed number of buckets, so however many addresses an attacker uses,
memory is bounded, and nobody's address stands in the cache. Two addresses that share a bucket share
its counter until the window ends: then all are dealt anew.
"""

from __future__ import annotations

import ipaddress
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.cache import BaseCache, caches
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.exceptions import ThrottledError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wagtail.models import Site

_logger = logging.getLogger(__name__)

_SALT: Final = "wagtail_coaching.throttle"
#: Counters of one kind (e-mail address, network address, network) in one window.
BUCKETS: Final = 2**16
#: How many times as much is let through from an address that may be the site's own proxy.
_SHARED_FACTOR: Final = 20


@dataclass(frozen=True)
class Limits:
    """How many tries are let through in one window."""

    #: To one e-mail address. 0: not counted.
    per_email: int
    #: From one network address; of IPv6, from one /64, which one household has.
    per_address: int
    #: From one network: /24 of IPv4, /48 of IPv6.
    per_network: int
    #: The window, in seconds. All windows begin at multiples of it.
    window: int = 3600


#: By scope. One that is not listed has the default's.
LIMITS: Final[dict[str, Limits]] = {
    # An association's office or a conference's network sends many from one address.
    "request": Limits(per_email=5, per_address=20, per_network=100),
    # Whoever is nominated has not asked for our mail.
    "nominee": Limits(per_email=2, per_address=20, per_network=100),
    "own_link": Limits(per_email=3, per_address=15, per_network=75),
    "address_change": Limits(per_email=3, per_address=15, per_network=75),
    # Links that did not work. Mail scanners open old ones, too.
    "link": Limits(per_email=0, per_address=60, per_network=300),
}
DEFAULT_LIMITS: Final = Limits(per_email=5, per_address=30, per_network=150)


def client_address(meta: Mapping[str, object]) -> str:
    """Return the visitor's network address; empty if it cannot be known.

    ``X-Forwarded-For`` can be made up by anybody, so it is read only where the host says by
    ``TRUSTED_PROXY_COUNT`` how many proxies of its own append to it; what stands left of their
    entries is passed over.

    Args:
        meta: the request's ``META``.
    """
    remote = _parsed(str(meta.get("REMOTE_ADDR") or ""))
    count = coaching_settings.TRUSTED_PROXY_COUNT
    if isinstance(count, int) and count > 0:
        entries = str(meta.get("HTTP_X_FORWARDED_FOR") or "").split(",")
        # Fewer entries than proxies: it did not come through all of them.
        forwarded = _parsed(entries[-count]) if len(entries) >= count else None
        return str(forwarded or remote or "")
    return str(remote or "")


def hit(*, scope: str, site: Site, address: str, email: str = "") -> None:
    """Count one try.

    Args:
        scope: what was tried, such as a key of :data:`LIMITS`. Scopes are counted apart.
        site: where.
        address: the visitor's network address, as from :func:`client_address`.
        email: the e-mail address that it is about, if any.

    Raises:
        ThrottledError: there were too many in this window; the message is for the visitor.
    """
    limits = LIMITS.get(scope, DEFAULT_LIMITS)
    too_many = False
    for kind, value, limit in _counted(limits, address, email):
        key, timeout = _bucket(scope, site, kind, value, limits.window)
        too_many |= _increased(key, timeout) > limit
    if too_many:
        raise throttled()


def check(*, scope: str, site: Site, address: str) -> None:
    """Ask, without counting, whether a visitor has tried too often already.

    Raises:
        ThrottledError: they have.
    """
    limits = LIMITS.get(scope, DEFAULT_LIMITS)
    for kind, value, limit in _counted(limits, address, ""):
        key, _timeout = _bucket(scope, site, kind, value, limits.window)
        if _count(key) >= limit:
            raise throttled()


def throttled() -> ThrottledError:
    """Return the error with its words for the visitor."""
    return ThrottledError(
        _("There were too many tries in a short time. Please wait an hour, and try again.")
    )


def _counted(limits: Limits, address: str, email: str) -> Iterator[tuple[str, str, int]]:
    if email and limits.per_email:
        yield "email", email.strip().lower(), limits.per_email
    ip = _parsed(address)
    # An address of the machine itself, or of a private network, may be a proxy's that the host
    # has not told us of: everybody comes from it. They must not lock each other out.
    factor = 1 if ip is not None and ip.is_global else _SHARED_FACTOR
    near, wide = (64, 48) if ip is not None and ip.version == 6 else (32, 24)
    yield "address", _network(ip, near), limits.per_address * factor
    yield "network", _network(ip, wide), limits.per_network * factor


def _network(ip: ipaddress.IPv4Address | ipaddress.IPv6Address | None, prefix: int) -> str:
    return str(ipaddress.ip_network((ip, prefix), strict=False)) if ip is not None else ""


def _parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return an address that may come with a port, as some proxies write it."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        ip = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    # RFC 4291 section 2.5.5.2: how a socket for both versions writes an IPv4 address.
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return mapped or ip


def _bucket(scope: str, site: Site, kind: str, value: str, window: int) -> tuple[str, int]:
    """Return the cache key of the counter, and for how many seconds it is needed."""
    now = time.time()
    number = int(now // window)
    counted = f"{scope}|{site.pk}|{kind}|{value}|{number}"
    digest = salted_hmac(_SALT, counted, algorithm="sha256").digest()
    bucket = int.from_bytes(digest[:8], "big") % BUCKETS
    # A little longer than the window: another machine's clock may be behind.
    timeout = int((number + 1) * window - now) + 60
    return f"wagtail_coaching.throttle.{kind}.{window}.{number}.{bucket}", timeout


def _increased(key: str, timeout: int) -> int:
    """Add one to a counter and return it; 0 if the cache is out of order."""
    try:
        cache = caches[coaching_settings.THROTTLE_CACHE]
        if cache.add(key, 1, timeout):
            return 1
        try:
            count = cache.incr(key)
        except ValueError:  # It has run out, or was evicted, just now.
            cache.set(key, 1, timeout)
            return 1
        if type(cache).incr is BaseCache.incr:
            # Django's general way stores the sum anew, for the cache's default time.
            cache.touch(key, timeout)
    except Exception:  # Whatever a cache's client raises: nobody loses a form for it.
        _logger.exception("The cache that counts tries is out of order; nothing is throttled.")
        return 0
    return int(count)


def _count(key: str) -> int:
    try:
        return int(caches[coaching_settings.THROTTLE_CACHE].get(key, 0))
    except Exception:
        _logger.exception("The cache that counts tries is out of order; nothing is throttled.")
        return 0
