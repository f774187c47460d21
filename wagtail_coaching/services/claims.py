"""Claiming messages: who may work on which, so that no two processes work on one."""

from __future__ import annotations

import datetime
import logging
import time
import uuid
from typing import TYPE_CHECKING, Any, Final

from django.db import OperationalError, connection, transaction

from wagtail_coaching.enums import MessageState
from wagtail_coaching.models import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from wagtail_coaching.models.message import MessageQuerySet

logger = logging.getLogger("wagtail_coaching")

#: How long a claim holds. Far longer than one mail takes, with every answer as late as allowed.
LEASE: Final = datetime.timedelta(minutes=10)

_WAITING: Final = (MessageState.QUEUED, MessageState.RETRYING)
#: How often a step is tried when the database is busy.
_STEP_TRIES: Final = 4


def claim_batch(count: int, now: datetime.datetime) -> tuple[bool, list[Message]]:
    """Claim up to ``count`` messages; return whether any were due, and those claimed.

    They may be fewer than were due: other processes claim, too.
    """
    claim = uuid.uuid4()
    due = Message.objects.due(now)

    def claim_first() -> int:
        keys = _keys(due.select_for_update(skip_locked=True), count)
        return _claim(Message.objects.filter(pk__in=keys), claim, now)

    if connection.features.has_select_for_update_skip_locked:
        found = take_step(claim_first) > 0
    else:
        # Read outside of the transaction: on SQLite, one that reads before it writes fails where
        # another process writes in between.
        keys = _keys(due, count)
        found = bool(keys)
        take_step(lambda: _claim(due.filter(pk__in=keys), claim, now))
    return found, _claimed(claim) if found else []


def claim_one(message_id: int, now: datetime.datetime) -> list[Message]:
    """Claim one message, if it is due; return it, or nothing."""
    claim = uuid.uuid4()
    due = Message.objects.due(now).filter(pk=message_id)
    return _claimed(claim) if take_step(lambda: _claim(due, claim, now)) else []


def _keys(messages: Any, count: int) -> list[int]:
    return list(messages.values_list("pk", flat=True)[:count])


def _claim(messages: Any, claim: uuid.UUID, now: datetime.datetime) -> int:
    """Claim those of the messages that still wait."""
    waiting: MessageQuerySet = messages.filter(state__in=_WAITING).order_by()
    return waiting.update(state=MessageState.CLAIMED, claim=claim, claimed_at=now)


def _claimed(claim: uuid.UUID) -> list[Message]:
    return list(
        Message.objects.filter(claim=claim, state=MessageState.CLAIMED)
        .select_related("person", "site")
        .order_by("due_at", "pk")
    )


def run_out(state: MessageState, now: datetime.datetime) -> list[Message]:
    """Return the messages in a state whose claim holds no longer."""
    return list(Message.objects.filter(state=state, claimed_at__lt=now - LEASE))


def wait_again(messages: Iterable[Message]) -> int:
    """Let claimed messages wait again; return how many still were claimed."""
    count = 0
    for message in messages:
        state = MessageState.RETRYING if message.attempts else MessageState.QUEUED
        count += Message.objects.filter(
            pk=message.pk, claim=message.claim, state=MessageState.CLAIMED
        ).update(state=state, claim=None, claimed_at=None)
    return count


def take_step(change: Callable[[], int]) -> int:
    """Take one step in a transaction of its own, again where the database is busy for a moment.

    What was sent must not be forgotten for a deadlock or a lock that took too long.
    """
    for tries_left in reversed(range(_STEP_TRIES)):
        try:
            with transaction.atomic(durable=True):
                return change()
        except OperationalError:
            if not tries_left or connection.in_atomic_block:
                raise
            logger.info("The database is busy, or was away; once more.", exc_info=True)
            connection.close_if_unusable_or_obsolete()
            time.sleep(0.2)
    raise AssertionError("unreachable")
