"""Our migrations: complete, and fit for hosts with models of their own."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import migrations
from django.db.migrations.loader import MigrationLoader

import wagtail_coaching

PACKAGE = Path(wagtail_coaching.__file__).parent
FOLDERS = [PACKAGE / "migrations", PACKAGE / "pages/migrations"]
FILES = [path for folder in FOLDERS for path in sorted(folder.glob("[!_]*.py"))]


def test_each_app_starts_with_one_migration() -> None:
    assert [[path.name for path in sorted(folder.glob("[!_]*.py"))] for folder in FOLDERS] == [
        ["0001_initial.py"],
        ["0001_initial.py"],
    ]


@pytest.mark.django_db
def test_models_and_migrations_of_all_apps_agree() -> None:
    output = StringIO()

    call_command("makemigrations", "--check", "--dry-run", stdout=output, no_color=True)

    assert output.getvalue().strip() == "No changes detected"


@pytest.mark.parametrize("setting", [None, "django.db.models.AutoField"])
@pytest.mark.django_db
def test_hosts_type_of_keys_changes_nothing(settings: object, setting: str | None) -> None:
    if setting is None:
        del settings.DEFAULT_AUTO_FIELD
    else:
        settings.DEFAULT_AUTO_FIELD = setting
    output = StringIO()

    call_command(
        "makemigrations", "wagtail_coaching", "--check", "--dry-run", stdout=output, no_color=True
    )

    assert output.getvalue().strip() == "No changes detected in app 'wagtail_coaching'"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["es", "en"])
def test_language_changes_nothing(settings: object, language: str) -> None:
    settings.LANGUAGE_CODE = language
    settings.TIME_ZONE = "Asia/Tokyo"
    settings.WAGTAIL_COACHING = {
        **getattr(settings, "WAGTAIL_COACHING", {}),
        "COACHES_PER_PAGE": 7,
    }
    output = StringIO()

    call_command("makemigrations", "--check", "--dry-run", stdout=output, no_color=True)

    assert output.getvalue().strip() == "No changes detected"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.parent.name)
def test_migration_names_no_model_that_a_host_may_replace(path: Path) -> None:
    text = path.read_text()

    for name in (
        "wagtailimages.image",
        "wagtaildocs.document",
        "WAGTAIL_PAGE_MODEL",
        "auth.user",
        "settings.WAGTAIL_COACHING",
    ):
        assert name.lower() not in text.lower(), name


def test_images_are_named_as_the_host_names_them() -> None:
    images = {
        path.parent.parent.name: len(re.findall(r"to=get_image_model_string\(\)|to=_?IMAGE", text))
        for path in FILES
        for text in [path.read_text()]
    }
    swappable = [path for path in FILES if "swappable_dependency" in path.read_text()]

    assert images == {"wagtail_coaching": 2, "pages": 1}
    assert swappable == FILES


def test_pages_stand_on_wagtails_own_base_page() -> None:
    text = (PACKAGE / "pages/migrations/0001_initial.py").read_text()

    assert text.count('to="wagtailcore.page"') == 8


def test_migrations_depend_on_what_wagtail_has() -> None:
    loader = MigrationLoader(None)

    for path in FILES:
        for app, name in re.findall(r"\(\"(\w+)\", \"(\d{4}\w*)\"\)", path.read_text()):
            assert (app, name) in loader.disk_migrations, (app, name)


def test_migrations_only_build_tables() -> None:
    """No data is written: everything there is comes from a command that somebody ran."""
    loader = MigrationLoader(None)
    ours = [
        migration
        for (app, _name), migration in loader.disk_migrations.items()
        if app.startswith("wagtail_coaching")
    ]

    for migration in ours:
        for operation in migration.operations:
            assert not isinstance(operation, migrations.RunPython | migrations.RunSQL), migration


def test_streams_are_written_by_their_import_path() -> None:
    """So that a block that we add changes nobody's migrations."""
    text = (PACKAGE / "pages/migrations/0001_initial.py").read_text()

    blocks = set(re.findall(r"\"([\w.]+Block)\"", text))
    assert blocks
    assert all(name.startswith("wagtail_coaching.blocks.") for name in blocks), blocks
