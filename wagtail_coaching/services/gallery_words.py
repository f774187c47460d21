"""Words as the gallery compares them: without case, accents and punctuation."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: More words than this in a search are left out: nobody types them, and each costs a comparison.
MAX_WORDS: Final = 8
#: Letters of a search that are looked at.
MAX_TEXT: Final = 200
#: Fewer letters match a whole word only: one letter begins too many.
MIN_PREFIX: Final = 2
#: A shorter word with a slip in it could be any other short word.
MIN_TYPO: Final = 4
#: From this many letters on, two slips are forgiven.
_TWO_SLIPS: Final = 8

_WORD: Final = re.compile(r"[^\W_]+")
# "O'Brien" is one word, and so is "manager’s".
_APOSTROPHES: Final = str.maketrans("", "", "'’ʼ`´")
#: Stands between fields, so that no phrase runs from one into the next.
_GAP: Final = " | "


def fold(text: str) -> str:
    """Return the text in lower case and without accents, as it is compared and sorted."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()


def words_of(text: str) -> list[str]:
    """Return the words of a text in their order; digits count as letters."""
    return _WORD.findall(fold(text.translate(_APOSTROPHES)))


def phrases_of(*fields: str) -> str:
    """Return the words of some fields as one string, each with a space before it. Between lines,
    sentences' ends are not kept; between fields stands a bar.
    """
    parts = (" ".join(words_of(field)) for field in fields)
    return "".join((" ", _GAP.join(part for part in parts if part)))


def typed_words(text: str) -> list[str]:
    """Return the words of a search; too many are left out."""
    return words_of(text[:MAX_TEXT])[:MAX_WORDS]


def slips_forgiven(word: str) -> int:
    """Return how many letters may be wrong, missing, too many or in the wrong order."""
    if len(word) < MIN_TYPO:
        return 0
    return 2 if len(word) >= _TWO_SLIPS else 1


def similar_words(word: str, known: Iterable[str]) -> list[tuple[int, str]]:
    """Return the known words that ``word`` may be a slip for, with the number of slips."""
    limit = slips_forgiven(word)
    if limit == 0:
        return []
    found = process.extract_iter(word, known, scorer=OSA.distance, score_cutoff=limit)
    return [(int(distance), choice) for choice, distance, _key in found]


def synonym_phrases(groups: Iterable[Sequence[str]]) -> dict[tuple[str, ...], set[tuple[str, ...]]]:
    """Return, for each phrase of the groups, the others that mean the same; all as their words."""
    others: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for group in groups:
        phrases = {tuple(words_of(phrase)) for phrase in group} - {()}
        for phrase in phrases:
            others.setdefault(phrase, set()).update(phrases - {phrase})
    return others
