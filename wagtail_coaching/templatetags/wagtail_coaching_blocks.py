"""Tags with which the templates of our blocks look up what they show.

``{% load wagtail_coaching_blocks %}``. A host that overrides a block's template uses the same. They
need the ``request`` in the context, which ``{% include_block %}`` passes on; without it, a block
shows nothing that has to be looked up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django import template
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from django.template.context import Context

_Found = TypeVar("_Found")

register = template.Library()


@register.simple_tag(takes_context=True)
def coaching_featured_coaches(context: Context, value: Any) -> dict[str, Any]:
    """Return ``coaches`` and ``gallery_page`` for a ``FeaturedCoachesBlock``."""
    nothing: dict[str, Any] = {"coaches": [], "gallery_page": None}
    return _look_up("featured_coaches", context, value, nothing)


@register.simple_tag(takes_context=True)
def coaching_figures(context: Context, value: Any) -> list[dict[str, Any]]:
    """Return the figures of a ``CoachFiguresBlock``: ``name``, ``number`` and ``label`` each."""
    nothing: list[dict[str, Any]] = []
    return _look_up("coach_figures", context, value, nothing)


@register.simple_tag(takes_context=True)
def coaching_quoted_coach(context: Context, value: Any) -> Any | None:
    """Return the public profile of a ``CoachQuoteBlock``, or ``None``."""
    nothing: Any | None = None
    return _look_up("quoted_coach", context, value, nothing)


@register.simple_tag(takes_context=True)
def coaching_senior_advisors(context: Context, value: Any) -> list[dict[str, Any]]:
    """Return the states of a ``SeniorAdvisorsBlock``: ``label`` and ``advisors`` each."""
    nothing: list[dict[str, Any]] = []
    return _look_up("senior_advisors", context, value, nothing)


def _look_up(what: str, context: Context, value: Any, nothing: _Found) -> _Found:
    """Ask the view of that name, which stands beside this in the layers."""
    if context.get("request") is None:
        return nothing
    found: _Found = import_string(f"wagtail_coaching.views.blocks.{what}")(context.flatten(), value)
    return found
