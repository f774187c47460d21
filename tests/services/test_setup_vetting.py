"""What coaching_setup makes for the vetting of coaches, and what it leaves alone."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Site, Workflow, WorkflowPage

from tests.services.setup_cases import default_home, home_of, make_site
from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.models import CoachVettingTask, VettingChecklistItem
from wagtail_coaching.services.setup import setup_program
from wagtail_coaching.services.vetting import problems

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_a")]


def galleries():
    return coaching_settings.page_model("GALLERY_PAGE_MODEL").objects.order_by("path")


def test_setup_gives_the_gallery_a_workflow_that_vets() -> None:
    setup_program(parent=default_home())

    workflow = galleries().get().get_workflow()
    (task,) = [task.specific for task in workflow.tasks]
    assert isinstance(task, CoachVettingTask)
    assert [group.name for group in task.groups.all()] == ["Coach reviewers"]
    items = VettingChecklistItem.objects.order_by("sort_order")
    assert [(item.label, item.is_required) for item in items] == [
        ("Identity", True),
        ("Employment", True),
        ("Reference", True),
        ("Code of ethics", True),
    ]


def test_setup_leaves_the_choice_of_a_gallery_alone() -> None:
    setup_program(parent=default_home())
    own = Workflow.objects.create(name="Our own")
    WorkflowPage.objects.update_or_create(page_id=galleries().get().pk, defaults={"workflow": own})

    assert setup_program(parent=default_home()).made == []

    assert WorkflowPage.objects.get(page_id=galleries().get().pk).workflow == own


def test_setup_leaves_an_emptied_checklist_empty() -> None:
    setup_program(parent=default_home())
    VettingChecklistItem.objects.all().delete()

    assert setup_program(parent=default_home()).made == []

    assert not VettingChecklistItem.objects.exists()


def test_setup_leaves_a_removed_assignment_removed() -> None:
    setup_program(parent=default_home())
    WorkflowPage.objects.filter(page_id=galleries().get().pk).delete()

    assert setup_program(parent=default_home()).made == []

    site = Site.objects.get(is_default_site=True)
    (problem,) = [p for p in problems(site) if "no vetting step" in p]
    assert "Find a coach" in problem


def test_setup_gives_a_group_that_was_made_again_its_stage_back() -> None:
    setup_program(parent=default_home())
    Group.objects.get(name="Coach reviewers").delete()

    setup_program(parent=default_home())

    groups = CoachVettingTask.objects.get().groups.all()
    assert [group.name for group in groups] == ["Coach reviewers"]


def test_setup_passes_over_a_workflow_of_that_name() -> None:
    own = Workflow.objects.create(name="Coach vetting")

    setup_program(parent=default_home())

    assert own.workflow_tasks.count() == 0
    assert galleries().get().get_workflow() != own


def test_second_stage_is_added_once() -> None:
    setup_program(parent=default_home())

    report = setup_program(parent=default_home(), second_stage=True)

    assert report.made == [
        "group “National partner reviewers”",
        "vetting stage “National partner vetting”",
    ]
    workflow = galleries().get().get_workflow()
    assert [task.name for task in workflow.tasks] == ["Coach vetting", "National partner vetting"]
    assert setup_program(parent=default_home(), second_stage=True).made == []
    assert setup_program(parent=default_home()).made == []


def test_each_site_has_its_own_workflow() -> None:
    setup_program(parent=default_home())
    second = make_site("b.example.org")

    setup_program(parent=home_of(second))

    first_workflow, second_workflow = [gallery.get_workflow() for gallery in galleries()]
    assert first_workflow != second_workflow
    assert set(first_workflow.tasks).isdisjoint(second_workflow.tasks)
