"""System checks: each id is raised where something is wrong, and not where all is well."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core import checks
from django.core.checks import ERROR, WARNING, run_checks

from tests.management.guest import OURS, WAGTAIL, GuestSite
from wagtail_coaching.conf import DEFAULTS

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

PAGE_MODELS = [name for name in DEFAULTS if name.endswith("_PAGE_MODEL")]


@pytest.fixture(autouse=True)
def _shared_cache(settings: SettingsWrapper, tmp_path: Path) -> None:
    """Let all processes share the cache, as a site that is not for development should."""
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(tmp_path / "cache"),
        },
        "own": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
        "none": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    }


def found(settings: SettingsWrapper | None = None) -> list[tuple[str, int]]:
    messages = run_checks(tags=["wagtail_coaching", checks.Tags.urls])
    return [
        (message.id.removeprefix("wagtail_coaching."), message.level)
        for message in messages
        if str(message.id).startswith("wagtail_coaching.")
    ]


def set_value(settings: SettingsWrapper, **values: Any) -> None:
    settings.WAGTAIL_COACHING = {**getattr(settings, "WAGTAIL_COACHING", {}), **values}


def test_nothing_is_said_where_all_is_well() -> None:
    assert found() == []


@pytest.mark.stock_pages(reason="names no page type, so that it needs the ready-made ones")
def test_nothing_is_said_where_nothing_is_set(settings: SettingsWrapper) -> None:
    if hasattr(settings, "WAGTAIL_COACHING"):
        del settings.WAGTAIL_COACHING

    assert found() == []


def test_nothing_is_said_where_the_host_sets_what_it_may(settings: SettingsWrapper) -> None:
    set_value(
        settings,
        COACHES_PER_PAGE=1,
        WEBINARS_PER_PAGE=500,
        TRUSTED_PROXY_COUNT=0,
        FORM_MIN_SECONDS=0,
        MESSAGE_RETENTION_DAYS=30,
        CONCERN_RETENTION_DAYS=1,
        TICK_STALE_MINUTES=1,
    )

    assert found() == []


@pytest.mark.parametrize("value", [None, [], "x", 24, [("COACHES_PER_PAGE", 24)]])
def test_e001_setting_is_no_dictionary(settings: SettingsWrapper, value: Any) -> None:
    settings.WAGTAIL_COACHING = value

    assert found() == [("E001", ERROR)]


@pytest.mark.parametrize("name", ["COACHES_PER_PAGE", "WEBINARS_PER_PAGE"])
@pytest.mark.parametrize("value", [0, -1, "24", 2.5, None, True])
def test_e002_page_size_is_no_number_of_rows(
    settings: SettingsWrapper, name: str, value: Any
) -> None:
    set_value(settings, **{name: value})

    assert found() == [("E002", ERROR)]


@pytest.mark.parametrize("name", ["TRUSTED_PROXY_COUNT", "FORM_MIN_SECONDS"])
@pytest.mark.parametrize("value", [-1, "1", 2.5, None, True])
def test_e002_number_is_less_than_none(settings: SettingsWrapper, name: str, value: Any) -> None:
    set_value(settings, **{name: value})

    assert found() == [("E002", ERROR)]


@pytest.mark.parametrize(
    "name", ["MESSAGE_RETENTION_DAYS", "CONCERN_RETENTION_DAYS", "TICK_STALE_MINUTES"]
)
@pytest.mark.parametrize("value", [0, "1", None])
def test_e002_time_is_no_time(settings: SettingsWrapper, name: str, value: Any) -> None:
    set_value(settings, **{name: value})

    assert found() == [("E002", ERROR)]


def test_e002_messages_are_kept_for_too_short_a_time(settings: SettingsWrapper) -> None:
    """The addresses to unsubscribe at have to work for 30 days."""
    set_value(settings, MESSAGE_RETENTION_DAYS=29)

    assert found() == [("E002", ERROR)]


@pytest.mark.parametrize("alias", ["nowhere", "", None, 5, ["default"]])
def test_e007_cache_that_counts_tries_is_not_there(settings: SettingsWrapper, alias: Any) -> None:
    set_value(settings, THROTTLE_CACHE=alias)

    assert found() == [("E007", ERROR)]


@pytest.mark.parametrize("alias", ["own", "none"])
def test_w004_cache_that_counts_tries_is_not_shared(settings: SettingsWrapper, alias: str) -> None:
    set_value(settings, THROTTLE_CACHE=alias)

    assert found() == [("W004", WARNING)]


def test_w004_is_not_said_in_development(settings: SettingsWrapper) -> None:
    set_value(settings, THROTTLE_CACHE="own")
    settings.DEBUG = True

    assert found() == []


@pytest.mark.parametrize("address", ["", "nobody", "a b@", "Ann <>"])
def test_e008_sender_is_no_address(settings: SettingsWrapper, address: str) -> None:
    settings.DEFAULT_FROM_EMAIL = address

    assert found() == [("E008", ERROR)]


@pytest.mark.parametrize("address", ["webmaster@localhost", "Office <me@localhost>"])
def test_w005_sender_is_of_this_machine_only(settings: SettingsWrapper, address: str) -> None:
    settings.DEFAULT_FROM_EMAIL = address
    messages = run_checks(tags=["wagtail_coaching"], include_deployment_checks=True)

    assert [message.id for message in messages] == ["wagtail_coaching.W005"]
    assert found() == []


@pytest.mark.parametrize("name", PAGE_MODELS)
def test_e003_page_model_is_not_installed(settings: SettingsWrapper, name: str) -> None:
    for value in ("nowhere.Page", "wagtail_coaching.Nobody", "Page", "a.b.c", "", None, 5, object):
        set_value(settings, **{name: value})

        assert found() == [("E003", ERROR)], value


@pytest.mark.parametrize("name", PAGE_MODELS)
def test_e004_page_model_lacks_the_mixin(settings: SettingsWrapper, name: str) -> None:
    other = "FAQ_PAGE_MODEL" if name != "FAQ_PAGE_MODEL" else "COACH_PAGE_MODEL"
    configured = {**DEFAULTS, **getattr(settings, "WAGTAIL_COACHING", {})}
    for label in ("wagtailcore.Page", "wagtail_coaching.Coach", configured[other]):
        set_value(settings, **{name: label})

        assert found() == [("E004", ERROR)], label


def test_w001_setting_does_not_exist(settings: SettingsWrapper) -> None:
    set_value(settings, COACHES_PER_PAGES=24, coaches_per_page=24)

    assert found() == [("W001", WARNING)] * 2


def test_w001_says_what_the_settings_are(settings: SettingsWrapper) -> None:
    set_value(settings, COACHES=24)

    [message] = run_checks(tags=["wagtail_coaching"])
    assert message.msg == "WAGTAIL_COACHING has no setting 'COACHES'."
    assert all(name in message.hint for name in DEFAULTS)


def test_w003_urls_are_not_included(settings: SettingsWrapper) -> None:
    settings.ROOT_URLCONF = "tests.management.bare_urls"

    assert found() == [("W003", WARNING)]


def test_w003_is_not_said_where_there_are_no_urls_at_all(settings: SettingsWrapper) -> None:
    settings.ROOT_URLCONF = None

    messages = run_checks(tags=["wagtail_coaching"])
    assert messages == []


def test_several_problems_are_said_at_once(settings: SettingsWrapper) -> None:
    set_value(settings, COACHES=1, COACHES_PER_PAGE=0, FAQ_PAGE_MODEL="nowhere.FAQ")

    assert found() == [("W001", WARNING), ("E002", ERROR), ("E003", ERROR)]


def said_by(folder: Path, apps: list[str]) -> list[str]:
    result = GuestSite(folder, apps=apps).manage("check", "--no-color")
    return re.findall(r"\(wagtail_coaching\.(\w+)\)", result.stdout + result.stderr)


@pytest.mark.own_process
def test_apps_in_the_right_order_are_passed_over(tmp_path: Path) -> None:
    assert said_by(tmp_path, [*OURS, *WAGTAIL]) == []


@pytest.mark.own_process
@pytest.mark.parametrize(
    "missing",
    ["wagtail_modeladmin", "wagtail.contrib.settings", "wagtail.snippets"],
)
def test_e005_app_that_we_need_is_missing(tmp_path: Path, missing: str) -> None:
    assert said_by(tmp_path, [app for app in [*OURS, *WAGTAIL] if app != missing]) == ["E005"]


@pytest.mark.own_process
def test_e006_page_types_stand_before_the_records(tmp_path: Path) -> None:
    apps = ["wagtail_coaching.pages", "wagtail_coaching", "wagtail_modeladmin", *WAGTAIL]

    assert said_by(tmp_path, apps) == ["E006"]


@pytest.mark.own_process
def test_w002_we_stand_after_wagtails_admin(tmp_path: Path) -> None:
    assert said_by(tmp_path, [*WAGTAIL, *OURS]) == ["W002"]


@pytest.mark.parametrize("path", ["nowhere.at_all", "tests.test_checks.no_such", "math.pi", 7, ""])
def test_member_check_that_is_no_function(settings: SettingsWrapper, path: Any) -> None:
    set_value(settings, MEMBER_CHECK=path)

    assert found() == [("E009", ERROR)]


def test_member_check_that_is_a_function(settings: SettingsWrapper) -> None:
    set_value(settings, MEMBER_CHECK="tests.test_checks.found")

    assert found() == []


@pytest.mark.parametrize("region", ["us", "XX", "", None, 1])
def test_phone_region_that_is_no_country(settings: SettingsWrapper, region: Any) -> None:
    set_value(settings, PHONE_REGION=region)

    assert found() == [("E010", ERROR)]
