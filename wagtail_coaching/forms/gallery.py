"""The gallery's filters. Whatever a query string says, they answer: what is unknown is ignored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.services import gallery as gallery_service

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import QueryDict

    from wagtail_coaching.models import OrganizationType, Topic, VocabularyTerm


class KnownChoicesField(forms.MultipleChoiceField):
    """Takes the values it knows and passes over the rest: links live longer than terms do."""

    def to_python(self, value: Any) -> list[str]:
        """Return the known values among ``value``, each once, in the order of the choices."""
        given = set(super().to_python(value))
        choices: Any = self.choices
        return [key for key, _label in choices if key in given]

    def validate(self, value: list[str]) -> None:
        """Nothing is left to refuse."""


class KnownChoicesFilter(django_filters.MultipleChoiceFilter):
    """A filter over :class:`KnownChoicesField`."""

    field_class = KnownChoicesField


class CoachFilterSet(django_filters.FilterSet):
    """Text search, topics and organization types: OR within one, AND across."""

    q = django_filters.CharFilter(
        label=_("Search"), method="filter_text", max_length=200, strip=True
    )
    topic = KnownChoicesFilter(
        label=_("Topic"), method="filter_topic", widget=forms.CheckboxSelectMultiple
    )
    organization_type = KnownChoicesFilter(
        label=_("Type of organization"),
        method="filter_organization_type",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        data: QueryDict,
        *,
        queryset: QuerySet[Any],
        topics: Sequence[Topic],
        organization_types: Sequence[OrganizationType],
    ) -> None:
        """Take what was chosen, the coach pages to choose from, and the terms on offer."""
        super().__init__(data, queryset=queryset)
        self._terms: dict[str, dict[str, VocabularyTerm]] = {
            "topic": {term.slug: term for term in topics},
            "organization_type": {term.slug: term for term in organization_types},
        }
        for name, terms in self._terms.items():
            self.filters[name].extra["choices"] = [(slug, t.name) for slug, t in terms.items()]

    def filter_text(self, pages: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Apply the text search."""
        return gallery_service.search_coaches(pages=pages, text=value)

    def filter_topic(self, pages: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        """Apply the chosen topics."""
        topics = [self._terms[name][slug] for slug in value]
        return gallery_service.with_any_topic(pages=pages, topics=topics) if topics else pages

    def filter_organization_type(
        self, pages: QuerySet[Any], name: str, value: list[str]
    ) -> QuerySet[Any]:
        """Apply the chosen organization types."""
        terms = [self._terms[name][slug] for slug in value]
        if not terms:
            return pages
        return gallery_service.with_any_organization_type(pages=pages, organization_types=terms)

    def chosen(self) -> list[tuple[str, str, str]]:
        """Return what is in force, as (parameter, value, label) in the order of the form."""
        self.form.is_valid()
        # Fields that make no sense are left out of it.
        cleaned = self.form.cleaned_data
        found = []
        if cleaned.get("q"):
            found.append(("q", cleaned["q"], gettext("“%(text)s”") % {"text": cleaned["q"]}))
        for name, terms in self._terms.items():
            found += [(name, slug, terms[slug].name) for slug in cleaned.get(name, [])]
        return found
