"""The webinar schedule."""

import datetime

import pytest
import time_machine
from django.test import override_settings
from wagtail.models import PageViewRestriction

from tests.factories import TopicFactory, UserFactory, make_webinar_page, set_settings
from tests.markup import links, parse, text_of, texts
from wagtail_coaching.enums import WebinarStatus

NOW = datetime.datetime(2026, 3, 4, 18, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
MINUTE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)

UPCOMING = ".coaching-webinar h3"
PAST = ".coaching-row h3"


@pytest.fixture(autouse=True)
def _frozen():
    with time_machine.travel(NOW, tick=False):
        yield


def test_schedule_splits_at_the_minute(program, visit):
    for title, ends_at in (
        ("Over", NOW),
        ("Just over", NOW - MINUTE),
        ("Running", NOW + MINUTE),
        ("To come", NOW + DAY),
    ):
        make_webinar_page(program, title=title, starts_at=ends_at - HOUR)

    soup = parse(visit(program.schedule))

    assert texts(soup, UPCOMING) == ["Running", "To come"]
    assert texts(soup, PAST) == ["Over", "Just over"]


def test_schedule_lists_the_next_and_the_latest_first(program, visit):
    for days in (3, -2, 1, -3, 2, -1):
        make_webinar_page(program, title=f"Day {days}", starts_at=NOW + days * DAY)

    soup = parse(visit(program.schedule))

    assert texts(soup, UPCOMING) == ["Day 1", "Day 2", "Day 3"]
    assert texts(soup, PAST) == ["Day -1", "Day -2", "Day -3"]


def test_schedule_lists_its_own_live_webinars(program_a, program_b, visit):
    make_webinar_page(program_a, title="Ours")
    make_webinar_page(program_a, title="Draft", live=False, publish=False)
    make_webinar_page(program_b, title="Theirs")

    assert texts(parse(visit(program_a.schedule)), UPCOMING) == ["Ours"]
    assert texts(parse(visit(program_b.schedule)), UPCOMING) == ["Theirs"]


def test_schedule_hides_what_is_for_members(program, visit, client):
    page = make_webinar_page(program, title="Members")
    PageViewRestriction.objects.create(page=page, restriction_type="login")

    assert texts(parse(visit(program.schedule)), UPCOMING) == []
    client.force_login(UserFactory())
    assert texts(parse(visit(program.schedule)), UPCOMING) == ["Members"]


def test_schedule_card_shows_what_it_needs_to(program, visit):
    topics = [TopicFactory(site=program.site, name=f"Topic no. {n}") for n in range(4)]
    page = make_webinar_page(
        program, title="Interviews", starts_at=NOW + DAY, summary="How to shine.", topics=topics
    )

    (card,) = parse(visit(program.schedule)).select(".coaching-webinar")

    assert texts(card, "h3, .coaching-webinar__time, .coaching-webinar__summary") == [
        "Interviews",
        "Thu, March 5, 2026, 12:00 PM – 1:00 PM CST",
        "How to shine.",
    ]
    assert [time["datetime"] for time in card.select("time")] == [
        "2026-03-05T12:00:00-06:00",
        "2026-03-05T13:00:00-06:00",
    ]
    assert texts(card, ".coaching-tag") == ["Topic no. 0", "Topic no. 1", "Topic no. 2", "+1 more"]
    assert texts(card, ".coaching-date span") == ["Mar", "5", "Thu"]
    assert links(card, "a") == [
        page.relative_url(program.site),
        f"/coaching/webinars/{page.webinar.uid}.ics",
    ]


def test_schedule_shows_times_where_they_belong(program, visit):
    set_settings(program.site, time_zone="America/Los_Angeles")
    make_webinar_page(program, title="Ours", starts_at=NOW + DAY)
    make_webinar_page(
        program, title="Hawaii's", starts_at=NOW + DAY + MINUTE, time_zone="Pacific/Honolulu"
    )

    soup = parse(visit(program.schedule))

    assert texts(soup, ".coaching-webinar__time") == [
        "Thu, March 5, 2026, 10:00 AM – 11:00 AM PST",
        "Thu, March 5, 2026, 8:01 AM – 9:01 AM HST",
    ]


def test_schedule_names_the_day_of_a_past_webinar_in_its_zone(program, visit):
    midnight = datetime.datetime(2026, 3, 1, 5, 30, tzinfo=datetime.UTC)
    make_webinar_page(program, starts_at=midnight)
    make_webinar_page(program, starts_at=midnight - HOUR, time_zone="Europe/Berlin")

    assert texts(parse(visit(program.schedule)), ".coaching-row time") == [
        "February 28, 2026",
        "March 1, 2026",
    ]


def test_schedule_says_what_is_canceled_and_offers_no_calendar(program, visit):
    make_webinar_page(program, status=WebinarStatus.CANCELED, starts_at=NOW + DAY)
    make_webinar_page(
        program,
        status=WebinarStatus.CANCELED,
        starts_at=NOW - DAY,
        recording_url="https://video.example.org/1",
    )

    soup = parse(visit(program.schedule))

    assert texts(soup, ".coaching-webinar .coaching-status") == ["Canceled"]
    assert texts(soup, ".coaching-row .coaching-status") == ["Canceled"]
    assert [url for url in links(soup, "main a") if "ics" in url or "video" in url] == []


def test_schedule_links_to_recordings(program, visit):
    make_webinar_page(
        program,
        title="Interviews",
        starts_at=NOW - DAY,
        recording_url="https://www.video.example.org/watch?v=1&t=2",
    )

    (link,) = parse(visit(program.schedule)).select(".coaching-row p a")

    assert link["href"] == "https://www.video.example.org/watch?v=1&t=2"
    assert text_of(link) == "Recording on video.example.org : Interviews"


def test_schedule_without_webinars(program, visit):
    soup = parse(visit(program.schedule))

    assert texts(soup, "h3") == ["The next webinar is being planned"]
    assert soup.find(id="past") is None


@pytest.fixture
def archive(program):
    """21 past webinars: one more than a page holds."""
    return [
        make_webinar_page(program, title=f"Past {n:02}", starts_at=NOW - (n + 1) * DAY)
        for n in range(21)
    ]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", [f"Past {n:02}" for n in range(20)]),
        ("?page=2", ["Past 20"]),
        ("?page=99", ["Past 20"]),
        ("?page=two", [f"Past {n:02}" for n in range(20)]),
        ("?page=%00", [f"Past {n:02}" for n in range(20)]),
    ],
)
def test_schedule_pages_the_past_only(program, visit, archive, query, titles):
    make_webinar_page(program, title="To come", starts_at=NOW + DAY)

    soup = parse(visit(program.schedule, query))

    assert texts(soup, UPCOMING) == ["To come"]
    assert texts(soup, PAST) == titles
    assert links(soup, ".coaching-pagination__number a, .coaching-pagination__link--current") == [
        "?page=1#past",
        "?page=2#past",
    ]


@override_settings(WAGTAIL_COACHING={"WEBINARS_PER_PAGE": 2})
@pytest.mark.stock_pages(reason="the setting under test replaces those that name the host's pages")
def test_schedule_page_size_is_a_setting(program, visit, archive):
    assert texts(parse(visit(program.schedule)), PAST) == ["Past 00", "Past 01"]


@pytest.mark.parametrize("count", [1, 3])
def test_schedule_takes_a_fixed_number_of_queries(
    program, revisit, count, django_assert_num_queries
):
    topics = TopicFactory.create_batch(2, site=program.site)
    for n in range(count):
        make_webinar_page(program, starts_at=NOW + DAY, topics=topics)
        make_webinar_page(program, starts_at=NOW - DAY, recording_url=f"https://example.org/{n}")
    get_again = revisit(program.schedule)

    with django_assert_num_queries(12):
        get_again()
