"""Running text, whose links to pages and documents take as few queries as there can be.

Wagtail expands each rich text by itself: the pages that its links lead to by a query for each kind
of page, and with translated pages by one or two more for each link. Here, all texts of one kind in
a StreamField are expanded together, the first time that one of them is shown.
"""

from __future__ import annotations

import functools
import uuid
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db.models import Case, IntegerField, Subquery, Value, When
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import get_language
from wagtail import blocks
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.rich_text import RichText

from wagtail_coaching.blocks.base import QuietBlockMixin
from wagtail_coaching.conf import base_page_model
from wagtail_coaching.validators import record_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: Stands between two texts; in no text, for nobody knows it.
_SEAM: Final = f"<!--{uuid.uuid4().hex}-->"
#: Where a page class may say for itself what its address is.
_ADDRESSES: Final = ("url", "get_url", "get_url_parts")


def expand(sources: Sequence[str]) -> list[str]:
    """Return rich texts as HTML, in the language that is active: the same as Wagtail's
    ``expand_db_html`` makes of each.

    One query for all links to pages; one more where some of them lead to pages in another language,
    and one for each page class that makes its addresses itself. One for all links to documents.
    """
    # A tag that is never closed would reach into the next text.
    whole = [source.rfind("<") <= source.rfind(">") for source in sources]
    together = [source for source, is_whole in zip(sources, whole, strict=True) if is_whole]
    found = iter(_rewriter()(_SEAM.join(together)).split(_SEAM)) if together else iter(())
    return [
        next(found) if is_whole else _rewriter()(source)
        for source, is_whole in zip(sources, whole, strict=True)
    ]


class SharedRichText(RichText):
    """A rich text that is expanded together with others."""

    def __init__(self, texts: _Texts, position: int) -> None:
        """Stand at a place among the texts."""
        super().__init__(texts.sources[position])
        self._texts = texts
        self._position = position

    def __html__(self) -> str:
        """Return it as HTML, by Wagtail's template."""
        html = self._texts.expanded()[self._position]
        return render_to_string("wagtailcore/shared/richtext.html", {"html": html})


class RichTextBlock(QuietBlockMixin, blocks.RichTextBlock):
    """Wagtail's rich text, expanded together with the others of its kind in the StreamField."""

    def to_python(self, value: Any) -> RichText:
        """Return one text."""
        return self.bulk_to_python([value])[0]

    def bulk_to_python(self, values: Iterable[Any]) -> list[RichText]:
        """Return the texts that Wagtail found in the same place of the StreamField's blocks."""
        texts = _Texts([str(value or "") for value in values])
        return [SharedRichText(texts, position) for position in range(len(texts.sources))]

    def normalize(self, value: Any) -> RichText:
        """Return a text as it is, or made from its source."""
        return value if isinstance(value, RichText) else self.to_python(value)

    def value_from_form(self, value: Any) -> RichText:
        """Return the text that an editor has typed."""
        return self.to_python(value)


def text_block(**kwargs: Any) -> RichTextBlock:
    """Return a rich text block with the few features that running text needs."""
    return RichTextBlock(features=["bold", "italic", "link", "document-link", "ul", "ol"], **kwargs)


class _Texts:
    """Texts that are shown together. Like anything a page has loaded, what they are expanded to
    is kept as long as the page object.
    """

    def __init__(self, sources: list[str]) -> None:
        self.sources = sources
        self._expanded: dict[str | None, list[str]] = {}

    def expanded(self) -> list[str]:
        """Return them as HTML, in the language that is active."""
        language = get_language()
        if language not in self._expanded:
            self._expanded[language] = expand(self.sources)
        return self._expanded[language]

    def __getstate__(self) -> dict[str, Any]:
        # Whoever keeps a page in a cache finds its links as they are then.
        return {"sources": self.sources, "_expanded": {}}


@functools.cache
def _rewriter() -> Any:
    """Return what expands HTML: with the host's own kinds of links and embeds, if it has any."""
    from wagtail.rich_text import features
    from wagtail.rich_text.pages import PageLinkHandler
    from wagtail.rich_text.rewriters import EmbedRewriter, LinkRewriter, MultiRuleRewriter

    def rules(handlers: Mapping[str, Any]) -> dict[str, Any]:
        return {name: handler.expand_db_attributes_many for name, handler in handlers.items()}

    handlers = features.get_link_types()
    links = rules(handlers)
    if handlers.get(PageLinkHandler.identifier) is PageLinkHandler:
        links[PageLinkHandler.identifier] = _page_links
    embeds = rules(features.get_embed_types())
    return MultiRuleRewriter([LinkRewriter(bulk_rules=links), EmbedRewriter(bulk_rules=embeds)])


def _page_links(attributes: Sequence[Mapping[str, str]]) -> list[str]:
    """Return the opening tags of links to pages; what is no page any more is a link to nowhere."""
    from wagtail.models import Site

    keys = [record_key(each.get("id", "")) for each in attributes]
    pages = _localized(_pages(pk__in={key for key in keys if key is not None}))
    root_paths = Site.get_site_root_paths()
    urls = {}
    for key, page in pages.items():
        # Where Wagtail keeps them itself, once it has asked the cache for them.
        page._wagtail_cached_site_root_paths = root_paths
        urls[key] = page.url
    return [f'<a href="{escape(urls[key])}">' if urls.get(key) else "<a>" for key in keys]


def _localized(pages: Mapping[Any, Any]) -> dict[Any, Any]:
    """Return for each page what Wagtail's ``localized`` gives: its live translation into the
    active language, or the page itself.
    """
    if not getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return dict(pages)
    others = {
        page.translation_key: page.active_locale_pk
        for page in pages.values()
        if page.active_locale_pk not in (None, page.locale_id)
    }
    if not others:
        return dict(pages)
    translations = {
        page.translation_key: page
        for page in _pages(
            translation_key__in=others, locale_id__in=set(others.values()), live=True
        ).values()
    }
    return {
        key: translations.get(page.translation_key, page)
        if page.translation_key in others
        else page
        for key, page in pages.items()
    }


def _pages(**conditions: Any) -> dict[Any, Any]:
    """Return pages by key, in their own classes; of most classes, without their own fields."""
    model = base_page_model()
    found = model._default_manager.filter(**conditions).order_by()
    pages = {
        page.pk: page
        for page in found.annotate(active_locale_pk=_active_locale()).specific(defer=True)
    }
    in_full: dict[type[Any], list[Any]] = {}
    for key, page in pages.items():
        own = type(page)
        if any(getattr(own, name) is not getattr(model, name) for name in _ADDRESSES):
            in_full.setdefault(own, []).append(key)
    for own, keys in in_full.items():
        for page in own._default_manager.filter(pk__in=keys):
            page.active_locale_pk = pages[page.pk].active_locale_pk
            pages[page.pk] = page
    return pages


def _active_locale() -> Subquery:
    """Return the key of the locale that ``Locale.get_active()`` gives, inside a query."""
    from wagtail.models import Locale

    codes: dict[str, int] = {}
    for language in (get_language(), settings.LANGUAGE_CODE):
        try:
            codes.setdefault(get_supported_content_language_variant(language), len(codes))
        except LookupError:
            continue
    rank = Case(
        *(When(language_code=code, then=Value(place)) for code, place in codes.items()),
        default=Value(len(codes)),
        output_field=IntegerField(),
    )
    return Subquery(Locale.objects.filter(language_code__in=codes).order_by(rank).values("pk")[:1])
