"""What lists of vettings show of each one beside its own fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.translation import ngettext

from wagtail_coaching.conf import base_page_model
from wagtail_coaching.enums import VettingState
from wagtail_coaching.models import CoachVetting
from wagtail_coaching.permissions import VIEWING_ACTIONS, site_policy

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from wagtail.models import Site


def may_read_notes(user: Any, site: Site | None) -> bool:
    """Return whether reviewers' private notes are for this user: who may only see vettings of the
    site, as editors may, does not read them.
    """
    reviewing = site_policy(CoachVetting).sites_user_has_any_permission_for(user, ["change"])
    return site is not None and site in reviewing


def may_see(user: Any, site: Site | None) -> bool:
    """Return whether a user may see the vettings of a site."""
    policy = site_policy(CoachVetting)
    return site is not None and site in policy.sites_user_has_any_permission_for(
        user, VIEWING_ACTIONS
    )


def with_organization(vettings: Any) -> Any:
    """Add ``organization``: as it stood in the revision that was looked at."""
    return vettings.annotate(
        organization=Coalesce(
            Cast(KeyTextTransform("organization", "revision__content"), TextField()),
            Cast(KeyTextTransform("organization", "approved_content"), TextField()),
            Value(""),
            output_field=TextField(),
        )
    )


def in_queue_order(vettings: Any, first: Any) -> Any:
    """Order as a queue: those of ``first`` by due date, the rest that waits, then decided ones."""
    waiting = VettingState.WAITING
    return vettings.annotate(
        urgency=Case(
            When(pk__in=first.order_by().values("pk"), then=0),
            When(state=waiting, then=1),
            default=2,
        ),
        deadline=Case(When(state=waiting, then=F("due_on")), default=None),
    ).order_by(
        "urgency",
        F("deadline").asc(nulls_last=True),
        F("decided_at").desc(nulls_last=True),
        "created_at",
        "pk",
    )


def is_overdue(vetting: CoachVetting) -> bool:
    """Whether it waits, and its day has passed (the current local date)."""
    return (
        vetting.state == VettingState.WAITING
        and vetting.due_on is not None
        and vetting.due_on < timezone.localdate()
    )


def days_overdue(vetting: CoachVetting) -> int:
    """How many days past its due date it waits; 0 if it is in time."""
    if vetting.due_on is None or not is_overdue(vetting):
        return 0
    return (timezone.localdate() - vetting.due_on).days


def overdue(vettings: Any) -> Any:
    """Return those that wait past their due date."""
    return vettings.filter(state=VettingState.WAITING, due_on__lt=timezone.localdate())


def days_between(start: datetime.datetime, end: datetime.datetime | None) -> int:
    """Return the days that something took, or has taken so far: 0 for the same day's."""
    return max(((end or timezone.now()) - start).days, 0)


def days_text(days: int) -> str:
    """Return a number of days as people say it."""
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def pages_by_key(vettings: Iterable[CoachVetting]) -> dict[str, Any]:
    """Return the profile pages of some vettings, those that still exist, in one query."""
    keys = {vetting.page_pk for vetting in vettings if vetting.page_pk}
    pages = base_page_model().objects.filter(pk__in=keys) if keys else []
    return {str(page.pk): page for page in pages}
