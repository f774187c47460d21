"""That a coach agrees to a public profile: to which words, when, and how we know. Private."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import ConsentSource
from wagtail_coaching.models.base import SiteRecord


class CoachConsent(SiteRecord):
    """One time that a coach agreed, or that the association gave its word for it."""

    coach = models.ForeignKey(
        "wagtail_coaching.Coach",
        verbose_name=_("coach"),
        on_delete=models.CASCADE,
        related_name="consents",
    )
    source = models.CharField(_("how"), max_length=12, choices=ConsentSource.choices)
    #: The words, as they were then; empty for the association's word.
    text = models.TextField(_("text"), blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    #: Who gave the association's word; ``None`` where the coach did it.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    given_at = models.DateTimeField(_("given at"), default=timezone.now)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering: ClassVar = ["-given_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.coach}: {self.get_source_display()}"

    @property
    def version(self) -> str:
        """What tells one wording from another: the start of its SHA-256 in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12] if self.text else ""
