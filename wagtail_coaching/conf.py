"""The package's settings: one ``WAGTAIL_COACHING`` dictionary, read when it is needed.

Nothing here is read at import time, and no model field takes a choice or default from it, so a
host's settings never change our migrations.
"""

from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

DEFAULTS: Final[dict[str, Any]] = {
    # How many coaches one page of the gallery shows.
    "COACHES_PER_PAGE": 24,
    # Dotted path of a function that takes a request and says whether a member makes it. None:
    # whoever is logged in.
    "MEMBER_CHECK": None,
    # The country whose phone numbers are typed without a country code (ISO 3166-1 alpha-2).
    "PHONE_REGION": "US",
    # How many past webinars one page of the schedule shows.
    "WEBINARS_PER_PAGE": 20,
    # How many proxies in front of the site append to X-Forwarded-For. 0: the header is not read.
    "TRUSTED_PROXY_COUNT": 0,
    # The cache (an alias of CACHES) that counts tries. All processes must share it.
    "THROTTLE_CACHE": "default",
    # How long after a public form was shown it may be sent, in seconds. Programs are quicker.
    "FORM_MIN_SECONDS": 2,
    # How long the outbox keeps a message after it was sent, in days.
    "MESSAGE_RETENTION_DAYS": 180,
    # How long a concern about a profile is kept after it was handled, in days.
    "CONCERN_RETENTION_DAYS": 365,
    # The admin warns when coaching_tick has not finished for so long, in minutes.
    "TICK_STALE_MINUTES": 30,
    # The page classes in use, as "app_label.ModelName". A host that subclasses the mixins names
    # its own classes here.
    "PROGRAM_PAGE_MODEL": "wagtail_coaching_pages.CoachingProgramPage",
    "GALLERY_PAGE_MODEL": "wagtail_coaching_pages.CoachGalleryPage",
    "COACH_PAGE_MODEL": "wagtail_coaching_pages.CoachPage",
    "REQUEST_PAGE_MODEL": "wagtail_coaching_pages.CoachRequestPage",
    "APPLICATION_PAGE_MODEL": "wagtail_coaching_pages.CoachApplicationPage",
    "WEBINAR_SCHEDULE_PAGE_MODEL": "wagtail_coaching_pages.WebinarSchedulePage",
    "WEBINAR_PAGE_MODEL": "wagtail_coaching_pages.WebinarPage",
    "FAQ_PAGE_MODEL": "wagtail_coaching_pages.FAQPage",
}


class CoachingConf:
    """Read-only view of ``settings.WAGTAIL_COACHING`` over :data:`DEFAULTS`."""

    def __getattr__(self, name: str) -> Any:
        """Return one setting's value now.

        Raises:
            AttributeError: there is no such setting.
        """
        if name not in DEFAULTS:
            raise AttributeError(f"wagtail_coaching has no setting {name!r}")
        return user_settings().get(name, DEFAULTS[name])

    def page_model(self, name: str) -> type[Any]:
        """Return the page class that the setting ``name`` (such as ``"COACH_PAGE_MODEL"``) names.

        Raises:
            ImproperlyConfigured: the setting names no installed model.
        """
        label = getattr(self, name)
        try:
            return apps.get_model(label)
        except (LookupError, ValueError) as error:
            raise ImproperlyConfigured(
                f"WAGTAIL_COACHING[{name!r}] names {label!r}, which is not an installed model."
            ) from error


def user_settings() -> dict[str, Any]:
    """Return what the host has set; an empty dictionary where that is nothing usable.

    A value of the wrong type is reported by the system check ``wagtail_coaching.E001``.
    """
    value = getattr(settings, "WAGTAIL_COACHING", {})
    return value if isinstance(value, dict) else {}


coaching_settings: Final = CoachingConf()


def base_page_model() -> type[Any]:
    """Return the project's base page class: the host's own on Wagtail 8.0, if it has one."""
    from wagtail import VERSION

    if VERSION < (8, 0):
        return apps.get_model("wagtailcore", "Page")
    return apps.get_model(getattr(settings, "WAGTAIL_PAGE_MODEL", "wagtailcore.Page"))
