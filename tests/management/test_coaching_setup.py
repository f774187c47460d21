"""``manage.py coaching_setup``: its options, and what it says."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Site

from tests import factories
from tests.management.snapshots import differences, take_snapshot
from wagtail_coaching.conf import coaching_settings

pytestmark = pytest.mark.django_db

WHAT = [
    "page “Coaching”",
    "page “Find a coach”",
    "page “Ask for a coach”",
    "page “Volunteer to coach”",
    "page “Webinars”",
    "page “Questions and answers”",
    "10 organization types",
    "6 career stages",
    "8 topics",
    "3 credentials",
    "4 roles",
    "3 meeting formats",
    "8 languages",
    "9 search synonyms",
    "coaching settings",
    "group “Coaching editors”",
    "collection “Coaching”",
    "group “Coach reviewers”",
    "vetting checklist",
    "workflow “Coach vetting”",
    "vetting stage “Coach vetting”",
    "“Coach vetting” as the workflow of “Find a coach”",
]
LEFT_TO_DO = [
    "Left to do by hand:",
    "  - Settings → Coaching program: names, logos, addresses, time zone.",
    "  - Settings → Users: put people into the groups “Coaching editors” and “Coach reviewers”.",
    "  - Pages: read the new pages over; tick “Show in menus” where you want them.",
    "  - Coaches: add a coach page under “Find a coach” for each coach.",
]


def run(*arguments: str) -> list[str]:
    output = StringIO()
    call_command("coaching_setup", *arguments, stdout=output, no_color=True)
    return output.getvalue().splitlines()


def programs() -> Any:
    return coaching_settings.page_model("PROGRAM_PAGE_MODEL").objects.order_by("path")


def test_first_run_says_what_it_made_and_what_is_left_to_do(site_a: Site) -> None:
    assert run() == [
        *(f"  made: {what}" for what in WHAT),
        "The coaching program is set up.",
        *LEFT_TO_DO,
    ]


def test_second_run_says_that_nothing_was_changed(site_a: Site) -> None:
    run()
    before = take_snapshot()

    assert run() == [
        *(f"  there already: {what}" for what in WHAT[:6]),
        "  there already: organization types",
        "  there already: career stages",
        "  there already: topics",
        "  there already: credentials",
        "  there already: roles",
        "  there already: meeting formats",
        "  there already: languages",
        "  there already: search synonyms",
        "  there already: coaching settings",
        "  there already: group “Coaching editors”",
        "  there already: group “Coach reviewers”",
        "  there already: vetting checklist",
        "  there already: workflow “Coach vetting”",
        "  there already: “Coach vetting” as the workflow of “Find a coach”",
        "Everything is there. Nothing was changed.",
    ]
    assert differences(before, take_snapshot()) == {}


def test_dry_run_says_what_it_would_make(site_a: Site) -> None:
    before = take_snapshot()

    assert run("--dry-run") == [
        *(f"  would make: {what}" for what in WHAT),
        "Nothing was changed: this was a dry run.",
    ]
    assert differences(before, take_snapshot()) == {}


def test_dry_run_after_the_real_one_says_that_everything_is_there(site_a: Site) -> None:
    run()

    assert run("--dry-run")[-1] == "Everything is there. Nothing was changed."


def test_run_repairs_what_was_removed_and_says_so(site_a: Site) -> None:
    run()
    coaching_settings.page_model("FAQ_PAGE_MODEL").objects.get().delete()

    lines = run()

    assert [line for line in lines if line.startswith("  made")] == [
        "  made: page “Questions and answers”"
    ]


def test_names_of_renamed_pages_are_the_sites_own(site_a: Site) -> None:
    run()
    program = programs().get()
    program.title = "Mentors for all"
    program.save()

    assert run()[0] == "  there already: page “Mentors for all”"


def test_left_to_do_says_that_the_urls_are_missing(site_a: Site, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.management.bare_urls"

    assert run()[-1] == (
        '  - urls.py: add path("coaching/", include("wagtail_coaching.urls")) before '
        "Wagtail's own."
    )


def test_program_goes_under_the_default_sites_root_page(site_a: Site, site_b: Site) -> None:
    run()

    assert programs().get().get_site() == site_a


def test_parent_names_the_page_the_program_goes_under(site_a: Site, site_b: Site) -> None:
    parent = factories.make_host_page(site_b.root_page, title="Members")

    run("--parent", str(parent.pk))

    assert programs().get().get_parent().pk == parent.pk
    assert programs().get().get_site() == site_b


def test_left_to_do_names_the_groups_of_the_very_site(site_a: Site, site_b: Site) -> None:
    run()

    lines = run("--parent", str(site_b.root_page_id))

    assert lines[-3] == (
        "  - Settings → Users: put people into the groups "
        "“Coaching editors (coast.example.org)” and “Coach reviewers (coast.example.org)”."
    )


def test_unknown_parent_is_an_error(site_a: Site) -> None:
    before = take_snapshot()

    with pytest.raises(CommandError, match=r"There is no page with the id 999999\."):
        run("--parent", "999999")

    assert differences(before, take_snapshot()) == {}


def test_parent_that_is_no_number_is_an_error(site_a: Site) -> None:
    with pytest.raises(CommandError, match="invalid int value"):
        run("--parent", "home")


def test_parent_outside_of_every_site_is_an_error(site_a: Site) -> None:
    stray = factories.make_home("Stray")

    with pytest.raises(CommandError, match="belongs to no site"):
        run("--parent", str(stray.pk))


def test_root_of_the_page_tree_as_parent_is_an_error(site_a: Site) -> None:
    with pytest.raises(CommandError, match="belongs to no site"):
        run("--parent", str(site_a.root_page.get_parent().pk))


def test_parent_that_takes_no_program_is_an_error(site_a: Site) -> None:
    root = site_a.root_page.get_parent().specific
    faq = factories.add_page(root, "FAQ_PAGE_MODEL", title="Only questions")
    factories.make_site(hostname="faq.example.org", name="FAQ", root=faq)

    with pytest.raises(CommandError, match="takes no coaching program"):
        run("--parent", str(faq.pk))


def test_no_default_site_is_an_error(site_a: Site) -> None:
    Site.objects.update(is_default_site=False)

    with pytest.raises(CommandError, match="There is no default site"):
        run()


def test_command_leaves_a_page_of_the_host_with_the_same_address_alone(site_a: Site) -> None:
    own = factories.make_host_page(site_a.root_page, title="Sports", slug="coaching")

    run()

    assert type(own).objects.get(pk=own.pk).slug == "coaching"
    assert programs().get().slug == "coaching-2"
    assert site_a.root_page.get_children().count() == 2
