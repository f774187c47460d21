"""The gallery's filters, apart from any page."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from wagtail_coaching.enums import GallerySort
from wagtail_coaching.forms.gallery import (
    VOCABULARIES,
    CoachFilterSet,
    choices_of,
    page_number,
    sort_choices,
)
from wagtail_coaching.models import OrganizationType, Topic
from wagtail_coaching.services.gallery_facts import FACETS

TOPICS = [Topic(slug="budgets", name="Budgets"), Topic(slug="hiring", name="Hiring")]
TYPES = [OrganizationType(slug="city", name="City")]


def select(query, *, topics=TOPICS):
    choices = choices_of({"topic": topics, "organization_type": TYPES})
    return CoachFilterSet(QueryDict(query), choices=choices).selection()


def test_filters_are_those_that_the_search_knows():
    assert sorted(CoachFilterSet.facet_labels()) == sorted(FACETS)
    assert set(VOCABULARIES) < set(FACETS)


def test_selection_is_in_the_order_of_the_form():
    chosen = select("organization_type=city&state=IL&topic=hiring&topic=budgets&q= ann ")

    assert chosen.labels == [
        ("q", "ann", "“ann”"),
        ("topic", "budgets", "Budgets"),
        ("topic", "hiring", "Hiring"),
        ("state", "IL", "Illinois"),
        ("organization_type", "city", "City"),
    ]
    assert chosen.parameters == [(name, value) for name, value, _label in chosen.labels]


def test_selection_names_terms_to_the_search_by_their_keys():
    assert select("topic=hiring&state=IL&availability=open").values() == {
        "topic": frozenset({str(TOPICS[1].translation_key)}),
        "availability": frozenset({"open"}),
        "state": frozenset({"IL"}),
    }


def test_selection_of_nothing():
    nothing = select("")

    assert (nothing.text, nothing.values(), nothing.labels) == ("", {}, [])
    assert (nothing.sort, nothing.page) == (GallerySort.SHUFFLE, 1)


def test_selection_keeps_what_is_right_where_something_is_wrong():
    assert select("q=%00&topic=hiring&topic=unknown&state=XX&sort=x").labels == [
        ("topic", "hiring", "Hiring")
    ]


def test_choices_of_one_form_do_not_leak_into_the_next():
    select("topic=hiring")

    assert select("topic=hiring", topics=[]).labels == []


def test_choices_are_in_the_active_language():
    with translation.override("de"):
        other = {name: len(choices) for name, choices in choices_of({}).items()}

    assert {name: len(choices) for name, choices in choices_of({}).items()} == other
    assert choices_of({})["population_band"][0].label == "Under 2,500"


@pytest.mark.parametrize(
    ("query", "sort"),
    [
        ("", "shuffle"),
        ("q=ann", "match"),
        ("q=ann&sort=name", "name"),
        ("sort=name", "name"),
        ("sort=match", "shuffle"),
        ("sort=email", "shuffle"),
    ],
)
def test_order_in_force(query, sort):
    assert select(query).sort == sort


def test_best_match_is_on_offer_for_a_search_only():
    assert set(dict(sort_choices("ann"))) - set(dict(sort_choices(""))) == {"match"}


@pytest.mark.parametrize(
    ("asked", "number"),
    [("", 1), ("2", 2), (" 3 ", 3), ("0", 1), ("-1", 1), ("1.5", 1), ("٣", 1), ("9" * 5000, 10**9)],
)
def test_page_number(asked, number):
    assert page_number(asked) == number


@given(st.lists(st.text() | st.sampled_from(["budgets", "hiring"])))
def test_selection_takes_what_is_known_once_and_in_order(given_values):
    query = urlencode([("topic", value.encode(errors="replace")) for value in given_values])

    assert select(query).parameters == [
        ("topic", slug) for slug in ("budgets", "hiring") if slug in given_values
    ]
