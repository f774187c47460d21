"""Mail about an application to coach, or to join as a learner: to who sent it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import (
    ApplicationRole,
    ApplicationState,
    MessageAudience,
    MessageCategory,
)
from wagtail_coaching.messages.base import (
    MessageKind,
    Placeholder,
    RecordGoneError,
    referred,
    register,
)
from wagtail_coaching.messages.person import ASSOCIATION, association_of
from wagtail_coaching.models import CoachApplication, CoachingSettings

if TYPE_CHECKING:
    from wagtail.models import Site

    from wagtail_coaching.models import Message

_LINK_SAMPLE: Final = "https://example.org/link/"
_NAME: Final = Placeholder(_("The applicant's name"), _("Ann Bell"))
_DAY: Final = Placeholder(_("The day it was sent"), _("March 31, 2027"))
_STATUS: Final = Placeholder(_("See how it stands"), _LINK_SAMPLE, is_url=True)
OWN_PAGE: Final = Placeholder(_("Open my page"), _LINK_SAMPLE, is_url=True)


class ApplicationMessage(MessageKind):
    """What the messages about one application have in common."""

    category = MessageCategory.ANSWER
    #: The states in which the message makes sense.
    in_states: ClassVar[tuple[ApplicationState, ...]]

    @classmethod
    def application_of(cls, message: Message) -> CoachApplication:
        """Return the application.

        Raises:
            RecordGoneError: it is deleted, or has moved on.
        """
        found: CoachApplication = referred(
            message, "application", "wagtail_coaching.CoachApplication"
        )
        if found.state not in cls.in_states:
            raise RecordGoneError("The application has moved on.")
        return found

    @classmethod
    def example(cls, site: Site) -> dict[str, Any] | None:
        """Return the context of the latest application that fits."""
        found = cls._examples(site).first()
        return {"application": found.pk} if found is not None else None

    @classmethod
    def _examples(cls, site: Site) -> Any:
        return CoachApplication.objects.filter(site=site, state__in=cls.in_states)


class _UnprovenMessage(ApplicationMessage):
    """To an address that a stranger may have typed: nothing they typed stands in it."""

    audience = MessageAudience.ANYBODY
    to_unproven_address = True
    required = frozenset({"link"})
    links = ("link",)

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values.

        Raises:
            RecordGoneError: the application has moved on.
        """
        cls.application_of(message)
        return {"association": association_of(message)}


@register
class ApplicationResumeMessage(_UnprovenMessage):
    """The link to a form that somebody wants to finish later, or change."""

    key = "application_resume"
    title = _("Go on with the form")
    description = _("When somebody wants to finish the application form later.")
    # A form that was sent may be opened again, to be changed.
    in_states = (ApplicationState.STARTED, ApplicationState.SUBMITTED, ApplicationState.ACCEPTED)
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "link": Placeholder(_("Go on with the form"), _LINK_SAMPLE, is_url=True),
    }
    subject = _("Your form for the coaching program of {association}")
    body = _(
        "Hello,\n\n"
        "you wanted to finish our form later. Whenever you have the time, go on where you stopped:"
        "\n\n"
        "{link}\n\n"
        "All that you have typed is kept for 30 days, and nobody reads it before you send it. Keep "
        "the link to yourself: whoever has it sees your form.\n\n"
        "You did not expect this? Then somebody has typed your address by mistake. You need not do "
        "anything, and it is deleted by itself."
    )

    @classmethod
    def _examples(cls, site: Site) -> Any:
        return CoachApplication.objects.filter(site=site, state=ApplicationState.STARTED)


@register
class ApplicationProofMessage(_UnprovenMessage):
    """To who has sent the form: is it you?"""

    key = "application_proof"
    title = _("Please confirm your application")
    description = _(
        "When somebody has sent the application form. Proves that the address is theirs."
    )
    in_states = (ApplicationState.UNPROVEN,)
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "link": Placeholder(_("Confirm that it was me"), _LINK_SAMPLE, is_url=True),
    }
    subject = _("Please confirm what you sent to {association}")
    body = _(
        "Hello,\n\n"
        "thank you for filling in the form for the coaching program of {association}. Please "
        "confirm that it was you: only then does anybody read it.\n\n"
        "{link}\n\n"
        "The link works for seven days. After that we delete what was sent.\n\n"
        "You did not fill in a form? Then somebody has typed your address by mistake. Say so on "
        "the same page, and we delete it; or do nothing, and it is deleted by itself."
    )


class ApplicantMessage(ApplicationMessage):
    """To somebody who has proven their address, with a link to what they sent."""

    audience = MessageAudience.COACH
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "name": _NAME,
        "day": _DAY,
        "link": _STATUS,
    }
    required = frozenset({"link"})
    links = ("link",)

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values.

        Raises:
            RecordGoneError: the application has moved on.
        """
        application = cls.application_of(message)
        return {
            "association": association_of(message),
            "name": application.name,
            "day": _day_of(application),
            "comment": application.comment,
        }


@register
class ApplicationReceivedMessage(ApplicantMessage):
    """To who wants to coach: each time that what they sent goes to the reviewers."""

    key = "application_received"
    title = _("We have your application")
    description = _(
        "When somebody who wants to coach has confirmed the address, or has sent it again, changed."
    )
    in_states = (ApplicationState.SUBMITTED,)
    subject = _("We have your application to coach at {association}")
    body = _(
        "Hello {name},\n\n"
        "thank you for offering your time to the members of {association}. What you sent on {day} "
        "is with our reviewers now. We write to you as soon as they have decided.\n\n"
        "On this page you see at any time how it stands. You can change what you sent there, or "
        "withdraw it:\n\n"
        "{link}\n\n"
        "Nothing of it is public before it is approved. Keep the link to yourself: it opens what "
        "you told us."
    )

    @classmethod
    def _examples(cls, site: Site) -> Any:
        return super()._examples(site).exclude(role=ApplicationRole.LEARNER)


@register
class AlreadyCoachMessage(MessageKind):
    """To a coach who has filled in the form again: nothing of it was kept."""

    key = "application_already_coach"
    title = _("You are a coach already")
    description = _("When somebody applies who coaches already: with the link to their own page.")
    audience = MessageAudience.COACH
    category = MessageCategory.ANSWER
    placeholders: ClassVar = {"association": ASSOCIATION, "link": OWN_PAGE}
    required = frozenset({"link"})
    links = ("link",)
    subject = _("You are a coach at {association} already")
    body = _(
        "Hello,\n\n"
        "thank you for filling in our form. We know you already: you are a coach of {association}. "
        "So your profile stays as it is, and we have deleted what you sent just now.\n\n"
        "Would you like to change something? You can on your own page:\n\n"
        "{link}\n\n"
        "The link works for seven days. Keep it to yourself: whoever has it can see your page."
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values."""
        return {"association": association_of(message)}

    @classmethod
    def example(cls, site: Site) -> dict[str, Any] | None:
        """Return the context of such a message: it has none."""
        return {}


def _day_of(application: CoachApplication) -> str:
    """Return the day it was sent, in the site's time zone, as the language writes it."""
    moment = application.submitted_at or application.state_changed_at
    local = timezone.localtime(moment, CoachingSettings.of(application.site).zone)
    return date_format(local, "DATE_FORMAT")
