"""Coaching → Concerns: what visitors tell staff about profiles."""

from __future__ import annotations

from typing import Any, Final

import django_filters
from django import forms
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.templatetags.wagtailadmin_tags import user_display_name
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet

from wagtail_coaching.admin import site_bound
from wagtail_coaching.admin.site_filter import SiteFilterSet
from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.enums import ConcernState
from wagtail_coaching.models import CoachConcern
from wagtail_coaching.services import concern as concern_service
from wagtail_coaching.validators import record_key

_TEMPLATES: Final = "wagtail_coaching/admin/concerns"


class ConcernForm(WagtailAdminModelForm):
    """Takes notes, and whether it is handled. What somebody wrote stays as it is."""

    def save(self, commit: bool = True) -> CoachConcern:
        """Store both by the service, which notes who has handled it."""
        concern: CoachConcern = self.instance
        return concern_service.save_concern(
            concern=concern,
            state=ConcernState(self.cleaned_data["state"]),
            staff_notes=self.cleaned_data["staff_notes"],
            user=self.for_user,
        )


class ConcernFilterSet(SiteFilterSet):
    """State, and site where the user works for several."""

    state = django_filters.MultipleChoiceFilter(
        label=_("State"),
        choices=ConcernState.choices,
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )

    class Meta:
        model = CoachConcern
        fields: list[str] = []


class ConcernIndexView(site_bound.IndexView):
    """Lists concerns: new ones first, then the latest."""

    @cached_property
    def columns(self) -> list[Any]:
        """Return the columns, the first with the buttons."""
        title = self._get_title_column_class(TitleColumn)
        columns = [
            title(
                "profile_name",
                label=_("Profile"),
                sort_key="profile_name",
                get_url=self._url_of,
                width="30%",
            ),
            Column("sender", label=_("From"), accessor=sender_of),
            Column("get_state_display", label=_("State"), sort_key="state"),
            Column("handled_by", label=_("Handled by"), accessor=_handler_of),
            DateColumn("created_at", label=_("Received"), sort_key="created_at"),
        ]
        if "site" in self.filters.filters:
            columns.append(Column("site", label=_("Site")))
        return columns

    def get_base_queryset(self) -> Any:
        """Return the concerns of the user's sites."""
        return super().get_base_queryset().select_related("handled_by", "site")

    def order_queryset(self, queryset: Any) -> Any:
        """Return them in the order asked for."""
        if self.request.GET.get("ordering"):
            return super().order_queryset(queryset).order_by(self.ordering, "-pk")
        return queryset.order_by("-state", "-created_at", "-pk")

    def _url_of(self, concern: CoachConcern) -> str | None:
        url: str | None = self.get_edit_url(concern) or self.get_inspect_url(concern)
        return url


class ConcernFactsMixin:
    """For the views of one concern: what somebody wrote, and about whom."""

    object: CoachConcern

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the concern, and the profile if it is still there."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        key = record_key(self.object.page_pk)
        model = coaching_settings.page_model("COACH_PAGE_MODEL")
        context["concern"] = self.object
        context["deleted_after"] = concern_service.deleted_after(concern=self.object)
        context["profile_page"] = model._default_manager.filter(pk=key).first() if key else None
        return context


class ConcernEditView(ConcernFactsMixin, site_bound.EditView):
    """Shows one concern, and takes notes about it."""

    template_name = f"{_TEMPLATES}/edit.html"


class ConcernInspectView(ConcernFactsMixin, site_bound.InspectView):
    """Shows one concern to who may not change it."""

    template_name = f"{_TEMPLATES}/inspect.html"


def sender_of(concern: CoachConcern) -> str:
    """Return who sent it, as far as they said."""
    return concern.name or concern.email or str(_("Not said"))


def _handler_of(concern: CoachConcern) -> str:
    return user_display_name(concern.handled_by) if concern.handled_by is not None else ""


class CoachConcernViewSet(site_bound.SiteBoundViewSetMixin, ModelViewSet):
    """Coaching → Concerns. Nothing is added here by hand."""

    model = CoachConcern
    name = "wagtail_coaching_concerns"
    url_prefix = "coaching/concerns"
    icon = "warning"
    menu_label = _("Concerns")
    add_to_admin_menu = False
    # Refers to nothing an editor could look for.
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["pk"]
    edit_handler = ObjectList(
        [FieldPanel("state"), FieldPanel("staff_notes")], base_form_class=ConcernForm
    )
    filterset_class = ConcernFilterSet
    search_fields = ["profile_name", "message", "name", "email"]
    search_backend_name = None
    index_view_class = ConcernIndexView
    edit_view_class = ConcernEditView
    edit_template_name = f"{_TEMPLATES}/edit.html"
    delete_view_class = site_bound.DeleteView
    inspect_view_class = ConcernInspectView
    inspect_template_name = f"{_TEMPLATES}/inspect.html"

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Name none of the views that there are not."""
        absent = {f"{name}_url_name": None for name in ("add", "history", "usage")}
        common: dict[str, Any] = super().get_common_view_kwargs(**{**absent, **kwargs})
        return common

    def get_urlpatterns(self) -> list[Any]:
        """Return the views there are."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("edit/<int:pk>/", self.edit_view, name="edit"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
            path("delete/<int:pk>/", self.delete_view, name="delete"),
        ]

    def get_permissions_to_register(self) -> Any:
        """Offer the rights that mean something here in the group editor."""
        names = ["view_coachconcern", "change_coachconcern", "delete_coachconcern"]
        return super().get_permissions_to_register().filter(codename__in=names)
