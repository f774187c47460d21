"""Mail about a profile that its coach looks after: to staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from wagtail_coaching.enums import MessageAudience, MessageCategory
from wagtail_coaching.messages.addresses import admin_address, page_address
from wagtail_coaching.messages.base import Placeholder, RecordGoneError, register
from wagtail_coaching.messages.coach import CoachMessage
from wagtail_coaching.messages.person import ASSOCIATION
from wagtail_coaching.messages.vetting import COACH, PROFILE

if TYPE_CHECKING:
    from wagtail.models import Site

    from wagtail_coaching.models import Message


@register
class ProfileWishMessage(CoachMessage):
    """To staff: what a coach cannot change alone, because the editors have laid it out."""

    key = "profile_wish_staff"
    title = _("A coach asks for a change of the profile")
    description = _(
        "When a coach wants the biography changed, and it has headings or quotes in it that only "
        "the page editor can change: to staff."
    )
    audience = MessageAudience.STAFF
    category = MessageCategory.NOTICE
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "coach": COACH,
        "wish": Placeholder(
            _("What shall change, in the coach's words"), _("I left Maple Grove in May.")
        ),
        "record": Placeholder(_("Open the record"), "https://example.org/admin/", is_url=True),
    }
    required = frozenset({"wish"})
    subject = _("{coach} asks for a change of the profile")
    body = _(
        "Hello,\n\n"
        "{coach} coaches at {association}, and would like the biography on the profile to be "
        "changed:\n\n"
        "{wish}\n\n"
        "It has headings, quotes or the like, so the coach cannot do it. Please do it in the page "
        "editor.\n\n"
        "{record}"
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values.

        Raises:
            RecordGoneError: the record's history does not have the words any more.
        """
        coach = cls.coach_of(message)
        entries = ModelLogEntry.objects.for_instance(coach)
        entry = entries.filter(pk=message.context.get("entry")).first()
        wish = str(entry.data.get("wish") or "") if entry is not None else ""
        if not wish:
            raise RecordGoneError("Nobody knows any more what was asked for.")
        return {
            **super().values(message),
            "wish": wish,
            "record": admin_address("wagtail_coaching_coaches:edit", coach.pk, site=coach.site),
        }

    @classmethod
    def example(cls, site: Site) -> dict[str, Any] | None:
        """Return ``None``: what a coach wrote is not shown to who edits texts."""
        return None


@register
class ProfileDraftMessage(CoachMessage):
    """To staff: a draft that no reviewer is told of."""

    key = "profile_draft_staff"
    title = _("A coach has changed a draft")
    description = _(
        "When a coach has changed a profile that is not public as it is, and no workflow brings it "
        "to reviewers: to staff."
    )
    audience = MessageAudience.STAFF
    category = MessageCategory.NOTICE
    placeholders: ClassVar = {"association": ASSOCIATION, "coach": COACH, "profile": PROFILE}
    required = frozenset({"profile"})
    subject = _("{coach} has changed the profile: the draft needs a look")
    body = _(
        "Hello,\n\n"
        "{coach} coaches at {association}, and has changed the profile. The change is a draft, and "
        "no workflow brings it to reviewers. Please look at it, and publish it.\n\n"
        "{profile}"
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values."""
        key = str(message.context.get("page") or "")
        site = message.site
        return {
            **super().values(message),
            "profile": page_address(key, site) if key else str(site.root_url),
        }
