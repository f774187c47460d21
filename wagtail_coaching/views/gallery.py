"""The coach gallery and a coach's profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.utils.functional import SimpleLazyObject

from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.forms.gallery import CoachFilterSet
from wagtail_coaching.models import OrganizationType, Topic
from wagtail_coaching.services import gallery as gallery_service
from wagtail_coaching.services.taxonomy import terms_of
from wagtail_coaching.views.sections import section_page, site_of
from wagtail_coaching.views.visibility import visible_to

if TYPE_CHECKING:
    from django.http import HttpRequest

    from wagtail_coaching.models import CoachGalleryPageMixin, CoachPageMixin


def gallery_context(page: CoachGalleryPageMixin, request: HttpRequest) -> dict[str, Any]:
    """Return what the gallery's template shows. Any query string will do."""
    site = site_of(page, request)
    topics, organization_types = terms_of(
        Topic,
        OrganizationType,
        site=site,
        locale_id=page.locale_id,
    )
    coaches = visible_to(request, gallery_service.coach_pages_in(gallery=page), under=page)
    filters = CoachFilterSet(
        request.GET,
        queryset=coaches,
        topics=topics,
        organization_types=organization_types,
    )
    chosen = filters.chosen()
    paginator = Paginator(
        gallery_service.with_card_data(filters.qs), coaching_settings.COACHES_PER_PAGE
    )
    shown = paginator.get_page(request.GET.get("page"))
    gallery_service.show_topics_in_language_of(pages=shown.object_list, terms=topics)
    parameters = [(name, value) for name, value, _label in chosen]
    return {
        "filter_form": filters.form,
        "coaches": shown,
        "result_count": paginator.count,
        "active_filters": [
            {"label": label, "remove_url": _query([p for p in parameters if p != (name, value)])}
            for name, value, label in chosen
        ],
        "clear_url": _query([]),
        "page_query": _query([*parameters, ("page", "")]),
        # Asked for only where the gallery has nobody to show.
        "request_page": SimpleLazyObject(lambda: request_page_of(page)),
    }


def coach_context(page: CoachPageMixin, request: HttpRequest) -> dict[str, Any]:
    """Return what the profile's template shows. Nothing of the coach's contact details."""
    gallery = page.get_parent()
    request_page = request_page_of(gallery)
    request_url = ""
    if request_page is not None and page.coach is not None and page.coach.is_available:
        request_url = f"{request_page.get_url(request)}?{urlencode({'coach': page.pk})}"
    (topics,) = terms_of(
        Topic,
        site=site_of(page, request),
        locale_id=page.locale_id,
    )
    gallery_service.show_topics_in_language_of(pages=[page], terms=topics)
    return {
        "coach": page.coach,
        "topics": page.card_topics,
        "request_url": request_url,
        "gallery_url": gallery.get_url(request) if gallery else "",
    }


def request_page_of(gallery: Any) -> Any | None:
    """Return the request page of the program that a gallery belongs to."""
    return section_page(gallery.get_parent(), "REQUEST_PAGE_MODEL") if gallery else None


def _query(parameters: list[tuple[str, str]]) -> str:
    """Return a query string that stays on the page; ``?`` alone removes all parameters."""
    return f"?{urlencode(parameters)}"
