"""Setting up the vetting of a site: its checklist, its stages, its gallery's workflow."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from wagtail_coaching.models import CoachingSettings, CoachVettingTask, VettingChecklistItem
from wagtail_coaching.services import defaults

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wagtail.models import Site

    from wagtail_coaching.services.setup import Run


def ensure_vetting(
    run: Run, *, gallery: Any | None, is_new_site: bool, reviewing: Sequence[str]
) -> None:
    """Make what the vetting needs, unless the site has it, or has taken it away.

    Args:
        run: the run of ``coaching_setup``.
        gallery: the gallery; ``None`` in a dry run that would make it.
        is_new_site: whether the site had no coaching settings before this run.
        reviewing: the default names of the groups that review, in the order of their stages.
    """
    name, workflow = workflow_of(run.site)
    _ensure_checklist(run, may_make=is_new_site or workflow is None)
    is_new = workflow is None
    workflow = run.ensure(
        f"workflow “{name}”", workflow, lambda: Workflow.objects.create(name=name)
    )
    _give_reviewers_back(run, workflow)
    for position, group_name in enumerate(reviewing):
        # The first stage comes with the workflow; whoever took it out wants it so.
        if is_new or position:
            _ensure_stage(run, workflow, group_name, position)
    _assign(run, gallery, workflow, name, is_new=is_new)


def workflow_of(site: Site) -> tuple[str, Workflow | None]:
    """Return the name that a site's workflow has, or would have, and the workflow if there is one.

    A second association gets its own: one for both would let each review the other's coaches.
    """
    own_name = f"{defaults.WORKFLOW} ({site.hostname})"
    own = Workflow.objects.filter(name=own_name).first()
    if own is not None:
        return own_name, own
    workflow = Workflow.objects.filter(name=defaults.WORKFLOW).first()
    if workflow is None:
        return defaults.WORKFLOW, None
    is_vetting = any(isinstance(task.specific, CoachVettingTask) for task in workflow.tasks)
    assigned = WorkflowPage.objects.filter(workflow=workflow)
    here = assigned.filter(page__path__startswith=site.root_page.path)
    if is_vetting and (here.exists() or not assigned.exists()):
        return defaults.WORKFLOW, workflow
    return own_name, None


def _ensure_checklist(run: Run, *, may_make: bool) -> None:
    items = VettingChecklistItem.objects.filter(settings__site=run.site)
    if items.exists() or may_make:
        run.ensure("vetting checklist", items.exists(), partial(_make_checklist, run.site))


def _make_checklist(site: Site) -> None:
    settings = CoachingSettings.for_site(site)
    for position, (label, help_text) in enumerate(defaults.CHECKLIST):
        VettingChecklistItem.objects.create(
            settings=settings, label=str(label), help_text=str(help_text), sort_order=position
        )


def _ensure_stage(run: Run, workflow: Workflow | None, group_name: str, position: int) -> None:
    """Make a stage of the workflow, with this site's group for it.

    A stage is found by its group, so that it may be renamed.
    """
    group = run.groups.get(group_name)
    stage = defaults.STAGES[group_name]
    existing = None
    if workflow is not None and group is not None:
        tasks = CoachVettingTask.objects.filter(groups=group, workflow_tasks__workflow=workflow)
        existing = tasks.first()
    name = existing.name if existing is not None else _free_name(stage, run.site)

    def make() -> CoachVettingTask:
        task: CoachVettingTask
        task = CoachVettingTask.objects.create(name=name)
        task.groups.set([group])
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=position)
        return task

    run.ensure(f"vetting stage “{name}”", existing, make)


def _give_reviewers_back(run: Run, workflow: Workflow | None) -> None:
    """Give the group to a stage without any: it was deleted, and was made again in this run."""
    group = run.groups.get(defaults.REVIEWERS)
    if workflow is None or group is None or f"group “{group.name}”" not in run.report.made:
        return
    stages = CoachVettingTask.objects.filter(workflow_tasks__workflow=workflow)
    for task in stages.filter(groups__isnull=True):
        task.groups.set([group])


def _free_name(stage: str, site: Site) -> str:
    taken = CoachVettingTask.objects.filter(name=stage).exists()
    return f"{stage} ({site.hostname})" if taken else stage


def _assign(
    run: Run, gallery: Any | None, workflow: Workflow | None, name: str, *, is_new: bool
) -> None:
    """Give the gallery the workflow, unless it has one: whose choice that was, is not ours."""
    gallery_pk = gallery.pk if gallery is not None else None
    assigned = WorkflowPage.objects.filter(page_id=gallery_pk).first()
    title = (
        gallery.title
        if gallery
        else next(str(s.title) for s in defaults.SECTIONS if s.setting == defaults.GALLERY)
    )
    if assigned is None and not is_new and defaults.GALLERY not in run.made_pages and gallery:
        # Somebody took it away.
        return
    shown = assigned.workflow.name if assigned is not None else name
    run.ensure(
        f"“{shown}” as the workflow of “{title}”",
        assigned,
        lambda: WorkflowPage.objects.create(page_id=gallery_pk, workflow=workflow),
    )
