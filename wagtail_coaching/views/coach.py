"""A coach's profile."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.enums import CoachState
from wagtail_coaching.models import CoachingSettings
from wagtail_coaching.services import contact as contact_service
from wagtail_coaching.services import gallery as gallery_service
from wagtail_coaching.services import profile as profile_service
from wagtail_coaching.services.profile_data import person_data
from wagtail_coaching.validators import record_key
from wagtail_coaching.views.sections import introduction_url, request_page_of
from wagtail_coaching.views.visibility import may_see, visible_to

if TYPE_CHECKING:
    from django.http import HttpRequest

    from wagtail_coaching.models import Coach, CoachPageMixin
    from wagtail_coaching.services.contact import VisibleContact
    from wagtail_coaching.services.profile import ProfileTerms

_logger = logging.getLogger(__name__)

_SIMILAR: Final = 3
#: So many are looked at, because a visitor may not see some of them.
_SIMILAR_LOOKED_AT: Final = 9
#: How the portrait is cut everywhere; see includes/portrait.html.
_PORTRAIT: Final = "fill-320x320"

#: What a profile is answered with that shows members more than others.
_FOR_ONE_VISITOR: Final = {"Cache-Control": "private", "Vary": "Cookie"}


def coach_context(page: CoachPageMixin, request: HttpRequest) -> dict[str, Any]:
    """Return what the profile's template shows: of how to reach the coach, what this visitor may
    see.
    """
    coach = page.coach
    gallery = page.get_parent()
    is_preview = getattr(request, "is_preview", False)
    terms = profile_service.terms_of_profile(page=page, is_stored=not is_preview)
    contact = contact_seen_by(request, coach)
    members_see_more = contact_service.members_see_more(coach=coach)
    is_available = coach is not None and coach.is_available
    return {
        "coach": coach,
        "terms": terms,
        "topics": terms.topics,
        "explained_roles": [role for role in terms.roles if role.description],
        "has_facts": _has_facts(page, terms),
        "contact": contact,
        "contact_is_for_members": members_see_more and not _sees_all(coach, contact),
        "is_available": is_available,
        "time_zone_name": time_zone_name(request, coach),
        "vcard_url": _address("coach_vcard", page) if contact else "",
        "concern_url": _address("coach_concern", page),
        "gallery_url": gallery.get_url(request) if gallery else "",
        "similar_coaches": [] if is_available else _similar(page, gallery, request),
        "description": _description(page, terms),
        "json_ld": _json_ld(page, terms, request),
        "response_headers": _FOR_ONE_VISITOR if members_see_more else {},
        **_request_links(page, gallery, terms, request),
    }


def contact_seen_by(request: HttpRequest, coach: Coach | None) -> VisibleContact:
    """Return what a visitor may see of how to reach a coach.

    Whether they are a member is asked only where it matters.
    """
    asks = contact_service.members_see_more(coach=coach)
    return contact_service.visible_contact(coach=coach, is_member=asks and is_member(request))


def is_member(request: HttpRequest) -> bool:
    """Return whether a member visits, as the setting ``MEMBER_CHECK`` says.

    A check that fails says no: better a member sees too little than a stranger too much.
    """
    path = coaching_settings.MEMBER_CHECK
    if not path:
        return bool(getattr(getattr(request, "user", None), "is_authenticated", False))
    try:
        return bool(import_string(path)(request))
    except Exception:
        _logger.exception("MEMBER_CHECK %r failed; the visitor is taken for no member.", path)
        return False


def profile_or_404(request: HttpRequest, pk: str) -> tuple[Site, Any]:
    """Return the site that is visited, and the profile with this key, if this visitor may see it.

    Raises:
        Http404: there is no such public profile on this site.
    """
    site = Site.find_for_request(request)
    key = record_key(pk)
    if site is None or key is None:
        raise Http404
    model = coaching_settings.page_model("COACH_PAGE_MODEL")
    is_active = Q(coach__isnull=True) | Q(coach__state=CoachState.ACTIVE, coach__site=site)
    profiles = model._default_manager.descendant_of(site.root_page).filter(is_active, live=True)
    page = profiles.select_related("coach__person", "portrait").filter(pk=key).first()
    if page is None or not may_see(request, page):
        raise Http404
    return site, page


def _description(page: Any, terms: ProfileTerms) -> str:
    """Return a line or two for search engines, where the editors wrote none."""
    who = ", ".join(
        part
        for part in (page.title, page.job_title, page.organization, page.display_location)
        if part
    )
    if not terms.topics:
        return who
    names = ", ".join(topic.name for topic in terms.topics)
    return _("%(who)s. Coaches on: %(topics)s.") % {"who": who, "topics": names}


def _has_facts(page: Any, terms: ProfileTerms) -> bool:
    """Return whether there is anything to put under "at a glance"."""
    return bool(
        page.coach is not None
        or page.population_band
        or page.years_in_local_government
        or terms.organization_type
        or terms.career_stage
    )


def _sees_all(coach: Coach | None, contact: VisibleContact) -> bool:
    return contact == contact_service.visible_contact(coach=coach, is_member=True)


def time_zone_name(request: HttpRequest, coach: Coach | None) -> str:
    """Return in which time zone a coach's best hours are; empty where there are none."""
    if coach is None or not coach.best_hours:
        return ""
    zone = coach.person.time_zone or CoachingSettings.for_request(request).zone.key
    return contact_service.time_zone_label(zone)


def _address(name: str, page: Any) -> str:
    if page.pk is None:  # the preview of a page that is not saved yet
        return ""
    try:
        return reverse(f"wagtail_coaching:{name}", args=[page.pk])
    except NoReverseMatch:  # Our URLs are not included; the system check says so.
        return ""


def _request_links(
    page: Any, gallery: Any, terms: ProfileTerms, request: HttpRequest
) -> dict[str, str]:
    """Return where to ask this coach, and where to ask for a warm introduction; or nowhere."""
    links = {"request_url": "", "introduction_url": ""}
    introduces = any(role.makes_introductions for role in terms.roles)
    if page.coach is None or not (page.coach.is_available or introduces):
        return links
    request_page = (
        page.found_request_page if hasattr(page, "found_request_page") else request_page_of(gallery)
    )
    if request_page is None:
        return links
    url = request_page.get_url(request)
    if page.coach.is_available:
        links["request_url"] = f"{url}?{urlencode({'coach': page.pk})}"
    if introduces:
        links["introduction_url"] = introduction_url(page, url)
    return links


def _similar(page: Any, gallery: Any, request: HttpRequest) -> list[Any]:
    """Return the cards of similar coaches with time, where this one has none."""
    if gallery is None or page.coach is None or page.pk is None:
        return []
    keys = gallery_service.similar_coaches(page=page, count=_SIMILAR_LOOKED_AT)
    model = coaching_settings.page_model("COACH_PAGE_MODEL")
    pages = model._default_manager.child_of(gallery).filter(pk__in=keys, live=True)
    cards = profile_service.short_cards(
        pages=visible_to(request, pages, under=gallery), page_pks=keys
    )
    return cards[:_SIMILAR]


def _json_ld(page: Any, terms: ProfileTerms, request: HttpRequest) -> dict[str, Any]:
    url = page.get_full_url(request) or ""
    image_url = ""
    if page.portrait is not None:
        image_url = request.build_absolute_uri(page.portrait.get_rendition(_PORTRAIT).url)
    return person_data(page=page, terms=terms, url=url, image_url=image_url)
