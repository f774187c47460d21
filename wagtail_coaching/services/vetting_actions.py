"""What a reviewer may do in Wagtail's workflow, and doing it with what a browser sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState

from wagtail_coaching.enums import VettingState
from wagtail_coaching.exceptions import VettingError
from wagtail_coaching.models import CoachVetting
from wagtail_coaching.services import vetting as vetting_service
from wagtail_coaching.services import vetting_decision

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wagtail_coaching.models import CoachVettingTask

CLAIM: Final = "claim"
RELEASE: Final = "release"
SAVE: Final = "save_review"
#: The most characters of a note or comment that are taken.
MAX_LENGTH: Final = 10_000


def vetting_at(*, task: CoachVettingTask, page: Any) -> CoachVetting | None:
    """Return the vetting of a page that waits at this stage, if there is one."""
    found: CoachVetting | None = (
        CoachVetting.objects.filter(
            page_pk=str(page.pk),
            state=VettingState.WAITING,
            task_state__task=task,
            task_state__status=TaskState.STATUS_IN_PROGRESS,
        )
        .select_related("coach__person", "task_state")
        .first()
    )
    return found


def actions_for(*, vetting: CoachVetting, user: Any) -> list[tuple[str, Any, bool]]:
    """Return the actions that a user has, as (name, label, whether it opens a modal)."""
    if not vetting_service.may_decide(vetting=vetting, user=user):
        return []
    if vetting.claimed_by_id is None:
        claim = [(CLAIM, _("I'm on it"), False)]
    elif vetting.claimed_by_id == user.pk or user.is_superuser:
        claim = [(RELEASE, _("Leave it to others"), False)]
    else:
        claim = []
    return [
        *claim,
        (SAVE, _("Save checklist and notes"), True),
        (vetting_decision.REJECT, _("Request changes"), True),
        (vetting_decision.APPROVE, _("Approve"), True),
    ]


def perform(*, task_state: TaskState, user: Any, action: str, data: Mapping[str, Any]) -> Any:
    """Do what a reviewer asked for.

    Args:
        task_state: the stage's run.
        user: who asks.
        action: the action's name.
        data: what came with it, unchecked.

    Returns:
        ``None`` when it is done, the :class:`VettingError` when the rules say no, and
        ``NotImplemented`` where the page is no profile, so that Wagtail's own rules hold.
    """
    vetting = CoachVetting.objects.filter(task_state_id=task_state.pk).first()
    if vetting is None:
        return NotImplemented
    ticked, notes = _positions(data.get("ticked")), _text(data.get("notes"))
    try:
        if action == CLAIM:
            vetting_service.claim(vetting=vetting, user=user)
        elif action == RELEASE:
            vetting_service.release(vetting=vetting, user=user)
        elif action == SAVE:
            vetting_service.save_review(
                vetting=vetting,
                user=user,
                ticked=ticked if ticked is not None else set(),
                notes=notes if notes is not None else vetting.notes,
            )
        elif action in (vetting_decision.APPROVE, vetting_decision.REJECT):
            vetting_decision.decide(
                task_state=task_state,
                user=user,
                action=action,
                revision=_text(data.get("revision")) or "",
                ticked=ticked,
                notes=notes,
                comment=_text(data.get("comment")) or "",
            )
    except VettingError as error:
        return error
    return None


def _positions(value: Any) -> set[int] | None:
    if not isinstance(value, (list, tuple)):
        return None
    return {int(str(n)) for n in value[:1000] if str(n).isascii() and str(n).isdigit()}


def _text(value: Any) -> str | None:
    return value.replace("\x00", "")[:MAX_LENGTH] if isinstance(value, str) else None
