"""A webinar's page: its times and its time zone."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError

from tests.factories import add_page, make_webinar_page, page_class, set_settings
from wagtail_coaching.enums import WebinarStatus

STARTS = datetime.datetime(2026, 3, 4, 18, 0, tzinfo=datetime.UTC)
ENDS = datetime.datetime(2026, 3, 4, 19, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


@pytest.mark.parametrize("ends_at", [STARTS, STARTS - MINUTE])
def test_clean_refuses_an_end_that_is_not_after_the_start(program, ends_at):
    page = make_webinar_page(program, starts_at=STARTS)
    page.ends_at = ends_at

    with pytest.raises(ValidationError) as caught:
        page.clean()

    assert caught.value.message_dict == {"ends_at": ["The end must be after the start."]}


@pytest.mark.parametrize(
    ("starts_at", "ends_at"),
    [(STARTS, STARTS + MINUTE), (None, ENDS), (STARTS, None), (None, None)],
)
def test_clean_takes_a_webinar_in_order_or_unfinished(db, starts_at, ends_at):
    page = page_class("WEBINAR_PAGE_MODEL")(title="Webinar", starts_at=starts_at, ends_at=ends_at)
    page.slug = "webinar"

    page.clean()

    assert (page.starts_at, page.ends_at) == (starts_at, ends_at)


@pytest.mark.parametrize(
    ("now", "is_past"),
    [(STARTS, False), (ENDS - datetime.timedelta(seconds=1), False), (ENDS, True)],
)
def test_is_past_from_its_end_on(now, is_past):
    page = page_class("WEBINAR_PAGE_MODEL")(starts_at=STARTS, ends_at=ENDS)

    with time_machine.travel(now, tick=False):
        assert page.is_past == is_past


def test_is_canceled():
    model = page_class("WEBINAR_PAGE_MODEL")

    assert model(status=WebinarStatus.CANCELED).is_canceled
    assert not model(status=WebinarStatus.SCHEDULED).is_canceled


def test_shown_time_zone_is_its_own(program):
    page = make_webinar_page(program, time_zone="Pacific/Honolulu")

    assert page.shown_time_zone == "Pacific/Honolulu"


def test_shown_time_zone_is_the_associations(program):
    set_settings(program.site, time_zone="America/Los_Angeles")

    assert make_webinar_page(program).shown_time_zone == "America/Los_Angeles"


def test_shown_time_zone_is_the_projects(program):
    assert make_webinar_page(program).shown_time_zone == "America/Chicago"


def test_shown_time_zone_outside_of_every_site(program):
    set_settings(program.site, time_zone="America/Los_Angeles")
    page = add_page(
        program.home.get_root(),
        "WEBINAR_PAGE_MODEL",
        title="Nowhere",
        starts_at=STARTS,
        ends_at=ENDS,
        locale=program.home.locale,
    )

    assert page.shown_time_zone == "America/Chicago"
