"""Applications that were sent: proven, opened again, decided, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from wagtail_coaching import signals
from wagtail_coaching.enums import ApplicationRole, ApplicationState, CoachState
from wagtail_coaching.exceptions import DeadLinkError, IllegalTransitionError
from wagtail_coaching.models import Coach, CoachApplication, CoachNomination
from wagtail_coaching.services import (
    application_draft,
    application_intake,
    application_mail,
    erasure,
    links,
)
from wagtail_coaching.services import person as person_service
from wagtail_coaching.services.application_intake import PORTRAIT
from wagtail_coaching.services.application_links import DRAFT, PROOF, STATUS
from wagtail_coaching.services.application_state import (
    lock_person,
    sent_by,
    still_open,
    stored,
)

if TYPE_CHECKING:
    from wagtail_coaching.models import Link, Person

__all__ = [
    "DRAFT",
    "PROOF",
    "STATUS",
    "decide_learner",
    "discard",
    "edit_by_link",
    "open_application_of",
    "prove",
    "withdraw",
    "withdraw_by_link",
]

#: What the history of an application says of staff's decision about a learner.
ACCEPTED: Final = "wagtail_coaching.learner_accepted"
DECLINED: Final = "wagtail_coaching.learner_declined"

#: What a newer application brings with it.
_SENT: Final = (
    "form_page_pk",
    "role",
    "name",
    "email",
    "language",
    "typed",
    "facts",
    "answers",
    "portrait",
    "consent_text",
    "consented_at",
    "submitted_at",
)


@transaction.atomic
def prove(*, link: Link) -> CoachApplication | None:
    """Take the applicant's word, by a link mailed to them, that an application is theirs.

    Now it is one: of a coach's, the draft of a profile is made and given to the reviewers; a
    learner is in, or staff are asked. What the same person has sent before gives way to it.

    Returns:
        The application; ``None`` for an offer of somebody who coaches here already: it is deleted,
        and the link to their own page is mailed to them.

    Raises:
        DeadLinkError: the link does not work (any more), or is for something else.
    """
    opened = links.use(link=link)
    if opened.purpose.name != PROOF.name:
        raise DeadLinkError
    now = timezone.now()
    unproven = CoachApplication.objects.filter(
        pk=opened.subject.pk, person=opened.person, state=ApplicationState.UNPROVEN
    )
    if not unproven.update(state=ApplicationState.SUBMITTED, state_changed_at=now):
        raise DeadLinkError
    application = stored(opened.subject)
    application.person = opened.person
    person_service.mark_proven(person=opened.person)
    coach = Coach.objects.filter(person=opened.person).first()
    is_coach = coach is not None and coach.state != CoachState.APPLICANT
    if is_coach and ApplicationRole(application.role).coaches:
        erasure.erase_application(application=application)
        application_mail.tell_coach(site=opened.person.site, person=opened.person)
        return None
    known: CoachApplication | None = sent_by(opened.person).exclude(pk=application.pk).first()
    if known is None:
        application_intake.take(application=application)
        return application
    known.person = opened.person
    _take_in_place_of(known, application)
    return known


@transaction.atomic
def discard(*, link: Link) -> None:
    """Delete an application that the owner of the address says was not theirs, and the person with
    it, if the site knows nothing else about them.

    Raises:
        DeadLinkError: the link does not work (any more), or is for something else.
    """
    opened = links.use(link=link)
    if opened.purpose.name != PROOF.name:
        raise DeadLinkError
    erasure.erase_application(application=opened.subject)


@transaction.atomic
def edit_by_link(*, link: Link) -> CoachApplication:
    """Open the form again for the applicant; see :func:`application_draft.reopen`.

    Args:
        link: the one to the status page, or to the own page.

    Raises:
        DeadLinkError: the link does not work any more, or there is nothing that could be changed.
    """
    return application_draft.reopen(application=_by_link(link))


@transaction.atomic
def withdraw_by_link(*, link: Link) -> None:
    """Withdraw an application by its applicant's link; see :func:`withdraw`.

    Args:
        link: the one to the status page, or to the own page.

    Raises:
        DeadLinkError: the link does not work any more, or there is no application.
        IllegalTransitionError: it has led to a public profile.
    """
    withdraw(application=_by_link(link))


@transaction.atomic
def withdraw(*, application: CoachApplication, user: Any | None = None) -> None:
    """Withdraw an application: all that is known of the applicant is deleted, with the draft of a
    profile. Of somebody who is known here otherwise, as a learner with requests, that stays.

    Args:
        application: it was sent.
        user: the staff member who does it on the applicant's behalf.

    Raises:
        IllegalTransitionError: its applicant coaches by now; coaches leave by their own page.
    """
    lock_person(application)
    try:
        found = stored(application)
    except DeadLinkError:
        # By a double click, or in another window.
        return
    if found.coach is not None and found.coach.state != CoachState.APPLICANT:
        raise IllegalTransitionError(
            _("This is a coach by now. Coaches leave the program by their own page.")
        )
    site, role = found.site, ApplicationRole(found.role)
    if found.coach is not None:
        erasure.erase_coach(coach=found.coach)
    else:
        erasure.erase_application(application=found, withdrawn=True)
    application_mail.tell_staff_of_withdrawal(site=site)
    signals.announce(
        signals.application_withdrawn, CoachApplication, site=site, role=role, user=user
    )


def open_application_of(person: Person) -> CoachApplication | None:
    """Return the application of a person that is not decided, if there is one."""
    found: CoachApplication | None = still_open().filter(person=person).first()
    return found


@transaction.atomic
def decide_learner(
    *, application: CoachApplication, accept: bool, comment: str, user: Any
) -> CoachApplication:
    """Note what staff decide about a learner, and tell them. Of two at once, one counts.

    Args:
        application: a learner's that waits.
        accept: whether they may join.
        comment: what they read, if they may not.
        user: who decides.

    Raises:
        IllegalTransitionError: it is decided, withdrawn, or a coach's; or nothing is said to
            somebody who may not join.
    """
    comment = comment.strip()
    if not accept and not comment:
        raise IllegalTransitionError(_("Say why: the applicant reads it."))
    lock_person(application)
    state = ApplicationState.ACCEPTED if accept else ApplicationState.DECLINED
    waiting = CoachApplication.objects.filter(
        pk=application.pk, state=ApplicationState.SUBMITTED, role=ApplicationRole.LEARNER
    )
    decided = waiting.update(
        state=state, state_changed_at=timezone.now(), comment=comment, open_until=None
    )
    if not decided:
        raise IllegalTransitionError(
            _("Somebody else has just decided, or the application was withdrawn.")
        )
    found = stored(application)
    log(instance=found, action=ACCEPTED if accept else DECLINED, user=user)
    if found.person is not None:
        application_mail.tell_applicant(application=found, person=found.person)
    return found


def _by_link(link: Link) -> CoachApplication:
    """Use an applicant's link; return what they sent. Whoever opened the mail has proven the
    address.
    """
    opened = links.use(link=link)
    if opened.purpose.name == STATUS.name:
        application: CoachApplication | None = opened.subject
    elif opened.purpose.name == person_service.OWN_PAGE.name:
        application = sent_by(opened.person).first()
    else:
        application = None
    if application is None:
        raise DeadLinkError
    person_service.mark_proven(person=opened.person)
    return application


def _take_in_place_of(known: CoachApplication, newer: CoachApplication) -> None:
    """Let what somebody has sent now take the place of what they sent before: one person has one
    application, and links to it go on working.
    """
    nomination = CoachNomination.objects.filter(application=newer)
    if not CoachNomination.objects.filter(application=known).exists():
        nomination.update(application=known)
    newer.delete()
    if newer.role == ApplicationRole.LEARNER and ApplicationRole(known.role).coaches:
        # Of somebody who wants to coach, the profile stays as it is.
        known.role = ApplicationRole.BOTH
        known.facts["goals"] = newer.facts.get("goals", "")
        known.save()
        application_intake.tell(application=known, again=True)
        return
    before = application_intake.facts_now(application=known)
    if known.role != newer.role:
        newer.role = ApplicationRole.BOTH
    if not newer.portrait:
        newer.portrait, newer.facts[PORTRAIT] = known.portrait, known.facts.get(PORTRAIT, "")
    for name in _SENT:
        setattr(known, name, getattr(newer, name))
    known.state, known.state_changed_at = ApplicationState.SUBMITTED, timezone.now()
    known.open_until = None
    known.comment = ""
    known.save()
    if known.coach is None:
        application_intake.take(application=known, again=True)
    else:
        application_intake.take_again(application=known, before=before)
