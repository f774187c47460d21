"""coaching_setup's service: what it makes, and all that it leaves alone."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    Locale,
    Site,
)

from tests.management.snapshots import differences, take_snapshot
from tests.services.setup_cases import (
    EDITORS_SITE_RIGHTS,
    KEPT,
    MADE,
    collection_rights,
    default_home,
    page_count,
    page_rights,
    programs,
    site_rights,
)
from wagtail_coaching.conf import base_page_model, coaching_settings
from wagtail_coaching.exceptions import SetupError
from wagtail_coaching.models import (
    CareerStage,
    CoachingSettings,
    CoachLanguage,
    CoachRole,
    Credential,
    MeetingFormat,
    OrganizationType,
    SearchSynonym,
    Topic,
)
from wagtail_coaching.services import defaults
from wagtail_coaching.services.setup import setup_program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_a")]


def test_setup_makes_the_program_tree() -> None:
    home = default_home()

    setup_program(parent=home)

    program = programs().get()
    assert program.get_parent().specific == home
    made = [(page.specific_class, page.title, page.slug) for page in program.get_children()]
    assert made == [
        (coaching_settings.page_model("GALLERY_PAGE_MODEL"), "Find a coach", "find-a-coach"),
        (coaching_settings.page_model("REQUEST_PAGE_MODEL"), "Ask for a coach", "ask-for-a-coach"),
        (
            coaching_settings.page_model("APPLICATION_PAGE_MODEL"),
            "Volunteer to coach",
            "volunteer-to-coach",
        ),
        (coaching_settings.page_model("WEBINAR_SCHEDULE_PAGE_MODEL"), "Webinars", "webinars"),
        (
            coaching_settings.page_model("FAQ_PAGE_MODEL"),
            "Questions and answers",
            "questions-and-answers",
        ),
    ]


def test_setup_publishes_pages_with_a_revision_each(client: Any) -> None:
    setup_program(parent=default_home())

    for page in programs().get().get_descendants(inclusive=True).specific():
        assert page.live, page
        assert page.live_revision_id == page.latest_revision_id is not None, page
        assert not page.has_unpublished_changes, page
        assert page.first_published_at is not None, page
        assert client.get(page.url).status_code == 200, page


def test_setup_makes_vocabularies_in_order() -> None:
    home = default_home()
    site = Site.objects.get()

    setup_program(parent=home)

    def slugs(model: Any) -> list[str]:
        terms = model.objects.filter(site=site, locale=home.locale)
        return list(terms.order_by("sort_order").values_list("slug", flat=True))

    assert {model: slugs(model) for model in defaults.TERMS} == {
        OrganizationType: [
            "city",
            "village",
            "town",
            "township",
            "county",
            "special-district",
            "council-of-governments",
            "state-association",
            "university",
            "retired-private",
        ],
        CareerStage: [
            "student-intern",
            "entry-mid-management",
            "department-head",
            "assistant-chief",
            "chief",
            "retired-encore",
        ],
        Topic: [
            "resume-review",
            "interview-preparation",
            "council-manager-relations",
            "management-tools",
            "breaking-into-local-government",
            "career-progression",
            "bouncing-back-from-adversity",
            "difficult-conversations",
        ],
        Credential: ["icma-cm", "leadership-icma", "lgmf"],
        CoachRole: ["coach", "catalyst", "mentor", "senior-advisor"],
        MeetingFormat: ["phone", "video", "in-person"],
        CoachLanguage: [
            "english",
            "spanish",
            "american-sign-language",
            "french",
            "korean",
            "mandarin",
            "tagalog",
            "vietnamese",
        ],
    }


def test_setup_explains_every_role_and_has_senior_advisors_introduce() -> None:
    setup_program(parent=default_home())

    roles = CoachRole.objects.order_by("sort_order")
    assert all(role.description for role in roles)
    assert [role.slug for role in roles if role.makes_introductions] == ["senior-advisor"]


def test_setup_makes_synonyms_that_are_valid() -> None:
    setup_program(parent=default_home())

    synonyms = list(SearchSynonym.objects.filter(site=Site.objects.get()))
    for synonym in synonyms:
        synonym.full_clean()
    phrases = [phrase for synonym in synonyms for phrase in synonym.phrases]
    assert {"CAO", "city manager", "village manager", "county administrator"} <= set(phrases)
    assert len(phrases) == len({phrase.casefold() for phrase in phrases})


def test_setup_leaves_emptied_synonyms_of_another_run_alone() -> None:
    setup_program(parent=default_home())
    SearchSynonym.objects.exclude(words__startswith="CV").delete()

    report = setup_program(parent=default_home())

    assert "search synonyms" in report.kept
    assert SearchSynonym.objects.count() == 1


def test_setup_gives_editors_their_rights_and_no_more() -> None:
    site = Site.objects.get()

    setup_program(parent=default_home())

    editors = Group.objects.get(name="Coaching editors")
    assert site_rights(editors, site) == sorted(EDITORS_SITE_RIGHTS)
    assert page_rights(editors) == [
        ("Coaching", "add"),
        ("Coaching", "change"),
        ("Coaching", "lock"),
        ("Coaching", "publish"),
        ("Coaching", "unlock"),
    ]
    assert collection_rights(editors) == [
        ("Coaching", "add_image"),
        ("Coaching", "change_image"),
        ("Coaching", "choose_image"),
    ]
    assert [p.codename for p in editors.permissions.all()] == ["access_admin"]


def test_setup_gives_reviewers_their_rights_and_no_more() -> None:
    site = Site.objects.get()

    setup_program(parent=default_home())

    reviewers = Group.objects.get(name="Coach reviewers")
    assert site_rights(reviewers, site) == [
        "change_coachvetting",
        "view_coach",
        "view_coachvetting",
    ]
    assert page_rights(reviewers) == [("Find a coach", "change")]
    assert collection_rights(reviewers) == []
    assert [p.codename for p in reviewers.permissions.all()] == ["access_admin"]


def test_setup_reports_everything_it_made() -> None:
    report = setup_program(parent=default_home())

    assert report.made == MADE
    assert report.kept == []


def test_setup_twice_changes_nothing_and_says_so() -> None:
    setup_program(parent=default_home())
    before = take_snapshot()

    report = setup_program(parent=default_home())

    assert differences(before, take_snapshot()) == {}
    assert report.made == []
    assert report.kept == KEPT


def test_dry_run_changes_nothing_and_lists_the_same() -> None:
    before = take_snapshot()

    planned = setup_program(parent=default_home(), dry_run=True)

    assert differences(before, take_snapshot()) == {}
    assert planned == setup_program(parent=default_home())


def test_dry_run_over_a_half_built_program_lists_what_is_missing() -> None:
    setup_program(parent=default_home())
    coaching_settings.page_model("FAQ_PAGE_MODEL").objects.get().delete()
    Credential.objects.all().delete()
    Group.objects.get(name="Coach reviewers").delete()
    before = take_snapshot()

    planned = setup_program(parent=default_home(), dry_run=True)

    assert differences(before, take_snapshot()) == {}
    assert planned.made == [
        "page “Questions and answers”",
        "3 credentials",
        "group “Coach reviewers”",
    ]
    assert setup_program(parent=default_home()) == planned
    assert setup_program(parent=default_home()).made == []


def test_setup_builds_under_the_parent_it_is_given() -> None:
    home = default_home()
    parent = home.add_child(instance=type(home)(title="Members", slug="members"))

    setup_program(parent=parent)

    assert programs().get().get_parent().specific == parent


def test_setup_recognizes_a_program_that_was_renamed_moved_and_taken_offline() -> None:
    home = default_home()
    setup_program(parent=home)
    members = home.add_child(instance=type(home)(title="Members", slug="members"))
    program = programs().get()
    program.title, program.slug = "Mentors for all", "mentors"
    program.save_revision().publish()
    program.move(members, pos="last-child")
    programs().get().unpublish()
    for section in programs().get().get_children().specific():
        section.title = f"{section.title}, renamed"
        section.save()
    before = take_snapshot()

    report = setup_program(parent=default_home())

    assert report.made == []
    assert differences(before, take_snapshot()) == {}


def test_setup_leaves_a_hosts_page_of_the_same_address_alone() -> None:
    home = default_home()
    own = home.add_child(instance=type(home)(title="Sports coaching", slug="coaching"))

    setup_program(parent=default_home())

    assert type(home).objects.get(pk=own.pk).url == own.url
    assert programs().get().slug == "coaching-2"
    assert list(home.get_children().values_list("title", "slug").order_by("path")) == [
        ("Sports coaching", "coaching"),
        ("Coaching", "coaching-2"),
    ]


def test_setup_never_gives_back_rights_that_were_taken_away() -> None:
    setup_program(parent=default_home())
    editors = Group.objects.get(name="Coaching editors")
    GroupSitePermission.objects.filter(group=editors).delete()
    GroupPagePermission.objects.filter(group=editors).delete()
    GroupCollectionPermission.objects.filter(group=editors).delete()
    editors.permissions.clear()
    before = take_snapshot()

    report = setup_program(parent=default_home())

    assert report.made == []
    assert differences(before, take_snapshot()) == {}


def test_group_that_is_older_than_a_kind_of_records_gets_its_rights_once() -> None:
    setup_program(parent=default_home())
    site = Site.objects.get()
    editors = Group.objects.get(name="Coaching editors")
    rights = GroupSitePermission.objects.filter(group=editors)
    rights.filter(permission__content_type__model="coachapplication").delete()

    planned = setup_program(parent=default_home(), dry_run=True).made
    made = setup_program(parent=default_home()).made

    assert planned == made == ["rights of “Coaching editors” on applications"]
    assert site_rights(editors, site) == sorted(EDITORS_SITE_RIGHTS)
    rights.filter(permission__codename="delete_coachapplication").delete()
    assert setup_program(parent=default_home()).made == []


def test_setup_leaves_an_existing_vocabulary_alone() -> None:
    site = Site.objects.get()
    own = Topic.objects.create(site=site, name="Snow removal", locale=Locale.get_default())

    report = setup_program(parent=default_home())

    assert list(Topic.objects.values_list("pk", "name", "slug")) == [
        (own.pk, "Snow removal", "snow-removal")
    ]
    assert report.kept == ["topics"]
    assert report.made == [what for what in MADE if what != "8 topics"]


def test_setup_leaves_existing_settings_alone() -> None:
    site = Site.objects.get()
    CoachingSettings.objects.create(site=site, association_name="Prairie managers")

    setup_program(parent=default_home())

    assert CoachingSettings.objects.get().association_name == "Prairie managers"


def test_setup_does_not_open_a_hosts_own_collection_to_its_editors() -> None:
    own = Collection.get_first_root_node().add_child(name="Coaching")

    setup_program(parent=default_home())

    assert GroupCollectionPermission.objects.filter(collection=own).count() == 0


def test_setup_leaves_a_hosts_own_group_of_that_name_alone() -> None:
    own = Group.objects.create(name="Coaching editors")
    own.permissions.set(Permission.objects.filter(codename="add_site"))

    setup_program(parent=default_home())

    assert [p.codename for p in own.permissions.all()] == ["add_site"]
    assert site_rights(own, Site.objects.get()) == []


def test_setup_outside_of_every_site_is_refused() -> None:
    home = default_home()
    stray = home.get_parent().add_child(instance=type(home)(title="Stray", slug="stray"))
    before = take_snapshot()

    with pytest.raises(SetupError, match="“Stray” belongs to no site"):
        setup_program(parent=stray)

    assert differences(before, take_snapshot()) == {}


@pytest.mark.parametrize("dry_run", [False, True])
def test_setup_under_a_page_that_takes_no_program_is_refused(dry_run: bool) -> None:
    root = default_home().get_parent()
    faq = coaching_settings.page_model("FAQ_PAGE_MODEL")
    page = root.add_child(instance=faq(title="Only questions", slug="only-questions"))
    Site.objects.create(hostname="faq.example.org", root_page=page)
    before = take_snapshot()

    with pytest.raises(SetupError, match="takes no coaching program"):
        setup_program(parent=page, dry_run=dry_run)

    assert differences(before, take_snapshot()) == {}


def test_setup_without_permissions_in_the_database_is_refused_and_changes_nothing() -> None:
    Permission.objects.filter(codename="delete_topic").delete()
    before = take_snapshot()

    with pytest.raises(SetupError, match="migrate"):
        setup_program(parent=default_home())

    assert differences(before, take_snapshot()) == {}


@pytest.mark.django_db(transaction=True)
def test_two_setups_at_once_build_one_program() -> None:
    start = threading.Barrier(2)
    reports, errors = [], []

    def run() -> None:
        try:
            start.wait(timeout=20)
            reports.append(setup_program(parent=default_home()))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert errors == []
    assert sorted(report.made for report in reports) == [[], MADE]
    assert programs().count() == 1
    assert Topic.objects.count() == 8
    assert Group.objects.filter(name__startswith="Coach").count() == 2
    assert page_count() == 9
    assert base_page_model().find_problems() == ([], [], [], [], [])
