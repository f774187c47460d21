"""The columns of the list of coaches, and the words in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from wagtail.admin.ui.tables import BaseColumn

from wagtail_coaching.admin import coach_rows
from wagtail_coaching.admin.coach_facts import availability_text, places_text
from wagtail_coaching.admin.confirmations import waiting_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from wagtail.admin.widgets.button import Button

_TEMPLATES = "wagtail_coaching/admin/coaches"


class ChosenColumn(BaseColumn):
    """A box with which a coach is chosen, for what is done with several at once."""

    header_template_name = f"{_TEMPLATES}/choose_header.html"
    cell_template_name = f"{_TEMPLATES}/choose_cell.html"


class NameColumn(BaseColumn):
    """The coach's name, position, and what may be done."""

    cell_template_name = f"{_TEMPLATES}/name_cell.html"

    def __init__(
        self, name: str, *, get_buttons: Callable[[Any], list[Button]], **kwargs: Any
    ) -> None:
        """Remember who knows the buttons of a profile: the first is what the name leads to."""
        super().__init__(name, **kwargs)
        self._get_buttons = get_buttons

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Add the page's buttons."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return {**context, "buttons": self._get_buttons(instance)}


class VettingColumn(BaseColumn):
    """How the vetting stands, and whether the profile is public."""

    cell_template_name = f"{_TEMPLATES}/vetting_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Add the words for it."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return {**context, "label": vetting_text(instance), "public": publicity_text(instance)}


class AvailabilityColumn(BaseColumn):
    """Whether the coach takes requests today, and how many places are open."""

    cell_template_name = f"{_TEMPLATES}/availability_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Add the words for it."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        coach = instance.coach
        if coach is None:
            return context
        return {
            **context,
            "label": availability_text(coach),
            "is_open": coach.is_available,
            "places": places_text(coach) if coach.capacity else "",
        }


class ConfirmedColumn(BaseColumn):
    """When the coach last confirmed the profile, and whether an answer is waited for."""

    cell_template_name = f"{_TEMPLATES}/confirmed_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Add the words for it."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return {**context, "value": confirmed_text(instance), "waiting": waiting_text(instance)}


def vetting_text(profile: Any) -> str:
    """Return how the vetting of a listed profile stands."""
    return str(coach_rows.VETTING_LABELS[profile.vetting_now])


def publicity_text(profile: Any) -> str:
    """Return whether a listed profile is public, and with which version."""
    if not profile.live:
        return gettext("Not public")
    return gettext("Public, with a draft") if profile.has_unpublished_changes else gettext("Public")


def topics_text(profile: Any) -> str:
    """Return the topics of a listed profile's coach."""
    return ", ".join(topic.name for topic in profile.card_topics)


def confirmed_text(profile: Any) -> str:
    """Return when the coach last confirmed the profile."""
    if profile.coach is None:
        return ""
    day = profile.coach.last_confirmed_on
    return date_format(day, "SHORT_DATE_FORMAT") if day else gettext("Never")
