"""Personal links: what somebody without an account may open, confirm or decide. Private."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.models.base import SiteRecord


def new_link_key() -> str:
    """Return a new random key: 128 bits, as 22 characters that are safe in a URL."""
    return secrets.token_urlsafe(16)


class Link(SiteRecord):
    """One link that was given to one person, for one purpose, and perhaps for one record.

    The row alone opens nothing: the address in a mail also carries a signature made with the
    project's secret key (see ``services/links.py``), so a copy of the database holds no usable
    link.
    """

    key = models.CharField(
        _("key"), max_length=32, unique=True, default=new_link_key, editable=False
    )
    purpose = models.CharField(_("purpose"), max_length=40)
    person = models.ForeignKey(
        "wagtail_coaching.Person",
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="links",
    )
    #: The record it is about, as "app_label.modelname" and key; both empty where it is about none.
    subject_type = models.CharField(max_length=100, blank=True, editable=False)
    subject_id = models.CharField(max_length=64, blank=True, editable=False)
    #: The state the record was in. When it has moved on, the link is dead.
    subject_state = models.CharField(max_length=40, blank=True, editable=False)
    #: The address it was sent to. When the person has another by now, the link is dead.
    email = models.EmailField(max_length=254, editable=False)
    expires_at = models.DateTimeField(_("expires at"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("personal link")
        verbose_name_plural = _("personal links")
        indexes: ClassVar = [
            models.Index(fields=["person", "purpose"], name="wagtail_coaching_link_person"),
            models.Index(
                fields=["subject_type", "subject_id"], name="wagtail_coaching_link_subject"
            ),
            models.Index(fields=["expires_at"], name="wagtail_coaching_link_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.person}"
