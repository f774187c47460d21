"""The links of applicants that lead to the form, and that prove who has sent it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseBadRequest
from django.shortcuts import redirect

from wagtail_coaching.enums import ApplicationRole
from wagtail_coaching.forms.application_steps import ApplicationSteps
from wagtail_coaching.services import application as application_service
from wagtail_coaching.views.application_page import form_path
from wagtail_coaching.views.links import link_page, redirect_to_done, render_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from wagtail_coaching.services.links import OpenLink


@link_page(application_service.DRAFT.name)
def go_on(request: HttpRequest, opened: OpenLink) -> HttpResponse:
    """Lead from the link in the mail to the form."""
    return redirect(form_path(opened.subject))


@link_page(application_service.PROOF.name)
def prove(request: HttpRequest, opened: OpenLink) -> HttpResponse:
    """Show what was sent, and take the answer whether it was them."""
    if request.method != "POST":
        steps = ApplicationSteps(opened.subject)
        context = {"application": opened.subject, "sections": sections_of(steps)}
        return render_page(request, "application_proof", context)
    if request.POST.get("action") == "confirm":
        application = application_service.prove(link=opened.link)
        if application is None:
            return redirect_to_done("application-known")
        is_coach = ApplicationRole(application.role).coaches
        return redirect_to_done(
            "application-confirmed" if is_coach else f"learner-{application.state}"
        )
    if request.POST.get("action") == "discard":
        application_service.discard(link=opened.link)
        return redirect_to_done("application-discarded")
    return HttpResponseBadRequest()


def sections_of(steps: ApplicationSteps) -> list[dict[str, Any]]:
    """Return what was said, step by step."""
    return [
        {
            "slug": slug,
            "title": steps.title(slug),
            "said": steps.said(slug),
            "is_wrong": not steps.checked(slug).is_valid(),
        }
        for slug in steps.slugs[:-1]
    ]
