"""Coaching → Messages: what was sent, what waits, and what went wrong."""

from __future__ import annotations

from typing import Any, Final

import django_filters
from django import forms
from django.urls import path
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.coreutils import get_content_languages

from wagtail_coaching.admin import site_bound
from wagtail_coaching.admin.dashboard_mail import mail_notice
from wagtail_coaching.admin.message_actions import (
    STYLES,
    MessageCancelView,
    MessageResendView,
    actions_for,
)
from wagtail_coaching.admin.message_preview import sandboxed
from wagtail_coaching.admin.site_filter import SiteFilterSet
from wagtail_coaching.enums import MessageAudience, MessageState
from wagtail_coaching.messages import RecordGoneError, get_kind, kind_title, message_kinds
from wagtail_coaching.models import Message
from wagtail_coaching.permissions import site_policy
from wagtail_coaching.services import rendering

# Columns that a phone has no room for; what they say stands in the message's own page, too.
WIDE: Final = "coaching-wide-only"


def kind_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return every kind by its title, grouped by who reads it."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for audience in MessageAudience:
        kinds = [(k.key, str(k.title)) for k in message_kinds() if k.audience == audience]
        if kinds:
            groups[str(audience.label)] = sorted(kinds, key=lambda choice: choice[1])
    return list(groups.items())


class MessageFilterSet(SiteFilterSet):
    """State, kind, day, and site where the user works for several."""

    state = django_filters.MultipleChoiceFilter(
        label=_("State"),
        choices=MessageState.choices,
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=kind_choices, empty_label=_("All"), widget=forms.Select
    )
    created_at = django_filters.DateFromToRangeFilter(
        label=_("Written"), widget=DateRangePickerWidget
    )

    class Meta:
        model = Message
        fields: list[str] = []


class RecipientColumn(TitleColumn):
    """Who gets it: name and address."""

    cell_template_name = "wagtail_coaching/admin/messages/recipient_cell.html"


class ContentColumn(Column):
    """What it is, by the title of its kind, and the subject once there is one."""

    cell_template_name = "wagtail_coaching/admin/messages/content_cell.html"


class StateColumn(Column):
    """How it stands, when it is tried next, and what went wrong."""

    cell_template_name = "wagtail_coaching/admin/messages/state_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Add the present: a time to come is worth saying."""
        return {**super().get_cell_context_data(instance, parent_context), "now": timezone.now()}


class MessageIndexView(site_bound.IndexView):
    """Lists the messages of the user's sites, the newest first."""

    page_title = _("Messages")
    default_ordering = "-created_at"

    @cached_property
    def columns(self) -> list[Any]:
        """Return the columns, the first with the buttons."""
        recipient = self._get_title_column_class(RecipientColumn)
        return [
            recipient(
                "recipient",
                label=_("To"),
                accessor=lambda message: message.recipient_name or message.recipient_email,
                sort_key="recipient_email",
                get_url=self.get_inspect_url,
                width="28%",
            ),
            ContentColumn(
                "kind", label=_("Message"), accessor=lambda message: kind_title(message.kind)
            ),
            StateColumn("state", label=_("State"), accessor="get_state_display", sort_key="state"),
            Column("attempts", label=_("Tries"), sort_key="attempts", classname=WIDE),
            DateColumn("created_at", label=_("Written"), sort_key="created_at", classname=WIDE),
            DateColumn("sent_at", label=_("Sent"), sort_key="sent_at", classname=WIDE),
        ]

    def get_base_queryset(self) -> Any:
        """Return the messages, without the texts: a page of them would be megabytes."""
        return super().get_base_queryset().defer("text", "html", "context", "links")

    def order_queryset(self, queryset: Any) -> Any:
        """Return them in the order asked for; what is equal stands in one order, too."""
        return super().order_queryset(queryset).order_by(self.ordering, "-pk")

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        """Offer what may be done with the message as it stands."""
        inspect = MenuItem(
            _("Look at it"), url=self.get_inspect_url(instance), icon_name="view", priority=10
        )
        if not self.user_has_permission_for_instance("change", instance):
            return [inspect]
        return [
            inspect,
            *(
                MenuItem(
                    action.wording.label,
                    url=action.url,
                    icon_name=action.icon,
                    priority=20 + number,
                )
                for number, action in enumerate(actions_for(instance))
            ),
        ]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what staff should know of the outbox as a whole."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        context["media"] += forms.Media(css={"all": [STYLES]})
        if not self.results_only:
            context["notice"] = mail_notice(self.request.user)
            # Who has come here by the notice, or chose some states, need not be sent there again.
            context["notice_troubled"] = not self.request.GET.getlist("state")
        return context


class MessageInspectView(site_bound.InspectView):
    """Shows one message as its reader sees it, without the personal links."""

    page_title = _("Message")
    template_name = "wagtail_coaching/admin/messages/inspect.html"
    fields = ["pk"]

    def get_page_subtitle(self) -> str:
        """Return what it is, and to whom."""
        return f"{kind_title(self.object.kind)} → {self.object.recipient_email}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the texts: the frozen ones, or what would be sent now."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        message = self.object
        may_change = site_policy(Message).user_has_permission_for_instance(
            self.request.user, "change", message
        )
        kind = get_kind(message.kind)
        context.update(
            message=message,
            kind=kind,
            kind_title=kind_title(message.kind),
            language=get_content_languages().get(message.language, message.language),
            actions=actions_for(message) if may_change else [],
            now=timezone.now(),
            media=forms.Media(css={"all": [STYLES]}),
            **_texts_of(message),
        )
        return context


def _texts_of(message: Message) -> dict[str, Any]:
    """Return subject and texts with personal links hidden, and whether they are final."""
    frozen = bool(message.subject or message.text)
    if frozen:
        subject, text, html = message.subject, message.text, message.html
    else:
        try:
            rendered = rendering.render(message=message)
        except (RecordGoneError, rendering.UnknownKindError):
            return {"gone": True}
        subject, text, html = rendered.subject, rendered.text, rendered.html
    return {
        "frozen": frozen,
        "subject": rendering.readable(subject),
        "text": rendering.readable(text),
        "html": sandboxed(rendering.readable(html)) if html else "",
    }


class MessageURLFinder(ModelAdminURLFinder):
    """A message has no editing page; its own page is where links to it lead."""

    edit_url_name = "wagtail_coaching_messages:inspect"


class MessageViewSet(site_bound.SiteBoundViewSetMixin, ModelViewSet):
    """Coaching → Messages. Nothing is added, edited or deleted here."""

    model = Message
    name = "wagtail_coaching_messages"
    url_prefix = "coaching/messages"
    icon = "mail"
    menu_label = _("Messages")
    add_to_admin_menu = False
    # Thousands of rows that refer to nothing an editor could look for.
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["pk"]
    form_fields: list[str] = []
    filterset_class = MessageFilterSet
    search_fields = ["recipient_email", "recipient_name", "subject"]
    search_backend_name = None
    url_finder_class = MessageURLFinder
    index_view_class = MessageIndexView
    index_template_name = "wagtail_coaching/admin/messages/index.html"
    inspect_view_class = MessageInspectView
    inspect_template_name = "wagtail_coaching/admin/messages/inspect.html"

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Name the pages there are."""
        names = ("add", "edit", "delete", "history", "usage")
        without = {f"{name}_url_name": None for name in names}
        common: dict[str, Any] = super().get_common_view_kwargs(**{**without, **kwargs})
        return common

    def get_urlpatterns(self) -> list[Any]:
        """Return the pages there are."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.inspect_view, name="inspect"),
            path("<int:pk>/resend/", self.construct_view(MessageResendView), name="resend"),
            path("<int:pk>/cancel/", self.construct_view(MessageCancelView), name="cancel"),
        ]

    def get_permissions_to_register(self) -> Any:
        """Offer the rights that mean something here in the group editor."""
        return (
            super()
            .get_permissions_to_register()
            .filter(codename__in=["view_message", "change_message"])
        )
