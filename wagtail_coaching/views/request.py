"""The request form and its thank-you page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.forms.request import CoachRequestForm
from wagtail_coaching.validators import record_key
from wagtail_coaching.views.sections import section_page, site_of
from wagtail_coaching.views.visibility import may_see

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from wagtail.models import Site

    from wagtail_coaching.models import CoachRequestPageMixin


def request_form(page: CoachRequestPageMixin, request: HttpRequest) -> HttpResponse:
    """Show the form; store a valid one and go on to the thank-you page."""
    site = site_of(page, request)
    if site is None:
        raise Http404
    coach_page = _asked_coach_page(page, request, site)
    form = CoachRequestForm(
        request.POST if request.method == "POST" else None,
        initial=_known_about(request),
        site=site,
        locale_id=page.locale_id,
        consent_text=page.consent_text,
    )
    if request.method == "POST" and form.is_valid():
        coach = coach_page.coach if coach_page is not None else None
        if coach is None or coach.is_available:
            form.submit(coach=coach, language=get_language() or "")
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
        "gallery_page": section_page(page.get_parent(), "GALLERY_PAGE_MODEL"),
    }
    response: HttpResponse = page.render(request, context_overrides=context)
    return response


def thanks(page: CoachRequestPageMixin, request: HttpRequest) -> HttpResponse:
    """Thank the learner and say what happens next."""
    context = {"gallery_page": section_page(page.get_parent(), "GALLERY_PAGE_MODEL")}
    response: HttpResponse = page.render(
        request,
        context_overrides=context,
        template="wagtail_coaching/coach_request_thanks.html",
    )
    return response


def _asked_coach_page(page: CoachRequestPageMixin, request: HttpRequest, site: Site) -> Any | None:
    """Return the profile that ``?coach=`` names, if it is one of this program's public ones."""
    key = record_key(request.GET.get("coach", ""))
    if key is None:
        return None
    model = coaching_settings.page_model("COACH_PAGE_MODEL")
    profiles = model._default_manager.descendant_of(page.get_parent())
    profile = profiles.filter(pk=key, live=True, coach__site=site).first()
    return profile if profile is not None and may_see(request, profile) else None


def _known_about(request: HttpRequest) -> dict[str, str]:
    """Return what a signed-in visitor need not type again."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {"name": user.get_full_name(), "email": getattr(user, "email", "")}
