"""What happens to applicants when their profile is public at last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from wagtail_coaching.enums import ApplicationState, CoachState
from wagtail_coaching.models import Coach, CoachApplication, Person
from wagtail_coaching.services import gallery_index

if TYPE_CHECKING:
    from typing import Any

#: What stands in the history of the coach's record.
ACTIVATED: Final = "wagtail_coaching.coach_activated"


@transaction.atomic
def activate(*, coach: Coach, user: Any | None = None) -> bool:
    """Let an applicant be an active coach, and note that the application was accepted.

    Returns:
        Whether it was done; ``False`` for one who is no applicant (any more).
    """
    Person.objects.filter(pk=coach.person_id).lock()
    applicants = Coach.objects.filter(pk=coach.pk, state=CoachState.APPLICANT)
    if not applicants.update(state=CoachState.ACTIVE):
        return False
    coach.state = CoachState.ACTIVE
    CoachApplication.objects.filter(coach=coach, state=ApplicationState.SUBMITTED).update(
        state=ApplicationState.ACCEPTED, state_changed_at=timezone.now(), open_until=None
    )
    gallery_index.note_change(coach_pk=str(coach.pk))
    log(instance=coach, action=ACTIVATED, user=user)
    return True
