"""What the blocks of one page look up in galleries, kept with the request: the second block that
needs the same asks no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.db.models import Q
from wagtail.models import Site

from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.models import CoachRole, Topic
from wagtail_coaching.services import gallery as gallery_service
from wagtail_coaching.services.taxonomy import terms_of
from wagtail_coaching.views.sections import request_page_of
from wagtail_coaching.views.visibility import gallery_access

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.http import HttpRequest

    from wagtail_coaching.services.gallery import GalleryFigures, GalleryQuery, GalleryResult

_Found = TypeVar("_Found")

_KEPT: Final = "_wagtail_coaching_gallery_lookups"


@dataclass(frozen=True)
class OpenGallery:
    """A gallery that the visitor may see, and what of it they may not."""

    page: Any
    hidden_pages: frozenset[str]


class GalleryLookups:
    """The galleries as one request finds them. Get it by :meth:`of`."""

    def __init__(self, request: HttpRequest) -> None:
        """Begin with nothing looked up."""
        self._request = request
        self._site = Site.find_for_request(request)
        self._found: dict[Any, Any] = {}
        #: By gallery: the cards asked for, by the key of their page; ``None``: there is none.
        self._cards: dict[Any, dict[str, Any]] = {}

    @classmethod
    def of(cls, request: HttpRequest) -> GalleryLookups:
        """Return what a request has looked up so far."""
        known: GalleryLookups | None = request.__dict__.get(_KEPT)
        if known is None:
            known = cls(request)
            setattr(request, _KEPT, known)
        return known

    def open_gallery(self, gallery: Any) -> OpenGallery | None:
        """Return a live gallery of the visited site as the visitor may see it; ``None``: not at
        all. One query, if any.
        """
        return self._once(("gallery", gallery.pk), lambda: self._open(gallery))

    def first_gallery(self, locale_id: Any) -> Any | None:
        """Return the visited site's first gallery, one in this language if there is one."""
        galleries = self._once("galleries", self._galleries)
        return min(galleries, key=lambda gallery: gallery.locale_id != locale_id, default=None)

    def galleries_at(self, paths: frozenset[str]) -> list[Any]:
        """Return the live galleries at these paths of the page tree; one query."""
        model = coaching_settings.page_model("GALLERY_PAGE_MODEL")
        live = model._default_manager.filter(path__in=paths, live=True)
        return self._once(("galleries at", paths), lambda: list(live))

    def search(self, gallery: OpenGallery, query: GalleryQuery) -> GalleryResult:
        """Return what a query finds. One query of the database for each gallery."""
        choices = frozenset(query.choices.items())
        rest = (query.text, query.sort, query.page, query.per_page, query.hidden_pages)
        key = ("search", gallery.page.pk, choices, *rest)
        return self._once(
            key,
            lambda: gallery_service.search(
                gallery=gallery.page, query=query, state=self._state(gallery)
            ),
        )

    def figures(self, gallery: OpenGallery) -> GalleryFigures:
        """Return how much there is in a gallery. One query of the database for each gallery."""
        return self._once(
            ("figures", gallery.page.pk),
            lambda: gallery_service.gallery_figures(
                gallery=gallery.page,
                hidden_pages=gallery.hidden_pages,
                state=self._state(gallery),
            ),
        )

    def cards(
        self,
        gallery: OpenGallery,
        page_pks: Sequence[str],
        known: Mapping[str, Any] | None = None,
    ) -> list[Any]:
        """Return coach pages of a gallery with all that a card shows, in this order; those that
        are not live are left out. Two queries for those that no block has shown yet.

        Args:
            gallery: where they are.
            page_pks: their keys.
            known: ``GalleryResult.known``, where they were searched for.
        """
        loaded = self._cards.setdefault(gallery.page.pk, {})
        missing = [pk for pk in page_pks if pk not in loaded]
        if missing:
            found = gallery_service.load_cards(
                gallery=gallery.page,
                page_pks=missing,
                terms=self._topics(gallery),
                known=known,
                state=self._state(gallery) if known is None else None,
            )
            loaded.update(dict.fromkeys(missing))
            loaded.update({str(page.pk): page for page in found})
        return [loaded[pk] for pk in page_pks if loaded[pk] is not None]

    def introducing_roles(self) -> frozenset[str]:
        """Return the keys of the roles of the visited site that make introductions."""
        roles = CoachRole.objects.filter(site=self._site, makes_introductions=True)
        keys = roles.order_by().values_list("translation_key", flat=True)
        return self._once("roles", lambda: frozenset(map(str, keys)))

    def request_page(self, gallery: OpenGallery) -> Any | None:
        """Return the request page of the program that a gallery belongs to."""
        return self._once(("request page", gallery.page.pk), lambda: request_page_of(gallery.page))

    def _once(self, key: Any, look_up: Callable[[], _Found]) -> _Found:
        if key not in self._found:
            self._found[key] = look_up()
        found: _Found = self._found[key]
        return found

    def _open(self, gallery: Any) -> OpenGallery | None:
        if self._site is None or not gallery.live:
            return None
        parts = gallery.get_url_parts(self._request)
        if parts is None or parts[0] != self._site.pk:
            return None
        access = gallery_access(self._request, gallery)
        return OpenGallery(gallery, access.hidden_pages) if access.is_open else None

    def _galleries(self) -> list[Any]:
        in_site = Q(pk__in=())
        for root in Site.get_site_root_paths():
            if self._site is not None and root.site_id == self._site.pk:
                in_site |= Q(url_path__startswith=root.root_path)
        model = coaching_settings.page_model("GALLERY_PAGE_MODEL")
        return list(model._default_manager.filter(in_site, live=True).order_by("path"))

    def _state(self, gallery: OpenGallery) -> Any:
        return self._once(
            ("state", gallery.page.pk), lambda: gallery_service.index_state(gallery=gallery.page)
        )

    def _topics(self, gallery: OpenGallery) -> list[Any]:
        locale_id = gallery.page.locale_id
        return self._once(
            ("topics", locale_id),
            lambda: terms_of(Topic, site=self._site, locale_id=locale_id)[0],
        )
