"""A site that adds the package, and asks for nothing: nothing of its own is any different."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import wagtail_coaching
from tests.management.guest import OURS, WAGTAIL, GuestSite
from wagtail_coaching import urls

pytestmark = pytest.mark.own_process

PACKAGE = Path(wagtail_coaching.__file__).parent
STYLESHEET = PACKAGE / "static/wagtail_coaching/css/coaching.css"
TEMPLATES = sorted((PACKAGE / "templates").rglob("*.html"))
# Mail is nobody's page: its classes meet no others, and it can only bring its style along.
MAIL_TEMPLATES = [path for path in TEMPLATES if "emails" in path.parts]
PUBLIC_TEMPLATES = [
    path for path in TEMPLATES if "admin" not in path.parts and path not in MAIL_TEMPLATES
]

ASK_FOR_HOME = """
from django.test import Client
response = Client(headers={"host": "localhost"}).get("/")
answer = [response.status_code, response.content.decode(), sorted(response.headers.items())]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with a database that knows nothing of us."""
    folder = tmp_path_factory.mktemp("guest")
    GuestSite(folder, apps=WAGTAIL, includes_urls=False).must("migrate", "--verbosity=0")
    return folder


@pytest.fixture(scope="module")
def visits(folder: Path) -> dict[str, object]:
    """Visit the site before and after it added the package."""
    without = GuestSite(folder, apps=WAGTAIL, includes_urls=False)
    found: dict[str, object] = {
        "rows before": without.snapshot(),
        "home before": without.python(ASK_FOR_HOME),
    }
    with_package = GuestSite(folder, includes_urls=False)
    found["migrate"] = with_package.must("migrate", "--no-color")
    found["rows after"] = with_package.snapshot()
    found["home after"] = with_package.python(ASK_FOR_HOME)
    found["check"] = with_package.must("check", "--no-color")
    found["makemigrations"] = with_package.must("makemigrations", "--check", "--dry-run")
    return found


def test_check_says_only_that_our_urls_are_missing(visits: dict[str, str]) -> None:
    assert re.findall(r"\(([\w.]+\.[EWI]\d+)\)", visits["check"]) == ["wagtail_coaching.W003"]
    assert "1 issue" in visits["check"]


def test_check_is_clean_where_our_urls_are_included(folder: Path) -> None:
    assert "no issues" in GuestSite(folder).must("check")


def test_deployment_check_says_no_more_about_us(folder: Path) -> None:
    without = GuestSite(folder, apps=WAGTAIL, includes_urls=False).must("check", "--deploy")
    with_package = GuestSite(folder).must("check", "--deploy")

    def ids(output: str) -> list[str]:
        return sorted(re.findall(r"\(([\w.]+\.[EWI]\d+)\)", output))

    assert ids(with_package) == ids(without)


def test_home_page_is_the_same_to_the_byte(visits: dict[str, object]) -> None:
    assert visits["home after"] == visits["home before"]
    assert visits["home before"][0] == 200


def test_no_model_of_the_host_wants_a_migration(visits: dict[str, str]) -> None:
    assert visits["makemigrations"].splitlines()[0] == "No changes detected"


def test_migrations_are_applied_in_our_apps_only(visits: dict[str, str]) -> None:
    applied = re.findall(r"Applying ([\w.]+)\.\w+\.\.\.", visits["migrate"])

    assert set(applied) == {"wagtail_coaching", "wagtail_coaching_pages"}


def test_migrating_writes_no_row_but_content_types_and_permissions(
    visits: dict[str, dict[str, list[dict[str, object]]]],
) -> None:
    before, after = visits["rows before"], visits["rows after"]

    our_types = [
        row["id"]
        for row in after["django_content_type"]
        if str(row["app_label"]).startswith("wagtail_coaching")
    ]
    new_rows = {
        table: [row for row in rows if row not in before.get(table, [])]
        for table, rows in after.items()
    }
    assert {table for table, rows in new_rows.items() if rows} == {
        "auth_permission",
        "django_content_type",
    }
    assert sorted(row["id"] for row in new_rows["django_content_type"]) == sorted(our_types)
    assert {row["content_type_id"] for row in new_rows["auth_permission"]} <= set(our_types)
    assert [
        table for table, rows in before.items() if [row for row in rows if row not in after[table]]
    ] == []


def test_new_tables_are_ours_by_name(
    visits: dict[str, dict[str, list[dict[str, object]]]],
) -> None:
    new = set(visits["rows after"]) - set(visits["rows before"])

    assert [table for table in sorted(new) if not table.startswith("wagtail_coaching_")] == []


def test_site_without_the_page_types_is_told_to_name_its_own(folder: Path) -> None:
    apps = [app for app in [*OURS, *WAGTAIL] if app != "wagtail_coaching.pages"]

    result = GuestSite(folder, apps=apps).manage("check", "--no-color")

    assert result.returncode == 1
    found = re.findall(r"\(([\w.]+\.[EWI]\d+)\)", result.stdout + result.stderr)
    assert set(found) == {"wagtail_coaching.E003"}
    assert len(found) == 8


# --- what lies in the package --------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["templates", "static"])
def test_files_lie_in_a_folder_of_our_name(kind: str) -> None:
    for folder in PACKAGE.rglob(kind):
        assert [path.name for path in folder.iterdir()] == ["wagtail_coaching"], folder


def test_template_tags_and_commands_carry_our_name() -> None:
    tags = [path.stem for path in (PACKAGE / "templatetags").glob("[!_]*.py")]
    commands = [path.stem for path in (PACKAGE / "management/commands").glob("[!_]*.py")]

    assert [name for name in tags if not name.startswith("wagtail_coaching_")] == []
    assert sorted(commands) == ["coaching_setup", "coaching_tick", "coaching_uninstall"]


def test_url_names_stand_in_our_namespace() -> None:
    assert urls.app_name == "wagtail_coaching"


def test_there_is_neither_middleware_nor_context_processor() -> None:
    names = [path.stem for path in PACKAGE.rglob("*.py")]

    assert [name for name in names if "middleware" in name or "context_processor" in name] == []


def selectors() -> list[str]:
    """Return every selector of the stylesheet, also those inside of at-rules."""
    css = re.sub(r"/\*.*?\*/", "", STYLESHEET.read_text(), flags=re.DOTALL)
    css = re.sub(r"\"[^\"]*\"|'[^']*'", '""', css)
    # Steps of an animation are no selectors.
    css = re.sub(r"@keyframes[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", css)
    preludes = re.findall(r"([^{};]+)\{", css)
    found = []
    for prelude in (prelude.strip() for prelude in preludes):
        if not prelude.startswith("@"):
            found += _split(prelude)
    return found


def _split(prelude: str) -> list[str]:
    """Split at commas that stand in no parentheses."""
    parts, depth = [""], 0
    for character in prelude:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def test_css_classes_carry_our_name() -> None:
    classes = {name for part in selectors() for name in re.findall(r"\.([A-Za-z_][\w-]*)", part)}

    assert "coaching" in classes
    assert (
        sorted(name for name in classes if name != "coaching" and not name.startswith("coaching-"))
        == []
    )


def test_css_styles_nothing_outside_of_our_own_markup() -> None:
    assert [part for part in selectors() if ".coaching" not in part] == []


def test_css_properties_and_animations_carry_our_name() -> None:
    css = STYLESHEET.read_text()
    names = set(re.findall(r"(?<![\w-])--([\w-]+)\s*:", css))
    names |= set(re.findall(r"@(?:keyframes|layer|container|counter-style)\s+([\w-]+)", css))

    # An underscore marks those that are no part of the public interface.
    assert sorted(name for name in names if not name.startswith(("coaching", "_coaching"))) == []


def test_css_loads_nothing() -> None:
    css = STYLESHEET.read_text()

    assert re.findall(r"@import|https?://|url\((?!['\"]?data:)", css) == []


def test_classes_in_public_templates_carry_our_name() -> None:
    foreign = {}
    for path in PUBLIC_TEMPLATES:
        text = re.sub(r"\{[%{#].*?[%}#]\}", " ", path.read_text())
        names = {name for value in re.findall(r'class="([^"]*)"', text) for name in value.split()}
        foreign[path.name] = {
            name for name in names if name != "coaching" and not name.startswith("coaching-")
        }

    assert {name: found for name, found in foreign.items() if found} == {}


def found_in_templates(pattern: str) -> dict[str, list[str]]:
    found = {path.name: re.findall(pattern, path.read_text()) for path in TEMPLATES}
    return {name: hits for name, hits in found.items() if hits}


def test_templates_refer_to_no_other_server() -> None:
    assert found_in_templates(r"(?:src|srcset|href|action|poster|data)=[\"'](?:https?:)?//") == {}


def test_templates_need_no_inline_code() -> None:
    inline = r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son\w+="

    found = found_in_templates(inline)
    assert {name: hits for name, hits in found.items() if name != "message.html"} == {}
    assert found["message.html"] == ["<style"]
