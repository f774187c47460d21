"""What is on a coach's record, shown beside the profile; and the way from one to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from wagtail_coaching.admin.confirmations import round_text
from wagtail_coaching.admin.consent import ask_url, consent_text
from wagtail_coaching.enums import CoachAvailability, CoachState
from wagtail_coaching.models import Coach, coach_page_models
from wagtail_coaching.permissions import VIEWING_ACTIONS, site_policy

if TYPE_CHECKING:
    from django.http import HttpRequest


def facts_context(page: Any, request: HttpRequest) -> dict[str, Any] | None:
    """Return what the panel shows of a profile's coach; ``None`` where the user may not see it.

    Reads only. Neither the address nor the number is in it: the record has them.

    Args:
        page: the profile as it is edited; not yet saved, perhaps.
        request: the editor's.
    """
    coach = page.coach
    policy = site_policy(Coach)
    if coach is None or not policy.user_has_any_permission_for_instance(
        request.user, VIEWING_ACTIONS, coach
    ):
        return None
    prefetch_related_objects([coach], "topics", "formats", "languages")
    may_change = policy.user_has_permission_for_instance(request.user, "change", coach)
    name = "edit" if may_change else "inspect"
    url = reverse(f"wagtail_coaching_coaches:{name}", args=[coach.pk])
    back = {"next": request.path} if page.pk is not None else {}
    return {
        "coach": coach,
        "availability": availability_text(coach),
        "is_open": coach.availability is CoachAvailability.OPEN,
        "places": places_text(coach),
        "confirmation": round_text(coach),
        "consent": consent_text(coach),
        "ask_url": ask_url(coach, back.get("next", "")) if may_change else "",
        "terms": [
            (label, ", ".join(term.name for term in terms.all()))
            for label, terms in (
                (gettext("Topics"), coach.topics),
                (gettext("Formats"), coach.formats),
                (gettext("Languages"), coach.languages),
            )
        ],
        "may_change": may_change,
        "record_url": f"{url}?{urlencode(back)}" if back and may_change else url,
    }


def availability_text(coach: Coach) -> str:
    """Return in a few words whether a coach takes new requests today, and from when."""
    if coach.state != CoachState.ACTIVE:
        return str(coach.get_state_display())
    availability = coach.availability
    if availability is CoachAvailability.PAUSED and coach.paused_until is not None:
        day = date_format(coach.paused_until, "DATE_FORMAT")
        return gettext("Paused until %(day)s") % {"day": day}
    return {
        CoachAvailability.OPEN: gettext("Open"),
        CoachAvailability.FULL: gettext("Full"),
    }.get(availability, gettext("Closed"))


def places_text(coach: Coach) -> str:
    """Return how many of a coach's places are open, such as "2 of 3 places open"."""
    return ngettext(
        "%(open)s of %(capacity)s place open",
        "%(open)s of %(capacity)s places open",
        coach.capacity,
    ) % {"open": coach.places_open, "capacity": coach.capacity}


def profiles_of(coach: Coach, user: Any) -> list[tuple[str, str]]:
    """Return the profiles of a coach that a user may edit, as (label, address of the editor)."""
    pages = [
        page
        for model in coach_page_models()
        for page in model._default_manager.filter(coach=coach, alias_of__isnull=True)
        .select_related("locale")
        .order_by("path")
        if page.permissions_for_user(user).can_edit()
    ]
    return [
        (
            gettext("Profile page (%(language)s)") % {"language": page.locale}
            if len(pages) > 1
            else gettext("Profile page"),
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
        )
        for page in pages
    ]
