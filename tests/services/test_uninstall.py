"""coaching_uninstall's service: the site goes on as if the package had never been there."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    Locale,
    ModelLogEntry,
    PageLogEntry,
    PageViewRestriction,
    ReferenceIndex,
    Revision,
    Site,
    TaskState,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)
from wagtail.search.models import IndexEntry

from tests import factories
from tests.management.snapshots import (
    OUR_APPS,
    differences,
    take_snapshot,
    without_our_types,
)
from wagtail_coaching.conf import base_page_model
from wagtail_coaching.exceptions import UninstallError
from wagtail_coaching.models import Coach, CoachRequest, Person, Topic
from wagtail_coaching.services.setup import setup_program
from wagtail_coaching.services.uninstall import uninstall

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _remember_content_types(db: None) -> Iterator[None]:
    """Bring back Django's cache of content types, which the uninstaller empties.

    The rollback brings the rows back with their old keys. Where it loads them from a dump instead,
    Wagtail's tasks ask for their content types on the way, and would make new ones.
    """
    ContentType.objects.get_for_models(*apps.get_models())
    cache = deepcopy(ContentType.objects._cache)
    yield
    ContentType.objects._cache = cache


def our_content_types() -> Any:
    return ContentType.objects.filter(app_label__in=OUR_APPS)


def set_up(tree: ProgramTree) -> None:
    setup_program(parent=tree.home)


def make_host_workflow() -> Workflow:
    workflow = Workflow.objects.create(name="Two eyes")
    task = GroupApprovalTask.objects.create(name="A moderator looks")
    task.groups.set(Group.objects.filter(name="Moderators"))
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow


def live_through_a_year(client: Client, user: Any, portrait: Any, workflow: Workflow) -> None:
    """Build a program, and use everything that leaves a trace in Wagtail's tables."""
    site = Site.objects.get(is_default_site=True)
    setup_program(parent=site.root_page.specific)
    program = factories.page_class("PROGRAM_PAGE_MODEL").objects.get()
    gallery, request_page, _form, schedule, faq = program.get_children().specific()
    tree = factories.ProgramTree(
        "Prairie", site, site.root_page.specific, program, gallery, request_page, schedule, faq
    )
    topics = list(Topic.objects.filter(site=site)[:2])
    factories.translate_term(topics[0], language="es", name="Currículum")
    coach_page = factories.make_coach_page(
        tree, title="Ada Prairie", coach__topics=topics, portrait=portrait, publish=True
    )
    factories.make_webinar_page(tree, topics=topics)
    factories.set_settings(site, association_logo=portrait)
    factories.add_recipient(site)
    factories.CoachRequestFactory(site=site, coach=coach_page.coach, topics=topics)
    factories.ApplicationFactory(site=site, coach=coach_page.coach)

    # The admin writes logs, sessions and subscriptions.
    client.force_login(user)
    coach_url = reverse("wagtail_coaching_coaches:edit", args=[coach_page.coach_id])
    client.post(coach_url, {"name": "Ada", "email": "ada@example.org", "capacity": 1})
    client.post(
        coach_url,
        {
            "name": "Ada Prairie",
            "email": "ada@example.org",
            "capacity": 3,
            "state": "active",
            "preferred_channel": "phone",
            "phone_visibility": "accepted",
            "email_visibility": "accepted",
        },
    )
    assert client.get(reverse("wagtailadmin_pages:edit", args=[coach_page.pk])).status_code == 200
    add_topic = reverse("wagtailsnippets_wagtail_coaching_topic:add")
    assert client.post(add_topic, {"name": "Snow", "site": site.pk}).status_code == 302

    # In the place of the one that vets, which stays behind unused.
    WorkflowPage.objects.update_or_create(page_id=gallery.pk, defaults={"workflow": workflow})
    WorkflowContentType.objects.create(
        workflow=workflow, content_type=ContentType.objects.get_for_model(Topic)
    )
    coach_page.title = "Ada P."
    coach_page.save_revision(user=user, log_action=True)
    workflow.start(coach_page, user)
    schedule.locked = True
    schedule.save()
    PageViewRestriction.objects.create(page_id=faq.pk, restriction_type=PageViewRestriction.LOGIN)
    alias = tree.program.specific.create_alias(
        parent=tree.home.get_parent(), update_slug="alias-of-coaching"
    )
    assert alias.alias_of_id == program.pk


@pytest.mark.usefixtures("search_index")
@pytest.mark.django_db(transaction=True)
def test_uninstall_leaves_the_whole_database_as_it_was(client: Client) -> None:
    user = factories.UserFactory(superuser=True)
    portrait = factories.make_image()
    portrait.get_rendition("fill-320x320")
    portrait.get_rendition("max-165x165")
    workflow = make_host_workflow()
    Locale.objects.get_or_create(language_code="es")
    client.force_login(user)
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    before = take_snapshot()
    live_through_a_year(client, user, portrait, workflow)
    # The test says something only if these have been written at all.
    ours = list(our_content_types().values_list("pk", flat=True))
    assert ModelLogEntry.objects.filter(content_type__in=ours).exists()
    assert WorkflowState.objects.exists()
    assert TaskState.objects.exists()
    assert ReferenceIndex.objects.filter(base_content_type__in=ours).exists()
    assert IndexEntry.objects.filter(content_type__in=ours).exists()
    expected = without_our_types(before)

    uninstall(dry_run=False)

    found = differences(expected, take_snapshot())
    # Using the admin stamps the user and makes a profile; Wagtail itself sweeps away old editing
    # sessions, of pages that are gone, too.
    for table in ("auth_user", "wagtailusers_userprofile", "wagtailadmin_editingsession"):
        found.pop(table, None)
    if not apps.is_installed("wagtail_coaching.pages"):
        # The page types are the host's own there, and so is the log of their pages.
        found.pop("wagtailcore_pagelogentry", None)
    assert found == {}


@pytest.mark.usefixtures("search_index")
@pytest.mark.django_db(transaction=True)
def test_uninstall_leaves_no_row_of_ours_anywhere(client: Client) -> None:
    user = factories.UserFactory(superuser=True)
    live_through_a_year(client, user, factories.make_image(), make_host_workflow())
    ours = list(our_content_types().values_list("pk", flat=True))
    assert len(ours) >= 10

    uninstall(dry_run=False)

    assert our_content_types().count() == 0
    assert Permission.objects.filter(content_type__in=ours).count() == 0
    for model, column in (
        (Revision, "content_type"),
        (Revision, "base_content_type"),
        (PageLogEntry, "content_type"),
        (ModelLogEntry, "content_type"),
        (ReferenceIndex, "content_type"),
        (ReferenceIndex, "base_content_type"),
        (ReferenceIndex, "to_content_type"),
        (IndexEntry, "content_type"),
        (WorkflowState, "content_type"),
        (WorkflowContentType, "content_type"),
        (base_page_model(), "content_type"),
    ):
        rows = model.objects.filter(**{f"{column}__in": ours})
        assert rows.count() == 0, (model, column)
        if model._meta.get_field(column).null:
            orphans = model.objects.filter(**{f"{column}__isnull": True})
            assert orphans.count() == 0, (model, column)
    assert {
        table: rows
        for table, rows in take_snapshot().items()
        if table.startswith(OUR_APPS) and rows
    } == {}
    assert base_page_model().find_problems() == ([], [], [], [], [])


def test_dry_run_changes_nothing(program_a: ProgramTree) -> None:
    set_up(program_a)
    factories.make_coach_page(program_a)
    factories.CoachRequestFactory(site=program_a.site)
    before = take_snapshot()

    report = uninstall(dry_run=True)

    assert differences(before, take_snapshot()) == {}
    pages = [
        f"1 × {factories.page_class(f'{name}_PAGE_MODEL')._meta.verbose_name}"
        for name in (
            "PROGRAM",
            "GALLERY",
            "COACH",
            "REQUEST",
            "APPLICATION",
            "WEBINAR_SCHEDULE",
            "FAQ",
        )
    ]
    assert sorted(report.removed) == sorted(
        [
            *pages,
            "1 × Coaching program",
            "1 × coach request",
            "1 × coach",
            "1 × consent",
            "1 × person",
            "1 × coach vetting stage",
            "1 × coach vetting",
            "10 × organization type",
            "3 × credential",
            "3 × meeting format",
            "4 × checklist item",
            "4 × role",
            "6 × career stage",
            "8 × language",
            "8 × topic",
            "9 × search synonym",
            "collection “Coaching”",
            "group “Coach reviewers”",
            "group “Coaching editors”",
            "workflow “Coach vetting”",
        ]
    )
    assert report.kept == []


def test_dry_run_says_what_the_real_run_says(program_a: ProgramTree) -> None:
    set_up(program_a)
    image = factories.make_image()
    image.collection = Collection.objects.get(name="Coaching")
    image.save()
    factories.UserFactory().groups.add(Group.objects.get(name="Coach reviewers"))

    planned = uninstall(dry_run=True)

    assert uninstall(dry_run=False) == planned
    assert planned.kept == [
        "group “Coach reviewers”: it has members or other rights",
        "collection “Coaching”: there are things in it",
    ]


def test_uninstall_on_a_site_without_a_program_removes_types_only() -> None:
    before = without_our_types(take_snapshot())

    report = uninstall(dry_run=False)

    assert report.removed == []
    assert report.kept == []
    assert differences(before, take_snapshot()) == {}


def test_uninstall_twice_is_harmless(program_a: ProgramTree) -> None:
    set_up(program_a)
    uninstall(dry_run=False)
    before = take_snapshot()

    assert uninstall(dry_run=False).removed == []

    assert differences(without_our_types(before), take_snapshot()) == {}


def test_uninstall_removes_the_programs_of_all_sites(
    program_a: ProgramTree, program_b: ProgramTree
) -> None:
    set_up(program_a)
    set_up(program_b)

    uninstall(dry_run=False)

    pages = base_page_model().objects.order_by("path")
    assert [page.title for page in pages if page.depth > 1][-2:] == [
        program_a.home.title,
        program_b.home.title,
    ]
    assert Group.objects.filter(name__startswith="Coach").count() == 0
    assert Collection.objects.filter(depth__gt=1).count() == 0


@pytest.mark.parametrize("dry_run", [True, False])
def test_uninstall_refuses_where_a_page_of_the_host_stands_below_ours(
    program_a: ProgramTree, dry_run: bool
) -> None:
    own = factories.make_host_page(program_a.program, title="Annual report")
    before = take_snapshot()

    with pytest.raises(UninstallError, match=rf"“Annual report” \(id {own.pk}\)"):
        uninstall(dry_run=dry_run)

    assert differences(before, take_snapshot()) == {}


@pytest.mark.parametrize("dry_run", [True, False])
def test_uninstall_refuses_where_a_site_starts_at_one_of_our_pages(
    program_a: ProgramTree, dry_run: bool
) -> None:
    factories.make_site(hostname="faq.example.org", name="FAQ", root=program_a.faq)
    before = take_snapshot()

    with pytest.raises(
        UninstallError, match=r"^The site \S+ starts at the coaching page “.+”\. Give it another"
    ):
        uninstall(dry_run=dry_run)

    assert differences(before, take_snapshot()) == {}


def test_uninstall_names_the_page_where_the_site_starts(program_a: ProgramTree) -> None:
    factories.make_site(hostname="faq.example.org", name="FAQ", root=program_a.faq)

    with pytest.raises(UninstallError, match=program_a.faq.title):
        uninstall(dry_run=True)


def test_uninstall_keeps_a_group_with_members(program_a: ProgramTree) -> None:
    set_up(program_a)
    editors = Group.objects.get(name="Coaching editors")
    user = factories.UserFactory()
    user.groups.add(editors)

    report = uninstall(dry_run=False)

    assert list(user.groups.values_list("name", flat=True)) == ["Coaching editors"]
    assert [p.codename for p in editors.permissions.all()] == ["access_admin"]
    assert GroupSitePermission.objects.filter(group=editors).count() == 0
    assert GroupPagePermission.objects.filter(group=editors).count() == 0
    assert report.kept == ["group “Coaching editors”: it has members or other rights"]


def _page_right(group: Group, tree: ProgramTree) -> None:
    GroupPagePermission.objects.create(group=group, page=tree.home, permission_type="change")


def _site_right(group: Group, tree: ProgramTree) -> None:
    permission = Permission.objects.get(codename="change_site")
    GroupSitePermission.objects.create(group=group, site=tree.site, permission=permission)


def _model_right(group: Group, tree: ProgramTree) -> None:
    group.permissions.add(Permission.objects.get(codename="change_redirect"))


def _collection_right(group: Group, tree: ProgramTree) -> None:
    GroupCollectionPermission.objects.create(
        group=group,
        collection=Collection.get_first_root_node().add_child(name="Press"),
        permission=Permission.objects.filter(codename__startswith="choose_")[0],
    )


def _view_restriction(group: Group, tree: ProgramTree) -> None:
    restriction = PageViewRestriction.objects.create(
        page_id=tree.home.pk, restriction_type=PageViewRestriction.GROUPS
    )
    restriction.groups.add(group)


def _workflow_task(group: Group, tree: ProgramTree) -> None:
    GroupApprovalTask.objects.create(name="They look").groups.add(group)


@pytest.mark.parametrize(
    "use",
    [
        _page_right,
        _site_right,
        _model_right,
        _collection_right,
        _view_restriction,
        _workflow_task,
    ],
)
def test_uninstall_keeps_a_group_that_the_host_uses(program_a: ProgramTree, use: Any) -> None:
    set_up(program_a)
    use(Group.objects.get(name="Coach reviewers"), program_a)

    report = uninstall(dry_run=False)

    assert list(Group.objects.filter(name__startswith="Coach").values_list("name", flat=True)) == [
        "Coach reviewers"
    ]
    assert report.kept == ["group “Coach reviewers”: it has members or other rights"]


def test_uninstall_keeps_a_collection_with_an_image_in_it(program_a: ProgramTree) -> None:
    set_up(program_a)
    collection = Collection.objects.get(name="Coaching")
    image = factories.make_image()
    image.collection = collection
    image.save()

    report = uninstall(dry_run=False)

    assert Collection.objects.filter(pk=collection.pk).count() == 1
    assert type(image).objects.get(pk=image.pk).collection == collection
    assert report.kept == ["collection “Coaching”: there are things in it"]


def test_uninstall_keeps_people_and_rights_of_the_host(program_a: ProgramTree) -> None:
    set_up(program_a)
    editors = Group.objects.get(name="Editors")
    editors.permissions.add(
        Permission.objects.get(codename="add_topic"), Permission.objects.get(codename="add_site")
    )
    GroupPagePermission.objects.create(
        group=editors, page_id=program_a.gallery.pk, permission_type="change"
    )
    before = list(editors.permissions.exclude(codename="add_topic").order_by("pk"))
    pages_before = list(
        GroupPagePermission.objects.filter(group=editors)
        .exclude(page_id=program_a.gallery.pk)
        .values_list("pk", flat=True)
    )

    uninstall(dry_run=False)

    assert list(editors.permissions.order_by("pk")) == before
    assert (
        list(GroupPagePermission.objects.filter(group=editors).values_list("pk", flat=True))
        == pages_before
    )


def test_uninstall_removes_records_whose_person_is_protected_by_a_coach(
    program_a: ProgramTree,
) -> None:
    page = factories.make_coach_page(program_a)
    factories.CoachRequestFactory(site=program_a.site, coach=page.coach, person=page.coach.person)

    uninstall(dry_run=False)

    assert [model.objects.count() for model in (Coach, Person, CoachRequest)] == [0, 0, 0]


def test_uninstall_removes_vetting_workflow_of_ours_in_progress(program_a: ProgramTree) -> None:
    workflow = make_host_workflow()
    page = factories.make_coach_page(program_a, publish=True)
    page.save_revision()
    workflow.start(page, None)

    uninstall(dry_run=False)

    assert WorkflowState.objects.count() == 0
    assert TaskState.objects.count() == 0
    assert Workflow.objects.filter(pk=workflow.pk).count() == 1
    assert GroupApprovalTask.objects.filter(name="A moderator looks").count() == 1
