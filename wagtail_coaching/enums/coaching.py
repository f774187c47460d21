"""Where people, profiles, requests and webinars stand, and what may be chosen about them."""

from __future__ import annotations

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


class ApplicationRole(models.TextChoices):
    """As what somebody applies."""

    COACH = "coach", _("As a coach")
    LEARNER = "learner", _("As a learner")
    BOTH = "both", _("As both")

    @property
    def coaches(self) -> bool:
        """Whether a coach's profile comes of it."""
        return self is not ApplicationRole.LEARNER


class ApplicationState(models.TextChoices):
    """Where an application stands. How a submitted coach's profile stands, the vetting knows."""

    STARTED = "started", _("Being filled in")
    UNPROVEN = "unproven", _("Address not confirmed yet")
    SUBMITTED = "submitted", _("Submitted")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")

    @classmethod
    def unsent(cls) -> tuple[ApplicationState, ...]:
        """Return the states in which nobody but the applicant may read it."""
        return (cls.STARTED, cls.UNPROVEN)


class ConsentSource(models.TextChoices):
    """How we know that a coach agrees to their profile being public."""

    FORM = "form", _("Given in the application")
    LINK = "link", _("Given by the coach's link")
    ASSOCIATION = "association", _("The association's word")


class NominationState(models.TextChoices):
    """Where a nomination stands. One that is declined is deleted."""

    UNPROVEN = "unproven", _("Not confirmed by who nominates")
    ASKED = "asked", _("The nominee is asked")
    ACCEPTED = "accepted", _("The nominee is applying")


class WebinarStatus(models.TextChoices):
    """Whether a webinar takes place (RFC 5545 section 3.8.1.11, ``STATUS``)."""

    SCHEDULED = "scheduled", _("Scheduled")
    CANCELED = "canceled", _("Canceled")
