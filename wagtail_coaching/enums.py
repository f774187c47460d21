"""Closed vocabularies: their values are stored, so they never change; their labels may."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class CoachState(models.TextChoices):
    """Where a coach stands with the association."""

    APPLICANT = "applicant", _("Applicant")
    ACTIVE = "active", _("Active")
    HIDDEN = "hidden", _("Hidden")
    SUSPENDED = "suspended", _("Suspended")
    LEFT = "left", _("Left")


class CoachAvailability(models.TextChoices):
    """Whether a coach takes new requests on a given day. Derived, never stored."""

    OPEN = "open", _("Open to new conversations")
    FULL = "full", _("All places are taken")
    PAUSED = "paused", _("Taking a break")
    CLOSED = "closed", _("Not taking requests now")


class ContactChannel(models.TextChoices):
    """How a coach prefers the first contact. By phone is what the program recommends."""

    PHONE = "phone", _("Phone (recommended)")
    EMAIL = "email", _("E-mail")


class ContactVisibility(models.TextChoices):
    """Who sees a phone number or an e-mail address on a coach's profile."""

    EVERYONE = "everyone", _("Everyone")
    MEMBERS = "members", _("Members")
    ACCEPTED = "accepted", _("Only somebody whose request the coach has accepted")


class GallerySort(models.TextChoices):
    """In which order the gallery shows coaches. Part of links, never stored."""

    SHUFFLE = "shuffle", _("In turn, new every day")
    MATCH = "match", _("Best match")
    AVAILABILITY = "availability", _("Most places open")
    NAME = "name", _("Name")
    NEWEST = "newest", _("Recently joined")


class ConfirmationState(models.TextChoices):
    """How one round of asking a coach whether their profile is still right stands, or ended."""

    ASKED = "asked", _("Waiting for the coach's answer")
    CONFIRMED = "confirmed", _("Still right")
    PAUSED = "paused", _("The coach takes a break")
    STOPPED = "stopped", _("The coach has stopped")
    HIDDEN = "hidden", _("No answer; the profile is hidden")
    CANCELED = "canceled", _("Not needed any more")


class ConcernState(models.TextChoices):
    """Whether staff have looked into a concern about a profile."""

    NEW = "new", _("New")
    HANDLED = "handled", _("Handled")


class RequestPurpose(models.TextChoices):
    """What a coach is asked for."""

    COACHING = "coaching", _("To coach")
    INTRODUCTION = "introduction", _("To suggest a coach, and introduce")


class RequestKind(models.TextChoices):
    """How long a learner expects to need a coach."""

    ONE_OFF = "one_off", _("One conversation")
    TARGETED = "targeted", _("A few conversations about one goal")
    ONGOING = "ongoing", _("An ongoing relationship")


class RequestState(models.TextChoices):
    """Where a coach request stands."""

    UNPROVEN = "unproven", _("Address not confirmed yet")
    NEW = "new", _("New")
    IN_PROGRESS = "in_progress", _("In progress")
    INTRODUCED = "introduced", _("Introduced")
    ENDED = "ended", _("Ended after an introduction")
    CLOSED = "closed", _("Closed without an introduction")

    @classmethod
    def awaiting(cls) -> tuple[RequestState, ...]:
        """Return the states in which a learner waits for an introduction."""
        return (cls.NEW, cls.IN_PROGRESS)

    @classmethod
    def taking_a_place(cls) -> tuple[RequestState, ...]:
        """Return the states in which a learner takes one of a coach's places."""
        return (cls.INTRODUCED,)


class AddressChangeState(models.TextChoices):
    """How a wish for another e-mail address stands."""

    OPEN = "open", _("Waiting for both addresses")
    DONE = "done", _("Done")
    CANCELED = "canceled", _("Canceled")


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


class VettingState(models.TextChoices):
    """How one look at a coach's profile stands, or ended."""

    WAITING = "waiting", _("Waiting")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Changes needed")
    CANCELED = "canceled", _("Withdrawn")
    OVERRIDDEN = "overridden", _("Published without vetting by an administrator")
    GRACE = "grace", _("Public for now, to be vetted")

    @classmethod
    def granting(cls) -> tuple[VettingState, ...]:
        """Return the states that let a profile be public."""
        return (cls.APPROVED, cls.OVERRIDDEN, cls.GRACE)


class WebinarStatus(models.TextChoices):
    """Whether a webinar takes place (RFC 5545 section 3.8.1.11, ``STATUS``)."""

    SCHEDULED = "scheduled", _("Scheduled")
    CANCELED = "canceled", _("Canceled")


class StaffRecipientKind(models.TextChoices):
    """What a staff member wants to hear about."""

    REQUESTS = "requests", _("Coach requests")
    VETTING = "vetting", _("Vetting of coaches")
    CONCERNS = "concerns", _("Concerns about a coach's profile")
    WEBINARS = "webinars", _("Webinars")
    PROBLEMS = "problems", _("Problems, such as mail that could not be delivered")


class PopulationBand(models.TextChoices):
    """The size of a community, in ten bands. Derived from the population number, never stored."""

    UNDER_2500 = "under-2500", _("Under 2,500")
    FROM_2500 = "2500-4999", _("2,500–4,999")
    FROM_5000 = "5000-9999", _("5,000–9,999")
    FROM_10000 = "10000-24999", _("10,000–24,999")
    FROM_25000 = "25000-49999", _("25,000–49,999")
    FROM_50000 = "50000-99999", _("50,000–99,999")
    FROM_100000 = "100000-249999", _("100,000–249,999")
    FROM_250000 = "250000-499999", _("250,000–499,999")
    FROM_500000 = "500000-1000000", _("500,000–1,000,000")
    OVER_1000000 = "over-1000000", _("Over 1,000,000")

    @classmethod
    def for_population(cls, population: int | None) -> PopulationBand | None:
        """Return the band of a number of residents, or ``None`` where the number is not known."""
        if population is None:
            return None
        for upper_bound, band in _BAND_UPPER_BOUNDS:
            if population <= upper_bound:
                return band
        return cls.OVER_1000000


# The largest population that still belongs to each band, in residents.
_BAND_UPPER_BOUNDS: Final = (
    (2_499, PopulationBand.UNDER_2500),
    (4_999, PopulationBand.FROM_2500),
    (9_999, PopulationBand.FROM_5000),
    (24_999, PopulationBand.FROM_10000),
    (49_999, PopulationBand.FROM_25000),
    (99_999, PopulationBand.FROM_50000),
    (249_999, PopulationBand.FROM_100000),
    (499_999, PopulationBand.FROM_250000),
    (1_000_000, PopulationBand.FROM_500000),
)


class USState(models.TextChoices):
    """The states and the District of Columbia, by USPS abbreviation (Publication 28, app. B)."""

    @classmethod
    def name_of(cls, code: str) -> str:
        """Return a state's name; empty where the code is no state's.

        ``get_us_state_display()`` translates all of the names at every call: too slow in lists.
        """
        try:
            return str(cls(code).label)
        except ValueError:
            return ""

    AL = "AL", _("Alabama")
    AK = "AK", _("Alaska")
    AZ = "AZ", _("Arizona")
    AR = "AR", _("Arkansas")
    CA = "CA", _("California")
    CO = "CO", _("Colorado")
    CT = "CT", _("Connecticut")
    DE = "DE", _("Delaware")
    DC = "DC", _("District of Columbia")
    FL = "FL", _("Florida")
    GA = "GA", _("Georgia")
    HI = "HI", _("Hawaii")
    ID = "ID", _("Idaho")
    IL = "IL", _("Illinois")
    IN = "IN", _("Indiana")
    IA = "IA", _("Iowa")
    KS = "KS", _("Kansas")
    KY = "KY", _("Kentucky")
    LA = "LA", _("Louisiana")
    ME = "ME", _("Maine")
    MD = "MD", _("Maryland")
    MA = "MA", _("Massachusetts")
    MI = "MI", _("Michigan")
    MN = "MN", _("Minnesota")
    MS = "MS", _("Mississippi")
    MO = "MO", _("Missouri")
    MT = "MT", _("Montana")
    NE = "NE", _("Nebraska")
    NV = "NV", _("Nevada")
    NH = "NH", _("New Hampshire")
    NJ = "NJ", _("New Jersey")
    NM = "NM", _("New Mexico")
    NY = "NY", _("New York")
    NC = "NC", _("North Carolina")
    ND = "ND", _("North Dakota")
    OH = "OH", _("Ohio")
    OK = "OK", _("Oklahoma")
    OR = "OR", _("Oregon")
    PA = "PA", _("Pennsylvania")
    RI = "RI", _("Rhode Island")
    SC = "SC", _("South Carolina")
    SD = "SD", _("South Dakota")
    TN = "TN", _("Tennessee")
    TX = "TX", _("Texas")
    UT = "UT", _("Utah")
    VT = "VT", _("Vermont")
    VA = "VA", _("Virginia")
    WA = "WA", _("Washington")
    WV = "WV", _("West Virginia")
    WI = "WI", _("Wisconsin")
    WY = "WY", _("Wyoming")
