"""Mail about a nomination: to who nominates, and to who is nominated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import MessageAudience, MessageCategory, NominationState
from wagtail_coaching.messages.base import (
    MessageKind,
    Placeholder,
    RecordGoneError,
    referred,
    register,
)
from wagtail_coaching.messages.person import ASSOCIATION, association_of
from wagtail_coaching.models import CoachNomination

if TYPE_CHECKING:
    from wagtail.models import Site

    from wagtail_coaching.models import Message

_LINK_SAMPLE: Final = "https://example.org/link/"


class _NominationMessage(MessageKind):
    """What both have in common."""

    audience = MessageAudience.ANYBODY
    to_unproven_address = True
    required = frozenset({"link"})
    links = ("link",)
    #: The state in which the message makes sense.
    in_state: ClassVar[NominationState]

    @classmethod
    def nomination_of(cls, message: Message) -> CoachNomination:
        """Return the nomination.

        Raises:
            RecordGoneError: it is deleted, or has moved on.
        """
        found: CoachNomination = referred(message, "nomination", "wagtail_coaching.CoachNomination")
        if found.state != cls.in_state:
            raise RecordGoneError("The nomination has moved on.")
        return found

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values.

        Raises:
            RecordGoneError: the nomination is deleted, or has moved on.
        """
        cls.nomination_of(message)
        return {"association": association_of(message)}

    @classmethod
    def example(cls, site: Site) -> dict[str, Any] | None:
        """Return the context of the latest nomination that fits."""
        found = CoachNomination.objects.filter(site=site, state=cls.in_state).first()
        return {"nomination": found.pk} if found is not None else None


@register
class NominationProofMessage(_NominationMessage):
    """To who nominates: nothing that they typed stands in it."""

    key = "nomination_proof"
    title = _("Please confirm your suggestion")
    description = _(
        "When somebody has suggested somebody else as a coach. Proves who suggests; nobody else is "
        "written to before."
    )
    category = MessageCategory.ANSWER
    in_state = NominationState.UNPROVEN
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "link": Placeholder(_("Confirm that it was me"), _LINK_SAMPLE, is_url=True),
    }
    subject = _("Please confirm whom you suggest to {association}")
    body = _(
        "Hello,\n\n"
        "thank you for suggesting a coach to {association}. Please confirm that it was you: only "
        "then do we ask the person whom you named.\n\n"
        "{link}\n\n"
        "The link works for seven days. After that we delete what was sent.\n\n"
        "You did not suggest anybody? Then somebody has typed your address by mistake. Say so on "
        "the same page, and we delete it; or do nothing, and it is deleted by itself."
    )


@register
class NominationAskMessage(_NominationMessage):
    """To who is nominated. Who has suggested them stands in it; why, on the page alone."""

    key = "nomination_ask"
    title = _("Somebody thinks you would be a good coach")
    description = _("When somebody was suggested as a coach: asks them, and lets them decline.")
    category = MessageCategory.NOTICE
    in_state = NominationState.ASKED
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "nominator": Placeholder(_("Who has suggested them"), _("Carl Dunn")),
        "link": Placeholder(_("See why, and answer"), _LINK_SAMPLE, is_url=True),
    }
    subject = _("Would you like to coach with {association}?")
    body = _(
        "Hello,\n\n"
        "{nominator} thinks that you would be a good coach in the coaching program of "
        "{association}: somebody whom colleagues in local government can call when they need "
        "advice.\n\n"
        "{link}\n\n"
        "There you read why, and decide. If you like the idea, a short form is ready for you. If "
        "not, one click is enough: then we delete your name and your address.\n\n"
        "If you do not answer within thirty days, they are deleted by themselves. We do not write "
        "again."
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values.

        Raises:
            RecordGoneError: the nomination is deleted, or was answered.
        """
        nomination = cls.nomination_of(message)
        return {**super().values(message), "nominator": nomination.nominator_name}
