"""What coach cards show, without loading pages: a narrow copy of each page, kept with its entry.

Cards get coach pages all the same. What is copied is there; any other field is loaded when it is
asked for (a query a card: a host names what its own card shows, see ``coaching_card_fields``).
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import router
from wagtail.images import get_image_model

from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.enums import CoachState
from wagtail_coaching.models import Coach, GalleryEntry, Topic
from wagtail_coaching.services.gallery_held import held_galleries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from wagtail_coaching.models import CoachGalleryPageMixin, VocabularyTerm
    from wagtail_coaching.services.gallery_index import IndexState


def load_cards(
    *,
    gallery: CoachGalleryPageMixin,
    page_pks: Sequence[str],
    terms: Sequence[Topic] = (),
    known: Mapping[str, Mapping[str, Any]] | None = None,
    state: IndexState | None = None,
) -> list[Any]:
    """Return coach pages with all that a card shows, in the order of their keys: coach and places
    taken, portrait with its rendition, ``card_topics``.

    Two queries, however many there are; one more each without ``known`` and ``state``, where
    topics are not among ``terms``, and where portraits were never shown before. Pages that the
    gallery does not show any more are left out.

    Args:
        gallery: where the pages are.
        page_pks: their keys.
        terms: the topics in the visitor's language; others are shown as they are.
        known: ``GalleryResult.known``, where they were searched for.
        state: from :func:`~wagtail_coaching.services.gallery.index_state`, where it was asked for.
    """
    if not page_pks:
        return []
    if known is None:
        with held_galleries.gallery(str(gallery.pk), state) as memory:
            known = {pk: memory.facts[memory.slots[pk]] for pk in page_pks if pk in memory.slots}
    entries = GalleryEntry.objects.filter(
        index__gallery_pk=str(gallery.pk), page_pk__in=page_pks, is_shown=True
    )
    cards = {pk: card for pk, card in entries.values_list("page_pk", "card") if pk in known}
    make = _Maker(gallery)
    pages = [make.page(pk, cards[pk], known[pk]) for pk in page_pks if pk in cards]
    _give_portraits(pages)
    topics = _topics_by_key(terms, known.values())
    for page in pages:
        offered = set(known[str(page.pk)]["facets"]["topic"])
        page.card_topics = [topic for key, topic in topics.items() if key in offered]
    return pages


class _Maker:
    """Makes pages of copies."""

    def __init__(self, gallery: Any) -> None:
        self.gallery = gallery
        self.model: Any = coaching_settings.page_model("COACH_PAGE_MODEL")
        self.content_type_pk = ContentType.objects.get_for_model(self.model).pk

    def page(self, pk: str, card: Mapping[str, Any], facts: Mapping[str, Any]) -> Any:
        values = {
            **card,
            "live": True,
            "content_type_id": self.content_type_pk,
            # As Page.set_url_path() does.
            "url_path": f"{self.gallery.url_path}{card.get('slug')}/",
        }
        page = _from_copy(self.model, pk, values)
        page._cached_parent_obj = self.gallery
        page.coach = self._coach(page.coach_id, facts) if page.coach_id is not None else None
        return page

    @staticmethod
    def _coach(pk: Any, facts: Mapping[str, Any]) -> Coach:
        values = {
            "state": CoachState.ACTIVE.value,
            "capacity": facts["capacity"],
            "paused_until": facts["paused_until"] or None,
            "accepting_until": facts["accepting_until"] or None,
        }
        coach: Any = _from_copy(Coach, pk, values)
        coach.counted_places_taken = facts["taken"]
        return coach  # type: ignore[no-any-return]


def _from_copy(model: Any, pk: Any, values: Mapping[str, Any]) -> Any:
    """Return a stored object of which only some fields are known."""
    names, converters = _fields_among(model, tuple(values))
    known = [convert(values.get(name, pk)) for name, convert in zip(names, converters, strict=True)]
    return model.from_db(router.db_for_read(model), names, known)


@functools.lru_cache(maxsize=64)
def _fields_among(model: Any, names: tuple[str, ...]) -> tuple[list[str], list[Any]]:
    """Return the fields of a model with these attribute names, and those that hold its key."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if field.attname in names
        or field.primary_key
        or (field.remote_field and field.remote_field.parent_link)
    ]
    return [field.attname for field in fields], [field.to_python for field in fields]


def _give_portraits(pages: Sequence[Any]) -> None:
    """Set the pages' portraits, each with the rendition that cards show at hand."""
    wanted = {page.portrait_id for page in pages} - {None}
    images = _images_with_renditions(wanted, pages[0].coaching_card_portrait) if wanted else {}
    for page in pages:
        # None, too, where the image has been deleted meanwhile.
        page.portrait = images.get(page.portrait_id)


def _images_with_renditions(pks: Collection[Any], spec: str) -> dict[Any, Any]:
    model = get_image_model()
    images: dict[Any, Any] = {}
    shown = model.get_rendition_model().objects.filter(image_id__in=pks, filter_spec=spec)
    for rendition in shown.select_related("image"):
        # One for each focal point that the image ever had.
        image = images.setdefault(rendition.image_id, rendition.image)
        vars(image).setdefault("prefetched_renditions", []).append(rendition)
    if missing := pks - images.keys():
        for image in model._default_manager.filter(pk__in=missing):
            image.prefetched_renditions = []
            images[image.pk] = image
    return images


def _topics_by_key(
    terms: Sequence[Topic], known: Iterable[Mapping[str, Any]]
) -> dict[str, VocabularyTerm]:
    """Return topics in the editors' order, by translation key: the terms, and what is missing."""
    by_key: dict[str, VocabularyTerm] = {str(term.translation_key): term for term in terms}
    missing = {key for facts in known for key in facts["facets"]["topic"]} - by_key.keys()
    if missing:
        others = Topic.objects.filter(translation_key__in=missing).order_by("locale_id")
        for topic in others:
            by_key.setdefault(str(topic.translation_key), topic)
    return dict(sorted(by_key.items(), key=lambda pair: (pair[1].sort_order or 0, pair[1].name)))
