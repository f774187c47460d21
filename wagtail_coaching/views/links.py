"""Personal links: one address for all of them, opened here and shown by what each is for.

A link page is not inside the host's base template: what that loads (statistics, chat windows) would
read the address, and the address is the key.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Site

from wagtail_coaching.exceptions import DeadLinkError, ThrottledError
from wagtail_coaching.models import CoachingSettings
from wagtail_coaching.services import links as link_service
from wagtail_coaching.services import throttle
from wagtail_coaching.views.done_texts import UNSETTLED, done_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse

    from wagtail_coaching.services.links import OpenLink

    LinkPage = Callable[[HttpRequest, OpenLink], HttpResponse]
    View = Callable[..., HttpResponse]

_THROTTLE_SCOPE: Final = "link"

_HEADERS: Final = {
    # Never the path, not even to the same site. "no-referrer" would make browsers send
    # "Origin: null", which Django's CSRF protection refuses.
    "Referrer-Policy": "strict-origin",
    "Cache-Control": "no-store, private",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Frame-Options": "DENY",
}

_PAGES: Final[dict[str, LinkPage]] = {}


def link_page(purpose: str) -> Callable[[LinkPage], LinkPage]:
    """Show links of this purpose by the decorated function, ``(request, opened) -> response``.

    A GET must change nothing: mail scanners open every link. What a POST does raises
    ``DeadLinkError`` if the link has died meanwhile; the visitor gets the page of dead links.

    Raises:
        ValueError: there is a page for this purpose already.
    """

    def register(page: LinkPage) -> LinkPage:
        known = _PAGES.setdefault(purpose, page)
        if known.__qualname__ != page.__qualname__:
            raise ValueError(f"There is a page for links of purpose {purpose!r} already.")
        return page

    return register


def private_page(view: View) -> View:
    """Give every answer of a view the headers of a private page, refusals included.

    The view is protected against forged requests here, inside of the headers, and not by the
    middleware, whose refusal would go out without them.
    """
    return csrf_exempt(private_headers(csrf_protect(view)))


def private_headers(view: View) -> View:
    """Give every answer of a view the headers of a private page, where it has none of its own."""

    @functools.wraps(view)
    def with_headers(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = view(request, *args, **kwargs)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return with_headers


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def open_personal_link(request: HttpRequest, token: str) -> HttpResponse:
    """Open a link, and show what it leads to.

    Links that do not work look the same, whatever the reason; who opens too many of them is
    stopped for a while, before the next is looked at.
    """
    site = site_or_404(request)
    address = throttle.client_address(request.META)
    try:
        throttle.check(scope=_THROTTLE_SCOPE, site=site, address=address)
        try:
            opened = link_service.open_link(token=token, site=site)
            page = _PAGES.get(opened.purpose.name)
            if page is None:
                raise DeadLinkError
            with _language_of(opened):
                response = page(request, opened)
                response["Content-Language"] = translation.get_language() or ""
                return response
        except DeadLinkError:
            throttle.hit(scope=_THROTTLE_SCOPE, site=site, address=address)
            # Where every page has its language in the address, LocaleMiddleware would send a 404
            # on to such an address, which Wagtail answers. We have none.
            request.urlconf = "wagtail_coaching.urls"
            return render_page(request, "dead", status=404)
    except ThrottledError as error:
        return render_page(request, "throttled", {"reason": error}, status=429)


@private_page
@require_safe
def done(request: HttpRequest, what: str) -> HttpResponse:
    """Say what came of it, at an address without a key, which may be loaded again."""
    site_or_404(request)
    texts = done_texts()
    if what not in texts:
        raise Http404
    title, text = texts[what]
    is_settled = what not in UNSETTLED
    context = {"title": title, "text": text, "is_settled": is_settled}
    return render_page(request, "done", context)


def redirect_to_done(what: str) -> HttpResponse:
    """Go on to the page that says what came of it."""
    return redirect("wagtail_coaching:link_done", what)


def render_page(
    request: HttpRequest, name: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render ``links/<name>.html``, a page without the host's surroundings."""
    site = site_or_404(request)
    settings = CoachingSettings.for_site(site)
    settings.site = site
    return render(
        request,
        f"wagtail_coaching/links/{name}.html",
        {
            "coaching_settings": settings,
            "site_url": f"{site.root_url}/",
            "own_link_url": reverse("wagtail_coaching:own_link"),
            **(context or {}),
        },
        status=status,
    )


def site_or_404(request: HttpRequest) -> Site:
    """Return the site that is visited.

    Raises:
        Http404: there is none at this address.
    """
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    return site


def _language_of(opened: OpenLink) -> Any:
    """Return a context in which the person's own language is spoken, if we speak it."""
    language = opened.person.language
    known = language and translation.check_for_language(language)
    return translation.override(language if known else translation.get_language())
