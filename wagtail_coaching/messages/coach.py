"""Mail about a coach who is taken off the site: to the coach, and to staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wagtail_coaching.enums import CoachState, MessageAudience, MessageCategory
from wagtail_coaching.messages.addresses import admin_address, page_address
from wagtail_coaching.messages.base import (
    MessageKind,
    Placeholder,
    RecordGoneError,
    referred,
    register,
)
from wagtail_coaching.messages.person import ASSOCIATION, association_of
from wagtail_coaching.messages.vetting import COACH, PROFILE
from wagtail_coaching.models import Coach

if TYPE_CHECKING:
    from wagtail.models import Site

    from wagtail_coaching.models import Message

#: For the kinds of mail to staff that have :func:`put_back_text` in them.
REQUESTS: Final = Placeholder(
    _("A sentence on requests that need another coach, if there are any"),
    _("3 open requests are without a coach now."),
)


class CoachMessage(MessageKind):
    """What the messages about a coach have in common."""

    @classmethod
    def coach_of(cls, message: Message) -> Coach:
        """Return the coach.

        Raises:
            RecordGoneError: the record is deleted.
        """
        found: Coach = referred(message, "coach", "wagtail_coaching.Coach")
        return found

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values."""
        coach = cls.coach_of(message)
        return {"association": association_of(message), "coach": coach.person.name}

    @classmethod
    def example(cls, site: Site) -> dict[str, Any] | None:
        """Return the context of a coach that fits."""
        found = cls._examples(site).first()
        return {"coach": found.pk} if found is not None else None

    @classmethod
    def _examples(cls, site: Site) -> Any:
        return Coach.objects.filter(site=site)


def put_back_text(message: Message) -> str:
    """Return a sentence on the requests that are without a coach now, as ``message.context`` names
    them; empty where there are none.
    """
    number = len(message.context.get("requests") or [])
    if not number:
        return ""
    return ngettext(
        "%(number)s open request is without a coach now. Whoever sent it knows that you look for "
        "somebody else.",
        "%(number)s open requests are without a coach now. Whoever sent one knows that you look "
        "for somebody else.",
        number,
    ) % {"number": number}


@register
class ProfileHiddenMessage(CoachMessage):
    """To the coach, when the approval has run out."""

    key = "profile_hidden"
    title = _("Your profile is not public any more")
    description = _("When the time has run out that a profile was approved for: to the coach.")
    audience = MessageAudience.COACH
    category = MessageCategory.NOTICE
    placeholders: ClassVar = {"association": ASSOCIATION, "coach": COACH}
    subject = _("Your coach profile is not public at present")
    body = _(
        "Hello {coach},\n\n"
        "the time that your profile at {association} was approved for is over, so it is not shown "
        "at present. It is again, as soon as it has been looked through."
    )


@register
class CoachUnvettedHiddenMessage(CoachMessage):
    """To staff, when a profile was taken off the site."""

    key = "coach_unvetted_hidden"
    title = _("A profile was taken off the site")
    description = _("When the time has run out that a profile was approved for: to staff.")
    audience = MessageAudience.STAFF
    category = MessageCategory.NOTICE
    placeholders: ClassVar = {"association": ASSOCIATION, "coach": COACH, "profile": PROFILE}
    subject = _("{coach} is not public any more")
    body = _(
        "Hello,\n\n"
        "the profile of {coach} was approved for a time that is over. It was taken off the site of "
        "{association}. Submit it to the workflow, and it is public again once it is approved.\n\n"
        "{profile}"
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values."""
        coach = cls.coach_of(message)
        page = str(message.context.get("page") or "")
        address = page_address(page, coach.site) if page else coach.site.root_url
        return {**super().values(message), "profile": address}


@register
class CoachSuspendedMessage(CoachMessage):
    """To the coach, with what staff wrote."""

    key = "coach_suspended"
    title = _("Your profile was taken off the site")
    description = _("When staff have suspended a coach: to the coach.")
    audience = MessageAudience.COACH
    category = MessageCategory.NOTICE
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "coach": COACH,
        "message": Placeholder(_("What staff wrote"), _("Please call us about a complaint.")),
    }
    required = frozenset({"message"})
    subject = _("Your coach profile was taken off the site")
    body = _(
        "Hello {coach},\n\n"
        "your coach profile at {association} is not public any more, and learners cannot ask "
        "you for coaching.\n\n"
        "{message}\n\n"
        "Please answer this mail if you have questions."
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values.

        Raises:
            RecordGoneError: the coach is not suspended any more.
        """
        coach = cls.coach_of(message)
        if coach.state != CoachState.SUSPENDED:
            raise RecordGoneError("The coach is not suspended.")
        return {**super().values(message), "message": coach.suspension_message}

    @classmethod
    def _examples(cls, site: Site) -> Any:
        return super()._examples(site).filter(state=CoachState.SUSPENDED)


@register
class RequestsPutBackMessage(CoachMessage):
    """To staff, who have to find other coaches now."""

    key = "requests_put_back"
    title = _("Requests need another coach")
    description = _("When a coach with open requests was suspended: to staff.")
    audience = MessageAudience.STAFF
    category = MessageCategory.NOTICE
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "coach": COACH,
        "requests": REQUESTS,
        "inbox": Placeholder(_("Open the requests"), "https://example.org/admin/", is_url=True),
    }
    required = frozenset({"inbox"})
    subject = _("{coach}: requests need another coach")
    body = _("Hello,\n\n{coach} was suspended.\n\n{requests}\n\n{inbox}")

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values."""
        coach = cls.coach_of(message)
        return {
            **super().values(message),
            "requests": put_back_text(message),
            "inbox": admin_address("coaching_requests_modeladmin_index", site=coach.site),
        }
