"""What the distribution says of itself, and what is in it."""

from __future__ import annotations

import importlib
import pkgutil
import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps

import wagtail_coaching

PACKAGE = Path(wagtail_coaching.__file__).parent
ROOT = PACKAGE.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROJECT = PYPROJECT["project"]


def test_version_is_one_that_installers_understand() -> None:
    assert re.fullmatch(r"\d+\.\d+(\.\d+)?((a|b|rc)\d+)?", wagtail_coaching.__version__)
    assert PROJECT["dynamic"] == ["version"]
    assert PYPROJECT["tool"]["hatch"]["version"]["path"] == "wagtail_coaching/__init__.py"


def test_version_stands_in_the_changelog() -> None:
    text = (ROOT / "CHANGELOG.md").read_text()

    assert re.search(rf"^## \[?(Unreleased|{wagtail_coaching.__version__})\b", text, re.MULTILINE)


def test_package_says_that_it_is_typed() -> None:
    assert (PACKAGE / "py.typed").is_file()
    assert "Typing :: Typed" in PROJECT["classifiers"]


def test_labels_and_keys_of_the_apps_are_pinned() -> None:
    config = apps.get_app_config("wagtail_coaching")

    assert (config.name, config.label) == ("wagtail_coaching", "wagtail_coaching")
    assert config.default_auto_field == "django.db.models.BigAutoField"
    assert type(config).__dict__["label"] == "wagtail_coaching"
    assert type(config).__dict__["default_auto_field"] == "django.db.models.BigAutoField"


def test_labels_and_keys_of_the_page_types_are_pinned() -> None:
    config = importlib.import_module("wagtail_coaching.pages.apps").WagtailCoachingPagesConfig

    assert (config.name, config.label) == ("wagtail_coaching.pages", "wagtail_coaching_pages")
    assert config.default_auto_field == "django.db.models.BigAutoField"


def module_names() -> list[str]:
    found = [
        module.name
        for module in pkgutil.walk_packages(wagtail_coaching.__path__, "wagtail_coaching.")
    ]
    # Importing a page type needs its app to be installed.
    if not apps.is_installed("wagtail_coaching.pages"):
        found = [name for name in found if not name.startswith("wagtail_coaching.pages.")]
    return found


@pytest.mark.parametrize("name", module_names())
def test_module_can_be_imported(name: str) -> None:
    assert importlib.import_module(name).__name__ == name


def test_every_folder_with_modules_is_a_package() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py")}

    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_modules_stay_small() -> None:
    long = {
        str(path.relative_to(PACKAGE)): len(path.read_text().splitlines())
        for path in PACKAGE.rglob("*.py")
        if "migrations" not in path.parts
    }

    assert {name: lines for name, lines in long.items() if lines > 330} == {}
    assert long["wagtail_hooks.py"] <= 80


def test_dependencies_have_lower_bounds_only() -> None:
    assert sorted(re.split(r"[>=]+", line)[0] for line in PROJECT["dependencies"]) == [
        "django",
        "django-modelcluster",
        "icalendar",
        "phonenumbers",
        "pyroaring",
        "python-dateutil",
        "rapidfuzz",
        "wagtail",
        "wagtail-modeladmin",
    ]
    assert [line for line in PROJECT["dependencies"] if "<" in line or "==" in line] == []


def test_classifiers_name_what_is_supported() -> None:
    for classifier in (
        *(f"Programming Language :: Python :: 3.{minor}" for minor in (11, 12, 13, 14)),
        *(f"Framework :: Django :: {version}" for version in ("5.2", "6.0", "6.1")),
        *(f"Framework :: Wagtail :: {version}" for version in (7, 8)),
    ):
        assert classifier in PROJECT["classifiers"]
    assert PROJECT["requires-python"] == ">=3.11"
    assert PROJECT["license"] == "BSD-3-Clause"


def test_modules_say_what_they_export() -> None:
    for name in ("models", "blocks"):
        module = importlib.import_module(f"wagtail_coaching.{name}")
        assert [item for item in module.__all__ if not hasattr(module, item)] == []
        assert sorted(module.__all__) == sorted(set(module.__all__))
