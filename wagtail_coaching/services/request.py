"""Coach requests: taking one in, and moving it along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_coaching import signals
from wagtail_coaching.enums import RequestState
from wagtail_coaching.exceptions import IllegalTransitionError
from wagtail_coaching.models import Coach, CoachRequest, Topic

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wagtail.models import Site

#: Where a request may go from where it is. Staff may take a step back to mend a slip.
TRANSITIONS: Final[Mapping[RequestState, frozenset[RequestState]]] = {
    RequestState.NEW: frozenset(
        {RequestState.IN_PROGRESS, RequestState.INTRODUCED, RequestState.CLOSED}
    ),
    RequestState.IN_PROGRESS: frozenset(
        {RequestState.NEW, RequestState.INTRODUCED, RequestState.CLOSED}
    ),
    RequestState.INTRODUCED: frozenset({RequestState.IN_PROGRESS}),
    RequestState.CLOSED: frozenset({RequestState.IN_PROGRESS}),
}


@transaction.atomic
def submit_request(
    *,
    site: Site,
    facts: Mapping[str, Any],
    topics: Iterable[Topic],
    coach: Coach | None,
    language: str,
) -> CoachRequest:
    """Store what a learner asks, and announce it once it is safely stored.

    Args:
        site: the association that is asked.
        facts: the learner's own facts, by field name of ``CoachRequest``.
        topics: what they want to talk about; terms of that site.
        coach: whom they ask, or ``None`` for a suggestion by staff.
        language: the code of the language they asked in.

    Raises:
        ValueError: the coach belongs to another site.
    """
    if coach is not None and coach.site_id != site.pk:
        raise ValueError("The coach belongs to another site.")
    coach_request = CoachRequest.objects.create(
        site=site, coach=coach, language=language, consented_at=timezone.now(), **facts
    )
    coach_request.topics.set([topic for topic in topics if topic.site_id == site.pk])
    transaction.on_commit(
        lambda: signals.request_submitted.send(CoachRequest, coach_request=coach_request)
    )
    return coach_request


@transaction.atomic
def change_state(
    *, coach_request: CoachRequest, new_state: RequestState, user: Any | None = None
) -> CoachRequest:
    """Move a request to ``new_state``; the state it is moved from is the one on the object.

    Two people who move the same request at once cannot both succeed.

    Raises:
        IllegalTransitionError: there is no such step, or somebody else was quicker.
    """
    old_state = RequestState(coach_request.state)
    if new_state not in TRANSITIONS[old_state]:
        raise IllegalTransitionError(
            _("A request that is “%(old)s” cannot become “%(new)s”.")
            % {"old": old_state.label, "new": new_state.label}
        )
    now = timezone.now()
    moved = CoachRequest.objects.filter(pk=coach_request.pk, state=old_state).update(
        state=new_state, state_changed_at=now
    )
    if not moved:
        raise IllegalTransitionError(
            _("Somebody else has just changed this request. Reload the page to see how it stands.")
        )
    coach_request.state = new_state
    coach_request.state_changed_at = now
    transaction.on_commit(
        lambda: signals.request_state_changed.send(
            CoachRequest,
            coach_request=coach_request,
            old_state=old_state,
            new_state=new_state,
            user=user,
        )
    )
    return coach_request


def allowed_next_states(state: str) -> list[RequestState]:
    """Return the states a request may have next, its own first, in their usual order."""
    current = RequestState(state)
    return [current, *(s for s in RequestState if s in TRANSITIONS[current])]


@transaction.atomic
def write_staff_notes(*, coach_request: CoachRequest, notes: str) -> None:
    """Store what staff note about a request."""
    CoachRequest.objects.filter(pk=coach_request.pk).update(staff_notes=notes)
    coach_request.staff_notes = notes
