"""A learner's request for a coach (the private record) and the form page's mixin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.admin import display
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField

from wagtail_coaching.enums import RequestKind, RequestPurpose, RequestState, USState
from wagtail_coaching.fields import PhoneField
from wagtail_coaching.models.base import SiteRecord
from wagtail_coaching.models.program import SectionPageMixin

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    PageView = Callable[["CoachRequestPageMixin", HttpRequest], HttpResponse]


class CoachRequest(SiteRecord):
    """What a learner asked, with their own facts as they were then. Private."""

    person = models.ForeignKey(
        "wagtail_coaching.Person",
        verbose_name=_("person"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="coach_requests",
    )
    coach = models.ForeignKey(
        "wagtail_coaching.Coach",
        verbose_name=_("coach"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="coach_requests",
    )
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail address"))
    phone = PhoneField(_("phone"), blank=True)
    job_title = models.CharField(_("title"), max_length=150, blank=True)
    organization = models.CharField(_("organization"), max_length=150, blank=True)
    organization_type = models.ForeignKey(
        "wagtail_coaching.OrganizationType",
        verbose_name=_("type of organization"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    population = models.PositiveIntegerField(
        _("population"), null=True, blank=True, validators=[MaxValueValidator(50_000_000)]
    )
    us_state = models.CharField(_("state"), max_length=2, choices=USState.choices, blank=True)
    career_stage = models.ForeignKey(
        "wagtail_coaching.CareerStage",
        verbose_name=_("career stage"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    topics = models.ManyToManyField(
        "wagtail_coaching.Topic", verbose_name=_("topics"), blank=True, related_name="+"
    )
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=RequestKind.choices,
        default=RequestKind.ONE_OFF,
    )
    purpose = models.CharField(
        _("purpose"),
        max_length=20,
        choices=RequestPurpose.choices,
        default=RequestPurpose.COACHING,
        editable=False,
    )
    message = models.TextField(_("message"), max_length=4000)
    language = models.CharField(_("language"), max_length=12, blank=True, editable=False)
    consented_at = models.DateTimeField(_("consented at"), editable=False)
    state = models.CharField(
        _("request state"),
        max_length=20,
        choices=RequestState.choices,
        default=RequestState.NEW,
    )
    state_changed_at = models.DateTimeField(
        _("state changed at"), default=timezone.now, editable=False
    )
    staff_notes = models.TextField(
        _("staff notes"), blank=True, help_text=_("Only staff of this site see these.")
    )
    created_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("coach request")
        verbose_name_plural = _("coach requests")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["site", "state", "-created_at"], name="wagtail_coaching_request_inbox"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @display(description=_("coach"))
    def asked_coach(self) -> str:
        """The name of the coach who is asked, or that none was named."""
        return self.coach.person.name if self.coach else gettext("Nobody in particular")


class CoachRequestPageMixin(RoutablePageMixin, SectionPageMixin):
    """The page with the request form, and its thank-you page."""

    coaching_template = "wagtail_coaching/coach_request_page.html"
    page_description = _("The form with which a learner asks for a coach.")

    consent_text = models.TextField(
        _("consent text"),
        blank=True,
        max_length=1000,
        help_text=_("What a learner agrees to. Empty: our standard text."),
    )
    thank_you_text = RichTextField(
        _("thank-you text"), blank=True, features=["bold", "italic", "link", "ul", "ol"]
    )

    coaching_panels = [
        *SectionPageMixin.coaching_panels,
        FieldPanel("consent_text"),
        FieldPanel("thank_you_text"),
    ]

    class Meta:
        abstract = True

    @path("")
    def request_form(self, request: HttpRequest) -> HttpResponse:
        """Show the form, and take what is sent."""
        view: PageView = import_string("wagtail_coaching.views.request.request_form")
        return view(self, request)

    @path("thanks/", name="thanks")
    def thanks(self, request: HttpRequest) -> HttpResponse:
        """Thank the learner and say what happens next."""
        view: PageView = import_string("wagtail_coaching.views.request.thanks")
        return view(self, request)
