"""What a coach answers to whether the profile may be public: yes, or what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from wagtail.models import PageLogEntry

from wagtail_coaching.enums import CoachState, ConfirmationState, ConsentSource, VettingState
from wagtail_coaching.exceptions import DeadLinkError
from wagtail_coaching.messages.consent import ConsentRefusedMessage
from wagtail_coaching.models import Coach
from wagtail_coaching.models.vetted_content import may_be_live, newest_vetting, site_of
from wagtail_coaching.services import concern as concern_service
from wagtail_coaching.services import confirmation as confirmation_service
from wagtail_coaching.services import consent as consent_service
from wagtail_coaching.services import links, publication, vetting_mail
from wagtail_coaching.services import person as person_service

if TYPE_CHECKING:
    from wagtail.models import Revision

    from wagtail_coaching.models import Link

#: Who cannot agree to anything: there is nothing that could be public.
CLOSED_STATES = (CoachState.SUSPENDED, CoachState.LEFT)


@transaction.atomic
def give(*, link: Link, text: str) -> Coach:
    """Take a coach's yes. What was ready to be public, and waited for it, is public now.

    A second yes changes nothing.

    Args:
        link: one that was given out for ``services.consent.CONSENT``.
        text: the words that the coach was shown.

    Raises:
        DeadLinkError: the link does not work (any more), or the coach is suspended or has left.
    """
    coach = _coach_by(link)
    if not coach.consents.exists():
        consent_service.record(
            coach=coach, source=ConsentSource.LINK, text=text, language=get_language() or ""
        )
        consent_service.mark_answered(coach=coach)
        confirmation_service.settle(coach=coach, state=ConfirmationState.CONFIRMED)
        for page in publication.profiles_of(coach):
            _publish(page)
    return coach


@transaction.atomic
def refuse(*, link: Link, message: str) -> Coach:
    """Tell staff what a coach finds wrong with the profile. It stays a draft.

    Args:
        link: one that was given out for ``services.consent.CONSENT``.
        message: what the coach wrote.

    Raises:
        DeadLinkError: the link does not work (any more), or the coach is suspended or has left.
    """
    coach = _coach_by(link)
    page = profile_to_agree_to(coach=coach)
    if page is None:
        raise DeadLinkError
    concern_service.report_concern(
        site=coach.site,
        page=page,
        message=message,
        name=coach.person.name,
        email=coach.email,
        mail=ConsentRefusedMessage,
    )
    consent_service.mark_answered(coach=coach)
    return coach


def profile_to_agree_to(*, coach: Coach) -> Any | None:
    """Return the profile as it will be public (do not save it); ``None``: there is none.

    Of several, the one in the language that is spoken.
    """
    language = get_language() or ""
    pages = [page for page in publication.profiles_of(coach) if not page.alias_of_id]
    pages.sort(key=lambda page: (page.locale.language_code != language, page.pk))
    if not pages:
        return None
    revision = _ready(pages[0])
    return revision.as_object() if revision else pages[0].get_latest_revision_as_object()


def _coach_by(link: Link) -> Coach:
    opened = links.use(link=link)
    if opened.purpose != consent_service.CONSENT:
        raise DeadLinkError
    coaches = Coach.objects.select_related("person", "site").exclude(state__in=CLOSED_STATES)
    coach: Coach | None = coaches.filter(pk=opened.subject.pk, person=opened.person).first()
    if coach is None:
        raise DeadLinkError
    person_service.mark_proven(person=opened.person)
    return coach


def _ready(page: Any) -> Revision | None:
    """Return the version of a page that waits for nothing but the coach's yes."""
    waiting = PageLogEntry.objects.filter(page=page.pk, action=publication.AWAITING_CONSENT)
    entry = waiting.order_by("-timestamp", "-pk").first()
    if page.live or page.alias_of_id or entry is None:
        return None
    revision: Revision | None = page.revisions.filter(pk=entry.revision_id).first()
    return revision


def _publish(page: Any) -> None:
    revision = _ready(page)
    if revision is None or not may_be_live(revision.as_object()):
        return
    try:
        with transaction.atomic():
            revision.publish(skip_permission_checks=True)
    except ValidationError:
        # Something that the page needs is gone meanwhile: somebody has to look.
        return
    stored = type(page)._default_manager.get(pk=page.pk)
    vetting = newest_vetting(stored, site_of(stored)) if stored.live else None
    if vetting is not None and vetting.state == VettingState.APPROVED:
        vetting_mail.tell_applicant_of_approval(vetting=vetting)
