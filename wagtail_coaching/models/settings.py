"""What an association sets for its site: names, logos, addresses, time zone."""

from __future__ import annotations

import zoneinfo
from typing import ClassVar

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.images import get_image_model_string
from wagtail.models import Orderable, Site

from wagtail_coaching.enums import StaffRecipientKind
from wagtail_coaching.fields import PhoneField, TimeZoneField

# RFC 5322 section 2.2: a header field's body has no CR or LF of its own.
_one_line = RegexValidator(r"^[^\r\n]*$", _("Enter this on one line."))


@register_setting(icon="group")
class CoachingSettings(ClusterableModel, BaseSiteSetting):
    """The coaching program's settings of one site."""

    association_name = models.CharField(
        _("name"), max_length=150, blank=True, help_text=_("Empty: the site's own name.")
    )
    association_logo = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    partner_name = models.CharField(_("name"), max_length=150, blank=True)
    partner_logo = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    partner_url = models.URLField(_("website"), blank=True)
    contact_name = models.CharField(_("contact person"), max_length=150, blank=True)
    contact_email = models.EmailField(
        _("contact e-mail address"), blank=True, help_text=_("Shown on the program's pages.")
    )
    contact_phone = PhoneField(_("contact phone"), blank=True)
    sender_name = models.CharField(
        _("sender's name"), max_length=150, blank=True, validators=[_one_line]
    )
    sender_email = models.EmailField(
        _("sender's address"),
        blank=True,
        help_text=_("Mail to coaches and learners comes from here. Empty: the site's default."),
    )
    reply_to = models.EmailField(
        _("reply-to address"), blank=True, help_text=_("Where answers to such mail go.")
    )
    time_zone = TimeZoneField(
        _("time zone"),
        blank=True,
        help_text=_("Webinar times are shown in it. Empty: the site's default."),
    )

    vetting_required = models.BooleanField(
        _("coaches are vetted"),
        default=True,
        help_text=_(
            "A profile is public only after reviewers have approved it. Turning this on gives live "
            "profiles the time below to be vetted."
        ),
    )
    vetting_grace_days = models.PositiveSmallIntegerField(
        _("days for live profiles to be vetted"),
        default=30,
        validators=[MinValueValidator(1)],
        help_text=_("Counted from the day vetting is turned on."),
    )
    vetting_valid_months = models.PositiveSmallIntegerField(
        _("months an approval holds"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: without end."),
    )

    confirmation_months = models.PositiveSmallIntegerField(
        _("months between confirmations"),
        null=True,
        blank=True,
        default=12,
        validators=[MinValueValidator(1)],
        help_text=_(
            "After so many months coaches are asked whether all is still right. Empty: never."
        ),
    )
    confirmation_reminder_days = models.PositiveSmallIntegerField(
        _("days between reminders"),
        default=14,
        validators=[MinValueValidator(1)],
        help_text=_(
            "A coach who does not answer is reminded twice, so many days apart. As many days after "
            "the second reminder the profile is hidden."
        ),
    )
    leaver_retention_days = models.PositiveSmallIntegerField(
        _("days until a leaver's data is deleted"),
        default=90,
        validators=[MinValueValidator(1)],
        help_text=_("Counted from the day a coach has left the program."),
    )

    consent_text = models.TextField(
        _("what coaches agree to"),
        blank=True,
        max_length=2000,
        help_text=_(
            "The words by which coaches agree to a public profile. Empty: our standard text."
        ),
    )
    association_consents = models.BooleanField(
        _("the association's word is enough"),
        default=False,
        help_text=_(
            "Coaches whom staff enter need not agree by a link before their profile is public; who "
            "publishes it gives the association's word, and that is recorded."
        ),
    )
    learners_are_reviewed = models.BooleanField(
        _("learners are looked at"),
        default=False,
        help_text=_("Staff accept or decline whoever joins as a learner. Otherwise anybody may."),
    )

    panels: ClassVar = [
        MultiFieldPanel(
            [FieldPanel("association_name"), FieldPanel("association_logo")],
            heading=_("Association"),
        ),
        MultiFieldPanel(
            [FieldPanel("partner_name"), FieldPanel("partner_logo"), FieldPanel("partner_url")],
            heading=_("National partner"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("contact_name"),
                FieldPanel("contact_email"),
                FieldPanel("contact_phone"),
            ],
            heading=_("Contact"),
        ),
        MultiFieldPanel(
            [FieldPanel("sender_name"), FieldPanel("sender_email"), FieldPanel("reply_to")],
            heading=_("Mail"),
        ),
        FieldPanel("time_zone"),
        MultiFieldPanel(
            [
                FieldPanel("vetting_required"),
                FieldPanel("vetting_grace_days"),
                FieldPanel("vetting_valid_months"),
            ],
            heading=_("Vetting of coaches"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("consent_text"),
                FieldPanel("association_consents"),
                FieldPanel("learners_are_reviewed"),
            ],
            heading=_("Applying"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("confirmation_months"),
                FieldPanel("confirmation_reminder_days"),
                FieldPanel("leaver_retention_days"),
            ],
            heading=_("Coaches stay up to date"),
        ),
        InlinePanel(
            "vetting_checklist",
            heading=_("What reviewers check"),
            label=_("Checklist item"),
        ),
        InlinePanel(
            "staff_recipients",
            heading=_("Staff who are told"),
            label=_("Recipient"),
            help_text=_("Who hears about what. One address may be listed more than once."),
        ),
    ]

    class Meta:
        verbose_name = _("Coaching program")
        verbose_name_plural = _("Coaching programs")

    @classmethod
    def of(cls, site: Site) -> CoachingSettings:
        """Return a site's settings; unsaved ones with the defaults where nothing is stored."""
        return cls.objects.filter(site=site).first() or cls(site=site)

    @property
    def display_name(self) -> str:
        """The association's name, or the site's where none is set."""
        return self.association_name or self.site.site_name or self.site.hostname

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The association's time zone; the project's default where none is set."""
        return zoneinfo.ZoneInfo(self.time_zone or timezone.get_default_timezone_name())


class StaffRecipient(Orderable):
    """One address that is told about one kind of event."""

    settings = ParentalKey(
        CoachingSettings, on_delete=models.CASCADE, related_name="staff_recipients"
    )
    kind = models.CharField(_("hears about"), max_length=20, choices=StaffRecipientKind.choices)
    email = models.EmailField(_("e-mail address"))

    panels: ClassVar = [FieldPanel("kind"), FieldPanel("email")]

    class Meta(Orderable.Meta):
        verbose_name = _("staff recipient")
        verbose_name_plural = _("staff recipients")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.email}"
