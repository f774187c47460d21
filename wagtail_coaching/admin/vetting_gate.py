"""Where the page editor meets the vetting: overriding it, and telling whoever was too late.

Wagtail's editor publishes without asking the page, and passes over what a task answers; hooks of
its own say both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_lazy
from wagtail.admin import messages

from wagtail_coaching.models import CoachPageMixin, CoachVettingTask
from wagtail_coaching.models.vetted_content import may_be_live
from wagtail_coaching.services.publication import override

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
    if not refusal or not isinstance(page, CoachPageMixin):
        return None
    messages.error(request, refusal)
    return redirect("wagtailadmin_pages:edit", page.pk)


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
