"""Concerns about a profile: taking one in, and noting what came of it."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext

from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.enums import ConcernState, StaffRecipientKind
from wagtail_coaching.messages.concern import ConcernForStaffMessage
from wagtail_coaching.models import CoachConcern
from wagtail_coaching.services import messages as message_service
from wagtail_coaching.services.tick import Job, register_job

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from wagtail.models import Site

    from wagtail_coaching.messages import MessageKind

#: The same words about the same profile within this time are one concern, sent twice.
_SAME_WITHIN: Final = datetime.timedelta(hours=1)


@transaction.atomic
def report_concern(
    *,
    site: Site,
    page: Any,
    message: str,
    name: str = "",
    email: str = "",
    mail: type[MessageKind] = ConcernForStaffMessage,
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
        mail: the kind of message by which staff are told; its context names the ``concern``.

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
    _tell_staff(concern, mail)
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


def deleted_after(*, concern: CoachConcern) -> datetime.datetime | None:
    """Return until when a concern is kept; ``None``: as long as it is not handled."""
    return concern.handled_at + _retention() if concern.handled_at is not None else None


def purge_handled(*, now: datetime.datetime | None = None) -> int:
    """Delete concerns that were handled as long ago as the host keeps them.

    Returns:
        How many that was.
    """
    return _outdated(now or timezone.now()).delete()[0]


def _tell_staff(concern: CoachConcern, mail: type[MessageKind]) -> None:
    for kind in (StaffRecipientKind.CONCERNS, StaffRecipientKind.VETTING):
        queued = message_service.queue_for_staff(
            kind=mail,
            site=concern.site,
            about=kind,
            context={"concern": concern.pk},
        )
        if queued:
            return


def _outdated(now: datetime.datetime) -> QuerySet[CoachConcern]:
    return CoachConcern.objects.filter(
        state=ConcernState.HANDLED, handled_at__lt=now - _retention()
    )


def _retention() -> datetime.timedelta:
    return datetime.timedelta(days=coaching_settings.CONCERN_RETENTION_DAYS)


def _purge_due(now: datetime.datetime) -> list[str]:
    count = _outdated(now).count()
    text = ngettext("%d handled concern to delete", "%d handled concerns to delete", count)
    return [text % count] if count else []


register_job(
    Job("purge_concerns", due=_purge_due, run=lambda now: purge_handled(now=now), order=95)
)
