"""Whether a profile may go public now; and taking off the site what may not."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log

from wagtail_coaching import signals
from wagtail_coaching.enums import ConsentSource, VettingState
from wagtail_coaching.models import (
    Coach,
    CoachingSettings,
    CoachVetting,
    Person,
    coach_page_models,
)
from wagtail_coaching.models.vetted_content import (
    covering_vetting,
    has_consent,
    is_barred,
    may_be_asked_for,
    may_be_live,
    site_of,
    vetted_content,
    vetting_applies,
)
from wagtail_coaching.services import consent

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator

    from wagtail.models import Revision, Site


#: What stands in the history of a page that was not published.
REFUSED: Final = "wagtail_coaching.publish_refused"
AWAITING_CONSENT: Final = "wagtail_coaching.publish_awaits_consent"


class Refusal(enum.Enum):
    """Why a profile may not go public."""

    #: Nobody has approved it, or the coach is suspended, hidden or gone.
    VETTING = "vetting"
    #: Nothing but the coach's consent is missing.
    CONSENT = "consent"


@dataclass(frozen=True)
class Clearance:
    """Whether a revision may be published."""

    #: Why not; ``None``: it may.
    refusal: Refusal | None = None
    #: Reviewers approved exactly this revision: nobody needs the right to publish besides.
    was_reviewed: bool = False

    @property
    def granted(self) -> bool:
        """Whether it may be published."""
        return self.refusal is None


@transaction.atomic
def clear(*, revision: Revision, user: Any | None) -> Clearance:
    """Say whether a revision of a coach page may be published by ``user``.

    A superuser may publish without vetting; that is recorded as a decision of its own. Where the
    association's word is enough, publishing gives it; that is recorded, too. A refusal is written
    into the page's history, and where only the coach's consent is missing, the coach is asked.
    """
    page = revision.as_object()
    of_page = Coach.objects.filter(pk=page.coach_id)
    # By their own key: a lock by way of the coach would lock that first (InnoDB).
    Person.objects.filter(pk__in=list(of_page.values_list("person", flat=True))).lock()
    list(Coach.objects.select_for_update().filter(pk=page.coach_id))
    refusal = _refusal_of(page, user)
    if refusal is not None:
        _refuse(page, revision, user, refusal)
        return Clearance(refusal)
    if not has_consent(page):
        consent.record(coach=page.coach, source=ConsentSource.ASSOCIATION, user=user)
    vetting = covering_vetting(page)
    if vetting is None:
        if vetting_applies(site_of(page)):
            override(page=page, revision=revision, user=user)
        return Clearance()
    reviewed = vetting.state == VettingState.APPROVED and vetting.revision_id == revision.pk
    return Clearance(was_reviewed=reviewed)


def _refusal_of(page: Any, user: Any | None) -> Refusal | None:
    if not may_be_asked_for(page) and not _may_override(page, user):
        return Refusal.VETTING
    if has_consent(page) or CoachingSettings.of(page.coach.site).association_consents:
        return None
    return Refusal.CONSENT


def _refuse(page: Any, revision: Revision, user: Any | None, refusal: Refusal) -> None:
    if revision.approved_go_live_at is not None:
        # Otherwise the planned publication would be tried again every hour.
        revision.approved_go_live_at = None
        revision.save(update_fields=["approved_go_live_at"])
    if refusal is Refusal.CONSENT:
        # With the revision: that one goes public when the coach agrees.
        log(instance=page, action=AWAITING_CONSENT, user=user, revision=revision)
        consent.ask_once(coach=page.coach)
    else:
        log(instance=page, action=REFUSED, user=user, revision=revision)


@transaction.atomic
def override(*, page: Any, revision: Revision | None, user: Any | None) -> CoachVetting | None:
    """Record that a superuser lets this content be public without vetting.

    Returns ``None``, and records nothing, for anybody else, for a page without a coach of its
    site, for an alias, and for a coach who is suspended, hidden or gone.
    """
    site = site_of(page)
    if not _may_override(page, user) or site is None:
        return None
    now = timezone.now()
    vetting: CoachVetting = CoachVetting.objects.create(
        site=site,
        coach=page.coach,
        page_pk=str(page.pk),
        revision=revision,
        state=VettingState.OVERRIDDEN,
        is_final=True,
        approved_content=vetted_content(page),
        created_at=now,
        submitted_by=user,
        decided_by=user,
        decided_at=now,
    )
    log(instance=page, action="wagtail_coaching.vetting_override", user=user, revision=revision)
    signals.announce(signals.coach_vetted, CoachVetting, vetting=vetting)
    return vetting


def _may_override(page: Any, user: Any | None) -> bool:
    return bool(
        user is not None
        and user.is_active
        and user.is_superuser
        and not page.alias_of_id
        and not is_barred(page.coach_id)
        and Coach.objects.filter(pk=page.coach_id, site=site_of(page)).exists()
    )


def profiles_of(coach: Coach) -> Iterator[Any]:
    """Yield all pages of a coach: profiles, translations and aliases, live or not."""
    for model in coach_page_models():
        yield from model._default_manager.filter(coach=coach)


def unpublish(*, page: Any, user: Any | None = None) -> None:
    """Take a page off the site, and what was planned for it; nobody's rights are asked."""
    UnpublishPageAction(page, user=user).execute(skip_permission_checks=True)
    page.revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=None)


def unpublish_uncovered(
    *, pages: Iterable[Any], user: Any | None = None, now: datetime.datetime | None = None
) -> list[Any]:
    """Take those of the pages off the site that may not be public (any more); return them."""
    hidden = []
    for page in pages:
        if page.live and not may_be_live(page, now):
            unpublish(page=page, user=user)
            hidden.append(page)
    return hidden


def withdraw_from_workflow(*, page: Any, user: Any | None = None) -> None:
    """Cancel the page's workflow, if one is running."""
    state = page.current_workflow_state
    if state is not None:
        state.cancel(user=user)


@transaction.atomic
def hide_profiles(*, coach: Coach, user: Any | None = None) -> None:
    """Take all pages of a coach off the site, and out of their workflows."""
    for page in profiles_of(coach):
        withdraw_from_workflow(page=page, user=user)
        unpublish(page=page, user=user)


@transaction.atomic
def follow_to_site(*, under: Any, site: Site | None) -> None:
    """Take coach pages off the site that were moved to another: nobody there has vetted them.

    Where the new site does not vet, what is live stays live.

    Args:
        under: the page that came to stand in ``site``, perhaps with others below it.
        site: where it stands now; ``None`` outside of every site.
    """
    now = timezone.now()
    for model in coach_page_models():
        for page in model._default_manager.descendant_of(under, inclusive=True):
            vettings = CoachVetting.objects.filter(page_pk=str(page.pk)).exclude(site=site)
            vettings.filter(revoked_at__isnull=True).update(revoked_at=now)
            withdraw_from_workflow(page=page)
            if page.live and vetting_applies(site):
                unpublish(page=page)
