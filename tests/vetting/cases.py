"""What the tests of vetting share: a site with a workflow, people in their groups, an oracle."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from wagtail.models import GroupPagePermission, Site, Workflow, WorkflowPage, WorkflowTask

from tests import factories
from tests.factories import page_class
from wagtail_coaching.models import (
    CoachingSettings,
    CoachVetting,
    CoachVettingTask,
    VettingChecklistItem,
)
from wagtail_coaching.services import defaults
from wagtail_coaching.services.vetting_decision import revision_stamp

if TYPE_CHECKING:
    from tests.factories import ProgramTree

SENSITIVE = ("title", "job_title", "organization")


@dataclass
class Vetted:
    """A site on which coaches are vetted."""

    tree: ProgramTree
    workflow: Workflow
    task: CoachVettingTask
    editor: Any
    reviewer: Any
    other_reviewer: Any
    publisher: Any
    admin: Any

    @property
    def site(self) -> Site:
        return self.tree.site

    def draft(self, *, title: str = "Dora Draft", owner: Any = None, **fields: Any) -> Any:
        """A coach page that the editor has drafted, with a revision."""
        page = factories.make_coach_page(
            self.tree, title=title, live=False, owner=owner or self.editor, **fields
        )
        page.save_revision(user=owner or self.editor)
        page.refresh_from_db()
        return page

    def submit(self, page: Any, user: Any = None) -> Any:
        page = fresh(page)
        state = page.current_workflow_state
        if state is not None:
            state.resume(user or self.editor)
        else:
            page.get_workflow().start(page, user or self.editor)
        return fresh(page).current_workflow_state.current_task_state.specific

    def decide(self, page: Any, action: str = "approve", user: Any = None, **data: Any) -> Any:
        """Have a reviewer decide as the page editor does; returns where they are sent."""
        page = fresh(page)
        task_state = page.current_workflow_task_state
        vetting = CoachVetting.objects.get(task_state_id=task_state.pk)
        data = {
            "revision": revision_stamp(page.get_latest_revision()),
            "ticked": [str(n) for n in range(len(vetting.checklist))],
            "notes": "Called the town hall.",
            "comment": "Please add a word about budgets." if action == "reject" else "",
            **data,
        }
        task = task_state.task.specific
        return task.on_action(
            task_state, user or self.reviewer, action, **json.loads(json.dumps(data))
        )

    def vetted(self, **fields: Any) -> Any:
        """A coach page that was approved and is live."""
        page = self.draft(**fields)
        self.submit(page)
        assert self.decide(page) is None
        page = fresh(page)
        assert page.live
        return page


def make_vetted_site(tree: ProgramTree) -> Vetted:
    """Give the gallery what ``coaching_setup`` would, without waiting for all else it makes."""
    workflow = Workflow.objects.create(name="Coach vetting")
    reviewers = make_group("Coach reviewers", tree.gallery, "change")
    task = add_stage(workflow, "Coach vetting", reviewers)
    WorkflowPage.objects.create(workflow=workflow, page_id=tree.gallery.pk)
    for label, _ in defaults.CHECKLIST:
        add_item(tree.site, str(label))
    editors = make_group("Coaching editors", tree.program, "add", "change", "publish", "lock")
    return Vetted(
        tree=tree,
        workflow=workflow,
        task=task,
        editor=member_of(editors, "ed"),
        reviewer=member_of(reviewers, "rita"),
        other_reviewer=member_of(reviewers, "rob"),
        publisher=member_of(editors, "pam"),
        admin=factories.UserFactory(superuser=True, username="root"),
    )


def make_group(name: str, page: Any, *actions: str) -> Group:
    group = Group.objects.create(name=name)
    group.permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    )
    for action in actions:
        GroupPagePermission.objects.create(group=group, page_id=page.pk, permission_type=action)
    return group


def add_stage(workflow: Workflow, name: str, group: Group) -> CoachVettingTask:
    task = CoachVettingTask.objects.create(name=name)
    task.groups.set([group])
    WorkflowTask.objects.create(
        workflow=workflow, task=task, sort_order=workflow.workflow_tasks.count()
    )
    return task


def member_of(group: Group, username: str) -> Any:
    user = factories.UserFactory(username=username)
    user.groups.add(group)
    return user


def fresh(page: Any) -> Any:
    """Return the page as it is stored now."""
    return type(page)._default_manager.get(pk=page.pk)


def unvetted_live_pages() -> list[str]:
    """Return the live coach pages that nothing lets be live: always none.

    Written from the requirement, and not with the package's functions: plain rows, compared by
    hand. Tests that use it keep to plain fields.
    """
    now = timezone.now()
    wrong = []
    for page in page_class("COACH_PAGE_MODEL").objects.filter(live=True):
        site = page.get_site()
        if site is None:
            wrong.append(f"{page.title}: in no site")
            continue
        off = CoachingSettings.objects.filter(site=site, vetting_required=False).exists()
        if page.coach_id is not None and page.coach.state == "suspended":
            wrong.append(f"{page.title}: suspended")
        elif not off and not _is_vetted(page, site, now):
            wrong.append(page.title)
    return wrong


def _is_vetted(page: Any, site: Site, now: Any) -> bool:
    source = page
    while source.alias_of_id:
        if source.alias_of.locale_id == page.locale_id or not source.alias_of.live:
            return False
        source = type(page).objects.get(pk=source.alias_of_id)
    if source.coach_id != page.coach_id or page.coach_id is None:
        return False
    decisions = [
        v
        for v in CoachVetting.objects.filter(page_pk=str(source.pk), coach_id=page.coach_id)
        if v.state in ("approved", "overridden", "grace")
        and v.is_final
        and v.revoked_at is None
        and (v.valid_until is None or v.valid_until > now)
        and v.site_id == site.pk
    ]
    if not decisions:
        return False
    last = max(decisions, key=lambda v: (v.decided_at, v.pk))
    return all(last.approved_content[name] == getattr(page, name) for name in SENSITIVE)


def add_item(site: Site, label: str, *, required: bool = True) -> None:
    VettingChecklistItem.objects.create(
        settings=CoachingSettings.for_site(site), label=label, is_required=required
    )
