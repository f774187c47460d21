"""Coach requests: taking one in, and proving who asks. ``request_state.py`` moves it along."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext

from wagtail_coaching import signals
from wagtail_coaching.enums import CoachState, RequestPurpose, RequestState, StaffRecipientKind
from wagtail_coaching.exceptions import DeadLinkError
from wagtail_coaching.messages.introduction import IntroductionForAdvisorMessage
from wagtail_coaching.messages.received import (
    IntroductionReceivedMessage,
    RequestReceivedMessage,
    SuggestionReceivedMessage,
)
from wagtail_coaching.messages.request import (
    RequestForCoachMessage,
    RequestForStaffMessage,
    RequestProofMessage,
)
from wagtail_coaching.models import Coach, CoachRequest, Link, Message, Person, Topic
from wagtail_coaching.services import links
from wagtail_coaching.services import messages as message_service
from wagtail_coaching.services import person as person_service
from wagtail_coaching.services.tick import Job, register_job

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wagtail.models import Site

#: How long a request waits for its learner to confirm it, before it is deleted.
PROOF_LIFETIME: Final = datetime.timedelta(days=7)

REQUEST_PROOF: Final = links.register_purpose(
    links.Purpose(
        name="request_proof",
        lifetime=PROOF_LIFETIME,
        single_use=True,
        subject_model="wagtail_coaching.CoachRequest",
    )
)


@transaction.atomic
def submit_request(
    *,
    site: Site,
    facts: Mapping[str, Any],
    topics: Iterable[Topic],
    coach: Coach | None,
    language: str,
    purpose: RequestPurpose = RequestPurpose.COACHING,
    submission_key: str = "",
) -> CoachRequest:
    """Store what a learner asks, and ask the address they gave whether it was them.

    Nobody else hears of it before :func:`prove_request`.

    Args:
        site: the association that is asked.
        facts: the learner's own facts, by field name of ``CoachRequest``.
        topics: what they want to talk about; terms of that site.
        coach: whom they ask, or ``None`` for a suggestion by staff.
        language: the code of the language they asked in.
        purpose: what the coach is asked for; a Senior Advisor may be asked for an introduction.
        submission_key: names this filling-in of the form. A second request with the same key is
            the first one, which is returned. Empty: it is one of its own.

    Raises:
        ValueError: the coach belongs to another site.
    """
    if coach is not None and coach.site_id != site.pk:
        raise ValueError("The coach belongs to another site.")
    # Whoever it is, is locked from here on: of two equal submissions at once, one waits.
    person = person_service.find_or_make(
        site=site,
        email=facts["email"],
        name=facts["name"],
        phone=facts.get("phone", ""),
        language=language,
    )
    dedupe_key = f"{RequestProofMessage.key}:{submission_key}" if submission_key else ""
    known = _already_submitted(site, dedupe_key)
    if known is not None:
        return known
    coach_request = CoachRequest.objects.create(
        site=site,
        person=person,
        coach=coach,
        language=language,
        purpose=purpose,
        state=RequestState.UNPROVEN,
        consented_at=timezone.now(),
        **{**facts, "email": person.email},
    )
    coach_request.topics.set([topic for topic in topics if topic.site_id == site.pk])
    message = message_service.queue(
        kind=RequestProofMessage,
        site=site,
        person=person,
        language=language,
        context={"coach_request": coach_request.pk},
        links={"link": links.issue(purpose=REQUEST_PROOF, person=person, subject=coach_request)},
        dedupe_key=dedupe_key,
    )
    person_service.without_name(message)
    return coach_request


@transaction.atomic
def prove_request(*, link: Link, coach_request: CoachRequest | None = None) -> CoachRequest:
    """Take a learner's word, by a link mailed to them, that a request is theirs.

    Now it is a request: learner, coach and staff are told.

    Args:
        link: the link from the mail about this request; or the one to the learner's own page.
        coach_request: which request is meant, where the link is to the own page.

    Raises:
        DeadLinkError: the link does not work (any more), or it is not this person's request.
    """
    opened = links.use(link=link)
    asked = _unproven_request(opened, coach_request)
    now = timezone.now()
    moved = CoachRequest.objects.filter(pk=asked.pk, state=RequestState.UNPROVEN).update(
        state=RequestState.NEW, state_changed_at=now
    )
    if not moved:
        raise DeadLinkError
    asked.refresh_from_db()
    _take_over_facts(opened.person, asked)
    person_service.mark_proven(person=opened.person)
    if asked.coach is not None and asked.coach.state != CoachState.ACTIVE:
        # The coach went while the mail was unread. Staff look for another.
        asked.coach = None
        asked.save(update_fields=["coach"])
    _tell_everybody(asked, opened.person)
    signals.announce(signals.request_submitted, CoachRequest, coach_request=asked)
    return asked


@transaction.atomic
def discard_request(*, link: Link, coach_request: CoachRequest | None = None) -> None:
    """Delete a request that the owner of the address says was not theirs; and the person with it,
    if the site knows nothing else about them.

    Raises:
        DeadLinkError: the link does not work (any more), or it is not this person's request.
    """
    opened = links.use(link=link)
    _unproven_request(opened, coach_request).delete()
    _forget_unknown(opened.person)


def purge_unproven(*, now: datetime.datetime | None = None) -> int:
    """Delete requests that nobody has confirmed in time, with people who then have nothing.

    Returns:
        How many requests that was.
    """
    overdue = _overdue(now or timezone.now())
    return sum(_purge(overdue, asked) for asked in list(overdue.select_related("person")))


def _already_submitted(site: Site, dedupe_key: str) -> CoachRequest | None:
    if not dedupe_key:
        return None
    message = Message.objects.filter(site=site, dedupe_key=dedupe_key).first()
    if message is None:
        return None
    known = CoachRequest.objects.filter(pk=message.context.get("coach_request"), site=site).first()
    if known is None:
        # Discarded meanwhile, and then sent again all the same: that is a wish of its own.
        Message.objects.filter(pk=message.pk).update(dedupe_key=None)
    return known


def _unproven_request(opened: links.OpenLink, coach_request: CoachRequest | None) -> CoachRequest:
    """Return the request that is meant, if this link may decide about it."""
    if opened.purpose.name == REQUEST_PROOF.name:
        subject: CoachRequest = opened.subject
        return subject
    if opened.purpose.name != person_service.OWN_PAGE.name or coach_request is None:
        raise DeadLinkError
    asked = CoachRequest.objects.filter(
        pk=coach_request.pk,
        person=opened.person,
        email=opened.person.email,
        state=RequestState.UNPROVEN,
    ).first()
    if asked is None:
        raise DeadLinkError
    return asked


def _take_over_facts(person: Person, asked: CoachRequest) -> None:
    """Let somebody whose address nobody had proven be who the proven request says.

    A coach stays who staff say they are.
    """
    if person.email_proven_at is None and not Coach.objects.filter(person=person).exists():
        person.name, person.phone, person.language = asked.name, asked.phone, asked.language
        person.save(update_fields=["name", "phone", "language"])


def _tell_everybody(asked: CoachRequest, learner: Person) -> None:
    context = {"coach_request": asked.pk}
    is_introduction = asked.purpose == RequestPurpose.INTRODUCTION
    received = IntroductionReceivedMessage if is_introduction else RequestReceivedMessage
    message_service.queue(
        kind=received if asked.coach is not None else SuggestionReceivedMessage,
        site=asked.site,
        person=learner,
        name=asked.name,
        language=asked.language,
        context=context,
        links={"link": links.issue(purpose=person_service.OWN_PAGE, person=learner)},
    )
    if asked.coach is not None:
        message_service.queue(
            kind=IntroductionForAdvisorMessage if is_introduction else RequestForCoachMessage,
            site=asked.site,
            person=asked.coach.person,
            context=context,
        )
    message_service.queue_for_staff(
        kind=RequestForStaffMessage,
        site=asked.site,
        about=StaffRecipientKind.REQUESTS,
        context=context,
    )


def _forget_unknown(person: Person) -> None:
    """Forget a person who has never proven the address, if nothing else is known of them."""
    if not Person.objects.filter(pk=person.pk, email_proven_at__isnull=True).lock():
        return
    if not person_service.has_records(person):
        person_service.forget(person=person)


@transaction.atomic
def _purge(overdue: Any, asked: CoachRequest) -> int:
    if asked.person is not None:
        Person.objects.filter(pk=asked.person.pk).lock()
    # Conditional: it may have been confirmed since we looked.
    deleted: int = overdue.filter(pk=asked.pk).delete()[1].get(CoachRequest._meta.label, 0)
    if asked.person is not None:
        _forget_unknown(asked.person)
    return deleted


def _overdue(now: datetime.datetime) -> Any:
    return CoachRequest.objects.filter(
        state=RequestState.UNPROVEN, created_at__lt=now - PROOF_LIFETIME
    )


def _purge_due(now: datetime.datetime) -> list[str]:
    count = _overdue(now).count()
    if not count:
        return []
    line = ngettext(
        "delete %(count)d request that nobody confirmed",
        "delete %(count)d requests that nobody confirmed",
        count,
    )
    return [line % {"count": count}]


register_job(
    Job(
        name="unproven_requests",
        due=_purge_due,
        run=lambda now: purge_unproven(now=now),
        order=20,
    )
)
