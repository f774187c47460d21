"""Mail about a learner's request for a coach."""

from __future__ import annotations

from email.utils import parseaddr
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import MessageAudience, MessageCategory, RequestPurpose, RequestState
from wagtail_coaching.messages.addresses import admin_address
from wagtail_coaching.messages.base import (
    MessageKind,
    Placeholder,
    RecordGoneError,
    referred,
    register,
)
from wagtail_coaching.messages.person import ASSOCIATION, association_of
from wagtail_coaching.models import CoachingSettings, CoachRequest

if TYPE_CHECKING:
    from wagtail.models import Site

    from wagtail_coaching.models import Message

LINK_SAMPLE: Final = "https://example.org/link/"
COACH: Final = Placeholder(_("The coach's name, or “a coach”"), _("Ann Bell"))
LEARNER: Final = Placeholder(_("The learner's name"), _("Lee Learner"))


# A coach who is asked in these states has nothing to do (any more).
_SETTLED: Final = (RequestState.UNPROVEN, RequestState.CLOSED, RequestState.ENDED)


class RequestMessage(MessageKind):
    """What all messages about a request have in common."""

    @classmethod
    def request_of(cls, message: Message) -> CoachRequest:
        """Return the request.

        Raises:
            RecordGoneError: it was deleted.
        """
        found: CoachRequest = referred(message, "coach_request", "wagtail_coaching.CoachRequest")
        return found

    @classmethod
    def example(cls, site: Site) -> dict[str, Any] | None:
        """Return the context of the latest request that fits."""
        found = cls._examples(site).order_by("-created_at", "-pk").first()
        return {"coach_request": found.pk} if found is not None else None

    @classmethod
    def _examples(cls, site: Site) -> Any:
        return CoachRequest.objects.filter(site=site).exclude(state=RequestState.UNPROVEN)


@register
class RequestProofMessage(RequestMessage):
    """To the address that a stranger may have typed: nothing they typed stands in it."""

    key = "request_proof"
    title = _("Please confirm your request")
    description = _("When somebody has sent the request form. Proves that the address is theirs.")
    audience = MessageAudience.LEARNER
    category = MessageCategory.ANSWER
    to_unproven_address = True
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "link": Placeholder(_("Confirm my request"), LINK_SAMPLE, is_url=True),
    }
    required = frozenset({"link"})
    links = ("link",)
    subject = _("Please confirm your request to {association}")
    body = _(
        "Hello,\n\n"
        "thank you for asking {association} for a coach. Please confirm that it was you: only "
        "then do we pass your request on.\n\n"
        "{link}\n\n"
        "The link works for seven days. After that we delete what was sent.\n\n"
        "You did not ask for a coach? Then somebody has typed your address by mistake. Say so on "
        "the same page, and we delete the request; or do nothing, and it is deleted by itself."
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values.

        Raises:
            RecordGoneError: the request is confirmed or deleted by now.
        """
        if cls.request_of(message).state != RequestState.UNPROVEN:
            raise RecordGoneError("The request is confirmed already.")
        return {"association": association_of(message)}

    @classmethod
    def _examples(cls, site: Site) -> Any:
        return CoachRequest.objects.filter(site=site, state=RequestState.UNPROVEN)


@register
class RequestForCoachMessage(RequestMessage):
    """To the coach who was asked. Answers go to the learner."""

    key = "request_for_coach"
    title = _("A learner asks you")
    description = _("When a learner who asked this coach has confirmed the request.")
    audience = MessageAudience.COACH
    category = MessageCategory.NOTICE
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "coach": Placeholder(_("The coach's name"), _("Ann Bell")),
        "name": LEARNER,
        "job_title": Placeholder(_("The learner's title"), _("Analyst")),
        "organization": Placeholder(_("The learner's organization"), _("Town of Little Elm")),
        "email": Placeholder(_("The learner's e-mail address"), "lee@example.org"),
        "phone": Placeholder(_("The learner's phone number"), "312-555-0101"),
        "topics": Placeholder(_("What it is about"), _("Budgets, Interviews")),
        "kind": Placeholder(_("What they have in mind"), _("One conversation")),
        "message": Placeholder(
            _("What the learner wrote"), _("How do I prepare for my first interview?")
        ),
        "contact": Placeholder(_("The association's e-mail address"), "office@example.org"),
    }
    required = frozenset({"name", "email", "message"})
    subject = _("{name} asks you for coaching")
    body = _(
        "Hello {coach},\n\n"
        "{name} found you in the coach gallery of {association} and asks for your advice:\n\n"
        "{message}\n\n"
        "Title: {job_title}\n"
        "Organization: {organization}\n"
        "In mind: {kind}\n"
        "Topics: {topics}\n"
        "E-mail: {email}\n"
        "Phone: {phone}\n\n"
        "To get in touch, answer this mail: it goes to {name}. If you have no time at present, "
        "please write to {contact}, so that we can find somebody else."
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values.

        Raises:
            RecordGoneError: the request is deleted, closed, or with another coach by now.
        """
        asked = cls._open_request(message)
        nothing = _now("not given")
        return {
            "association": association_of(message),
            "coach": asked.coach.person.name if asked.coach else "",
            "name": asked.name,
            "job_title": asked.job_title or nothing,
            "organization": asked.organization or nothing,
            "email": asked.email,
            "phone": asked.phone or nothing,
            "topics": ", ".join(asked.topics.values_list("name", flat=True)) or nothing,
            "kind": asked.get_kind_display(),
            "message": asked.message,
            "contact": _contact_of(message),
        }

    @classmethod
    def reply_to(cls, message: Message) -> str:
        """Return the learner's address."""
        return cls.request_of(message).email

    @classmethod
    def _open_request(cls, message: Message) -> CoachRequest:
        asked = cls.request_of(message)
        person_id = asked.coach.person_id if asked.coach is not None else None
        # A preview has no receiver.
        meant = message.person_id in (None, person_id) and person_id is not None
        if not meant or asked.state in _SETTLED:
            raise RecordGoneError("The request is not this coach's any more.")
        return asked

    @classmethod
    def _examples(cls, site: Site) -> Any:
        return super()._examples(site).filter(coach__isnull=False)


@register
class RequestForStaffMessage(RequestMessage):
    """To staff. What the learner wrote is read in the inbox, behind its permission."""

    key = "request_for_staff"
    title = _("A new request")
    description = _("When a learner has confirmed a request.")
    audience = MessageAudience.STAFF
    category = MessageCategory.NOTICE
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "coach": COACH,
        "purpose": Placeholder(_("What is asked for"), RequestPurpose.COACHING.label),
        "inbox": Placeholder(_("Open the request"), "https://example.org/admin/", is_url=True),
    }
    required = frozenset({"inbox"})
    subject = _("A new request for {coach}")
    body = _(
        "Hello,\n\n"
        "a learner has asked {association} for {coach}, and has confirmed the e-mail "
        "address.\n\n"
        "What is asked for: {purpose}\n\n"
        "{inbox}"
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values."""
        asked = cls.request_of(message)
        return {
            "association": association_of(message),
            "coach": coach_name(asked),
            "purpose": asked.get_purpose_display(),
            "inbox": admin_address(
                "coaching_requests_modeladmin_inspect", asked.pk, site=asked.site
            ),
        }


@register
class RequestPutBackMessage(RequestMessage):
    """To a learner whose coach is not there any more."""

    key = "request_put_back"
    title = _("We look for another coach")
    description = _("When the coach a learner asked is not available any more.")
    audience = MessageAudience.LEARNER
    category = MessageCategory.NOTICE
    placeholders: ClassVar = {"association": ASSOCIATION, "name": LEARNER}
    subject = _("We look for another coach for you")
    body = _(
        "Hello {name},\n\n"
        "the coach you asked is not available any more. Your request is not lost: somebody at "
        "{association} has it again, and looks for another coach for you.\n\n"
        "You need not do anything."
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values.

        Raises:
            RecordGoneError: there is another coach by now, or the matter is settled.
        """
        asked = cls.request_of(message)
        is_preview = message.person_id is None
        if not is_preview and (
            asked.coach_id is not None or asked.state not in RequestState.awaiting()
        ):
            raise RecordGoneError("The request has another coach already.")
        return {"association": association_of(message), "name": asked.name}


def _contact_of(message: Message) -> str:
    """Return where staff can be reached by mail: answers to the message itself go elsewhere."""
    own = CoachingSettings.of(message.site)
    fallback = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return own.contact_email or own.reply_to or own.sender_email or fallback


def coach_name(asked: CoachRequest) -> str:
    return asked.coach.person.name if asked.coach else _now("a coach")
