"""The application page: what it is about, and the first questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.enums import ApplicationRole
from wagtail_coaching.forms.application import StartForm
from wagtail_coaching.services import application_draft, throttle
from wagtail_coaching.validators import record_key
from wagtail_coaching.views.links import site_or_404
from wagtail_coaching.views.sections import site_of
from wagtail_coaching.views.visibility import may_see

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from wagtail_coaching.models import CoachApplication, CoachApplicationPageMixin


def start(page: CoachApplicationPageMixin, request: HttpRequest) -> HttpResponse:
    """Show the first questions; begin an application with valid answers, and go on to its form."""
    site = site_of(page, request)
    if site is None:
        raise Http404
    form = StartForm(
        request.POST if request.method == "POST" else None,
        initial=_known_about(request, takes_learners=page.takes_learners),
        site=site,
        address=throttle.client_address(request.META),
        takes_learners=page.takes_learners,
    )
    if request.method == "POST" and form.is_valid():
        application = form.submit(form_page_pk=str(page.pk), language=get_language() or "")
        return redirect(form_path(application, "you"))
    context = {
        "form": form,
        "form_action": _action(page),
        "nominate_url": _nominate_url(page, request),
    }
    response: HttpResponse = page.render(request, context_overrides=context)
    if form.is_throttled:
        response.status_code = 429
    return response


# Not protected by a cookie: whoever keeps the page open for longer than the cookie lasts would
# lose what they typed, and a stranger who makes a browser send this form gains nothing by it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, pk: str) -> HttpResponse:
    """Take the first questions' answers, as :func:`start` does."""
    site = site_or_404(request)
    key = record_key(pk)
    model = coaching_settings.page_model("APPLICATION_PAGE_MODEL")
    page: Any = model._default_manager.filter(pk=key, live=True).first() if key else None
    if page is None or page.get_site() != site or not may_see(request, page):
        raise Http404
    if request.method != "POST":
        return redirect(page.get_url(request))
    response = start(page, request)
    response["X-Robots-Tag"] = "noindex"
    return response


def form_path(application: CoachApplication, step: str = "", **more: str) -> str:
    """Return where the form of an application is."""
    token = application_draft.token_for(application=application)
    path = reverse("wagtail_coaching:application", args=[token])
    query = "&".join(f"{name}={value}" for name, value in {"step": step, **more}.items() if value)
    return f"{path}?{query}" if query else path


def _action(page: CoachApplicationPageMixin) -> str:
    """Return where the first questions' answers are sent; empty: to the page itself."""
    try:
        return reverse("wagtail_coaching:application_begin", args=[page.pk]) if page.pk else ""
    except NoReverseMatch:  # Our URLs are not included; the system check says so.
        return ""


def _nominate_url(page: CoachApplicationPageMixin, request: HttpRequest) -> str:
    if not page.takes_nominations or page.pk is None:
        return ""
    url = page.get_url(request)
    return f"{url}{page.reverse_subpage('nominate')}" if url else ""


def _known_about(request: HttpRequest, *, takes_learners: bool) -> dict[str, str]:
    """Return what a visitor need not say: by a link of ours, or because they are signed in."""
    known = {"role": ApplicationRole.COACH.value}
    if takes_learners and request.GET.get("role") in ApplicationRole.values:
        known["role"] = request.GET["role"]
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        known |= {"name": user.get_full_name(), "email": getattr(user, "email", "")}
    return known
