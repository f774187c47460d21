"""What the blocks about coaches show, on whatever page they stand.

The template tags of ``wagtail_coaching_blocks`` call this by name. A block shows only what is
public on the site that is visited, and what view restrictions leave to the visitor. What several
blocks of one page need is looked up once a request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext, ngettext

from wagtail_coaching.blocks.gallery import FIGURES
from wagtail_coaching.enums import CoachAvailability, GallerySort
from wagtail_coaching.models import CoachGalleryPageMixin, CoachRequestPageMixin
from wagtail_coaching.services.gallery import GalleryQuery
from wagtail_coaching.views.gallery_advisors import advisors_by_state
from wagtail_coaching.views.gallery_lookups import GalleryLookups, OpenGallery

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest

__all__ = [
    "OpenGallery",
    "coach_figures",
    "featured_coaches",
    "open_coaches",
    "open_gallery",
    "quoted_coach",
    "senior_advisors",
]

#: More Senior Advisors than a block has room for.
_MOST_ADVISORS: Final = 200


def open_gallery(request: HttpRequest, gallery: Any) -> OpenGallery | None:
    """Return a live gallery of the visited site as the visitor may see it; ``None``: not at all.

    At most one query, and none where it was asked before.
    """
    return GalleryLookups.of(request).open_gallery(gallery)


def featured_coaches(context: Mapping[str, Any], value: Any) -> dict[str, Any]:
    """Return what a :class:`FeaturedCoachesBlock` shows: ``coaches`` (with all that a card shows)
    and ``gallery_page``.
    """
    request = context["request"]
    gallery = _gallery_of(context, value)
    chosen = [page for page in value.get("coaches") or () if page is not None]
    topics = [topic for topic in value.get("topics") or () if topic is not None]
    coaches: list[Any] = []
    if chosen:
        coaches = _cards_of(request, chosen, gallery)
    elif gallery is not None:
        _count, coaches = open_coaches(
            request,
            gallery,
            count=value.get("count") or 4,
            topic_keys=frozenset(str(topic.translation_key) for topic in topics),
        )
    return {"coaches": coaches, "gallery_page": gallery.page if gallery is not None else None}


def coach_figures(context: Mapping[str, Any], value: Any) -> list[dict[str, Any]]:
    """Return what a :class:`CoachFiguresBlock` shows: ``number`` and ``label`` each, without
    those that are 0.
    """
    gallery = _gallery_of(context, value)
    if gallery is None:
        return []
    counted = GalleryLookups.of(context["request"]).figures(gallery)
    wanted = value.get("figures") or ()
    numbers = {name: getattr(counted, name) for name, _label in FIGURES if name in wanted}
    return [
        {"name": name, "number": number, "label": _label_of(name, number)}
        for name, number in numbers.items()
        if number
    ]


def quoted_coach(context: Mapping[str, Any], value: Any) -> Any | None:
    """Return the profile that a :class:`CoachQuoteBlock` names, where the visitor may see it."""
    page = value.get("coach")
    if page is None:
        return None
    found = _cards_of(context["request"], [page], _gallery_of(context, {}))
    return found[0] if found else None


def senior_advisors(context: Mapping[str, Any], value: Any) -> list[dict[str, Any]]:
    """Return what a :class:`SeniorAdvisorsBlock` shows: for each state ``label`` and
    ``advisors``, with ``page`` and ``request_url`` each. Who names no state comes last.
    """
    gallery = _gallery_of(context, value)
    if gallery is None:
        return []
    lookups = GalleryLookups.of(context["request"])
    role_keys = lookups.introducing_roles()
    if not role_keys:
        return []
    found = lookups.search(
        gallery,
        GalleryQuery(
            choices={"role": role_keys},
            sort=GallerySort.NAME,
            per_page=_MOST_ADVISORS,
            hidden_pages=gallery.hidden_pages,
        ),
    )
    advisors = lookups.cards(gallery, found.page_pks, found.known)
    return advisors_by_state(advisors, _request_url(context, gallery) if advisors else "")


def open_coaches(
    request: HttpRequest,
    gallery: OpenGallery,
    *,
    count: int,
    topic_keys: frozenset[str] = frozenset(),
) -> tuple[int, list[Any]]:
    """Return how many coaches a gallery has (with one of the topics), and cards of ``count`` of
    those who take requests: others every day, so that everybody's turn comes.
    """
    # Counts of a facet are those without a choice in it: one search tells both.
    choices = {"availability": frozenset({CoachAvailability.OPEN.value}), "topic": topic_keys}
    lookups = GalleryLookups.of(request)
    found = lookups.search(
        gallery,
        GalleryQuery(
            choices={facet: values for facet, values in choices.items() if values},
            per_page=count,
            hidden_pages=gallery.hidden_pages,
        ),
    )
    cards = lookups.cards(gallery, found.page_pks, found.known)
    return sum(found.counts["availability"].values()), cards


def _gallery_of(context: Mapping[str, Any], value: Any) -> OpenGallery | None:
    """Return the gallery that a block names; or its page's program's; or the site's first."""
    lookups = GalleryLookups.of(context["request"])
    gallery = value.get("gallery") or context.get("gallery_page")
    if not isinstance(gallery, CoachGalleryPageMixin):
        gallery = lookups.first_gallery(getattr(context.get("page"), "locale_id", None))
    return lookups.open_gallery(gallery) if gallery is not None else None


def _cards_of(request: HttpRequest, chosen: Sequence[Any], known: OpenGallery | None) -> list[Any]:
    """Return the profiles among those an editor chose that are shown in a gallery the visitor may
    see, in the editor's order and with all that a card shows.
    """
    lookups = GalleryLookups.of(request)
    parents = {page.path[: -page.steplen] for page in chosen}
    galleries = [known] if known is not None and known.page.path in parents else []
    missing = parents - {gallery.page.path for gallery in galleries}
    if missing:
        others = lookups.galleries_at(frozenset(missing))
        galleries += [found for page in others if (found := lookups.open_gallery(page))]
    cards: dict[str, Any] = {}
    for gallery in galleries:
        pks = [str(p.pk) for p in chosen if p.path.startswith(gallery.page.path)]
        seen = [pk for pk in pks if pk not in gallery.hidden_pages]
        loaded = lookups.cards(gallery, seen)
        cards.update({str(page.pk): page for page in loaded})
    return [cards[str(page.pk)] for page in chosen if str(page.pk) in cards]


def _request_url(context: Mapping[str, Any], gallery: OpenGallery) -> str:
    page = context.get("request_page")
    if not isinstance(page, CoachRequestPageMixin):
        page = GalleryLookups.of(context["request"]).request_page(gallery)
    return str(page.get_url(context["request"]) or "") if page is not None else ""


def _label_of(name: str, number: int) -> str:
    labels = {
        "coaches": ngettext("coach", "coaches", number),
        "open_now": gettext("open to new conversations"),
        "states": ngettext("state", "states", number),
        "topics": ngettext("topic", "topics", number),
        "languages": ngettext("language", "languages", number),
    }
    return labels[name]
