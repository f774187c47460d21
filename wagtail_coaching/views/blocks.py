"""What the blocks about coaches show, on whatever page they stand.

The template tags of ``wagtail_coaching_blocks`` call this by name. A block shows only what is
public on the site that is visited, and what view restrictions leave to the visitor. What several
blocks of one page need is looked up once a request.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q
from django.utils.translation import gettext, ngettext
from wagtail.models import Site

from wagtail_coaching.blocks.gallery import FIGURES
from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.enums import CoachAvailability, GallerySort, USState
from wagtail_coaching.models import (
    CoachGalleryPageMixin,
    CoachRequestPageMixin,
    CoachRole,
    Topic,
)
from wagtail_coaching.services import gallery as gallery_service
from wagtail_coaching.services.taxonomy import terms_of
from wagtail_coaching.views.sections import introduction_url, request_page_of
from wagtail_coaching.views.visibility import gallery_access

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.http import HttpRequest

_CACHE: Final = "_wagtail_coaching_open_galleries"
#: More Senior Advisors than a block has room for.
_MOST_ADVISORS: Final = 200


@dataclass(frozen=True)
class OpenGallery:
    """A gallery that the visitor may see, and what of it they may not."""

    page: Any
    hidden_pages: frozenset[str]


def open_gallery(request: HttpRequest, gallery: Any) -> OpenGallery | None:
    """Return a live gallery of the visited site as the visitor may see it; ``None``: not at all.

    At most one query, and none where it was asked before.
    """
    known: dict[Any, OpenGallery | None] = request.__dict__.setdefault(_CACHE, {})
    if gallery.pk not in known:
        access = gallery_access(request, gallery) if _is_shown_here(request, gallery) else None
        known[gallery.pk] = (
            OpenGallery(gallery, access.hidden_pages) if access and access.is_open else None
        )
    return known[gallery.pk]


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
    counted = gallery_service.gallery_figures(
        gallery=gallery.page, hidden_pages=gallery.hidden_pages
    )
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
    request = context["request"]
    gallery = _gallery_of(context, value)
    if gallery is None:
        return []
    roles = CoachRole.objects.filter(
        site=Site.find_for_request(request), makes_introductions=True
    ).values_list("translation_key", flat=True)
    role_keys = frozenset(map(str, roles))
    if not role_keys:
        return []
    found = gallery_service.search(
        gallery=gallery.page,
        query=gallery_service.GalleryQuery(
            choices={"role": role_keys},
            sort=GallerySort.NAME,
            per_page=_MOST_ADVISORS,
            hidden_pages=gallery.hidden_pages,
        ),
    )
    pages = _load_cards(request, gallery, found.page_pks, found.known)
    request_url = _request_url(context, gallery.page) if pages else ""
    return _by_state(pages, request_url)


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
    found = gallery_service.search(
        gallery=gallery.page,
        query=gallery_service.GalleryQuery(
            choices={facet: values for facet, values in choices.items() if values},
            per_page=count,
            hidden_pages=gallery.hidden_pages,
        ),
    )
    cards = _load_cards(request, gallery, found.page_pks, found.known)
    return sum(found.counts["availability"].values()), cards


def _load_cards(
    request: HttpRequest,
    gallery: OpenGallery,
    page_pks: Sequence[str],
    known: Mapping[str, Any] | None = None,
) -> list[Any]:
    if not page_pks:
        return []
    site = Site.find_for_request(request)
    looked_up: dict[Any, Any] = request.__dict__.setdefault(_CACHE, {})
    key = ("topics", gallery.page.locale_id)
    if key not in looked_up:
        found = terms_of(Topic, site=site, locale_id=gallery.page.locale_id) if site else [[]]
        looked_up[key] = found[0]
    return gallery_service.load_cards(
        gallery=gallery.page, page_pks=page_pks, terms=looked_up[key], known=known
    )


def _gallery_of(context: Mapping[str, Any], value: Any) -> OpenGallery | None:
    """Return the gallery that a block names; or its page's program's; or the site's first."""
    gallery = value.get("gallery") or context.get("gallery_page")
    if not isinstance(gallery, CoachGalleryPageMixin):
        gallery = _first_gallery(context)
    return open_gallery(context["request"], gallery) if gallery is not None else None


def _first_gallery(context: Mapping[str, Any]) -> Any | None:
    """Return the visited site's first gallery, in the language of the page if there is one."""
    request = context["request"]
    known = request.__dict__.setdefault(_CACHE, {})
    if "first" not in known:
        site = Site.find_for_request(request)
        roots = [root for root in Site.get_site_root_paths() if site and root.site_id == site.pk]
        in_site = Q(pk__in=())
        for root in roots:
            in_site |= Q(url_path__startswith=root.root_path)
        model = coaching_settings.page_model("GALLERY_PAGE_MODEL")
        found = list(model._default_manager.filter(in_site, live=True).order_by("path"))
        locale_id = getattr(context.get("page"), "locale_id", None)
        found.sort(key=lambda gallery: gallery.locale_id != locale_id)
        known["first"] = found[0] if found else None
    return known["first"]


def _is_shown_here(request: HttpRequest, gallery: Any) -> bool:
    site = Site.find_for_request(request)
    parts = gallery.get_url_parts(request) if gallery.live and site is not None else None
    return parts is not None and site is not None and parts[0] == site.pk


def _cards_of(request: HttpRequest, chosen: Sequence[Any], known: OpenGallery | None) -> list[Any]:
    """Return the profiles among those an editor chose that are shown in a gallery the visitor may
    see, in the editor's order and with all that a card shows.
    """
    parents = {page.path[: -page.steplen] for page in chosen}
    galleries = [known] if known is not None and known.page.path in parents else []
    missing = parents - {gallery.page.path for gallery in galleries}
    if missing:
        model = coaching_settings.page_model("GALLERY_PAGE_MODEL")
        others = model._default_manager.filter(path__in=missing, live=True)
        galleries += [found for page in others if (found := open_gallery(request, page))]
    cards: dict[str, Any] = {}
    for gallery in galleries:
        pks = [str(p.pk) for p in chosen if p.path.startswith(gallery.page.path)]
        seen = [pk for pk in pks if pk not in gallery.hidden_pages]
        loaded = _load_cards(request, gallery, seen)
        cards.update({str(page.pk): page for page in loaded})
    return [cards[str(page.pk)] for page in chosen if str(page.pk) in cards]


def _by_state(pages: Iterable[Any], request_url: str) -> list[dict[str, Any]]:
    def label_of(page: Any) -> str:
        return USState.name_of(page.us_state) or str(page.us_state)

    in_order = sorted(pages, key=lambda page: (not page.us_state, label_of(page)))
    return [
        {
            "label": label,
            "advisors": [
                {"page": p, "request_url": introduction_url(p, request_url)} for p in group
            ],
        }
        for label, group in groupby(in_order, key=label_of)
    ]


def _request_url(context: Mapping[str, Any], gallery: Any) -> str:
    page = context.get("request_page")
    if not isinstance(page, CoachRequestPageMixin):
        page = request_page_of(gallery)
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
