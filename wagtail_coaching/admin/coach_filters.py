"""The filters of the list of coaches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from wagtail_coaching.admin import coach_rows, confirmations, consent
from wagtail_coaching.enums import USState
from wagtail_coaching.models import CoachRole, Topic

if TYPE_CHECKING:
    from django.http import HttpRequest


class TermField(django_filters.fields.ModelChoiceField):
    """Says of a term whose it is, where several sites have one of that name."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the term's name; with the site in front where there are several."""
        return f"{obj.site}: {obj.name}" if self.names_sites else str(obj.name)

    @property
    def names_sites(self) -> bool:
        """Whether the terms are of more than one site; asked once a form."""
        if not hasattr(self, "_names_sites"):
            self._names_sites = self.queryset.order_by().values("site").distinct().count() > 1
        return bool(self._names_sites)


class TermFilter(django_filters.ModelChoiceFilter):
    """Keeps profiles with a term, in whichever language they have it."""

    field_class = TermField

    def filter(self, qs: Any, value: Any) -> Any:
        """Return the profiles with the term or a translation of it."""
        if not value:
            return qs
        key = {f"{self.field_name}__translation_key": value.translation_key}
        return qs.filter(pk__in=qs.model._default_manager.filter(**key).order_by().values("pk"))


class RankFilter(django_filters.ChoiceFilter):
    """Keeps profiles whose annotated rank is that of the chosen label."""

    def filter(self, qs: Any, value: Any) -> Any:
        """Return the profiles of that rank."""
        if not value:
            return qs
        ranks = [name for name, _label in self.extra["choices"]]
        return qs.filter(**{self.field_name: ranks.index(value)})


def _topics(request: HttpRequest) -> Any:
    """Return the topics of the coaches in the list."""
    profiles = coach_rows.profiles_for(request.user).order_by()
    topics = Topic.objects.filter(coaches__in=profiles.values("coach"))
    return topics.select_related("site").order_by("site", "sort_order", "name").distinct()


def _roles(request: HttpRequest) -> Any:
    """Return the roles of the profiles in the list."""
    profiles = coach_rows.profiles_for(request.user).order_by()
    roles = CoachRole.objects.filter(pk__in=profiles.values("roles"))
    return roles.select_related("site").order_by("site", "sort_order", "name")


class CoachFilterSet(WagtailFilterSet):
    """By how the vetting stands, who has time, who has confirmed or agreed, topic, role, state,
    gallery.
    """

    vetting = django_filters.ChoiceFilter(
        field_name="vetting_now",
        label=_("Vetting"),
        choices=list(coach_rows.VETTING_LABELS.items()),
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    availability = RankFilter(
        field_name="availability_rank",
        label=_("Availability"),
        choices=list(coach_rows.AVAILABILITY_LABELS.items()),
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    confirmation = django_filters.ChoiceFilter(
        field_name="confirmation_now",
        label=_("Last confirmed"),
        choices=list(confirmations.LABELS.items()),
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    consent = django_filters.ChoiceFilter(
        field_name="consent_now",
        label=_("Consent"),
        choices=list(consent.LABELS.items()),
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    topic = TermFilter(
        field_name="coach__topics", label=_("Topic"), queryset=_topics, empty_label=_("All")
    )
    role = TermFilter(field_name="roles", label=_("Role"), queryset=_roles, empty_label=_("All"))
    us_state = django_filters.ChoiceFilter(
        label=_("State"), choices=USState.choices, empty_label=_("All")
    )
    gallery = django_filters.ChoiceFilter(
        label=_("Gallery"), choices=(), empty_label=_("All"), method="in_gallery"
    )

    class Meta:
        model = coach_rows.coach_page_model()
        fields: list[str] = []

    def __init__(self, *args: Any, galleries: coach_rows.Galleries, **kwargs: Any) -> None:
        """Offer the galleries where there is a choice."""
        super().__init__(*args, **kwargs)
        self._galleries = {str(page.pk): page for page in galleries.pages}
        if len(self._galleries) > 1:
            names = [(key, galleries.name(page)) for key, page in self._galleries.items()]
            self.filters["gallery"].extra["choices"] = names
        else:
            del self.filters["gallery"]

    def in_gallery(self, queryset: Any, _name: str, value: str) -> Any:
        """Return the profiles in one gallery."""
        return queryset.child_of(self._galleries[value])
