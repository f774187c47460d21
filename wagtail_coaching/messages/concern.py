"""Mail to staff about a concern that somebody has about a profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import MessageAudience, MessageCategory
from wagtail_coaching.messages.addresses import admin_address
from wagtail_coaching.messages.base import MessageKind, Placeholder, referred, register
from wagtail_coaching.messages.person import ASSOCIATION, association_of
from wagtail_coaching.models import CoachConcern

if TYPE_CHECKING:
    from wagtail.models import Site

    from wagtail_coaching.models import Message


@register
class ConcernForStaffMessage(MessageKind):
    """To staff. What somebody wrote is read in the admin, behind its permission."""

    key = "concern_for_staff"
    title = _("A concern about a profile")
    description = _("When somebody has reported a concern about a coach's profile.")
    audience = MessageAudience.STAFF
    category = MessageCategory.NOTICE
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "profile_name": Placeholder(_("The name on the profile"), _("Ann Bell")),
        "concern": Placeholder(_("Read the concern"), "https://example.org/admin/", is_url=True),
    }
    required = frozenset({"concern"})
    subject = _("A concern about the profile of {profile_name}")
    body = _(
        "Hello,\n\n"
        "somebody has reported a concern about the profile of {profile_name}. The coach does not "
        "know of it.\n\n"
        "{concern}\n\n"
        "Please mark it as handled there when you have looked into it."
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values.

        Raises:
            RecordGoneError: the concern was deleted.
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
