"""A person's coaching (the private record) and the public profile page's mixin."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.images import get_image_model_string
from wagtail.search import index

from wagtail_coaching.blocks import BiographyBlock
from wagtail_coaching.enums import (
    CoachAvailability,
    CoachState,
    ContactChannel,
    PopulationBand,
    USState,
)
from wagtail_coaching.fields import CoachingStreamField
from wagtail_coaching.models.base import SiteRecord, SiteRecordQuerySet
from wagtail_coaching.models.page import CoachingPageMixin
from wagtail_coaching.panels import CoachPageForm

if TYPE_CHECKING:
    from wagtail_coaching.models.taxonomy import Topic


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
        on_delete=models.PROTECT,
        related_name="coach",
    )
    state = models.CharField(
        _("state"), max_length=20, choices=CoachState.choices, default=CoachState.ACTIVE
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


class CoachPageMixin(CoachingPageMixin):
    """A coach's public profile. The page's title is the coach's name.

    No e-mail address and no phone number is ever a field of a page: they would stand in every
    revision. They are on the :class:`Coach`'s person.
    """

    base_form_class = CoachPageForm
    coaching_template = "wagtail_coaching/coach_page.html"
    context_view = "wagtail_coaching.views.gallery.coach_context"
    coaching_parents = ("CoachGalleryPageMixin",)
    coaching_children = ()
    page_description = _("The public profile of one coach.")

    # A plain key and no one-to-one: translations of one profile share the coach. That there is
    # one profile a coach and language is checked in clean() and held in save().
    coach = models.ForeignKey(
        "wagtail_coaching.Coach",
        verbose_name=_("contact record"),
        null=True,
        # May be empty in the database, as a copy is until somebody says whose it is; the editing
        # form asks for it before it publishes.
        blank=True,
        on_delete=models.SET_NULL,
        related_name="%(app_label)s_%(class)s_set",
        help_text=_(
            "Who this is, and how to reach them. Private: none of it is shown on the page."
        ),
    )
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    job_title = models.CharField(_("title"), max_length=150, blank=True)
    organization = models.CharField(_("organization"), max_length=150, blank=True)
    organization_type = models.ForeignKey(
        "wagtail_coaching.OrganizationType",
        verbose_name=_("organization type"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    population = models.PositiveIntegerField(
        _("population"),
        null=True,
        blank=True,
        help_text=_("How many residents the organization serves. The page shows a range."),
    )
    us_state = models.CharField(_("state"), max_length=2, choices=USState.choices, blank=True)
    region = models.CharField(
        _("region"), max_length=100, blank=True, help_text=_("Such as “Fox Valley”.")
    )
    years_in_local_government = models.PositiveSmallIntegerField(
        _("years in local government"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(80)],
    )
    career_stage = models.ForeignKey(
        "wagtail_coaching.CareerStage",
        verbose_name=_("career stage"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    credentials = ParentalManyToManyField(
        "wagtail_coaching.Credential",
        verbose_name=_("credentials"),
        blank=True,
        related_name="+",
    )
    ask_me_about = models.TextField(
        _("ask me about"), blank=True, max_length=1000, help_text=_("One thing a line.")
    )
    biography = CoachingStreamField(BiographyBlock(), verbose_name=_("biography"), blank=True)
    portrait = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("portrait"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Without one, the page shows the coach's initials."),
    )

    coaching_panels = [
        FieldPanel("coach"),
        FieldPanel("portrait"),
        MultiFieldPanel(
            [
                FieldPanel("pronouns"),
                FieldPanel("job_title"),
                FieldPanel("organization"),
                FieldPanel("organization_type", widget=forms.Select),
                FieldPanel("population"),
                FieldRowPanel([FieldPanel("us_state"), FieldPanel("region")]),
            ],
            heading=_("Position"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("years_in_local_government"),
                FieldPanel("career_stage", widget=forms.Select),
                FieldPanel("credentials", widget=forms.CheckboxSelectMultiple),
            ],
            heading=_("Experience"),
        ),
        FieldPanel("ask_me_about"),
        FieldPanel("biography"),
    ]
    coaching_search_fields = [
        index.SearchField("job_title"),
        index.SearchField("organization"),
        index.SearchField("ask_me_about"),
        index.SearchField("biography"),
    ]
    coaching_api_fields = [
        APIField("pronouns"),
        APIField("job_title"),
        APIField("organization"),
        APIField("us_state"),
        APIField("region"),
        APIField("ask_me_about"),
        APIField("biography"),
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Check the coach against the site and against other profiles.

        Raises:
            ValidationError: the coach belongs to another site, or has a profile already.
        """
        super().clean()
        if not self.coach_id:
            return
        if self._other_profiles().exists():
            raise ValidationError({"coach": gettext("This coach already has a profile page.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a second profile of the same coach in the same language lets go of the coach.

        Copying a page never runs ``clean()``; without this, a copy would stand for the same
        person twice.
        """
        if not self.alias_of_id and self.coach_id and self._other_profiles().exists():
            self.coach = None
        super().save(*args, **kwargs)

    def _other_profiles(self) -> models.QuerySet[Any]:
        profiles: models.QuerySet[Any] = type(self)._default_manager.exclude(pk=self.pk)
        return profiles.filter(
            coach_id=self.coach_id, locale_id=self.locale_id, alias_of__isnull=True
        )

    @property
    def population_band(self) -> PopulationBand | None:
        """The range the population lies in, or ``None`` where it is not known."""
        return PopulationBand.for_population(self.population)

    @property
    def display_location(self) -> str:
        """Region and state as a person would say them; empty where neither is known."""
        return ", ".join(part for part in (self.region, self.get_us_state_display()) if part)

    @property
    def initials(self) -> str:
        """One or two letters that stand for the coach where there is no portrait."""
        words = [word for word in self.title.split() if word[0].isalpha()]
        letters = [words[0][0], words[-1][0]] if len(words) > 1 else [w[0] for w in words]
        return "".join(letters).upper()

    @property
    def ask_me_about_items(self) -> list[str]:
        """The lines of "ask me about", without empty ones."""
        return [line.strip() for line in self.ask_me_about.splitlines() if line.strip()]

    @cached_property
    def card_topics(self) -> list[Topic]:
        """The coach's topics in the editors' order; free of queries where they are prefetched."""
        if self.coach is None:
            return []
        return sorted(self.coach.topics.all(), key=lambda t: (t.sort_order or 0, t.name))
