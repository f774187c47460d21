"""The admin's home page: mail that did not get out, and periodic work that has stopped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from wagtail.admin.ui.components import Component

from wagtail_coaching.enums import MessageState
from wagtail_coaching.models import Message
from wagtail_coaching.permissions import VIEWING_ACTIONS, records_visible_to, site_policy
from wagtail_coaching.services import tick

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from django.http import HttpRequest

#: What has to run every few minutes; the how-to "Run the mail" says more.
TICK_COMMAND: Final = "manage.py coaching_tick"


@dataclass(frozen=True)
class MailNotice:
    """What somebody who looks after a site's mail should know."""

    #: Whether the periodic work has stopped, so that nothing is sent.
    stopped: bool
    #: If so, when it last finished; ``None``: never.
    last_finished: datetime.datetime | None
    #: How many messages of the user's sites failed, or perhaps did.
    troubled: int
    #: Where these are listed.
    troubled_url: str
    command: str = TICK_COMMAND

    def __bool__(self) -> bool:
        """Whether there is anything to say."""
        return self.stopped or self.troubled > 0


def mail_notice(user: Any) -> MailNotice | None:
    """Return what a user should know of the outbox; ``None`` where it is none of their business."""
    if not site_policy(Message).user_has_any_permission(user, VIEWING_ACTIONS):
        return None
    stopped = tick.is_stale(timezone.now())
    states = MessageState.troubled()
    query = urlencode({"state": [str(state) for state in states]}, doseq=True)
    return MailNotice(
        stopped=stopped,
        last_finished=tick.last_finished() if stopped else None,
        troubled=records_visible_to(user, Message).filter(state__in=states).count(),
        troubled_url=f"{reverse('wagtail_coaching_messages:index')}?{query}",
    )


def when_it_goes_out() -> str:
    """Return, in a sentence, when a message is sent that is in the outbox now."""
    if tick.is_stale(timezone.now()):
        return gettext("But no mail is being sent: the periodic work has stopped.")
    return gettext("It goes out with the next run, in a few minutes.")


def add_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Add the panel where there is something to say."""
    notice = mail_notice(request.user)
    if notice:
        panels.append(MailPanel(notice))


class MailPanel(Component):
    """The notice, on the admin's home page."""

    name = "coaching_mail"
    template_name = "wagtail_coaching/admin/messages/home_panel.html"
    # Before everything else: what waits below may wait because of this.
    order = 120

    class Media:
        css = {"all": ["wagtail_coaching/css/admin-messages.css"]}

    def __init__(self, notice: MailNotice) -> None:
        """Show this notice."""
        self.notice = notice

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the notice."""
        return {"notice": self.notice}
