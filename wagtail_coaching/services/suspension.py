"""Taking a coach off the site at once, and letting them come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_coaching import signals
from wagtail_coaching.enums import CoachState
from wagtail_coaching.exceptions import IllegalTransitionError
from wagtail_coaching.models import Coach, CoachVetting, Person
from wagtail_coaching.services import publication, request_state, vetting_mail

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@transaction.atomic
def suspend(*, coach: Coach, reason: str, message: str, user: AbstractBaseUser | None) -> int:
    """Take a coach off the site at once.

    Their pages (translations, aliases, planned publications) go, their vettings are revoked, a
    running workflow is canceled, open requests go back to staff, and all concerned are told.

    Args:
        coach: a coach who is not suspended.
        reason: why, for staff of the site.
        message: what the coach reads; empty: a sentence of ours.
        user: who does it.

    Returns:
        How many requests were put back.

    Raises:
        IllegalTransitionError: the coach is suspended already.
    """
    # The person comes first, then what belongs to them; see PersonQuerySet.lock().
    Person.objects.filter(pk=coach.person_id).lock()
    now = timezone.now()
    facts = {
        "state": CoachState.SUSPENDED,
        "suspended_at": now,
        "suspension_reason": reason.strip(),
        "suspension_message": message.strip() or _("Please get in touch with us about it."),
    }
    # Conditional, and before the rest: it locks the coach against a publication at the same time.
    not_suspended = Coach.objects.filter(pk=coach.pk).exclude(state=CoachState.SUSPENDED)
    if not not_suspended.update(**facts):
        raise IllegalTransitionError(_("This coach is suspended already."))
    for name, value in facts.items():
        setattr(coach, name, value)
    CoachVetting.objects.filter(coach=coach, revoked_at__isnull=True).update(revoked_at=now)
    publication.hide_profiles(coach=coach, user=user)
    put_back = request_state.put_back(coach=coach)
    vetting_mail.tell_of_suspension(coach=coach, requests=put_back)
    signals.announce(signals.coach_suspended, Coach, coach=coach, reason=reason, user=user)
    return len(put_back)


@transaction.atomic
def reinstate(*, coach: Coach, user: AbstractBaseUser | None) -> None:
    """Let a suspended coach coach again. Their profile needs vetting before it is public.

    Raises:
        IllegalTransitionError: the coach is not suspended.
    """
    Person.objects.filter(pk=coach.person_id).lock()
    facts = {
        "state": CoachState.ACTIVE,
        "suspended_at": None,
        "suspension_reason": "",
        "suspension_message": "",
    }
    if not Coach.objects.filter(pk=coach.pk, state=CoachState.SUSPENDED).update(**facts):
        raise IllegalTransitionError(_("This coach is not suspended."))
    for name, value in facts.items():
        setattr(coach, name, value)
