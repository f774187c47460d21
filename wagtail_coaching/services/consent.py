"""The coach's consent to a public profile: the words, the record of it, and asking for it.

What a coach answers is taken in ``services/consent_answer.py``.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import CharField, Count, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_coaching.enums import CoachState
from wagtail_coaching.exceptions import DeadLinkError
from wagtail_coaching.messages.consent import ConsentAskMessage, ConsentReminderMessage
from wagtail_coaching.models import Coach, CoachConsent, CoachingSettings, Link, Person
from wagtail_coaching.services import links
from wagtail_coaching.services import messages as message_service
from wagtail_coaching.services import person as person_service
from wagtail_coaching.services.tick import Job, register_job

if TYPE_CHECKING:
    from wagtail.models import Site

    from wagtail_coaching.enums import ConsentSource
    from wagtail_coaching.messages import MessageKind

#: Opens the page on which coaches see their profile, and say yes or what is wrong. It works after
#: an answer, too: who found something wrong may say yes when that is mended.
CONSENT: Final = links.register_purpose(
    links.Purpose(
        name="profile_consent",
        lifetime=datetime.timedelta(days=90),
        single_use=False,
        subject_model="wagtail_coaching.Coach",
        # An applicant becomes active meanwhile.
        state_field="",
    )
)

#: Who has not answered is reminded after so long, once.
REMINDER_AFTER: Final = datetime.timedelta(days=14)
#: Whom it makes sense to ask.
_ASKED_STATES: Final = (CoachState.ACTIVE, CoachState.APPLICANT)


def words(*, site: Site) -> str:
    """Return the words by which coaches of a site agree; ours, in the language that is spoken,
    where the site has none.
    """
    settings = CoachingSettings.of(site)
    return settings.consent_text.strip() or _(
        "I agree that %(association)s shows my coach profile on its website, where anybody can "
        "read it, and gives my contact details to those whom I chose. I can change the profile, "
        "or take it off the site, at any time."
    ) % {"association": settings.display_name}


@transaction.atomic
def record(
    *,
    coach: Coach,
    source: ConsentSource,
    text: str = "",
    language: str = "",
    user: Any | None = None,
) -> CoachConsent:
    """Store that a coach has agreed, or that the association gives its word for it.

    Args:
        coach: whose profile it is about.
        source: how we know.
        text: the words that were agreed to; empty for the association's word.
        language: the code of the language of the words.
        user: who gives the association's word.
    """
    consent: CoachConsent = CoachConsent.objects.create(
        site_id=coach.site_id,
        coach=coach,
        source=source,
        text=text,
        language=language,
        recorded_by=user,
    )
    return consent


@transaction.atomic
def ask(*, coach: Coach) -> bool:
    """Mail a coach the link behind which they see their profile and agree to it.

    Returns:
        Whether it was done; ``False`` for one who has agreed, or has no part in the program now.
    """
    return _write(coach, ConsentAskMessage)


@transaction.atomic
def ask_once(*, coach: Coach) -> bool:
    """Ask a coach who does not have a question waiting for an answer; see :func:`ask`."""
    _lock(coach)
    return not _unanswered(timezone.now()).filter(subject_id=str(coach.pk)).exists() and ask(
        coach=coach
    )


def last_question(*, coach: Coach) -> Link | None:
    """Return the last link by which a coach was asked, as long as it is kept. ``used_at`` says
    when there was an answer.
    """
    found: Link | None = questions_to(str(coach.pk)).order_by("-created_at", "-pk").first()
    return found


def is_asked(*, coach: Coach) -> bool:
    """Return whether a coach's answer is waited for."""
    question = last_question(coach=coach)
    if question is None or question.used_at is not None:
        return False
    return not CoachConsent.objects.filter(coach=coach).exists()


@transaction.atomic
def open_by_link(*, link: Link) -> Link:
    """Give out the link to the question to a coach who has just used another link of theirs.

    Raises:
        DeadLinkError: the link does not work any more, or nobody asks this person anything.
    """
    person = person_service.prove_by_own_page(link=link)
    coach = _may_be_asked().filter(person=person).first()
    if coach is None:
        raise DeadLinkError
    return links.issue(purpose=CONSENT, person=person, subject=coach)


def mark_answered(*, coach: Coach) -> None:
    """Note that the coach has answered what they were asked. The links go on working."""
    _links().filter(subject_id=str(coach.pk), used_at=None).update(used_at=timezone.now())


def questions_to(coach: OuterRef | str) -> Any:
    """Return the links by which a coach was asked, as long as they are kept.

    Args:
        coach: the coach's key; or, in a subquery, what stands for it.
    """
    key = coach if isinstance(coach, str) else Cast(coach, CharField(max_length=64))
    return _links().filter(subject_id=key)


def may_be_asked(*, coach: Coach) -> bool:
    """Return whether it makes sense to ask: who has agreed, or is off the site, is not."""
    return bool(_may_be_asked().filter(pk=coach.pk).exists())


def remind_due(*, now: datetime.datetime) -> int:
    """Remind the coaches who have not answered in time; return how many."""
    return sum(_remind(coach, now) for coach in _to_remind(now))


@transaction.atomic
def _remind(coach: Coach, now: datetime.datetime) -> bool:
    _lock(coach)
    still = next((found for found in _to_remind(now) if found.pk == coach.pk), None)
    return still is not None and _write(still, ConsentReminderMessage)


def _to_remind(now: datetime.datetime) -> list[Coach]:
    """Return the coaches who were asked once, long enough ago, and have not answered."""
    asked = (
        _unanswered(now)
        .order_by()
        .values("subject_id")
        .annotate(number=Count("pk"), early=Count("pk", Q(created_at__lte=now - REMINDER_AFTER)))
    )
    keys = asked.filter(number=1, early=1).values_list("subject_id", flat=True)
    return list(_may_be_asked().filter(pk__in=list(keys)).order_by("pk"))


def _write(coach: Coach, kind: type[MessageKind]) -> bool:
    _lock(coach)
    known = _may_be_asked().filter(pk=coach.pk).first()
    if known is None:
        return False
    message_service.queue(
        kind=kind,
        site=known.site,
        person=known.person,
        context={"coach": known.pk},
        links={"link": links.issue(purpose=CONSENT, person=known.person, subject=known)},
    )
    return True


def _may_be_asked() -> Any:
    agreed = CoachConsent.objects.filter(coach=OuterRef("pk"))
    coaches = Coach.objects.filter(~Exists(agreed), state__in=_ASKED_STATES)
    return coaches.select_related("person", "site")


def _links() -> Any:
    return Link.objects.filter(purpose=CONSENT.name, subject_type=Coach._meta.label_lower)


def _unanswered(now: datetime.datetime) -> Any:
    return _links().filter(used_at=None, revoked_at=None, expires_at__gt=now)


def _lock(coach: Coach) -> None:
    Person.objects.filter(pk=coach.person_id).lock()


register_job(
    Job(
        name="remind_of_consent",
        due=lambda now: [str(coach) for coach in _to_remind(now)],
        run=lambda now: remind_due(now=now),
    )
)
