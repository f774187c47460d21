"""How a coach's profile stands, as the coach themselves may know it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import get_language

from wagtail_coaching.enums import CoachState, ConfirmationState, VettingState
from wagtail_coaching.models import CoachConfirmation, CoachVetting
from wagtail_coaching.services import confirmation as confirmation_service
from wagtail_coaching.services import consent as consent_service
from wagtail_coaching.services import publication

if TYPE_CHECKING:
    import datetime

    from wagtail_coaching.models import Coach


class StandingKind(enum.Enum):
    """What can be said of a profile in one sentence."""

    PUBLIC = "public"
    #: Reviewers have it.
    WAITING = "waiting"
    #: A reviewer wants something changed.
    CHANGES = "changes"
    #: The coach has been asked to agree to it, and has not.
    CONSENT = "consent"
    DRAFT = "draft"
    #: There is no page.
    NONE = "none"
    #: Hidden, because the coach did not say whether it is still right.
    SILENT = "silent"
    HIDDEN = "hidden"
    SUSPENDED = "suspended"
    LEFT = "left"


@dataclass(frozen=True)
class Standing:
    """How one coach's profile stands."""

    kind: StandingKind
    #: The profile page, in the language that is spoken if there is one; ``None``: there is none.
    page: Any
    #: Since when reviewers have it, or changes to it; ``None``: they do not.
    waiting_since: datetime.datetime | None
    #: Since when a reviewer wants something changed; ``None``: nobody does.
    changes_since: datetime.datetime | None
    #: What a reviewer wants changed; empty: nothing.
    comment: str
    #: The first day on which a coach who takes a break takes requests again.
    paused_until: datetime.date | None
    #: Whether the coach was asked if all is still right, and has not answered.
    is_asked: bool

    @property
    def can_be_paused(self) -> bool:
        """Whether the coach may take a break, or end one."""
        return self.kind is StandingKind.SILENT or self.kind in _OF_ACTIVE


_OF_STATE = {
    CoachState.LEFT: StandingKind.LEFT,
    CoachState.SUSPENDED: StandingKind.SUSPENDED,
    CoachState.HIDDEN: StandingKind.HIDDEN,
}
_OF_ACTIVE = frozenset(
    {
        StandingKind.PUBLIC,
        StandingKind.WAITING,
        StandingKind.CHANGES,
        StandingKind.CONSENT,
        StandingKind.DRAFT,
        StandingKind.NONE,
    }
)


def standing_of(coach: Coach) -> Standing:
    """Return how a coach's profile stands. Changes nothing."""
    page = _profile_to_name(coach)
    vettings = CoachVetting.objects.filter(coach=coach)
    waiting = vettings.filter(state=VettingState.WAITING).order_by("created_at", "pk").first()
    latest = vettings.order_by("-created_at", "-pk").first()
    is_rejected = waiting is None and latest is not None and latest.state == VettingState.REJECTED
    is_paused = coach.paused_until is not None and coach.paused_until > timezone.localdate()
    kind = _OF_STATE.get(CoachState(coach.state)) or _of_page(page, waiting, is_rejected)
    if kind is StandingKind.DRAFT and consent_service.is_asked(coach=coach):
        kind = StandingKind.CONSENT
    if kind is StandingKind.HIDDEN and confirmation_service.is_hidden_for_silence(coach):
        kind = StandingKind.SILENT
    asked = CoachConfirmation.objects.filter(coach=coach, state=ConfirmationState.ASKED)
    return Standing(
        kind=kind,
        page=page,
        waiting_since=waiting.created_at if waiting is not None else None,
        changes_since=(latest.decided_at or latest.created_at)
        if is_rejected and latest is not None
        else None,
        comment=latest.comment if is_rejected and latest is not None else "",
        paused_until=coach.paused_until if is_paused else None,
        is_asked=asked.exists(),
    )


def _of_page(page: Any, waiting: CoachVetting | None, is_rejected: bool) -> StandingKind:
    if page is None:
        return StandingKind.NONE
    if page.live:
        return StandingKind.PUBLIC
    if waiting is not None:
        return StandingKind.WAITING
    return StandingKind.CHANGES if is_rejected else StandingKind.DRAFT


def _profile_to_name(coach: Coach) -> Any:
    """Return the profile page: a live one, in the language that is spoken, if there is one."""
    language = get_language() or ""
    profiles = [page for page in publication.profiles_of(coach) if not page.alias_of_id]
    profiles.sort(key=lambda page: (not page.live, page.locale.language_code != language, page.pk))
    return profiles[0] if profiles else None
