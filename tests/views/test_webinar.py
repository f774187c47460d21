"""A webinar's page."""

import datetime

import pytest
import time_machine

from tests.factories import TopicFactory, make_webinar_page, set_settings
from tests.markup import links, parse, text_of, texts
from wagtail_coaching.enums import WebinarStatus

NOW = datetime.datetime(2026, 3, 4, 18, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _frozen():
    with time_machine.travel(NOW, tick=False):
        yield


def facts(soup):
    names, values = texts(soup, ".coaching-facts dt"), texts(soup, ".coaching-facts dd")
    return dict(zip(names, values, strict=True))


def test_webinar_shows_all_there_is(program, visit):
    page = make_webinar_page(
        program,
        title="Interviews",
        starts_at=NOW + DAY,
        summary="How to shine.",
        description="<p>Bring a <b>friend</b>.</p>",
        presenters=[
            ("presenter", {"name": "Ann Bell", "job_title": "Manager", "organization": "Elmhurst"}),
            ("presenter", {"name": "Bo Cole", "job_title": "", "organization": ""}),
        ],
        topics=[TopicFactory(site=program.site, name="Hiring")],
        registration_url="https://www.signup.example.org/1",
    )

    soup = parse(visit(page))

    assert text_of(soup.h1) == "Interviews"
    assert text_of(soup.select_one(".coaching-lead")) == "How to shine."
    assert facts(soup) == {
        "Date": "March 5, 2026",
        "Time": "12:00 PM – 1:00 PM CST",
        "Status": "As planned",
    }
    assert text_of(soup.select_one(".coaching-prose")) == "Bring a friend ."
    assert texts(soup, ".coaching-presenter") == ["Ann Bell Manager Elmhurst", "Bo Cole"]
    assert texts(soup, ".coaching-columns__main h2") == [
        "About this webinar",
        "Presenters",
        "Topics",
    ]
    assert texts(soup, ".coaching-tag") == ["Hiring"]
    assert texts(soup, ".coaching-actions a") == [
        "Sign up on signup.example.org",
        "Add to calendar",
    ]
    assert links(soup, ".coaching-actions a") == [
        "https://www.signup.example.org/1",
        f"/coaching/webinars/{page.webinar.uid}.ics",
    ]
    assert links(soup, ".coaching-back a") == [program.schedule.relative_url(program.site)]


def test_webinar_with_no_more_than_its_time(program, visit):
    soup = parse(visit(make_webinar_page(program, starts_at=NOW + DAY)))

    assert list(facts(soup)) == ["Date", "Time", "Status"]
    assert texts(soup, ".coaching-actions a") == ["Add to calendar"]
    assert soup.select(".coaching-columns__main *") == []


def test_webinar_of_one_presenter(program, visit):
    page = make_webinar_page(program, presenters=[("presenter", {"name": "Ann Bell"})])

    assert "Presenter" in texts(parse(visit(page)), "h2")


def test_webinar_never_published_has_no_calendar_file(program, visit):
    page = make_webinar_page(program, publish=False, starts_at=NOW + DAY)

    assert parse(visit(page)).select(".coaching-actions a") == []


def test_webinar_in_another_zone_says_when_that_is_with_us(program, visit):
    page = make_webinar_page(program, starts_at=NOW + DAY, time_zone="Pacific/Honolulu")

    assert facts(parse(visit(page)))["Time"] == (
        "8:00 AM – 9:00 AM HST That is 12:00 PM – 1:00 PM CST with us."
    )


def test_webinar_in_the_associations_zone_says_it_once(program, visit):
    set_settings(program.site, time_zone="America/Los_Angeles")
    page = make_webinar_page(program, starts_at=NOW + DAY, time_zone="America/Los_Angeles")

    assert facts(parse(visit(page)))["Time"] == "10:00 AM – 11:00 AM PST"


def test_past_webinar_offers_its_recording(program, visit):
    page = make_webinar_page(
        program,
        starts_at=NOW - DAY,
        registration_url="https://signup.example.org/1",
        recording_url="https://video.example.org/1",
    )

    soup = parse(visit(page))

    assert facts(soup)["Status"] == "Ended"
    assert links(soup, ".coaching-actions a") == ["https://video.example.org/1"]


def test_past_webinar_without_a_recording(program, visit):
    page = make_webinar_page(program, starts_at=NOW - DAY)

    assert parse(visit(page)).select(".coaching-actions a") == []


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (1, "This webinar is canceled. If it is in your calendar, please take it out."),
        (-1, "This webinar is canceled."),
    ],
)
def test_canceled_webinar(program, visit, days, said):
    page = make_webinar_page(
        program,
        title="Interviews",
        status=WebinarStatus.CANCELED,
        starts_at=NOW + days * DAY,
        registration_url="https://signup.example.org/1",
        recording_url="https://video.example.org/1",
    )

    soup = parse(visit(page))

    assert text_of(soup.select_one(".coaching-notice")) == said
    assert facts(soup)["Status"] == "Canceled"
    assert soup.select(".coaching-actions a") == []
    assert text_of(soup.title).startswith("Canceled: Interviews")


def test_webinar_that_is_a_draft_is_not_found(program, visit):
    assert visit(make_webinar_page(program, live=False, publish=False)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_webinar_takes_a_fixed_number_of_queries(
    program, revisit, count, django_assert_num_queries
):
    page = make_webinar_page(
        program,
        topics=TopicFactory.create_batch(count, site=program.site),
        presenters=[("presenter", {"name": f"Presenter {n}"}) for n in range(count)],
    )
    get_again = revisit(page)

    with django_assert_num_queries(14):
        get_again()
