"""``manage.py coaching_uninstall``: its options, its question, and what it says."""

from __future__ import annotations

from copy import deepcopy
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command

from tests import factories
from tests.management.snapshots import OUR_APPS, differences, take_snapshot
from wagtail_coaching.conf import coaching_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

DONE = [
    "The coaching program is removed.",
    "Left to do by hand:",
    "  - manage.py migrate wagtail_coaching zero (drops the empty tables)",
    "  - INSTALLED_APPS: take out wagtail_coaching and wagtail_coaching.pages.",
    "  - INSTALLED_APPS: take out wagtail_modeladmin, if nothing else of yours uses it.",
    "  - urls.py: take out the line that includes wagtail_coaching.urls.",
    "  - manage.py remove_stale_contenttypes --include-stale-apps (Wagtail makes some anew)",
]


@pytest.fixture(autouse=True)
def _remember_content_types(db: None) -> Iterator[None]:
    """Bring back Django's cache of content types, which the uninstaller empties."""
    ContentType.objects.get_for_models(*apps.get_models())
    cache = deepcopy(ContentType.objects._cache)
    yield
    ContentType.objects._cache = cache


@pytest.fixture
def installed(program_a: ProgramTree) -> ProgramTree:
    call_command("coaching_setup", stdout=StringIO())
    return program_a


def run(*arguments: str) -> list[str]:
    output = StringIO()
    call_command("coaching_uninstall", *arguments, stdout=output, no_color=True)
    return output.getvalue().splitlines()


def plan() -> list[str]:
    names = [
        coaching_settings.page_model(f"{name}_PAGE_MODEL")._meta.verbose_name
        for name in ("PROGRAM", "GALLERY", "REQUEST", "APPLICATION", "WEBINAR_SCHEDULE", "FAQ")
    ]
    return sorted(
        f"  would remove: {what}"
        for what in [
            *(f"1 × {name}" for name in names),
            "1 × Coaching program",
            "8 × topic",
            "10 × organization type",
            "6 × career stage",
            "3 × credential",
            "4 × role",
            "3 × meeting format",
            "8 × language",
            "9 × search synonym",
            "4 × checklist item",
            "1 × coach vetting stage",
            "workflow “Coach vetting”",
            "group “Coaching editors”",
            "group “Coach reviewers”",
            "collection “Coaching”",
        ]
    )


def is_gone() -> bool:
    return not ContentType.objects.filter(app_label__in=OUR_APPS).exists()


def test_dry_run_changes_nothing_and_says_what_would_go(installed: ProgramTree) -> None:
    before = take_snapshot()

    lines = run("--dry-run")

    assert sorted(lines[:-1]) == plan()
    assert lines[-1] == "Nothing was changed: this was a dry run."
    assert differences(before, take_snapshot()) == {}


def test_dry_run_never_asks(installed: ProgramTree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda prompt: pytest.fail("it asked"))

    run("--dry-run")


def test_it_asks_and_says_that_there_is_no_way_back(
    installed: ProgramTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(prompt: str) -> str:
        asked.append(prompt)
        return "remove"

    monkeypatch.setattr("builtins.input", answer)

    lines = run()

    assert asked == ["This cannot be undone. Type “remove” to go on: "]
    assert sorted(lines[: len(plan())]) == plan()
    assert lines[len(plan()) :] == DONE
    assert is_gone()


@pytest.mark.parametrize("answer", ["", "no", "yes", "REMOVE", "removed"])
def test_any_other_answer_changes_nothing(
    installed: ProgramTree, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr("builtins.input", lambda prompt: answer)
    before = take_snapshot()

    with pytest.raises(CommandError, match=r"^Nothing was changed\.$"):
        run()

    assert differences(before, take_snapshot()) == {}


def test_no_input_never_asks(installed: ProgramTree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda prompt: pytest.fail("it asked"))

    assert run("--no-input")[-len(DONE) :] == DONE
    assert is_gone()


def test_what_is_kept_is_said_before_and_after(installed: ProgramTree) -> None:
    factories.UserFactory().groups.add(Group.objects.get(name="Coaching editors"))

    planned, lines = run("--dry-run"), run("--no-input")

    assert "  would keep: group “Coaching editors”: it has members or other rights" in planned
    assert "  kept: group “Coaching editors”: it has members or other rights" in lines


@pytest.mark.parametrize("arguments", [["--dry-run"], ["--no-input"], []])
def test_pages_of_the_host_below_ours_are_an_error(
    installed: ProgramTree, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.setattr("builtins.input", lambda prompt: "remove")
    factories.make_host_page(installed.program, title="Annual report")
    before = take_snapshot()

    with pytest.raises(CommandError, match="“Annual report”"):
        run(*arguments)

    assert differences(before, take_snapshot()) == {}


@pytest.mark.parametrize("arguments", [["--dry-run"], ["--no-input"]])
def test_site_that_starts_at_our_page_is_an_error(
    installed: ProgramTree, arguments: list[str]
) -> None:
    factories.make_site(hostname="coach.example.org", name="Coach", root=installed.program)
    before = take_snapshot()

    with pytest.raises(
        CommandError, match=r"^The site \S+ starts at the coaching page “.+”\. Give it another"
    ):
        run(*arguments)

    assert differences(before, take_snapshot()) == {}


def test_set_up_again_after_the_uninstall_and_a_migrate(installed: ProgramTree) -> None:
    run("--no-input")
    call_command("migrate", verbosity=0)

    output: Any = StringIO()
    call_command("coaching_setup", stdout=output)

    assert "The coaching program is set up." in output.getvalue()
    assert coaching_settings.page_model("PROGRAM_PAGE_MODEL").objects.count() == 1
