"""System checks. Their ids are stable; each says what to do."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.apps import apps
from django.core import checks
from django.urls import NoReverseMatch, reverse

from wagtail_coaching.conf import DEFAULTS, user_settings
from wagtail_coaching.models import (
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
    "WEBINAR_SCHEDULE_PAGE_MODEL": WebinarSchedulePageMixin,
    "WEBINAR_PAGE_MODEL": WebinarPageMixin,
    "FAQ_PAGE_MODEL": FAQPageMixin,
}
_PAGE_SIZES: Final = ("COACHES_PER_PAGE", "WEBINARS_PER_PAGE")
_REQUIRED_APPS: Final = (
    "wagtail_modeladmin",
    "wagtail.contrib.settings",
    "wagtail.images",
    "wagtail.snippets",
)


@checks.register("wagtail_coaching")
def check_settings(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """E001–E004, W001: the ``WAGTAIL_COACHING`` dictionary."""
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
    for name in _PAGE_SIZES:
        size = user_settings().get(name, DEFAULTS[name])
        if isinstance(size, bool) or not isinstance(size, int) or size < 1:
            found.append(
                checks.Error(
                    f"WAGTAIL_COACHING[{name!r}] is not a whole number of at least 1.",
                    id="wagtail_coaching.E002",
                )
            )
    for name, mixin in _PAGE_MODELS.items():
        found += _check_page_model(name, mixin)
    return found


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
                "The URLs of wagtail_coaching are not included: calendar files have no address.",
                hint=(
                    'Add path("coaching/", include("wagtail_coaching.urls")) to your urlpatterns, '
                    "before Wagtail's own."
                ),
                id="wagtail_coaching.W003",
            )
        ]
    return []
