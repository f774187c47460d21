"""The vetting of coaches: a stage's look at a profile, from its start on. What is decided in the
end is in ``services/vetting_decision.py``.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Task, TaskState

from wagtail_coaching.enums import VettingState
from wagtail_coaching.exceptions import VettingError
from wagtail_coaching.models import (
    Coach,
    CoachingSettings,
    CoachPageMixin,
    CoachVetting,
    CoachVettingTask,
)
from wagtail_coaching.models.vetted_content import has_consent
from wagtail_coaching.services import consent, vetting_mail
from wagtail_coaching.services.vetting_program import (
    page_of,
    problems,
    profiles_without_vetting,
    start_grace,
)
from wagtail_coaching.services.vetting_rights import may_decide, waiting_for

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from django.db.models import QuerySet
    from wagtail.models import Revision, Site

__all__ = [
    "cancel",
    "claim",
    "has_later_stages",
    "lock_waiting",
    "may_decide",
    "open_vetting",
    "open_vettings",
    "page_of",
    "problems",
    "profiles_without_vetting",
    "refuse_unless_reviewer",
    "release",
    "revoke",
    "save_review",
    "start_grace",
    "taken",
    "waiting_for",
    "write_review",
]


@transaction.atomic
def open_vetting(*, task_state: TaskState, user: Any | None) -> CoachVetting | None:
    """Record that a profile waits for a stage, and tell the stage's reviewers. A coach who has not
    agreed to a public profile is asked meanwhile.

    Args:
        task_state: the run of the stage that has just begun.
        user: who submitted the profile; ``None`` for somebody without an account.

    Returns:
        The vetting; ``None`` for a page that is no coach's profile, or names no coach yet.
    """
    page = task_state.workflow_state.content_object.specific.get_latest_revision_as_object()
    site = page.get_site() if isinstance(page, CoachPageMixin) else None
    coach = Coach.objects.filter(pk=page.coach_id, site=site).first() if site else None
    if site is None or coach is None:
        return None
    settings = CoachingSettings.of(site)
    task = task_state.task.specific
    today = timezone.localdate(timezone=settings.zone)
    vetting = CoachVetting.objects.create(
        site=site,
        coach=coach,
        page_pk=str(page.pk),
        revision=task_state.revision,
        task_state_id=task_state.pk,
        stage=task.name,
        is_final=not has_later_stages(task_state),
        due_on=today + datetime.timedelta(days=task.due_days),
        submitted_by=user or task_state.workflow_state.requested_by,
        checklist=[
            {
                "label": item.label,
                "help_text": item.help_text,
                "required": item.is_required,
                "ticked": False,
            }
            for item in settings.vetting_checklist.all()
        ],
    )
    vetting_mail.tell_reviewers_of_new(vetting=vetting)
    if not settings.association_consents and not has_consent(page):
        consent.ask_once(coach=coach)
    return vetting


@transaction.atomic
def claim(*, vetting: CoachVetting, user: Any) -> CoachVetting:
    """Note that ``user`` looks into the profile. A claim keeps nobody else from deciding.

    Raises:
        VettingError: it is decided, somebody else has claimed it, or the user may not decide.
    """
    refuse_unless_reviewer(vetting, user)
    waiting = CoachVetting.objects.filter(pk=vetting.pk, state=VettingState.WAITING)
    free = Q(claimed_by__isnull=True) | Q(claimed_by=user)
    if not waiting.filter(free).update(claimed_by=user, claimed_at=timezone.now()):
        other = CoachVetting.objects.select_related("claimed_by").get(pk=vetting.pk)
        if other.state != VettingState.WAITING or other.claimed_by is None:
            raise taken()
        raise VettingError(
            _("%(name)s is on it already.")
            % {"name": other.claimed_by.get_full_name() or other.claimed_by.get_username()},
            code="claimed",
        )
    vetting.refresh_from_db()
    return vetting


@transaction.atomic
def release(*, vetting: CoachVetting, user: Any) -> CoachVetting:
    """Give a claim back; a superuser may give back anybody's.

    Raises:
        VettingError: the claim is not the user's, or the profile is decided.
    """
    claimed = CoachVetting.objects.filter(pk=vetting.pk, state=VettingState.WAITING)
    if not getattr(user, "is_superuser", False):
        claimed = claimed.filter(claimed_by=user)
    if not claimed.update(claimed_by=None, claimed_at=None):
        raise taken()
    vetting.refresh_from_db()
    return vetting


@transaction.atomic
def save_review(
    *, vetting: CoachVetting, user: Any, ticked: Collection[int], notes: str
) -> CoachVetting:
    """Store a reviewer's ticks and notes, without a decision.

    Args:
        vetting: one that waits.
        user: who reviews.
        ticked: the positions in ``vetting.checklist`` of what is ticked.
        notes: private notes, in the place of what was there.

    Raises:
        VettingError: it is decided, or the user may not decide.
    """
    refuse_unless_reviewer(vetting, user)
    locked = lock_waiting(pk=vetting.pk)
    write_review(locked, ticked, notes)
    locked.save(update_fields=["checklist", "notes"])
    return locked


def cancel(*, vettings: QuerySet[CoachVetting]) -> int:
    """Note that nobody has to decide those of the vettings that wait; return how many."""
    waiting = vettings.filter(state=VettingState.WAITING)
    return waiting.update(state=VettingState.CANCELED, decided_at=timezone.now())


def revoke(*, vettings: QuerySet[CoachVetting]) -> None:
    """Take back what was decided, and what waits."""
    cancel(vettings=vettings)
    vettings.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())


def open_vettings(site: Site) -> QuerySet[CoachVetting]:
    """Return what waits for a decision at a site, the longest waiting first."""
    waiting: QuerySet[CoachVetting] = CoachVetting.objects.filter(
        site=site, state=VettingState.WAITING
    )
    return waiting.order_by("created_at", "pk")


def has_later_stages(task_state: TaskState) -> bool:
    """Return whether another stage of vetting is still to come in the workflow.

    Asked when a stage begins, and again when it is decided: somebody may have changed the workflow.
    """
    workflow_state = task_state.workflow_state
    remaining = (
        Task.objects.filter(workflow_tasks__workflow=workflow_state.workflow, active=True)
        .exclude(pk=task_state.task_id)
        .exclude(task_states__in=workflow_state.successful_task_states)
    )
    return any(issubclass(task.specific_class, CoachVettingTask) for task in remaining)


def lock_waiting(**which: Any) -> CoachVetting:
    """Return a vetting that waits, locked until the transaction ends.

    The update comes first: it locks where ``select_for_update()`` does nothing (SQLite), and a
    second one at the same time waits here and then finds it decided.
    """
    waiting = CoachVetting.objects.filter(**which, state=VettingState.WAITING)
    if not waiting.update(state=VettingState.WAITING):
        raise taken()
    vetting: CoachVetting = CoachVetting.objects.select_for_update().get(**which)
    return vetting


def taken() -> VettingError:
    """Return the error for whoever comes too late."""
    return VettingError(
        _("Somebody else has just decided, or the profile was withdrawn."), code="taken"
    )


def refuse_unless_reviewer(
    vetting: CoachVetting, user: Any, latest: Revision | None = None
) -> None:
    """Let only somebody go on who may decide.

    Raises:
        VettingError: the user may not.
    """
    if not may_decide(vetting=vetting, user=user, latest=latest):
        raise VettingError(
            _("Nobody decides about a profile they have a part in; somebody else has to."),
            code="own",
        )


def write_review(vetting: CoachVetting, ticked: Collection[int] | None, notes: str | None) -> None:
    """Put ticks and notes on the object; ``None`` leaves what is there."""
    if ticked is not None:
        items: Sequence[dict[str, Any]] = vetting.checklist
        vetting.checklist = [{**item, "ticked": n in ticked} for n, item in enumerate(items)]
    if notes is not None:
        vetting.notes = notes.strip()
