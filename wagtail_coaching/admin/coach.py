"""Coaches in the admin: who they are, how to reach them, and how much time they have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from wagtail_coaching.admin import site_bound
from wagtail_coaching.admin.coach_facts import profiles_of
from wagtail_coaching.admin.coach_form import COACH_PANELS, CoachForm
from wagtail_coaching.admin.suspension import coach_buttons
from wagtail_coaching.enums import CoachState
from wagtail_coaching.exceptions import EmailTakenError, IllegalTransitionError
from wagtail_coaching.models import Coach
from wagtail_coaching.services import coach as coach_service

if TYPE_CHECKING:
    from django.http import HttpRequest


class CoachIndexView(site_bound.IndexView):
    """Lists coaches, with the person of each in the same query."""

    def get_base_queryset(self) -> Any:
        """Return the coaches of the user's sites."""
        return super().get_base_queryset().select_related("person", "site")

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        """Offer to suspend, or to let back."""
        buttons: list[Any] = super().get_list_more_buttons(instance)
        return [*buttons, *coach_buttons(coach=instance, user=self.request.user)]


class RaceMixin:
    """For the views that save the form: somebody else may enter the same address meanwhile, or the
    coach may leave.
    """

    def form_valid(self, form: CoachForm) -> Any:
        """Save, or say beside the field that the address is taken by now, or the state another."""
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except EmailTakenError as error:
            form.add_error("email", str(error))
        except IllegalTransitionError as error:
            form.add_error("state", str(error))
        self.is_valid(form)  # type: ignore[attr-defined]  # Wagtail's way to note an error
        return self.form_invalid(form)  # type: ignore[attr-defined]


class CoachCreateView(RaceMixin, generic.CreateView):
    """Makes a coach."""


class CoachButtonsMixin:
    """For the views of one coach: leads to the profile, and offers to suspend or to let back."""

    request: HttpRequest
    object: Coach

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """The actions in the header."""
        buttons: list[Any] = list(super().header_more_buttons)  # type: ignore[misc]
        buttons += [
            Button(label, url=url, icon_name="doc-empty", priority=5)
            for label, url in profiles_of(self.object, self.request.user)
        ]
        user, here = self.request.user, self.request.path
        return [*buttons, *coach_buttons(coach=self.object, user=user, next_url=here)]


class CoachEditView(RaceMixin, CoachButtonsMixin, site_bound.EditView):
    """Edits a coach of one of the user's sites."""

    def get_success_url(self) -> str:
        """Lead back to where the user came from: the profile's editor, say."""
        return get_valid_next_url_from_request(self.request) or str(super().get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Remember the way back while the form is open."""
        next_url = get_valid_next_url_from_request(self.request)
        context: dict[str, Any] = super().get_context_data(next_url=next_url, **kwargs)
        return context


class CoachInspectView(CoachButtonsMixin, site_bound.InspectView):
    """Shows a coach of one of the user's sites."""

    fields: list[str]

    def get_fields_context(self) -> list[dict[str, Any]]:
        """Return what is shown: of a suspension, where there is one."""
        if self.object.state != CoachState.SUSPENDED:
            self.fields = [name for name in self.fields if not name.startswith("suspen")]
        context: list[dict[str, Any]] = super().get_fields_context()
        return context


class CoachDeleteView(site_bound.DeleteView):
    """Deletes a coach together with what only the coach needed."""

    confirmation_message = _(
        "Are you sure you want to delete this coach? Everything that names them goes, too: the "
        "profile with its history, vettings, mail and pictures. Requests to the coach stay, "
        "without the name."
    )

    def delete_action(self) -> None:
        """Do it."""
        coach_service.remove_coach(coach=self.object, user=self.request.user)


class CoachViewSet(site_bound.SiteBoundViewSetMixin, ModelViewSet):
    """Coaching → Coach records."""

    model = Coach
    name = "wagtail_coaching_coaches"
    icon = "user"
    menu_label = _("Coach records")
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = [
        "person",
        "email",
        "phone",
        "phone_visibility",
        "email_visibility",
        "preferred_channel",
        "best_hours",
        "topics",
        "formats",
        "languages",
        "capacity",
        "state",
        "suspended_at",
        "suspension_reason",
        "paused_until",
        "accepting_until",
        "last_confirmed_on",
    ]
    add_to_admin_menu = False
    list_display = [
        "__str__",
        Column("get_state_display", label=_("State"), sort_key="state"),
        Column("capacity", label=_("Capacity"), sort_key="capacity"),
        # No DateColumn: that one says "… ago", and this is a day to come.
        Column("paused_until", label=_("Paused until"), sort_key="paused_until"),
        DateColumn("last_confirmed_on", label=_("Last confirmed"), sort_key="last_confirmed_on"),
        Column("site"),
    ]
    list_filter = ["state", "preferred_channel", "phone_visibility", "email_visibility"]
    search_fields = ["person__name", "person__email"]
    search_backend_name = None
    index_view_class = CoachIndexView
    add_view_class = CoachCreateView
    edit_view_class = CoachEditView
    edit_template_name = "wagtail_coaching/admin/coaches/edit.html"
    delete_view_class = CoachDeleteView
    history_view_class = site_bound.HistoryView
    usage_view_class = site_bound.UsageView
    inspect_view_class = CoachInspectView

    edit_handler = ObjectList(COACH_PANELS, base_form_class=CoachForm)
