"""The gallery's Senior Advisors: who suggests a coach and makes the introduction, by state."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator

from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.enums import GallerySort, USState
from wagtail_coaching.services import gallery as gallery_service
from wagtail_coaching.views.gallery_address import ADVISORS_VIEW, address_context, query_of
from wagtail_coaching.views.sections import introduction_url, request_page_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.http import HttpRequest

    from wagtail_coaching.models import CoachGalleryPageMixin, CoachPageMixin, Topic
    from wagtail_coaching.views.visibility import GalleryAccess

#: More Senior Advisors than any association has.
_MOST: Final = 5000


def advisors_context(
    page: CoachGalleryPageMixin,
    request: HttpRequest,
    *,
    role_keys: frozenset[str],
    topics: Sequence[Topic],
    access: GalleryAccess,
    page_number: int,
) -> dict[str, Any]:
    """Return what the list of Senior Advisors shows, page by page.

    Args:
        page: the gallery.
        request: the visit.
        role_keys: the keys of the roles that make introductions; at least one.
        topics: the topics in the gallery's language.
        access: what the visitor may not see of it.
        page_number: which page was asked for.
    """
    found = gallery_service.search(
        gallery=page,
        query=gallery_service.GalleryQuery(
            choices={"role": role_keys},
            sort=GallerySort.NAME,
            per_page=_MOST,
            hidden_pages=access.hidden_pages,
        ),
    )
    in_state = _states_of(found.page_pks)
    paginator = Paginator(in_state, coaching_settings.COACHES_PER_PAGE)
    shown = paginator.get_page(page_number)
    pks = [pk for _state, pk in shown.object_list]
    advisors = gallery_service.load_cards(
        gallery=page, page_pks=pks, terms=topics, known=found.known
    )
    request_page = request_page_of(page)
    request_url = request_page.get_url(request) if request_page is not None else ""
    return {
        "advisor_groups": advisors_by_state(advisors, request_url),
        "advisor_states": _links_to_states(in_state, paginator.per_page),
        "advisor_count": len(in_state),
        "coaches": shown,
        "page_query": query_of([*ADVISORS_VIEW, ("page", "")]),
        **address_context(page, request, ADVISORS_VIEW, page_number=shown.number),
    }


def advisors_by_state(advisors: Iterable[CoachPageMixin], request_url: str) -> list[dict[str, Any]]:
    """Return Senior Advisors by state: ``state``, ``label`` and ``advisors`` each, with ``page``
    and ``request_url``. Within a state they keep their order; who names no state comes last.

    Args:
        advisors: their profiles.
        request_url: the address of the request form; empty: there is none.
    """
    in_order = sorted(advisors, key=lambda advisor: _place_of(advisor.us_state))
    return [
        {
            "state": state,
            "label": _label_of(state),
            "advisors": [
                {"page": advisor, "request_url": introduction_url(advisor, request_url)}
                for advisor in here
            ],
        }
        for state, here in groupby(in_order, key=lambda advisor: advisor.us_state)
    ]


def _label_of(state: str) -> str:
    return USState.name_of(state) or state


def _place_of(state: str) -> tuple[bool, str]:
    return not state, _label_of(state)


def _states_of(page_pks: Sequence[str]) -> list[tuple[str, str]]:
    """Return (state, key of the page), by state and in the given order; no state comes last."""
    model = coaching_settings.page_model("COACH_PAGE_MODEL")
    states: Mapping[Any, str] = dict(
        model._default_manager.filter(pk__in=page_pks).values_list("pk", "us_state")
    )
    known = {str(pk): state for pk, state in states.items()}
    found = [(known[pk], pk) for pk in page_pks if pk in known]
    return sorted(found, key=lambda item: _place_of(item[0]))


def _links_to_states(in_state: Sequence[tuple[str, str]], per_page: int) -> list[dict[str, Any]]:
    """Return each state with how many are there, and a link to the first of them."""
    found: dict[str, dict[str, Any]] = {}
    for position, (state, _pk) in enumerate(in_state):
        if state not in found:
            number = position // per_page + 1
            here = list(ADVISORS_VIEW) + ([("page", str(number))] if number > 1 else [])
            url = f"{query_of(here)}#coaching-state-{state}"
            found[state] = {"label": _label_of(state), "count": 0, "url": url}
        found[state]["count"] += 1
    return list(found.values())
