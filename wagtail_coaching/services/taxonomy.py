"""Which terms of a site's vocabularies a page offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import IntegerField, Value
from wagtail.models import Locale

if TYPE_CHECKING:
    from wagtail.models import Site

    from wagtail_coaching.models import VocabularyTerm

_FIELDS = ("id", "name", "slug", "sort_order", "translation_key", "site_id", "locale_id")


def terms_of(*models: type[VocabularyTerm], site: Site | None, locale_id: int) -> list[list[Any]]:
    """Return a site's terms in one language, for each model in the editors' order; one query.

    A site that has not translated a vocabulary into that language gets the terms it has: in the
    project's default language, or else in the language that most of them are in. The terms come
    without their descriptions.
    """
    if site is None:
        return [[] for _model in models]
    queries = [
        model._default_manager.filter(site=site)
        .order_by()
        .annotate(vocabulary=Value(position, IntegerField()))
        .values("vocabulary", *_FIELDS)
        for position, model in enumerate(models)
    ]
    rows = queries[0].union(*queries[1:], all=True) if len(queries) > 1 else queries[0]
    found: list[list[Any]] = [[] for _model in models]
    for row in rows:
        position = row.pop("vocabulary")
        found[position].append(models[position](**row))
    return [_in_one_language(terms, locale_id) for terms in found]


def _in_one_language(terms: list[Any], locale_id: int) -> list[Any]:
    by_locale: dict[int, list[Any]] = {}
    for term in sorted(terms, key=lambda t: (t.sort_order or 0, t.name)):
        by_locale.setdefault(term.locale_id, []).append(term)
    if not by_locale:
        return []
    if locale_id in by_locale:
        return by_locale[locale_id]
    return by_locale.get(Locale.get_default().pk) or max(by_locale.values(), key=len)
