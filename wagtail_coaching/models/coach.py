"""A person's coaching (the private record) and the public profile page's mixin."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import (
    CoachAvailability,
    CoachState,
    ContactChannel,
)
from wagtail_coaching.models.base import SiteRecord, SiteRecordQuerySet

if TYPE_CHECKING:
    pass


class CoachQuerySet(SiteRecordQuerySet["Coach"]):
    """Queries over coaches."""

    def available(self, today: datetime.date | None = None) -> CoachQuerySet:
        """Return the coaches who take new requests on ``today`` (the current local date)."""
        day = today or timezone.localdate()
        return self.filter(
            Q(paused_until__isnull=True) | Q(paused_until__lte=day),
            Q(accepting_until__isnull=True) | Q(accepting_until__gte=day),
            state=CoachState.ACTIVE,
            capacity__gt=0,
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
    last_confirmed_on = models.DateField(
        _("last confirmed on"),
        null=True,
        blank=True,
        help_text=_("When the coach last said that the profile is right."),
    )
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
        return self.person.phone

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
        return CoachAvailability.OPEN

    @property
    def is_available(self) -> bool:
        """Whether the coach takes new requests today."""
        return self.availability is CoachAvailability.OPEN
