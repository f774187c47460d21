"""Coaching → Requests: the staff's inbox."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail_modeladmin.views import EditView

from wagtail_coaching.admin.modeladmin import (
    HardenedIndexView,
    HardenedModelAdmin,
    with_line_breaks,
)
from wagtail_coaching.enums import RequestState
from wagtail_coaching.exceptions import IllegalTransitionError
from wagtail_coaching.models import CoachRequest
from wagtail_coaching.services import request_state


class TextPanel(FieldPanel):
    """Shows text of several lines as it was typed."""

    def format_value_for_display(self, value: Any) -> Any:
        """Return the text with its line breaks."""
        return with_line_breaks(value)


class CoachRequestAdminForm(WagtailAdminModelForm):
    """Moves a request along, and takes notes. What the learner wrote stays as it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the states that the request may go to."""
        super().__init__(*args, **kwargs)
        self.old_state = self.instance.state
        states = request_state.allowed_next_states(self.old_state)
        self.fields["state"] = forms.ChoiceField(
            label=self.fields["state"].label, choices=[(s.value, s.label) for s in states]
        )

    def save(self, commit: bool = True) -> CoachRequest:
        """Store both by the services.

        Raises:
            IllegalTransitionError: somebody else has moved the request meanwhile.
        """
        coach_request: CoachRequest = self.instance
        coach_request.state = self.old_state
        new_state = RequestState(self.cleaned_data["state"])
        if new_state != self.old_state:
            request_state.change_state(
                coach_request=coach_request, new_state=new_state, user=self.for_user
            )
        request_state.write_staff_notes(
            coach_request=coach_request, notes=self.cleaned_data["staff_notes"]
        )
        return coach_request


class CoachRequestIndexView(HardenedIndexView):
    """Leaves out what no learner has confirmed, unless somebody filters for it.

    Such a request is perhaps nobody's, and goes by itself.
    """

    def get_base_queryset(self, request: Any = None) -> Any:
        """Return the rows before the declared filters."""
        rows = super().get_base_queryset(request)
        if self.params.get("state__exact") == RequestState.UNPROVEN:
            return rows
        return rows.exclude(state=RequestState.UNPROVEN)


class CoachRequestEditView(EditView):
    """Says beside the field when somebody else was quicker."""

    def form_valid(self, form: CoachRequestAdminForm) -> Any:
        """Save, and go back to the inbox."""
        try:
            return super().form_valid(form)
        except IllegalTransitionError as error:
            form.add_error("state", str(error))
            return self.form_invalid(form)


class CoachRequestAdmin(HardenedModelAdmin):
    """The inbox."""

    model = CoachRequest
    menu_label = _("Requests")
    menu_icon = "mail"
    base_url_path = "coaching/requests"
    index_view_class = CoachRequestIndexView
    edit_view_class = CoachRequestEditView
    list_display = ("name", "asked_coach", "purpose", "organization", "state", "created_at")
    list_select_related = ("coach__person", "site")
    list_filter = ("state", "purpose", "kind", "created_at")
    search_fields = ("name", "email", "organization", "message")
    ordering = ("-created_at",)
    list_export = (
        "created_at",
        "state",
        "name",
        "email",
        "phone",
        "job_title",
        "organization",
        "organization_type",
        "population",
        "us_state",
        "career_stage",
        "asked_coach",
        "purpose",
        "kind",
        "message",
        "staff_notes",
    )
    export_filename = "coach-requests"
    inspect_view_fields = [
        "created_at",
        "state",
        "state_changed_at",
        "asked_coach",
        "purpose",
        "name",
        "email",
        "phone",
        "job_title",
        "organization",
        "organization_type",
        "population",
        "us_state",
        "career_stage",
        "topics",
        "kind",
        "message",
        "language",
        "consented_at",
        "staff_notes",
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("state"),
            FieldPanel("staff_notes"),
            TextPanel("message", read_only=True),
            FieldPanel("name", read_only=True),
            FieldPanel("email", read_only=True),
            FieldPanel("phone", read_only=True),
        ],
        base_form_class=CoachRequestAdminForm,
    )
