"""A person's coaching (the private record) and the public profile page's mixin."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar, Final

from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import (
    CoachAvailability,
    CoachState,
    ContactChannel,
    ContactVisibility,
    RequestPurpose,
    RequestState,
)
from wagtail_coaching.models.base import SiteRecord, SiteRecordQuerySet

#: Which requests take one of a coach's places: to introduce somebody to another takes none.
_TAKES_A_PLACE: Final = {
    "state__in": RequestState.taking_a_place(),
    "purpose": RequestPurpose.COACHING,
}
#: What :meth:`CoachQuerySet.with_places` adds.
_COUNTED: Final = "counted_places_taken"


class CoachQuerySet(SiteRecordQuerySet["Coach"]):
    """Queries over coaches."""

    def with_places(self) -> CoachQuerySet:
        """Return the coaches with ``counted_places_taken``: :attr:`Coach.places_taken` then costs
        no query.
        """
        learners = self.model._meta.get_field("coach_requests").related_model
        taken = (
            learners._default_manager.filter(coach=OuterRef("pk"), **_TAKES_A_PLACE)
            .order_by()
            .values("coach")
            .annotate(number=Count("pk"))
            .values("number")
        )
        return self.annotate(**{_COUNTED: Coalesce(Subquery(taken), 0)})

    def available(self, today: datetime.date | None = None) -> CoachQuerySet:
        """Return the coaches who take new requests on ``today`` (the current local date)."""
        day = today or timezone.localdate()
        return self.with_places().filter(
            Q(paused_until__isnull=True) | Q(paused_until__lte=day),
            Q(accepting_until__isnull=True) | Q(accepting_until__gte=day),
            state=CoachState.ACTIVE,
            capacity__gt=F("counted_places_taken"),
        )


class Coach(SiteRecord):
    """A person's coaching: how many learners, when, about what. Private; changes take effect at
    once. What the public sees of the person is the coach page.
    """

    person = models.OneToOneField(
        "wagtail_coaching.Person",
        verbose_name=_("person"),
        # Not PROTECT: that would stop the deletion of a site before our own refusal is heard.
        on_delete=models.RESTRICT,
        related_name="coach",
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=CoachState.choices,
        default=CoachState.ACTIVE,
        help_text=_("Any other than “active” takes the profile off the site at once."),
    )
    capacity = models.PositiveSmallIntegerField(
        _("capacity"),
        default=2,
        validators=[MaxValueValidator(50)],
        help_text=_("How many learners this coach has time for at once. 0: none at present."),
    )
    paused_until = models.DateField(
        _("paused until"),
        null=True,
        blank=True,
        help_text=_("The first day this coach takes requests again."),
    )
    accepting_until = models.DateField(
        _("accepting until"),
        null=True,
        blank=True,
        help_text=_("The last day this coach takes new requests. Empty: no end."),
    )
    preferred_channel = models.CharField(
        _("preferred channel"),
        max_length=10,
        choices=ContactChannel.choices,
        default=ContactChannel.PHONE,
    )
    best_hours = models.CharField(
        _("best hours"), max_length=200, blank=True, help_text=_("Such as “weekday mornings”.")
    )
    topics = models.ManyToManyField(
        "wagtail_coaching.Topic", verbose_name=_("topics"), blank=True, related_name="coaches"
    )
    languages = models.ManyToManyField(
        "wagtail_coaching.CoachLanguage",
        verbose_name=_("languages"),
        blank=True,
        related_name="coaches",
    )
    formats = models.ManyToManyField(
        "wagtail_coaching.MeetingFormat",
        verbose_name=_("formats"),
        blank=True,
        related_name="coaches",
        help_text=_("How the coach likes to talk."),
    )
    phone_visibility = models.CharField(
        _("who sees the phone number"),
        max_length=10,
        choices=ContactVisibility.choices,
        default=ContactVisibility.ACCEPTED,
    )
    email_visibility = models.CharField(
        _("who sees the e-mail address"),
        max_length=10,
        choices=ContactVisibility.choices,
        default=ContactVisibility.ACCEPTED,
    )
    last_confirmed_on = models.DateField(
        _("last confirmed on"),
        null=True,
        blank=True,
        help_text=_("When the coach last said that the profile is right."),
    )
    #: Since when the state is "left"; the data goes when the site's time has run out.
    left_at = models.DateTimeField(_("left at"), null=True, blank=True, editable=False)
    suspended_at = models.DateTimeField(_("suspended at"), null=True, blank=True, editable=False)
    #: Why, for staff of this site; and what the coach was told.
    suspension_reason = models.TextField(_("reason of the suspension"), blank=True, editable=False)
    suspension_message = models.TextField(
        _("message about the suspension"), blank=True, editable=False
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects: ClassVar[Any] = models.Manager.from_queryset(CoachQuerySet)()

    class Meta:
        verbose_name = _("coach")
        verbose_name_plural = _("coaches")
        ordering = ["person__name"]

    def __str__(self) -> str:
        return self.person.name

    def clean(self) -> None:
        """Hold person and coach to one site.

        Raises:
            ValidationError: the person belongs to another site.
        """
        super().clean()
        if self.person_id and self.site_id and self.person.site_id != self.site_id:
            raise ValidationError({"person": gettext("This person belongs to another site.")})

    @property
    @display(description=_("e-mail address"))
    def email(self) -> str:
        """The person's e-mail address. Private."""
        return self.person.email

    @property
    @display(description=_("phone"))
    def phone(self) -> str:
        """The person's phone number; may be empty. Private."""
        return str(self.person.phone)

    @property
    def places_taken(self) -> int:
        """How many learners the coach has now."""
        if self.pk is None:
            return 0
        counted = getattr(self, _COUNTED, None)
        if counted is None:
            counted = self.coach_requests.filter(**_TAKES_A_PLACE).count()
            setattr(self, _COUNTED, counted)
        return int(counted)

    @property
    def places_open(self) -> int:
        """How many more learners the coach has time for; never below 0."""
        return max(self.capacity - self.places_taken, 0)

    @property
    def availability(self) -> CoachAvailability:
        """Whether the coach takes new requests today (the current local date)."""
        today = timezone.localdate()
        if self.state != CoachState.ACTIVE or self.capacity == 0:
            return CoachAvailability.CLOSED
        if self.accepting_until and self.accepting_until < today:
            return CoachAvailability.CLOSED
        if self.paused_until and self.paused_until > today:
            return CoachAvailability.PAUSED
        return CoachAvailability.OPEN if self.places_open else CoachAvailability.FULL

    @property
    def is_available(self) -> bool:
        """Whether the coach takes new requests today."""
        return self.availability is CoachAvailability.OPEN

    @property
    def may_introduce(self) -> bool:
        """Whether a Senior Advisor can be asked today to introduce somebody: that takes none of
        the places, so all of them may be taken.
        """
        return self.availability in (CoachAvailability.OPEN, CoachAvailability.FULL)
