"""Composes what coaches say about themselves."""

from html import escape
from random import Random
from typing import Any

from example_site.demo.dice import Deck
from example_site.demo.places import Place
from example_site.demo.texts import load

Block = tuple[str, Any]

# fmt: off
UNITS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
]
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
# fmt: on
# Such a story says already where somebody comes from.
BEGINNINGS = ("I began", "I started", "I trained", "I grew up", "I was the first", "My first job")
OURS = {
    "special-district": "the district",
    "council-of-governments": "the council of governments",
    "state-association": "the association",
    "university": "the university",
    "retired-private": "the city",
}


def in_words(number: int) -> str:
    """Write out a number below 100."""
    if number < 20:
        return UNITS[number]
    tens, unit = divmod(number, 10)
    return TENS[tens] + (f"-{UNITS[unit]}" if unit else "")


def sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def about(number: int) -> str:
    """A number of residents as people say it: two figures are enough."""
    rounded = round(number, 2 - len(str(number)))
    if rounded >= 1_000_000:
        return f"{rounded / 1_000_000:g} million"
    return f"{rounded:,}"


class Biographer:
    """Deals sentences, so that people who stand side by side don't say the same."""

    def __init__(self, key: str) -> None:
        texts = load("biographies")
        self.decks = {name: Deck(lines, key, name) for name, lines in texts.items()}
        self.themes = {theme["key"]: theme for theme in load("themes")["theme"]}
        self.asks = {k: Deck(t["asks"], key, "asks", k) for k, t in self.themes.items()}
        self.stories = {k: Deck(t["stories"], key, "stories", k) for k, t in self.themes.items()}

    def deal(self, name: str) -> Any:
        return self.decks[name].deal()

    def ask_me_about(self, rng: Random, stage: str, themes: tuple[str, str]) -> list[str]:
        """Invent two to five things that somebody likes to be asked."""
        wanted = rng.choice((2, 3, 3, 3, 4, 4, 5))
        lines = []
        for position in range(wanted):
            if stage in ("student-intern", "entry-mid-management") and position != 2:
                lines.append(self.deal("asks_early"))
            elif stage == "retired-encore" and position == 0:
                lines.append(self.deal("asks_retired"))
            else:
                lines.append(self.asks[themes[0] if position % 3 < 2 else themes[1]].deal())
        return list(dict.fromkeys(self.fill(rng, line) for line in lines))

    def biography(
        self, rng: Random, *, place: Place, stage: str, years: int, themes: tuple[str, str]
    ) -> list[Block]:
        """Compose somebody's life in a few paragraphs."""
        early = stage in ("student-intern", "entry-mid-management")
        story = self.deal("stories_early") if early else self.stories[themes[0]].deal()
        origin = self._origin(rng, stage, story, years)
        now = self._now(rng, stage, place)
        approach = [self.deal("approach_early" if early and rng.random() < 0.6 else "approach")]
        if rng.random() < 0.55:
            approach.append(self.deal("approach"))
        close = self.deal("personal") if rng.random() < 0.6 else ""
        belief = self.deal("beliefs") if rng.random() < 0.5 else ""
        if rng.random() < 0.2 and not early:
            now += " " + self.stories[themes[1]].deal()

        values = self._values(place, years)
        shape = rng.randrange(4)
        if shape == 0:
            paragraphs = [[origin, now], [story], [belief, *approach, close]]
        elif shape == 1:
            paragraphs = [[origin, now], [story, belief], ["#", *approach], [close]]
        elif shape == 2:
            paragraphs = [[story], [origin, now], [*approach], [belief, close]]
        else:
            paragraphs = [[belief, origin], [now, story], ["#", *approach, close]]
        blocks: list[Block] = []
        for paragraph in paragraphs:
            if paragraph[0] == "#":
                blocks.append(("heading", {"text": self.deal("headings")}))
            sentences = [self.fill(rng, s, **values) for s in paragraph if s and s != "#"]
            if sentences:
                blocks.append(("paragraph", f"<p>{escape(' '.join(sentences), quote=False)}</p>"))
        if rng.random() < 0.3:
            quote, role = self.deal("quotes")
            blocks.append(("quote", {"quote": quote, "name": "", "role": role}))
        return blocks

    def _origin(self, rng: Random, stage: str, story: str, years: int) -> str:
        if stage == "retired-encore":
            return self.deal("origins_retired")
        if stage == "student-intern":
            return self.deal("origins_student")
        if stage == "entry-mid-management":
            return self.deal("origins_early")
        if story.startswith(BEGINNINGS) or rng.random() < 0.15:
            return self.deal("origins_short")
        return self.deal("origins")

    def _now(self, rng: Random, stage: str, place: Place) -> str:
        if stage == "student-intern":
            return ""
        if stage == "retired-encore":
            return self.deal("now_retired")
        early = stage == "entry-mid-management"
        while True:
            sentence = self.deal("now_early" if early else "now")
            if place.population or "{people}" not in sentence:
                return str(sentence)

    def _values(self, place: Place, years: int) -> dict[str, str]:
        our = OURS.get(place.organization_type, f"the {place.kind.lower()}")
        return {
            "years": in_words(years),
            "years_cap": sentence_case(in_words(years)),
            "org": place.with_article,
            "org_cap": sentence_case(place.with_article),
            "our": our,
            "our_cap": sentence_case(our),
            "our_plain": place.kind.lower() or "city",
            "people": f"some {about(place.population or 0)} people",
        }

    def fill(self, rng: Random, text: str, **values: str) -> str:
        few = in_words(rng.randrange(3, 10))
        return text.format(
            few=few,
            few_cap=sentence_case(few),
            dozens=rng.randrange(14, 49),
            months=in_words(rng.randrange(5, 23)),
            money=_money(rng),
            percent=rng.randrange(6, 39),
            **values,
        )


def _money(rng: Random) -> str:
    if rng.random() < 0.5:
        return f"${rng.randrange(11, 95) / 10:g} million"
    return f"${rng.randrange(18, 95) * 10},000"
