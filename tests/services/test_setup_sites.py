"""coaching_setup's service where there are several sites, or several languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from wagtail.models import (
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    Locale,
    Site,
)

from tests.management.snapshots import differences, take_snapshot
from tests.services.setup_cases import (
    EDITORS_SITE_RIGHTS,
    MADE,
    default_home,
    home_of,
    make_site,
    programs,
    site_rights,
)
from wagtail_coaching.models import (
    CareerStage,
    CoachingSettings,
    Credential,
    OrganizationType,
    Topic,
)
from wagtail_coaching.services.setup import setup_program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_a")]


def test_setup_of_a_second_site_makes_its_own_program_terms_and_groups() -> None:
    first = Site.objects.get()
    second = make_site("b.example.org")
    setup_program(parent=home_of(first))

    report = setup_program(parent=home_of(second))

    assert [program.get_site() for program in programs()] == [first, second]
    assert Topic.objects.filter(site=first).count() == 8
    assert Topic.objects.filter(site=second).count() == 8
    assert CoachingSettings.objects.filter(site=second).count() == 1
    assert report.made[-7:] == [
        "group “Coaching editors (b.example.org)”",
        "collection “Coaching (b.example.org)”",
        "group “Coach reviewers (b.example.org)”",
        "vetting checklist",
        "workflow “Coach vetting (b.example.org)”",
        "vetting stage “Coach vetting (b.example.org)”",
        "“Coach vetting (b.example.org)” as the workflow of “Find a coach”",
    ]
    assert sorted(
        Group.objects.filter(name__startswith="Coach").values_list("name", flat=True)
    ) == [
        "Coach reviewers",
        "Coach reviewers (b.example.org)",
        "Coaching editors",
        "Coaching editors (b.example.org)",
    ]


def test_setup_of_a_second_site_gives_nobody_a_right_on_the_other() -> None:
    first = Site.objects.get()
    second = make_site("b.example.org")
    setup_program(parent=home_of(first))
    rights_before = [
        list(model.objects.order_by("pk").values())
        for model in (GroupSitePermission, GroupPagePermission, GroupCollectionPermission)
    ]

    setup_program(parent=home_of(second))

    old, new = (
        Group.objects.get(name=name)
        for name in ("Coaching editors", "Coaching editors (b.example.org)")
    )
    assert site_rights(old, second) == []
    assert site_rights(new, first) == []
    assert site_rights(new, second) == sorted(EDITORS_SITE_RIGHTS)
    for group, site in ((old, first), (new, second)):
        pages = [right.page for right in GroupPagePermission.objects.filter(group=group)]
        assert {page.get_site() for page in pages} == {site}
    for model, before in zip(
        (GroupSitePermission, GroupPagePermission, GroupCollectionPermission),
        rights_before,
        strict=True,
    ):
        kept = model.objects.filter(group__in=_groups_without("(b.example.org)")).order_by("pk")
        assert list(kept.values()) == before


def _groups_without(suffix: str) -> Any:
    return Group.objects.exclude(name__endswith=suffix)


def test_setup_of_a_second_site_gives_its_editors_no_right_on_the_others_images() -> None:
    first = Site.objects.get()
    second = make_site("b.example.org")

    setup_program(parent=home_of(first))
    setup_program(parent=home_of(second))

    groups = Group.objects.filter(name__startswith="Coaching editors").order_by("name")
    old, new = (
        {right.collection for right in GroupCollectionPermission.objects.filter(group=group)}
        for group in groups
    )
    assert old
    assert new
    assert old & new == set()


def test_setup_of_a_second_site_twice_changes_nothing() -> None:
    second = make_site("b.example.org")
    setup_program(parent=default_home())
    setup_program(parent=home_of(second))
    before = take_snapshot()

    assert setup_program(parent=home_of(second)).made == []
    assert setup_program(parent=default_home()).made == []
    assert differences(before, take_snapshot()) == {}


def test_setup_builds_in_the_language_of_the_tree() -> None:
    spanish = Locale.objects.create(language_code="es")
    site = make_site("es.example.org", locale=spanish)

    setup_program(parent=home_of(site))
    before = take_snapshot()

    program = programs().get()
    assert program.locale == spanish
    assert {page.locale for page in program.get_descendants()} == {spanish}
    for model in (OrganizationType, CareerStage, Topic, Credential):
        assert {term.locale for term in model.objects.all()} == {spanish}
    assert setup_program(parent=home_of(site)).made == []
    assert differences(before, take_snapshot()) == {}


def test_setup_under_a_translated_home_adds_a_program_in_that_language() -> None:
    spanish = Locale.objects.create(language_code="es")
    home = default_home()
    setup_program(parent=home)
    translated = home.copy_for_translation(spanish)
    translated.save_revision().publish()

    report = setup_program(parent=translated)

    assert [(p.locale, p.get_site()) for p in programs().order_by("locale__language_code")] == [
        (Locale.get_default(), Site.objects.get()),
        (spanish, Site.objects.get()),
    ]
    assert report.made[:5] == MADE[:5]
    assert Group.objects.filter(name__startswith="Coach").count() == 2


def test_editors_may_edit_the_program_in_every_language_of_their_site() -> None:
    spanish = Locale.objects.create(language_code="es")
    home = default_home()
    setup_program(parent=home)
    translated = home.copy_for_translation(spanish)
    translated.save_revision().publish()

    setup_program(parent=translated)

    editors = Group.objects.get(name="Coaching editors")
    pages = [right.page.specific for right in GroupPagePermission.objects.filter(group=editors)]
    assert {page.locale for page in pages} == {Locale.get_default(), spanish}
