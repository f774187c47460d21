"""Applications that nobody goes on with: forms that lie, and addresses that never said yes."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import ngettext

from wagtail_coaching.enums import ApplicationState
from wagtail_coaching.models import CoachApplication, Person
from wagtail_coaching.services import erasure
from wagtail_coaching.services.application_links import DRAFT, PROOF
from wagtail_coaching.services.application_state import links_to_form
from wagtail_coaching.services.tick import Job, register_job

if TYPE_CHECKING:
    from collections.abc import Sequence

#: As long as the links that were mailed work.
_BEGUN_FOR: Final = DRAFT.lifetime
_UNPROVEN_FOR: Final = PROOF.lifetime


def purge_unsent(*, now: datetime.datetime | None = None) -> int:
    """Delete applications that nobody has gone on with, or confirmed, in time; with people of whom
    nothing else is known.

    Returns:
        How many that was.
    """
    overdue = _overdue(now or timezone.now())
    return sum(_purge(overdue, application) for application in list(overdue))


@transaction.atomic
def _purge(overdue: Any, application: CoachApplication) -> int:
    # The person comes first, then what belongs to them; see PersonQuerySet.lock().
    mailed = links_to_form(application).values_list("person", flat=True)
    Person.objects.filter(pk__in=[*mailed, application.person_id]).lock()
    # Conditional: somebody may have gone on with it since we looked.
    if not overdue.filter(pk=application.pk).update(open_until=None):
        return 0
    erasure.erase_application(application=application)
    return 1


def _overdue(now: datetime.datetime) -> Any:
    return CoachApplication.objects.filter(
        Q(state=ApplicationState.STARTED, changed_at__lt=now - _BEGUN_FOR)
        | Q(state=ApplicationState.UNPROVEN, state_changed_at__lt=now - _UNPROVEN_FOR)
    )


def _purge_due(now: datetime.datetime) -> Sequence[str]:
    count = _overdue(now).count()
    if not count:
        return []
    line = ngettext(
        "delete %(count)d application that nobody went on with",
        "delete %(count)d applications that nobody went on with",
        count,
    )
    return [line % {"count": count}]


register_job(
    Job(
        name="unsent_applications",
        due=_purge_due,
        run=lambda now: purge_unsent(now=now),
        order=20,
    )
)
