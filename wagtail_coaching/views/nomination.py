"""Suggesting somebody as a coach: the form, and the links to who suggests and who is suggested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.translation import get_language

from wagtail_coaching.enums import ApplicationState
from wagtail_coaching.forms.nomination import NominationForm
from wagtail_coaching.services import nomination as nomination_service
from wagtail_coaching.services import throttle
from wagtail_coaching.views.application_page import form_path
from wagtail_coaching.views.links import link_page, redirect_to_done, render_page
from wagtail_coaching.views.sections import site_of

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from wagtail_coaching.models import CoachApplicationPageMixin
    from wagtail_coaching.services.links import OpenLink

_TEMPLATE = "wagtail_coaching/coach_nomination.html"
_THANKS = "wagtail_coaching/coach_nomination_thanks.html"


def nominate(page: CoachApplicationPageMixin, request: HttpRequest) -> HttpResponse:
    """Show the form; store a valid one and go on to the thank-you page.

    Raises:
        Http404: nobody can be nominated here.
    """
    site = site_of(page, request)
    if site is None or not page.takes_nominations:
        raise Http404
    form = NominationForm(
        request.POST if request.method == "POST" else None,
        initial=_known_about(request),
        site=site,
        address=throttle.client_address(request.META),
    )
    if request.method == "POST" and form.is_valid():
        form.submit(form_page_pk=str(page.pk), language=get_language() or "")
        return redirect(page.get_url(request) + page.reverse_subpage("nominate_thanks"))
    response = _render(page, request, _TEMPLATE, {"form": form})
    if form.is_throttled:
        response.status_code = 429
    return response


def thanks(page: CoachApplicationPageMixin, request: HttpRequest) -> HttpResponse:
    """Thank whoever nominates, and say that there is a mail to be answered first."""
    return _render(page, request, _THANKS, {})


@link_page(nomination_service.PROOF.name)
def confirm_nomination(request: HttpRequest, opened: OpenLink) -> HttpResponse:
    """Show who was nominated, and take the answer whether it was them who did."""
    if request.method != "POST":
        return render_page(request, "nomination_proof", {"nomination": opened.subject})
    if request.POST.get("action") == "confirm":
        nomination_service.prove(link=opened.link)
        return redirect_to_done("nomination-confirmed")
    if request.POST.get("action") == "discard":
        nomination_service.discard(link=opened.link)
        return redirect_to_done("nomination-discarded")
    return HttpResponseBadRequest()


@link_page(nomination_service.NOMINATION.name)
def answer_nomination(request: HttpRequest, opened: OpenLink) -> HttpResponse:
    """Say who thinks they would be a good coach, and why; begin the form, or forget them."""
    application = opened.subject.application
    if request.method != "POST":
        context = {
            "nomination": opened.subject,
            "is_begun": application is not None,
            "is_sent": application is not None and application.state != ApplicationState.STARTED,
        }
        return render_page(request, "nomination", context)
    if request.POST.get("action") == "start":
        return redirect(form_path(nomination_service.accept(link=opened.link), "you"))
    if request.POST.get("action") == "decline":
        nomination_service.decline(link=opened.link)
        return redirect_to_done("nomination-declined")
    return HttpResponseBadRequest()


def _render(
    page: CoachApplicationPageMixin, request: HttpRequest, template: str, context: dict[str, Any]
) -> HttpResponse:
    response: HttpResponse = page.render(
        request,
        context_overrides={"application_url": page.get_url(request) or "", **context},
        template=template,
    )
    return response


def _known_about(request: HttpRequest) -> dict[str, str]:
    """Return what a signed-in visitor need not type again."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"nominator_name": user.get_full_name(), "nominator_email": getattr(user, "email", "")}
