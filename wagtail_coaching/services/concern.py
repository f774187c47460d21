"""Concerns about a profile: taking one in, and noting what came of it."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils import timezone

from wagtail_coaching.enums import ConcernState, StaffRecipientKind
from wagtail_coaching.messages.concern import ConcernForStaffMessage
from wagtail_coaching.models import CoachConcern
from wagtail_coaching.services import messages as message_service

if TYPE_CHECKING:
    from wagtail.models import Site

#: The same words about the same profile within this time are one concern, sent twice.
_SAME_WITHIN: Final = datetime.timedelta(hours=1)


@transaction.atomic
def report_concern(
    *, site: Site, page: Any, message: str, name: str = "", email: str = ""
) -> CoachConcern:
    """Store a concern about a profile, and tell staff that there is one.

    Told are those whom the site's settings name for concerns; where there are none, those who are
    told about vetting. The coach is not told.

    Args:
        site: the association whose site the profile is on.
        page: the profile.
        message: what somebody has written.
        name: who they are, if they say so.
        email: where staff may answer, if they say so.

    Raises:
        ValueError: the coach belongs to another site.
    """
    if page.coach is not None and page.coach.site_id != site.pk:
        raise ValueError("The coach belongs to another site.")
    facts = {
        "site": site,
        "page_pk": str(page.pk),
        "message": message,
        "name": name,
        "email": email,
    }
    known = CoachConcern.objects.filter(
        **facts, created_at__gt=timezone.now() - _SAME_WITHIN
    ).first()
    if known is not None:
        return known
    concern = CoachConcern.objects.create(**facts, coach=page.coach, profile_name=page.title)
    _tell_staff(concern)
    return concern


@transaction.atomic
def save_concern(
    *, concern: CoachConcern, state: ConcernState, staff_notes: str, user: Any | None
) -> CoachConcern:
    """Store what staff note about a concern, and who has handled it and when.

    Args:
        concern: the concern.
        state: whether it is handled.
        staff_notes: for staff only.
        user: who does it.
    """
    CoachConcern.objects.filter(pk=concern.pk).update(staff_notes=staff_notes)
    # Of two at once, the first has handled it.
    if state == ConcernState.HANDLED:
        CoachConcern.objects.filter(pk=concern.pk).exclude(state=state).update(
            state=state, handled_by=user, handled_at=timezone.now()
        )
    else:
        CoachConcern.objects.filter(pk=concern.pk).update(
            state=state, handled_by=None, handled_at=None
        )
    concern.refresh_from_db()
    return concern


def _tell_staff(concern: CoachConcern) -> None:
    for kind in (StaffRecipientKind.CONCERNS, StaffRecipientKind.VETTING):
        queued = message_service.queue_for_staff(
            kind=ConcernForStaffMessage,
            site=concern.site,
            about=kind,
            context={"concern": concern.pk},
        )
        if queued:
            return
