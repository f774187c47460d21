"""The part of a person's own page that is about their coaching, and the pages it leads to.

All of it is behind the one link: what is shown besides is named in the query, and changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.exceptions import IllegalTransitionError
from wagtail_coaching.forms.own_coach import CoachChoicesForm, LeaveForm, OwnPauseForm
from wagtail_coaching.messages.leaving import last_day_of
from wagtail_coaching.models import Coach
from wagtail_coaching.services import consent as consent_service
from wagtail_coaching.services import leaving as leaving_service
from wagtail_coaching.services import links as link_service
from wagtail_coaching.services import own_coach as own_coach_service
from wagtail_coaching.services.standing import StandingKind, standing_of
from wagtail_coaching.views import own_profile
from wagtail_coaching.views.links import redirect_to_done, render_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from wagtail_coaching.services.links import OpenLink

    #: Shows the own page once more, with what is given besides in its context.
    ShowAgain = Callable[..., HttpResponse]

#: What was done, as the own page says it: by the word in its address.
_DONE: Final[dict[str, Any]] = {
    "choices": _("Your choices are saved. They hold from now on."),
    "pause": _("Your break is noted. You come back by yourself."),
    "resume": _("Welcome back. You take new requests again."),
    "right": _("Thank you. We have noted that all is still right."),
    **own_profile.DONE,
}


def own_coach_context(request: HttpRequest, opened: OpenLink, **more: Any) -> dict[str, Any]:
    """Return what the own page shows of somebody's coaching; nothing for who is no coach.

    Args:
        request: the visit.
        opened: the link.
        more: what else is to be shown, such as a form with what was typed.
    """
    coach = _coach_of(opened)
    if coach is None:
        return {}
    standing = standing_of(coach)
    is_public = standing.kind is StandingKind.PUBLIC
    return {
        "coach": coach,
        "standing": standing,
        "profile_url": standing.page.get_full_url(request) if is_public else "",
        "is_open": coach.state in own_coach_service.OPEN_STATES,
        "asks_if_right": standing.is_asked or standing.kind is StandingKind.SILENT,
        "kept_until": last_day_of(coach) if coach.left_at is not None else None,
        "pause_form": OwnPauseForm(initial={"until": standing.paused_until}),
        "coach_done": "" if request.method == "POST" else _DONE.get(request.GET.get("done", "")),
        **more,
    }


def show(request: HttpRequest, opened: OpenLink) -> HttpResponse | None:
    """Show the page that the query names; ``None``: it names none that this person has."""
    what = request.GET.get("show", "")
    if what not in ("choices", "leave", "profile"):
        return None
    coach = _coach_of(opened)
    if coach is None or coach.state not in own_coach_service.OPEN_STATES:
        return None
    if what == "profile":
        return own_profile.show(request, coach)
    if what == "choices":
        return _show_choices(request, CoachChoicesForm(instance=coach))
    return _show_leave(request, LeaveForm(), coach)


def answer(request: HttpRequest, opened: OpenLink, again: ShowAgain) -> HttpResponse | None:
    """Do what a coach asks; ``None``: it is nothing that coaches ask for.

    Args:
        request: the visit, a POST.
        opened: the link.
        again: shows the own page.

    Raises:
        DeadLinkError: the link does not work any more.
    """
    coach = _coach_of(opened)
    action = _ACTIONS.get(request.POST.get("action", ""))
    if coach is None or action is None:
        return None
    try:
        return action(request, opened, coach, again)
    except IllegalTransitionError as error:
        # It was another page that was sent: the coach is suspended, say, or has left meanwhile.
        return again(coach_problem=str(error))


def _save_choices(
    request: HttpRequest, opened: OpenLink, coach: Coach, again: ShowAgain
) -> HttpResponse:
    form = CoachChoicesForm(request.POST, instance=coach)
    if not form.is_valid():
        return _show_choices(request, form)
    form.submit(link=opened.link)
    return _back(request, "choices")


def _save_profile(
    request: HttpRequest, opened: OpenLink, coach: Coach, again: ShowAgain
) -> HttpResponse:
    return own_profile.save(request, opened, coach)


def _pause(request: HttpRequest, opened: OpenLink, coach: Coach, again: ShowAgain) -> HttpResponse:
    form = OwnPauseForm(request.POST)
    if not form.is_valid():
        return again(pause_form=form)
    own_coach_service.pause(link=opened.link, until=form.cleaned_data["until"])
    return _back(request, "pause")


def _resume(request: HttpRequest, opened: OpenLink, coach: Coach, again: ShowAgain) -> HttpResponse:
    own_coach_service.resume(link=opened.link)
    return _back(request, "resume")


def _say_right(
    request: HttpRequest, opened: OpenLink, coach: Coach, again: ShowAgain
) -> HttpResponse:
    own_coach_service.say_all_is_right(link=opened.link)
    return _back(request, "right")


def _leave(request: HttpRequest, opened: OpenLink, coach: Coach, again: ShowAgain) -> HttpResponse:
    form = LeaveForm(request.POST)
    if not form.is_valid():
        return _show_leave(request, form, coach)
    leaving_service.leave_by_link(link=opened.link, reason=form.cleaned_data["reason"])
    return redirect_to_done("coaching-stopped")


def _open_consent(
    request: HttpRequest, opened: OpenLink, coach: Coach, again: ShowAgain
) -> HttpResponse:
    link = consent_service.open_by_link(link=opened.link)
    return redirect("wagtail_coaching:link", link_service.token_for(key=link.key))


#: By the value of the button that was pressed.
_ACTIONS: Final[dict[str, Callable[..., HttpResponse]]] = {
    "save_choices": _save_choices,
    "save_profile": _save_profile,
    "pause": _pause,
    "resume": _resume,
    "all_is_right": _say_right,
    "leave": _leave,
    "open_consent": _open_consent,
}


def _show_choices(request: HttpRequest, form: CoachChoicesForm) -> HttpResponse:
    return render_page(request, "own_coach_choices", {"form": form, "back_url": request.path})


def _show_leave(request: HttpRequest, form: LeaveForm, coach: Coach) -> HttpResponse:
    can_be_paused = standing_of(coach).can_be_paused
    context = {
        "form": form,
        "back_url": request.path,
        "break_url": f"{request.path}#coaching-pause" if can_be_paused else "",
    }
    return render_page(request, "own_coach_leave", context)


def _back(request: HttpRequest, done: str) -> HttpResponse:
    """Lead back to the own page, which says what was done."""
    return redirect(f"{request.path}?done={done}")


def _coach_of(opened: OpenLink) -> Coach | None:
    coaches = Coach.objects.select_related("person", "site")
    coach: Coach | None = coaches.filter(person=opened.person).first()
    return coach
