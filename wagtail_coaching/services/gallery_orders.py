"""An order of many slots, from which any page of any subset is taken without going through all."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from pyroaring import BitMap

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Slots in a block. About the square root of the largest galleries.
_BLOCK: Final = 512
#: So few are sorted: that is quicker than looking at every block.
_FEW: Final = 256


class Order:
    """Slots sorted by a key each, in blocks; each block knows as a bitmap which slots it holds.

    How many of a subset lie in a block is one operation on two bitmaps, so only the blocks that a
    page lies in are gone through.
    """

    def __init__(self, keys: Iterable[tuple[int, Any]]) -> None:
        """Take the slots with their keys, in any order."""
        self._keys: dict[int, Any] = dict(keys)
        slots = sorted(self._keys, key=self._keys.__getitem__)
        self._blocks = [slots[at : at + _BLOCK] for at in range(0, len(slots), _BLOCK)] or [[]]
        self._maps = [BitMap(block) for block in self._blocks]

    def __len__(self) -> int:
        """Return how many slots there are."""
        return len(self._keys)

    def add(self, slot: int, key: Any) -> None:
        """Add a slot that is not there yet."""
        at = self._block_of(key)
        block = self._blocks[at]
        block.insert(bisect_right(block, key, key=self._keys.__getitem__), slot)
        self._keys[slot] = key
        self._maps[at].add(slot)
        if len(block) > 2 * _BLOCK:
            self._blocks[at : at + 1] = [block[:_BLOCK], block[_BLOCK:]]
            self._maps[at : at + 1] = [BitMap(block[:_BLOCK]), BitMap(block[_BLOCK:])]

    def discard(self, slot: int) -> None:
        """Take a slot out, if it is there."""
        if slot not in self._keys:
            return
        at = next(at for at, held in enumerate(self._maps) if slot in held)
        self._blocks[at].remove(slot)
        self._maps[at].discard(slot)
        del self._keys[slot]
        if not self._blocks[at] and len(self._blocks) > 1:
            del self._blocks[at], self._maps[at]

    def page(self, hits: BitMap, start: int, stop: int) -> list[int]:
        """Return the slots from ``start`` to before ``stop`` of those among ``hits``, in order."""
        if len(hits) <= _FEW:
            return sorted(hits, key=self._keys.__getitem__)[start:stop]
        if len(hits) == len(self._keys):
            return self._page_of_all(start, stop)
        found: list[int] = []
        for block, held in zip(self._blocks, self._maps, strict=True):
            count = held.intersection_cardinality(hits)
            if start < count:
                found += islice(filter(hits.__contains__, block), start, stop)
            start, stop = max(start - count, 0), stop - count
            if stop <= 0:
                break
        return found

    def _page_of_all(self, start: int, stop: int) -> list[int]:
        found: list[int] = []
        for block in self._blocks:
            count = len(block)
            if start < count:
                found += block[start:stop]
            start, stop = max(start - count, 0), stop - count
            if stop <= 0:
                break
        return found

    def _block_of(self, key: Any) -> int:
        """Return the block in which a key has its place."""
        first = [block[0] for block in self._blocks[1:]]
        return bisect_left(first, key, key=self._keys.__getitem__)
