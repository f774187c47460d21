"""Mail: its states, why it is sent, and to whom."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageState(models.TextChoices):
    """Where a mail in the outbox stands."""

    QUEUED = "queued", _("Waiting to be sent")
    CLAIMED = "claimed", _("Being prepared")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    RETRYING = "retrying", _("Failed, will be tried again")
    FAILED = "failed", _("Failed")
    UNKNOWN = "unknown", _("Perhaps sent")
    CANCELED = "canceled", _("Not needed any more")

    @classmethod
    def troubled(cls) -> tuple[MessageState, ...]:
        """Return the states that staff should look at."""
        return (cls.FAILED, cls.UNKNOWN)


class MessageCategory(models.TextChoices):
    """Why a mail is sent. Only the last two may be unsubscribed from."""

    ANSWER = "answer", _("Answers to what somebody asked or did")
    NOTICE = "notice", _("News about somebody's own profile or request")
    REMINDER = "reminder", _("Reminders")
    DIGEST = "digest", _("Summaries")

    @property
    def may_be_left(self) -> bool:
        """Whether one may unsubscribe from it (RFC 8058)."""
        return self in (MessageCategory.REMINDER, MessageCategory.DIGEST)


class MessageAudience(models.TextChoices):
    """Who reads a kind of mail."""

    LEARNER = "learner", _("Learners")
    COACH = "coach", _("Coaches and applicants")
    ANYBODY = "anybody", _("Anybody")
    REVIEWER = "reviewer", _("Reviewers")
    STAFF = "staff", _("Staff")


class StaffRecipientKind(models.TextChoices):
    """What a staff member wants to hear about."""

    REQUESTS = "requests", _("Coach requests")
    VETTING = "vetting", _("Vetting of coaches")
    CONCERNS = "concerns", _("Concerns about a coach's profile")
    WEBINARS = "webinars", _("Webinars")
    PROBLEMS = "problems", _("Problems, such as mail that could not be delivered")
