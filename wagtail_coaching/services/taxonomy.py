"""Which terms of a site's vocabularies a page offers."""

from __future__ import annotations

import functools
import uuid
from typing import TYPE_CHECKING, Any, Final

from django.db import connections, router
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

    The terms are shared with other visits: read them only.
    """
    if site is None:
        return [[] for _model in models], []
    using = router.db_for_read(CoachRole)
    sql, parameters = _statement(models, site.pk, with_synonyms, using)
    with connections[using].cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = tuple(map(tuple, cursor.fetchall()))
    found, synonyms = _read(models, rows)
    return [_in_one_language(terms, locale_id) for terms in found], list(map(list, synonyms))


@functools.lru_cache(maxsize=256)
def _statement(
    models: tuple[type[VocabularyTerm], ...], site_pk: Any, with_synonyms: bool, using: str
) -> tuple[str, tuple[Any, ...]]:
    """Return the query in SQL, with its parameters: every visit asks the same, and to put it
    together takes ten times as long as to answer it.
    """
    queries = [_rows_of(model, position, site_pk) for position, model in enumerate(models)]
    if with_synonyms:
        queries.append(_synonym_rows(site_pk))
    query = queries[0].union(*queries[1:], all=True) if len(queries) > 1 else queries[0]
    sql, parameters = query.query.get_compiler(using).as_sql()
    return sql, tuple(parameters)


@functools.lru_cache(maxsize=256)
def _read(
    models: tuple[type[VocabularyTerm], ...], rows: tuple[tuple[Any, ...], ...]
) -> tuple[list[dict[int, list[Any]]], list[list[str]]]:
    """Return what rows say, remembered for the next visit that finds the same ones: the terms of
    each model by language, in the editors' order, and the synonyms.
    """
    found: list[list[Any]] = [[] for _model in models]
    synonyms: list[list[str]] = []
    for position, introduces, *values in rows:
        fields = dict(zip(_FIELDS, values, strict=True))
        if position == _SYNONYM:
            synonyms.append(SearchSynonym(words=fields["name"]).phrases)
            continue
        # Some databases have no type for it.
        fields["translation_key"] = uuid.UUID(str(fields["translation_key"]))
        term = models[position](**fields)
        if isinstance(term, CoachRole):
            term.makes_introductions = bool(introduces)
        found[position].append(term)
    return [_by_language(terms) for terms in found], synonyms


def _rows_of(model: type[VocabularyTerm], position: int, site_pk: Any) -> Any:
    number = IntegerField()
    introduces: Any = Value(0, number)
    if issubclass(model, CoachRole):
        introduces = Case(
            When(makes_introductions=True, then=Value(1)), default=Value(0), output_field=number
        )
    return (
        model._default_manager.filter(site=site_pk)
        .order_by()
        .annotate(vocabulary=Value(position, number), introduces=introduces)
        .values("vocabulary", "introduces", *_FIELDS)
    )


def _synonym_rows(site_pk: Any) -> Any:
    """Return the synonyms as rows like those of terms: the words stand in place of the name."""
    number = IntegerField()
    return (
        SearchSynonym.objects.filter(site=site_pk)
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


def _by_language(terms: list[Any]) -> dict[int, list[Any]]:
    by_locale: dict[int, list[Any]] = {}
    for term in sorted(terms, key=lambda t: (t.sort_order or 0, t.name)):
        by_locale.setdefault(term.locale_id, []).append(term)
    return by_locale


def _in_one_language(by_locale: dict[int, list[Any]], locale_id: int) -> list[Any]:
    if not by_locale:
        return []
    if locale_id in by_locale:
        return list(by_locale[locale_id])
    return list(by_locale.get(Locale.get_default().pk) or max(by_locale.values(), key=len))
