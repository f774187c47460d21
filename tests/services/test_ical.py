"""Calendar files: the raw bytes, and what a parser reads from them."""

import datetime
import unicodedata
import uuid
import zoneinfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from wagtail.models import Site

from wagtail_coaching.enums import WebinarStatus
from wagtail_coaching.models import CoachingSettings, Webinar
from wagtail_coaching.services import ical

STARTS = datetime.datetime(2026, 3, 4, 18, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
URL = "https://prairie.example.org/coaching-program/webinars/interviews/"

#: Anything that a database stores in a text.
TEXTS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")


def make_webinar(**fields):
    values = {
        "uid": str(uuid.uuid4()),
        "title": "Interviews",
        "starts_at": STARTS,
        "ends_at": STARTS + HOUR,
        "time_zone": "America/Chicago",
        "sequence": 0,
        "created_at": STARTS - 50 * HOUR,
        "changed_at": STARTS - 40 * HOUR,
    }
    return Webinar(**{**values, **fields})


def make_calendar(webinar=None, *, title=None, summary="", url=URL, **own):
    webinar = webinar or make_webinar()
    coaching = CoachingSettings(site=Site(hostname="prairie.example.org"), **own)
    return ical.webinar_calendar(
        webinar=webinar,
        title=webinar.title if title is None else title,
        summary=summary,
        url=url,
        settings=coaching,
    )


def only_event(body):
    (event,) = Calendar.from_ical(body).walk("VEVENT")
    return event


def assert_well_formed(body):
    """RFC 5545 section 3.1: lines end with CRLF and have at most 75 octets; no control codes."""
    assert body.endswith(b"\r\n")
    lines = body.split(b"\r\n")[:-1]
    assert max(map(len, lines)) <= 75
    for line in lines:
        text = line.decode()  # A fold must not tear a character apart.
        assert text.strip("\t") != ""
        assert [c for c in text if (c < " " and c != "\t") or c == "\x7f"] == []


def test_calendar_of_one_webinar():
    webinar = make_webinar(sequence=3)

    body = make_calendar(webinar, summary="What to say.", contact_email="ann@example.org")

    assert_well_formed(body)
    calendar = Calendar.from_ical(body)
    assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
    assert calendar["prodid"].startswith("-//wagtail-coaching//")
    event = only_event(body)
    assert (event["uid"], event["sequence"]) == (webinar.uid, 3)
    assert (event["summary"], event["status"]) == ("Interviews", "CONFIRMED")
    assert event["description"] == f"What to say.\n\n{URL}"
    assert event["url"] == URL
    assert event.decoded("dtstart") == STARTS
    assert event.decoded("dtend") == STARTS + HOUR
    assert event.decoded("dtstamp") == webinar.changed_at
    assert event.decoded("last-modified") == webinar.changed_at
    assert event.decoded("created") == webinar.created_at


def test_calendar_names_the_title_in_the_readers_language():
    assert only_event(make_calendar(title="Entrevistas"))["summary"] == "Entrevistas"


def test_times_that_calendars_want_in_utc_are():
    body = make_calendar()

    for name in (b"DTSTAMP", b"CREATED", b"LAST-MODIFIED"):
        (line,) = [line for line in body.split(b"\r\n") if line.startswith(name)]
        assert line.endswith(b"Z")


def test_times_of_the_event_are_in_its_zone():
    lines = make_calendar().split(b"\r\n")

    assert b"DTSTART;TZID=America/Chicago:20260304T120000" in lines
    assert b"DTEND;TZID=America/Chicago:20260304T130000" in lines


def test_organizer_is_the_association():
    event = only_event(
        make_calendar(contact_email="ann@example.org", association_name='Prairie "Managers", Inc.')
    )

    assert str(event["organizer"]).lower() == "mailto:ann@example.org"
    # RFC 5545 section 3.2: a parameter's value can't hold double quotes.
    assert event["organizer"].params["cn"].replace("'", '"') == 'Prairie "Managers", Inc.'


def test_organizer_is_left_out_where_nobody_is_named():
    assert "organizer" not in only_event(make_calendar())


def test_canceled_webinar():
    webinar = make_webinar(status=WebinarStatus.CANCELED)

    assert only_event(make_calendar(webinar))["status"] == "CANCELLED"


def test_description_without_a_summary_is_the_address():
    assert only_event(make_calendar())["description"] == URL


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("one, two", b"SUMMARY:one\\, two"),
        ("one; two", b"SUMMARY:one\\; two"),
        ("one \\ two", b"SUMMARY:one \\\\ two"),
        ("one\ntwo", b"SUMMARY:one\\ntwo"),
        ("one\r\ntwo", b"SUMMARY:one\\ntwo"),
        ('"one": two', b'SUMMARY:"one": two'),
    ],
)
def test_text_is_escaped(text, escaped):
    body = make_calendar(make_webinar(title=text))

    assert escaped in body.split(b"\r\n")
    assert only_event(body)["summary"] == text.replace("\r\n", "\n")


def test_text_cannot_add_a_property():
    body = make_calendar(make_webinar(title="Interviews\r\nATTENDEE:mailto:all@example.org"))

    assert "attendee" not in only_event(body)
    assert not [line for line in body.split(b"\r\n") if line.startswith(b"ATTENDEE")]


@pytest.mark.parametrize("character", ["a", "é", "漢", "🙂"])
def test_long_lines_are_folded(character):
    title = character * 300

    body = make_calendar(make_webinar(title=title))

    assert_well_formed(body)
    assert only_event(body)["summary"] == title


def as_read(text):
    """Return a text as a calendar carries it: line ends are \\n, control codes are left out."""
    text = "".join(c for c in text if c in "\t\n\r" or unicodedata.category(c) != "Cc")
    # The library takes a typed "\\N" for a line break, too, as RFC 5545 lets a file spell it.
    return text.replace("\\N", "\n").replace("\r\n", "\n").replace("\r", "\n")


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    title=st.text(TEXTS, min_size=60, max_size=255),
    summary=st.text(TEXTS, min_size=100, max_size=500),
)
@example(title="a\rb", summary="")
@example(title="\x0b", summary="\x7f")
def test_any_text_comes_through(title, summary):
    body = make_calendar(make_webinar(title=title), summary=summary)

    assert_well_formed(body)
    event = only_event(body)
    assert event["summary"] == as_read(title)
    assert event["description"].split() == as_read(f"{summary}\n\n{URL}").split()


@given(
    zone=st.sampled_from(sorted(n for n in zoneinfo.available_timezones() if "/" in n)),
    starts_at=st.datetimes(
        datetime.datetime(2000, 1, 1),  # noqa: DTZ001
        datetime.datetime(2036, 1, 1),  # noqa: DTZ001
        timezones=st.just(datetime.UTC),
    ).map(lambda moment: moment.replace(microsecond=0)),
)
@example(
    # The clocks go back during this hour.
    zone="America/Chicago",
    starts_at=datetime.datetime(2026, 11, 1, 6, 30, tzinfo=datetime.UTC),
)
def test_times_come_through_in_any_zone(zone, starts_at):
    body = make_calendar(
        make_webinar(time_zone=zone, starts_at=starts_at, ends_at=starts_at + HOUR)
    )

    assert_well_formed(body)
    event = only_event(body)
    assert event.decoded("dtstart").astimezone(datetime.UTC) == starts_at
    assert event.decoded("dtend").astimezone(datetime.UTC) == starts_at + HOUR
    # What is written as UTC instead is right as well: a zone that is always at UTC has no other
    # name, and a time that the clocks show twice in a night can't be told in local time.
    local = starts_at.astimezone(zoneinfo.ZoneInfo(zone))
    twice = 1 in (local.fold, (starts_at + HOUR).astimezone(local.tzinfo).fold)
    written = event["dtstart"].params.get("TZID")
    assert written == zone or (written is None and (twice or not local.utcoffset()))


@pytest.mark.parametrize(
    "name", ["America/Chicago", "America/Los_Angeles", "America/Phoenix", "Pacific/Honolulu"]
)
@pytest.mark.parametrize(
    "clock",
    [
        # The clocks change on March 8 and November 1, 2026, at two in the morning.
        (2026, 1, 15, 12),
        (2026, 3, 7, 12),
        (2026, 3, 8, 1, 59),
        (2026, 3, 8, 3, 1),
        (2026, 7, 15, 12),
        (2026, 10, 31, 12),
        (2026, 11, 1, 12),
        (2026, 12, 31, 23, 59),
    ],
)
def test_time_zone_in_the_file_is_right_on_both_sides_of_a_change(name, clock):
    zone = zoneinfo.ZoneInfo(name)
    moment = datetime.datetime(*clock, tzinfo=zone)
    starts_at = moment.astimezone(datetime.UTC)

    body = make_calendar(
        make_webinar(time_zone=name, starts_at=starts_at, ends_at=starts_at + HOUR)
    )

    (component,) = Calendar.from_ical(body).walk("VTIMEZONE")
    assert component["tzid"] == name
    # Read from the file's own rules, and not looked up by name.
    written = component.to_tz(lookup_tzid=False)
    end = (starts_at + HOUR).astimezone(zone)
    assert [m.replace(tzinfo=written).utcoffset() for m in (moment, end)] == [
        moment.utcoffset(),
        end.utcoffset(),
    ]


def test_file_stays_small():
    assert len(make_calendar(make_webinar(time_zone="America/Los_Angeles"))) < 3000
