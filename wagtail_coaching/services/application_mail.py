"""Who is told about an application: the applicant, by links, and staff. Into the outbox only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wagtail_coaching.enums import ApplicationRole, ApplicationState, StaffRecipientKind
from wagtail_coaching.messages.application import (
    AlreadyCoachMessage,
    ApplicationProofMessage,
    ApplicationReceivedMessage,
    ApplicationResumeMessage,
)
from wagtail_coaching.messages.application_staff import (
    ApplicationForStaffMessage,
    ApplicationWithdrawnMessage,
)
from wagtail_coaching.messages.learner import (
    LearnerDeclinedMessage,
    LearnerWaitingMessage,
    LearnerWelcomeMessage,
)
from wagtail_coaching.services import links
from wagtail_coaching.services import messages as message_service
from wagtail_coaching.services import person as person_service
from wagtail_coaching.services.application_links import DRAFT, PROOF, STATUS

if TYPE_CHECKING:
    from wagtail.models import Site

    from wagtail_coaching.messages import MessageKind
    from wagtail_coaching.models import CoachApplication, Person

_OF_LEARNERS: Final[dict[str, type[MessageKind]]] = {
    ApplicationState.SUBMITTED: LearnerWaitingMessage,
    ApplicationState.ACCEPTED: LearnerWelcomeMessage,
    ApplicationState.DECLINED: LearnerDeclinedMessage,
}


def send_link(*, application: CoachApplication, person: Person) -> None:
    """Mail the link by which somebody goes on with the form later."""
    _write_unproven(ApplicationResumeMessage, application, person, DRAFT)


def ask_for_proof(*, application: CoachApplication, person: Person) -> None:
    """Ask the address that was given whether it was them."""
    _write_unproven(ApplicationProofMessage, application, person, PROOF)


def tell_applicant(*, application: CoachApplication, person: Person) -> None:
    """Tell an applicant how what they sent stands now."""
    kind = _OF_LEARNERS[application.state]
    if kind is LearnerWaitingMessage and ApplicationRole(application.role).coaches:
        kind = ApplicationReceivedMessage
    link = (
        links.issue(purpose=person_service.OWN_PAGE, person=person)
        if kind is LearnerWelcomeMessage
        else links.issue(purpose=STATUS, person=person, subject=application)
    )
    message_service.queue(
        kind=kind,
        site=application.site,
        person=person,
        name=application.name,
        language=application.language,
        context={"application": application.pk},
        links={"link": link},
    )


def tell_coach(*, site: Site, person: Person) -> None:
    """Tell a coach who has applied again that they are one."""
    message_service.queue(
        kind=AlreadyCoachMessage,
        site=site,
        person=person,
        links={"link": links.issue(purpose=person_service.OWN_PAGE, person=person)},
    )


def tell_staff(*, application: CoachApplication, again: bool) -> None:
    """Tell staff that an application has come in, or has come again."""
    message_service.queue_for_staff(
        kind=ApplicationForStaffMessage,
        site=application.site,
        about=StaffRecipientKind.VETTING,
        context={"application": application.pk} | ({"again": True} if again else {}),
    )


def tell_staff_of_withdrawal(*, site: Site) -> None:
    """Tell staff that somebody has withdrawn, and not who."""
    message_service.queue_for_staff(
        kind=ApplicationWithdrawnMessage, site=site, about=StaffRecipientKind.VETTING
    )


def _write_unproven(
    kind: type[MessageKind], application: CoachApplication, person: Person, purpose: links.Purpose
) -> None:
    """Write to an address that anybody may have typed; nothing else that they typed is in it."""
    message = message_service.queue(
        kind=kind,
        site=application.site,
        person=person,
        language=application.language,
        context={"application": application.pk},
        links={"link": links.issue(purpose=purpose, person=person, subject=application)},
    )
    person_service.without_name(message)
