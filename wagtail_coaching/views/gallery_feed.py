"""The Atom feed of a gallery's new coaches: what anybody may see, and nothing else (RFC 4287)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from django.contrib.syndication.views import Feed
from django.http import Http404
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html_join
from django.utils.translation import gettext
from wagtail.models import Site

from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.enums import GallerySort
from wagtail_coaching.models import CoachingSettings, Topic
from wagtail_coaching.services import gallery as gallery_service
from wagtail_coaching.services.taxonomy import terms_of
from wagtail_coaching.validators import record_key
from wagtail_coaching.views.visibility import anybody, gallery_access

if TYPE_CHECKING:
    import datetime

    from django.http import HttpRequest

    from wagtail_coaching.models import CoachPageMixin

_MOST: Final = 50


class NewCoachesFeed(Feed):  # type: ignore[type-arg]
    """The coaches who joined last, the newest first, in the gallery's language."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, pk: str) -> Any:
        """Return the gallery, with its site and what not everybody may see.

        Raises:
            Http404: it is not public on this site.
        """
        key, site = record_key(pk), Site.find_for_request(request)
        if key is None or site is None:
            raise Http404
        model = coaching_settings.page_model("GALLERY_PAGE_MODEL")
        gallery: Any = model._default_manager.filter(pk=key, live=True).first()
        if gallery is None or gallery.get_site() != site:
            raise Http404
        access = gallery_access(anybody(), gallery)
        if not access.is_public:
            raise Http404
        gallery.feed_site, gallery.feed_hidden_pages = site, access.hidden_pages
        return gallery

    def get_feed(self, obj: Any, request: HttpRequest) -> Any:
        """Return the feed in the gallery's language, whatever the visitor's is."""
        with translation.override(obj.locale.language_code):
            return super().get_feed(obj, request)

    def title(self, obj: Any) -> str:
        """Return the gallery's title, and whose gallery it is."""
        whose = CoachingSettings.for_site(obj.feed_site).display_name
        return " | ".join(part for part in (obj.title, whose) if part)

    def subtitle(self, obj: Any) -> str:
        """Return what the feed is."""
        return gettext("Coaches who joined lately")

    def link(self, obj: Any) -> str:
        """Return the gallery's address."""
        return str(obj.get_full_url())

    def items(self, obj: Any) -> list[CoachPageMixin]:
        """Return the newest coaches that everybody may see. A constant number of queries."""
        found = gallery_service.search(
            gallery=obj,
            query=gallery_service.GalleryQuery(
                sort=GallerySort.NEWEST,
                per_page=_MOST,
                hidden_pages=obj.feed_hidden_pages,
            ),
        )
        (topics,) = terms_of(Topic, site=obj.feed_site, locale_id=obj.locale_id)
        return gallery_service.load_cards(
            gallery=obj, page_pks=found.page_pks, terms=topics, known=found.known
        )

    def item_title(self, item: CoachPageMixin) -> str:
        """Return the coach's name."""
        return item.title

    def item_description(self, item: CoachPageMixin) -> str:
        """Return, as HTML, what a card in the gallery says."""
        position = ", ".join(part for part in (item.job_title, item.organization) if part)
        topics = ", ".join(topic.name for topic in item.card_topics)
        lines = [line for line in (position, item.display_location, topics) if line]
        return str(format_html_join("", "<p>{}</p>", ((line,) for line in lines)))

    def item_link(self, item: Any) -> str:
        """Return the profile's address."""
        return str(item.get_full_url())

    def item_categories(self, item: CoachPageMixin) -> list[str]:
        """Return the coach's topics."""
        return [topic.name for topic in item.card_topics]

    def item_pubdate(self, item: Any) -> datetime.datetime | None:
        """Return when the profile first became public."""
        return cast("datetime.datetime | None", item.first_published_at or item.last_published_at)

    def item_updateddate(self, item: Any) -> datetime.datetime | None:
        """Return when it was last changed."""
        return cast("datetime.datetime | None", item.last_published_at or item.first_published_at)
