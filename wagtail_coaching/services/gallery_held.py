"""The galleries that this process holds in memory, each brought up to date when it is asked for."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from wagtail_coaching.services import gallery_index
from wagtail_coaching.services.gallery_memory import MemoryGallery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wagtail_coaching.services.gallery_index import IndexState

#: Galleries a process holds; of more, those asked for longest ago are left.
_MOST: Final = 100


class HeldGalleries:
    """What one process knows of galleries. There is one a process; tests have more."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = threading.RLock()
        #: By the gallery's key: what is held, and as of when. No token is ever given twice, not
        #: even by a transaction that was undone.
        self._held: dict[str, tuple[MemoryGallery, IndexState]] = {}

    @contextmanager
    def gallery(self, gallery_pk: str, state: IndexState | None = None) -> Iterator[MemoryGallery]:
        """Give a gallery as it is stored now; nothing changes it meanwhile.

        One query, where nothing was changed; one more to load what was.

        Args:
            gallery_pk: the gallery's key.
            state: how far its entries are, where that has been asked just now: spares the query.

        Raises:
            OperationalError: the gallery was never asked for before, and its entries cannot be
                made.
        """
        # Not under the lock: whoever applies changes may have to wait for another thread, which
        # must then be able to go on.
        if state is None:
            state = gallery_index.current_state(gallery_pk=gallery_pk)
        with self._lock:
            yield self._follow(gallery_pk, state)

    def _follow(self, gallery_pk: str, state: IndexState) -> MemoryGallery:
        # Put in again only when all went well.
        held = self._held.pop(gallery_pk, None)
        if held is None:
            memory = _load(gallery_pk, state)
        else:
            memory, known = held
            if state.token in known.tokens[:-1]:
                # Either another thread has followed further since we asked, or what was followed
                # was undone.
                state = gallery_index.stored_state(gallery_pk=gallery_pk) or state
            if state.token == known.token:
                pass
            elif known.token in state.tokens and not memory.is_worn:
                memory.apply(
                    gallery_index.entries_since(
                        index_id=state.index_id, generation=known.generation
                    )
                )
            else:
                memory = _load(gallery_pk, state)
        # The last one asked for is the last in the dictionary.
        self._held[gallery_pk] = (memory, state)
        while len(self._held) > _MOST:
            del self._held[next(iter(self._held))]
        return memory


def _load(gallery_pk: str, state: IndexState) -> MemoryGallery:
    return MemoryGallery(gallery_pk, gallery_index.all_entries(index_id=state.index_id))


held_galleries: Final = HeldGalleries()
