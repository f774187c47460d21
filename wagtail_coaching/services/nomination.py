"""Nominations: somebody suggests somebody else as a coach, who is asked first.

Who declines is forgotten; so is who does not answer.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import ngettext

from wagtail_coaching.enums import ApplicationRole, NominationState
from wagtail_coaching.exceptions import DeadLinkError
from wagtail_coaching.messages.nomination import NominationAskMessage, NominationProofMessage
from wagtail_coaching.models import Coach, CoachApplication, CoachNomination, Message
from wagtail_coaching.services import application_draft, erasure, links
from wagtail_coaching.services import messages as message_service
from wagtail_coaching.services import person as person_service
from wagtail_coaching.services.tick import Job, register_job

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wagtail.models import Site

    from wagtail_coaching.models import Link, Person

_MODEL: Final = "wagtail_coaching.CoachNomination"

#: Asks who nominates whether it was them.
PROOF: Final = links.register_purpose(
    links.Purpose(
        name="nomination_proof",
        lifetime=datetime.timedelta(days=7),
        single_use=True,
        subject_model=_MODEL,
    )
)
#: Asks who is nominated. It leads back to the form, once they have begun it.
NOMINATION: Final = links.register_purpose(
    links.Purpose(
        name="nomination",
        lifetime=datetime.timedelta(days=30),
        single_use=False,
        subject_model=_MODEL,
        state_field="",
    )
)


@transaction.atomic
def submit(
    *,
    site: Site,
    form_page_pk: str,
    facts: Mapping[str, str],
    language: str,
    submission_key: str = "",
) -> CoachNomination:
    """Store a nomination, and ask the address of who nominates whether it was them.

    Nobody else hears of it before :func:`prove`.

    Args:
        site: the association.
        form_page_pk: the key of the application page.
        facts: ``nominator_name``, ``nominator_email``, ``nominee_name``, ``nominee_email`` and
            ``reason``.
        language: the code of the language of the form.
        submission_key: names this filling-in. A second nomination with the same key is the first
            one, which is returned. Empty: it is one of its own.
    """
    nominator = person_service.find_or_make(
        site=site,
        email=facts["nominator_email"],
        name=facts["nominator_name"],
        language=language,
    )
    dedupe_key = f"{PROOF.name}:{submission_key}"[:120] if submission_key else ""
    known = _already_submitted(site, dedupe_key)
    if known is not None:
        return known
    nomination: CoachNomination = CoachNomination.objects.create(
        site=site,
        nominator=nominator,
        form_page_pk=form_page_pk,
        language=language,
        **{**facts, "nominator_email": nominator.email},
    )
    message = message_service.queue(
        kind=NominationProofMessage,
        site=site,
        person=nominator,
        language=language,
        context={"nomination": nomination.pk},
        links={"link": links.issue(purpose=PROOF, person=nominator, subject=nomination)},
        dedupe_key=dedupe_key,
    )
    person_service.without_name(message)
    return nomination


@transaction.atomic
def prove(*, link: Link) -> None:
    """Take the word of who nominates, and ask the nominee.

    Who coaches already, or is being asked, is not asked again: the nomination is deleted. Whoever
    nominates cannot tell the difference.

    Raises:
        DeadLinkError: the link does not work (any more).
    """
    nomination, nominator = _use(link, PROOF)
    person_service.mark_proven(person=nominator)
    nominee = person_service.find_or_make(
        site=nomination.site,
        email=nomination.nominee_email,
        name=nomination.nominee_name,
        language=nomination.language,
    )
    nomination.nominee = nominee
    nomination.state = NominationState.ASKED
    nomination.asked_at = timezone.now()
    nomination.save()
    if _needs_no_question(nominee, nomination):
        erasure.erase_nomination(nomination=nomination)
        return
    message = message_service.queue(
        kind=NominationAskMessage,
        site=nomination.site,
        person=nominee,
        context={"nomination": nomination.pk},
        links={"link": links.issue(purpose=NOMINATION, person=nominee, subject=nomination)},
    )
    person_service.without_name(message)


@transaction.atomic
def discard(*, link: Link) -> None:
    """Delete a nomination that the owner of the address says was not theirs.

    Raises:
        DeadLinkError: the link does not work (any more).
    """
    nomination, _nominator = _use(link, PROOF)
    erasure.erase_nomination(nomination=nomination)


@transaction.atomic
def accept(*, link: Link) -> CoachApplication:
    """Begin the form of a nominee who likes the idea; a second time leads to the same form.

    Raises:
        DeadLinkError: the link does not work (any more).
    """
    nomination, nominee = _use(link, NOMINATION)
    if nomination.application is not None:
        return nomination.application
    role = ApplicationRole.COACH
    nomination.application = application_draft.start(
        site=nomination.site,
        form_page_pk=nomination.form_page_pk,
        role=role,
        name=nominee.name,
        email=nominee.email,
        language=nominee.language,
        typed={"role": [role.value], "name": [nominee.name], "email": [nominee.email]},
        start_key=f"{NOMINATION.name}:{nomination.pk}",
    )
    nomination.state = NominationState.ACCEPTED
    nomination.save()
    return nomination.application


@transaction.atomic
def decline(*, link: Link) -> None:
    """Forget a nominee who does not want to, and who nominated them with it.

    Raises:
        DeadLinkError: the link does not work (any more), or the form is begun.
    """
    nomination, _nominee = _use(link, NOMINATION)
    if nomination.application is not None:
        raise DeadLinkError
    erasure.erase_nomination(nomination=nomination)


def purge_unanswered(*, now: datetime.datetime | None = None) -> int:
    """Delete nominations that nobody has confirmed, or answered, in time; return how many."""
    overdue = _overdue(now or timezone.now())
    return sum(_purge(overdue, nomination) for nomination in list(overdue))


@transaction.atomic
def _purge(overdue: Any, nomination: CoachNomination) -> int:
    # Conditional: somebody may have answered since we looked. It locks the row, too.
    if not overdue.filter(pk=nomination.pk).update(application=None):
        return 0
    erasure.erase_nomination(nomination=nomination)
    return 1


def _use(link: Link, purpose: links.Purpose) -> tuple[CoachNomination, Person]:
    opened = links.use(link=link)
    if opened.purpose != purpose:
        raise DeadLinkError
    nominations = CoachNomination.objects.select_related("site", "nominator", "nominee")
    nomination = nominations.select_related("application").filter(pk=opened.subject.pk).first()
    if nomination is None:
        raise DeadLinkError
    return nomination, opened.person


def _needs_no_question(nominee: Person, nomination: CoachNomination) -> bool:
    others = CoachNomination.objects.filter(nominee=nominee).exclude(pk=nomination.pk)
    return (
        Coach.objects.filter(person=nominee).exists()
        or others.exists()
        or CoachApplication.objects.filter(person=nominee)
        .exclude(role=ApplicationRole.LEARNER)
        .exists()
    )


def _already_submitted(site: Site, dedupe_key: str) -> CoachNomination | None:
    if not dedupe_key:
        return None
    message = Message.objects.filter(site=site, dedupe_key=dedupe_key).first()
    if message is None:
        return None
    return CoachNomination.objects.filter(pk=message.context.get("nomination"), site=site).first()


def _overdue(now: datetime.datetime) -> Any:
    return CoachNomination.objects.filter(
        Q(state=NominationState.UNPROVEN, created_at__lt=now - PROOF.lifetime)
        | Q(state=NominationState.ASKED, asked_at__lt=now - NOMINATION.lifetime)
    ).select_related("nominator", "nominee")


def _purge_due(now: datetime.datetime) -> list[str]:
    count = _overdue(now).count()
    if not count:
        return []
    line = ngettext(
        "delete %(count)d nomination that nobody answered",
        "delete %(count)d nominations that nobody answered",
        count,
    )
    return [line % {"count": count}]


register_job(
    Job(
        name="unanswered_nominations",
        due=_purge_due,
        run=lambda now: purge_unanswered(now=now),
        order=20,
    )
)
