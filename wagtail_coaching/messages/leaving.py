"""Mail about a coach who leaves the program: to the coach, to learners, to staff."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from wagtail_coaching.enums import CoachState, MessageAudience, MessageCategory, RequestState
from wagtail_coaching.messages.addresses import admin_address
from wagtail_coaching.messages.base import Placeholder, RecordGoneError, register
from wagtail_coaching.messages.coach import REQUESTS, CoachMessage, put_back_text
from wagtail_coaching.messages.person import ASSOCIATION, association_of
from wagtail_coaching.messages.request import LEARNER, RequestMessage
from wagtail_coaching.messages.vetting import COACH
from wagtail_coaching.models import CoachingSettings

if TYPE_CHECKING:
    from wagtail.models import Site

    from wagtail_coaching.models import Coach, Message


class _LeaverMessage(CoachMessage):
    """What the messages about a coach who has left have in common."""

    category = MessageCategory.NOTICE

    @classmethod
    def coach_of(cls, message: Message) -> Coach:
        """Return the coach.

        Raises:
            RecordGoneError: the record is deleted, or the coach is back.
        """
        coach = super().coach_of(message)
        if coach.state != CoachState.LEFT or coach.left_at is None:
            raise RecordGoneError("The coach has not left.")
        return coach

    @classmethod
    def _examples(cls, site: Site) -> Any:
        left = super()._examples(site).filter(state=CoachState.LEFT, left_at__isnull=False)
        return left.order_by("-left_at", "-pk")


@register
class CoachFarewellMessage(_LeaverMessage):
    """To the coach."""

    key = "coach_farewell"
    title = _("Goodbye to a coach")
    description = _("When a coach has left the program: to the coach.")
    audience = MessageAudience.COACH
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "coach": COACH,
        "day": Placeholder(_("The day the data is deleted"), _("September 1, 2031")),
    }
    subject = _("You have left the coaching program of {association}")
    body = _(
        "Hello {coach},\n\n"
        "you coach no more at {association}, and your profile is not public any more. Learners who "
        "were waiting for an answer from you have us again, and those you were introduced to "
        "know that you have left.\n\n"
        "What we know about you as a coach is deleted after {day}. Until then you can come back: "
        "just answer this mail.\n\n"
        "Thank you for the time you have given."
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values."""
        day = date_format(last_day_of(cls.coach_of(message)), "DATE_FORMAT")
        return {**super().values(message), "day": day}


@register
class CoachLeftForLearnerMessage(RequestMessage):
    """To a learner who was introduced to the coach, and may be in the middle of it."""

    key = "coach_left_learner"
    title = _("Your coach has left the program")
    description = _("When a coach has left the program: to learners who were introduced to them.")
    audience = MessageAudience.LEARNER
    category = MessageCategory.NOTICE
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "name": LEARNER,
        "coach": Placeholder(_("The coach's name, or “your coach”"), _("Ann Bell")),
    }
    subject = _("{coach} has left the coaching program")
    body = _(
        "Hello {name},\n\n"
        "we introduced you to {coach}, who has left the coaching program of {association} now. "
        "Whether the two of you go on talking is yours to decide.\n\n"
        "Would you like another coach? Just answer this mail, and we look for one."
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values.

        Raises:
            RecordGoneError: the request has ended by now, or is with another coach.
        """
        asked = cls.request_of(message)
        coach = asked.coach
        has_moved_on = asked.state != RequestState.INTRODUCED or (
            coach is not None and coach.state != CoachState.LEFT
        )
        # A preview has no receiver.
        if message.person_id is not None and has_moved_on:
            raise RecordGoneError("The learner has no need to know any more.")
        return {
            "association": association_of(message),
            "name": asked.name,
            "coach": coach.person.name if coach is not None else _now("your coach"),
        }

    @classmethod
    def _examples(cls, site: Site) -> Any:
        return super()._examples(site).filter(state=RequestState.INTRODUCED, coach__isnull=False)


@register
class CoachLeftForStaffMessage(_LeaverMessage):
    """To staff, with the reason if the coach gave one."""

    key = "coach_left_staff"
    title = _("A coach has left")
    description = _("When a coach has left the program: to staff.")
    audience = MessageAudience.STAFF
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "coach": COACH,
        "reason": Placeholder(_("Why, in the coach's words"), _("I am moving to another state.")),
        "requests": REQUESTS,
        "record": Placeholder(_("Open the record"), "https://example.org/admin/", is_url=True),
    }
    subject = _("{coach} has left the coaching program")
    body = _(
        "Hello,\n\n"
        "{coach} has left the coaching program of {association}. The profile was taken off the "
        "site.\n\n"
        "Reason: {reason}\n\n"
        "{requests}\n\n"
        "{record}"
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values."""
        coach = cls.coach_of(message)
        # The words are in the record's history, and go with it.
        entries = ModelLogEntry.objects.for_instance(coach)
        entry = entries.filter(pk=message.context.get("entry")).first()
        reason = str(entry.data.get("reason") or "") if entry is not None else ""
        return {
            **super().values(message),
            "reason": reason or _now("none given"),
            "requests": put_back_text(message),
            "record": admin_address("wagtail_coaching_coaches:edit", coach.pk, site=coach.site),
        }


def last_day_of(coach: Coach) -> datetime.date:
    """Return the last day on which the data of a coach who has left is kept.

    Raises:
        ValueError: the coach has not left.
    """
    if coach.left_at is None:
        raise ValueError("The coach has not left.")
    settings = CoachingSettings.of(coach.site)
    kept = datetime.timedelta(days=settings.leaver_retention_days)
    return timezone.localtime(coach.left_at + kept, settings.zone).date()
