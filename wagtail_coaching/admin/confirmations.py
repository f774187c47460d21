"""How asking coaches whether their profile is still right shows in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import CoachState, ConfirmationState
from wagtail_coaching.messages.confirmation import hiding_day
from wagtail_coaching.models import CoachConfirmation, CoachingSettings
from wagtail_coaching.services import confirmation as confirmation_service
from wagtail_coaching.services import confirmation_hiding

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from wagtail_coaching.models import Coach

#: How asking a coach stands; the most pressing first.
LABELS: Final[dict[str, StrPromise]] = {
    "hidden": _("Hidden: no answer"),
    "overdue": _("Reminded"),
    "asked": _("Asked"),
    "confirmed": _("Confirmed"),
    "never": _("Never confirmed"),
}
#: Where nobody waits for an answer: the day in the list says enough.
_AT_REST: Final = ("confirmed", "never")


def register_log_actions(actions: Any) -> None:
    """Say in words what the services log."""
    actions.register_action(
        confirmation_service.CONFIRMED, _("Confirm profile"), _("The coach confirmed the profile")
    )
    actions.register_action(
        confirmation_hiding.SILENT, _("Hide coach"), _("Hidden: the coach did not answer")
    )
    actions.register_action(
        confirmation_hiding.BACK, _("Bring coach back"), _("Back, after having been hidden")
    )
    actions.register_action(
        confirmation_hiding.PROFILE_SILENT,
        _("Hide profile"),
        _("Taken off the site: the coach did not answer"),
    )


def confirmation_now() -> Case:
    """Return how asking the coach of a page stands, for the database: a key of ``LABELS``."""
    rounds = CoachConfirmation.objects.filter(coach=OuterRef("coach_id")).order_by()
    asked = rounds.filter(state=ConfirmationState.ASKED)
    hidden = rounds.filter(state=ConfirmationState.HIDDEN)
    return Case(
        When(Q(Exists(hidden), coach__state=CoachState.HIDDEN), then=Value("hidden")),
        When(Exists(asked.filter(reminders__gt=0)), then=Value("overdue")),
        When(Exists(asked), then=Value("asked")),
        When(coach__last_confirmed_on__isnull=False, then=Value("confirmed")),
        default=Value("never"),
        output_field=CharField(),
    )


def waiting_text(profile: Any) -> str:
    """Return how asking the coach of a listed profile stands; empty where nobody waits."""
    now = profile.confirmation_now
    return "" if profile.coach is None or now in _AT_REST else str(LABELS[now])


def round_text(coach: Coach) -> str:
    """Return in a sentence how asking a coach stands; empty where nobody waits for an answer."""
    open_rounds = coach.confirmations.filter(
        state__in=(ConfirmationState.ASKED, ConfirmationState.HIDDEN)
    )
    found = open_rounds.select_related("site").first()
    if found is None or (found.state == ConfirmationState.HIDDEN) != (
        coach.state == CoachState.HIDDEN
    ):
        return ""
    local = timezone.localtime(found.asked_at, CoachingSettings.of(found.site).zone)
    asked = date_format(local, "DATE_FORMAT")
    if found.state == ConfirmationState.HIDDEN:
        return gettext("Asked on %(asked)s; hidden, for there was no answer") % {"asked": asked}
    until = date_format(hiding_day(found), "DATE_FORMAT")
    return gettext("Asked on %(asked)s; hidden on %(until)s if there is no answer") % {
        "asked": asked,
        "until": until,
    }
