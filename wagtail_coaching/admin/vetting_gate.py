"""Where the page editor meets the vetting: overriding it, and telling whoever was too late.

Wagtail's editor publishes without asking the page, and passes over what a task answers; hooks of
its own say both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.messages import SUCCESS, add_message, get_messages
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_lazy
from wagtail.admin import messages

from wagtail_coaching.models import CoachPageMixin, CoachVettingTask
from wagtail_coaching.models.vetted_content import has_consent, may_be_asked_for
from wagtail_coaching.services import activation, publication
from wagtail_coaching.services.publication import Refusal
from wagtail_coaching.services.vetting_actions import SAVE
from wagtail_coaching.services.vetting_decision import APPROVE, REJECT

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def before_publish(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Send whoever may not publish a profile back to the editor, which says why; record what a
    superuser, or the association, takes upon itself.
    """
    if not isinstance(page, CoachPageMixin):
        return None
    # Wagtail's editor publishes without asking the page.
    cleared = publication.clear(revision=page.get_latest_revision(), user=request.user)
    if cleared.refusal is None:
        return None
    messages.error(request, _why_not(page, cleared.refusal))
    return redirect("wagtailadmin_pages:edit", page.pk)


def _why_not(page: Any, refusal: Refusal) -> str:
    """Say why a profile was not published, and what comes next."""
    if refusal is Refusal.VETTING:
        return gettext("This profile is not public: nobody has approved it. Submit it for vetting.")
    name = page.coach.person.name
    if may_be_asked_for(page):
        return gettext(
            "This profile is not public yet: %(name)s has not agreed to it. We have asked by mail; "
            "with the answer “yes” it goes public by itself."
        ) % {"name": name}
    return gettext(
        "This profile is not public yet: %(name)s has not agreed to it. We have asked by mail. "
        "Publish it again when there is an answer."
    ) % {"name": name}


def before_edit(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Tell a reviewer whose decision comes too late, instead of storing it as a draft."""
    if (
        request.method != "POST"
        or not isinstance(page, CoachPageMixin)
        or "action-workflow-action" not in request.POST
    ):
        return None
    task = page.current_workflow_task
    action = request.POST.get("workflow-action-name")
    if task is not None and not isinstance(task, CoachVettingTask):
        return None
    offered = [name for name, *_ in task.get_actions(page, request.user)] if task else []
    if action in offered:
        return None
    messages.error(
        request,
        gettext(
            "Somebody else has just decided, or the profile was withdrawn. Nothing was changed."
        ),
    )
    return redirect("wagtailadmin_pages:edit", page.pk)


def after_edit(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Say why a decision was not taken."""
    refusal = getattr(request.user, "coaching_vetting_refusal", "")
    if not isinstance(page, CoachPageMixin):
        return None
    if not refusal:
        _say_what_was_decided(request, page)
        return None
    _take_back_success(request)
    messages.error(request, refusal)
    return redirect("wagtailadmin_pages:edit", page.pk)


def _take_back_success(request: HttpRequest) -> None:
    """Leave out that "the page has been updated": it was, but that is not what was asked for."""
    others = [m for m in get_messages(request) if m.level != SUCCESS]
    for message in others:
        add_message(request, message.level, message.message, extra_tags=message.extra_tags)


def _say_what_was_decided(request: HttpRequest, page: Any) -> None:
    """Add to Wagtail's "has been updated" what came of the reviewer's decision."""
    if "action-workflow-action" not in request.POST:
        return
    action = request.POST.get("workflow-action-name")
    stored = type(page)._default_manager.filter(pk=page.pk).first()
    if action == APPROVE:
        is_public = stored is not None and stored.live and not stored.has_unpublished_changes
        if is_public:
            text = gettext("Approved. The profile is public.")
        elif stored is not None and may_be_asked_for(stored) and not has_consent(stored):
            text = gettext("Approved. The profile is public as soon as the coach agrees to it.")
        else:
            text = gettext("Approved.")
        messages.success(request, text)
    elif action == REJECT:
        messages.success(request, gettext("Sent back. The coach is told what has to change."))
    elif action == SAVE:
        messages.success(request, gettext("Checklist and notes are kept."))


def log_actions(actions: Any) -> None:
    """Name what we write into a page's history."""
    actions.register_action(
        publication.REFUSED,
        gettext_lazy("Refuse publication"),
        gettext_lazy("Not published: nobody has approved this"),
    )
    actions.register_action(
        publication.AWAITING_CONSENT,
        gettext_lazy("Wait for the coach's consent"),
        gettext_lazy("Not published: the coach has not agreed yet"),
    )
    actions.register_action(
        activation.ACTIVATED, gettext_lazy("Accept applicant"), gettext_lazy("Became a coach")
    )
    actions.register_action(
        "wagtail_coaching.vetting_override",
        gettext_lazy("Publish without vetting"),
        gettext_lazy("Published without vetting by an administrator"),
    )
