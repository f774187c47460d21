"""How an application stands: the page behind its link, and the same behind the own page's.

What is shown besides is named in the query, and changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from wagtail_coaching.enums import ApplicationRole, ApplicationState, CoachState
from wagtail_coaching.exceptions import DeadLinkError, IllegalTransitionError
from wagtail_coaching.forms.application_steps import ApplicationSteps
from wagtail_coaching.models import Coach, CoachApplication, CoachRequest
from wagtail_coaching.services import application as application_service
from wagtail_coaching.services import application_draft
from wagtail_coaching.services import links as link_service
from wagtail_coaching.services import person as person_service
from wagtail_coaching.services.application_estimate import usual_days
from wagtail_coaching.services.standing import Standing, StandingKind, standing_of
from wagtail_coaching.views.application_links import sections_of
from wagtail_coaching.views.links import link_page, redirect_to_done, render_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from wagtail_coaching.models import Person
    from wagtail_coaching.services.links import OpenLink


@link_page(application_service.STATUS.name)
def application_status(request: HttpRequest, opened: OpenLink) -> HttpResponse:
    """Show an applicant how it stands, and do what they ask."""
    application: CoachApplication = opened.subject
    if application.person_id != opened.person.pk:
        raise DeadLinkError
    if request.method != "POST":
        if request.GET.get("show") == "withdraw" and _may_withdraw(application):
            return _show_withdraw(request, application, back_url=request.path)
        return _show(request, application)
    if request.POST.get("action") == "own_page":
        own = person_service.own_page_by_link(link=opened.link)
        return redirect("wagtail_coaching:link", link_service.token_for(key=own.key))
    return _answer(request, opened, application) or HttpResponseBadRequest()


def application_of(person: Person) -> CoachApplication | None:
    """Return what a person has sent us, if they have to see how it stands.

    Who coaches already sees that from the profile.
    """
    sent = CoachApplication.objects.filter(person=person, site_id=person.site_id).exclude(
        state__in=ApplicationState.unsent()
    )
    found: CoachApplication | None = sent.order_by("-created_at", "-pk").first()
    if found is None or (found.state == ApplicationState.ACCEPTED and found.coach_id is not None):
        return None
    return found


def own_page_context(opened: OpenLink) -> dict[str, Any]:
    """Return what the own page shows of somebody's application; nothing where there is none."""
    application = application_of(opened.person)
    if application is None:
        return {}
    coach = _coach_of(application)
    standing = standing_of(coach) if coach is not None else None
    return {
        "application": application,
        "application_standing": standing,
        "application_usual": _usual(application, standing),
    }


def show(request: HttpRequest, opened: OpenLink) -> HttpResponse | None:
    """Show, behind the link to the own page, what the query names; ``None``: nothing of ours."""
    what = request.GET.get("show", "")
    application = application_of(opened.person) if what in ("application", "withdraw") else None
    if application is None:
        return None
    if what == "withdraw" and _may_withdraw(application):
        back_url = f"{request.path}?show=application"
        return _show_withdraw(request, application, back_url=back_url)
    return _show(request, application, back_url=request.path)


def answer(request: HttpRequest, opened: OpenLink) -> HttpResponse | None:
    """Do, behind the link to the own page, what an applicant asks; ``None``: nothing of ours."""
    application = application_of(opened.person)
    return _answer(request, opened, application) if application is not None else None


def _answer(
    request: HttpRequest, opened: OpenLink, application: CoachApplication
) -> HttpResponse | None:
    action = request.POST.get("action", "")
    try:
        if action == "change_application":
            if not _may_change(application, _coach_of(application)):
                raise IllegalTransitionError(gettext("It is decided by now."))
            form = application_service.edit_by_link(link=opened.link)
            token = application_draft.token_for(application=form)
            return redirect(reverse("wagtail_coaching:application", args=[token]))
        if action == "withdraw_application":
            application_service.withdraw_by_link(link=opened.link)
            return redirect_to_done("application-withdrawn")
    except IllegalTransitionError as error:
        # Decided meanwhile, by somebody else: the page says how it stands.
        application.refresh_from_db()
        return _show(request, application, problem=str(error))
    return None


def _show(
    request: HttpRequest, application: CoachApplication, *, back_url: str = "", problem: str = ""
) -> HttpResponse:
    coach = _coach_of(application)
    standing = standing_of(coach) if coach is not None else None
    is_public = standing is not None and standing.kind is StandingKind.PUBLIC
    context: dict[str, Any] = {
        "application": application,
        "coach": coach,
        "standing": standing,
        "profile_url": standing.page.get_full_url(request) if standing and is_public else "",
        "usual": _usual(application, standing),
        "may_change": _may_change(application, coach),
        "may_withdraw": _may_withdraw(application),
        "sections": sections_of(ApplicationSteps(application)),
        "back_url": back_url,
        "problem": problem,
    }
    return render_page(request, "application_status", context)


def _show_withdraw(
    request: HttpRequest, application: CoachApplication, *, back_url: str
) -> HttpResponse:
    context = {
        "application": application,
        "has_requests": CoachRequest.objects.filter(person=application.person).exists(),
        "back_url": back_url,
    }
    return render_page(request, "application_withdraw", context)


def _coach_of(application: CoachApplication) -> Coach | None:
    if application.coach_id is None:
        return None
    coaches = Coach.objects.select_related("person", "site")
    coach: Coach | None = coaches.filter(pk=application.coach_id).first()
    return coach


def _usual(application: CoachApplication, standing: Standing | None) -> str:
    """Return how long it usually takes; empty where no reviewer has to decide anything."""
    if standing is None or standing.kind not in (StandingKind.WAITING, StandingKind.DRAFT):
        return ""
    days = usual_days(site=application.site)
    if days is None:
        return gettext("We cannot say yet: not enough has been decided here so far.")
    return ngettext("Usually about %(days)s day.", "Usually about %(days)s days.", days) % {
        "days": days
    }


def _may_change(application: CoachApplication, coach: Coach | None) -> bool:
    """Whether the form can be opened again: before the decision, not after it."""
    return application.state == ApplicationState.SUBMITTED and (
        coach is None or coach.state == CoachState.APPLICANT
    )


def _may_withdraw(application: CoachApplication) -> bool:
    """Whether it can be taken back. A coach leaves instead; a learner can go at any time."""
    is_open = application.state == ApplicationState.SUBMITTED
    return is_open or application.role == ApplicationRole.LEARNER
