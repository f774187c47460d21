"""The decision about a profile: approved, or changes needed. Of two at once, one counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision, TaskState

from wagtail_coaching import signals
from wagtail_coaching.conf import base_page_model
from wagtail_coaching.enums import VettingState
from wagtail_coaching.exceptions import VettingError
from wagtail_coaching.models import CoachingSettings, CoachVetting, Person
from wagtail_coaching.models.vetted_content import has_consent, vetted_content
from wagtail_coaching.services import vetting_mail
from wagtail_coaching.services.vetting import (
    has_later_stages,
    lock_waiting,
    refuse_unless_reviewer,
    taken,
    write_review,
)
from wagtail_coaching.validators import record_key

if TYPE_CHECKING:
    from collections.abc import Collection

APPROVE: Final = "approve"
REJECT: Final = "reject"


def decide(
    *,
    task_state: TaskState,
    user: Any,
    action: str,
    revision: str,
    ticked: Collection[int] | None = None,
    notes: str | None = None,
    comment: str = "",
) -> CoachVetting:
    """Approve a profile, or ask for changes. Of two at once, the second is told.

    Args:
        task_state: the stage's run that is decided.
        user: who decides.
        action: ``"approve"`` or ``"reject"``.
        revision: what the reviewer has seen, by :func:`revision_stamp`.
        ticked: the positions of what is ticked; ``None``: as saved before.
        notes: private notes; ``None``: as saved before.
        comment: what the applicant reads; required where changes are asked for.

    Raises:
        VettingError: the rules say no; ``code`` says which.
    """
    # Looked up by itself, outside of the transaction: a lock by way of the vetting would lock that
    # first (InnoDB), and SQLite refuses to go from reading to writing.
    of_task = CoachVetting.objects.filter(task_state=task_state.pk)
    person_pks = list(of_task.values_list("coach__person", flat=True))
    with transaction.atomic():
        Person.objects.filter(pk__in=person_pks).lock()
        return _decide(
            task_state=task_state,
            user=user,
            action=action,
            revision=revision,
            ticked=ticked,
            notes=notes,
            comment=comment,
        )


def _decide(
    *,
    task_state: TaskState,
    user: Any,
    action: str,
    revision: str,
    ticked: Collection[int] | None,
    notes: str | None,
    comment: str,
) -> CoachVetting:
    vetting = lock_waiting(task_state_id=task_state.pk)
    state = TaskState.objects.select_for_update().get(pk=task_state.pk).specific
    page_row = base_page_model()._default_manager.select_for_update().get(pk=vetting.page_pk)
    latest = page_row.get_latest_revision()
    if state.status != TaskState.STATUS_IN_PROGRESS:
        raise taken()
    refuse_unless_reviewer(vetting, user, latest)
    write_review(vetting, ticked, notes)
    vetting.comment = comment.strip()
    if not _is_as_seen(revision, latest):
        raise VettingError(
            _("The profile was changed after you opened it. Look at it again, then decide."),
            code="stale",
        )
    if action == REJECT and not vetting.comment:
        raise VettingError(_("Say what has to change: the applicant reads it."), code="comment")
    if action == APPROVE:
        _refuse_unless_complete(vetting, latest)
    vetting.revision = latest
    vetting.decided_by = user
    vetting.decided_at = timezone.now()
    if action == APPROVE:
        _approve(vetting, latest, state, user)
    else:
        vetting.state = VettingState.REJECTED
        vetting.save()
        # Without the comment: Wagtail would write it into the page's history.
        state.reject(user=user)
        vetting_mail.tell_applicant_of_changes(vetting=vetting)
        signals.announce(signals.coach_changes_requested, CoachVetting, vetting=vetting)
    return vetting


def _approve(vetting: CoachVetting, revision: Revision, state: TaskState, user: Any) -> None:
    vetting.state = VettingState.APPROVED
    vetting.is_final = not has_later_stages(state)
    vetting.approved_content = vetted_content(revision.as_object())
    months = CoachingSettings.of(vetting.site).vetting_valid_months
    if vetting.is_final and months:
        vetting.valid_until = (vetting.decided_at or timezone.now()) + relativedelta(months=months)
    vetting.save()
    # A reviewer may have mended the profile since it was submitted.
    TaskState.objects.filter(pk=state.pk).update(revision=revision)
    state.revision = revision
    # Publishes, after the last stage: the decision has to stand by then.
    state.approve(user=user)
    if vetting.is_final:
        # Who has not agreed to be public is asked for that, and told when the profile is.
        if has_consent(revision.as_object()):
            vetting_mail.tell_applicant_of_approval(vetting=vetting)
        signals.announce(signals.coach_vetted, CoachVetting, vetting=vetting)


def revision_stamp(revision: Revision | None) -> str:
    """Return what identifies a revision as somebody saw it: autosave rewrites it in place."""
    return f"{revision.pk}@{revision.created_at.isoformat()}" if revision is not None else ""


def _is_as_seen(seen: str, latest: Revision | None) -> bool:
    """Return whether the latest revision says what the reviewer has seen.

    Deciding in the page editor saves the page once more, in the editor's own notation.
    """
    if latest is None or seen == revision_stamp(latest):
        return seen == revision_stamp(latest)
    revision = Revision.objects.filter(
        pk=record_key(seen.partition("@")[0]),
        base_content_type=latest.base_content_type_id,
        object_id=latest.object_id,
    ).first()
    return (
        revision is not None
        and seen == revision_stamp(revision)
        and vetted_content(revision.as_object()) == vetted_content(latest.as_object())
    )


def _refuse_unless_complete(vetting: CoachVetting, latest: Revision | None) -> None:
    missing = [i["label"] for i in vetting.checklist if i["required"] and not i["ticked"]]
    if missing:
        raise VettingError(
            _("Not ticked yet: %(items)s.") % {"items": ", ".join(missing)}, code="checklist"
        )
    page = latest.as_object() if latest is not None else None
    if page is None or page.coach_id != vetting.coach_id:
        raise VettingError(
            _("The profile names another coach than when it was submitted."), code="stale"
        )
    try:
        page.full_clean()
    except ValidationError as error:
        # A draft may lack what is required; publishing it would end in an error page.
        raise VettingError(
            _("The profile is not complete: %(errors)s") % {"errors": " ".join(error.messages)},
            code="invalid",
        ) from error
