"""Somebody's suggestion that somebody else would be a good coach. Private."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import NominationState
from wagtail_coaching.models.base import SiteRecord


class CoachNomination(SiteRecord):
    """One nomination. Who declines is forgotten: the row is deleted, and all that names them."""

    state = models.CharField(
        _("state"),
        max_length=10,
        choices=NominationState.choices,
        default=NominationState.UNPROVEN,
        editable=False,
    )
    nominator = models.ForeignKey(
        "wagtail_coaching.Person",
        verbose_name=_("nominated by"),
        null=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="nominations_made",
    )
    nominator_name = models.CharField(_("your name"), max_length=200)
    nominator_email = models.EmailField(_("your e-mail address"), max_length=254)
    #: Known once the nominator has proven their address, and the nominee is asked.
    nominee = models.ForeignKey(
        "wagtail_coaching.Person",
        verbose_name=_("nominee"),
        null=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="nominations",
    )
    nominee_name = models.CharField(_("name"), max_length=200)
    nominee_email = models.EmailField(_("e-mail address"), max_length=254)
    reason = models.TextField(_("why"), max_length=2000)
    application = models.OneToOneField(
        "wagtail_coaching.CoachApplication",
        verbose_name=_("application"),
        null=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="nomination",
    )
    #: The key of the form's page; see ``CoachApplication.form_page_pk``.
    form_page_pk = models.CharField(max_length=64, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=12, blank=True, editable=False)
    created_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["site", "state"], name="wagtail_coaching_nomination"),
        ]

    def __str__(self) -> str:
        return self.nominee_name
