"""The request form, its thank-you page, and the link that confirms a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.enums import RequestPurpose
from wagtail_coaching.forms.request import CoachRequestForm
from wagtail_coaching.services import request as request_service
from wagtail_coaching.services import throttle
from wagtail_coaching.validators import record_key
from wagtail_coaching.views.links import link_page, redirect_to_done, render_page
from wagtail_coaching.views.sections import section_page, site_of
from wagtail_coaching.views.visibility import visible_to

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from wagtail.models import Site

    from wagtail_coaching.models import Coach, CoachRequestPageMixin
    from wagtail_coaching.services.links import OpenLink

_SESSION_KEY: Final = "wagtail_coaching_asked"
#: For how long the thank-you page shows the address again, in seconds: others may come after.
_SHOWN_SECONDS: Final = 1800


def request_form(page: CoachRequestPageMixin, request: HttpRequest) -> HttpResponse:
    """Show the form; store a valid one and go on to the thank-you page."""
    site = site_of(page, request)
    if site is None:
        raise Http404
    advisor_page = _asked_page(page, request, site, "advisor")
    coach_page = advisor_page or _asked_page(page, request, site, "coach")
    purpose = RequestPurpose.INTRODUCTION if advisor_page else RequestPurpose.COACHING
    form = CoachRequestForm(
        request.POST if request.method == "POST" else None,
        initial=_known_about(request),
        site=site,
        address=throttle.client_address(request.META),
        locale_id=page.locale_id,
        consent_text=page.consent_text,
    )
    if request.method == "POST" and form.is_valid():
        coach = coach_page.coach if coach_page is not None else None
        if coach is None or _takes_requests(coach, purpose):
            asked = form.submit(coach=coach, language=get_language() or "", purpose=purpose)
            _remember(request, asked.email, coach_page, purpose)
            return redirect(page.get_url(request) + page.reverse_subpage("thanks"))
        form.add_error(
            None,
            _(
                "This coach takes no new requests at present. Your text is still here: choose "
                "another coach, or let us suggest one."
            ),
        )
    context = {
        "form": form,
        "coach_page": coach_page,
        "asked_name": coach_page.title if coach_page is not None else "",
        "is_introduction": advisor_page is not None,
        "gallery_page": section_page(page.get_parent(), "GALLERY_PAGE_MODEL"),
    }
    response: HttpResponse = page.render(request, context_overrides=context)
    if form.is_throttled:
        response.status_code = 429
    return response


def thanks(page: CoachRequestPageMixin, request: HttpRequest) -> HttpResponse:
    """Thank the learner, and say that there is a mail to be answered first."""
    noted = _remembered(request)
    email = noted.get("email", "")
    context = {
        "email": email,
        "asked_name": noted.get("asked_name", ""),
        "is_introduction": noted.get("purpose") == RequestPurpose.INTRODUCTION,
        "gallery_page": section_page(page.get_parent(), "GALLERY_PAGE_MODEL"),
        "own_link_url": _own_link_url(),
    }
    response: HttpResponse = page.render(
        request,
        context_overrides=context,
        template="wagtail_coaching/coach_request_thanks.html",
    )
    if email:
        response["Cache-Control"] = "no-store, private"
    return response


@link_page(request_service.REQUEST_PROOF.name)
def confirm_request(request: HttpRequest, opened: OpenLink) -> HttpResponse:
    """Show what was asked, and take the answer whether it was them."""
    if request.method != "POST":
        return render_page(request, "request_proof", {"asked": opened.subject})
    if request.POST.get("action") == "confirm":
        request_service.prove_request(link=opened.link)
        return redirect_to_done("request-confirmed")
    if request.POST.get("action") == "discard":
        request_service.discard_request(link=opened.link)
        return redirect_to_done("request-discarded")
    return HttpResponseBadRequest()


def _remember(
    request: HttpRequest, email: str, coach_page: Any | None, purpose: RequestPurpose
) -> None:
    """Note in the visitor's own session, and nowhere in an address, what was just sent."""
    session = getattr(request, "session", None)
    if session is not None:
        session[_SESSION_KEY] = {
            "email": email,
            "asked_name": coach_page.title if coach_page is not None else "",
            "purpose": purpose.value,
            "at": timezone.now().timestamp(),
        }


def _remembered(request: HttpRequest) -> dict[str, Any]:
    session = getattr(request, "session", None)
    noted = session.get(_SESSION_KEY) if session is not None else None
    if not noted or noted["at"] < timezone.now().timestamp() - _SHOWN_SECONDS:
        return {}
    return dict(noted)


def _own_link_url() -> str:
    try:
        return reverse("wagtail_coaching:own_link")
    except NoReverseMatch:  # Our URLs are not included; the system check says so.
        return ""


def _asked_page(
    page: CoachRequestPageMixin, request: HttpRequest, site: Site, parameter: str
) -> Any | None:
    """Return the profile that ``?coach=`` or ``?advisor=`` names, if it is one of this program's
    public ones; an advisor's only where the profile is of somebody who makes introductions.
    """
    key = record_key(request.GET.get(parameter, ""))
    if key is None:
        return None
    model = coaching_settings.page_model("COACH_PAGE_MODEL")
    program = page.get_parent()
    # The visitor has been let through to the form, and so to what is above it.
    profiles = visible_to(request, model._default_manager.descendant_of(program), under=program)
    profiles = profiles.filter(pk=key, live=True, coach__site=site)
    if parameter == "advisor":
        profiles = profiles.filter(roles__makes_introductions=True).distinct()
    return profiles.select_related("coach", "portrait").first()


def _takes_requests(coach: Coach, purpose: RequestPurpose) -> bool:
    """Whether a coach may be asked now."""
    return coach.may_introduce if purpose == RequestPurpose.INTRODUCTION else coach.is_available


def _known_about(request: HttpRequest) -> dict[str, str]:
    """Return what a signed-in visitor need not type again."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"name": user.get_full_name(), "email": getattr(user, "email", "")}
