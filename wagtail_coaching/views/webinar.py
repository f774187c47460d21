"""The webinar schedule, a webinar, and its calendar file."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from wagtail.models import Site

from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.models import CoachingSettings
from wagtail_coaching.services import ical
from wagtail_coaching.services import webinar as webinar_service
from wagtail_coaching.views.sections import site_of
from wagtail_coaching.views.visibility import may_see, visible_to

if TYPE_CHECKING:
    from django.http import HttpRequest

    from wagtail_coaching.models import WebinarPageMixin, WebinarSchedulePageMixin


def schedule_context(page: WebinarSchedulePageMixin, request: HttpRequest) -> dict[str, Any]:
    """Return what the schedule's template shows."""
    now = timezone.now()
    webinars = visible_to(request, webinar_service.webinar_pages_under(page=page), under=page)
    past = Paginator(
        webinar_service.past_webinars(pages=webinars, now=now),
        coaching_settings.WEBINARS_PER_PAGE,
    )
    shown = past.get_page(request.GET.get("page"))
    upcoming = list(webinar_service.upcoming_webinars(pages=webinars, now=now))
    site = site_of(page, request)
    zone = CoachingSettings.for_site(site).zone.key if site else None
    for webinar_page in [*upcoming, *shown.object_list]:
        # Worked out once for all of them, where it is not the webinar's own.
        webinar_page.shown_time_zone = webinar_page.time_zone or zone
    return {
        "upcoming": upcoming,
        "past": shown,
        "page_query": f"?{urlencode({'page': ''})}",
    }


def webinar_context(page: WebinarPageMixin, request: HttpRequest) -> dict[str, Any]:
    """Return what the webinar's template shows."""
    schedule = page.get_parent()
    return {
        "presenters": page.presenters,
        "calendar_url": calendar_url(page),
        "is_past": page.is_past,
        "is_canceled": page.is_canceled,
        "topics": page.topics.all(),
        "schedule_url": schedule.get_url(request) if schedule else "",
        "time_zone_name": page.shown_time_zone,
    }


def calendar_url(page: WebinarPageMixin) -> str:
    """Return the path of the webinar's calendar file; empty while there is none."""
    if page.webinar is None:
        return ""
    try:
        return reverse("wagtail_coaching:webinar_calendar", args=[page.webinar.uid])
    except NoReverseMatch:  # Our URLs are not included; the system check says so.
        return ""


@require_safe
def webinar_calendar(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Serve the calendar file of a webinar that is public on the site asked.

    The address holds the UID and no slug, so that it outlives a move of the page.
    """
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    model = coaching_settings.page_model("WEBINAR_PAGE_MODEL")
    pages = model._default_manager.filter(webinar__uid=str(uid), webinar__site=site, live=True)
    # One for each language that the webinar has been translated into.
    translations = pages.select_related("webinar").order_by("pk")
    page = next((page for page in translations if may_see(request, page)), None)
    if page is None:
        raise Http404
    body = ical.webinar_calendar(
        webinar=page.webinar,
        title=page.title,
        summary=page.summary,
        url=page.get_full_url(request),
        settings=CoachingSettings.for_site(site),
    )
    response = HttpResponse(body, content_type=ical.CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, f"{page.slug}.ics")
    return response
