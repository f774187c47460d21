"""Mail to staff about applications. It names nobody: who it is, the admin says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import (
    ApplicationRole,
    ApplicationState,
    MessageAudience,
    MessageCategory,
)
from wagtail_coaching.messages.addresses import admin_address
from wagtail_coaching.messages.application import ApplicationMessage
from wagtail_coaching.messages.base import MessageKind, Placeholder, register
from wagtail_coaching.messages.person import ASSOCIATION, association_of

if TYPE_CHECKING:
    from wagtail.models import Site

    from wagtail_coaching.models import CoachApplication, Message


@register
class ApplicationForStaffMessage(ApplicationMessage):
    """To staff. Who it is, and what they told us, is read in the admin, behind its permission."""

    key = "application_for_staff"
    title = _("An application has come in")
    description = _(
        "When somebody has applied, with a confirmed address, and when they send it again. Where "
        "reviewers are told of it, staff who hear about vetting get the same mail as they."
    )
    audience = MessageAudience.STAFF
    category = MessageCategory.NOTICE
    in_states = (ApplicationState.SUBMITTED, ApplicationState.ACCEPTED)
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "what": Placeholder(_("Whether it is new, or was sent again"), _("New")),
        "role": Placeholder(_("As what somebody applies"), _("As a coach")),
        "next": Placeholder(_("What is to be done now"), _("Please decide whether they may join.")),
        "record": Placeholder(_("Open the application"), "https://example.org/admin/", is_url=True),
    }
    required = frozenset({"record"})
    subject = _("Coaching application: {role}")
    body = _(
        "Hello,\n\n"
        "somebody has applied to the coaching program of {association}, and has confirmed the "
        "e-mail address.\n\n"
        "{what}\n"
        "{role}\n\n"
        "{next}\n\n"
        "{record}"
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values; it was sent again where the context has ``again``.

        Raises:
            RecordGoneError: the application was withdrawn.
        """
        application = cls.application_of(message)
        is_again = bool(message.context.get("again"))
        return {
            "association": association_of(message),
            "what": _now("Changed, and sent again") if is_again else _now("New"),
            "role": str(application.get_role_display()),
            "next": cls._next_of(application),
            "record": admin_address(
                "wagtail_coaching_applications:inspect", application.pk, site=application.site
            ),
        }

    @classmethod
    def _next_of(cls, application: CoachApplication) -> str:
        if ApplicationRole(application.role).coaches:
            return _now(
                "No reviewer was told: no workflow of your gallery brings profiles to reviewers. "
                "Please look at it yourselves."
            )
        if application.state == ApplicationState.ACCEPTED:
            return _now("Learners are in without anybody's decision: you need not do anything.")
        return _now("Please decide whether they may join.")


@register
class ApplicationWithdrawnMessage(MessageKind):
    """To staff. It names nobody: nothing of who withdraws may stay."""

    key = "application_withdrawn"
    title = _("An application was withdrawn")
    description = _("When somebody has withdrawn an application: to staff, without a name.")
    audience = MessageAudience.STAFF
    category = MessageCategory.NOTICE
    placeholders: ClassVar = {"association": ASSOCIATION}
    subject = _("An application was withdrawn")
    body = _(
        "Hello,\n\n"
        "somebody who had applied to the coaching program of {association} has withdrawn. What "
        "they had sent is deleted, and so is the draft of a profile, if there was one. That is why "
        "this mail says no name.\n\n"
        "You need not do anything."
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values."""
        return {"association": association_of(message)}

    @classmethod
    def example(cls, site: Site) -> dict[str, Any] | None:
        """Return the context of such a message: it has none."""
        return {}
