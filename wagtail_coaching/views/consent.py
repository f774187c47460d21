"""The page behind the link by which coaches agree that their profile is public."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.http import HttpResponseBadRequest
from django.shortcuts import redirect

from wagtail_coaching.enums import CoachState
from wagtail_coaching.forms.consent import WrongProfileForm
from wagtail_coaching.models import Coach
from wagtail_coaching.services import consent as consent_service
from wagtail_coaching.services import consent_answer, publication
from wagtail_coaching.services import profile as profile_service
from wagtail_coaching.views.coach import time_zone_name
from wagtail_coaching.views.links import link_page, render_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from wagtail_coaching.services.links import OpenLink


@link_page(consent_service.CONSENT.name)
def agree_to_profile(request: HttpRequest, opened: OpenLink) -> HttpResponse:
    """Show coaches their profile as it would be public, and take their answer."""
    coach = Coach.objects.with_places().select_related("person", "site").get(pk=opened.subject.pk)
    if coach.state in consent_answer.CLOSED_STATES:
        context = {"has_left": coach.state == CoachState.LEFT}
        return render_page(request, "confirm_profile_closed", context)
    if request.method != "POST":
        return _show(request, opened, coach)
    action = request.POST.get("action")
    if action == "agree":
        words = consent_service.words(site=coach.site)
        if request.POST.get("words") != _stamp(words):
            # The association has changed them since the page was opened.
            return _show(request, opened, coach, words_are_new=True)
        consent_answer.give(link=opened.link, text=words)
        return redirect(request.path)
    if action == "wrong":
        form = WrongProfileForm(request.POST)
        if not form.is_valid():
            return _show(request, opened, coach, form)
        consent_answer.refuse(link=opened.link, message=form.cleaned_data["message"])
        return redirect(request.path)
    return HttpResponseBadRequest()


def _show(
    request: HttpRequest,
    opened: OpenLink,
    coach: Coach,
    form: WrongProfileForm | None = None,
    *,
    words_are_new: bool = False,
) -> HttpResponse:
    page = consent_answer.profile_to_agree_to(coach=coach)
    terms = None
    if page is not None:
        page.coach = coach  # at hand
        terms = profile_service.terms_of_profile(page=page, is_stored=False)
    words = consent_service.words(site=coach.site)
    public = next((found for found in publication.profiles_of(coach) if found.live), None)
    context: dict[str, Any] = {
        "coach": coach,
        "profile": page,
        "terms": terms,
        "topics": terms.topics if terms is not None else coach.topics.all(),
        "time_zone_name": time_zone_name(request, coach),
        "consent": coach.consents.first(),
        "public_url": public.get_url(request) if public is not None else "",
        "answered_at": opened.link.used_at,
        "words": words,
        "words_stamp": _stamp(words),
        "words_are_new": words_are_new,
        "form": form or WrongProfileForm(),
    }
    return render_page(request, "consent", context)


def _stamp(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:16]
