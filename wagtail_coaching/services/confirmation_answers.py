"""What ends a round of asking: an answer, by whichever way it comes, or a change by staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from wagtail_coaching.enums import CoachState, ConfirmationState
from wagtail_coaching.exceptions import IllegalTransitionError
from wagtail_coaching.models import Coach, CoachConfirmation, Person
from wagtail_coaching.services import confirmation_due
from wagtail_coaching.services.confirmation_hiding import bring_back, is_hidden_for_silence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AbstractBaseUser

#: What stands in the history of the coach's record.
CONFIRMED: Final = "wagtail_coaching.coach_confirmed"

_OPEN: Final = (ConfirmationState.ASKED, ConfirmationState.HIDDEN)
#: Answers of a coach who goes on coaching.
_STAYING: Final = (ConfirmationState.CONFIRMED, ConfirmationState.PAUSED)


@transaction.atomic
def settle(*, coach: Coach, state: ConfirmationState, user: AbstractBaseUser | None = None) -> int:
    """End the open rounds of a coach.

    An answer of a coach who goes on (``CONFIRMED``, ``PAUSED``) brings back what was hidden for
    silence, see :func:`bring_back`. ``CONFIRMED`` notes today as the day the profile was last
    confirmed, whether anybody had asked or not.

    Args:
        coach: whose.
        state: what came of them.
        user: the staff member who heard it; ``None``: the coach said it by link.

    Returns:
        How many rounds that were.
    """
    Person.objects.filter(pk=coach.person_id).lock()
    if state in _STAYING:
        bring_back(coach=coach)
    if state == ConfirmationState.CONFIRMED:
        today = confirmation_due.today_at(coach.site)
        known = Coach.objects.filter(pk=coach.pk)
        # A plain "exclude" would leave out those who never have: NULL is no day.
        others = Q(last_confirmed_on__isnull=True) | ~Q(last_confirmed_on=today)
        if known.filter(others).update(last_confirmed_on=today):
            log(instance=coach, action=CONFIRMED, user=user)
        coach.last_confirmed_on = today
    return end(coach, _OPEN, state)


@transaction.atomic
def return_by_staff(*, coach: Coach, is_right: bool, user: AbstractBaseUser | None) -> bool:
    """Bring a coach back who was hidden for silence, because staff have heard from them.

    Args:
        coach: whom.
        is_right: the coach has told staff that the profile is right. Otherwise they are asked
            again, in their turn.
        user: who does it.

    Returns:
        Whether the profile is public again.

    Raises:
        IllegalTransitionError: the coach is not hidden for silence (any more).
    """
    Person.objects.filter(pk=coach.person_id).lock()
    if not is_hidden_for_silence(coach):
        raise IllegalTransitionError(_("This coach is not hidden for want of an answer."))
    is_public = bring_back(coach=coach, user=user)
    if is_right:
        settle(coach=coach, state=ConfirmationState.CONFIRMED, user=user)
    follow_record(coach=coach)
    return is_public


@transaction.atomic
def follow_record(*, coach: Coach) -> None:
    """End the rounds that a change of the coach's record has overtaken.

    Call it in the transaction of a change by staff: who is active or suspended is not hidden for
    silence any more, and whose profile staff know to be right need not be asked.
    """
    if coach.state != CoachState.HIDDEN:
        end(coach, (ConfirmationState.HIDDEN,), ConfirmationState.CANCELED)
    if coach.state != CoachState.ACTIVE:
        end(coach, (ConfirmationState.ASKED,), ConfirmationState.CANCELED)
    asked = CoachConfirmation.objects.filter(coach=coach, state=ConfirmationState.ASKED).first()
    said_on = coach.last_confirmed_on
    if asked is None or said_on is None:
        return
    if said_on >= confirmation_due.today_at(coach.site, asked.asked_at):
        end(coach, (ConfirmationState.ASKED,), ConfirmationState.CONFIRMED)


def end(coach: Coach, states: Iterable[ConfirmationState], state: ConfirmationState) -> int:
    """End the rounds of a coach that are in one of some states; return how many those were."""
    is_answer = state != ConfirmationState.CANCELED
    rounds = CoachConfirmation.objects.filter(coach=coach, state__in=states)
    return rounds.update(state=state, answered_at=timezone.now() if is_answer else None)
