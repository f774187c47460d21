"""Invents what coaches offer, and how they may be reached: roles, languages, formats, who sees
what. Knows nothing of databases.
"""

from collections.abc import Sequence
from random import Random
from typing import Any

from example_site.demo.dice import dice, one_of
from example_site.demo.places import states
from example_site.demo.texts import load

#: Who suggests coaches and introduces people to them, by number: in five states, two in one.
SENIOR_ADVISORS = {0, 12, 19, 32, 49, 126}

ROLES = {
    "chief": {"coach": 0.95, "mentor": 0.5, "catalyst": 0.2},
    "assistant-chief": {"coach": 0.95, "mentor": 0.4, "catalyst": 0.25},
    "department-head": {"coach": 0.9, "mentor": 0.4, "catalyst": 0.25},
    "entry-mid-management": {"coach": 0.85, "mentor": 0.25, "catalyst": 0.3},
    "student-intern": {"coach": 0.9, "catalyst": 0.3},
    "retired-encore": {"coach": 0.9, "mentor": 0.8, "catalyst": 0.1},
}
FORMATS = {"phone": 0.9, "video": 0.8, "in-person": 0.42}
VISIBILITIES = {
    "phone_visibility": {"everyone": 25, "members": 35, "accepted": 40},
    "email_visibility": {"everyone": 10, "members": 30, "accepted": 60},
}
# Of credentials that are renewed: how many name the day they end, and how many of these are past.
RENEWED, DATED, LAPSED = "icma-cm", 0.6, 0.15
# Somebody signs; hardly anybody speaks a language that nobody around them does.
SIGNS, LEARNED_SPANISH = 0.03, 0.09
UNCOMMON_PREFERENCE = 0.7


def invent_offers(number: int, *, name: str, stage: str, us_state: str) -> dict[str, Any]:
    """Invent what a coach offers; `stage` is the slug of a career stage."""
    rng = dice("offers", number)
    return {
        "preferred_name": _preferred_name(rng, name.split(maxsplit=1)[0]),
        "roles": _roles(rng, number, stage),
        "languages": _languages(rng, name),
        "formats": _some(rng, FORMATS) or ["phone"],
        "time_zone": states()[us_state]["time_zone"],
        **{field: one_of(rng, weights) for field, weights in VISIBILITIES.items()},
    }


def dated(number: int, slugs: Sequence[str]) -> list[tuple[str, int | None]]:
    """Give credentials the day after which they do not hold any more, in days from today."""
    rng = dice("credentials", number)
    found: list[tuple[str, int | None]] = []
    for slug in slugs:
        days = None
        if slug == RENEWED and rng.random() < DATED:
            days = -rng.randrange(15, 400) if rng.random() < LAPSED else rng.randrange(40, 1000)
        found.append((slug, days))
    return found


def _preferred_name(rng: Random, given: str) -> str:
    usual = load("names")["preferred"].get(given, "")
    return usual if rng.random() < UNCOMMON_PREFERENCE else ""


def _roles(rng: Random, number: int, stage: str) -> list[str]:
    roles = _some(rng, ROLES[stage]) or ["coach"]
    return [*roles, "senior-advisor"] if number in SENIOR_ADVISORS else roles


def _languages(rng: Random, name: str) -> list[str]:
    """English, and what people of that name often speak besides."""
    spoken = ["english"]
    words = set(name.replace("-", " ").split())
    for language, (share, names) in load("names")["languages"].items():
        if words & set(names.split()) and rng.random() < share:
            spoken.append(language)
    if "spanish" not in spoken and rng.random() < LEARNED_SPANISH:
        spoken.append("spanish")
    if rng.random() < SIGNS:
        spoken.append("american-sign-language")
    return spoken


def _some(rng: Random, shares: dict[str, float]) -> list[str]:
    """Draw keys, each on its own, as likely as its share says."""
    return [key for key, share in shares.items() if rng.random() < share]
