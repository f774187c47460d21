"""What staff hear about mail itself."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import MessageAudience, MessageCategory, MessageState
from wagtail_coaching.messages.addresses import admin_address
from wagtail_coaching.messages.base import (
    MessageKind,
    Placeholder,
    RecordGoneError,
    kind_title,
    register,
)
from wagtail_coaching.models import Message

if TYPE_CHECKING:
    from wagtail.models import Site


@register
class DeliveryFailed(MessageKind):
    """Mails that did not go out, many in one message. It is never about one of its own kind."""

    key = "delivery_failed"
    title = _("Mail could not be delivered")
    description = _(
        "Goes to the staff who hear about problems when messages have failed, at most once an hour."
    )
    audience = MessageAudience.STAFF
    category = MessageCategory.NOTICE
    placeholders: ClassVar = {
        "count": Placeholder(_("How many messages"), "3"),
        "messages": Placeholder(
            _("What kinds of messages, a line each"),
            _("2 × “Confirm your request”: Failed\n1 × “A learner asks for you”: Perhaps sent"),
        ),
        "messages_url": Placeholder(
            _("Look at the messages"), "https://www.example.org/admin/", is_url=True
        ),
    }
    subject = _("{count} messages of the coaching program were not delivered")
    body = _(
        "These messages did not arrive, or nobody knows whether they did:\n"
        "\n"
        "{messages}\n"
        "\n"
        "The list says for each what went wrong. There you can send a message again, or set it "
        "aside.\n"
        "\n"
        "{messages_url}"
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the figures of those messages that still have failed."""
        troubled = Message.objects.filter(
            site_id=message.site_id,
            pk__in=message.context.get("messages", []),
            state__in=MessageState.troubled(),
        )
        found = Counter(troubled.values_list("kind", "state"))
        if not found:
            raise RecordGoneError("failed messages")
        lines = [
            f"{count} × “{kind_title(kind)}”: {MessageState(state).label}"
            for (kind, state), count in found.most_common()
        ]
        return {
            "count": str(found.total()),
            "messages": "\n".join(lines),
            "messages_url": admin_address("wagtail_coaching_messages:index", site=message.site),
        }

    @classmethod
    def example(cls, site: Site) -> dict[str, Any] | None:
        """Return the messages that have failed now."""
        keys = Message.objects.filter(site=site, state__in=MessageState.troubled())
        found = list(keys.values_list("pk", flat=True)[:100])
        return {"messages": found} if found else None
