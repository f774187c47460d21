"""The gallery's filters: what may be chosen, and what a query string chooses.

Whatever a query string says, they answer: what is unknown is passed over. The filters only say
what there is to choose; the gallery's search answers (see docs/explanation/gallery.md).
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import django_filters
from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import CoachAvailability, GallerySort, PopulationBand, USState
from wagtail_coaching.models import (
    CareerStage,
    CoachLanguage,
    CoachRole,
    GalleryEntry,
    MeetingFormat,
    OrganizationType,
    Topic,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wagtail_coaching.models import VocabularyTerm

#: The vocabularies of the facets whose values are terms, in the order of the form.
VOCABULARIES: Final[dict[str, type[VocabularyTerm]]] = {
    "topic": Topic,
    "organization_type": OrganizationType,
    "career_stage": CareerStage,
    "role": CoachRole,
    "language": CoachLanguage,
    "format": MeetingFormat,
}
_ENUMS: Final = {
    "population_band": PopulationBand,
    "state": USState,
    "availability": CoachAvailability,
}
#: Letters of a search; what stands after them is left out.
_MAX_TEXT: Final = 200
#: More digits than any page's number has.
_MAX_PAGE_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet."""

    #: What stands in an address: a term's slug, or a value such as "IL".
    parameter: str
    #: What the search knows it by: a term's translation key, or the same value.
    value: str
    label: str


def choices_of(terms: Mapping[str, Sequence[VocabularyTerm]]) -> dict[str, list[Choice]]:
    """Return what each facet offers, where ``terms`` are those of each vocabulary on offer."""
    offered = {
        name: [Choice(t.slug, str(t.translation_key), t.name) for t in terms.get(name, ())]
        for name in VOCABULARIES
    }
    return offered | _enum_choices(get_language() or "")


@functools.cache
def _enum_choices(language: str) -> dict[str, list[Choice]]:
    """Return the choices that are the same for everybody, in the active language: finding a
    hundred translations anew takes longer than searching the gallery.
    """
    return {
        name: [Choice(str(value), str(value), str(label)) for value, label in values.choices]
        for name, values in _ENUMS.items()
    }


class AnyChoicesField(forms.MultipleChoiceField):
    """Takes any values: links live longer than terms do. What is unknown is passed over later."""

    def validate(self, value: list[str]) -> None:
        """Nothing is refused."""


class FacetFilter(django_filters.MultipleChoiceFilter):
    """Several values of one facet: coaches who have one of them."""

    field_class = AnyChoicesField

    def __init__(self, label: Any) -> None:
        super().__init__(label=label, widget=forms.CheckboxSelectMultiple)


class CoachFilterSet(django_filters.FilterSet):
    """Text search and facets: OR within a facet, AND across. The search answers, not the ORM."""

    q = django_filters.CharFilter(label=_("Search"), max_length=_MAX_TEXT, strip=True)
    topic = FacetFilter(_("Topic"))
    availability = FacetFilter(_("Availability"))
    state = FacetFilter(_("State"))
    organization_type = FacetFilter(_("Type of organization"))
    population_band = FacetFilter(_("Size of the community"))
    career_stage = FacetFilter(_("Career stage"))
    role = FacetFilter(_("Role"))
    language = FacetFilter(_("Language"))
    format = FacetFilter(_("How you meet"))
    sort = django_filters.ChoiceFilter(label=_("Sort by"), choices=GallerySort.choices)

    def __init__(self, data: QueryDict, *, choices: Mapping[str, Sequence[Choice]]) -> None:
        """Take a query string, and what each facet offers (:func:`choices_of`)."""
        super().__init__(data, queryset=GalleryEntry.objects.none())
        self._choices = choices

    def get_form_class(self) -> Any:
        """Return the same form for everybody: what may be chosen is not known to its fields."""
        return _form_class()

    @classmethod
    def facet_labels(cls) -> dict[str, str]:
        """Return the facets in the order of the form, each with what it is called."""
        return {
            name: str(found.label)
            for name, found in cls.base_filters.items()
            if isinstance(found, FacetFilter)
        }

    def selection(self) -> Selection:
        """Return what the query string chooses. Values that make no sense are left out."""
        self.form.is_valid()
        cleaned = self.form.cleaned_data
        text = cleaned.get("q") or ""
        if "q" in self.form.errors:
            # Too long, or with characters that are in no name.
            text = self.data.get("q", "").replace("\0", "")[:_MAX_TEXT].strip()
        chosen = {}
        for name in self.facet_labels():
            parameters = set(cleaned.get(name) or ())
            found = tuple(c for c in self._choices.get(name, ()) if c.parameter in parameters)
            if found:
                chosen[name] = found
        return Selection(
            text=text,
            chosen=chosen,
            sort=_sort_order(cleaned.get("sort") or "", text),
            page=page_number(self.data.get("page", "")),
        )


@functools.cache
def _form_class() -> Any:
    return django_filters.FilterSet.get_form_class(CoachFilterSet(QueryDict(), choices={}))


@dataclass(frozen=True, slots=True)
class Selection:
    """What a visitor has chosen."""

    text: str
    #: For each facet in use, in the order of the form, its chosen values in theirs.
    chosen: Mapping[str, tuple[Choice, ...]]
    sort: GallerySort
    page: int

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """Text and facets as parameters of an address, always in the same order."""
        found = [("q", self.text)] if self.text else []
        return found + [
            (name, choice.parameter) for name, values in self.chosen.items() for choice in values
        ]

    @property
    def labels(self) -> list[tuple[str, str, str]]:
        """What is in force, as (parameter, value, label), in the order of the form."""
        quoted = gettext("“%(text)s”") % {"text": self.text}
        return ([("q", self.text, quoted)] if self.text else []) + [
            (name, choice.parameter, label_in_words(name, choice.label))
            for name, values in self.chosen.items()
            for choice in values
        ]

    def values(self) -> dict[str, frozenset[str]]:
        """Return the chosen values as the search knows them."""
        return {
            name: frozenset(choice.value for choice in values)
            for name, values in self.chosen.items()
        }


def label_in_words(facet: str, label: str) -> str:
    """Return what a choice is called where its facet's name does not stand above it."""
    if facet == "population_band":
        return gettext("%(number)s residents") % {"number": label}
    return label


def default_sort(text: str) -> GallerySort:
    """Return the order that goes without saying: best match for a search, else in turn."""
    return GallerySort.MATCH if text else GallerySort.SHUFFLE


def sort_parameters(sort: GallerySort, text: str) -> list[tuple[str, str]]:
    """Return the order as a parameter of an address, where it does not go without saying."""
    offered = [value for value, _label in sort_choices(text)]
    return [] if sort == default_sort(text) or sort not in offered else [("sort", sort.value)]


def sort_choices(text: str) -> list[tuple[str, str]]:
    """Return the orders on offer; without a search there is no best match."""
    return [
        (order.value, str(order.label))
        for order in GallerySort
        if text or order is not GallerySort.MATCH
    ]


def _sort_order(asked: str, text: str) -> GallerySort:
    offered = [value for value, _label in sort_choices(text)]
    return GallerySort(asked) if asked in offered else default_sort(text)


def page_number(asked: str) -> int:
    """Return the number of a page that a parameter names; 1 for what is none.

    It may lie beyond the last page.
    """
    digits = asked.strip()
    if not (digits.isascii() and digits.isdigit()):
        return 1
    return max(int(digits), 1) if len(digits) <= _MAX_PAGE_DIGITS else 10**_MAX_PAGE_DIGITS
