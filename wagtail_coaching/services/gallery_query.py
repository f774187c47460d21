"""Searching a gallery in memory: who is found, in which order, and what else there is to choose."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pyroaring import BitMap

from wagtail_coaching.enums import GallerySort
from wagtail_coaching.services.gallery_facts import FACETS
from wagtail_coaching.services.gallery_text import TextMatch, match_text

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence

    from wagtail_coaching.models import VocabularyTerm
    from wagtail_coaching.services.gallery_memory import MemoryGallery
    from wagtail_coaching.services.gallery_orders import Order

#: Stands for the text of a search where a choice is named.
TEXT = "q"


@dataclass(frozen=True)
class GalleryQuery:
    """What a visitor wants to see."""

    #: Words to look for.
    text: str = ""
    #: Chosen values by facet: one of them within a facet, all facets at once. Terms by their
    #: translation key. Unknown facets are ignored.
    choices: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    sort: GallerySort = GallerySort.SHUFFLE
    #: From 1 on; one that is not there is the nearest that is.
    page: int = 1
    per_page: int = 24
    #: Pages that the visitor may not see.
    hidden_pages: frozenset[str] = frozenset()


@dataclass(frozen=True)
class GalleryResult:
    """What is found."""

    #: The pages on the page shown, in order.
    page_pks: list[str]
    total: int
    #: The page shown, and how many there are; from 1 on.
    page: int
    page_count: int
    #: How many each value would give, by facet: with the text and the choices in all other facets.
    #: There are the values that somebody in the gallery has.
    counts: dict[str, dict[str, int]]
    #: How many have each value, whatever is chosen and typed; the same values as in ``counts``.
    totals: dict[str, dict[str, int]]
    #: Words as typed, and what they were taken for.
    corrections: list[tuple[str, str]]
    #: Only where nobody is found: which one choice to drop, as facet (or ``"q"``) and value (or
    #: the text), and how many that would give; the best first.
    without: list[tuple[str, str, int]]
    #: What is known of the pages shown, by key: spares ``load_cards`` to look again.
    known: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, compare=False, repr=False)


def run_query(
    *,
    memory: MemoryGallery,
    query: GalleryQuery,
    today: datetime.date,
    topics: Sequence[VocabularyTerm] = (),
    synonyms: Sequence[Sequence[str]] = (),
) -> GalleryResult:
    """Search a gallery; see :func:`wagtail_coaching.services.gallery.search`."""
    search = _Search(memory, query, today)
    if query.text.strip():
        search.text = match_text(
            memory=memory,
            visible=search.visible,
            text=query.text,
            topics={term.name: str(term.translation_key) for term in topics},
            synonyms=synonyms,
        )
    hits = search.hits()
    total = len(hits)
    totals = {facet: search.totals(facet) for facet in FACETS}
    per_page = max(query.per_page, 1)
    page_count = max(-(-total // per_page), 1)
    page = min(max(query.page, 1), page_count)
    slots = search.page(hits, (page - 1) * per_page, page * per_page)
    return GalleryResult(
        page_pks=[memory.pages[slot] for slot in slots],
        total=total,
        page=page,
        page_count=page_count,
        counts=search.counts(hits, totals),
        totals=totals,
        corrections=search.text.corrections if search.text else [],
        without=[] if total else search.without(),
        known={memory.pages[slot]: memory.facts[slot] for slot in slots},
    )


class _Search:
    """One query on the way through the gallery."""

    def __init__(self, memory: MemoryGallery, query: GalleryQuery, today: datetime.date) -> None:
        self.query = query
        self.day = memory.day(today)
        self.memory = memory
        self.visible = memory.alive
        if query.hidden_pages:
            self.visible = memory.alive - memory.slots_of(query.hidden_pages)
        self.facets = {**memory.facets, "availability": self.day.availability}
        self.text: TextMatch | None = None
        self.chosen = {
            facet: self._any_of(facet, frozenset(query.choices[facet]))
            for facet in FACETS
            if query.choices.get(facet)
        }

    def hits(self, *, leave_out: str = "") -> BitMap:
        """Return who is found, with one facet (or the text) left out of account."""
        found = self.visible
        if self.text is not None and leave_out != TEXT:
            found = found & self.text.hits
        for facet, slots in self.chosen.items():
            if facet != leave_out:
                found = found & slots
        return found

    def page(self, hits: BitMap, start: int, stop: int) -> list[int]:
        """Return some of the hits in the order asked for."""
        if self.query.sort == GallerySort.MATCH and self.text is not None:
            found: list[int] = []
            for layer in self.text.layers(hits):
                if start < len(layer):
                    found += self.day.shuffled.page(layer, start, stop)
                start, stop = max(start - len(layer), 0), stop - len(layer)
                if stop <= 0:
                    break
            return found
        return self._order().page(hits, start, stop)

    def counts(self, hits: BitMap, totals: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
        """Return how many each value would give."""
        if self.text is None and not self.chosen:
            return totals
        counts = {}
        for facet, values in totals.items():
            found = self.hits(leave_out=facet) if facet in self.chosen else hits
            known = self.facets[facet]
            counts[facet] = {
                value: known[value].intersection_cardinality(found) for value in values
            }
        return counts

    def totals(self, facet: str) -> dict[str, int]:
        """Return how many of those visible have each value."""
        values = self.facets[facet].items()
        if self.query.hidden_pages:
            visible = self.visible
            counted = ((value, slots.intersection_cardinality(visible)) for value, slots in values)
        else:
            counted = ((value, len(slots)) for value, slots in values)
        return {value: count for value, count in counted if count}

    def without(self) -> list[tuple[str, str, int]]:
        """Return which choice to drop."""
        found = []
        if self.text is not None:
            found.append((TEXT, self.query.text, len(self.hits(leave_out=TEXT))))
        for facet in self.chosen:
            others = self.hits(leave_out=facet)
            values = frozenset(self.query.choices[facet])
            for value in sorted(values):
                left = values - {value}
                count = len(others & self._any_of(facet, left)) if left else len(others)
                found.append((facet, str(value), count))
        return sorted((drop for drop in found if drop[2]), key=lambda drop: -drop[2])

    def _any_of(self, facet: str, values: frozenset[str]) -> BitMap:
        known = self.facets[facet]
        return BitMap().union(*(known[value] for value in values if value in known))

    def _order(self) -> Order:
        match self.query.sort:
            case GallerySort.NAME:
                return self.memory.by_name
            case GallerySort.NEWEST:
                return self.memory.by_newest
            case GallerySort.AVAILABILITY:
                return self.day.by_places
            case _:
                return self.day.shuffled
