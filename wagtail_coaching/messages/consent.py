"""Mail about the coach's consent to a public profile: to the coach, and to staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import CoachState, MessageAudience, MessageCategory
from wagtail_coaching.messages.addresses import admin_address
from wagtail_coaching.messages.base import (
    MessageKind,
    Placeholder,
    RecordGoneError,
    referred,
    register,
)
from wagtail_coaching.messages.person import ASSOCIATION, association_of
from wagtail_coaching.messages.vetting import COACH
from wagtail_coaching.models import Coach, CoachConcern

if TYPE_CHECKING:
    from wagtail.models import Site

    from wagtail_coaching.models import Message

_LINK: Final = Placeholder(_("See my profile and answer"), "https://example.org/link/", is_url=True)


class _QuestionMessage(MessageKind):
    """What the question and its reminder have in common."""

    audience = MessageAudience.COACH
    category = MessageCategory.NOTICE
    placeholders: ClassVar = {"association": ASSOCIATION, "coach": COACH, "link": _LINK}
    required = frozenset({"link"})
    links = ("link",)

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values.

        Raises:
            RecordGoneError: the coach has agreed meanwhile, or has no part in the program now.
        """
        coach: Coach = referred(message, "coach", "wagtail_coaching.Coach")
        if coach.state in (CoachState.SUSPENDED, CoachState.LEFT) or coach.consents.exists():
            raise RecordGoneError("There is nothing to ask.")
        return {"association": association_of(message), "coach": coach.person.name}

    @classmethod
    def example(cls, site: Site) -> dict[str, Any] | None:
        """Return the context with a coach who has not agreed."""
        open_states = (CoachState.ACTIVE, CoachState.APPLICANT)
        found = Coach.objects.filter(site=site, consents=None, state__in=open_states).first()
        return {"coach": found.pk} if found is not None else None


@register
class ConsentAskMessage(_QuestionMessage):
    """The question."""

    key = "consent_ask"
    title = _("May we publish your profile?")
    description = _(
        "When a profile that staff entered is to be public for the first time: to the coach."
    )
    subject = _("May {association} publish your coach profile?")
    body = _(
        "Hello {coach},\n\n"
        "{association} has prepared a profile of you as a coach for its website. Nobody sees it "
        "before you agree.\n\n"
        "Please look at what it says, and at who would see your phone number and your address. "
        "Then tell us whether we may publish it, or what is wrong. You need no account, and it "
        "takes a minute.\n\n"
        "{link}\n\n"
        "If you do not answer, nothing is published. Keep the link to yourself: whoever has it can "
        "answer for you."
    )


@register
class ConsentReminderMessage(_QuestionMessage):
    """The one reminder."""

    key = "consent_reminder"
    title = _("May we publish your profile? A reminder")
    description = _(
        "Once, when a coach has not answered whether the profile may be public: to the coach."
    )
    subject = _("Your coach profile at {association} waits for your yes")
    body = _(
        "Hello {coach},\n\n"
        "we have not heard from you yet: may {association} publish your coach profile?\n\n"
        "{link}\n\n"
        "There you see what it says, and tell us yes, or what is wrong. If you do not answer, "
        "nothing is published, and we do not ask again by ourselves."
    )


@register
class ConsentRefusedMessage(MessageKind):
    """To staff. What the coach wrote is read in the admin, behind its permission."""

    key = "consent_refused"
    title = _("A coach says that the profile is not right")
    description = _(
        "When a coach was asked whether the profile may be public, and found something wrong."
    )
    audience = MessageAudience.STAFF
    category = MessageCategory.NOTICE
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "profile_name": Placeholder(_("The name on the profile"), _("Ann Bell")),
        "concern": Placeholder(
            _("Read what is wrong"), "https://example.org/admin/concerns/", is_url=True
        ),
    }
    required = frozenset({"concern"})
    subject = _("{profile_name} says that the profile is not right")
    body = _(
        "Hello,\n\n"
        "{profile_name} was asked whether the profile at {association} may be public, and found "
        "something wrong. It stays a draft.\n\n"
        "{concern}\n\n"
        "Please put it right, and ask again: the button is on the coach's profile in the admin."
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values.

        Raises:
            RecordGoneError: what the coach wrote was deleted.
        """
        concern: CoachConcern = referred(message, "concern", "wagtail_coaching.CoachConcern")
        return {
            "association": association_of(message),
            "profile_name": concern.profile_name,
            "concern": admin_address(
                "wagtail_coaching_concerns:edit", concern.pk, site=concern.site
            ),
        }

    @classmethod
    def example(cls, site: Site) -> dict[str, Any] | None:
        """Return the context of the latest concern."""
        found = CoachConcern.objects.filter(site=site).first()
        return {"concern": found.pk} if found is not None else None
