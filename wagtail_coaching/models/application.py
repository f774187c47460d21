"""What somebody told the association who wants to coach, or to learn. Private."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import ApplicationRole, ApplicationState
from wagtail_coaching.models.base import SiteRecord
from wagtail_coaching.models.link import new_link_key


class CoachApplication(SiteRecord):
    """One application, from the first step of the form on.

    Nobody but the applicant may read it before they have proven the address. A coach's profile is
    made of it then, as a draft; the application stays, as what was said.
    """

    #: Opens the form while it is filled in, or mended; see ``services/application_draft.py``. A
    #: new one is drawn each time the form is opened again, so that old addresses are dead.
    key = models.CharField(max_length=32, unique=True, default=new_link_key, editable=False)
    #: Names the filling-in of the first step, so that a double click makes one application.
    start_key = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001  (NULL: many may have none)
    #: Until when :attr:`key` opens the form.
    open_until = models.DateTimeField(null=True, blank=True, editable=False)
    #: The key of the form's page. No foreign key: the page's class is the host's choice.
    form_page_pk = models.CharField(max_length=64, blank=True, editable=False)
    role = models.CharField(
        _("applies"), max_length=10, choices=ApplicationRole.choices, default=ApplicationRole.COACH
    )
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=ApplicationState.choices,
        default=ApplicationState.STARTED,
        editable=False,
    )
    state_changed_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    #: Whose it is; known when the form was sent.
    person = models.ForeignKey(
        "wagtail_coaching.Person",
        verbose_name=_("person"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="coach_applications",
    )
    #: The coach it led to; known when the address was proven.
    coach = models.ForeignKey(
        "wagtail_coaching.Coach",
        verbose_name=_("coach"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="applications",
    )
    name = models.CharField(_("name"), max_length=200, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254, editable=False)
    language = models.CharField(_("language"), max_length=12, blank=True, editable=False)
    #: What was typed, right or not: by step, by field, a list of strings as a browser sends them.
    typed = models.JSONField(default=dict, blank=True, editable=False)
    #: What it came to when it was sent, by field; see ``services/profile_edit.py``.
    facts = models.JSONField(default=dict, blank=True, editable=False)
    #: Answers to the editors' own questions: [{"label": …, "answer": …}].
    answers = models.JSONField(default=list, blank=True, editable=False)
    #: The photo as we wrote it anew (JPEG). Not a file: nobody can guess the address of a row.
    portrait = models.BinaryField(null=True, blank=True, editable=False)
    consent_text = models.TextField(_("consent text"), blank=True, editable=False)
    consented_at = models.DateTimeField(_("consented at"), null=True, blank=True, editable=False)
    #: What staff write to a learner whose application they decide on.
    comment = models.TextField(_("comment to the applicant"), blank=True, editable=False)
    created_at = models.DateTimeField(_("begun"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("last change"), auto_now=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["site", "state"], name="wagtail_coaching_appl_state"),
            models.Index(fields=["state", "changed_at"], name="wagtail_coaching_appl_age"),
        ]

    def __str__(self) -> str:
        return self.name
