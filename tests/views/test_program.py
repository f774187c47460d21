"""The program's landing page."""

import datetime

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import PageViewRestriction

from tests.factories import (
    add_page,
    make_coach_page,
    make_host_page,
    make_image,
    make_webinar_page,
    set_settings,
)
from tests.markup import links, parse, text_of, texts

NOW = datetime.datetime(2026, 3, 4, 18, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


def test_landing_page_leads_to_its_sections(program, visit):
    faq = add_page(program.program, "FAQ_PAGE_MODEL", title="For associations")
    add_page(program.program, "FAQ_PAGE_MODEL", title="A draft", live=False)
    make_host_page(program.program)

    soup = parse(visit(program.program))

    assert texts(soup, ".coaching-entry h2") == [
        "Prairie coaches",
        "Ask Prairie",
        "Prairie webinars",
        "Prairie questions",
        "For associations",
    ]
    assert links(soup, ".coaching-entry a") == [
        page.relative_url(program.site) for page in [*program.sections, faq]
    ]
    assert text_of(soup.h1) == "Prairie coaching"


def test_landing_page_without_sections(program, visit):
    for page in program.sections:
        page.unpublish()

    soup = parse(visit(program.program))

    assert text_of(soup.h1) == "Prairie coaching"
    assert soup.select(".coaching-entry, .coaching-actions, main a") == []


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "Meet the volunteers who share what they have learned."),
        (1, "Meet 1 volunteer who gladly shares what they have learned."),
        (3, "Meet 3 volunteers who gladly share what they have learned."),
    ],
)
def test_landing_page_counts_the_coaches(program, visit, count, said):
    for _ in range(count):
        make_coach_page(program)
    make_coach_page(program, live=False)

    soup = parse(visit(program.program))

    assert text_of(soup.select_one(".coaching-entry p")) == said
    assert len(soup.select(".coaching-card:not(.coaching-entry)")) == count


def test_landing_page_shows_four_coaches_who_take_requests(program, visit):
    for n in range(6):
        make_coach_page(program, title=f"Open {n}")
    make_coach_page(program, title="Paused", coach__paused=True)
    make_coach_page(program, title="Nobody", coach=None)

    shown = texts(parse(visit(program.program)), ".coaching-card:not(.coaching-entry) h3")

    assert len(shown) == 4
    assert all(name.startswith("Open") for name in shown)


def test_landing_page_hides_coaches_that_are_for_members(program, visit, client):
    make_coach_page(program, title="Ann Bell")
    PageViewRestriction.objects.create(page=program.gallery, restriction_type="login")

    soup = parse(visit(program.program))

    assert "Ann Bell" not in text_of(soup)
    assert text_of(soup.select_one(".coaching-entry p")).startswith("Meet the volunteers")


@time_machine.travel(NOW, tick=False)
def test_landing_page_shows_the_next_three_webinars(program, visit):
    for n in (5, 2, 4, 3, -1):
        make_webinar_page(program, title=f"In {n} days", starts_at=NOW + n * DAY)
    hidden = make_webinar_page(program, title="Members", starts_at=NOW + DAY)
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")

    soup = parse(visit(program.program))

    assert texts(soup, ".coaching-webinar h3") == ["In 2 days", "In 3 days", "In 4 days"]
    assert links(soup, ".coaching-more a")[0] == program.schedule.relative_url(program.site)


def test_landing_page_names_the_association_and_its_partner(program, visit):
    logo = make_image()
    set_settings(
        program.site,
        association_name="Prairie Managers",
        association_logo=logo,
        partner_name="Partners United",
        partner_url="https://partner.example.org/",
    )

    soup = parse(visit(program.program))

    assert soup.select_one(".coaching-logos img")["alt"] == "Prairie Managers"
    assert text_of(soup.select_one(".coaching-logos a")) == "Partners United"
    assert links(soup, ".coaching-logos a") == ["https://partner.example.org/"]
    assert text_of(soup.title) == "Prairie coaching | Prairie Managers"


def test_landing_page_shows_the_partners_logo(program, visit):
    set_settings(program.site, partner_name="Partners United", partner_logo=make_image())

    soup = parse(visit(program.program))

    assert [image["alt"] for image in soup.select(".coaching-logos img")] == ["Partners United"]
    assert links(soup, ".coaching-logos a") == []


def test_landing_page_without_a_partner_or_logo(program, visit):
    soup = parse(visit(program.program))

    assert texts(soup, ".coaching-logos p") == ["A program of Prairie managers"]


@pytest.mark.parametrize("count", [1, 3])
def test_landing_page_takes_a_fixed_number_of_queries(
    program, revisit, count, django_assert_num_queries
):
    for _ in range(count):
        make_coach_page(program, portrait=make_image())
        make_webinar_page(program, starts_at=timezone.now() + DAY)
    get_again = revisit(program.program)

    with django_assert_num_queries(15):
        get_again()
