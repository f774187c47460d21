"""Sending what is in the outbox, so that no message is lost and none is sent twice.

A message goes ``QUEUED → CLAIMED → SENDING → SENT``. Each step is one conditional update,
committed before the next begins, so it can be cut off anywhere:

- *claimed* and cut off: nothing was sent. When the claim has run out, the message waits again;
- *sending* and cut off: nobody knows. When the claim has run out, it is *unknown*, and is never
  sent again by itself.

What failed before the mail's content went out is tried again (``RETRYING``) for five days, as RFC
5321 section 4.5.4.1 asks; what a server refused for good has failed.
"""

from __future__ import annotations

import datetime
import logging
import time
from typing import TYPE_CHECKING, Any, Final, Self

from django.utils import timezone

from wagtail_coaching import signals
from wagtail_coaching.enums import MessageState
from wagtail_coaching.messages import RecordGoneError, get_kind
from wagtail_coaching.models import Message, OptOut
from wagtail_coaching.services import envelope, rendering
from wagtail_coaching.services.claims import (
    LEASE,
    claim_batch,
    claim_one,
    run_out,
    take_step,
    wait_again,
)
from wagtail_coaching.services.message_actions import cancel, resend, send_test
from wagtail_coaching.services.transport import (
    NotSentError,
    RefusedError,
    ServerDownError,
    Transport,
    UnclearError,
    describe,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wagtail.models import Site

    from wagtail_coaching.services.envelope import Mail

__all__ = [
    "LEASE",
    "cancel",
    "deliver_due",
    "deliver_one",
    "mark_unknown",
    "reclaim",
    "resend",
    "send_test",
]

logger = logging.getLogger("wagtail_coaching")

#: How many messages are claimed at once.
BATCH_SIZE: Final = 50

_MINUTE: Final = datetime.timedelta(minutes=1)
_HOUR: Final = datetime.timedelta(hours=1)
_DAY: Final = datetime.timedelta(days=1)
#: How long to wait after each try that failed: 4.9 days altogether.
RETRY_DELAYS: Final = (
    *(_MINUTE, 5 * _MINUTE, 15 * _MINUTE),
    *(_HOUR, 3 * _HOUR, 6 * _HOUR, 12 * _HOUR),
    *(_DAY, _DAY, _DAY, _DAY),
)


def deliver_due(
    *,
    now: datetime.datetime | None = None,
    limit: int | None = None,
    seconds: float | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> int:
    """Send the messages that are due. Any number of processes may do so at once.

    Args:
        now: the time it is taken to be; ``None``: the present.
        limit: try no more than so many; ``None``: all.
        seconds: begin with no other after so long; ``None``: go on to the end.
        should_stop: asked before each; true: begin with no other.

    Returns:
        How many were sent.
    """
    started = time.monotonic()
    left = limit

    def is_over() -> bool:
        has_time = seconds is None or time.monotonic() - started < seconds
        return not has_time or (should_stop is not None and should_stop())

    with _Round(now) as this_round:
        while left is None or left > 0:
            count = BATCH_SIZE if left is None else min(left, BATCH_SIZE)
            found, claimed = claim_batch(count, this_round.now)
            for number, message in enumerate(claimed):
                if is_over():
                    wait_again(claimed[number:])
                    return this_round.sent
                this_round.deliver(message)
            if not found or this_round.is_server_down:
                break
            left = None if left is None else left - len(claimed)
    return this_round.sent


def deliver_one(*, message_id: int) -> None:
    """Send one message, if it is due and nobody else is at it. What goes wrong is on its row."""
    with _Round(None) as this_round:
        for message in claim_one(message_id, timezone.now()):
            this_round.deliver(message)


def reclaim(now: datetime.datetime | None = None) -> int:
    """Let messages wait again whose claim has run out before anything was sent.

    Returns:
        How many that was.
    """
    return wait_again(run_out(MessageState.CLAIMED, now or timezone.now()))


def mark_unknown(now: datetime.datetime | None = None) -> int:
    """Mark messages of which nobody knows whether they were sent.

    Returns:
        How many that was.
    """
    count = 0
    for message in run_out(MessageState.SENDING, now or timezone.now()):
        error = "It was cut off while it was being sent."
        if (
            Message.objects.filter(
                pk=message.pk, claim=message.claim, state=MessageState.SENDING
            ).update(state=MessageState.UNKNOWN, error=error)
            == 0
        ):
            continue
        message.state, message.error = MessageState.UNKNOWN, error
        signals.message_failed.send_robust(Message, message=message)
        count += 1
    return count


class _Round:
    """One go at the outbox: its connection, and what its messages have in common."""

    def __init__(self, now: datetime.datetime | None) -> None:
        self._now = now
        self._transport = Transport()
        self._surroundings = rendering.Surroundings()
        self._sites: dict[int, Site] = {}
        #: Why no more mails can be sent in this round; empty: they can.
        self._down = ""
        self.sent = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._transport.close()

    @property
    def is_server_down(self) -> bool:
        return bool(self._down)

    @property
    def now(self) -> datetime.datetime:
        return self._now or timezone.now()

    def deliver(self, message: Message) -> None:
        """Take one claimed message as far as it goes."""
        message.site = self._sites.setdefault(message.site_id, message.site)
        try:
            mail = self._prepare(message)
        except RecordGoneError as error:
            self._end(message, MessageState.CANCELED, f"Not needed any more: {error}")
            return
        except ValueError as error:
            self._end(message, MessageState.FAILED, describe(error), attempts=message.attempts + 1)
            return
        except Exception as error:
            logger.exception("Message %s could not be made.", message.pk)
            self._try_again(message, describe(error))
            return
        try:
            self._connect()
            if not self._begin_sending(message):
                return
            self._transport.send(mail)
        except NotSentError as error:
            if isinstance(error, ServerDownError):
                self._down = str(error)
            self._try_again(message, str(error))
        except RefusedError as error:
            self._end(message, MessageState.FAILED, str(error))
        except UnclearError as error:
            self._end(message, MessageState.UNKNOWN, str(error))
        else:
            self._end(message, MessageState.SENT, "")

    def _prepare(self, message: Message) -> Mail:
        """Return the mail; the row's texts are made now, unless an earlier try has made them.

        Raises:
            RecordGoneError: the message is not wanted any more.
        """
        if _has_left(message):
            raise RecordGoneError("the address has unsubscribed")
        if not message.text:
            rendered = rendering.render(message=message, surroundings=self._surroundings)
            message.subject, message.text = rendered.subject, rendered.text
            message.html = rendered.html
        return envelope.build(
            message=message, site_settings=self._surroundings.settings_of(message.site)
        )

    def _connect(self) -> None:
        # Messages that were claimed along with one that found the server down are not each to
        # wait for it.
        if self._down:
            raise ServerDownError(self._down)
        self._transport.open()

    def _begin_sending(self, message: Message) -> bool:
        """Mark that from now on the mail may have gone out; ``False``: the claim has run out."""
        return self._move(
            message,
            (MessageState.CLAIMED,),
            state=MessageState.SENDING,
            claimed_at=self.now,
            attempts=message.attempts + 1,
        )

    def _try_again(self, message: Message, error: str) -> None:
        attempts = message.attempts + (message.state == MessageState.CLAIMED)
        if attempts > len(RETRY_DELAYS):
            self._end(message, MessageState.FAILED, error, attempts=attempts)
            return
        self._move(
            message,
            (MessageState.CLAIMED, MessageState.SENDING),
            state=MessageState.RETRYING,
            attempts=attempts,
            due_at=self.now + RETRY_DELAYS[attempts - 1],
            error=error,
        )

    def _end(self, message: Message, state: MessageState, error: str, **values: Any) -> None:
        old_states = [MessageState.CLAIMED, MessageState.SENDING]
        values |= {"state": state, "error": error}
        if state == MessageState.SENT:
            # The server took so long that the claim ran out; now it is known after all.
            old_states.append(MessageState.UNKNOWN)
            values["sent_at"] = self.now
        if not self._move(message, old_states, **values):
            return
        if state == MessageState.SENT:
            self.sent += 1
            signals.message_sent.send_robust(Message, message=message)
        elif state != MessageState.CANCELED:
            signals.message_failed.send_robust(Message, message=message)

    def _move(self, message: Message, old_states: Iterable[MessageState], **values: Any) -> bool:
        """Change the row, with the texts that were made for it, if it still is ours."""
        if message.state == MessageState.CLAIMED:
            values |= {"subject": message.subject, "text": message.text, "html": message.html}
        row = Message.objects.filter(pk=message.pk, claim=message.claim, state__in=old_states)
        if not take_step(lambda: row.update(**values)):
            return False
        for name, value in values.items():
            setattr(message, name, value)
        return True


def _has_left(message: Message) -> bool:
    kind = get_kind(message.kind)
    return (
        kind is not None
        and kind.category.may_be_left
        and not message.context.get("is_test")
        and OptOut.objects.filter(
            site_id=message.site_id, email=message.recipient_email, category=kind.category
        ).exists()
    )
