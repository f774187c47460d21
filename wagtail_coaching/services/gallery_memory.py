"""One gallery as a process holds it: bitmaps of slots, one slot a coach page.

A page that changes gets a new slot, and the old one is dead: so bitmaps of words need no undoing.
Everything that is found is cut down to the slots that are alive.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, insort
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from pyroaring import BitMap

from wagtail_coaching.enums import CoachAvailability
from wagtail_coaching.services.gallery_facts import LASTING_FACETS, availability_on
from wagtail_coaching.services.gallery_orders import Order

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping

    #: Page, whether it is shown, and its facts.
    Row = tuple[str, bool, dict[str, Any]]

#: The fields that words are looked for in, the weightiest first.
NAME, POSITION, ASK, BIOGRAPHY = range(4)
#: Fields in which words that follow each other are found.
PHRASE_FIELDS: Final = (NAME, POSITION, ASK)
#: Days that are held at once: visitors may be in several time zones.
_DAYS: Final = 3
#: Dead slots that are suffered before all is loaded anew.
_DEAD: Final = 1000
#: Places open fit in it; see ``Coach.capacity``.
_MOST_PLACES: Final = 1 << 16
_STANDING: Final = {
    CoachAvailability.OPEN: 0,
    CoachAvailability.FULL: 1,
    CoachAvailability.PAUSED: 2,
    CoachAvailability.CLOSED: 3,
}


class Day:
    """What depends on the day: whose turn it is, and who takes requests."""

    def __init__(self, date: datetime.date, memory: MemoryGallery) -> None:
        """Look at everybody in a gallery on a local date."""
        self._date = date.isoformat()
        self._gallery_pk = memory.gallery_pk
        self.availability: dict[str, BitMap] = {value.value: BitMap() for value in _STANDING}
        standings: dict[str, list[int]] = defaultdict(list)
        turns, places = [], []
        for slot in memory.alive:
            standing, turn, place = self._keys(memory.pages[slot], memory.facts[slot])
            standings[standing].append(slot)
            turns.append((slot, turn))
            places.append((slot, place))
        for standing, slots in standings.items():
            self.availability[standing] = BitMap(slots)
        self.shuffled = Order(turns)
        self.by_places = Order(places)

    def add(self, slot: int, page_pk: str, facts: Mapping[str, Any]) -> None:
        """Take a page in."""
        standing, turn, place = self._keys(page_pk, facts)
        self.availability[standing].add(slot)
        self.shuffled.add(slot, turn)
        self.by_places.add(slot, place)

    def discard(self, slot: int) -> None:
        """Leave a page out."""
        for slots in self.availability.values():
            slots.discard(slot)
        self.shuffled.discard(slot)
        self.by_places.discard(slot)

    def _keys(self, page_pk: str, facts: Mapping[str, Any]) -> tuple[str, int, int]:
        """Return availability, the place in the shuffle, and the place by places open."""
        standing = availability_on(facts, self._date)
        # The same in every process, and another one every day.
        seed = f"{self._date} {self._gallery_pk} {page_pk}".encode()
        turn = int.from_bytes(hashlib.blake2b(seed, digest_size=8).digest())
        is_open = standing is CoachAvailability.OPEN
        places = facts["capacity"] - facts["taken"] if is_open else 0
        return (
            standing.value,
            turn,
            ((_MOST_PLACES - places) * 4 + _STANDING[standing]) << 64 | turn,
        )


class MemoryGallery:
    """All that is searched in one gallery, as of one generation of its entries."""

    def __init__(self, gallery_pk: str, rows: Iterable[Row]) -> None:
        """Take in everything that the gallery shows."""
        self.gallery_pk = gallery_pk
        self.pages: list[str] = []
        self.facts: list[Mapping[str, Any]] = []
        #: The words of each slot in their order, for :data:`PHRASE_FIELDS`.
        self.phrases: list[tuple[str, ...]] = []
        self.slots: dict[str, int] = {}
        self.alive = BitMap()
        self.facets: dict[str, dict[str, BitMap]] = {facet: {} for facet in LASTING_FACETS}
        #: Where each word stands, by field. Slots that are not alive are among them.
        self.words: tuple[dict[str, BitMap], ...] = ({}, {}, {}, {})
        self.vocabulary: list[str] = []
        self._orders: dict[str, Order] = {}
        self._days: dict[datetime.date, Day] = {}
        self._load(rows)

    @property
    def is_worn(self) -> bool:
        """Whether so many slots are dead that all should be loaded anew."""
        return len(self.pages) - len(self.slots) > max(_DEAD, len(self.slots))

    def apply(self, rows: Iterable[Row]) -> None:
        """Follow changes; to be told twice does no harm."""
        for page_pk, is_shown, facts in rows:
            self._remove(page_pk)
            if is_shown:
                self._add(page_pk, facts)

    def slots_of(self, page_pks: Iterable[str]) -> BitMap:
        """Return the slots of those of the pages that are here."""
        return BitMap([self.slots[pk] for pk in page_pks if pk in self.slots])

    def day(self, date: datetime.date) -> Day:
        """Return what is so on a local date."""
        if date not in self._days:
            while len(self._days) >= _DAYS:
                del self._days[next(iter(self._days))]
            self._days[date] = Day(date, self)
        return self._days[date]

    @property
    def by_name(self) -> Order:
        """The order by name."""
        return self._order("name", _name_key)

    @property
    def by_newest(self) -> Order:
        """The order by when pages were first published, the newest first."""
        return self._order("newest", _newest_key)

    def words_beginning(self, prefix: str) -> list[str]:
        """Return the known words that begin so, the prefix itself among them if it is one."""
        start = bisect_left(self.vocabulary, prefix)
        return self.vocabulary[start : bisect_left(self.vocabulary, prefix + "\U0010ffff")]

    # --- filling ---------------------------------------------------------------------------------

    def _load(self, rows: Iterable[Row]) -> None:
        words: tuple[dict[str, list[int]], ...] = tuple(defaultdict(list) for _field in self.words)
        facets: dict[str, dict[str, list[int]]] = {
            facet: defaultdict(list) for facet in LASTING_FACETS
        }
        for page_pk, _is_shown, facts in rows:
            slot = self._next_slot(page_pk, facts)
            for facet, values in facts["facets"].items():
                for value in values:
                    facets[facet][value].append(slot)
            for lists, text in zip(words, facts["words"], strict=True):
                for word in set(text.split()):
                    lists[word].append(slot)
            self._forget_words(slot)
        self.alive = BitMap(range(len(self.pages)))
        self.facets = {
            facet: {value: BitMap(slots) for value, slots in values.items()}
            for facet, values in facets.items()
        }
        self.words = tuple(
            {word: BitMap(slots) for word, slots in lists.items()} for lists in words
        )
        self.vocabulary = sorted(set().union(*self.words) - {"|"})

    def _next_slot(self, page_pk: str, facts: Mapping[str, Any]) -> int:
        slot = len(self.pages)
        self.pages.append(page_pk)
        self.facts.append(facts)
        self.phrases.append(tuple(facts["words"][: len(PHRASE_FIELDS)]))
        self.slots[page_pk] = slot
        return slot

    def _forget_words(self, slot: int) -> None:
        """Keep of the facts what is needed again: biographies are long."""
        self.facts[slot] = {k: v for k, v in self.facts[slot].items() if k != "words"}

    def _add(self, page_pk: str, facts: Mapping[str, Any]) -> None:
        slot = self._next_slot(page_pk, facts)
        self.alive.add(slot)
        for facet, values in facts["facets"].items():
            for value in values:
                self.facets[facet].setdefault(value, BitMap()).add(slot)
        for known, text in zip(self.words, facts["words"], strict=True):
            for word in set(text.split()) - {"|"}:
                self._learn(word)
                known.setdefault(word, BitMap()).add(slot)
        self._forget_words(slot)
        for name, key in _KEYS.items():
            if name in self._orders:
                self._orders[name].add(slot, key(page_pk, facts))
        for day in self._days.values():
            day.add(slot, page_pk, facts)

    def _learn(self, word: str) -> None:
        if not any(word in known for known in self.words):
            insort(self.vocabulary, word)

    def _remove(self, page_pk: str) -> None:
        slot = self.slots.pop(page_pk, None)
        if slot is None:
            return
        self.alive.discard(slot)
        for facet, values in self.facts[slot]["facets"].items():
            for value in values:
                self.facets[facet][value].discard(slot)
        for order in self._orders.values():
            order.discard(slot)
        for day in self._days.values():
            day.discard(slot)
        self.facts[slot], self.phrases[slot] = {}, ()

    def _order(self, name: str, key: Any) -> Order:
        if name not in self._orders:
            self._orders[name] = Order(
                (slot, key(self.pages[slot], self.facts[slot])) for slot in self.alive
            )
        return self._orders[name]


def _name_key(page_pk: str, facts: Mapping[str, Any]) -> tuple[str, int, str]:
    # Numbers in their order, without taking keys for numbers.
    return facts["name"], len(page_pk), page_pk


def _newest_key(page_pk: str, facts: Mapping[str, Any]) -> tuple[int, int, str]:
    return -facts["joined"], len(page_pk), page_pk


_KEYS: Final = {"name": _name_key, "newest": _newest_key}
