"""Mail about who somebody is: their own link, and the change of their address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import AddressChangeState, MessageAudience, MessageCategory
from wagtail_coaching.messages.base import (
    MessageKind,
    Placeholder,
    RecordGoneError,
    referred,
    register,
)
from wagtail_coaching.models import AddressChange, CoachingSettings, Person

if TYPE_CHECKING:
    from wagtail.models import Site

    from wagtail_coaching.models import Message

ASSOCIATION: Final = Placeholder(_("The association's name"), _("Prairie Managers"))


def association_of(message: Message) -> str:
    """Return what the association calls itself."""
    return CoachingSettings.of(message.site).display_name


@register
class OwnLinkMessage(MessageKind):
    """To somebody who asked for their link again."""

    key = "own_link"
    title = _("Your link")
    description = _("When somebody asks for the link to their own page.")
    audience = MessageAudience.ANYBODY
    category = MessageCategory.ANSWER
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "link": Placeholder(_("Open my page"), "https://example.org/link/", is_url=True),
    }
    required = frozenset({"link"})
    links = ("link",)
    subject = _("Your coaching page at {association}")
    body = _(
        "Hello,\n\n"
        "here is the link to your own page. It shows what you have asked us, and how it stands.\n\n"
        "{link}\n\n"
        "The link works for seven days. Keep it to yourself: whoever has it can see your page.\n\n"
        "You did not ask for this? Then you need not do anything."
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values."""
        return {"association": association_of(message)}

    @classmethod
    def example(cls, site: Site) -> dict[str, Any] | None:
        """Return the context of such a message: it has none."""
        return {}


class _AddressChangeMessage(MessageKind):
    """What both addresses are asked has in common."""

    audience = MessageAudience.ANYBODY
    category = MessageCategory.ANSWER
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "link": Placeholder(_("Answer"), "https://example.org/link/", is_url=True),
    }
    required = frozenset({"link"})
    links = ("link",)

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values.

        Raises:
            RecordGoneError: the change was made or dropped since.
        """
        change = referred(message, "address_change", "wagtail_coaching.AddressChange")
        if change.state != AddressChangeState.OPEN:
            raise RecordGoneError("The address change is settled.")
        return {"association": association_of(message)}

    @classmethod
    def example(cls, site: Site) -> dict[str, Any] | None:
        """Return the context of the latest wish that is open."""
        changes = AddressChange.objects.filter(site=site, state=AddressChangeState.OPEN)
        change = changes.first()
        return {"address_change": change.pk} if change is not None else None


@register
class AddressChangeOldMessage(_AddressChangeMessage):
    """To the address that is to be replaced."""

    key = "address_change_old"
    title = _("Change of address: to the old one")
    description = _("When somebody wants another e-mail address. Goes to the present one.")
    subject = _("Do you want to change your e-mail address at {association}?")
    body = _(
        "Hello,\n\n"
        "on your coaching page somebody, we hope you, has asked us to write to another e-mail "
        "address from now on. Was that you?\n\n"
        "{link}\n\n"
        "The page shows the new address. Nothing changes before both addresses have said yes, so "
        "please look into your new mailbox, too.\n\n"
        "If it was not you, say so on the same page, and your address stays as it is. The link "
        "works for three days."
    )


@register
class AddressChangeNewMessage(_AddressChangeMessage):
    """To the address that is to be used."""

    key = "address_change_new"
    title = _("Change of address: to the new one")
    description = _("When somebody wants another e-mail address. Goes to the one they want.")
    to_unproven_address = True
    subject = _("Please confirm your e-mail address for {association}")
    body = _(
        "Hello,\n\n"
        "somebody, we hope you, wants to use this e-mail address for the coaching program of "
        "{association}. Was that you?\n\n"
        "{link}\n\n"
        "Nothing changes before both addresses have said yes, so please look into your old "
        "mailbox, too.\n\n"
        "If it was not you, you need not do anything. The link works for three days."
    )


@register
class AddressChangedMessage(MessageKind):
    """To the old address, once it is replaced."""

    key = "address_changed"
    title = _("Address changed")
    description = _("When somebody's e-mail address was changed. Goes to the old one.")
    audience = MessageAudience.ANYBODY
    category = MessageCategory.NOTICE
    placeholders: ClassVar = {"association": ASSOCIATION}
    subject = _("Your e-mail address at {association} was changed")
    body = _(
        "Hello,\n\n"
        "from now on the coaching program of {association} writes to your new e-mail address. "
        "This is the last mail to this one, and older links to your page do not work any more.\n\n"
        "If you did not want this, please answer this mail right away."
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values."""
        return {"association": association_of(message)}

    @classmethod
    def example(cls, site: Site) -> dict[str, Any] | None:
        """Return the context of such a message: it has none."""
        return {}


@register
class AddressConflictMessage(AddressChangedMessage):
    """To a coach whose new address is another coach's."""

    key = "address_conflict"
    title = _("Address not changed: there are two coaches")
    description = _(
        "When a coach's new address belongs to another coach's record. Both addresses were proven."
    )
    subject = _("Your e-mail address at {association} could not be changed yet")
    body = _(
        "Hello,\n\n"
        "you have confirmed your new e-mail address. We know it already: it belongs to another "
        "coach's record. Two coaches' records are not made one without somebody looking at "
        "them, so your address stays as it is for now.\n\n"
        "We at {association} have been told, and will write to you. You need not do anything."
    )


@register
class AddressConflictStaffMessage(MessageKind):
    """To staff, about two coaches who seem to be one."""

    key = "address_conflict_staff"
    title = _("Two coaches seem to be one person")
    description = _("When a coach has proven the e-mail address of another coach's record.")
    audience = MessageAudience.STAFF
    category = MessageCategory.NOTICE
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "name": Placeholder(_("The coach's name"), _("Ann Bell")),
        "email": Placeholder(_("The coach's address"), "ann@example.org"),
        "other_name": Placeholder(_("The other record's name"), _("Ann Bell-Carter")),
        "other_email": Placeholder(_("The other record's address"), "ann.bell@example.org"),
    }
    subject = _("Two coaches seem to be one: {name}")
    body = _(
        "Hello,\n\n"
        "{name} ({email}) has proven to be the one who reads mail to {other_email}. That is the "
        "address of another coach's record: {other_name}.\n\n"
        "So the two records may be one person's. Nothing was changed. Please ask, and delete the "
        "record that is not needed; then {name} can change the address."
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values.

        Raises:
            RecordGoneError: one of the two is gone.
        """
        person: Person = referred(message, "person", "wagtail_coaching.Person")
        other: Person = referred(message, "other_person", "wagtail_coaching.Person")
        return {
            "association": association_of(message),
            "name": person.name,
            "email": person.email,
            "other_name": other.name,
            "other_email": other.email,
        }
