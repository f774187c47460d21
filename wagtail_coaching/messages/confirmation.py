"""Mail of "Is this still right?": to the coach, and to staff where there is no answer."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import (
    CoachState,
    ConfirmationState,
    ContactChannel,
    ContactVisibility,
    MessageAudience,
    MessageCategory,
)
from wagtail_coaching.messages.addresses import admin_address
from wagtail_coaching.messages.base import (
    MessageKind,
    Placeholder,
    RecordGoneError,
    referred,
    register,
)
from wagtail_coaching.messages.coach import REQUESTS, put_back_text
from wagtail_coaching.messages.person import ASSOCIATION, association_of
from wagtail_coaching.messages.vetting import COACH
from wagtail_coaching.models import Coach, CoachConfirmation, CoachingSettings, coach_page_models
from wagtail_coaching.models.confirmation import REMINDERS

if TYPE_CHECKING:
    from wagtail.models import Site

    from wagtail_coaching.models import Message

_LINK: Final = Placeholder(_("Look and answer"), "https://example.org/link/", is_url=True)
_RECORD: Final = Placeholder(
    _("Open the coach's record"), "https://example.org/admin/", is_url=True
)
_ACCEPTED: Final = ContactVisibility.ACCEPTED.label


class _RoundMessage(MessageKind):
    """What the messages about one round have in common."""

    category = MessageCategory.NOTICE
    #: The state of the round in which the message makes sense.
    in_state: ClassVar[ConfirmationState] = ConfirmationState.ASKED

    @classmethod
    def round_of(cls, message: Message) -> CoachConfirmation:
        """Return the round.

        Raises:
            RecordGoneError: it is deleted, or has ended.
        """
        found: CoachConfirmation = referred(
            message, "confirmation", "wagtail_coaching.CoachConfirmation"
        )
        if found.state != cls.in_state:
            raise RecordGoneError("The round has ended.")
        return found

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values.

        Raises:
            RecordGoneError: the message is not needed any more.
        """
        coach = cls.round_of(message).coach
        return {"association": association_of(message), "coach": coach.person.name}

    @classmethod
    def example(cls, site: Site) -> dict[str, Any] | None:
        """Return the context of the latest round that fits."""
        found = cls._examples(site).first()
        return {"confirmation": found.pk} if found is not None else None

    @classmethod
    def _examples(cls, site: Site) -> Any:
        return CoachConfirmation.objects.filter(site=site, state=cls.in_state)


class _QuestionMessage(_RoundMessage):
    """What the question and its reminders have in common: they show what the profile says."""

    audience = MessageAudience.COACH
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "coach": COACH,
        "name": Placeholder(_("The name on the profile"), _("Ann Bell")),
        "job_title": Placeholder(_("The title on the profile"), _("Village manager")),
        "organization": Placeholder(_("The organization"), _("Village of Maple Grove")),
        "topics": Placeholder(_("What the coach helps with"), _("Budgets, Interviews")),
        "places": Placeholder(_("For how many learners there is time"), "2"),
        "channel": Placeholder(_("The preferred channel"), ContactChannel.PHONE.label),
        "hours": Placeholder(_("The best hours"), _("Weekday mornings")),
        "phone": Placeholder(_("The coach's phone number"), "312-555-0101"),
        "phone_visibility": Placeholder(_("Who sees the phone number"), _ACCEPTED),
        "email": Placeholder(_("The coach's e-mail address"), "ann@example.org"),
        "email_visibility": Placeholder(_("Who sees the e-mail address"), _ACCEPTED),
        "until": Placeholder(_("The day the profile is hidden"), _("May 12, 2027")),
        "link": _LINK,
    }
    required = frozenset({"link"})
    links = ("link",)

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values, as the public profile has them now.

        Raises:
            RecordGoneError: the coach has answered, or has no public profile any more.
        """
        confirmation = cls.round_of(message)
        coach = confirmation.coach
        profile = _profile_of(coach, message.language)
        if profile is None or coach.state != CoachState.ACTIVE:
            raise RecordGoneError("The profile is not public.")
        nothing = _now("not given")
        return {
            **super().values(message),
            "name": profile.title,
            "job_title": profile.job_title or nothing,
            "organization": profile.organization or nothing,
            "topics": ", ".join(coach.topics.values_list("name", flat=True)) or nothing,
            "places": str(coach.capacity),
            "channel": coach.get_preferred_channel_display(),
            "hours": coach.best_hours or nothing,
            "phone": coach.phone or nothing,
            "phone_visibility": coach.get_phone_visibility_display(),
            "email": coach.email,
            "email_visibility": coach.get_email_visibility_display(),
            "until": date_format(hiding_day(confirmation), "DATE_FORMAT"),
        }


@register
class ConfirmProfileMessage(_QuestionMessage):
    """The question."""

    key = "confirm_profile"
    title = _("Is your profile still right?")
    description = _("When nobody has confirmed a public profile for as long as the site allows.")
    subject = _("Is your coach profile at {association} still right?")
    body = _(
        "Hello {coach},\n\n"
        "thank you for coaching with {association}. Learners choose you by what your profile says, "
        "so we ask every now and then: is this still right?\n\n"
        "Name: {name}\n"
        "Title: {job_title}\n"
        "Organization: {organization}\n"
        "Topics: {topics}\n"
        "Places for learners: {places}\n\n"
        "Preferred channel: {channel}\n"
        "Best hours: {hours}\n"
        "Phone: {phone}\n"
        "Who sees it: {phone_visibility}\n"
        "E-mail: {email}\n"
        "Who sees it: {email_visibility}\n\n"
        "{link}\n\n"
        "There you say that all is right, or you change something, take a break, or stop coaching. "
        "It takes a minute.\n\n"
        "If we do not hear from you by {until}, we take your profile off the site until you "
        "answer. Keep the link to yourself: whoever has it can answer for you."
    )


@register
class ConfirmReminderMessage(_QuestionMessage):
    """The two reminders."""

    key = "confirm_profile_reminder"
    title = _("Is your profile still right? A reminder")
    description = _("When a coach has not answered whether the profile is still right. Twice.")
    subject = _("Please answer: is your coach profile still right?")
    body = _(
        "Hello {coach},\n\n"
        "we have not heard from you yet: is your coach profile at {association} still right?\n\n"
        "Name: {name}\n"
        "Title: {job_title}\n"
        "Organization: {organization}\n"
        "Topics: {topics}\n"
        "Places for learners: {places}\n\n"
        "{link}\n\n"
        "There you say that all is right, or you change something, take a break, or stop coaching. "
        "It takes a minute.\n\n"
        "If we do not hear from you by {until}, we take your profile off the site until you "
        "answer."
    )


@register
class ProfileHiddenForSilenceMessage(_RoundMessage):
    """To the coach who did not answer."""

    key = "profile_hidden_silence"
    title = _("Your profile is hidden until you answer")
    description = _("When a coach has not answered the reminders either: to the coach.")
    audience = MessageAudience.COACH
    in_state = ConfirmationState.HIDDEN
    placeholders: ClassVar = {"association": ASSOCIATION, "coach": COACH, "link": _LINK}
    required = frozenset({"link"})
    links = ("link",)
    subject = _("Your coach profile at {association} is hidden until you answer")
    body = _(
        "Hello {coach},\n\n"
        "we asked you whether your coach profile at {association} is still right, and have not "
        "heard from you. So we have taken it off the site for now. Nothing is deleted.\n\n"
        "Would you like to go on? Say so here, and your profile comes back:\n\n"
        "{link}\n\n"
        "You can also change something there, take a break, or stop coaching."
    )


@register
class CoachSilentMessage(_RoundMessage):
    """To staff."""

    key = "coach_silent_staff"
    title = _("A coach has not answered")
    description = _("When a coach has not answered the reminders either: to staff.")
    audience = MessageAudience.STAFF
    in_state = ConfirmationState.HIDDEN
    placeholders: ClassVar = {
        "association": ASSOCIATION,
        "coach": COACH,
        "asked": Placeholder(_("The day the coach was asked"), _("March 31, 2027")),
        "requests": REQUESTS,
        "record": _RECORD,
    }
    subject = _("{coach} has not answered, and is hidden")
    body = _(
        "Hello,\n\n"
        "on {asked} {coach} was asked whether the profile at {association} is still right. There "
        "was no answer, and none to two reminders, so the profile was taken off the site. With a "
        "late answer it comes back by itself.\n\n"
        "{requests}\n\n"
        "{record}"
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values.

        Raises:
            RecordGoneError: the coach has answered meanwhile.
        """
        confirmation = cls.round_of(message)
        coach = confirmation.coach
        return {
            **super().values(message),
            "asked": date_format(_day_of(confirmation.asked_at, confirmation.site), "DATE_FORMAT"),
            "requests": put_back_text(message),
            "record": _record_of(coach),
        }


@register
class CoachBackMessage(MessageKind):
    """To staff, where the profile is not public again by itself."""

    key = "coach_back_staff"
    title = _("A coach is back, and the profile needs a look")
    description = _(
        "When a coach who was hidden has answered, and the profile cannot be public as it is."
    )
    audience = MessageAudience.STAFF
    category = MessageCategory.NOTICE
    placeholders: ClassVar = {"association": ASSOCIATION, "coach": COACH, "record": _RECORD}
    subject = _("{coach} is back: the profile needs a look")
    body = _(
        "Hello,\n\n"
        "{coach} was hidden at {association} for not having answered, and has answered now. The "
        "profile is not public: no approval covers it as it is. Please look at it, and submit it "
        "to the workflow.\n\n"
        "{record}"
    )

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values.

        Raises:
            RecordGoneError: the coach is gone again, or public already.
        """
        coach: Coach = referred(message, "coach", "wagtail_coaching.Coach")
        if coach.state != CoachState.ACTIVE or _profile_of(coach, "") is not None:
            raise RecordGoneError("There is nothing to look at.")
        return {
            "association": association_of(message),
            "coach": coach.person.name,
            "record": _record_of(coach),
        }


def hiding_day(confirmation: CoachConfirmation) -> datetime.date:
    """Return the day on which the profile is hidden, if there is no answer to an open round."""
    settings = CoachingSettings.of(confirmation.site)
    left = max(REMINDERS - confirmation.reminders, 0)
    more = datetime.timedelta(days=settings.confirmation_reminder_days * left)
    return timezone.localtime(confirmation.next_step_at + more, settings.zone).date()


def _profile_of(coach: Coach, language: str) -> Any | None:
    """Return the coach's public page, in this language rather than in another."""
    pages = [
        page
        for model in coach_page_models()
        for page in model._default_manager.filter(coach=coach, live=True)
        .select_related("locale")
        .order_by("path")
    ]
    return min(pages, key=lambda page: page.locale.language_code != language, default=None)


def _record_of(coach: Coach) -> str:
    return admin_address("wagtail_coaching_coaches:edit", coach.pk, site=coach.site)


def _day_of(moment: datetime.datetime, site: Site) -> datetime.date:
    return timezone.localtime(moment, CoachingSettings.of(site).zone).date()
