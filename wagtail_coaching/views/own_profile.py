"""The page behind a coach's link on which they change their public profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.exceptions import IllegalTransitionError, StaleProfileError
from wagtail_coaching.forms.own_profile import OwnProfileForm
from wagtail_coaching.services import own_profile as own_profile_service
from wagtail_coaching.services.profile_submission import ProfileOutcome
from wagtail_coaching.views.links import render_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from wagtail_coaching.models import Coach
    from wagtail_coaching.services.links import OpenLink

_WORDS: Final = {
    ProfileOutcome.PUBLISHED: "profile",
    ProfileOutcome.WAITING: "profile-waiting",
    ProfileOutcome.DRAFT: "profile-draft",
    None: "profile-same",
}
#: What became of it, as the own page says it: by the word in its address.
DONE: Final[dict[str, Any]] = {
    "profile": _("Your profile is saved. Everybody sees it as it is now."),
    "profile-waiting": _(
        "Your changes are saved, and with our reviewers. We write to you when they have decided."
    ),
    "profile-draft": _(
        "Your changes are saved. Somebody of us looks at them before everybody sees them."
    ),
    "profile-same": _("Thank you. Your profile stays as it is."),
    "profile-wish": _("Thank you. We have what you wrote, and change it for you."),
}


def show(request: HttpRequest, coach: Coach) -> HttpResponse | None:
    """Show the form; ``None``: the coach has no profile."""
    page = own_profile_service.draft_of(coach)
    if page is None:
        return None
    return _show(request, page, OwnProfileForm(page=page, coach=coach))


def save(request: HttpRequest, opened: OpenLink, coach: Coach) -> HttpResponse:
    """Store what was changed.

    Raises:
        DeadLinkError: the link does not work any more.
        IllegalTransitionError: the coach has no profile, or is suspended, or has left.
    """
    page = own_profile_service.draft_of(coach)
    if page is None:
        raise IllegalTransitionError(_now("There is no profile page of you yet."))
    form = OwnProfileForm(request.POST, request.FILES, page=page, coach=coach)
    if not form.is_valid():
        return _show(request, page, form)
    try:
        outcome = form.submit(link=opened.link)
    except StaleProfileError as error:
        # Filled in with what was typed, and to be saved over what the profile says now.
        typed = request.POST.copy()
        typed["stamp"] = own_profile_service.stamp_of(page)
        again = OwnProfileForm(typed, page=page, coach=coach)
        return _show(request, page, again, problem=str(error))
    word = _WORDS[outcome]
    if outcome is None and form.cleaned_data.get("wish"):
        word = "profile-wish"
    return redirect(f"{request.path}?done={word}")


def _show(
    request: HttpRequest, page: Any, form: OwnProfileForm, *, problem: str = ""
) -> HttpResponse:
    looked_at = own_profile_service.looked_at(page)
    context = {
        "form": form,
        "page": page,
        "back_url": request.path,
        "is_public": page.live,
        "is_waiting": page.has_unpublished_changes,
        "looked_at": [form[name].label for name in form.fields if name in looked_at],
        "problem": problem,
    }
    return render_page(request, "own_coach_profile", context)
