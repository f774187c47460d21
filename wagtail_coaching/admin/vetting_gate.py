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
from wagtail_coaching.models.vetted_content import may_be_live
from wagtail_coaching.services.publication import override
from wagtail_coaching.services.vetting_actions import SAVE
from wagtail_coaching.services.vetting_decision import APPROVE, REJECT

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def before_publish(request: HttpRequest, page: Any) -> HttpResponse | None:
    """Record that a superuser publishes without vetting; send anybody else back to the editor."""
    if not isinstance(page, CoachPageMixin) or may_be_live(page):
        return None
    if override(page=page, revision=page.get_latest_revision(), user=request.user):
        return None
    messages.error(
        request,
        gettext("This profile is not public: nobody has approved it. Submit it for vetting."),
    )
    return redirect("wagtailadmin_pages:edit", page.pk)


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
        text = gettext("Approved. The profile is public.") if is_public else gettext("Approved.")
        messages.success(request, text)
    elif action == REJECT:
        messages.success(request, gettext("Sent back. The coach is told what has to change."))
    elif action == SAVE:
        messages.success(request, gettext("Checklist and notes are kept."))


def log_actions(actions: Any) -> None:
    """Name what we write into a page's history."""
    actions.register_action(
        "wagtail_coaching.publish_refused",
        gettext_lazy("Refuse publication"),
        gettext_lazy("Not published: nobody has approved this"),
    )
    actions.register_action(
        "wagtail_coaching.vetting_override",
        gettext_lazy("Publish without vetting"),
        gettext_lazy("Published without vetting by an administrator"),
    )
