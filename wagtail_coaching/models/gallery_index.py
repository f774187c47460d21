"""What the gallery searches: a narrow copy of what is public, and where it has to catch up.

Everything here is derived from coach pages and coaches, and may be deleted: it is made again. It
names pages and galleries by their keys and not by foreign keys, because a host's page classes are
its own. See docs/explanation/gallery.md.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class GalleryIndex(models.Model):
    """How far one gallery's entries are. Each change of entries is a generation with a token."""

    gallery_pk = models.CharField(max_length=64, unique=True, editable=False)
    generation = models.BigIntegerField(default=0, editable=False)
    #: The random tokens of the last generations, the newest last. A process that holds a
    #: generation in memory knows by its token whether it is an ancestor of what is stored now.
    tokens = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("gallery index")
        verbose_name_plural = _("gallery indexes")

    def __str__(self) -> str:
        return f"{self.gallery_pk} ({self.generation})"


class GalleryEntry(models.Model):
    """What one gallery finds one coach page by, and what its card shows. Public facts only."""

    index = models.ForeignKey(
        GalleryIndex, on_delete=models.CASCADE, related_name="entries", editable=False
    )
    page_pk = models.CharField(max_length=64, editable=False)
    #: The generation of the index in which this was written last.
    generation = models.BigIntegerField(editable=False)
    #: Not: the page was here, and is not any more. Kept for a while, so that every process hears.
    is_shown = models.BooleanField(default=True, editable=False)
    #: See ``services/gallery_facts.py``.
    facts = models.JSONField(default=dict, editable=False)
    #: See ``services/gallery_cards.py``. Not held in memory.
    card = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("gallery entry")
        verbose_name_plural = _("gallery entries")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["index", "page_pk"], name="wagtail_coaching_galleryentry_unique"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["index", "generation"], name="wagtail_coaching_entry_changes"),
            models.Index(fields=["page_pk"], name="wagtail_coaching_entry_page"),
        ]

    def __str__(self) -> str:
        return f"{self.index_id}: {self.page_pk}"


class GalleryChange(models.Model):
    """Something that entries depend on was changed in this transaction, and is to be looked at.

    Just one of the three is given.
    """

    page_pk = models.CharField(max_length=64, blank=True, editable=False)
    coach_pk = models.CharField(max_length=64, blank=True, editable=False)
    #: A whole gallery, to be made afresh.
    gallery_pk = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("gallery change")
        verbose_name_plural = _("gallery changes")

    def __str__(self) -> str:
        return f"page {self.page_pk}, coach {self.coach_pk}, gallery {self.gallery_pk}"
