"""Mail about one vetting, or a site's: to reviewers, to applicants, to staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import MessageAudience, MessageCategory, VettingState
from wagtail_coaching.messages.addresses import admin_address, page_address
from wagtail_coaching.messages.base import (
    MessageKind,
    Placeholder,
    RecordGoneError,
    referred,
    register,
)
from wagtail_coaching.messages.person import ASSOCIATION, association_of
from wagtail_coaching.models import CoachingSettings, CoachVetting, coach_page_models

if TYPE_CHECKING:
    import datetime

    from wagtail.models import Site

    from wagtail_coaching.models import Message

COACH: Final = Placeholder(_("The coach's name"), _("Ann Bell"))
PROFILE: Final = Placeholder(_("Open the profile"), "https://example.org/admin/pages/", is_url=True)
_STAGE: Final = Placeholder(_("The stage of the vetting"), _("Coach vetting"))
_DUE: Final = Placeholder(_("The day by which to decide"), _("May 12, 2027"))
_LINK_SAMPLE: Final = "https://example.org/link/"
_UNTIL: Final = Placeholder(_("Until when it holds"), _("May 12, 2027"))


class _VettingMessage(MessageKind):
    """What the messages about one vetting have in common."""

    #: The state in which the message makes sense.
    in_states: ClassVar[tuple[VettingState, ...]]

    @classmethod
    def vetting_of(cls, message: Message) -> CoachVetting:
        """Return the vetting.

        Raises:
            RecordGoneError: it is gone, or has moved on.
        """
        vetting: CoachVetting = referred(message, "vetting", "wagtail_coaching.CoachVetting")
        if vetting.state not in cls.in_states or vetting.revoked_at is not None:
            raise RecordGoneError("The vetting has moved on.")
        return vetting

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values."""
        vetting = cls.vetting_of(message)
        return {
            "association": association_of(message),
            "coach": vetting.coach.person.name,
            "stage": vetting.stage,
            "due": date_format(vetting.due_on, "DATE_FORMAT") if vetting.due_on else "",
            "until": _day(vetting.valid_until, vetting.site),
            "comment": vetting.comment,
            "profile": page_address(vetting.page_pk, vetting.site),
        }

    @classmethod
    def example(cls, site: Site) -> dict[str, Any] | None:
        """Return the context of the latest vetting that fits."""
        fitting = CoachVetting.objects.filter(
            site=site, state__in=cls.in_states, revoked_at__isnull=True
        )
        found = fitting.first()
        return {"vetting": found.pk} if found is not None else None


@register
class VettingWaitingMessage(_VettingMessage):
    """To the reviewers of a stage, and to staff who want to hear about vetting."""

    key = "vetting_waiting"
    title = _("A profile waits for vetting")
    description = _("When a coach's profile has come to a stage of the vetting.")
    audience = MessageAudience.REVIEWER
    category = MessageCategory.NOTICE
    in_states = (VettingState.WAITING,)
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "coach": COACH,
        "stage": _STAGE,
        "due": _DUE,
        "profile": PROFILE,
    }
    required = frozenset({"profile"})
    subject = _("{coach} waits for vetting")
    body = _(
        "Hello,\n\n"
        "the profile of {coach} waits for “{stage}”. Please decide by {due}.\n\n"
        "{profile}\n\n"
        "If you look into it, say so there with “I'm on it”, so that nobody does it twice."
    )


@register
class VettingOverdueMessage(_VettingMessage):
    """To the reviewers, when the due day has passed; once a week."""

    key = "vetting_overdue"
    title = _("A profile has waited too long")
    description = _("When a profile has not been decided by its due day, and each week after.")
    audience = MessageAudience.REVIEWER
    category = MessageCategory.REMINDER
    in_states = (VettingState.WAITING,)
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "coach": COACH,
        "stage": _STAGE,
        "due": _DUE,
        "profile": PROFILE,
    }
    required = frozenset({"profile"})
    subject = _("{coach} still waits for vetting")
    body = _(
        "Hello,\n\n"
        "the profile of {coach} still waits for “{stage}”. It was due on {due}.\n\n"
        "{profile}"
    )


@register
class VettingChangesNeededMessage(_VettingMessage):
    """To the coach, with the reviewer's comment."""

    key = "vetting_changes_needed"
    title = _("Your profile needs changes")
    description = _("When a reviewer has asked for changes to a profile.")
    audience = MessageAudience.COACH
    category = MessageCategory.NOTICE
    in_states = (VettingState.REJECTED,)
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "coach": COACH,
        "comment": Placeholder(
            _("What the reviewer wrote"), _("Please say since when you hold your position.")
        ),
        "link": Placeholder(_("Change my profile"), _LINK_SAMPLE, is_url=True),
    }
    required = frozenset({"comment", "link"})
    links = ("link",)
    subject = _("Your coach profile: something is missing")
    body = _(
        "Hello {coach},\n\n"
        "thank you for offering your time at {association}. Before your profile can be public as "
        "you sent it, something has to change:\n\n"
        "{comment}\n\n"
        "You can change your profile here, and send it to us again:\n\n"
        "{link}\n\n"
        "Keep the link to yourself: whoever has it sees what you told us. Please answer this mail "
        "if anything is unclear."
    )


@register
class VettingApprovedMessage(_VettingMessage):
    """To the coach, when the last stage has approved."""

    key = "vetting_approved"
    title = _("Your profile is approved")
    description = _("When the last stage of the vetting has approved a profile.")
    audience = MessageAudience.COACH
    category = MessageCategory.NOTICE
    in_states = (VettingState.APPROVED,)
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "coach": COACH,
        "comment": Placeholder(_("What the reviewer wrote"), _("Good to have you with us!")),
        "public": Placeholder(_("See my profile"), "https://example.org/coaches/", is_url=True),
        "link": Placeholder(_("Open my own page"), _LINK_SAMPLE, is_url=True),
    }
    links = ("link",)
    subject = _("Your coach profile is approved")
    body = _(
        "Hello {coach},\n\n"
        "your profile is approved. Thank you for coaching with {association}!\n\n"
        "{public}\n\n"
        "{comment}\n\n"
        "On your own page you say how many learners you have time for, change your profile, or "
        "take a break:\n\n"
        "{link}"
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values."""
        vetting = cls.vetting_of(message)
        return {**super().values(message), "public": _public_address(vetting)}


@register
class VettingEndingMessage(_VettingMessage):
    """To the coach and to staff, two weeks before."""

    key = "vetting_ending"
    title = _("An approval ends")
    description = _("Two weeks before a profile's approval, or the time it was given, ends.")
    audience = MessageAudience.ANYBODY
    category = MessageCategory.REMINDER
    in_states = VettingState.granting()
    placeholders: ClassVar = {"association": ASSOCIATION, "coach": COACH, "until": _UNTIL}
    subject = _("The profile of {coach}: approved until {until}")
    body = _(
        "Hello,\n\n"
        "the coach profile of {coach} at {association} may be public until {until}. After that it "
        "is not shown before it is vetted again."
    )


@register
class VettingGraceMessage(MessageKind):
    """To staff, when vetting is turned on at a site with live profiles."""

    key = "vetting_grace"
    title = _("These profiles need vetting")
    description = _("When vetting is turned on: which live profiles need it, and until when.")
    audience = MessageAudience.STAFF
    category = MessageCategory.NOTICE
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "coaches": Placeholder(_("The coaches' names"), _("Ann Bell, Carl Dunn")),
        "until": _UNTIL,
        "queue": Placeholder(
            _("Open the vetting queue"), "https://example.org/admin/", is_url=True
        ),
    }
    required = frozenset({"coaches"})
    subject = _("Coaches to be vetted by {until}")
    body = _(
        "Hello,\n\n"
        "coaches of {association} are vetted from now on. These profiles are public without; each "
        "has to be approved by {until}, or it is taken off the site:\n\n"
        "{coaches}\n\n"
        "Open each profile and submit it to the workflow.\n\n"
        "{queue}"
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values.

        Raises:
            RecordGoneError: none of them still needs vetting.
        """
        keys = message.context.get("vettings") or []
        vettings = list(
            CoachVetting.objects.filter(
                pk__in=keys,
                site_id=message.site_id,
                state=VettingState.GRACE,
                revoked_at__isnull=True,
            ).select_related("coach__person", "site")
        )
        if not vettings:
            raise RecordGoneError("No profile needs vetting any more.")
        return {
            "association": association_of(message),
            "coaches": "\n".join(sorted({v.coach.person.name for v in vettings})),
            "until": _day(max(v.valid_until for v in vettings if v.valid_until), vettings[0].site),
            "queue": admin_address("wagtail_coaching_vetting:index", site=vettings[0].site),
        }

    @classmethod
    def example(cls, site: Site) -> dict[str, Any] | None:
        """Return the context with all profiles that have been given time."""
        given = CoachVetting.objects.filter(
            site=site, state=VettingState.GRACE, revoked_at__isnull=True
        )
        keys = list(given.values_list("pk", flat=True)[:50])
        return {"vettings": keys} if keys else None


def _public_address(vetting: CoachVetting) -> str:
    for model in coach_page_models():
        page = model._default_manager.filter(pk=vetting.page_pk, live=True).first()
        if page is not None and page.full_url:
            return str(page.full_url)
    return str(vetting.site.root_url)


def _day(moment: datetime.datetime | None, site: Site) -> str:
    """Return the date of a moment in the site's time zone, as the language writes it."""
    if moment is None:
        return ""
    local = timezone.localtime(moment, CoachingSettings.of(site).zone)
    return date_format(local, "DATE_FORMAT")
