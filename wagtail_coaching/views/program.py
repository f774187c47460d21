"""The program's landing page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from wagtail.images import get_image_model

from wagtail_coaching.conf import base_page_model, coaching_settings
from wagtail_coaching.models import CoachingSettings
from wagtail_coaching.services import webinar as webinar_service
from wagtail_coaching.views.blocks import open_coaches, open_gallery
from wagtail_coaching.views.visibility import visible_to

if TYPE_CHECKING:
    from django.http import HttpRequest

    from wagtail_coaching.models import CoachingProgramPageMixin
    from wagtail_coaching.views.blocks import OpenGallery

_FEATURED_COACHES = 4
_UPCOMING_WEBINARS = 3
_SECTIONS = (
    "GALLERY_PAGE_MODEL",
    "REQUEST_PAGE_MODEL",
    "APPLICATION_PAGE_MODEL",
    "WEBINAR_SCHEDULE_PAGE_MODEL",
    "FAQ_PAGE_MODEL",
)


def program_context(page: CoachingProgramPageMixin, request: HttpRequest) -> dict[str, Any]:
    """Return what the landing page shows of its sections."""
    _load_logos(CoachingSettings.for_request(request))
    webinars = visible_to(request, webinar_service.webinar_pages_under(page=page), under=page)
    upcoming = webinar_service.upcoming_webinars(pages=webinars, now=timezone.now())
    sections = _sections(page)
    firsts = {name: next(iter(found), None) for name, found in sections.items()}
    gallery = firsts["GALLERY_PAGE_MODEL"]
    return {
        "gallery_page": gallery,
        "request_page": firsts["REQUEST_PAGE_MODEL"],
        "application_page": firsts["APPLICATION_PAGE_MODEL"],
        "schedule_page": firsts["WEBINAR_SCHEDULE_PAGE_MODEL"],
        "faq_pages": sections["FAQ_PAGE_MODEL"],
        "upcoming_webinars": list(upcoming[:_UPCOMING_WEBINARS]),
        **_coaches(request, open_gallery(request, gallery) if gallery is not None else None),
    }


def _sections(page: CoachingProgramPageMixin) -> dict[str, list[Any]]:
    """Return the live sections of each kind, in the editors' order. One query: what only their
    own class has is loaded when it is asked for.
    """
    models = {name: coaching_settings.page_model(name) for name in _SECTIONS}
    children = base_page_model()._default_manager.child_of(page).filter(live=True)
    found = list(children.type(*models.values()).order_by("path").specific(defer=True))
    return {
        name: [child for child in found if isinstance(child, model)]
        for name, model in models.items()
    }


def _coaches(request: HttpRequest, gallery: OpenGallery | None) -> dict[str, Any]:
    """Return how many coaches there are, and a few who take requests: others every day."""
    if gallery is None:
        return {"coach_count": 0, "featured_coaches": []}
    coach_count, featured = open_coaches(request, gallery, count=_FEATURED_COACHES)
    return {"coach_count": coach_count, "featured_coaches": featured}


def _load_logos(settings: CoachingSettings) -> None:
    """Load both logos by one query."""
    names = ("association_logo", "partner_logo")
    keys = {getattr(settings, f"{name}_id") for name in names} - {None}
    if len(keys) > 1:
        logos = get_image_model()._default_manager.in_bulk(keys)
        for name in names:
            setattr(settings, name, logos.get(getattr(settings, f"{name}_id")))
