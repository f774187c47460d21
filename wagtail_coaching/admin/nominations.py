"""Coaching → Nominations: whom others suggest as coaches. To be read, and nothing else."""

from __future__ import annotations

from typing import Any, Final

import django_filters
from django import forms
from django.http import Http404
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet

from wagtail_coaching.admin import site_bound
from wagtail_coaching.admin.site_filter import SiteFilterSet
from wagtail_coaching.enums import NominationState
from wagtail_coaching.models import CoachNomination

_TEMPLATES: Final = "wagtail_coaching/admin/nominations"
#: Before that, nobody knows who has typed it.
_SHOWN: Final = [c for c in NominationState.choices if c[0] != NominationState.UNPROVEN]


class NominationFilterSet(SiteFilterSet):
    """State, and site where the user works for several."""

    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=_SHOWN, widget=forms.CheckboxSelectMultiple, distinct=False
    )

    class Meta:
        model = CoachNomination
        fields: list[str] = []


class NominationIndexView(site_bound.IndexView):
    """Lists nominations whose nominators have proven who they are: the latest first."""

    page_title = _("Nominations")
    default_ordering = "-created_at"

    @cached_property
    def columns(self) -> list[Any]:
        """Return the columns, the first with the buttons."""
        title = self._get_title_column_class(TitleColumn)
        columns = [
            title(
                "nominee_name",
                label=_("Name"),
                sort_key="nominee_name",
                get_url=self.get_inspect_url,
                width="30%",
            ),
            Column("nominator_name", label=_("Suggested by"), sort_key="nominator_name"),
            Column("get_state_display", label=_("State"), sort_key="state"),
            DateColumn("asked_at", label=_("Asked"), sort_key="asked_at"),
        ]
        if "site" in self.filters.filters:
            columns.append(Column("site", label=_("Site")))
        return columns

    def get_base_queryset(self) -> Any:
        """Return the nominations at the user's sites."""
        shown = super().get_base_queryset().exclude(state=NominationState.UNPROVEN)
        return shown.select_related("site")


class NominationInspectView(site_bound.InspectView):
    """One nomination: whom, by whom, and why."""

    page_title = _("Nomination")
    template_name = f"{_TEMPLATES}/inspect.html"

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        """Return the nomination, if its nominator has proven who they are.

        Raises:
            Http404: they have not.
        """
        nomination = super().get_object(*args, **kwargs)
        if nomination.state == NominationState.UNPROVEN:
            raise Http404
        return nomination

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the nomination."""
        return {**super().get_context_data(**kwargs), "nomination": self.object}


class CoachNominationViewSet(site_bound.SiteBoundViewSetMixin, ModelViewSet):
    """Coaching → Nominations. Who is nominated decides; staff look on."""

    model = CoachNomination
    name = "wagtail_coaching_nominations"
    url_prefix = "coaching/nominations"
    icon = "user"
    menu_label = _("Nominations")
    add_to_admin_menu = False
    # Refers to nothing an editor could look for.
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    form_fields: list[str] = []
    inspect_view_fields = ["pk"]
    filterset_class = NominationFilterSet
    search_fields = ["nominee_name", "nominee_email", "nominator_name", "nominator_email"]
    search_backend_name = None
    index_view_class = NominationIndexView
    inspect_view_class = NominationInspectView
    inspect_template_name = f"{_TEMPLATES}/inspect.html"

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Name none of the views that there are not."""
        names = ("add", "edit", "delete", "history", "usage")
        absent = {f"{name}_url_name": None for name in names}
        common: dict[str, Any] = super().get_common_view_kwargs(**{**absent, **kwargs})
        return common

    def get_urlpatterns(self) -> list[Any]:
        """Return the views there are."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
        ]

    def register_admin_url_finder(self) -> None:
        """There is no editing view to find."""

    def get_permissions_to_register(self) -> Any:
        """Offer the right that means something here in the group editor."""
        return super().get_permissions_to_register().filter(codename="view_coachnomination")
