"""Who is told about vetting: reviewers, applicants, staff. Writes into the outbox only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wagtail.users.models import UserProfile

from wagtail_coaching.enums import StaffRecipientKind
from wagtail_coaching.messages.coach import (
    CoachSuspendedMessage,
    CoachUnvettedHiddenMessage,
    ProfileHiddenMessage,
    RequestsPutBackMessage,
)
from wagtail_coaching.messages.vetting import (
    VettingApprovedMessage,
    VettingChangesNeededMessage,
    VettingEndingMessage,
    VettingGraceMessage,
    VettingOverdueMessage,
    VettingWaitingMessage,
)
from wagtail_coaching.models import Person
from wagtail_coaching.services import application_links
from wagtail_coaching.services.messages import queue, queue_for_staff
from wagtail_coaching.services.vetting_rights import reviewers_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wagtail.models import Site

    from wagtail_coaching.messages import MessageKind
    from wagtail_coaching.models import Coach, CoachRequest, CoachVetting

_ABOUT_VETTING = StaffRecipientKind.VETTING


def tell_reviewers_of_new(*, vetting: CoachVetting) -> None:
    """Tell the reviewers of a stage, and staff who want to know, that a profile waits."""
    occasion = f"{VettingWaitingMessage.key}:{vetting.pk}"
    _tell_reviewers(VettingWaitingMessage, vetting, occasion)
    queue_for_staff(
        kind=VettingWaitingMessage,
        site=vetting.site,
        about=_ABOUT_VETTING,
        context={"vetting": vetting.pk},
        dedupe_key=occasion,
    )


def remind_reviewers(*, vetting: CoachVetting, occasion: str) -> None:
    """Remind the reviewers of a stage of a profile that is overdue."""
    _tell_reviewers(VettingOverdueMessage, vetting, f"{VettingOverdueMessage.key}:{occasion}")


def tell_applicant_of_changes(*, vetting: CoachVetting) -> None:
    """Tell the coach what a reviewer wants changed."""
    queue(
        kind=VettingChangesNeededMessage,
        site=vetting.site,
        person=vetting.coach.person,
        context={"vetting": vetting.pk},
        links={"link": application_links.link_for_coach(coach=vetting.coach)},
    )


def tell_applicant_of_approval(*, vetting: CoachVetting) -> None:
    """Tell the coach that the profile is approved."""
    queue(
        kind=VettingApprovedMessage,
        site=vetting.site,
        person=vetting.coach.person,
        context={"vetting": vetting.pk},
        links={"link": application_links.link_for_coach(coach=vetting.coach)},
    )


def tell_of_end(*, vetting: CoachVetting) -> None:
    """Tell coach and staff that what a profile is public by ends soon."""
    occasion = f"{VettingEndingMessage.key}:{vetting.pk}"
    context = {"vetting": vetting.pk}
    person = vetting.coach.person
    queue(
        kind=VettingEndingMessage,
        site=vetting.site,
        person=person,
        context=context,
        dedupe_key=_key(occasion, person.email),
    )
    queue_for_staff(
        kind=VettingEndingMessage,
        site=vetting.site,
        about=_ABOUT_VETTING,
        context=context,
        dedupe_key=occasion,
    )


def tell_staff_of_grace(*, site: Site, vettings: Sequence[CoachVetting]) -> None:
    """Tell staff which live profiles have to be vetted, now that vetting is on."""
    queue_for_staff(
        kind=VettingGraceMessage,
        site=site,
        about=_ABOUT_VETTING,
        context={"vettings": [vetting.pk for vetting in vettings]},
    )


def tell_of_hidden_profile(*, page: Any) -> None:
    """Tell staff and coach that a profile was taken off the site."""
    coach = page.coach
    if coach is None:
        return
    context = {"coach": coach.pk, "page": page.pk}
    queue(kind=ProfileHiddenMessage, site=coach.site, person=coach.person, context=context)
    queue_for_staff(
        kind=CoachUnvettedHiddenMessage, site=coach.site, about=_ABOUT_VETTING, context=context
    )


def tell_of_suspension(*, coach: Coach, requests: Sequence[CoachRequest]) -> None:
    """Tell the coach, and staff who have to find others for those who asked."""
    queue(
        kind=CoachSuspendedMessage,
        site=coach.site,
        person=coach.person,
        context={"coach": coach.pk},
    )
    if requests:
        queue_for_staff(
            kind=RequestsPutBackMessage,
            site=coach.site,
            about=StaffRecipientKind.REQUESTS,
            context={"coach": coach.pk, "requests": [request.pk for request in requests]},
        )


def _tell_reviewers(kind: type[MessageKind], vetting: CoachVetting, occasion: str) -> None:
    """Write to the stage's reviewers who want such mail, each in the language of their admin."""
    users = reviewers_of(vetting)
    profiles = {profile.user_id: profile for profile in UserProfile.objects.filter(user__in=users)}
    for user in users:
        profile = profiles.get(user.pk)
        if not user.email or (profile is not None and not profile.submitted_notifications):
            continue
        queue(
            kind=kind,
            site=vetting.site,
            email=user.email,
            name=user.get_full_name(),
            language=profile.preferred_language if profile is not None else "",
            context={"vetting": vetting.pk},
            dedupe_key=_key(occasion, user.email),
        )


def _key(occasion: str, email: str) -> str:
    """Return the key under which one address hears of one occasion once, as reviewer or staff."""
    return f"{occasion}:{Person.normalize_email(email)}"[:120]
