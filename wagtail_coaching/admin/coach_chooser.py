"""Chooses the coach of a coach page: searched by name and address, or made on the spot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.admin.ui.tables import Column

from wagtail_coaching.admin import site_bound
from wagtail_coaching.admin.coach_form import CoachForm
from wagtail_coaching.exceptions import EmailTakenError
from wagtail_coaching.models import Coach, coach_page_models

if TYPE_CHECKING:
    from django.http import HttpRequest


class CoachSearchForm(SearchFilterMixin, BaseFilterForm):
    """Searches coaches by name and e-mail address."""

    def filter(self, objects: Any) -> Any:
        """Return the coaches in whose name or address each word occurs.

        Not by Wagtail's search: coaches are private, and in no index.
        """
        query = self.cleaned_data.get("q")
        for word in (query or "").split()[:8]:
            objects = objects.filter(
                Q(person__name__icontains=word) | Q(person__email__icontains=word)
            )
        self.is_searching, self.search_query = bool(query), query
        return objects


def _profile_text(coach: Any) -> str:
    return gettext("Has a profile") if coach.has_profile else ""


class CoachChooseMixin:
    """For the views that list coaches to choose from: all of them may see the records."""

    filter_form_class = CoachSearchForm

    def get_object_list(self) -> Any:
        """Return the coaches of the user's sites, with the person of each in the same query."""
        has_profile = Q(pk__isnull=True)
        for model in coach_page_models():
            pages = model._default_manager.filter(coach=OuterRef("pk"), alias_of__isnull=True)
            has_profile |= Q(Exists(pages))
        coaches = super().get_object_list()  # type: ignore[misc]
        return coaches.select_related("person").annotate(has_profile=has_profile)

    @property
    def columns(self) -> list[Column]:
        """The columns: namesakes are told apart by address, and by who has a profile."""
        first, *rest = super().columns  # type: ignore[misc]
        first.label = gettext("Name")
        return [
            first,
            Column("email", label=gettext("E-mail address"), accessor="person.email"),
            Column("profile", label=gettext("Profile"), accessor=_profile_text),
            *rest,
        ]


class CoachChooseView(CoachChooseMixin, site_bound.ChooseView):
    """The modal."""


class CoachChooseResultsView(CoachChooseMixin, site_bound.ChooseResultsView):
    """The results part of the same."""


class CoachChooserCreateView(site_bound.ChooserCreateView):
    """Makes a coach on the spot, in the page editor."""

    def post(self, request: HttpRequest) -> Any:
        """Save, or say beside the field that the address is taken by now."""
        try:
            return super().post(request)
        except EmailTakenError as error:
            self.form.add_error("email", str(error))
            return self.get_reshow_creation_form_response()


class CoachChooserViewSet(site_bound.SiteBoundChooserViewSet):
    """Chooses the coach of a coach page, or makes a new one on the spot."""

    model = Coach
    icon = "user"
    choose_one_text = _("Choose a coach")
    choose_another_text = _("Choose another coach")
    edit_item_text = _("Edit this coach's record")
    create_action_label = _("Add")
    creation_tab_label = _("New coach")
    creation_form_class = CoachForm
    choose_view_class = CoachChooseView
    choose_results_view_class = CoachChooseResultsView
    create_view_class = CoachChooserCreateView
