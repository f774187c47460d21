"""People: learners, coaches, or both, without an account."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.fields import TimeZoneField
from wagtail_coaching.models.base import SiteRecord


class Person(SiteRecord):
    """One person at one site, known by their e-mail address. Private."""

    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(
        _("e-mail address"), help_text=_("Never shown on the site."), max_length=254
    )
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        help_text=_("The language code this person is written to in. Empty: the site's own."),
    )
    time_zone = TimeZoneField(
        _("time zone"), blank=True, help_text=_("Empty: the association's time zone.")
    )
    email_proven_at = models.DateTimeField(
        _("address proven at"), null=True, blank=True, editable=False
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "email"],
                name="wagtail_coaching_person_email_unique",
                violation_error_message=_("This site already knows somebody with this address."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Bring the address into the one form it is compared in."""
        super().clean()
        self.email = self.normalize_email(self.email)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the address in the one form it is compared in."""
        self.email = self.normalize_email(self.email)
        super().save(*args, **kwargs)

    @staticmethod
    def normalize_email(email: str) -> str:
        """Return the address in lower case and without spaces around it.

        RFC 5321 section 2.4 lets a host tell ``Ann@`` from ``ann@``; none that people use does,
        and two records for one person would do more harm.
        """
        return (email or "").strip().lower()
