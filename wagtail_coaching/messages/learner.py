"""Mail to learners about what they have sent with the application form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import ApplicationRole, ApplicationState, MessageAudience
from wagtail_coaching.messages.application import OWN_PAGE, ApplicantMessage
from wagtail_coaching.messages.base import Placeholder, register

if TYPE_CHECKING:
    from wagtail.models import Site


@register
class LearnerWelcomeMessage(ApplicantMessage):
    """To a learner who is in."""

    key = "learner_welcome"
    title = _("Welcome to a learner")
    description = _("When somebody has joined as a learner.")
    audience = MessageAudience.LEARNER
    in_states = (ApplicationState.ACCEPTED,)
    placeholders: ClassVar = {**ApplicantMessage.placeholders, "link": OWN_PAGE}
    subject = _("Welcome to the coaching program of {association}")
    body = _(
        "Hello {name},\n\n"
        "welcome! You are now a learner in the coaching program of {association}. What you told "
        "us is not public: we use it to help you find the right coach.\n\n"
        "On your own page you see what you have asked us, and how it stands:\n\n"
        "{link}\n\n"
        "You would like to talk to somebody now? Look through our coaches, and ask the one you "
        "like; or just answer this mail, and we help you choose.\n\n"
        "The link works for seven days, and you can have a new one whenever you like. Keep it to "
        "yourself: whoever has it can see your page."
    )

    @classmethod
    def _examples(cls, site: Site) -> Any:
        return super()._examples(site).exclude(role=ApplicationRole.COACH)


@register
class LearnerWaitingMessage(ApplicantMessage):
    """To a learner, where staff look at learners first."""

    key = "learner_waiting"
    title = _("We have a learner's form")
    description = _(
        "When somebody wants to join as a learner, and the site's staff decide about it."
    )
    audience = MessageAudience.LEARNER
    in_states = (ApplicationState.SUBMITTED,)
    subject = _("We have your form for the coaching program of {association}")
    body = _(
        "Hello {name},\n\n"
        "thank you for your interest in the coaching program of {association}. We have what you "
        "sent on {day}. Somebody looks at it soon, and we write to you.\n\n"
        "On this page you see at any time how it stands. You can change what you sent there, or "
        "withdraw it:\n\n"
        "{link}\n\n"
        "Keep the link to yourself: it opens what you told us."
    )

    @classmethod
    def _examples(cls, site: Site) -> Any:
        return super()._examples(site).filter(role=ApplicationRole.LEARNER)


@register
class LearnerDeclinedMessage(ApplicantMessage):
    """To a learner whom staff cannot take in."""

    key = "learner_declined"
    title = _("A learner cannot join")
    description = _("When staff have declined to take somebody in as a learner.")
    audience = MessageAudience.LEARNER
    in_states = (ApplicationState.DECLINED,)
    placeholders: ClassVar = {
        **ApplicantMessage.placeholders,
        "comment": Placeholder(
            _("What staff wrote"), _("The program is for people who work in our state.")
        ),
    }
    required = frozenset({"link", "comment"})
    subject = _("About your form for the coaching program of {association}")
    body = _(
        "Hello {name},\n\n"
        "thank you for your interest in the coaching program of {association}. We are sorry that "
        "we cannot take you in at present.\n\n"
        "{comment}\n\n"
        "If you see it differently, or something has changed, just answer this mail.\n\n"
        "What you told us can be seen, and deleted, here:\n\n"
        "{link}"
    )
