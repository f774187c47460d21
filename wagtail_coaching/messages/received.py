"""Mail to a learner who has just confirmed a request: what happens to it now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import MessageAudience, MessageCategory, RequestPurpose
from wagtail_coaching.messages.base import Placeholder, register
from wagtail_coaching.messages.person import ASSOCIATION, association_of
from wagtail_coaching.messages.request import (
    COACH,
    LEARNER,
    LINK_SAMPLE,
    RequestMessage,
    coach_name,
)

if TYPE_CHECKING:
    from wagtail.models import Site

    from wagtail_coaching.models import Message

_OWN_PAGE: Final = Placeholder(_("See how it stands"), LINK_SAMPLE, is_url=True)


@register
class RequestReceivedMessage(RequestMessage):
    """To a learner whose request has just gone to the coach they asked."""

    key = "request_received"
    title = _("Your request is on its way")
    description = _("When a learner who asked one coach has confirmed the request.")
    audience = MessageAudience.LEARNER
    category = MessageCategory.ANSWER
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "name": LEARNER,
        "coach": COACH,
        "link": _OWN_PAGE,
    }
    links = ("link",)
    subject = _("Your request is on its way")
    body = _(
        "Hello {name},\n\n"
        "thank you for confirming your request. We have just sent it to {coach}, with your e-mail "
        "address, so that the answer comes to you directly. {association} has it, too: if you hear "
        "nothing, ask us.\n\n"
        "On your own page you can look up how it stands:\n\n"
        "{link}\n\n"
        "The link works for seven days, and you can have a new one at any time."
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values."""
        asked = cls.request_of(message)
        values = {
            "association": association_of(message),
            "name": asked.name,
            "coach": coach_name(asked),
        }
        return {name: value for name, value in values.items() if name in cls.placeholders}

    @classmethod
    def _examples(cls, site: Site) -> Any:
        return super()._examples(site).filter(coach__isnull=False)


@register
class IntroductionReceivedMessage(RequestReceivedMessage):
    """To a learner whose request for an introduction has just gone to a Senior Advisor."""

    key = "introduction_received"
    title = _("Your request for an introduction is on its way")
    description = _("When a learner who asked a Senior Advisor has confirmed the request.")
    placeholders: ClassVar = {
        **RequestReceivedMessage.placeholders,
        "coach": Placeholder(_("The Senior Advisor's name"), _("Ann Bell")),
    }
    body = _(
        "Hello {name},\n\n"
        "thank you for confirming your request. We have just sent it to {coach}, with your e-mail "
        "address. {coach} suggests a coach who fits, and introduces the two of you. {association} "
        "has it, too: if you hear nothing, ask us.\n\n"
        "On your own page you can look up how it stands:\n\n"
        "{link}\n\n"
        "The link works for seven days, and you can have a new one at any time."
    )

    @classmethod
    def _examples(cls, site: Site) -> Any:
        return super()._examples(site).filter(purpose=RequestPurpose.INTRODUCTION)


@register
class SuggestionReceivedMessage(RequestReceivedMessage):
    """To a learner who asked nobody in particular: staff look for a coach."""

    key = "suggestion_received"
    title = _("Your request is with us")
    description = _("When a learner who asked no coach in particular has confirmed the request.")
    placeholders: ClassVar = {"association": ASSOCIATION, "name": LEARNER, "link": _OWN_PAGE}
    subject = _("Your request is with us")
    body = _(
        "Hello {name},\n\n"
        "thank you for confirming your request. Somebody at {association} reads it, looks for a "
        "coach who fits, and introduces the two of you.\n\n"
        "On your own page you can look up how it stands:\n\n"
        "{link}\n\n"
        "The link works for seven days, and you can have a new one at any time."
    )

    @classmethod
    def _examples(cls, site: Site) -> Any:
        return super(RequestReceivedMessage, cls)._examples(site).filter(coach__isnull=True)
