"""Invents where people work: a place, the kind of organization, its name and its size."""

import math
from dataclasses import dataclass
from random import Random
from typing import Any

from example_site.demo.dice import dice, one_of
from example_site.demo.texts import load

KINDS = {
    "city": "City",
    "village": "Village",
    "town": "Town",
    "township": "Township",
    "county": "County",
}
# How many people each kind of organization serves, from and to.
SIZES = {
    "city": (3_100, 960_000),
    "village": (760, 46_000),
    "town": (840, 38_000),
    "township": (1_900, 62_000),
    "county": (14_000, 2_900_000),
    "special-district": (5_200, 780_000),
    "council-of-governments": (140_000, 3_600_000),
    "retired-private": (4_000, 140_000),
}
DISTRICTS = {
    "water": "Water District",
    "fire": "Fire Protection District",
    "parks": "Park District",
    "library": "Library District",
    "mobility": "Transit District",
    "health": "Healthcare District",
    "capital": "Sanitary District",
    "services": "Community Services District",
}
FIRMS = ["Oak & Ledger Advisers", "Second Chapter Public Management", "Town Square Partners"]
# Elsewhere no place and no county is larger than this.
POPULOUS = {"AZ", "CA", "CO", "DC", "FL", "IL", "TX", "WA"}
LARGEST_ELSEWHERE = 390_000
# Where towns are far apart, and none of them is large.
RURAL = {
    "Coastal Plain",
    "Cumberland Plateau",
    "Door Peninsula",
    "Downeast",
    "Driftless Area",
    "Finger Lakes",
    "Flint Hills",
    "Hi-Line",
    "High Desert",
    "Iron Range",
    "Laurel Highlands",
    "Mogollon Rim",
    "North Coast",
    "Northern Mountains",
    "Palouse",
    "Shawnee Hills",
    "Sierra Foothills",
    "Upper Peninsula",
    "Western Slope",
}
LARGEST_RURAL = 41_000
# Names that end so are not used with an article.
WITHOUT_ARTICLE = ("County", "Township", "University", *FIRMS)


@dataclass(frozen=True)
class Place:
    """An organization, and where it is."""

    organization: str
    organization_type: str
    kind: str
    us_state: str
    region: str
    population: int | None
    area_codes: tuple[int, ...]
    theme: str = ""

    @property
    def with_article(self) -> str:
        """The organization's name as it stands in a sentence."""
        if self.organization.endswith(WITHOUT_ARTICLE):
            return self.organization
        return f"the {self.organization}"


def states() -> dict[str, dict[str, Any]]:
    return {state["code"]: state for state in load("places")["state"]}


def invent_place(rng: Random, code: str) -> Place:
    """Invent an organization in a state."""
    state = states()[code]
    kind = one_of(rng, state["types"])
    region = rng.choice(list(state["regions"]))
    town = rng.choice(state["regions"][region])
    theme = rng.choice(list(DISTRICTS)) if kind == "special-district" else ""
    base = rng.choice(state["counties"]) if kind == "county" else town
    return Place(
        organization=_organization(rng, state, kind, base, theme),
        organization_type=kind,
        kind=KINDS.get(kind, ""),
        us_state=code,
        region=region,
        population=_population(kind, base, code, region),
        area_codes=tuple(state["area_codes"]),
        theme=theme,
    )


def _organization(rng: Random, state: dict[str, Any], kind: str, base: str, theme: str) -> str:
    if kind == "county":
        return f"{base} County"
    if kind == "township":
        return f"{base} Township"
    if kind == "special-district":
        return f"{base} {DISTRICTS[theme]}"
    if kind == "council-of-governments":
        return f"{base} Area Council of Governments"
    if kind == "state-association":
        return str(state["association"])
    if kind == "university":
        return f"{base} State University"
    if kind == "retired-private":
        return rng.choice(FIRMS) if rng.random() < 0.35 else f"Formerly City of {base}"
    return f"{KINDS[kind]} of {base}"


def _population(kind: str, base: str, code: str, region: str) -> int | None:
    """The same for everybody who works there; small places are more common than large ones."""
    if kind not in SIZES:
        return None
    low, high = SIZES[kind]
    if code not in POPULOUS:
        high = min(high, LARGEST_ELSEWHERE)
    if region in RURAL and kind in KINDS and kind != "county":
        high = min(high, LARGEST_RURAL)
    share = dice("population", kind, base, code).random() ** 1.25
    exact = math.exp(math.log(low) + share * (math.log(high) - math.log(low)))
    # Three figures, as people say it: 24,500 and not 24,512.
    return int(round(exact, 3 - len(str(int(exact)))))
