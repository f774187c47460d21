"""A webinar's calendar entry (the record) and the mixins of its page and of the schedule."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.search import index

from wagtail_coaching.blocks import PresentersBlock
from wagtail_coaching.enums import WebinarStatus
from wagtail_coaching.fields import CoachingStreamField, TimeZoneField
from wagtail_coaching.models.base import SiteRecord
from wagtail_coaching.models.page import CoachingPageMixin
from wagtail_coaching.models.program import SectionPageMixin
from wagtail_coaching.models.settings import CoachingSettings
from wagtail_coaching.panels import CoachingPageForm


def _make_uid() -> str:
    return str(uuid.uuid4())


class Webinar(SiteRecord):
    """A webinar as calendars know it. Publishing its page copies the facts here.

    Times are stored in UTC; ``time_zone`` is the IANA name they were entered in. ``uid`` never
    changes, and ``sequence`` grows with each change that a calendar must notice (RFC 5545,
    sections 3.8.4.7 and 3.8.7.4).
    """

    # The same in all languages of one page, so that translations share one calendar entry.
    translation_key = models.UUIDField(_("translation key"), editable=False)
    uid = models.CharField(_("UID"), max_length=64, unique=True, default=_make_uid, editable=False)
    title = models.CharField(_("title"), max_length=255)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    time_zone = TimeZoneField(_("time zone"))
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=WebinarStatus.choices,
        default=WebinarStatus.SCHEDULED,
    )
    sequence = models.PositiveIntegerField(_("sequence"), default=0, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("webinar")
        verbose_name_plural = _("webinars")
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "translation_key"], name="wagtail_coaching_webinar_key_unique"
            )
        ]

    def __str__(self) -> str:
        return self.title


class WebinarSchedulePageMixin(SectionPageMixin):
    """The schedule: the webinar pages under it, upcoming and past."""

    coaching_template = "wagtail_coaching/webinar_schedule_page.html"
    context_view = "wagtail_coaching.views.webinar.schedule_context"
    coaching_children = ("WebinarPageMixin",)
    page_description = _("Upcoming and past webinars. Webinar pages stand under it.")

    class Meta:
        abstract = True


class WebinarPageMixin(CoachingPageMixin):
    """One webinar, from its announcement to its recording."""

    base_form_class = CoachingPageForm
    coaching_template = "wagtail_coaching/webinar_page.html"
    context_view = "wagtail_coaching.views.webinar.webinar_context"
    coaching_parents = ("WebinarSchedulePageMixin",)
    page_description = _("One webinar, from announcement to recording.")

    webinar = models.ForeignKey(
        "wagtail_coaching.Webinar",
        verbose_name=_("calendar entry"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="%(app_label)s_%(class)s_set",
    )
    summary = models.TextField(
        _("summary"), blank=True, max_length=500, help_text=_("One or two sentences.")
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    time_zone = TimeZoneField(
        _("shown in time zone"), blank=True, help_text=_("Empty: the association's time zone.")
    )
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=WebinarStatus.choices,
        default=WebinarStatus.SCHEDULED,
    )
    description = RichTextField(_("description"), blank=True)
    presenters = CoachingStreamField(PresentersBlock(), verbose_name=_("presenters"), blank=True)
    topics = ParentalManyToManyField(
        "wagtail_coaching.Topic", verbose_name=_("topics"), blank=True, related_name="+"
    )
    registration_url = models.URLField(_("registration link"), blank=True)
    recording_url = models.URLField(_("recording link"), blank=True)

    # A copy is another event; it gets its own calendar entry when it is published.
    exclude_fields_in_copy = ["webinar"]

    coaching_panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("time_zone"),
                FieldPanel("status"),
            ],
            heading=_("Date and time"),
        ),
        FieldPanel("summary"),
        FieldPanel("description"),
        FieldPanel("presenters"),
        FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
        MultiFieldPanel(
            [FieldPanel("registration_url"), FieldPanel("recording_url")], heading=_("Links")
        ),
    ]
    coaching_search_fields = [
        index.SearchField("summary"),
        index.SearchField("description"),
        index.FilterField("starts_at"),
    ]
    coaching_api_fields = [
        APIField("summary"),
        APIField("starts_at"),
        APIField("ends_at"),
        APIField("status"),
        APIField("description"),
        APIField("presenters"),
        APIField("recording_url"),
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Check the times against each other.

        Raises:
            ValidationError: the webinar ends before it starts.
        """
        super().clean()
        # A draft may lack either.
        starts_at: datetime.datetime | None = self.starts_at
        ends_at: datetime.datetime | None = self.ends_at
        if starts_at is not None and ends_at is not None and ends_at <= starts_at:
            raise ValidationError({"ends_at": gettext("The end must be after the start.")})

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """Return the page as a revision has it, with the calendar entry that it has now.

        The entry is made by publishing, after the revision was written.
        """
        page = super().with_content_json(content)  # type: ignore[misc]
        page.webinar_id = self.webinar_id
        return page  # type: ignore[no-any-return]

    @cached_property
    def shown_time_zone(self) -> str:
        """The IANA name of the time zone in which the page shows its times."""
        if self.time_zone:
            return str(self.time_zone)
        site = self.get_site()
        if site is None:
            return timezone.get_default_timezone_name()
        return str(CoachingSettings.for_site(site).zone.key)

    @property
    def is_canceled(self) -> bool:
        """Whether the webinar does not take place."""
        return self.status == WebinarStatus.CANCELED

    @property
    def is_past(self) -> bool:
        """Whether the webinar has ended; not, while a draft says no time."""
        ends_at: datetime.datetime | None = self.ends_at
        return ends_at is not None and ends_at <= timezone.now()
