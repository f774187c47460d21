"""What staff may do with a message: send it again, or take it back. Each asks first."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin import messages as notices
from wagtail.admin.views import generic

from wagtail_coaching.admin import site_bound
from wagtail_coaching.admin.dashboard_mail import when_it_goes_out
from wagtail_coaching.enums import MessageState
from wagtail_coaching.exceptions import CoachingError
from wagtail_coaching.messages import kind_title
from wagtail_coaching.models import Message
from wagtail_coaching.services import delivery

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django_stubs_ext import StrPromise

STYLES: Final = "wagtail_coaching/css/admin-messages.css"


@dataclass(frozen=True)
class Wording:
    """What an action is called, asks and says before it is done."""

    label: StrPromise
    question: StrPromise
    consequence: StrPromise
    status: str = "info"


_NEW_LINKS: Final = _(
    "It is written anew from the records as they are now. Personal links in it are new, too."
)
_RESEND: Final[dict[str, Wording]] = {
    MessageState.RETRYING: Wording(
        _("Try now"),
        _("Try to deliver this message now?"),
        _("It is tried again by itself, too, at the time shown above."),
    ),
    MessageState.SENT: Wording(
        _("Send again"),
        _("Send this message again?"),
        _("It was sent already, so the reader gets it twice."),
        "warning",
    ),
    MessageState.UNKNOWN: Wording(
        _("Send again"),
        _("Send this message again?"),
        _("It was perhaps delivered: if so, the reader gets it twice. Perhaps ask first."),
        "warning",
    ),
    MessageState.FAILED: Wording(
        _("Send again"),
        _("Send this message again?"),
        _("It failed for the reason shown above. If that still holds, it will fail again."),
    ),
    MessageState.CANCELED: Wording(
        _("Send again"),
        _("Send this message after all?"),
        _("Somebody, or the program itself, took it for not needed any more."),
    ),
}
_CANCEL: Final[dict[str, Wording]] = {
    MessageState.QUEUED: Wording(
        _("Don't send"),
        _("Take this message back?"),
        _("It will not be sent. Nobody is told so."),
    ),
    MessageState.RETRYING: Wording(
        _("Don't send"),
        _("Give this message up?"),
        _("It will not be tried again. Nobody is told so."),
    ),
    MessageState.FAILED: Wording(
        _("Set aside"),
        _("Set this message aside?"),
        _("It stays in the list, and is no longer counted among those that failed."),
    ),
    MessageState.UNKNOWN: Wording(
        _("Set aside"),
        _("Set this message aside?"),
        _("It stays in the list, and is no longer counted among those that failed."),
    ),
}
_WORDINGS: Final = {"resend": _RESEND, "cancel": _CANCEL}
_ICONS: Final = {"resend": "rotate", "cancel": "cross"}


def register_log_actions(actions: Any) -> None:
    """Say in words what the services log."""
    actions.register_action(
        "wagtail_coaching.message_resent", _("Send again"), _("Message sent again")
    )
    actions.register_action(
        "wagtail_coaching.message_canceled", _("Cancel message"), _("Message taken back")
    )


class MessageAction:
    """Something that may be done with a message as it stands."""

    def __init__(self, name: str, message: Message) -> None:
        """Choose the words that fit the message's state.

        Raises:
            KeyError: it cannot be done in this state.
        """
        self.name = name
        self.icon = _ICONS[name]
        self.url = reverse(f"wagtail_coaching_messages:{name}", args=[message.pk])
        self.wording = _WORDINGS[name][message.state]
        #: A copy is made, and so written anew.
        self.note = _NEW_LINKS if name == "resend" and message.state != "retrying" else ""


def actions_for(message: Message) -> list[MessageAction]:
    """Return what may be done with a message as it stands."""
    return [
        MessageAction(name, message)
        for name, wordings in _WORDINGS.items()
        if message.state in wordings
    ]


class MessageActionView(
    site_bound.SiteObjectMixin,
    generic.PermissionCheckedMixin,
    generic.BaseObjectMixin,
    generic.WagtailAdminTemplateMixin,
    View,
):
    """Asks, and does something with one message."""

    model = Message
    permission_required = "change"
    template_name = "wagtail_coaching/admin/messages/confirm.html"
    action_name = ""
    index_url_name = ""
    inspect_url_name = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Ask, unless it is too late."""
        if not self.is_possible:
            return self.too_late()
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Do it."""
        try:
            return self.act()
        except CoachingError as error:
            notices.error(request, str(error))
            return redirect(self.inspect_url(self.object))

    def act(self) -> Any:
        """Do it; subclasses say what.

        Raises:
            CoachingError: it cannot be done, for this reason.
        """
        raise NotImplementedError

    def too_late(self) -> Any:
        """Go back to the message, and say why."""
        notices.warning(
            self.request,
            gettext("That is not possible as this message stands now: %(state)s.")
            % {"state": self.object.get_state_display()},
        )
        return redirect(self.inspect_url(self.object))

    def inspect_url(self, message: Message) -> str:
        """Return where a message is shown."""
        return reverse(self.inspect_url_name, args=[message.pk])

    def get_page_title(self) -> str:
        """Return the words on the button that led here."""
        return str(self._action.wording.label)

    def get_page_subtitle(self) -> str:
        """Return which message it is."""
        return f"{kind_title(self.object.kind)} → {self.object.recipient_email}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": gettext("Messages")},
            {"url": self.inspect_url(self.object), "label": kind_title(self.object.kind)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the message, and what marks this confirmation off from any other."""
        context: dict[str, Any] = super().get_context_data(
            message=self.object,
            kind_title=kind_title(self.object.kind),
            action=self._action,
            once=secrets.token_urlsafe(12),
            back_url=self.inspect_url(self.object),
            now=timezone.now(),
            media=forms.Media(css={"all": [STYLES]}),
            **kwargs,
        )
        return context

    @property
    def is_possible(self) -> bool:
        """Whether it can be done with the message as it stands."""
        return self.object.state in _WORDINGS[self.action_name]

    @cached_property
    def _action(self) -> MessageAction:
        return MessageAction(self.action_name, self.object)


class MessageResendView(MessageActionView):
    """Sends a message again, or tries one at once that waits for another try."""

    action_name = "resend"

    def act(self) -> Any:
        """Put a copy into the outbox; the second of two clicks finds the copy of the first."""
        if not self.is_possible:
            return self.too_late()
        once = re.sub(r"[^\w-]", "", self.request.POST.get("once", ""), flags=re.ASCII)[:32]
        copy = delivery.resend(message=self.object, user=self.request.user, once=once)
        placed = gettext("The message to %(address)s is in the outbox.") % {
            "address": copy.recipient_email
        }
        notices.success(self.request, f"{placed} {when_it_goes_out()}")
        return redirect(self.inspect_url(copy))


class MessageCancelView(MessageActionView):
    """Takes back a message that waits, or sets one aside that failed."""

    action_name = "cancel"

    def act(self) -> Any:
        """Cancel it, unless it has gone out meanwhile."""
        if not delivery.cancel(message=self.object, user=self.request.user):
            self.object.refresh_from_db()
            return self.too_late()
        notices.success(
            self.request,
            gettext("The message to %(address)s will not be sent.")
            % {"address": self.object.recipient_email},
        )
        return redirect(self.inspect_url(self.object))
