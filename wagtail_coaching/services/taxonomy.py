"""Which terms of a site's vocabularies a page offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Case, CharField, F, IntegerField, UUIDField, Value, When
from django.db.models.functions import Cast
from wagtail.models import Locale

from wagtail_coaching.models import CoachRole, SearchSynonym

if TYPE_CHECKING:
    from wagtail.models import Site

    from wagtail_coaching.models import VocabularyTerm

_FIELDS = ("id", "name", "slug", "sort_order", "translation_key", "site_id", "locale_id")


#: Where a row of the union is no term of the models asked for.
_SYNONYM: Final = -1


def terms_of(*models: type[VocabularyTerm], site: Site | None, locale_id: int) -> list[list[Any]]:
    """Return a site's terms in one language, for each model in the editors' order; one query.

    A site that has not translated a vocabulary into that language gets the terms it has: in the
    project's default language, or else in the language that most of them are in. The terms come
    without their descriptions.
    """
    return terms_and_synonyms(*models, site=site, locale_id=locale_id, with_synonyms=False)[0]


def terms_and_synonyms(
    *models: type[VocabularyTerm], site: Site | None, locale_id: int, with_synonyms: bool = True
) -> tuple[list[list[Any]], list[list[str]]]:
    """Return what :func:`terms_of` does, and with it the groups of phrases that mean the same in
    the site's search (``SearchSynonym.phrases``); one query for all of it.
    """
    found: list[list[Any]] = [[] for _model in models]
    synonyms: list[list[str]] = []
    if site is None:
        return found, synonyms
    queries = [_rows_of(model, position, site) for position, model in enumerate(models)]
    if with_synonyms:
        queries.append(_synonym_rows(site))
    for row in queries[0].union(*queries[1:], all=True) if len(queries) > 1 else queries[0]:
        position, introduces = row.pop("vocabulary"), row.pop("introduces")
        if position == _SYNONYM:
            synonyms.append(SearchSynonym(words=row["name"]).phrases)
            continue
        term = models[position](**row)
        if isinstance(term, CoachRole):
            term.makes_introductions = bool(introduces)
        found[position].append(term)
    return [_in_one_language(terms, locale_id) for terms in found], synonyms


def _rows_of(model: type[VocabularyTerm], position: int, site: Site) -> Any:
    number = IntegerField()
    introduces: Any = Value(0, number)
    if issubclass(model, CoachRole):
        introduces = Case(
            When(makes_introductions=True, then=Value(1)), default=Value(0), output_field=number
        )
    return (
        model._default_manager.filter(site=site)
        .order_by()
        .annotate(vocabulary=Value(position, number), introduces=introduces)
        .values("vocabulary", "introduces", *_FIELDS)
    )


def _synonym_rows(site: Site) -> Any:
    """Return the synonyms as rows like those of terms: the words stand in place of the name."""
    number = IntegerField()
    return (
        SearchSynonym.objects.filter(site=site)
        .order_by()
        .annotate(
            vocabulary=Value(_SYNONYM, number),
            introduces=Value(0, number),
            name=F("words"),
            slug=Value("", CharField()),
            sort_order=Value(0, number),
            translation_key=Cast(Value(None), UUIDField()),
            locale_id=Value(0, number),
        )
        .values("vocabulary", "introduces", *_FIELDS)
    )


def _in_one_language(terms: list[Any], locale_id: int) -> list[Any]:
    by_locale: dict[int, list[Any]] = {}
    for term in sorted(terms, key=lambda t: (t.sort_order or 0, t.name)):
        by_locale.setdefault(term.locale_id, []).append(term)
    if not by_locale:
        return []
    if locale_id in by_locale:
        return by_locale[locale_id]
    return by_locale.get(Locale.get_default().pk) or max(by_locale.values(), key=len)
