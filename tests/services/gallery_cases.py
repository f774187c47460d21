"""Galleries in memory only, and what they should answer, worked out without any index."""

from __future__ import annotations

import datetime
import hashlib
from typing import Any

from rapidfuzz.distance import OSA

from wagtail_coaching.enums import CoachAvailability, GallerySort
from wagtail_coaching.models import Topic
from wagtail_coaching.services.gallery_facts import FACETS
from wagtail_coaching.services.gallery_memory import MemoryGallery
from wagtail_coaching.services.gallery_query import GalleryQuery, GalleryResult, run_query

GALLERY = "7"
DAY = datetime.date(2026, 3, 4)
STANDINGS = ["open", "full", "paused", "closed"]

Facts = dict[str, Any]


def make_facts(words: tuple[str, ...] = ("", "", "", ""), **given: Any) -> Facts:
    """Return an entry's facts; ``topic=[…]`` and the like are facets."""
    facets = {facet: given.pop(facet, []) for facet in FACETS[:-1]}
    return {
        "name": "",
        "joined": 0,
        "capacity": 2,
        "taken": 0,
        "paused_until": "",
        "accepting_until": "",
        "facets": facets,
        "words": [f" {text}".rstrip(" ") for text in words],
        **given,
    }


def memory_of(facts: dict[str, Facts]) -> MemoryGallery:
    """Return a gallery in memory."""
    return MemoryGallery(GALLERY, [(pk, True, row) for pk, row in facts.items()])


def ask(memory: MemoryGallery, *, day: datetime.date = DAY, **query: Any) -> GalleryResult:
    """Search a gallery in memory; ``topics={name: key}`` and ``synonyms`` may be given."""
    named = query.pop("topics", {})
    topics = [Topic(name=name, translation_key=key) for name, key in named.items()]
    synonyms = query.pop("synonyms", ())
    return run_query(
        memory=memory, query=GalleryQuery(**query), today=day, topics=topics, synonyms=synonyms
    )


class Brute:
    """Goes through everybody, every time."""

    def __init__(
        self,
        facts: dict[str, Facts],
        query: GalleryQuery,
        day: datetime.date,
        topics: dict[str, str],
        synonyms: list[list[str]],
    ) -> None:
        self.facts = {pk: row for pk, row in facts.items() if pk not in query.hidden_pages}
        self.query = query
        self.day = day
        self.topics = topics
        self.synonyms = [[tuple(phrase.split()) for phrase in group] for group in synonyms]
        self.corrections: list[tuple[str, str]] = []
        self.weights = self._weights()

    def answer(self) -> GalleryResult:
        hits = [pk for pk in self.facts if self._found(pk)]
        pages = max(-(-len(hits) // self.query.per_page), 1)
        page = min(max(self.query.page, 1), pages)
        ordered = sorted(hits, key=self._key)
        totals = self._counts(lambda pk, facet: True)
        counted = self._counts(lambda pk, facet: self._found(pk, leave_out=facet))
        return GalleryResult(
            page_pks=ordered[(page - 1) * self.query.per_page : page * self.query.per_page],
            total=len(hits),
            page=page,
            page_count=pages,
            counts={f: {v: counted[f].get(v, 0) for v in totals[f]} for f in FACETS},
            totals=totals,
            corrections=self.corrections,
            without=[] if hits else self._without(),
        )

    # --- who ---

    def values(self, pk: str, facet: str) -> list[str]:
        if facet == "availability":
            return [self._standing(pk)]
        return self.facts[pk]["facets"][facet]

    def _standing(self, pk: str) -> str:
        row, day = self.facts[pk], self.day.isoformat()
        if row["capacity"] == 0 or (row["accepting_until"] and row["accepting_until"] < day):
            return CoachAvailability.CLOSED.value
        if row["paused_until"] and row["paused_until"] > day:
            return CoachAvailability.PAUSED.value
        free = row["capacity"] > row["taken"]
        return (CoachAvailability.OPEN if free else CoachAvailability.FULL).value

    def _found(self, pk: str, *, leave_out: str = "", drop: tuple[str, str] = ("", "")) -> bool:
        if self.query.text.strip() and leave_out != "q" and not self.weights.get(pk):
            return False
        for facet, chosen in self.query.choices.items():
            if facet not in FACETS or facet == leave_out or not chosen:
                continue
            left = chosen - {drop[1]} if drop[0] == facet else chosen
            if left and not left.intersection(self.values(pk, facet)):
                return False
        return True

    def _counts(self, is_counted: Any) -> dict[str, dict[str, int]]:
        counts: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
        for facet in FACETS:
            for pk in self.facts:
                for value in self.values(pk, facet) if is_counted(pk, facet) else ():
                    counts[facet][value] = counts[facet].get(value, 0) + 1
        return counts

    def _without(self) -> list[tuple[str, str, int]]:
        drops = [("q", self.query.text)] if self.query.text.strip() else []
        drops += [
            (facet, value)
            for facet in FACETS
            for value in sorted(self.query.choices.get(facet, ()))
        ]
        found = []
        for name, value in drops:
            kept = {"leave_out": "q"} if name == "q" else {"drop": (name, value)}
            found.append((name, value, sum(self._found(pk, **kept) for pk in self.facts)))
        return sorted((drop for drop in found if drop[2]), key=lambda drop: -drop[2])

    # --- in which order ---

    def _turn(self, pk: str) -> bytes:
        seed = f"{self.day.isoformat()} {GALLERY} {pk}".encode()
        return hashlib.blake2b(seed, digest_size=8).digest()

    def _key(self, pk: str) -> Any:
        row = self.facts[pk]
        match self.query.sort:
            case GallerySort.NAME:
                return row["name"], len(pk), pk
            case GallerySort.NEWEST:
                return -row["joined"], len(pk), pk
            case GallerySort.AVAILABILITY:
                standing = self._standing(pk)
                places = row["capacity"] - row["taken"] if standing == "open" else 0
                return -places, STANDINGS.index(standing), self._turn(pk)
            case GallerySort.MATCH if self.query.text.strip():
                return -self.weights[pk], self._turn(pk)
        return self._turn(pk)

    # --- words ---

    def _weights(self) -> dict[str, int]:
        typed = self.query.text.split()[:8]
        units = list(self._units(typed))
        totals: dict[str, int] = {}
        found = [self._unit(run, others) for run, others in units]
        for pk in self.facts if found else ():
            if all(pk in weights for weights in found):
                totals[pk] = sum(weights[pk] for weights in found)
        return totals

    def _units(self, typed: list[str]) -> Any:
        at = 0
        while at < len(typed):
            for end in range(len(typed), at, -1):
                run = tuple(typed[at:end])
                groups = [group for group in self.synonyms if run in group]
                if groups or len(run) == 1:
                    yield run, {p for group in groups for p in group} - {run}
                    break
            at = end

    def _unit(self, run: tuple[str, ...], others: set[tuple[str, ...]]) -> dict[str, int]:
        options = [self._run([self._word(word) for word in run])]
        options += [self._phrase(phrase) for phrase in others]
        best = {
            pk: max(option[pk] for option in options if pk in option)
            for pk in self.facts
            if any(pk in option for option in options)
        }
        return best or self._corrected(run)

    def _run(self, found: list[dict[str, int]]) -> dict[str, int]:
        return {
            pk: min(weights[pk] for weights in found)
            for pk in self.facts
            if all(pk in weights for weights in found)
        }

    def _corrected(self, run: tuple[str, ...]) -> dict[str, int]:
        found, corrections = [], []
        for word in run:
            weights = self._word(word)
            meant = "" if weights else self._meant(word)
            if meant:
                corrections.append((word, meant))
                weights = self._weigh(lambda text, m=meant: 0 if m in text.split() else None)
            found.append(weights)
        both = self._run(found)
        self.corrections += corrections if both else []
        return both

    def _weigh(self, test: Any) -> dict[str, int]:
        """``test`` says of a text what it adds to the field's weight, or ``None``."""
        weights: dict[str, int] = {}
        names = {key: name for name, key in self.topics.items()}
        for pk, row in self.facts.items():
            texts = [(8 - 2 * field, text) for field, text in enumerate(row["words"])]
            texts += [(6, names[key]) for key in row["facets"]["topic"] if key in names]
            found = [weight + test(text) for weight, text in texts if test(text) is not None]
            if found:
                weights[pk] = max(found)
        return weights

    def _word(self, word: str) -> dict[str, int]:
        def test(text: str) -> int | None:
            if word in text.split():
                return 1
            begins = any(other.startswith(word) for other in text.split())
            return 0 if len(word) > 1 and begins else None

        return self._weigh(test)

    def _phrase(self, phrase: tuple[str, ...]) -> dict[str, int]:
        if len(phrase) == 1:
            return self._weigh(lambda text: 0 if phrase[0] in text.split() else None)
        wanted = " " + " ".join(phrase)
        found: dict[str, int] = {}
        names = {key: name for name, key in self.topics.items()}
        for pk, row in self.facts.items():
            texts = [(8 - 2 * field, text) for field, text in enumerate(row["words"][:3])]
            texts += [(6, " " + names[key]) for key in row["facets"]["topic"] if key in names]
            weights = [weight for weight, text in texts if wanted in text]
            if weights:
                found[pk] = max(weights)
        return found

    def _meant(self, word: str) -> str:
        limit = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
        names = {key: name for name, key in self.topics.items()}
        holders: dict[str, int] = {}
        for row in self.facts.values():
            texts = [*row["words"], *(names.get(key, "") for key in row["facets"]["topic"])]
            for known in {part for text in texts for part in text.split()} - {"|"}:
                holders[known] = holders.get(known, 0) + 1
        ranked = [(OSA.distance(word, known), -count, known) for known, count in holders.items()]
        return min((r for r in ranked if 0 < r[0] <= limit), default=(0, 0, ""))[2]
