"""The periodic work on the galleries: following changes, and finding what nobody noted."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_coaching.conf import base_page_model
from wagtail_coaching.models import GalleryChange, GalleryEntry, GalleryIndex, Heartbeat
from wagtail_coaching.services import gallery_index
from wagtail_coaching.services.tick import Job, register_job

if TYPE_CHECKING:
    from django.db.models import QuerySet

_CHECK: Final = "gallery_indexes_compared"
_CHECKED_EVERY: Final = datetime.timedelta(days=1)


def apply_changes(now: datetime.datetime) -> int:
    """Bring all galleries up to date.

    Returns:
        How many entries were written.
    """
    return gallery_index.apply_changes()


def compare_all(now: datetime.datetime) -> int:
    """Once a day, compare every gallery with its pages: code of the host may have written past the
    models. Forget galleries that are gone, and pages that left a gallery long ago.

    Returns:
        How many entries were written or deleted.
    """
    if not _is_due(now):
        return 0
    # Noted first: of two at once, the second finds nothing to do.
    Heartbeat.objects.update_or_create(name=_CHECK, defaults={"finished_at": now})
    count = _delete_orphans()
    for index in _indexes():
        count += gallery_index.rebuild(gallery_pk=index.gallery_pk)
        count += _purge(index)
    return count


def _indexes() -> QuerySet[GalleryIndex]:
    return GalleryIndex.objects.exclude(gallery_pk="").order_by("pk")


def _is_due(now: datetime.datetime) -> bool:
    fresh = Heartbeat.objects.filter(name=_CHECK, finished_at__gt=now - _CHECKED_EVERY)
    return not fresh.exists()


def _delete_orphans() -> int:
    known = list(_indexes().values_list("gallery_pk", flat=True))
    there = base_page_model().objects.filter(pk__in=known).values_list("pk", flat=True)
    gone = set(known) - {str(pk) for pk in there}
    return GalleryIndex.objects.filter(gallery_pk__in=gone).delete()[0] if gone else 0


@transaction.atomic
def _purge(index: GalleryIndex) -> int:
    """Delete what only a process would read that has to load everything anyway."""
    before = index.generation - gallery_index.TOKENS_KEPT
    old = GalleryEntry.objects.filter(index=index, is_shown=False, generation__lt=before)
    return old.delete()[0]


def _pending(now: datetime.datetime) -> list[str]:
    count = GalleryChange.objects.count()
    text = ngettext(
        "%d change that galleries do not show yet",
        "%d changes that galleries do not show yet",
        count,
    )
    return [text % count] if count else []


def _to_compare(now: datetime.datetime) -> list[str]:
    return [_("Compare the galleries with their pages")] if _is_due(now) and _indexes() else []


register_job(Job("apply_gallery_changes", due=_pending, run=apply_changes, order=20))
register_job(Job("compare_galleries", due=_to_compare, run=compare_all, order=96))
