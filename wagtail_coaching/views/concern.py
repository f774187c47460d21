"""The form with which a visitor tells staff of a concern about a coach's profile."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from wagtail_coaching.forms.concern import ConcernForm
from wagtail_coaching.models import CoachingSettings
from wagtail_coaching.services import throttle
from wagtail_coaching.views.coach import profile_or_404

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse
    from wagtail.models import Site


def _for_this_visitor(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep every answer of a view out of shared caches and search engines."""

    @functools.wraps(view)
    def with_headers(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, max-age=0"
        response["X-Robots-Tag"] = "noindex"
        return response

    return with_headers


@_for_this_visitor
@require_http_methods(["GET", "HEAD", "POST"])
def coach_concern(request: HttpRequest, pk: str) -> HttpResponse:
    """Show the form, or take what was sent with it and say thanks.

    Raises:
        Http404: there is no such profile for this visitor.
    """
    site, page = profile_or_404(request, pk)
    form = ConcernForm(
        request.POST if request.method == "POST" else None,
        site=site,
        address=throttle.client_address(request.META),
    )
    if request.method == "POST" and form.is_valid():
        form.submit(page=page)
        return redirect("wagtail_coaching:coach_concern_thanks", page.pk)
    status = 429 if form.is_throttled else 200
    return _render(request, site, page, "form", {"form": form}, status=status)


@_for_this_visitor
@require_safe
def coach_concern_thanks(request: HttpRequest, pk: str) -> HttpResponse:
    """Say thanks, at an address that may be loaded again.

    Raises:
        Http404: there is no such profile for this visitor.
    """
    site, page = profile_or_404(request, pk)
    return _render(request, site, page, "thanks", {})


def _render(
    request: HttpRequest,
    site: Site,
    page: Any,
    name: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    settings = CoachingSettings.for_request(request)
    settings.site = site  # at hand, and its name will be asked for
    return render(
        request,
        f"wagtail_coaching/concerns/{name}.html",
        {
            # Not "page": this is another page than the profile, with another title.
            "coach_page": page,
            "profile_url": page.get_url(request) or "",
            "coaching_settings": settings,
            **context,
        },
        status=status,
    )
