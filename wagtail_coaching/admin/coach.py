"""Coaches in the admin: who they are, how to reach them, and how much time they have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log
from wagtail.models import Locale

from wagtail_coaching.admin import site_bound
from wagtail_coaching.admin.suspension import suspension_button
from wagtail_coaching.enums import CoachState
from wagtail_coaching.exceptions import EmailTakenError
from wagtail_coaching.models import Coach, Person, Topic
from wagtail_coaching.panels import SiteBoundForm
from wagtail_coaching.permissions import sites_for_adding
from wagtail_coaching.services import coach as coach_service

if TYPE_CHECKING:
    from django.http import HttpRequest

_PERSON_FIELDS = ("name", "email", "phone")


class CoachForm(SiteBoundForm):
    """A coach together with the person they are."""

    name = Person._meta.get_field("name").formfield()
    email = Person._meta.get_field("email").formfield()
    phone = Person._meta.get_field("phone").formfield()

    field_order = ["site", *_PERSON_FIELDS]

    class Meta:
        model = Coach
        fields = [
            "site",
            "preferred_channel",
            "best_hours",
            "topics",
            "capacity",
            "state",
            "paused_until",
            "accepting_until",
            "last_confirmed_on",
        ]
        widgets = {"topics": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fill in what is known of the person."""
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            for field in _PERSON_FIELDS:
                self.initial.setdefault(field, getattr(self.instance.person, field))
        self._offer_topics()
        self._offer_states()

    def _offer_states(self) -> None:
        """Leave suspending, which has consequences of its own, to the view that says so."""
        field = self.fields["state"]
        if self.instance.state == CoachState.SUSPENDED:
            field.disabled = True
            field.help_text = gettext("“Reinstate coach”, in the menu above, ends the suspension.")
        else:
            field.choices = [c for c in field.choices if c[0] != CoachState.SUSPENDED]

    def _offer_topics(self) -> None:
        """Offer the terms of the coach's site, or of every site it may become."""
        topics: Any = Topic._default_manager.select_related("site")
        if self.instance.pk is not None:
            topics = topics.filter(site=self.instance.site_id)
        elif self.for_user is not None:
            topics = topics.filter(site__in=sites_for_adding(self.for_user, Coach))
        # A coach has a topic in one language; the gallery shows its translations.
        in_default_language = topics.filter(locale=Locale.get_default())
        if in_default_language.exists():
            topics = in_default_language
        field = self.fields["topics"]
        field.queryset = topics
        if topics.values("site").distinct().order_by().count() > 1:
            field.label_from_instance = lambda topic: f"{topic.name} ({topic.site})"

    def clean_topics(self) -> Any:
        """Return the topics, without those of another site than the coach's."""
        topics = self.cleaned_data["topics"]
        site = self.cleaned_data.get("site")
        return topics.filter(site=site) if site is not None else topics

    def clean(self) -> dict[str, Any]:
        """Check that nobody else has the address, and hold on to it for the save."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        site, email = cleaned.get("site"), cleaned.get("email")
        if site is not None and email:
            try:
                coach_service.check_address(site=site, email=email, coach=self.instance)
            except EmailTakenError as error:
                self.add_error("email", str(error))
        return cleaned

    def save(self, commit: bool = True) -> Coach:
        """Store coach and person together."""
        return coach_service.save_coach(
            coach=self.instance,
            site=self.cleaned_data["site"],
            person_facts={field: self.cleaned_data[field] for field in _PERSON_FIELDS},
            topics=self.cleaned_data["topics"],
            user=self.for_user,
        )


class CoachIndexView(site_bound.IndexView):
    """Lists coaches, with the person of each in the same query."""

    def get_base_queryset(self) -> Any:
        """Return the coaches of the user's sites."""
        return super().get_base_queryset().select_related("person", "site")

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        """Offer to suspend, or to reinstate."""
        buttons: list[Any] = super().get_list_more_buttons(instance)
        button = suspension_button(coach=instance, user=self.request.user)
        return [*buttons, button] if button else buttons


class EmailRaceMixin:
    """For the views that save the form: somebody else may enter the same address meanwhile."""

    def form_valid(self, form: CoachForm) -> Any:
        """Save, or say beside the field that the address is taken by now."""
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except EmailTakenError as error:
            form.add_error("email", str(error))
            self.is_valid(form)  # type: ignore[attr-defined]  # Wagtail's way to note an error
            return self.form_invalid(form)  # type: ignore[attr-defined]


class CoachCreateView(EmailRaceMixin, generic.CreateView):
    """Makes a coach."""


class SuspensionButtonMixin:
    """For the views of one coach: offers to suspend, or to reinstate."""

    request: HttpRequest
    object: Coach

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """The actions in the header."""
        buttons: list[Any] = list(super().header_more_buttons)  # type: ignore[misc]
        button = suspension_button(
            coach=self.object, user=self.request.user, next_url=self.request.path
        )
        return [*buttons, button] if button else buttons


class CoachEditView(EmailRaceMixin, SuspensionButtonMixin, site_bound.EditView):
    """Edits a coach of one of the user's sites."""


class CoachInspectView(SuspensionButtonMixin, site_bound.InspectView):
    """Shows a coach of one of the user's sites."""

    fields: list[str]

    def get_fields_context(self) -> list[dict[str, Any]]:
        """Return what is shown: of a suspension, where there is one."""
        if self.object.state != CoachState.SUSPENDED:
            self.fields = [name for name in self.fields if not name.startswith("suspen")]
        context: list[dict[str, Any]] = super().get_fields_context()
        return context


class CoachChooserCreateView(site_bound.ChooserCreateView):
    """Makes a coach on the spot, in the page editor."""

    def post(self, request: HttpRequest) -> Any:
        """Save, or say beside the field that the address is taken by now."""
        try:
            return super().post(request)
        except EmailTakenError as error:
            self.form.add_error("email", str(error))
            return self.get_reshow_creation_form_response()


class CoachDeleteView(site_bound.DeleteView):
    """Deletes a coach together with what only the coach needed."""

    confirmation_message = _(
        "Are you sure you want to delete this coach? The profile is unpublished, and the contact "
        "details are erased. Requests to the coach stay, without the name."
    )

    def delete_action(self) -> None:
        """Do it, and leave a line in the log."""
        with transaction.atomic():
            log(instance=self.object, action="wagtail.delete")
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
        "preferred_channel",
        "best_hours",
        "topics",
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
    list_filter = ["state", "preferred_channel"]
    search_fields = ["person__name", "person__email"]
    search_backend_name = None
    index_view_class = CoachIndexView
    add_view_class = CoachCreateView
    edit_view_class = CoachEditView
    delete_view_class = CoachDeleteView
    history_view_class = site_bound.HistoryView
    usage_view_class = site_bound.UsageView
    inspect_view_class = CoachInspectView

    def get_form_class(self, for_update: bool = False) -> type[CoachForm]:
        """Return the one form for both."""
        return CoachForm


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
    create_view_class = CoachChooserCreateView
