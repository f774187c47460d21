"""Which coaches a gallery shows: searching them, and a few to show elsewhere.

A gallery is searched in the memory of the process; see docs/explanation/gallery.md. Everything
here takes ``hidden_pages``: the keys of pages that view restrictions hide from whoever asks.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils import timezone
from pyroaring import BitMap

from wagtail_coaching.enums import CoachAvailability
from wagtail_coaching.models import Topic
from wagtail_coaching.services import gallery_index
from wagtail_coaching.services.gallery_cards import load_cards
from wagtail_coaching.services.gallery_facts import FACETS
from wagtail_coaching.services.gallery_held import held_galleries
from wagtail_coaching.services.gallery_query import GalleryQuery, GalleryResult, run_query

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from wagtail_coaching.models import CoachGalleryPageMixin, CoachPageMixin, VocabularyTerm
    from wagtail_coaching.services.gallery_index import IndexState

__all__ = [
    "FACETS",
    "GalleryFigures",
    "GalleryQuery",
    "GalleryResult",
    "gallery_figures",
    "index_state",
    "load_cards",
    "search",
    "similar_coaches",
]


@dataclass(frozen=True)
class GalleryFigures:
    """How much there is in a gallery."""

    coaches: int
    #: Coaches who take requests today.
    open_now: int
    #: States, languages and topics that at least one coach has.
    states: int
    languages: int
    topics: int


def index_state(*, gallery: CoachGalleryPageMixin) -> IndexState:
    """Return how far a gallery's entries are: for whoever searches it more than once in a request,
    and gives it as ``state``. One query, where nothing was changed since the last one.
    """
    return gallery_index.current_state(gallery_pk=str(gallery.pk))


def search(
    *,
    gallery: CoachGalleryPageMixin,
    query: GalleryQuery,
    terms: Sequence[VocabularyTerm] = (),
    synonyms: Sequence[Sequence[str]] = (),
    state: IndexState | None = None,
) -> GalleryResult:
    """Find the coaches of a gallery. One query, where nothing was changed since the last one.

    Args:
        gallery: where to search.
        query: what for.
        terms: the vocabulary in the visitor's language. Topics are searched by these names; other
            terms are passed over.
        synonyms: groups of phrases that mean the same; see ``SearchSynonym.phrases``.
        state: from :func:`index_state`, where it was asked for: spares the query.
    """
    with held_galleries.gallery(str(gallery.pk), state) as memory:
        return run_query(
            memory=memory,
            query=query,
            today=timezone.localdate(),
            topics=[term for term in terms if isinstance(term, Topic)],
            synonyms=synonyms,
        )


def similar_coaches(
    *, page: CoachPageMixin, count: int = 3, hidden_pages: Collection[str] = frozenset()
) -> list[str]:
    """Return pages of coaches in the same gallery who take requests today and are most like this
    one: most topics in common, then organization type, population band and career stage.

    Among those equally alike it is somebody else's turn every day. Nobody is in it who has
    nothing in common. A page that its gallery does not show has none.
    """
    with held_galleries.gallery(str(page.get_parent().pk)) as memory:
        slot = memory.slots.get(str(page.pk))
        if slot is None:
            return []
        day = memory.day(timezone.localdate())
        facets = memory.facts[slot]["facets"]
        candidates = day.availability[CoachAvailability.OPEN] - memory.slots_of(
            [str(page.pk), *hidden_pages]
        )
        found: list[int] = []
        for alike in _by_number(candidates, _sets(memory.facets, facets, ["topic"])):
            for layer in _by_number(alike, _sets(memory.facets, facets, _LIKENESS)):
                found += day.shuffled.page(layer, 0, count - len(found))
        shared = _sets(memory.facets, facets, ["topic", *_LIKENESS])
        return [memory.pages[s] for s in found if any(s in slots for slots in shared)]


def gallery_figures(
    *,
    gallery: CoachGalleryPageMixin,
    hidden_pages: Collection[str] = frozenset(),
    state: IndexState | None = None,
) -> GalleryFigures:
    """Return how much there is in a gallery."""
    counts = search(
        gallery=gallery,
        query=GalleryQuery(per_page=1, hidden_pages=frozenset(hidden_pages)),
        state=state,
    )
    return GalleryFigures(
        coaches=counts.total,
        open_now=counts.counts["availability"].get(CoachAvailability.OPEN, 0),
        states=len(counts.counts["state"]),
        languages=len(counts.counts["language"]),
        topics=len(counts.counts["topic"]),
    )


_LIKENESS: Final = ("organization_type", "population_band", "career_stage")


def _sets(
    facets: Mapping[str, Mapping[str, BitMap]],
    values: Mapping[str, Sequence[str]],
    names: Iterable[str],
) -> list[BitMap]:
    """Return who has each of the values in some facets."""
    return [
        facets[name][value] for name in names for value in values[name] if value in facets[name]
    ]


def _by_number(candidates: BitMap, sets: Sequence[BitMap]) -> list[BitMap]:
    """Return the candidates by how many of the sets they are in, the most first."""
    #: Those who are in at least 0, 1, 2 … of the sets looked at.
    at_least = [candidates]
    for one in sets:
        at_least.append(BitMap())
        for number in range(len(at_least) - 1, 0, -1):
            at_least[number] |= at_least[number - 1] & one
    at_least.append(BitMap())
    layers = [these - more for these, more in itertools.pairwise(at_least)]
    return [layer for layer in reversed(layers) if layer]
