"""Saving a profile that its coach has changed: public at once, or after reviewers have looked."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.models import WorkflowState

from wagtail_coaching.models.vetted_content import vetting_applies
from wagtail_coaching.services import portrait as portrait_service

if TYPE_CHECKING:
    from collections.abc import Collection

#: What a fact is called on the page, if not the same.
FIELDS: Final = {"name": "title"}


class ProfileOutcome(enum.Enum):
    """What became of a changed profile."""

    #: Everybody sees it.
    PUBLISHED = "published"
    #: Reviewers look at it first.
    WAITING = "waiting"
    #: It is stored, and nobody is asked: the gallery has no workflow.
    DRAFT = "draft"


@transaction.atomic
def submit_page(
    *, page: Any, changed: Collection[str], portrait: bytes | None = None
) -> ProfileOutcome:
    """Save a page that was changed, and publish it or ask the reviewers.

    Reviewers look at it where something changed that is vetted, where it is not public, and where
    somebody else's changes wait to be published, too.

    Args:
        page: the profile, as its latest revision has it, with what :func:`write_page` has set.
        changed: which facts changed; ``portrait`` is one of them.
        portrait: a new photo, as ``portrait.rewrite`` makes it.
    """
    stored = type(page)._default_manager.get(pk=page.pk)
    if portrait is not None:
        page.portrait = portrait_service.make_image(
            data=portrait,
            title=page.title,
            collection=portrait_service.collection_of(page.get_site()),
        )
    fields = {FIELDS.get(name, name) for name in changed}
    needs_review = (
        not stored.live
        or stored.has_unpublished_changes
        or (vetting_applies(page.get_site()) and not fields.isdisjoint(page.vetted_fields))
    )
    # Not validated: what a host requires besides, the reviewers fill in.
    revision = page.save_revision(clean=False, log_action=True)
    if not needs_review and _publish(revision):
        return ProfileOutcome.PUBLISHED
    return ProfileOutcome.WAITING if _ask_reviewers(page) else ProfileOutcome.DRAFT


def _publish(revision: Any) -> bool:
    """Publish a revision, if it may be; return whether it was."""
    try:
        with transaction.atomic():
            revision.publish()
    except ValidationError:
        # Something is missing that the host asks for, since this page was made.
        return False
    # As it is stored: the revision's own page was made before.
    live = revision.content_type.model_class()._default_manager.get(pk=revision.object_id)
    return bool(live.live and live.live_revision_id == revision.pk)


def _ask_reviewers(page: Any) -> bool:
    """Bring a page into the workflow of its place; return whether there is one."""
    state = page.current_workflow_state
    if state is None:
        workflow = page.get_workflow()
        if workflow is None:
            return False
        workflow.start(page, user=None)
    elif state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user=None)
    # Otherwise reviewers have it, and see what is saved last.
    return True
