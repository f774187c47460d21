import datetime
import re
import zoneinfo
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import set_settings
from wagtail_coaching.templatetags import wagtail_coaching_tags as tags

#: Tuesday noon in Chicago.
NOON = datetime.datetime(2026, 3, 3, 18, 0, 0, 123456, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
ZONES = st.sampled_from(sorted(name for name in zoneinfo.available_timezones() if "/" in name))


def render(source, **context):
    return Template("{% load wagtail_coaching_tags %}" + source).render(Context(context))


def read(html):
    """Return the text, and the machine-readable moments in it."""
    soup = BeautifulSoup(html, "html.parser")
    return soup.get_text(), [element["datetime"] for element in soup.find_all("time")]


@pytest.mark.parametrize(
    ("zone", "text", "machine"),
    [
        (
            "America/Chicago",
            "Tue, March 3, 2026, 12:00 PM CST",
            "2026-03-03T12:00:00-06:00",
        ),
        (
            zoneinfo.ZoneInfo("Pacific/Honolulu"),
            "Tue, March 3, 2026, 8:00 AM HST",
            "2026-03-03T08:00:00-10:00",
        ),
        ("Asia/Tokyo", "Wed, March 4, 2026, 3:00 AM JST", "2026-03-04T03:00:00+09:00"),
        ("", "Tue, March 3, 2026, 12:00 PM CST", "2026-03-03T12:00:00-06:00"),
        (None, "Tue, March 3, 2026, 12:00 PM CST", "2026-03-03T12:00:00-06:00"),
    ],
)
def test_coaching_time(zone, text, machine):
    html = render("{% coaching_time moment zone %}", moment=NOON, zone=zone)

    assert read(html) == (text, [machine])


def test_coaching_time_in_summer():
    html = render("{% coaching_time moment 'America/Chicago' %}", moment=NOON.replace(month=7))

    assert read(html) == ("Fri, July 3, 2026, 1:00 PM CDT", ["2026-07-03T13:00:00-05:00"])


def test_coaching_time_in_the_current_zone():
    with timezone.override("America/Los_Angeles"):
        assert read(render("{% coaching_time moment %}", moment=NOON))[0].endswith("10:00 AM PST")


@given(
    st.datetimes(
        datetime.datetime(1980, 1, 1),  # noqa: DTZ001
        datetime.datetime(2199, 1, 1),  # noqa: DTZ001
        timezones=st.just(datetime.UTC),
    ),
    ZONES,
)
def test_coaching_time_names_the_very_moment_without_microseconds(moment, zone):
    _text, (machine,) = read(tags.coaching_time(moment, zone))

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", machine)
    assert datetime.datetime.fromisoformat(machine) == moment.replace(microsecond=0)


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (NOON, NOON + HOUR, "Tue, March 3, 2026, 12:00 PM – 1:00 PM CST"),
        (
            NOON,
            NOON + 13 * HOUR,
            "Tue, March 3, 2026, 12:00 PM – Wed, March 4, 2026, 1:00 AM CST",
        ),
        # Over the hour in which the clocks go forward.
        (
            datetime.datetime(2026, 3, 8, 7, 30, tzinfo=datetime.UTC),
            datetime.datetime(2026, 3, 8, 8, 30, tzinfo=datetime.UTC),
            "Sun, March 8, 2026, 1:30 AM CST – 3:30 AM CDT",
        ),
    ],
)
def test_coaching_time_range(start, end, text):
    html = render("{% coaching_time_range start end 'America/Chicago' %}", start=start, end=end)

    assert read(html)[0] == text
    assert len(read(html)[1]) == 2


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (NOON, NOON + HOUR, "12:00 PM – 1:00 PM CST"),
        (
            datetime.datetime(2026, 11, 1, 6, 30, tzinfo=datetime.UTC),
            datetime.datetime(2026, 11, 1, 7, 30, tzinfo=datetime.UTC),
            "1:30 AM CDT – 1:30 AM CST",
        ),
    ],
)
def test_coaching_clock_range(start, end, text):
    html = render("{% coaching_clock_range start end 'America/Chicago' %}", start=start, end=end)

    assert read(html)[0] == text


@pytest.mark.parametrize(
    ("zone", "text", "machine"),
    [
        ("America/Chicago", "March 3, 2026", "2026-03-03"),
        ("Asia/Tokyo", "March 4, 2026", "2026-03-04"),
    ],
)
def test_coaching_date_is_the_day_in_the_zone(zone, text, machine):
    html = render("{% coaching_date moment zone %}", moment=NOON, zone=zone)

    assert read(html) == (text, [machine])


@pytest.mark.parametrize(
    "tag",
    [
        "coaching_time none",
        "coaching_date none",
        "coaching_time_range none now",
        "coaching_time_range now none",
        "coaching_clock_range none none",
        "coaching_clock_range now none",
    ],
)
def test_times_of_an_unfinished_draft_are_empty(tag):
    assert render(f"{{% {tag} %}}", none=None, now=NOON) == ""


@pytest.mark.parametrize(
    ("number", "total", "shown"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (5, 9, [1, None, 4, 5, 6, None, 9]),
        (1, 40, [1, 2, None, 40]),
        (40, 40, [1, None, 39, 40]),
    ],
)
def test_coaching_page_range(number, total, shown):
    page = Paginator(range(total), 1).page(number)

    assert tags.coaching_page_range(page) == shown


@given(st.integers(1, 60), st.integers(1, 60))
def test_coaching_page_range_has_the_ends_and_the_neighbors(number, total):
    number = min(number, total)

    shown = tags.coaching_page_range(Paginator(range(total), 1).page(number))

    numbers = [n for n in shown if n is not None]
    assert numbers == sorted(set(numbers))
    assert {1, number, total} | ({number - 1, number + 1} & set(range(1, total + 1))) <= set(
        numbers
    )
    assert len(shown) <= 9


@pytest.mark.parametrize(
    ("page", "initials"),
    [(SimpleNamespace(initials="AB"), "AB"), (SimpleNamespace(), ""), (None, "")],
)
def test_coaching_initials(page, initials):
    assert render("{{ page|coaching_initials }}", page=page) == initials


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_coaching_hue_is_always_the_same_and_there_is_a_class_for_it(name):
    assert tags.coaching_hue(name) == tags.coaching_hue(name)
    assert tags.coaching_hue(name) in range(tags.HUE_COUNT)


def test_coaching_hue_has_a_rule_in_the_style_sheet_for_each():
    from django.contrib.staticfiles import finders

    with open(finders.find("wagtail_coaching/css/coaching.css")) as file:  # noqa: PTH123
        found = set(re.findall(r"\.coaching-hue-(\d+)", file.read()))

    assert found == {str(n) for n in range(tags.HUE_COUNT)}


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.video.example.org/watch?v=1", "video.example.org"),
        ("https://video.example.org:8080/", "video.example.org"),
        ("https://WWW.Example.ORG", "example.org"),
        ("video", ""),
        ("", ""),
        (None, ""),
        ("https://[broken", ""),
    ],
)
def test_coaching_host(url, host):
    assert tags.coaching_host(url) == host


def test_coaching_settings_are_those_of_the_site_visited(site_a, site_b, rf: RequestFactory):
    set_settings(site_a, association_name="Prairie")
    set_settings(site_b, association_name="Coast")
    source = "{% coaching_settings as s %}{{ s.association_name }}"

    said = [
        render(source, request=rf.get("/", headers={"host": site.hostname}))
        for site in (site_a, site_b)
    ]

    assert said == ["Prairie", "Coast"]


def test_coaching_settings_outside_of_a_request():
    assert render("{% coaching_settings as s %}[{{ s|default_if_none:'' }}]") == "[]"
