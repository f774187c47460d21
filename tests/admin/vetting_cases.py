"""Profiles that wait for reviewers, and decisions about others."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from tests import factories
from wagtail_coaching.enums import VettingState
from wagtail_coaching.models import CoachVetting, CoachVettingTask

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.factories import ProgramTree

DAY = datetime.timedelta(days=1)


def reviewers_of(tree: ProgramTree) -> Group:
    """Return the site's group of reviewers, as ``coaching_setup`` has made it."""
    own = Group.objects.filter(name=f"Coach reviewers ({tree.site.hostname})")
    return own.first() or Group.objects.get(name="Coach reviewers")


def assign_workflow(tree: ProgramTree, *, stages: tuple[str, ...] = ("Vetting",)) -> Workflow:
    """Give the tree's gallery a workflow of its own in which the site's reviewers vet."""
    workflow = Workflow.objects.create(name=f"{tree.word} vetting")
    for number, name in enumerate(stages):
        task = CoachVettingTask.objects.create(name=name)
        task.groups.add(reviewers_of(tree))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=number)
    WorkflowPage.objects.update_or_create(page_id=tree.gallery.pk, defaults={"workflow": workflow})
    return workflow


def without_workflow(tree: ProgramTree) -> None:
    """Take the workflow of its own from the tree's gallery."""
    WorkflowPage.objects.filter(page_id=tree.gallery.pk).delete()


def draft_profile(tree: ProgramTree, **fields: Any) -> Any:
    """Make a profile that has never been public, with a revision."""
    page = factories.make_coach_page(tree, live=False, **fields)
    page.save_revision()
    return page


def submit(page: Any, *, user: Any = None, waited: int = 0, due_in: int | None = None) -> Any:
    """Submit a profile and return the vetting that waits; perhaps since some days.

    Args:
        page: the profile, in a gallery with a workflow.
        user: who submits it.
        waited: for how many days it has been waiting.
        due_in: in how many days it is due; less than 0: overdue.
    """
    page.get_workflow().start(page, user)
    vetting = CoachVetting.objects.get(page_pk=str(page.pk), state=VettingState.WAITING)
    vetting.created_at -= waited * DAY
    if due_in is not None:
        vetting.due_on = timezone.localdate() + due_in * DAY
    vetting.save()
    return vetting


def decided(
    tree: ProgramTree,
    *,
    page: Any = None,
    state: str = VettingState.APPROVED,
    days_ago: int = 1,
    took: int = 0,
    **facts: Any,
) -> Any:
    """Make the record of a decision that was taken ``days_ago`` and took so many days."""
    page = page or draft_profile(tree)
    decided_at = timezone.now() - days_ago * DAY
    facts.setdefault("is_final", True)
    facts.setdefault("stage", "Vetting")
    return CoachVetting.objects.create(
        site=tree.site,
        coach=page.coach,
        page_pk=str(page.pk),
        revision=page.latest_revision,
        state=state,
        created_at=decided_at - took * DAY,
        decided_at=decided_at,
        **facts,
    )


def queries_of(do: Callable[[], Any]) -> int:
    """Return how many queries something takes."""
    with CaptureQueriesContext(connection) as context:
        do()
    return len(context)
