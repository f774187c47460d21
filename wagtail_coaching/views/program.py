"""The program's landing page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.services import gallery as gallery_service
from wagtail_coaching.services import webinar as webinar_service
from wagtail_coaching.views.sections import section_page
from wagtail_coaching.views.visibility import visible_to

if TYPE_CHECKING:
    from django.http import HttpRequest

    from wagtail_coaching.models import CoachingProgramPageMixin

_FEATURED_COACHES = 4
_UPCOMING_WEBINARS = 3


def program_context(page: CoachingProgramPageMixin, request: HttpRequest) -> dict[str, Any]:
    """Return what the landing page shows of its sections."""
    faq_model = coaching_settings.page_model("FAQ_PAGE_MODEL")
    faq_pages = faq_model._default_manager.child_of(page)
    webinars = visible_to(request, webinar_service.webinar_pages_under(page=page), under=page)
    upcoming = webinar_service.upcoming_webinars(pages=webinars, now=timezone.now())
    gallery = section_page(page, "GALLERY_PAGE_MODEL")
    context: dict[str, Any] = {
        "gallery_page": gallery,
        "request_page": section_page(page, "REQUEST_PAGE_MODEL"),
        "schedule_page": section_page(page, "WEBINAR_SCHEDULE_PAGE_MODEL"),
        "faq_pages": list(faq_pages.filter(live=True).order_by("path")),
        "upcoming_webinars": list(upcoming[:_UPCOMING_WEBINARS]),
        "coach_count": 0,
        "featured_coaches": [],
    }
    if gallery is not None:
        coaches = visible_to(request, gallery_service.coach_pages_in(gallery=gallery), under=page)
        context["coach_count"] = coaches.count()
        context["featured_coaches"] = gallery_service.featured_coaches(
            pages=coaches, count=_FEATURED_COACHES, on=timezone.localdate()
        )
    return context
