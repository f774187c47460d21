"""Who is told about a round of "Is this still right?". Writes into the outbox only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wagtail_coaching.enums import StaffRecipientKind
from wagtail_coaching.messages.confirmation import (
    CoachBackMessage,
    CoachSilentMessage,
    ConfirmProfileMessage,
    ConfirmReminderMessage,
    ProfileHiddenForSilenceMessage,
)
from wagtail_coaching.services.messages import queue, queue_for_staff

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wagtail_coaching.messages import MessageKind
    from wagtail_coaching.models import Coach, CoachConfirmation, CoachRequest, Link

_ABOUT_VETTING = StaffRecipientKind.VETTING


def ask(*, confirmation: CoachConfirmation, link: Link) -> None:
    """Ask a coach whether the profile is still right."""
    _write(ConfirmProfileMessage, confirmation, link, "0")


def remind(*, confirmation: CoachConfirmation, link: Link) -> None:
    """Remind a coach of it; ``confirmation.reminders`` counts this one already."""
    _write(ConfirmReminderMessage, confirmation, link, str(confirmation.reminders))


def tell_of_hiding(
    *, confirmation: CoachConfirmation, link: Link, requests: Sequence[CoachRequest]
) -> None:
    """Tell coach and staff that the profile is off the site, because there was no answer.

    Args:
        confirmation: the round.
        link: for the coach, who may still answer.
        requests: those that need another coach now.
    """
    _write(ProfileHiddenForSilenceMessage, confirmation, link, "hidden")
    for about in (_ABOUT_VETTING, StaffRecipientKind.REQUESTS)[: 2 if requests else 1]:
        queue_for_staff(
            kind=CoachSilentMessage,
            site=confirmation.site,
            about=about,
            context={
                "confirmation": confirmation.pk,
                "requests": [asked.pk for asked in requests],
            },
            # Who wants to hear of both, hears of it once.
            dedupe_key=f"confirmation:{confirmation.pk}:silent",
        )


def tell_of_return(*, coach: Coach) -> None:
    """Tell staff that a coach has answered at last, whose profile cannot be public as it is."""
    queue_for_staff(
        kind=CoachBackMessage, site=coach.site, about=_ABOUT_VETTING, context={"coach": coach.pk}
    )


def _write(kind: type[MessageKind], confirmation: CoachConfirmation, link: Link, step: str) -> None:
    queue(
        kind=kind,
        site=confirmation.site,
        person=confirmation.coach.person,
        context={"confirmation": confirmation.pk},
        links={"link": link},
        dedupe_key=f"confirmation:{confirmation.pk}:{step}",
    )
