"""The gallery's addresses: one for each thing it shows, and what search engines are told."""

import pytest

from tests.factories import RoleFactory, TopicFactory, make_coach_page
from tests.markup import links, parse


@pytest.fixture
def gallery(program, settings):
    settings.WAGTAIL_COACHING = {**getattr(settings, "WAGTAIL_COACHING", {}), "COACHES_PER_PAGE": 1}
    topics = [TopicFactory(site=program.site, name=name) for name in ("Budgets", "Hiring")]
    for title in ("Ann", "Bob"):
        make_coach_page(program, title=title, us_state="IL", coach__topics=topics)
    return program.gallery


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", ""),
        ("?", ""),
        ("?utm_source=mail&page=1&sort=shuffle&q=&topic=unknown", ""),
        ("?page=2", "?page=2"),
        ("?page=99", "?page=2"),
        ("?sort=name", "?sort=name"),
        ("?state=IL&topic=hiring&topic=budgets", "?topic=budgets&topic=hiring&state=IL"),
        ("?page=2&sort=name&topic=hiring&q=ann+bob", "?q=ann+bob&topic=hiring&sort=name"),
        ("?sort=match&q=ann", "?q=ann"),
        ("?sort=match", ""),
        ("?q=José", "?q=Jos%C3%A9"),
        ("?view=advisors", ""),
    ],
)
def test_gallery_has_one_address_for_each_thing_it_shows(gallery, visit, query, canonical):
    response = visit(gallery, query)

    url = gallery.full_url + canonical
    soup = parse(response)
    assert links(soup, "head link[rel=canonical]") == [url]
    assert response["Link"] == f'<{url}>; rel="canonical"'
    assert soup.select_one("[data-coaching-results]")["data-coaching-results"] == (canonical or "?")


@pytest.mark.parametrize(
    ("query", "is_indexed"),
    [
        ("", True),
        ("?page=2", True),
        ("?topic=hiring", True),
        ("?topic=hiring&page=2", False),
        ("?topic=hiring&topic=budgets", False),
        ("?topic=hiring&state=IL", False),
        ("?q=ann", False),
        ("?sort=name", False),
        ("?utm_source=mail", True),
    ],
)
def test_search_engines_are_kept_out_of_combinations(gallery, visit, query, is_indexed):
    response = visit(gallery, query)

    assert response.get("X-Robots-Tag") == (None if is_indexed else "noindex")
    robots = [meta["content"] for meta in parse(response).select("head meta[name=robots]")]
    assert robots == ([] if is_indexed else ["noindex"])


def test_addresses_from_the_page_are_the_canonical_ones(gallery, visit):
    soup = parse(visit(gallery, "?sort=name&state=IL&topic=hiring&page=2"))

    assert links(soup, ".coaching-chip") == ["?state=IL&sort=name", "?topic=hiring&sort=name", "?"]
    assert links(soup, ".coaching-pagination a[rel=prev]") == [
        "?topic=hiring&state=IL&sort=name&page=1"
    ]


def test_removing_the_search_leaves_its_order_behind(gallery, visit):
    best = parse(visit(gallery, "?q=ann&topic=hiring"))
    by_turn = parse(visit(gallery, "?q=ann&topic=hiring&sort=shuffle"))

    assert links(best, ".coaching-chip")[0] == "?topic=hiring"
    assert links(by_turn, ".coaching-chip")[:2] == ["?topic=hiring", "?q=ann&sort=shuffle"]


def test_list_of_advisors_has_an_address_of_its_own(gallery, program, visit):
    role = RoleFactory(site=program.site, makes_introductions=True)
    make_coach_page(program, roles=[role], us_state="IL")

    response = visit(gallery, "?topic=hiring&view=advisors&page=7")

    assert response["Link"] == f'<{gallery.full_url}?view=advisors>; rel="canonical"'
    assert "X-Robots-Tag" not in response
