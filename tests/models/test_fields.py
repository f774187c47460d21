import zoneinfo

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from wagtail_coaching.fields import TimeZoneField
from wagtail_coaching.validators import validate_time_zone


@given(st.sampled_from(sorted(n for n in zoneinfo.available_timezones() if "/" in n)))
def test_validate_time_zone_takes_every_place_there_is(name):
    validate_time_zone(name)


@given(st.text(min_size=1).filter(lambda s: s not in zoneinfo.available_timezones()))
def test_validate_time_zone_refuses_everything_else(name):
    with pytest.raises(ValidationError) as caught:
        validate_time_zone(name)

    assert caught.value.code == "invalid_time_zone"


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/localtime", "America", "\0", "localtime"]
)
def test_validate_time_zone_opens_no_file_by_a_hostile_name(name):
    with pytest.raises(ValidationError):
        validate_time_zone(name)


def test_time_zone_field_offers_the_common_zones_first():
    field = TimeZoneField(blank=True).formfield()

    blank, (first_group, first), (_second_group, others) = field.choices
    assert blank == ("", "---------")
    assert (str(first_group), first[0]) == (
        "United States",
        ("America/New_York", "America/New York"),
    )
    assert "America/New_York" not in dict(others)
    places = {name for name in zoneinfo.available_timezones() if "/" in name}
    assert places <= {*dict(first), *dict(others)} <= zoneinfo.available_timezones()


def test_time_zone_field_cleans_what_was_chosen():
    field = TimeZoneField(blank=True).formfield()

    assert [field.clean("Pacific/Honolulu"), field.clean("")] == ["Pacific/Honolulu", ""]
    with pytest.raises(ValidationError):
        field.clean("Mars/Olympus_Mons")


def test_time_zone_field_required():
    with pytest.raises(ValidationError):
        TimeZoneField().formfield().clean("")


def test_time_zone_field_with_a_default_starts_with_it():
    assert TimeZoneField(default="America/Denver").formfield().initial == "America/Denver"


def test_time_zone_field_keeps_the_zones_out_of_migrations():
    field = TimeZoneField(blank=True)
    field.set_attributes_from_name("zone")

    assert field.deconstruct() == (
        "zone",
        "wagtail_coaching.fields.TimeZoneField",
        [],
        {"blank": True, "max_length": 64},
    )
    assert isinstance(field, models.CharField)
