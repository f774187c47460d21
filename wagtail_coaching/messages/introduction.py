"""Mail about a request that asks a Senior Advisor to suggest a coach, and to introduce."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import MessageAudience, MessageCategory, RequestPurpose
from wagtail_coaching.messages.base import Placeholder, register
from wagtail_coaching.messages.request import RequestForCoachMessage

if TYPE_CHECKING:
    from wagtail.models import Site

_ADVISOR = Placeholder(_("The Senior Advisor's name"), _("Ann Bell"))


@register
class IntroductionForAdvisorMessage(RequestForCoachMessage):
    """To the Senior Advisor who was asked. Answers go to the learner."""

    key = "introduction_for_advisor"
    title = _("A learner asks you for an introduction")
    description = _("When a learner who asked this Senior Advisor has confirmed the request.")
    audience = MessageAudience.COACH
    category = MessageCategory.NOTICE
    placeholders: ClassVar = {**RequestForCoachMessage.placeholders, "coach": _ADVISOR}
    subject = _("{name} asks you for an introduction to a coach")
    body = _(
        "Hello {coach},\n\n"
        "{name} found you among the Senior Advisors of {association}. Please suggest a coach who "
        "fits, and introduce the two of them to each other. This is what {name} writes:\n\n"
        "{message}\n\n"
        "Title: {job_title}\n"
        "Organization: {organization}\n"
        "In mind: {kind}\n"
        "Topics: {topics}\n"
        "E-mail: {email}\n"
        "Phone: {phone}\n\n"
        "To get in touch, answer this mail: it goes to {name}. If you have no time at present, "
        "please write to {contact}, so that somebody else can help."
    )

    @classmethod
    def _examples(cls, site: Site) -> Any:
        return super()._examples(site).filter(purpose=RequestPurpose.INTRODUCTION)
