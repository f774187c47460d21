"""What staff do with messages: send one again, set one aside, have a test sent to themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from wagtail_coaching.enums import MessageState
from wagtail_coaching.exceptions import DeadLinkError, MessageError
from wagtail_coaching.messages import get_kind
from wagtail_coaching.models import Message
from wagtail_coaching.services import links, rendering
from wagtail_coaching.services.messages import queue, store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wagtail.models import Site

    from wagtail_coaching.messages import MessageKind
    from wagtail_coaching.models import Link

_RESENDABLE: Final = (
    MessageState.SENT,
    MessageState.FAILED,
    MessageState.UNKNOWN,
    MessageState.CANCELED,
)
_CANCELABLE: Final = (
    MessageState.QUEUED,
    MessageState.RETRYING,
    MessageState.FAILED,
    MessageState.UNKNOWN,
)


@transaction.atomic
def resend(*, message: Message, user: Any, once: str = "") -> Message:
    """Send a message again: a new row of the outbox, made from the records as they are now, with
    new personal links. One that waits for another try is tried at once instead.

    Args:
        message: the message.
        user: who wants it.
        once: what makes two clicks one: a second call with it returns the first one's message.

    Returns:
        The row that will be sent.

    Raises:
        MessageError: it cannot be sent again; why is said in words for people.
    """
    row = Message.objects.select_for_update().get(pk=message.pk)
    dedupe_key = f"resend:{row.pk}:{once}"[:120] if once else ""
    if dedupe_key and (copy := Message.objects.filter(dedupe_key=dedupe_key).first()) is not None:
        return copy
    if row.state == MessageState.RETRYING:
        row.due_at = timezone.now()
        row.save(update_fields=["due_at"])
        _log(row, "wagtail_coaching.message_resent", user)
        return row
    if row.state not in _RESENDABLE:
        raise MessageError(_("This message is about to be sent anyway."))
    kind = get_kind(row.kind)
    if kind is None:
        raise MessageError(_("This site does not know such messages any more."))
    if row.context.get("is_test"):
        raise MessageError(_("This was a test. Have a new one sent from the text's own page."))
    new = queue(
        kind=kind,
        site=row.site,
        person=row.person,
        email=row.recipient_email,
        name=row.recipient_name,
        language=row.language,
        context=row.context,
        links=_new_links(row),
        dedupe_key=dedupe_key,
    )
    if new is None:
        raise MessageError(_("This address has unsubscribed from such messages."))
    if row.state in MessageState.troubled():
        # Its matter is taken care of, so nobody needs to be told of it any more.
        row.state = MessageState.CANCELED
        row.save(update_fields=["state"])
    _log(new, "wagtail_coaching.message_resent", user)
    return new


@transaction.atomic
def cancel(*, message: Message, user: Any) -> bool:
    """Set a message aside: it is not sent (again), and staff are not reminded of it.

    Returns:
        Whether it was in time; not if it is being sent, or has been.
    """
    is_canceled = (
        Message.objects.filter(pk=message.pk, state__in=_CANCELABLE).update(
            state=MessageState.CANCELED
        )
        > 0
    )
    if is_canceled:
        message.state = MessageState.CANCELED
        _log(message, "wagtail_coaching.message_canceled", user)
    return is_canceled


def send_test(
    *,
    kind: type[MessageKind],
    site: Site,
    language: str,
    subject: str,
    body: str,
    to_email: str,
    user: Any,
    values: Mapping[str, str] | None = None,
) -> Message:
    """Put a test of an editor's text into the outbox. What becomes of it is on its row.

    Args:
        kind: what kind of message.
        site: whose.
        language: the language the text is in.
        subject: the text, as the editor has it now, stored or not.
        body: the same.
        to_email: where it goes.
        user: who wants it; their name stands beside the address.
        values: what the placeholders stand for; ``None``: invented samples.

    Raises:
        MessageError: the text has mistakes, or there is no address.
    """
    if not to_email:
        raise MessageError(_("You have no e-mail address that a test could go to."))
    mistakes = rendering.check_template(kind=kind, subject=subject, body=body)
    if mistakes:
        raise MessageError(" ".join(mistake for field in mistakes.values() for mistake in field))
    rendered = rendering.render_draft(
        kind=kind,
        site=site,
        language=language,
        subject=_("[Test] %(subject)s") % {"subject": subject},
        body=body,
        values=rendering.sample_values(kind, language) if values is None else values,
    )
    message = Message(
        site=site,
        kind=kind.key,
        recipient_email=to_email,
        recipient_name=user.get_full_name()[:200] if user is not None else "",
        language=language,
        context={"is_test": True},
        # As if a first try had frozen them.
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
    )
    store(message=message)
    return message


def _new_links(message: Message) -> dict[str, Link]:
    try:
        return {
            placeholder: links.reissue(key=key, email=message.recipient_email)
            for placeholder, key in message.links.items()
        }
    except DeadLinkError as error:
        raise MessageError(
            _("The link in it leads nowhere any more, so the message would be of no use.")
        ) from error


def _log(message: Message, action: str, user: Any) -> None:
    """Log who did it; never the address, which the record's name holds."""
    log(instance=message, action=action, user=user, title=message.kind)
