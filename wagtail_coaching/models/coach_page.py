"""A coach's public profile: the page's mixin, and the credentials on it."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.images import get_image_model_string
from wagtail.models import Orderable, get_page_models
from wagtail.search import index
from wagtail.utils.decorators import cached_classmethod

from wagtail_coaching.blocks import BiographyBlock
from wagtail_coaching.enums import PopulationBand, USState
from wagtail_coaching.fields import CoachingStreamField
from wagtail_coaching.models.page import CoachingPageMixin
from wagtail_coaching.models.vetted_page import VettedPageMixin
from wagtail_coaching.panels import (
    ApplicationPanel,
    CoachFactsPanel,
    CoachingTab,
    CoachPageForm,
    VettingPanel,
    tabbed_edit_handler,
)

if TYPE_CHECKING:
    from wagtail_coaching.models.taxonomy import Topic


class CoachCredentialMixin(Orderable):
    """Abstract: a credential that a coach holds, on the profile.

    The concrete class belongs to the app of the concrete coach page, and adds
    ``page = ParentalKey(<its coach page>, related_name="credentials", on_delete=models.CASCADE)``.
    """

    credential = models.ForeignKey(
        "wagtail_coaching.Credential",
        verbose_name=_("credential"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    expires_on = models.DateField(
        _("expires on"),
        null=True,
        blank=True,
        help_text=_("The last day it holds; after it, the profile does not show it. Empty: never."),
    )

    panels = [
        FieldRowPanel([FieldPanel("credential", widget=forms.Select), FieldPanel("expires_on")])
    ]

    class Meta(Orderable.Meta):
        abstract = True
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")

    def __str__(self) -> str:
        return str(self.credential)

    def holds_on(self, day: datetime.date) -> bool:
        """Return whether the credential still holds on a day."""
        return self.expires_on is None or self.expires_on >= day


class CoachPageMixin(VettedPageMixin, CoachingPageMixin):
    """A coach's public profile. The page's title is the coach's name.

    No e-mail address and no phone number is ever a field of a page: they would stand in every
    revision. They are on the :class:`Coach`'s person.
    """

    base_form_class = CoachPageForm
    coaching_template = "wagtail_coaching/coach_page.html"
    context_view = "wagtail_coaching.views.coach.coach_context"
    coaching_parents = ("CoachGalleryPageMixin",)
    coaching_children = ()
    page_description = _("The public profile of one coach.")
    #: Names of fields of the host's own (no StreamFields) that its cards show. They are copied into
    #: the gallery's index when a page is saved, or else by the daily comparison.
    coaching_card_fields: ClassVar[tuple[str, ...]] = ()
    #: The rendition of the portrait that cards show.
    coaching_card_portrait: ClassVar[str] = "fill-320x320"

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
            "Who this is, and how to reach them. The record says what the profile shows of it, and "
            "to whom."
        ),
    )
    preferred_name = models.CharField(
        _("preferred name"),
        max_length=80,
        blank=True,
        help_text=_("What to call the coach, such as “Bob”. Empty: the name as above."),
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
    roles = ParentalManyToManyField(
        "wagtail_coaching.CoachRole",
        verbose_name=_("roles"),
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
        VettingPanel(),
        ApplicationPanel(),
        FieldPanel("coach"),
        CoachFactsPanel(),
        FieldPanel("portrait"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("preferred_name"), FieldPanel("pronouns")]),
                FieldPanel("job_title"),
                FieldPanel("organization"),
                FieldPanel("organization_type", widget=forms.Select),
                FieldPanel("population"),
                FieldRowPanel([FieldPanel("us_state"), FieldPanel("region")]),
            ],
            heading=_("Position"),
        ),
        CoachingTab(
            [
                MultiFieldPanel(
                    [
                        FieldPanel("years_in_local_government"),
                        FieldPanel("career_stage", widget=forms.Select),
                        FieldPanel("roles", widget=forms.CheckboxSelectMultiple),
                    ],
                    heading=_("Experience"),
                ),
                InlinePanel("credentials", heading=_("Credentials"), label=_("Credential")),
                FieldPanel("ask_me_about"),
                FieldPanel("biography"),
            ],
            heading=_("Background"),
        ),
    ]
    coaching_search_fields = [
        index.SearchField("job_title"),
        index.SearchField("organization"),
        index.SearchField("ask_me_about"),
        index.SearchField("biography"),
    ]
    coaching_api_fields = [
        APIField("preferred_name"),
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

    @cached_classmethod
    def get_edit_handler(cls) -> Any:  # noqa: N805  (a class method, which the linter can't see)
        """Return the editor: tabs for profile, background, and what else Wagtail offers."""
        return tabbed_edit_handler(cls)

    def clean(self) -> None:
        """Check the coach against the site and against other profiles.

        Raises:
            ValidationError: the coach belongs to another site, or has a profile already.
        """
        super().clean()
        if self._has_taken_coach():
            raise ValidationError({"coach": gettext("This coach already has a profile page.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; let go of a coach who has another profile in this language, or another site.

        Copying a page never runs ``clean()``, and an old revision of a page that was moved still
        names the coach of its old site.
        """
        if self._has_taken_coach() or self._has_foreign_coach():
            self.coach = None
        super().save(*args, **kwargs)

    def _has_foreign_coach(self) -> bool:
        """Whether the coach belongs to another site than this page; a new page has no site yet."""
        if self._state.adding or self.coach is None:
            return False
        site = self.get_site()
        return site is not None and self.coach.site_id != site.pk

    def _has_taken_coach(self) -> bool:
        """Whether another page is this coach's profile; an alias is no profile of its own."""
        if self.alias_of_id or not self.coach_id:
            return False
        profiles: models.QuerySet[Any] = type(self)._default_manager.exclude(pk=self.pk)
        return profiles.filter(
            coach_id=self.coach_id, locale_id=self.locale_id, alias_of__isnull=True
        ).exists()

    @property
    def population_band(self) -> PopulationBand | None:
        """The range the population lies in, or ``None`` where it is not known."""
        return PopulationBand.for_population(self.population)

    @property
    def display_location(self) -> str:
        """Region and state as a person would say them; empty where neither is known."""
        state = USState.name_of(self.us_state) or self.us_state
        return ", ".join(part for part in (self.region, state) if part)

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

    @property
    def call_name(self) -> str:
        """What to call the coach in a sentence: the preferred name, or the name."""
        return self.preferred_name or self.title

    @property
    def current_credentials(self) -> list[Any]:
        """The coach's credentials that hold today (the current local date)."""
        today = timezone.localdate()
        held: Any = self.credentials  # type: ignore[attr-defined]  # of the concrete class
        return [held_one.credential for held_one in held.all() if held_one.holds_on(today)]

    @cached_property
    def card_topics(self) -> list[Topic]:
        """The coach's topics in the editors' order; free of queries where they are prefetched."""
        if self.coach is None:
            return []
        return sorted(self.coach.topics.all(), key=lambda t: (t.sort_order or 0, t.name))


def coach_page_models() -> list[Any]:
    """Return every class of coach pages there is, the host's own among them."""
    return [model for model in get_page_models() if issubclass(model, CoachPageMixin)]
