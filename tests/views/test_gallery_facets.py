"""The gallery's facets: what they offer, and how many coaches each choice would give."""

import pytest

from tests.factories import (
    CareerStageFactory,
    CoachRequestFactory,
    FormatFactory,
    LanguageFactory,
    OrganizationTypeFactory,
    RoleFactory,
    SynonymFactory,
    TopicFactory,
    make_coach_page,
)
from tests.markup import links, parse, text_of, texts
from wagtail_coaching.enums import RequestState

NAMES = ".coaching-card__name"


@pytest.fixture
def everything(program):
    """Three coaches who differ in every facet: Ann, Bob, and Cid, who has a bit of both."""
    site = program.site
    make = (
        TopicFactory,
        OrganizationTypeFactory,
        CareerStageFactory,
        RoleFactory,
        LanguageFactory,
        FormatFactory,
    )
    a, b = (
        [factory(site=site, name=f"{of} {factory.__name__[:-7]}") for factory in make]
        for of in "AB"
    )
    for title, terms, state, population, more in (
        ("Ann", a, "IL", 900, {}),
        ("Bob", b, "CA", 30_000, {"coach__paused_until": "2100-01-01"}),
    ):
        make_coach_page(
            program,
            title=title,
            organization_type=terms[1],
            career_stage=terms[2],
            roles=[terms[3]],
            us_state=state,
            population=population,
            coach__topics=[terms[0]],
            coach__languages=[terms[4]],
            coach__formats=[terms[5]],
            **more,
        )
    make_coach_page(
        program,
        title="Cid",
        organization_type=b[1],
        career_stage=a[2],
        roles=[a[3], b[3]],
        us_state="IL",
        population=30_001,
        coach__topics=[a[0], b[0]],
        coach__languages=[b[4]],
        coach__formats=[a[5], b[5]],
    )
    return program


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("topic=a-topic", ["Ann", "Cid"]),
        ("availability=paused", ["Bob"]),
        ("state=IL", ["Ann", "Cid"]),
        ("organization_type=b-organizationtype", ["Bob", "Cid"]),
        ("population_band=under-2500", ["Ann"]),
        ("career_stage=a-careerstage", ["Ann", "Cid"]),
        ("role=b-role", ["Bob", "Cid"]),
        ("language=b-language", ["Bob", "Cid"]),
        ("format=a-format", ["Ann", "Cid"]),
        ("role=b-role&state=IL", ["Cid"]),
        ("state=IL&state=CA&language=b-language", ["Bob", "Cid"]),
        ("state=il", ["Ann", "Bob", "Cid"]),
        ("population_band=900", ["Ann", "Bob", "Cid"]),
    ],
)
def test_every_facet_narrows_the_gallery(everything, visit, query, found):
    soup = parse(visit(everything.gallery, f"?sort=name&{query}"))

    assert texts(soup, NAMES) == found


def test_facets_stand_in_one_order_with_counts_of_all(everything, visit):
    soup = parse(visit(everything.gallery))

    assert {
        text_of(facet.legend): texts(facet, ".coaching-choice")
        for facet in soup.select(".coaching-facet")
    } == {
        "Topic": ["A Topic 2", "B Topic 2"],
        "Availability": ["Open to new conversations 2", "Taking a break 1"],
        "State": ["California 1", "Illinois 2"],
        "Type of organization": ["A OrganizationType 1", "B OrganizationType 2"],
        "Size of the community": ["Under 2,500 1", "25,000–49,999 2"],
        "Career stage": ["A CareerStage 2", "B CareerStage 1"],
        "Role": ["A Role 2", "B Role 2"],
        "Language": ["A Language 1", "B Language 2"],
        "How you meet": ["A Format 2", "B Format 2"],
    }


def test_counts_take_the_other_facets_into_account_and_not_their_own(everything, visit):
    soup = parse(visit(everything.gallery, "?state=CA&topic=b-topic"))

    facets = {
        facet["data-coaching-facet"]: texts(facet, ".coaching-choice")
        for facet in soup.select(".coaching-facet")
    }
    assert facets["state"] == ["California 1", "Illinois 1"]
    assert facets["topic"] == ["A Topic 0", "B Topic 1"]
    assert facets["availability"] == ["Open to new conversations 0", "Taking a break 1"]


def test_nobody_has_it_is_shown_and_cannot_be_chosen_unless_it_is(everything, visit):
    soup = parse(visit(everything.gallery, "?state=CA&topic=a-topic"))

    boxes = {box["value"]: box for box in soup.select("input[type=checkbox]")}
    assert boxes["a-topic"].has_attr("checked")
    assert not boxes["a-topic"].has_attr("disabled")
    assert boxes["a-language"].has_attr("disabled")


def test_facet_of_which_nobody_has_anything_is_left_out(program, visit):
    TopicFactory(site=program.site)
    make_coach_page(program, us_state="IL")

    soup = parse(visit(program.gallery))

    assert texts(soup, ".coaching-facet legend") == ["Availability", "State"]


def test_long_facet_shows_the_most_frequent_first(program, visit):
    states = ["AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA", "WY"]
    for n, state in enumerate(states):
        for _ in range(2 if n >= 6 else 1):
            make_coach_page(program, us_state=state, coach=None)

    facet = parse(visit(program.gallery, "?state=AK")).select_one("[data-coaching-facet=state]")

    more = facet.select_one(".coaching-facet__more")
    assert text_of(more.summary) == "Show 4 more"
    assert texts(more, ".coaching-choice") == [
        "Arizona 1",
        "Arkansas 1",
        "California 1",
        "Colorado 1",
    ]
    shown = [box["value"] for box in facet.select("input") if box not in more.select("input")]
    assert shown == ["AL", "AK", "CT", "DE", "FL", "GA", "WY"]


def test_facets_in_use_stand_open_and_say_how_much(everything, visit):
    soup = parse(visit(everything.gallery, "?language=b-language&language=a-language"))

    is_open = {
        facet["data-coaching-facet"]: text_of(facet.select_one(".coaching-facet__chosen"))
        for facet in soup.select(".coaching-facet[open]")
    }
    assert is_open == {"topic": "", "availability": "", "state": "", "language": "2 in use"}


def test_empty_result_says_which_choice_to_drop_and_what_that_gives(everything, visit):
    soup = parse(visit(everything.gallery, "?state=CA&topic=a-topic&sort=name"))

    assert text_of(soup.find(id="coaching-results")) == "No coaches to show"
    assert [(text_of(a), a["href"]) for a in soup.select(".coaching-suggestion")] == [
        ("Without “California” 2 coaches", "?topic=a-topic&sort=name"),
        ("Without “A Topic” 1 coach", "?state=CA&sort=name"),
    ]


def test_empty_result_of_a_search_offers_to_drop_the_words(everything, visit):
    soup = parse(visit(everything.gallery, "?q=xyzzy&state=CA"))

    assert [(text_of(a), a["href"]) for a in soup.select(".coaching-suggestion")] == [
        ("Without the search for “xyzzy” 1 coach", "?state=CA")
    ]


def test_nothing_to_drop_alone_gives_advice(everything, visit):
    soup = parse(visit(everything.gallery, "?q=xyzzy&state=CA&topic=a-topic"))

    assert soup.select(".coaching-suggestion") == []
    assert "Try fewer filters" in text_of(soup.select_one(".coaching-empty"))


def test_forgiven_typo_is_said(program, visit):
    make_coach_page(program, title="Ann Bell", job_title="Manager")

    soup = parse(visit(program.gallery, "?q=manger"))

    assert texts(soup, NAMES) == ["Ann Bell"]
    assert texts(soup, ".coaching-gallery__corrections") == [
        "Nobody’s profile says “manger”. Showing results for manager ."
    ]


def test_typo_whose_correction_finds_nobody_promises_no_results(program, visit):
    make_coach_page(program, title="Ann Bell", job_title="Manager")

    soup = parse(visit(program.gallery, "?q=manger+xyzzy"))

    assert texts(soup, NAMES) == []
    assert texts(soup, ".coaching-gallery__corrections") == ["Nobody’s profile says “manger”."]


def test_synonyms_of_the_site_are_searched(program, program_b, visit):
    SynonymFactory(site=program.site, words="CAO, city manager")
    SynonymFactory(site=program_b.site, words="boss, village manager")
    make_coach_page(program, title="Ann Bell", job_title="City Manager")
    make_coach_page(program, title="Bob Cole", job_title="Village Manager")

    assert texts(parse(visit(program.gallery, "?q=cao")), NAMES) == ["Ann Bell"]
    assert texts(parse(visit(program.gallery, "?q=boss")), NAMES) == []


def test_orders_on_offer(everything, visit):
    plain = parse(visit(everything.gallery))
    search = parse(visit(everything.gallery, "?q=a"))

    # What goes without saying is sent as nothing, so that who types a search gets the best match.
    assert [(o["value"], o.has_attr("selected")) for o in plain.select("option")] == [
        ("", True),
        ("availability", False),
        ("name", False),
        ("newest", False),
    ]
    assert [(o["value"], o.has_attr("selected")) for o in search.select("option")][:2] == [
        ("shuffle", False),
        ("", True),
    ]


@pytest.mark.parametrize("sort", ["match", "fastest", "", "%00"])
def test_order_that_is_not_on_offer_is_the_usual_one(everything, visit, sort):
    soup = parse(visit(everything.gallery, f"?sort={sort}"))

    assert texts(soup, "option[selected]") == ["In turn, new every day"]


@pytest.mark.parametrize(
    ("taken", "said"),
    [(0, "3 of 3 places open"), (2, "1 of 3 places open"), (3, "All places are taken")],
)
def test_card_says_how_many_places_are_open(program, visit, taken, said):
    page = make_coach_page(program, coach__capacity=3)
    for _ in range(taken):
        CoachRequestFactory(site=program.site, coach=page.coach, state=RequestState.INTRODUCED)

    assert texts(parse(visit(program.gallery)), ".coaching-badge") == [said]


def test_more_places_open_come_first(program, visit):
    for capacity in (1, 3, 2):
        make_coach_page(program, title=f"Has {capacity}", coach__capacity=capacity)

    soup = parse(visit(program.gallery, "?sort=availability"))

    assert texts(soup, NAMES) == ["Has 3", "Has 2", "Has 1"]


def test_chips_of_numbers_say_of_what(everything, visit):
    soup = parse(visit(everything.gallery, "?population_band=under-2500&sort=name"))

    assert texts(soup, ".coaching-chip") == ["Remove: Under 2,500 residents", "Clear all"]
    assert links(soup, ".coaching-chip") == ["?sort=name", "?"]
