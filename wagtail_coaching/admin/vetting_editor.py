"""Vetting in the page editor of a profile: where it stands, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext
from wagtail.admin import messages

from wagtail_coaching.admin import vetting_rows
from wagtail_coaching.admin.vetting_claim import claim_context
from wagtail_coaching.conf import base_page_model
from wagtail_coaching.enums import CoachState, VettingState
from wagtail_coaching.models import CoachPageMixin, CoachVetting, CoachVettingTask
from wagtail_coaching.models.vetted_content import (
    differing_fields,
    newest_vetting,
    vetting_applies,
)
from wagtail_coaching.services import vetting as vetting_service

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_HISTORY_LENGTH = 5


def panel_context(
    page: Any, request: HttpRequest, parent: Any | None = None
) -> dict[str, Any] | None:
    """Return what the editor's panel shows of a profile; ``None`` where there is nothing to say.

    Reads only: autosave asks for the editor every few hundred milliseconds.

    Args:
        page: the profile as it is edited; not yet saved, perhaps.
        request: the editor's.
        parent: the gallery, where the profile is new.
    """
    is_new = page.pk is None
    placed = parent if is_new else page
    site = placed.get_site() if placed is not None else None
    applies = vetting_applies(site)
    history = [] if is_new else _history(page, site)
    if not applies and not history:
        return None
    waiting = next((v for v in history if v.state == VettingState.WAITING), None)
    context = {
        "page": page,
        "is_new": is_new,
        "applies": applies,
        "waiting": waiting,
        "history": [v for v in history if v is not waiting][:_HISTORY_LENGTH],
        "vetting": None,
        "may_see_vettings": vetting_rows.may_see(request.user, site),
        "may_read_notes": vetting_rows.may_read_notes(request.user, site),
        "is_suspended": page.coach is not None and page.coach.state == CoachState.SUSPENDED,
        "effective": newest_vetting(page, site),
        "next_url": request.path,
    }
    context["changed"] = _changed_labels(page, context["effective"])
    if waiting is not None:
        context |= _waiting_context(waiting, request.user)
    workflow = _workflow(placed)
    context["workflow"] = workflow
    context["missing_step"] = applies and not _has_vetting_step(workflow)
    context["stands"] = _where_it_stands(context)
    return context


def _history(page: Any, site: Any) -> list[CoachVetting]:
    """Return the vettings of this page and its present coach, the newest first."""
    if site is None:
        return []
    vettings = CoachVetting.objects.filter(site=site, page_pk=str(page.pk), coach=page.coach_id)
    shown = vettings.select_related("coach__person", "claimed_by", "decided_by", "submitted_by")
    return list(shown.order_by("-created_at", "-pk")[: _HISTORY_LENGTH + 1])


def _changed_labels(page: Any, effective: CoachVetting | None) -> list[str]:
    """Return the names of the facts that differ from what was approved."""
    if effective is None:
        return []
    fields = differing_fields(page, effective.approved_content)
    # The page's title is the coach's name; "title" is what the job title is called.
    return [
        gettext("name") if name == "title" else str(page._meta.get_field(name).verbose_name)
        for name in fields
    ]


def _waiting_context(waiting: CoachVetting, user: Any) -> dict[str, Any]:
    may_review = vetting_service.waiting_for(user).filter(pk=waiting.pk).exists()
    late = vetting_rows.days_overdue(waiting)
    return {
        **claim_context(waiting, user, may_review=may_review),
        "may_review": may_review,
        "days_overdue": late,
        "days_text": vetting_rows.days_text(late),
    }


def _workflow(page: Any) -> Any:
    if page is None or not getattr(settings, "WAGTAIL_WORKFLOW_ENABLED", True):
        return None
    return page.get_workflow()


def _has_vetting_step(workflow: Any) -> bool:
    if workflow is None:
        return False
    step = ContentType.objects.get_for_model(CoachVettingTask)
    return bool(workflow.tasks.filter(content_type=step).exists())


def _where_it_stands(context: dict[str, Any]) -> str:
    """Return one word for the template; the most pressing matter wins."""
    latest = context["history"][0] if context["history"] else None
    effective = context["effective"]
    if context["is_suspended"]:
        return "suspended"
    if not context["applies"]:
        return "off"
    if context["waiting"] is not None:
        return "waiting"
    if context["is_new"]:
        return "new"
    if context["page"].coach_id is None:
        return "no_coach"
    if latest is not None and latest.state == VettingState.REJECTED:
        return "rejected"
    if effective is None:
        return "unvetted"
    if effective.state == VettingState.GRACE:
        return "grace"
    return "changed" if context["changed"] else "approved"


def taken(request: HttpRequest, page_pk: str) -> HttpResponse:
    """Tell whoever came second that the decision was taken, and lead back to the page.

    Raises:
        Http404: there is no such profile, or the user may not edit it.
    """
    pages = base_page_model().objects.filter(pk=page_pk) if page_pk.isdecimal() else []
    page = next(iter(pages), None)
    page = page.specific if page is not None else None
    if (
        not isinstance(page, CoachPageMixin)
        or not page.permissions_for_user(request.user).can_edit()
    ):
        raise Http404
    messages.warning(request, _taken_text(request.GET.get("reason", ""), page))
    return redirect("wagtailadmin_pages:edit", page.pk)


def _taken_text(reason: str, page: Any) -> str:
    texts = {
        "stale": gettext(
            "Nothing was decided: the profile has changed since you opened it. Look at it again, "
            "then decide."
        ),
        "own": gettext(
            "Nothing was decided: you wrote or submitted this version, so somebody else has to "
            "look at it."
        ),
        "checklist": gettext(
            "Nothing was decided: some of what has to be checked before an approval is not "
            "ticked yet."
        ),
        "comment": gettext("Nothing was decided: say in a comment what has to change."),
        "claimed": gettext("Somebody else is on it already."),
        "invalid": gettext("Nothing was changed: this cannot be done at this point."),
    }
    if reason in texts:
        return texts[reason]
    latest = (
        CoachVetting.objects.filter(page_pk=str(page.pk), decided_at__isnull=False)
        .select_related("decided_by")
        .order_by("-decided_at", "-pk")
        .first()
    )
    if latest is None:
        return gettext("Somebody else has just decided about this profile.")
    return gettext("Somebody else has just decided about this profile: %(state)s.") % {
        "state": latest.get_state_display()
    }


def urls() -> list[Any]:
    """Return the addresses in the admin."""
    name = "wagtail_coaching_vetting_taken"
    return [path(f"{name}/<str:page_pk>/", taken, name=name)]
