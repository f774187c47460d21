"""The gallery's list of Senior Advisors."""

import pytest

from tests.factories import CoachRequestFactory, RoleFactory, make_coach_page
from tests.markup import links, parse, text_of, texts
from wagtail_coaching.enums import RequestState

VIEW = "?view=advisors"


@pytest.fixture
def roles(program):
    """A role that makes introductions, and one that does not."""
    site = program.site
    return (
        RoleFactory(site=site, name="Senior Advisor", makes_introductions=True),
        RoleFactory(site=site, name="Mentor"),
    )


def test_advisors_stand_by_state_and_name(program, roles, visit):
    advisor, mentor = roles
    for title, state, held in (
        ("Zoe", "IL", [advisor]),
        ("Ann", "IL", [advisor, mentor]),
        ("Cal", "CA", [advisor]),
        ("Nil", "", [advisor]),
        ("Meg", "CA", [mentor]),
        ("Bob", "CA", []),
    ):
        make_coach_page(program, title=title, us_state=state, roles=held)

    soup = parse(visit(program.gallery, VIEW))

    assert {
        text_of(group.h2): texts(group, ".coaching-card__name")
        for group in soup.select(".coaching-advisors")
    } == {"California": ["Cal"], "Illinois": ["Ann", "Zoe"], "Without a state": ["Nil"]}
    assert texts(soup, ".coaching-states a") == ["California 1", "Illinois 2", "Without a state 1"]
    assert links(soup, ".coaching-states a")[0] == "?view=advisors#coaching-state-CA"
    assert soup.find(id="coaching-state-CA") is not None


def test_list_of_advisors_has_a_title_of_its_own(program, roles, visit):
    make_coach_page(program, roles=[roles[0]])

    assert text_of(parse(visit(program.gallery, VIEW)).title).startswith("Senior Advisors")
    assert text_of(parse(visit(program.gallery)).title).startswith(program.gallery.title)


def test_advisor_may_be_asked_for_an_introduction(program, roles, visit):
    page = make_coach_page(program, title="Ann", roles=[roles[0]])

    (link,) = parse(visit(program.gallery, VIEW)).select(".coaching-card__action a")

    form = program.request_page.relative_url(program.site)
    assert (text_of(link), link["href"]) == (
        "Ask for a warm introduction : Ann",
        f"{form}?advisor={page.pk}",
    )


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({"coach__paused_until": "2100-01-01"}, 0),
        ({"coach__capacity": 0}, 0),
        ({"coach__capacity": 1}, 1),
        ({"coach": None}, 0),
    ],
)
def test_advisor_is_asked_while_there_is_time_for_it(program, roles, visit, facts, asked):
    page = make_coach_page(program, roles=[roles[0]], **facts)
    if page.coach is not None:  # an introduction takes none of the places
        CoachRequestFactory(site=program.site, coach=page.coach, state=RequestState.INTRODUCED)

    soup = parse(visit(program.gallery, VIEW))

    assert len(soup.select(".coaching-card")) == 1
    assert len(soup.select(".coaching-card__action")) == asked


def test_advisors_without_a_request_page_cannot_be_asked(program, roles, visit):
    make_coach_page(program, roles=[roles[0]])
    program.request_page.unpublish()

    soup = parse(visit(program.gallery, VIEW))

    assert len(soup.select(".coaching-card")) == 1
    assert soup.select(".coaching-card__action") == []


def test_gallery_leads_to_advisors_where_there_are_any(program, roles, visit):
    make_coach_page(program, title="Meg", roles=[roles[1]])
    assert parse(visit(program.gallery)).select(".coaching-gallery__advisors") == []

    make_coach_page(program, title="Ann", roles=[roles[0]])
    assert links(parse(visit(program.gallery)), ".coaching-gallery__advisors a") == [VIEW]
    # Whatever is chosen.
    filtered = parse(visit(program.gallery, "?q=meg"))
    assert links(filtered, ".coaching-gallery__advisors a") == [VIEW]


def test_list_without_advisors_leads_back(program, roles, visit):
    soup = parse(visit(program.gallery, VIEW))

    assert texts(soup, ".coaching-empty h2") == ["No Senior Advisor is listed at present"]
    assert links(soup, ".coaching-empty a") == [program.gallery.relative_url(program.site)]


def test_site_without_such_a_role_shows_the_gallery(program, visit):
    RoleFactory(site=program.site, name="Mentor")

    assert parse(visit(program.gallery, VIEW)).select("form.coaching-filters") != []


def test_advisors_of_another_gallery_or_site_are_not_listed(program, program_b, roles, visit):
    other = RoleFactory(site=program_b.site, makes_introductions=True)
    make_coach_page(program_b, title="Carl Coast", roles=[other])
    make_coach_page(program, title="Ann", roles=[roles[0]])

    assert texts(parse(visit(program.gallery, VIEW)), ".coaching-card__name") == ["Ann"]


def test_many_advisors_go_on_another_page(program, roles, visit, settings):
    settings.WAGTAIL_COACHING = {**getattr(settings, "WAGTAIL_COACHING", {}), "COACHES_PER_PAGE": 2}
    for title, state in (("Ann", "AL"), ("Bob", "IL"), ("Cid", "IL")):
        make_coach_page(program, title=title, us_state=state, roles=[roles[0]])

    soup = parse(visit(program.gallery, f"{VIEW}&page=2"))

    assert texts(soup, ".coaching-card__name") == ["Cid"]
    assert links(soup, ".coaching-pagination a[rel=prev]") == [f"{VIEW}&page=1"]
    assert links(soup, ".coaching-states a") == [
        f"{VIEW}#coaching-state-AL",
        f"{VIEW}#coaching-state-IL",
    ]
