"""Finding a program's sections by their addresses, in as few queries as there can be."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q
from wagtail.models import PageViewRestriction

from wagtail_coaching.conf import base_page_model, coaching_settings


def find(*, program: Any, slug: str) -> Any | None:
    """Return the page right under ``program`` with this slug, or ``None``.

    A gallery comes in one query, which also says whether any view restriction bears on it, on what
    is above it, or on a page under it (``known_unrestricted``). Any other page takes two, as in
    Wagtail.
    """
    gallery_model = coaching_settings.page_model("GALLERY_PAGE_MODEL")
    link = _way_down(gallery_model)
    page = (
        program.get_children()
        .filter(slug=slug)
        .select_related(link)
        .annotate(may_be_restricted=_may_be_restricted(program))
        .first()
    )
    if page is None:
        return None
    if page.specific_class is not gallery_model:
        return page.specific
    gallery = page
    for step in link.split("__"):
        gallery = getattr(gallery, step)
    gallery._cached_parent_obj = program
    gallery.known_unrestricted = not page.may_be_restricted and page.alias_of_id is None
    return gallery


def paths_down_to(page: Any) -> list[str]:
    """Return the tree paths of the pages above a page, from the top, and the page's own."""
    return [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]


def _way_down(model: Any) -> str:
    """Return the lookup from the project's base page class to a page class."""
    names = []
    child = model
    for parent in reversed(model._meta.get_base_chain(base_page_model())):
        names.append(child._meta.get_ancestor_link(parent).remote_field.name)
        child = parent
    return "__".join(reversed(names))


def _may_be_restricted(program: Any) -> Any:
    """Return whether a view restriction can bear on a page, on one above it, or on one under it.

    An alias is as restricted as the page it shows; where one is above it, Wagtail is to say.
    """
    above = paths_down_to(program)
    restrictions = PageViewRestriction.objects.filter(
        Q(page__path__in=above)
        | Q(page__path__startswith=OuterRef("path"))
        | Q(page__aliases__path__startswith=OuterRef("path"))
    )
    aliases = base_page_model()._default_manager.filter(path__in=above, alias_of__isnull=False)
    return Exists(restrictions.order_by()) | Exists(aliases.order_by())
