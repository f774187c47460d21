import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wagtail_coaching.enums import PopulationBand, USState


@pytest.mark.parametrize(
    ("population", "label"),
    [
        (0, "Under 2,500"),
        (2_499, "Under 2,500"),
        (2_500, "2,500–4,999"),
        (4_999, "2,500–4,999"),
        (5_000, "5,000–9,999"),
        (9_999, "5,000–9,999"),
        (10_000, "10,000–24,999"),
        (24_999, "10,000–24,999"),
        (25_000, "25,000–49,999"),
        (49_999, "25,000–49,999"),
        (50_000, "50,000–99,999"),
        (99_999, "50,000–99,999"),
        (100_000, "100,000–249,999"),
        (249_999, "100,000–249,999"),
        (250_000, "250,000–499,999"),
        (499_999, "250,000–499,999"),
        (500_000, "500,000–1,000,000"),
        (1_000_000, "500,000–1,000,000"),
        (1_000_001, "Over 1,000,000"),
    ],
)
def test_population_band_at_its_boundaries(population, label):
    assert PopulationBand.for_population(population).label == label


def test_population_band_unknown():
    assert PopulationBand.for_population(None) is None


@given(st.integers(0, 40_000_000), st.integers(0, 40_000_000))
def test_population_band_grows_with_the_population(one, other):
    order = list(PopulationBand)
    small, large = sorted([one, other])

    assert order.index(PopulationBand.for_population(small)) <= order.index(
        PopulationBand.for_population(large)
    )


@given(st.integers(0, 40_000_000))
def test_population_band_names_a_range_that_holds_the_population(population):
    label = str(PopulationBand.for_population(population).label)
    bounds = [int(number.replace(",", "")) for number in re.findall(r"[\d,]+", label)]

    if label.startswith("Under"):
        assert population < bounds[0]
    elif label.startswith("Over"):
        assert population > bounds[0]
    else:
        assert bounds[0] <= population <= bounds[1]


def test_states_are_the_fifty_and_the_district():
    assert len(USState) == 51
    assert all(len(value) == 2 and value.isupper() for value in USState.values)
