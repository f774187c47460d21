"""The periodic work on mail: sending it, clearing up, and telling staff what failed."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import ngettext
from wagtail.models import Site

from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.enums import MessageState, StaffRecipientKind
from wagtail_coaching.messages.delivery import DeliveryFailed
from wagtail_coaching.models import Message, StaffRecipient
from wagtail_coaching.services import delivery, tick
from wagtail_coaching.services.messages import queue_for_staff
from wagtail_coaching.services.tick import Job, register_job

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: How long one round goes on sending, in seconds: the next one is about to begin.
_SECONDS: Final = 240
#: Staff of a site are not told more often of failed mail.
_NOTICE_PAUSE: Final = datetime.timedelta(hours=1)
#: How many failed messages one notice is about.
_NOTICE_SIZE: Final = 1000
_PURGE_SIZE: Final = 1000
_FINISHED: Final = (
    MessageState.SENT,
    MessageState.FAILED,
    MessageState.UNKNOWN,
    MessageState.CANCELED,
)


def report_failures(now: datetime.datetime) -> int:
    """Tell each site's staff of messages that failed since they were last told: one message for
    all of them, and none about itself.

    Returns:
        How many messages they were told of.
    """
    sites = _unreported().values_list("site_id", flat=True).order_by().distinct()
    listeners = StaffRecipient.objects.filter(kind=StaffRecipientKind.PROBLEMS)
    sites = sites.filter(site_id__in=listeners.values("settings__site_id"))
    count = 0
    for site in Site.objects.filter(pk__in=list(sites)):
        keys = list(_unreported().filter(site=site).values_list("pk", flat=True)[:_NOTICE_SIZE])
        count += _report(site, keys, now)
    return count


def purge(now: datetime.datetime) -> int:
    """Delete messages that have been done with for as long as the host keeps them.

    Returns:
        How many messages that was.
    """
    count = 0
    while keys := list(_outdated(now).values_list("pk", flat=True)[:_PURGE_SIZE]):
        count += Message.objects.filter(pk__in=keys).delete()[0]
    return count


@transaction.atomic
def _report(site: Site, keys: list[int], now: datetime.datetime) -> int:
    # Of two at once, the second finds them told of already.
    count = Message.objects.filter(pk__in=keys, reported_at=None).update(reported_at=now)
    is_too_soon = Message.objects.filter(
        site=site, kind=DeliveryFailed.key, created_at__gt=now - _NOTICE_PAUSE
    ).exists()
    if (
        count == 0
        or is_too_soon
        or not queue_for_staff(
            kind=DeliveryFailed,
            site=site,
            about=StaffRecipientKind.PROBLEMS,
            context={"messages": keys},
        )
    ):
        transaction.set_rollback(True)
        return 0
    return count


def _unreported() -> QuerySet[Message]:
    return (
        Message.objects.filter(state__in=MessageState.troubled(), reported_at=None)
        .exclude(kind=DeliveryFailed.key)
        .order_by("pk")
    )


def _outdated(now: datetime.datetime) -> QuerySet[Message]:
    before = now - _retention()
    return Message.objects.filter(
        Q(sent_at__lt=before) | Q(sent_at=None, due_at__lt=before), state__in=_FINISHED
    ).order_by("pk")


def _retention() -> datetime.timedelta:
    return datetime.timedelta(days=coaching_settings.MESSAGE_RETENTION_DAYS)


def _run_out(state: MessageState, now: datetime.datetime) -> int:
    return Message.objects.filter(state=state, claimed_at__lt=now - delivery.LEASE).count()


def _to_reclaim(now: datetime.datetime) -> list[str]:
    return _line(
        ngettext(
            "%d message was claimed, and never sent",
            "%d messages were claimed, and never sent",
            count := _run_out(MessageState.CLAIMED, now),
        ),
        count,
    )


def _to_mark(now: datetime.datetime) -> list[str]:
    return _line(
        ngettext(
            "%d message was cut off while it was being sent",
            "%d messages were cut off while they were being sent",
            count := _run_out(MessageState.SENDING, now),
        ),
        count,
    )


def _to_report(now: datetime.datetime) -> list[str]:
    return _line(
        ngettext(
            "%d failed message that staff were not told of",
            "%d failed messages that staff were not told of",
            count := _unreported().count(),
        ),
        count,
    )


def _to_send(now: datetime.datetime) -> list[str]:
    due = Message.objects.due(now).order_by().aggregate(count=Count("pk"), oldest=Min("due_at"))
    if not due["count"]:
        return []
    line = ngettext(
        "%(count)d message, due since %(since)s",
        "%(count)d messages, the first due since %(since)s",
        due["count"],
    )
    since = date_format(timezone.localtime(due["oldest"]), "DATETIME_FORMAT")
    return [line % {"count": due["count"], "since": since}]


def _to_purge(now: datetime.datetime) -> list[str]:
    return _line(
        ngettext(
            "%d old message to delete", "%d old messages to delete", count := _outdated(now).count()
        ),
        count,
    )


def _line(text: str, count: int) -> list[str]:
    return [text % count] if count else []


register_job(Job("reclaim_messages", due=_to_reclaim, run=delivery.reclaim, order=10))
register_job(Job("mark_unknown_messages", due=_to_mark, run=delivery.mark_unknown, order=11))
register_job(Job("report_failed_messages", due=_to_report, run=report_failures, order=80))
register_job(
    Job(
        "deliver_messages",
        due=_to_send,
        run=lambda now: delivery.deliver_due(seconds=_SECONDS, should_stop=tick.is_stopping),
        order=90,
    )
)
register_job(Job("purge_messages", due=_to_purge, run=purge, order=95))
