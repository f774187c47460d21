"""What visitors tell staff about a coach's profile. Private."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import ConcernState
from wagtail_coaching.models.base import SiteRecord


class CoachConcern(SiteRecord):
    """A concern about one profile. Who sent it may have left no name."""

    coach = models.ForeignKey(
        "wagtail_coaching.Coach",
        verbose_name=_("coach"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="concerns",
    )
    #: The profile's name as it was then, which stays when the coach is deleted.
    profile_name = models.CharField(_("profile"), max_length=255, editable=False)
    page_pk = models.CharField(max_length=64, blank=True, editable=False)
    message = models.TextField(_("concern"), max_length=4000, editable=False)
    name = models.CharField(_("from"), max_length=200, blank=True, editable=False)
    email = models.EmailField(_("e-mail address"), blank=True, editable=False, max_length=254)
    state = models.CharField(
        _("state"), max_length=10, choices=ConcernState.choices, default=ConcernState.NEW
    )
    staff_notes = models.TextField(
        _("staff notes"), blank=True, help_text=_("Only staff of this site see these.")
    )
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handled by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("received"), auto_now_add=True)

    class Meta:
        verbose_name = _("concern")
        verbose_name_plural = _("concerns")
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["site", "state"], name="wagtail_coaching_concern_state")
        ]

    def __str__(self) -> str:
        return self.profile_name
