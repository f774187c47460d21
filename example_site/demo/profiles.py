"""Invents coaches: who they are, where they work, what they offer. Knows nothing of databases."""

from bisect import bisect
from dataclasses import dataclass, field
from random import Random
from typing import Any

from example_site.demo.biographies import Biographer, Block
from example_site.demo.dice import Deck, dice, weighted_sample
from example_site.demo.looks import Look, invent_look
from example_site.demo.names import Name, NameMaker, address_of, phone_in, special_name
from example_site.demo.offers import dated, invent_offers
from example_site.demo.places import Place, invent_place, states
from example_site.demo.texts import load
from example_site.demo.titles import CREDENTIALS, YEARS, stage_for, title_for

# Of twenty coaches in a row twelve are in California, three in Illinois.
ROUND = 20
ILLINOIS = {0, 1, 2}
ELSEWHERE = {6, 9, 13, 16, 19}
PAUSED = {10, 13, 17}
LONG_NAME, TWINS = 5, (4, 7)
# Whom the gallery does not show, and why: see `Profile.vetting`.
NOT_PUBLIC = {8: "waiting", 26: "overdue", 31: "changes", 44: "suspended"}
# Who was asked whether the profile is still right, and is silent: when they last said so, in days
# ago. The second has been silent for so long that the profile is hidden.
SILENT = {11: 390, 51: 420}

TOPICS = {
    "chief": (3, 4, 8, 5, 2, 5, 6, 6),
    "assistant-chief": (5, 6, 5, 6, 3, 7, 4, 6),
    "department-head": (4, 6, 3, 7, 4, 6, 4, 6),
    "entry-mid-management": (7, 7, 1, 3, 9, 5, 2, 2),
    "student-intern": (6, 5, 0, 1, 9, 2, 1, 1),
    "retired-encore": (2, 4, 7, 3, 2, 6, 8, 7),
}


@dataclass(frozen=True)
class Profile:
    """One coach. Days are counted from today; vocabulary terms are named by slug."""

    name: str
    email: str
    phone: str
    pronouns: str
    job_title: str
    organization: str
    organization_type: str
    population: int | None
    us_state: str
    region: str
    years: int
    career_stage: str
    #: Slug, and in how many days it ends; ``None``: never.
    credentials: list[tuple[str, int | None]]
    topics: list[str]
    ask_me_about: list[str]
    biography: list[Block]
    look: Look | None
    published_days_ago: int
    confirmed_days_ago: int
    #: How the vetting stands where the profile is not public: waiting, overdue, changes (were
    #: asked for), suspended. Empty: approved.
    vetting: str = ""
    capacity: int = 2
    paused_for_days: int | None = None
    accepting_for_days: int | None = None
    preferred_channel: str = "phone"
    best_hours: str = ""
    preferred_name: str = ""
    roles: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    time_zone: str = ""
    phone_visibility: str = "accepted"
    email_visibility: str = "accepted"
    #: Learners take all places.
    is_full: bool = False


def invent_profiles(count: int) -> list[Profile]:
    """Invent `count` coaches; the first ones are the same for any count."""
    inventor = _Inventor()
    return [inventor.invent(number) for number in range(count)]


def topic_slugs() -> list[str]:
    return list(load("requests")["situations"])


class _Inventor:
    def __init__(self) -> None:
        self.biographer = Biographer("coaches")
        self.handmade = load("people")["coach"]
        special = {special_name("long").full, special_name("twice").full}
        self.names = NameMaker("coaches", {*special, *(p["name"] for p in self.handmade)})
        self.addresses: set[str] = set()
        # How each biography begins, in the gallery's order.
        self.openings: list[tuple[str, str]] = []
        self.elsewhere = Deck([c for c in states() if c not in ("CA", "IL")], "elsewhere")
        self.themes = Deck([t["key"] for t in load("themes")["theme"]], "themes")

    def invent(self, number: int) -> Profile:
        if number < len(self.handmade):
            return self._handmade(number)
        rng = dice("coach", number)
        name = self._name(number)
        place = invent_place(rng, self._state(number))
        stage = stage_for(rng, place)
        themes = (place.theme or self.themes.deal(), self.themes.deal())
        years = rng.randint(*YEARS[stage])
        bare = number % 50 == 39
        skills = dict(zip(topic_slugs(), TOPICS[stage], strict=True))
        topics = weighted_sample(
            rng, {slug: weight for slug, weight in skills.items() if weight}, rng.randint(2, 6)
        )
        return Profile(
            name=name.full,
            email=address_of(name.full, self.addresses),
            phone=phone_in(list(place.area_codes), rng),
            pronouns=_pronouns(name.presents, rng.random()),
            job_title=title_for(rng, place, stage, themes[0]),
            organization=place.organization,
            organization_type=place.organization_type,
            population=place.population,
            us_state=place.us_state,
            region=place.region,
            years=years,
            career_stage=stage,
            credentials=dated(
                number, [c for c, share in CREDENTIALS[stage].items() if rng.random() < share]
            ),
            topics=topics,
            ask_me_about=[] if bare else self.biographer.ask_me_about(rng, stage, themes),
            biography=[] if bare else self._biography(rng, name.full, place, stage, years, themes),
            look=None if number % 25 in (9, 14, 21) else _look(name, number, years),
            vetting=NOT_PUBLIC.get(number, ""),
            preferred_channel="email" if rng.random() < 0.3 else "phone",
            best_hours=self.biographer.deal("hours"),
            **invent_offers(number, name=name.full, stage=stage, us_state=place.us_state),
            **_availability(number),
        )

    def _biography(
        self,
        rng: Random,
        name: str,
        place: Place,
        stage: str,
        years: int,
        themes: tuple[str, str],
    ) -> list[Block]:
        """Compose a life that does not begin as that of a neighbor in the gallery does."""
        position = bisect(self.openings, (name, ""))
        neighbors = {opening for _, opening in self.openings[max(0, position - 1) : position + 1]}
        while True:
            biography = self.biographer.biography(
                rng, place=place, stage=stage, years=years, themes=themes
            )
            opening = biography[0][1][:24]
            if opening not in neighbors:
                self.openings.insert(position, (name, opening))
                return biography

    def _handmade(self, number: int) -> Profile:
        facts = dict(self.handmade[number])
        rng = dice("coach", number)
        name = facts["name"]
        biography: list[Block] = [("paragraph", f"<p>{text}</p>") for text in facts["biography"]]
        if facts["quote"]:
            quote, role = facts["quote"]
            biography.append(("quote", {"quote": quote, "name": "", "role": role}))
        look = invent_look(
            dice("look", name),
            presents=facts["presents"],
            skins=[facts["skin"]],
            hair=["brown", "black"],
            years=facts["age_look"],
        )
        taken = (
            *("name", "presents", "skin", "age_look", "biography", "quote", "pronouns"),
            "credentials",
        )
        offers = invent_offers(
            number, name=name, stage=facts["career_stage"], us_state=facts["us_state"]
        )
        return Profile(
            name=name,
            email=address_of(name, self.addresses),
            phone=phone_in(states()["IL"]["area_codes"], rng),
            pronouns=facts.get("pronouns", ""),
            biography=biography,
            credentials=dated(number, facts["credentials"]),
            look=look,
            best_hours=self.biographer.deal("hours"),
            **{key: value for key, value in facts.items() if key not in taken},
            **offers,
            **_availability(number),
        )

    def _name(self, number: int) -> Name:
        if number == LONG_NAME:
            return special_name("long")
        return special_name("twice") if number in TWINS else self.names.make()

    def _state(self, number: int) -> str:
        if number % ROUND in ILLINOIS or number == TWINS[1]:
            return "IL"
        return self.elsewhere.deal() if number % ROUND in ELSEWHERE else "CA"


def _look(name: Name, number: int, years: int) -> Look:
    return invent_look(
        dice("look", number),
        presents=name.presents,
        skins=name.skins,
        hair=name.hair,
        years=years,
        scarf=name.scarf,
    )


def _pronouns(presents: str, roll: float) -> str:
    if roll > 0.4:
        return ""
    usual = {"f": "she/her", "m": "he/him", "x": "they/them"}[presents]
    return "they/them" if roll < 0.02 else usual


def _availability(number: int) -> dict[str, Any]:
    """Who takes requests: most do, some have paused, a few are full or have finished."""
    rng = dice("availability", number)
    place = number % ROUND
    silent = number in SILENT
    found: dict[str, Any] = {
        "capacity": rng.choice((1, 2, 2, 3, 3, 4)),
        "confirmed_days_ago": SILENT[number] if silent else rng.randrange(3, 330),
        "published_days_ago": rng.randrange(640, 900) if silent else rng.randrange(335, 640),
    }
    if place in PAUSED:
        found["paused_for_days"] = rng.randrange(9, 130)
    if place == 15:
        found.update(is_full=True, capacity=rng.choice((1, 2)))
    if number % (2 * ROUND) == 18:
        found["accepting_for_days"] = -rng.randrange(5, 60)
    if place == 3:
        found["accepting_for_days"] = rng.randrange(20, 200)
    return found
