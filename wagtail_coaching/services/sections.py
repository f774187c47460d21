"""Finding a program's sections by their addresses, in as few queries as there can be."""

from __future__ import annotations

import functools
from typing import Any, Final

from django.db import router
from django.db.models import Exists, OuterRef, Q
from wagtail.models import PageViewRestriction

from wagtail_coaching.conf import base_page_model
from wagtail_coaching.models import CoachingPageMixin

#: The classes that sections had when they were visited last, by the program's path and their slug.
#: Only where to look first: a section is what the database says.
_classes: Final[dict[tuple[str, str], Any]] = {}
_MOST_CLASSES: Final = 1000


def find(*, program: Any, slug: str) -> Any | None:
    """Return the page right under ``program`` with this slug, or ``None``.

    One query for a section that this process has seen before; it also says whether any view
    restriction bears on it, on what is above it, or on a page under it (``known_unrestricted``).
    Anything else takes one query more, as in Wagtail.
    """
    where = (program.path, slug)
    section = _of_class(_classes[where], program, slug) if where in _classes else None
    if section is not None:
        return section
    page = program.get_children().filter(slug=slug).first()
    if page is None:
        return None
    page = page.specific
    if isinstance(page, CoachingPageMixin):
        if len(_classes) >= _MOST_CLASSES:
            _classes.clear()
        _classes[where] = type(page)
    return page


def _of_class(model: Any, program: Any, slug: str) -> Any | None:
    using = router.db_for_read(model)
    sql, parameters = _statement(model, program.path, slug, using)
    for page in model._default_manager.raw(sql, parameters, using=using):
        if page.specific_class is model:
            page._cached_parent_obj = program
            page.known_unrestricted = not page.may_be_restricted and page.alias_of_id is None
            return page
    return None


@functools.lru_cache(maxsize=256)
def _statement(model: Any, path: str, slug: str, using: str) -> tuple[str, tuple[Any, ...]]:
    """Return the query in SQL, with its parameters: every visit asks the same, and to put it
    together takes longer than to answer it.
    """
    depth = len(path) // model.steplen
    pages = (
        model._default_manager.filter(path__startswith=path, depth=depth + 1, slug=slug)
        .annotate(may_be_restricted=_may_be_restricted(path))
        .order_by()[:1]
    )
    sql, parameters = pages.query.get_compiler(using).as_sql()
    return sql, tuple(parameters)


def paths_down_to(page: Any) -> list[str]:
    """Return the tree paths of the pages above a page, from the top, and the page's own."""
    return _paths_down(page.path)


def _paths_down(path: str) -> list[str]:
    step = base_page_model().steplen
    return [path[:end] for end in range(step, len(path) + 1, step)]


def _may_be_restricted(path: str) -> Any:
    """Return whether a view restriction can bear on a page, on one above it, or on one under it.

    An alias is as restricted as the page it shows; where one is above it, Wagtail is to say.
    """
    above = _paths_down(path)
    restrictions = PageViewRestriction.objects.filter(
        Q(page__path__in=above)
        | Q(page__path__startswith=OuterRef("path"))
        | Q(page__aliases__path__startswith=OuterRef("path"))
    )
    aliases = base_page_model()._default_manager.filter(path__in=above, alias_of__isnull=False)
    return Exists(restrictions.order_by()) | Exists(aliases.order_by())
