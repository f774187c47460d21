"""The ``WAGTAIL_COACHING`` setting: defaults, the host's values, and what is no setting."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ImproperlyConfigured
from wagtail.models import Page

from wagtail_coaching import conf
from wagtail_coaching.conf import DEFAULTS, base_page_model, coaching_settings

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

SETTINGS_PAGE = Path(__file__).parents[1] / "docs/reference/settings.md"
PAGE_MODELS = [name for name in DEFAULTS if name.endswith("_PAGE_MODEL")]


def test_defaults_are_those_that_are_documented() -> None:
    assert DEFAULTS == {
        "COACHES_PER_PAGE": 24,
        "MEMBER_CHECK": None,
        "PHONE_REGION": "US",
        "WEBINARS_PER_PAGE": 20,
        "TRUSTED_PROXY_COUNT": 0,
        "THROTTLE_CACHE": "default",
        "FORM_MIN_SECONDS": 2,
        "MESSAGE_RETENTION_DAYS": 180,
        "CONCERN_RETENTION_DAYS": 365,
        "TICK_STALE_MINUTES": 30,
        "PROGRAM_PAGE_MODEL": "wagtail_coaching_pages.CoachingProgramPage",
        "GALLERY_PAGE_MODEL": "wagtail_coaching_pages.CoachGalleryPage",
        "COACH_PAGE_MODEL": "wagtail_coaching_pages.CoachPage",
        "REQUEST_PAGE_MODEL": "wagtail_coaching_pages.CoachRequestPage",
        "APPLICATION_PAGE_MODEL": "wagtail_coaching_pages.CoachApplicationPage",
        "WEBINAR_SCHEDULE_PAGE_MODEL": "wagtail_coaching_pages.WebinarSchedulePage",
        "WEBINAR_PAGE_MODEL": "wagtail_coaching_pages.WebinarPage",
        "FAQ_PAGE_MODEL": "wagtail_coaching_pages.FAQPage",
    }


def test_every_setting_stands_with_its_default_in_the_reference() -> None:
    text = SETTINGS_PAGE.read_text()

    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE))
    assert documented == set(DEFAULTS)
    for name, value in DEFAULTS.items():
        assert str(value) in text, name


def test_setting_that_the_host_leaves_out_has_its_default(settings: SettingsWrapper) -> None:
    del settings.WAGTAIL_COACHING

    assert {name: getattr(coaching_settings, name) for name in DEFAULTS} == DEFAULTS


def test_value_of_the_host_takes_the_place_of_the_default(settings: SettingsWrapper) -> None:
    settings.WAGTAIL_COACHING = {"COACHES_PER_PAGE": 3}

    assert coaching_settings.COACHES_PER_PAGE == 3
    assert coaching_settings.WEBINARS_PER_PAGE == 20


def test_setting_is_read_when_it_is_asked_for(settings: SettingsWrapper) -> None:
    settings.WAGTAIL_COACHING = {"COACHES_PER_PAGE": 3}
    assert coaching_settings.COACHES_PER_PAGE == 3

    settings.WAGTAIL_COACHING = {"COACHES_PER_PAGE": 4}
    assert coaching_settings.COACHES_PER_PAGE == 4


@pytest.mark.parametrize("value", [None, [], "COACHES_PER_PAGE", 24])
def test_setting_of_the_wrong_type_leaves_the_defaults(
    settings: SettingsWrapper, value: object
) -> None:
    settings.WAGTAIL_COACHING = value

    assert coaching_settings.COACHES_PER_PAGE == 24


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no setting 'COACHES'"):
        _ = coaching_settings.COACHES
    assert not hasattr(coaching_settings, "coaches_per_page")


@pytest.mark.parametrize("name", PAGE_MODELS)
def test_page_model_is_the_class_that_is_named(name: str) -> None:
    model = coaching_settings.page_model(name)

    assert issubclass(model, base_page_model())
    assert model._meta.label == getattr(coaching_settings, name)


@pytest.mark.parametrize(
    "label", ["nowhere.CoachPage", "wagtail_coaching.Nobody", "CoachPage", "a.b.c", ""]
)
def test_page_model_that_is_not_installed_is_improperly_configured(
    settings: SettingsWrapper, label: str
) -> None:
    settings.WAGTAIL_COACHING = {"COACH_PAGE_MODEL": label}

    with pytest.raises(ImproperlyConfigured, match="'COACH_PAGE_MODEL'"):
        coaching_settings.page_model("COACH_PAGE_MODEL")


def test_page_model_of_no_such_setting_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError):
        coaching_settings.page_model("HOME_PAGE_MODEL")


@pytest.mark.stock_pages(reason="the host has a base page of its own there")
def test_base_page_is_wagtails_where_the_host_has_none() -> None:
    assert base_page_model() is Page


def test_base_page_is_what_all_page_types_are() -> None:
    for name in PAGE_MODELS:
        assert issubclass(coaching_settings.page_model(name), conf.base_page_model())
