"""System checks. Their ids are stable; each says what to do."""

from __future__ import annotations

import uuid
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Any, Final

import phonenumbers
from django.apps import apps
from django.core import checks
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from wagtail_coaching.conf import DEFAULTS, user_settings
from wagtail_coaching.models import (
    CoachApplicationPageMixin,
    CoachGalleryPageMixin,
    CoachingPageMixin,
    CoachingProgramPageMixin,
    CoachPageMixin,
    CoachRequestPageMixin,
    FAQPageMixin,
    WebinarPageMixin,
    WebinarSchedulePageMixin,
)

_PAGE_MODELS: Final[dict[str, type[CoachingPageMixin]]] = {
    "PROGRAM_PAGE_MODEL": CoachingProgramPageMixin,
    "GALLERY_PAGE_MODEL": CoachGalleryPageMixin,
    "COACH_PAGE_MODEL": CoachPageMixin,
    "REQUEST_PAGE_MODEL": CoachRequestPageMixin,
    "APPLICATION_PAGE_MODEL": CoachApplicationPageMixin,
    "WEBINAR_SCHEDULE_PAGE_MODEL": WebinarSchedulePageMixin,
    "WEBINAR_PAGE_MODEL": WebinarPageMixin,
    "FAQ_PAGE_MODEL": FAQPageMixin,
}
#: The least that each number may be.
_NUMBERS: Final = {
    "COACHES_PER_PAGE": 1,
    "WEBINARS_PER_PAGE": 1,
    "TRUSTED_PROXY_COUNT": 0,
    "FORM_MIN_SECONDS": 0,
    # Addresses to unsubscribe at work for as long; CAN-SPAM (15 USC 7704) asks for 30 days.
    "MESSAGE_RETENTION_DAYS": 30,
    "CONCERN_RETENTION_DAYS": 1,
    "TICK_STALE_MINUTES": 1,
}
#: Caches of one process (or of nobody): each would count by itself.
_UNSHARED_CACHES: Final = (LocMemCache, DummyCache)
_REQUIRED_APPS: Final = (
    "wagtail_modeladmin",
    "wagtail.contrib.forms",
    "wagtail.contrib.settings",
    "wagtail.images",
    "wagtail.snippets",
)


@checks.register("wagtail_coaching")
def check_settings(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """E001–E004, E009, E010, W001: the ``WAGTAIL_COACHING`` dictionary."""
    from django.conf import settings

    if not isinstance(getattr(settings, "WAGTAIL_COACHING", {}), dict):
        return [
            checks.Error(
                "WAGTAIL_COACHING is not a dictionary.",
                hint='Write WAGTAIL_COACHING = {"COACHES_PER_PAGE": 24}, or leave it out.',
                id="wagtail_coaching.E001",
            )
        ]
    found: list[checks.CheckMessage] = [
        checks.Warning(
            f"WAGTAIL_COACHING has no setting {name!r}.",
            hint=f"The settings are: {', '.join(sorted(DEFAULTS))}.",
            id="wagtail_coaching.W001",
        )
        for name in user_settings()
        if name not in DEFAULTS
    ]
    for name, least in _NUMBERS.items():
        number = user_settings().get(name, DEFAULTS[name])
        if isinstance(number, bool) or not isinstance(number, int) or number < least:
            found.append(
                checks.Error(
                    f"WAGTAIL_COACHING[{name!r}] is not a whole number of at least {least}.",
                    id="wagtail_coaching.E002",
                )
            )
    for name, mixin in _PAGE_MODELS.items():
        found += _check_page_model(name, mixin)
    return [*found, *_check_member_check(), *_check_phone_region()]


def _check_member_check() -> list[checks.CheckMessage]:
    path = user_settings().get("MEMBER_CHECK")
    try:
        is_usable = path is None or callable(import_string(path))
    except (ImportError, AttributeError, TypeError):
        is_usable = False
    if is_usable:
        return []
    return [
        checks.Error(
            f"WAGTAIL_COACHING['MEMBER_CHECK'] is {path!r}, which is no function.",
            hint='Give the dotted path of a function of one request, such as "shop.is_member".',
            id="wagtail_coaching.E009",
        )
    ]


def _check_phone_region() -> list[checks.CheckMessage]:
    region = user_settings().get("PHONE_REGION", DEFAULTS["PHONE_REGION"])
    if region in phonenumbers.SUPPORTED_REGIONS:
        return []
    return [
        checks.Error(
            f"WAGTAIL_COACHING['PHONE_REGION'] is {region!r}, which is no country.",
            hint='Give two capital letters, such as "US".',
            id="wagtail_coaching.E010",
        )
    ]


def _check_page_model(name: str, mixin: type[CoachingPageMixin]) -> list[checks.CheckMessage]:
    label = user_settings().get(name, DEFAULTS[name])
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError, AttributeError):
        return [
            checks.Error(
                f"WAGTAIL_COACHING[{name!r}] names {label!r}, which is not an installed model.",
                hint='Add "wagtail_coaching.pages" to INSTALLED_APPS, or name your own class.',
                id="wagtail_coaching.E003",
            )
        ]
    if not issubclass(model, mixin):
        return [
            checks.Error(
                f"WAGTAIL_COACHING[{name!r}] names {label}, which is no {mixin.__name__}.",
                hint=f"Let the class inherit from wagtail_coaching.models.{mixin.__name__}.",
                obj=model,
                id="wagtail_coaching.E004",
            )
        ]
    return []


@checks.register("wagtail_coaching")
def check_installed_apps(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """E005, E006, W002: which apps are installed, and in which order."""
    found: list[checks.CheckMessage] = [
        checks.Error(
            f"wagtail_coaching needs {name!r} in INSTALLED_APPS.", id="wagtail_coaching.E005"
        )
        for name in _REQUIRED_APPS
        if not apps.is_installed(name)
    ]
    order = [config.name for config in apps.get_app_configs()]
    ours = order.index("wagtail_coaching")
    if "wagtail_coaching.pages" in order and order.index("wagtail_coaching.pages") < ours:
        found.append(
            checks.Error(
                '"wagtail_coaching.pages" stands before "wagtail_coaching" in INSTALLED_APPS.',
                hint="Put it right after: the pages build on the records.",
                id="wagtail_coaching.E006",
            )
        )
    if "wagtail.admin" in order and ours > order.index("wagtail.admin"):
        found.append(
            checks.Warning(
                '"wagtail_coaching" stands after "wagtail.admin" in INSTALLED_APPS.',
                hint="Put it before Wagtail's own apps, so that its admin templates are found.",
                id="wagtail_coaching.W002",
            )
        )
    return found


@checks.register("wagtail_coaching", checks.Tags.caches)
def check_throttle_cache(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """E007, W004: the cache that counts tries is there, and all processes share it."""
    from django.conf import settings
    from django.core.cache import InvalidCacheBackendError, caches

    alias = user_settings().get("THROTTLE_CACHE", DEFAULTS["THROTTLE_CACHE"])
    try:
        cache = caches[alias]
    except (InvalidCacheBackendError, AttributeError, TypeError):
        return [
            checks.Error(
                f"WAGTAIL_COACHING['THROTTLE_CACHE'] names {alias!r}, which is not in CACHES.",
                hint="Without it, public forms and personal links are not protected from programs.",
                id="wagtail_coaching.E007",
            )
        ]
    if settings.DEBUG or not isinstance(cache, _UNSHARED_CACHES):
        return []
    return [
        checks.Warning(
            f"The cache {alias!r} counts tries, but each process has one of its own.",
            hint=(
                "Use a cache that all processes share, such as Redis or the database, in CACHES; "
                "or name one in WAGTAIL_COACHING['THROTTLE_CACHE']."
            ),
            id="wagtail_coaching.W004",
        )
    ]


@checks.register("wagtail_coaching")
def check_sender(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """E008: mail comes from an address where a site's settings name no sender."""
    from django.conf import settings

    if _sender_domain():
        return []
    return [
        checks.Error(
            f"DEFAULT_FROM_EMAIL is no e-mail address: {settings.DEFAULT_FROM_EMAIL!r}.",
            hint='Set it to an address of yours, such as "coaching@example.org".',
            id="wagtail_coaching.E008",
        )
    ]


@checks.register("wagtail_coaching", deploy=True)
def check_sender_is_known(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """W005: other mail servers believe the address."""
    from django.conf import settings

    if _sender_domain() != "localhost":
        return []
    return [
        checks.Warning(
            f"DEFAULT_FROM_EMAIL is {settings.DEFAULT_FROM_EMAIL!r}: other mail servers refuse it.",
            hint=(
                "Set it to an address of yours, or silence this check if every site has a sender "
                "in Settings → Coaching program."
            ),
            id="wagtail_coaching.W005",
        )
    ]


def _sender_domain() -> str:
    """Return the domain that mail comes from; empty if the setting is no address."""
    from django.conf import settings

    try:
        sender = Address(addr_spec=parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    except (ValueError, MessageError, IndexError):
        return ""
    return sender.domain if sender.username else ""


@checks.register(checks.Tags.urls)
def check_urls(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """W003: our URLs are included."""
    from django.conf import settings

    if not getattr(settings, "ROOT_URLCONF", None):
        return []
    try:
        reverse("wagtail_coaching:webinar_calendar", args=[uuid.UUID(int=0)])
    except NoReverseMatch:
        return [
            checks.Warning(
                "The URLs of wagtail_coaching are not included: mail with personal links cannot be "
                "sent, and calendar files have no address.",
                hint=(
                    'Add path("coaching/", include("wagtail_coaching.urls")) to your urlpatterns, '
                    "before Wagtail's own."
                ),
                id="wagtail_coaching.W003",
            )
        ]
    return []
