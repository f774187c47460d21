"""The coach gallery: all coaches, filtered and searched; and the Senior Advisors, by state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.utils.functional import SimpleLazyObject

from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.forms.gallery import (
    VOCABULARIES,
    CoachFilterSet,
    choices_of,
    label_in_words,
    page_number,
    sort_choices,
    sort_parameters,
)
from wagtail_coaching.services import gallery as gallery_service
from wagtail_coaching.services.taxonomy import terms_and_synonyms
from wagtail_coaching.views.gallery_address import (
    ADVISORS_VIEW,
    address_context,
    feed_url_of,
    query_of,
)
from wagtail_coaching.views.gallery_advisors import advisors_context
from wagtail_coaching.views.gallery_facets import facet_groups
from wagtail_coaching.views.sections import request_page_of, section_page, site_of
from wagtail_coaching.views.visibility import gallery_access

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from wagtail_coaching.forms.gallery import Selection
    from wagtail_coaching.models import CoachGalleryPageMixin
    from wagtail_coaching.views.visibility import GalleryAccess


def gallery_context(page: CoachGalleryPageMixin, request: HttpRequest) -> dict[str, Any]:
    """Return what the gallery's template shows. Any query string will do."""
    if page.pk is None:
        return _nobody(page, request)
    site = site_of(page, request)
    vocabularies, synonyms = terms_and_synonyms(
        *VOCABULARIES.values(),
        site=site,
        locale_id=page.locale_id,
        with_synonyms=bool(request.GET.get("q")),
    )
    terms: dict[str, list[Any]] = dict(zip(VOCABULARIES, vocabularies, strict=True))
    access = gallery_access(request, page)
    role_keys = frozenset(str(r.translation_key) for r in terms["role"] if r.makes_introductions)
    if request.GET.get("view") == "advisors" and role_keys:
        return advisors_context(
            page,
            request,
            role_keys=role_keys,
            topics=terms["topic"],
            access=access,
            page_number=page_number(request.GET.get("page", "")),
        )
    return _coaches_context(page, request, terms, synonyms, access, role_keys)


def _nobody(page: CoachGalleryPageMixin, request: HttpRequest) -> dict[str, Any]:
    """Return what a gallery shows that is not saved yet, in a preview."""
    return {
        "sort_choices": [],
        "coaches": Paginator([], 1).page(1),
        "result_count": 0,
        "clear_url": "?",
        "request_page": None,
        "application_page": None,
        **address_context(page, request, []),
    }


def _coaches_context(
    page: CoachGalleryPageMixin,
    request: HttpRequest,
    terms: dict[str, list[Any]],
    synonyms: list[list[str]],
    access: GalleryAccess,
    role_keys: frozenset[str],
) -> dict[str, Any]:
    """Return what the list of all coaches shows, with its filters."""
    choices = choices_of(terms)
    selection = CoachFilterSet(request.GET, choices=choices).selection()
    per_page = coaching_settings.COACHES_PER_PAGE
    result = gallery_service.search(
        gallery=page,
        query=gallery_service.GalleryQuery(
            text=selection.text,
            choices=selection.values(),
            sort=selection.sort,
            page=selection.page,
            per_page=per_page,
            hidden_pages=access.hidden_pages,
        ),
        terms=terms["topic"],
        synonyms=synonyms,
    )
    coaches = gallery_service.load_cards(
        gallery=page, page_pks=result.page_pks, terms=terms["topic"], known=result.known
    )
    shown: Any = Paginator(range(result.total), per_page).get_page(result.page)
    shown.object_list = coaches
    has_advisors = any(result.totals.get("role", {}).get(key) for key in role_keys)
    parameters = [*selection.parameters, *sort_parameters(selection.sort, selection.text)]
    return {
        "search_text": selection.text,
        "facets": facet_groups(choices=choices, selection=selection, result=result),
        "sort": selection.sort.value,
        "sort_choices": sort_choices(selection.text),
        "coaches": shown,
        "result_count": result.total,
        "corrections": result.corrections,
        "active_filters": [
            {"label": label, "remove_url": _without(selection, name, value)}
            for name, value, label in selection.labels
        ],
        "suggestions": _suggestions(selection, result.without),
        "clear_url": "?",
        "page_query": query_of([*parameters, ("page", "")]),
        "advisors_url": query_of(ADVISORS_VIEW) if has_advisors else "",
        "feed_url": feed_url_of(page) if access.is_public else "",
        # Asked for only where the gallery has nobody to show.
        "request_page": SimpleLazyObject(lambda: request_page_of(page)),
        "application_page": SimpleLazyObject(
            lambda: section_page(page.get_parent(), "APPLICATION_PAGE_MODEL")
        ),
        **address_context(
            page,
            request,
            parameters,
            page_number=shown.number,
            is_indexed=_is_indexed(selection, shown.number),
        ),
    }


def _without(selection: Selection, name: str, parameter: str) -> str:
    """Return the address of what is chosen without one of it."""
    left = [item for item in selection.parameters if item != (name, parameter)]
    text = selection.text if name != "q" else ""
    return query_of([*left, *sort_parameters(selection.sort, text)])


def _suggestions(
    selection: Selection, without: Sequence[tuple[str, str, int]]
) -> list[dict[str, Any]]:
    """Return which choice to drop where nobody fits, how many that gives, and its address."""
    by_value = {
        (name, choice.value): choice
        for name, values in selection.chosen.items()
        for choice in values
    }
    found = []
    for name, value, count in without:
        if name == "q":
            url = _without(selection, "q", selection.text)
            found.append({"label": "", "count": count, "url": url})
        elif choice := by_value.get((name, value)):
            url = _without(selection, name, choice.parameter)
            label = label_in_words(name, choice.label)
            found.append({"label": label, "count": count, "url": url})
    return found


def _is_indexed(selection: Selection, shown_page: int) -> bool:
    """Return whether search engines are to list it: single choices, and pages of everybody.

    Combinations are without number, and show nobody who is not listed otherwise.
    """
    number = sum(map(len, selection.chosen.values()))
    if selection.text or number > 1 or sort_parameters(selection.sort, selection.text):
        return False
    return not number or shown_page == 1
