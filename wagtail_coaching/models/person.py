"""People: learners, coaches, or both, without an account."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import AddressChangeState
from wagtail_coaching.fields import PhoneField, TimeZoneField
from wagtail_coaching.models.base import SiteRecord, SiteRecordQuerySet


class PersonQuerySet(SiteRecordQuerySet["Person"]):
    """Queries over people."""

    def lock(self) -> int:
        """Let nobody else change these people until the transaction ends; return how many.

        What belongs to a person is locked after the person, never before: so services that
        handle the same people wait for each other, and never for ever. A write that changes
        nothing locks on every database; SQLite has no ``SELECT … FOR UPDATE``, and refuses to go
        from reading to writing when somebody else has written in between.
        """
        return self.update(time_zone=F("time_zone"))


class Person(SiteRecord):
    """One person at one site, known by their e-mail address. Private."""

    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(
        _("e-mail address"),
        help_text=_("Shown on the site only where the coach's record says so."),
        max_length=254,
    )
    phone = PhoneField(_("phone"), blank=True)
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

    objects: ClassVar[Any] = models.Manager.from_queryset(PersonQuerySet)()

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


class AddressChange(SiteRecord):
    """A person's wish to be reached elsewhere. It holds once both addresses have said yes."""

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="address_changes"
    )
    old_email = models.EmailField(_("old address"), max_length=254)
    new_email = models.EmailField(_("new address"), max_length=254)
    old_proven_at = models.DateTimeField(_("old address said yes"), null=True, blank=True)
    new_proven_at = models.DateTimeField(_("new address said yes"), null=True, blank=True)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=AddressChangeState.choices,
        default=AddressChangeState.OPEN,
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("address change")
        verbose_name_plural = _("address changes")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.old_email} → {self.new_email}"
