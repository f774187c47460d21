"""Finding words in a gallery, and how well somebody matches them.

All words of a search must be found. A word is found whole, as the beginning of one, or (from four
letters on, where nobody has either) with a slip in it. Fields weigh in this order: name; title,
organization and topics; "ask me about"; biography. A whole word weighs more than a beginning in
the same field, and less than a beginning in a weightier one. What several words weigh is added up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pyroaring import BitMap

from wagtail_coaching.services import gallery_words as words
from wagtail_coaching.services.gallery_memory import ASK, BIOGRAPHY, NAME, PHRASE_FIELDS, POSITION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from wagtail_coaching.services.gallery_memory import MemoryGallery

    #: Slots by what they weigh; nobody is in two of them.
    Levels = dict[int, BitMap]

#: What a beginning, a slip or a synonym weighs, by field; a whole word weighs one more.
WEIGHTS: Final = {NAME: 8, POSITION: 6, ASK: 4, BIOGRAPHY: 2}
_TOPIC: Final = WEIGHTS[POSITION]


@dataclass(frozen=True)
class TextMatch:
    """Who matches a text."""

    hits: BitMap
    corrections: list[tuple[str, str]]
    units: tuple[Levels, ...]

    def layers(self, hits: BitMap) -> Iterator[BitMap]:
        """Yield those of the hits who match equally well, the best first."""
        totals: Levels = {0: hits}
        for levels in self.units:
            sums: dict[int, BitMap] = {}
            for total, slots in totals.items():
                for weight, matching in levels.items():
                    if both := slots & matching:
                        sums[total + weight] = sums.get(total + weight, BitMap()) | both
            totals = sums
        for total in sorted(totals, reverse=True):
            yield totals[total]


def match_text(
    *,
    memory: MemoryGallery,
    visible: BitMap,
    text: str,
    topics: Mapping[str, str],
    synonyms: Iterable[Sequence[str]],
) -> TextMatch:
    """Find out who among those visible matches a text. One without any word matches nobody.

    Args:
        memory: the gallery.
        visible: who may be found; words that nobody of these has are not known.
        text: what was typed.
        topics: the names of topics, with their keys.
        synonyms: groups of phrases that mean the same.
    """
    finder = _Finder(memory, visible, topics)
    others = words.synonym_phrases(synonyms)
    units, corrections = [], []
    for run in _runs(words.typed_words(text), others):
        levels = finder.unit(run, others.get(run, set()))
        if not levels:
            levels, corrected = finder.corrected(run)
            corrections += corrected
        units.append(levels)
    hits = BitMap(visible) if units else BitMap()
    for levels in units:
        hits &= BitMap().union(*levels.values())
    return TextMatch(hits=hits, corrections=corrections, units=tuple(units))


def _runs(typed: list[str], phrases: Mapping[tuple[str, ...], Any]) -> Iterator[tuple[str, ...]]:
    """Yield the words one by one; where some are a phrase that has synonyms, together."""
    longest = max(map(len, phrases), default=1)
    at = 0
    while at < len(typed):
        runs = [tuple(typed[at : at + length]) for length in range(longest, 1, -1)]
        run = next((run for run in runs if run in phrases), (typed[at],))
        yield run
        at += len(run)


class _Finder:
    """Looks words up in one gallery, for one visitor."""

    def __init__(self, memory: MemoryGallery, visible: BitMap, topics: Mapping[str, str]) -> None:
        self.memory = memory
        self.visible = visible
        self.topics: list[tuple[str, BitMap]] = []
        for name, key in topics.items():
            slots = memory.facets["topic"].get(key)
            if slots is not None and slots.intersect(visible):
                self.topics.append((words.phrases_of(name) + " ", slots))

    def unit(self, run: tuple[str, ...], others: Iterable[tuple[str, ...]]) -> Levels:
        """Return who has all words of a run, or a phrase that means the same."""
        found = [self._all_of([self._word(word) for word in run])]
        found += [self._phrase(phrase) for phrase in others]
        return _best_of(found)

    def corrected(self, run: tuple[str, ...]) -> tuple[Levels, list[tuple[str, str]]]:
        """Return who has the words of a run, with slips in those that nobody has."""
        corrections, found = [], []
        for word in run:
            levels = self._word(word)
            if not levels and (meant := self._meant(word)):
                corrections.append((word, meant))
                levels = _best_of([self._whole(meant, extra=0)])
            found.append(levels)
        levels = self._all_of(found)
        return levels, corrections if levels else []

    def _word(self, word: str) -> Levels:
        """Return who has a word, or one that begins with it."""
        return _best_of([self._whole(word, extra=1), self._beginning(word)])

    def _whole(self, word: str, *, extra: int) -> Levels:
        found = {
            WEIGHTS[field] + extra: self.memory.words[field][word] & self.visible
            for field in WEIGHTS
            if word in self.memory.words[field]
        }
        return self._with_topics(found, f" {word} ", _TOPIC + extra)

    def _beginning(self, prefix: str) -> Levels:
        if len(prefix) < words.MIN_PREFIX:
            return {}
        longer = self.memory.words_beginning(prefix)
        found = {}
        for field, weight in WEIGHTS.items():
            known = self.memory.words[field]
            if maps := [known[word] for word in longer if word in known]:
                found[weight] = BitMap.union(*maps) & self.visible
        return self._with_topics(found, f" {prefix}", _TOPIC)

    def _phrase(self, phrase: tuple[str, ...]) -> Levels:
        """Return who has words one after the other; a single one also in the biography.

        In biographies, which are long, words side by side are not told from words apart.
        """
        if len(phrase) == 1:
            return _best_of([self._whole(phrase[0], extra=0)])
        text, found = " " + " ".join(phrase), {}
        for field in PHRASE_FIELDS:
            candidates = self._having(field, phrase)
            texts = self.memory.phrases
            slots = BitMap([slot for slot in candidates if text in texts[slot][field]])
            found[WEIGHTS[field]] = slots
        return _best_of([self._with_topics(found, text, _TOPIC)])

    def _having(self, field: int, phrase: Sequence[str]) -> BitMap:
        """Return who has the words anywhere in a field, the last one perhaps as a beginning."""
        known = self.memory.words[field]
        *first, last = phrase
        if any(word not in known for word in first):
            return BitMap()
        ends = [known[word] for word in self.memory.words_beginning(last) if word in known]
        return BitMap().union(*ends).intersection(self.visible, *(known[word] for word in first))

    def _with_topics(self, found: Levels, part: str, weight: int) -> Levels:
        """Add those with a topic in whose name ``part`` stands."""
        maps = [slots for name, slots in self.topics if part in name]
        if maps:
            found[weight] = (BitMap.union(*maps) & self.visible) | found.get(weight, BitMap())
        return found

    def _all_of(self, found: Sequence[Levels]) -> Levels:
        """Return who is in all of them, by the least that they weigh there."""
        first, *rest = found
        for other in rest:
            both: dict[int, BitMap] = {}
            for weight, slots in first.items():
                for weight_too, slots_too in other.items():
                    least = min(weight, weight_too)
                    both[least] = both.get(least, BitMap()) | (slots & slots_too)
            first = _best_of([both])
        return first

    def _meant(self, word: str) -> str:
        """Return the word that is most likely meant: fewest slips, then what most people have."""
        known = {part for name, _slots in self.topics for part in name.split()}
        candidates = words.similar_words(word, known.union(self.memory.vocabulary))
        for slips in sorted({slips for slips, _word in candidates}):
            counted = [
                (-len(BitMap().union(*self._whole(meant, extra=0).values())), meant)
                for distance, meant in candidates
                if distance == slips
            ]
            count, meant = min(counted)
            if count:
                return meant
        return ""


def _best_of(found: Sequence[Levels]) -> Levels:
    """Return each slot with the most that it weighs in any of them."""
    merged: dict[int, BitMap] = {}
    for levels in found:
        for weight, slots in levels.items():
            merged[weight] = merged[weight] | slots if weight in merged else slots
    best, seen = {}, BitMap()
    for weight in sorted(merged, reverse=True):
        if left := merged[weight] - seen:
            best[weight] = left
            seen |= left
    return best
