"""Who may decide about a profile: reviewers of the stage, but nobody about their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from wagtail.models import Revision, TaskState

from wagtail_coaching.conf import base_page_model
from wagtail_coaching.enums import VettingState
from wagtail_coaching.models import CoachVetting, CoachVettingTask, Person
from wagtail_coaching.models.vetted_content import vetted_content

if TYPE_CHECKING:
    from django.db.models import QuerySet


def waiting_for(user: Any) -> QuerySet[CoachVetting]:
    """Return what waits for a decision that ``user`` may take, the longest waiting first."""
    waiting: QuerySet[CoachVetting] = CoachVetting.objects.filter(
        state=VettingState.WAITING, task_state__status=TaskState.STATUS_IN_PROGRESS
    )
    if not user.is_active:
        return waiting.none()
    if not user.is_superuser:
        tasks = CoachVettingTask.objects.filter(groups__in=user.groups.all())
        waiting = waiting.filter(task_state__task__in=tasks.values("pk"))
    # Keys and no join: a page's key is stored as text, whatever the host's pages have.
    keys = list(waiting.values_list("page_pk", flat=True))
    pages = base_page_model()._default_manager.filter(pk__in=keys)
    own = pages.filter(owner=user).values_list("pk", flat=True)
    mine = (
        Q(submitted_by=user)
        | Q(task_state__workflow_state__requested_by=user)
        | Q(page_pk__in=[str(key) for key in own])
        | Q(pk__in=_written_by(user, waiting))
    )
    if user.email:
        mine |= Q(coach__person__email=Person.normalize_email(user.email))
    not_mine = waiting.exclude(pk__in=CoachVetting.objects.filter(mine).values("pk"))
    return not_mine.order_by("created_at", "pk")


def may_decide(*, vetting: CoachVetting, user: Any, latest: Revision | None = None) -> bool:
    """Return whether a user may decide: a reviewer of the stage, who has no part in the profile.

    No part has who neither submitted it, owns its page, wrote what stands in the latest revision,
    nor is the coach. That holds for superusers, too: they may publish without vetting, which is
    recorded.

    Args:
        vetting: the vetting.
        user: the user.
        latest: the page's latest revision, where it is at hand.
    """
    if vetting.task_state is None or not user.is_active:
        return False
    task = vetting.task_state.task.specific
    if not user.is_superuser and not task.groups.filter(pk__in=user.groups.all()).exists():
        return False
    page = base_page_model()._default_manager.filter(pk=vetting.page_pk).first()
    if page is None:
        return False
    latest = latest or page.get_latest_revision()
    involved = {
        vetting.submitted_by_id,
        vetting.task_state.workflow_state.requested_by_id,
        page.owner_id,
    }
    is_the_coach = bool(user.email) and (
        Person.normalize_email(user.email) == vetting.coach.person.email
    )
    if user.pk in involved or is_the_coach:
        return False
    return latest is None or not wrote(user, latest)


def wrote(user: Any, latest: Revision) -> bool:
    """Return whether ``user`` wrote what a page's latest revision says.

    To look into a profile in the page editor, and to decide there, saves it under one's name: that
    alone is no part in it. So the author is whoever made the first of the last revisions that all
    say the same.
    """
    if latest.user_id != user.pk:
        return False
    content = vetted_content(latest.as_object())
    earlier = Revision.objects.filter(
        base_content_type=latest.base_content_type_id, object_id=latest.object_id
    ).exclude(pk=latest.pk)
    for revision in earlier.order_by("-created_at", "-pk").iterator(chunk_size=10):
        if vetted_content(revision.as_object()) != content:
            return True
        if revision.user_id != user.pk:
            return False
    return True


def _written_by(user: Any, vettings: QuerySet[CoachVetting]) -> list[int]:
    keys = dict(vettings.values_list("page_pk", "pk"))
    pages = base_page_model()._default_manager.filter(pk__in=keys)
    saved = pages.filter(latest_revision__user=user).select_related("latest_revision")
    return [keys[str(page.pk)] for page in saved if wrote(user, page.latest_revision)]


def reviewers_of(vetting: CoachVetting) -> list[Any]:
    """Return the users of the stage's groups who may decide, whoever they are to the mail."""
    if vetting.task_state is None:
        return []
    groups = vetting.task_state.task.specific.groups.all()
    users = get_user_model()._default_manager.filter(is_active=True, groups__in=groups).distinct()
    return [user for user in users if may_decide(vetting=vetting, user=user)]
