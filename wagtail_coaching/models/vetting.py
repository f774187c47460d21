"""The vetting of coaches: who decided what about which revision, and what counts as vetted."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.forms import TaskStateCommentForm
from wagtail.models import AbstractGroupApprovalTask, Orderable, TaskState

from wagtail_coaching.enums import VettingState
from wagtail_coaching.models.base import SiteRecord, SiteRecordQuerySet


class VettingChecklistItem(Orderable):
    """One thing that reviewers of a site look into before they approve."""

    settings = ParentalKey(
        "wagtail_coaching.CoachingSettings",
        on_delete=models.CASCADE,
        related_name="vetting_checklist",
    )
    label = models.CharField(_("what to check"), max_length=200)
    help_text = models.CharField(
        _("how"), max_length=300, blank=True, help_text=_("A hint to the reviewer.")
    )
    is_required = models.BooleanField(
        _("required"), default=True, help_text=_("Nobody is approved before this is ticked.")
    )

    panels: ClassVar = [FieldPanel("label"), FieldPanel("help_text"), FieldPanel("is_required")]

    class Meta(Orderable.Meta):
        verbose_name = _("checklist item")
        verbose_name_plural = _("checklist items")

    def __str__(self) -> str:
        return self.label


class CoachVettingTaskState(TaskState):
    """One run of a vetting stage. A class of its own, so that Wagtail's mail about tasks, whose
    links lead reviewers past our outbox, is not sent for it: ours is.
    """

    class Meta:
        verbose_name = _("coach vetting task state")
        verbose_name_plural = _("coach vetting task states")


class CoachVettingTask(AbstractGroupApprovalTask):
    """A stage of vetting, usable in any workflow. Its groups review; none needs publish rights."""

    task_state_class = CoachVettingTaskState

    due_days = models.PositiveSmallIntegerField(
        _("days to decide"),
        default=14,
        validators=[MinValueValidator(1)],
        help_text=_("After so many days a profile that waits counts as overdue."),
    )

    admin_form_fields: ClassVar = [*AbstractGroupApprovalTask.admin_form_fields, "due_days"]

    class Meta:
        verbose_name = _("coach vetting stage")
        verbose_name_plural = _("coach vetting stages")

    @classmethod
    def get_description(cls) -> str:
        """Say in the list of task types what this one does."""
        return gettext(
            "Members of the chosen groups vet a coach's profile by a checklist. They need no right "
            "to publish."
        )

    def start(self, workflow_state: Any, user: Any | None = None) -> Any:
        """Begin the stage, and record that the profile waits."""
        task_state = super().start(workflow_state, user=user)
        import_string("wagtail_coaching.services.vetting.open_vetting")(
            task_state=task_state, user=user
        )
        return task_state

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        """Return what ``user`` may do with a profile at this stage.

        Nothing, with one's own: see ``services.vetting.may_decide()``. A page that is no profile
        has Wagtail's own actions.
        """
        self._vetting = import_string("wagtail_coaching.services.vetting_actions.vetting_at")(
            task=self, page=obj
        )
        if self._vetting is None:
            return list(super().get_actions(obj, user))
        actions: list[tuple[str, Any, bool]] = import_string(
            "wagtail_coaching.services.vetting_actions.actions_for"
        )(vetting=self._vetting, user=user)
        return actions

    def get_form_for_action(self, action: str) -> Any:
        """Return what makes the modal's form.

        Wagtail asks for it before it asks for the actions, and fills it afterwards: only then is
        it known which profile it is about.
        """

        def make_form(*args: Any, **kwargs: Any) -> Any:
            vetting = getattr(self, "_vetting", None)
            if vetting is None:
                return TaskStateCommentForm(*args, **kwargs)
            form_class = import_string("wagtail_coaching.forms.vetting.DecisionForm")
            return form_class(*args, vetting=vetting, action=action, **kwargs)

        return make_form

    def get_template_for_action(self, action: str) -> str:
        """Return our modal, where the stage is about a profile."""
        return "wagtail_coaching/admin/vetting_modal.html"

    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> str | None:
        """Do what a reviewer asked for.

        Trusts nothing: the page editor passes on what the browser sent, without having checked it.

        Returns:
            Where to go instead, if the rules say no: the address of a view that says why.
        """
        perform = import_string("wagtail_coaching.services.vetting_actions.perform")
        refusal = perform(task_state=task_state, user=user, action=action_name, data=kwargs)
        if refusal is NotImplemented:
            super().on_action(task_state, user, action_name, **kwargs)
            return None
        if refusal is None:
            return None
        # The page editor ignores what is returned; a hook of ours finds it here.
        user.coaching_vetting_refusal = str(refusal)
        address = reverse(
            "wagtail_coaching_vetting_taken", args=[task_state.workflow_state.object_id]
        )
        return f"{address}?reason={refusal.code}"


class CoachVettingQuerySet(SiteRecordQuerySet["CoachVetting"]):
    """Queries over vettings."""

    def effective(self, now: Any | None = None) -> CoachVettingQuerySet:
        """Return those that let a profile be public now: granted, not revoked, not run out."""
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=now or timezone.now()),
            state__in=VettingState.granting(),
            is_final=True,
            revoked_at__isnull=True,
        )


class CoachVetting(SiteRecord):
    """One look at one profile, by one stage: from the day it waits to the decision. Private."""

    coach = models.ForeignKey(
        "wagtail_coaching.Coach",
        verbose_name=_("coach"),
        on_delete=models.CASCADE,
        related_name="vettings",
    )
    #: The key of the profile page. No foreign key: the page's class is the host's choice.
    page_pk = models.CharField(max_length=64, db_index=True, editable=False)
    revision = models.ForeignKey(
        "wagtailcore.Revision",
        verbose_name=_("revision"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    task_state = models.OneToOneField(
        TaskState,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="coach_vetting",
    )
    stage = models.CharField(_("stage"), max_length=255, blank=True)
    #: Whether no other vetting stage comes after this one.
    is_final = models.BooleanField(default=False)
    state = models.CharField(
        _("state"), max_length=12, choices=VettingState.choices, default=VettingState.WAITING
    )
    #: The sensitive facts of the profile that were approved, as stored in a revision.
    approved_content = models.JSONField(default=dict, blank=True, editable=False)

    created_at = models.DateTimeField(_("waiting since"), default=timezone.now)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("submitted by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("being looked at by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    #: What was ticked, in the words of the day: [{"label": …, "required": …, "ticked": …}].
    checklist = models.JSONField(default=list, blank=True, editable=False)
    notes = models.TextField(
        _("private notes"), blank=True, help_text=_("Only reviewers of this site see these.")
    )
    comment = models.TextField(
        _("comment to the applicant"), blank=True, help_text=_("The applicant reads this.")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    #: When somebody was last reminded: of the decision, and later of the approval's end.
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects: ClassVar[Any] = models.Manager.from_queryset(CoachVettingQuerySet)()

    class Meta:
        verbose_name = _("coach vetting")
        verbose_name_plural = _("coach vettings")
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["site", "state", "due_on"], name="wagtail_coaching_vetting_queue")
        ]

    def __str__(self) -> str:
        return f"{self.coach}: {self.get_state_display()}"
