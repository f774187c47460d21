"""How long reviewers usually take to answer an applicant, from what they did at this site."""

from __future__ import annotations

import datetime
import math
import statistics
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from wagtail_coaching.enums import VettingState
from wagtail_coaching.models import CoachVetting

if TYPE_CHECKING:
    from wagtail.models import Site

#: Fewer answers say nothing about the next.
_FEWEST: Final = 3
#: Older ones say little about today.
_LOOK_BACK: Final = datetime.timedelta(days=2 * 365)
#: What reviewers have to do with: not what an administrator published without them.
_BY_REVIEWERS: Final = (
    VettingState.WAITING,
    VettingState.APPROVED,
    VettingState.REJECTED,
    VettingState.CANCELED,
)


def usual_days(*, site: Site) -> int | None:
    """Return how many days applicants wait for an answer: the median, in whole days and never 0.

    Counted is from when a profile was first with reviewers to an approval by the last stage, or to
    the wish for changes. ``None``: too few were answered to say.
    """
    looked_at = CoachVetting.objects.filter(
        site=site, state__in=_BY_REVIEWERS, created_at__gt=timezone.now() - _LOOK_BACK
    )
    facts = ("page_pk", "state", "is_final", "created_at", "decided_at")
    rows = looked_at.order_by("page_pk", "created_at", "pk").values_list(*facts)
    waited: list[float] = []
    began: datetime.datetime | None = None
    page_before = ""
    for page_pk, state, is_final, created_at, decided_at in rows.iterator():
        if page_pk != page_before:
            page_before, began = page_pk, None
        began = began or created_at
        if state == VettingState.REJECTED or (state == VettingState.APPROVED and is_final):
            if decided_at is not None:
                waited.append((decided_at - began).total_seconds())
            began = None
        elif state == VettingState.CANCELED:
            began = None
    if len(waited) < _FEWEST:
        return None
    return max(1, math.ceil(statistics.median(waited) / datetime.timedelta(days=1).total_seconds()))
