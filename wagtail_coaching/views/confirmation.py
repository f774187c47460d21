"""The page behind the link of "Is this still right?", which coaches are mailed once a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import reverse

from wagtail_coaching.enums import ConfirmationState
from wagtail_coaching.exceptions import DeadLinkError, IllegalTransitionError
from wagtail_coaching.forms.own_coach import LeaveForm, OwnPauseForm
from wagtail_coaching.messages.confirmation import hiding_day
from wagtail_coaching.models import Coach
from wagtail_coaching.services import confirmation as confirmation_service
from wagtail_coaching.services import leaving as leaving_service
from wagtail_coaching.services import links as link_service
from wagtail_coaching.services import own_coach as own_coach_service
from wagtail_coaching.services import person as person_service
from wagtail_coaching.services import profile as profile_service
from wagtail_coaching.services import publication
from wagtail_coaching.services.standing import StandingKind, standing_of
from wagtail_coaching.views.coach import time_zone_name
from wagtail_coaching.views.links import link_page, redirect_to_done, render_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from wagtail_coaching.services.links import OpenLink
    from wagtail_coaching.services.standing import Standing

#: Where on the own page the coaching is.
_COACHING: Final = "#coaching-your-coaching"
#: What a coach has answered with in a round that does not wait any more.
_ANSWERED: Final = (ConfirmationState.CONFIRMED, ConfirmationState.PAUSED)


@link_page(confirmation_service.CONFIRM.name)
def confirm_profile(request: HttpRequest, opened: OpenLink) -> HttpResponse:
    """Show coaches what their profile says, and take their answer."""
    coach = _coach_of(opened)
    standing = standing_of(coach)
    if not standing.can_be_paused:
        return _show_closed(request, standing)
    if request.method != "POST":
        if request.GET.get("step") == "stop":
            return _show_stop(request, LeaveForm())
        return _show(request, opened, coach, standing)
    try:
        return _answer(request, opened, coach, standing)
    except IllegalTransitionError:
        # Suspended or gone meanwhile, by somebody else: the page says how it stands.
        return _show_closed(request, standing_of(_coach_of(opened)))


def _answer(
    request: HttpRequest, opened: OpenLink, coach: Coach, standing: Standing
) -> HttpResponse:
    action = request.POST.get("action", "")
    if action == "confirm":
        confirmed = confirmation_service.confirm(link=opened.link)
        is_public = any(page.live for page in publication.profiles_of(confirmed))
        return redirect_to_done("profile-confirmed" if is_public else "profile-looked-at")
    if action == "change":
        own = person_service.own_page_by_link(link=opened.link)
        token = link_service.token_for(key=own.key)
        return redirect(reverse("wagtail_coaching:link", args=[token]) + _COACHING)
    if action == "pause":
        pause_form = OwnPauseForm(request.POST)
        if not pause_form.is_valid():
            return _show(request, opened, coach, standing, pause_form)
        own_coach_service.pause(link=opened.link, until=pause_form.cleaned_data["until"])
        return redirect_to_done("coaching-paused")
    if action == "stop":
        leave_form = LeaveForm(request.POST)
        if not leave_form.is_valid():
            return _show_stop(request, leave_form)
        leaving_service.leave_by_link(link=opened.link, reason=leave_form.cleaned_data["reason"])
        return redirect_to_done("coaching-stopped")
    return HttpResponseBadRequest()


def _coach_of(opened: OpenLink) -> Coach:
    """Return the coach as they are now.

    Raises:
        DeadLinkError: the record is deleted meanwhile.
    """
    coaches = Coach.objects.with_places().select_related("person", "site")
    coach: Coach | None = coaches.filter(pk=opened.subject.coach_id).first()
    if coach is None:
        raise DeadLinkError
    return coach


def _show(
    request: HttpRequest,
    opened: OpenLink,
    coach: Coach,
    standing: Standing,
    form: OwnPauseForm | None = None,
) -> HttpResponse:
    asked = opened.subject
    asked.site = coach.site  # at hand
    page = standing.page
    terms = None
    if page is not None:
        page.coach = coach  # at hand
        terms = profile_service.terms_of_profile(page=page)
    context: dict[str, Any] = {
        "coach": coach,
        "profile": page,
        "profile_url": page.get_url(request) if standing.kind is StandingKind.PUBLIC else "",
        "terms": terms,
        "topics": terms.topics if terms is not None else coach.topics.all(),
        "time_zone_name": time_zone_name(request, coach),
        "is_hidden": standing.kind is StandingKind.SILENT,
        "answered_at": asked.answered_at if asked.state in _ANSWERED else None,
        "hiding_day": hiding_day(asked) if asked.state == ConfirmationState.ASKED else None,
        "form": form or OwnPauseForm(initial={"until": standing.paused_until}),
    }
    return render_page(request, "confirm_profile", context)


def _show_stop(request: HttpRequest, form: LeaveForm) -> HttpResponse:
    return render_page(request, "confirm_profile_stop", {"form": form})


def _show_closed(request: HttpRequest, standing: Standing) -> HttpResponse:
    context = {"has_left": standing.kind is StandingKind.LEFT}
    return render_page(request, "confirm_profile_closed", context)
