"""The gallery's addresses: one for each thing it shows, and what search engines are told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.encoding import iri_to_uri

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from wagtail_coaching.models import CoachGalleryPageMixin

#: The parameters of the list of Senior Advisors.
ADVISORS_VIEW: Final = (("view", "advisors"),)


def query_of(parameters: Sequence[tuple[str, str]]) -> str:
    """Return a query string that stays on the page; ``?`` alone removes all parameters."""
    return f"?{urlencode(parameters)}"


def feed_url_of(gallery: Any) -> str:
    """Return where the feed of new coaches is; empty where our URLs are not included."""
    if gallery.pk is None:  # the preview of a new page
        return ""
    try:
        return reverse("wagtail_coaching:gallery_feed", args=[gallery.pk])
    except NoReverseMatch:
        return ""


def address_context(
    page: CoachGalleryPageMixin,
    request: HttpRequest,
    parameters: Sequence[tuple[str, str]],
    *,
    page_number: int = 1,
    is_indexed: bool = True,
) -> dict[str, Any]:
    """Return what the template, and the HTTP headers, say of the address of what is shown.

    The headers say the same as the page's head: a host's base template need not have a place for
    it there.

    Args:
        page: the gallery.
        request: the visit.
        parameters: what is chosen, normalized.
        page_number: which page of it.
        is_indexed: whether search engines are to list it.
    """
    if page_number > 1:
        parameters = [*parameters, ("page", str(page_number))]
    query = query_of(parameters) if parameters else ""
    url = cast("Any", page).get_full_url(request)  # None for a page of no site, as in some previews
    canonical_url = f"{url}{query}" if url else ""
    headers = {}
    if canonical_url:
        headers["Link"] = f'<{iri_to_uri(canonical_url)}>; rel="canonical"'
    if not is_indexed:
        headers["X-Robots-Tag"] = "noindex"
    return {
        "canonical_url": canonical_url,
        "is_indexed": is_indexed,
        # What the address bar shows where the page is put together by the browser.
        "address": query or "?",
        "response_headers": headers,
    }
