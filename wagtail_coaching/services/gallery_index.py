"""Keeping the galleries' entries equal to the pages and coaches they are made from.

Whatever may change what a gallery finds writes a ``GalleryChange`` in its own transaction
(:func:`note_change`). Changes are applied after it has committed, or by whoever reads next, one at
a time. See docs/explanation/gallery.md.
"""

from __future__ import annotations

import itertools
import logging
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import OperationalError, connection, transaction
from django.db.models import Exists, F

from wagtail_coaching.models import GalleryChange, GalleryEntry, GalleryIndex
from wagtail_coaching.services import gallery_facts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

logger = logging.getLogger("wagtail_coaching")

#: How many generations back a process may be, and still load only what was changed since.
TOKENS_KEPT: Final = 64
#: Pages whose facts are computed at once.
_CHUNK: Final = 500
#: Changes applied in one transaction.
_BATCH: Final = 1000
#: The row that whoever applies changes holds; no gallery has this key.
_LOCK_PK: Final = ""
_ENTRY_FIELDS: Final = ("generation", "is_shown", "facts", "card")


@dataclass(frozen=True)
class IndexState:
    """How far a gallery's stored entries are."""

    index_id: int
    generation: int
    #: The last generations' tokens, the newest last; empty: it was never filled.
    tokens: tuple[str, ...]
    #: Something has been changed that is not in the entries yet.
    is_behind: bool

    @property
    def token(self) -> str:
        """The token of the newest generation."""
        return self.tokens[-1] if self.tokens else ""


# --- what was changed ----------------------------------------------------------------------------


def note_change(*, page_pk: str = "", coach_pk: str = "", gallery_pk: str = "") -> None:
    """Note that something was changed that a gallery may depend on. Give just one.

    Call it in the transaction that changes it. Whatever is saved by its model is noted by itself;
    this is for ``QuerySet.update()`` and the like.

    Args:
        page_pk: a coach page.
        coach_pk: a coach: what they offer, whether they take requests, how many learners they
            have.
        gallery_pk: a whole gallery: all of its pages are looked at.
    """
    note_changes([GalleryChange(page_pk=page_pk, coach_pk=coach_pk, gallery_pk=gallery_pk)])


def note_changes(changes: Collection[GalleryChange]) -> None:
    """Note several changes; see :func:`note_change`."""
    if not changes:
        return
    GalleryChange.objects.bulk_create(changes, batch_size=_CHUNK)
    # Once a transaction is enough.
    waiting: list[Any] = [call[1] for call in connection.run_on_commit]
    if apply_changes not in waiting:
        # Whoever made the change need not hear that the gallery could not follow at once: it will.
        transaction.on_commit(apply_changes, robust=True)


# --- following it --------------------------------------------------------------------------------


def apply_changes() -> int:
    """Bring the entries up to date with all changes there are. Safe to run at once in any number
    of processes: they take turns.

    Returns:
        How many entries were written.

    Raises:
        OperationalError: the database is locked, or ended this transaction for another's sake.
    """
    count = 0
    while GalleryChange.objects.exists():
        with transaction.atomic():
            written = _apply_batch()
        if written is None:
            break
        count += written
    return count


def _apply_batch() -> int | None:
    if not _lock():
        return None
    changes = list(GalleryChange.objects.order_by("pk")[:_BATCH])
    # Only what is read after the lock was taken is sure to be as new as the changes.
    indexes = {index.gallery_pk: index for index in GalleryIndex.objects.exclude(gallery_pk="")}
    written = 0
    touched: set[str] = set()
    for chunk in _chunks(_pages_concerned(changes, indexes)):
        entries = list(_entries_to_write(chunk, indexes))
        _write(entries)
        written += len(entries)
        touched.update(entry.index.gallery_pk for entry in entries)
    touched.update(pk for pk, index in indexes.items() if not index.tokens)
    for gallery_pk in touched:
        _next_generation(indexes[gallery_pk])
    GalleryChange.objects.filter(pk__in=[change.pk for change in changes]).delete()
    GalleryIndex.objects.filter(gallery_pk=_LOCK_PK).update(generation=F("generation") + 1)
    return written


def _lock() -> bool:
    """Let nobody else apply changes until the transaction ends; return whether that is of use.

    A write that changes nothing locks on every database; see ``PersonQuerySet.lock``.
    """
    row = GalleryIndex.objects.filter(gallery_pk=_LOCK_PK)
    while not row.update(generation=F("generation")):
        GalleryIndex.objects.bulk_create([GalleryIndex(gallery_pk=_LOCK_PK)], ignore_conflicts=True)
    if connection.vendor != "mysql":
        return True
    # There, an outer transaction goes on seeing what was stored when it first read. Has somebody
    # else applied changes since, then what it sees is too old; the changes are theirs, too.
    seen = row.values_list("generation", flat=True).get()
    return bool(seen == row.select_for_update().values_list("generation", flat=True).get())


def _pages_concerned(
    changes: Iterable[GalleryChange], indexes: dict[str, GalleryIndex]
) -> list[str]:
    changes = list(changes)
    pages = {change.page_pk for change in changes if change.page_pk}
    coaches = {change.coach_pk for change in changes if change.coach_pk}
    if coaches:
        pages |= gallery_facts.pages_of_coaches(coaches)
    for gallery_pk in {change.gallery_pk for change in changes if change.gallery_pk}:
        pages.update(gallery_facts.pages_shown_in(gallery_pk))
        if index := indexes.get(gallery_pk):
            shown = GalleryEntry.objects.filter(index=index, is_shown=True)
            pages.update(shown.values_list("page_pk", flat=True))
    return sorted(pages)


def _chunks(page_pks: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(page_pks), _CHUNK):
        yield page_pks[start : start + _CHUNK]


def _entries_to_write(
    page_pks: list[str], indexes: dict[str, GalleryIndex]
) -> Iterator[GalleryEntry]:
    """Yield the entries that are not stored as they should be."""
    if not indexes:
        return
    by_id = {index.pk: index for index in indexes.values()}
    wanted = {
        (indexes[page.gallery_pk].pk, page_pk): (page.facts, page.card)
        for page_pk, page in gallery_facts.facts_of(page_pks).items()
        if page.gallery_pk in indexes
    }
    stored: dict[tuple[int, str], Any] = {
        (index_id, page_pk): copies
        for index_id, page_pk, *copies in GalleryEntry.objects.filter(
            page_pk__in=page_pks, is_shown=True
        ).values_list("index_id", "page_pk", "facts", "card")
    }
    for key in itertools.chain(wanted, stored.keys() - wanted.keys()):
        facts, card = wanted.get(key, ({}, {}))
        if [facts, card] != stored.get(key):
            index = by_id[key[0]]
            yield GalleryEntry(
                index=index,
                page_pk=key[1],
                generation=index.generation + 1,
                is_shown=key in wanted,
                facts=facts,
                card=card,
            )


def _write(entries: list[GalleryEntry]) -> None:
    options: dict[str, Any] = {"update_conflicts": True, "update_fields": _ENTRY_FIELDS}
    if connection.features.supports_update_conflicts_with_target:
        options["unique_fields"] = ("index", "page_pk")
    GalleryEntry.objects.bulk_create(entries, **options)


def _next_generation(index: GalleryIndex) -> None:
    tokens = [*index.tokens, secrets.token_hex(8)][-TOKENS_KEPT:]
    GalleryIndex.objects.filter(pk=index.pk).update(generation=index.generation + 1, tokens=tokens)


# --- reading it ----------------------------------------------------------------------------------


def current_state(*, gallery_pk: str) -> IndexState:
    """Return how far a gallery's entries are, when all changes that can be applied are.

    One query, if nothing has been changed since it was last asked.

    Raises:
        OperationalError: there are no entries yet, and none could be made.
    """
    state = stored_state(gallery_pk=gallery_pk)
    if state is not None and state.tokens and not state.is_behind:
        return state
    try:
        # Of its own, so that a failure does not end the transaction around it, if there is one.
        with transaction.atomic():
            if state is None or not state.tokens:
                _make_index(gallery_pk)
        apply_changes()
    except OperationalError:
        if state is None or not state.tokens:
            raise
        logger.exception("The gallery %s shows what it showed: it is locked.", gallery_pk)
        return state
    state = stored_state(gallery_pk=gallery_pk)
    if state is None or not state.tokens:
        raise OperationalError("The gallery's entries are being made by another process.")
    return state


def stored_state(*, gallery_pk: str) -> IndexState | None:
    """Return how far a gallery's entries are; ``None``: there are none. Changes nothing."""
    rows = (
        GalleryIndex.objects.filter(gallery_pk=gallery_pk)
        .annotate(is_behind=Exists(GalleryChange.objects.all()))
        .values_list("pk", "generation", "tokens", "is_behind")
    )
    for pk, generation, tokens, is_behind in rows:
        return IndexState(pk, generation, tuple(tokens), bool(is_behind))
    return None


def _make_index(gallery_pk: str) -> None:
    GalleryIndex.objects.bulk_create([GalleryIndex(gallery_pk=gallery_pk)], ignore_conflicts=True)
    GalleryChange.objects.create(gallery_pk=gallery_pk)


def entries_since(*, index_id: int, generation: int) -> list[tuple[str, bool, dict[str, Any]]]:
    """Return what was written after a generation: page, whether it is shown, and its facts."""
    entries = GalleryEntry.objects.filter(index_id=index_id, generation__gt=generation)
    return list(entries.values_list("page_pk", "is_shown", "facts"))


def all_entries(*, index_id: int) -> list[tuple[str, bool, dict[str, Any]]]:
    """Return everything that is shown: page, ``True``, and its facts."""
    entries = GalleryEntry.objects.filter(index_id=index_id, is_shown=True)
    return list(entries.values_list("page_pk", "is_shown", "facts"))


# --- upkeep --------------------------------------------------------------------------------------


def rebuild(*, gallery_pk: str) -> int:
    """Compare a gallery's entries with the pages, and write those that differ.

    For whoever wrote pages or coaches past their models, such as by ``bulk_create()``.

    Returns:
        How many entries were written.
    """
    with transaction.atomic():
        note_change(gallery_pk=gallery_pk)
        return apply_changes()
