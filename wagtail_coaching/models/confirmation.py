"""Asking coaches, once a year, whether their profile is still right. Private."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import ConfirmationState
from wagtail_coaching.models.base import SiteRecord

#: A coach who does not answer is reminded so often, then the profile is hidden.
REMINDERS: Final = 2


class CoachConfirmation(SiteRecord):
    """One round: a mail, two reminders, and what came of it."""

    coach = models.ForeignKey(
        "wagtail_coaching.Coach",
        verbose_name=_("coach"),
        on_delete=models.CASCADE,
        related_name="confirmations",
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ConfirmationState.choices,
        default=ConfirmationState.ASKED,
    )
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    reminders = models.PositiveSmallIntegerField(_("reminders sent"), default=0)
    #: When the next reminder is due, or after the last one the hiding.
    next_step_at = models.DateTimeField(_("next step"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering: ClassVar = ["-asked_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["state", "next_step_at"], name="wagtail_coaching_confirm_due"),
        ]

    def __str__(self) -> str:
        return f"{self.coach}: {self.get_state_display()}"
