"""Where a coach request stands: moving it along, and taking it from a coach who is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_coaching import signals
from wagtail_coaching.enums import RequestState
from wagtail_coaching.exceptions import IllegalTransitionError
from wagtail_coaching.messages.request import RequestPutBackMessage
from wagtail_coaching.models import Coach, CoachRequest
from wagtail_coaching.services import gallery_index
from wagtail_coaching.services import messages as message_service

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Where a request may go from where it is. Staff may take a step back to mend a slip. Only its
#: learner takes one out of UNPROVEN: see ``services/request.py``.
TRANSITIONS: Final[Mapping[RequestState, frozenset[RequestState]]] = {
    RequestState.UNPROVEN: frozenset(),
    RequestState.NEW: frozenset(
        {RequestState.IN_PROGRESS, RequestState.INTRODUCED, RequestState.CLOSED}
    ),
    RequestState.IN_PROGRESS: frozenset(
        {RequestState.NEW, RequestState.INTRODUCED, RequestState.CLOSED}
    ),
    RequestState.INTRODUCED: frozenset({RequestState.IN_PROGRESS, RequestState.ENDED}),
    RequestState.ENDED: frozenset({RequestState.INTRODUCED}),
    RequestState.CLOSED: frozenset({RequestState.IN_PROGRESS}),
}


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
    if coach_request.coach_id:
        # One of the coach's places may have been taken, or be free again.
        gallery_index.note_change(coach_pk=str(coach_request.coach_id))
    _announce(coach_request, old_state, user)
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


@transaction.atomic
def put_back(*, coach: Coach) -> list[CoachRequest]:
    """Take all open requests from a coach who cannot answer them. Staff have them again, and the
    learners are told.

    Returns:
        The requests that learners had confirmed.
    """
    of_coach = CoachRequest.objects.filter(coach=coach)
    of_coach.filter(state=RequestState.UNPROVEN).update(coach=None)
    open_requests = of_coach.filter(state__in=RequestState.awaiting())
    put = []
    for asked in open_requests.select_related("person").order_by("pk"):
        mine = open_requests.filter(pk=asked.pk)
        if not mine.update(coach=None, state=RequestState.NEW, state_changed_at=timezone.now()):
            continue
        old_state = RequestState(asked.state)
        asked.coach, asked.state = None, RequestState.NEW
        message_service.queue(
            kind=RequestPutBackMessage,
            site=asked.site,
            person=asked.person,
            email=asked.person.email if asked.person else asked.email,
            name=asked.name,
            language=asked.language,
            context={"coach_request": asked.pk},
        )
        if old_state != RequestState.NEW:
            _announce(asked, old_state, None)
        put.append(asked)
    return put


def _announce(coach_request: CoachRequest, old_state: RequestState, user: Any | None) -> None:
    signals.announce(
        signals.request_state_changed,
        CoachRequest,
        coach_request=coach_request,
        old_state=old_state,
        new_state=RequestState(coach_request.state),
        user=user,
    )
