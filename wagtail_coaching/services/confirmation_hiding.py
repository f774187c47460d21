"""Hiding coaches who did not answer whether their profile is still right, and their way back."""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import PageLogEntry

from wagtail_coaching.enums import CoachState, ConfirmationState
from wagtail_coaching.models import Coach, Person
from wagtail_coaching.models.vetted_content import may_be_live
from wagtail_coaching.services import confirmation_mail, gallery_index, publication

# What stands in the histories: of the coach's record, and (the last) of the profile page.
SILENT: Final = "wagtail_coaching.coach_silent"
BACK: Final = "wagtail_coaching.coach_back"
PROFILE_SILENT: Final = "wagtail_coaching.profile_silent"


@transaction.atomic
def hide(*, coach: Coach) -> bool:
    """Hide an active coach who did not answer, and take their pages off the site.

    Returns:
        Whether it was done; ``False`` for one who is not active (any more).
    """
    if not _move(coach, CoachState.ACTIVE, CoachState.HIDDEN):
        return False
    for page in publication.profiles_of(coach):
        if page.live and not page.alias_of_id:
            # With the revision, so that just this one can be public again.
            log(instance=page, action=PROFILE_SILENT, revision=page.live_revision)
    publication.hide_profiles(coach=coach)
    log(instance=coach, action=SILENT)
    return True


@transaction.atomic
def bring_back(*, coach: Coach, user: Any | None = None) -> bool:
    """Let a coach who was hidden for silence be active again.

    Public are again the pages that were, in the version that was, as far as the vetting still
    covers it. Where it covers none, staff are told that somebody has to look. The round is for the
    caller to end, see ``services.confirmation.settle()``.

    Args:
        coach: whom.
        user: the staff member who does it; ``None``: the coach.

    Returns:
        Whether the profile is public again; ``False``, too, for a coach who was not hidden for
        silence.
    """
    Person.objects.filter(pk=coach.person_id).lock()
    if not is_hidden_for_silence(coach) or not _move(coach, CoachState.HIDDEN, CoachState.ACTIVE):
        return False
    log(instance=coach, action=BACK, user=user)
    # All of them: a page that can't be public is no reason to leave out the next.
    public = [page for page in publication.profiles_of(coach) if _publish_again(page, user)]
    if not public:
        confirmation_mail.tell_of_return(coach=coach)
    return bool(public)


def is_hidden_for_silence(coach: Coach) -> bool:
    """Return whether a coach is hidden because there was no answer, and for no other reason."""
    hidden = Coach.objects.filter(pk=coach.pk, state=CoachState.HIDDEN)
    return hidden.filter(confirmations__state=ConfirmationState.HIDDEN).exists()


def _publish_again(page: Any, user: Any | None) -> bool:
    """Publish what was public before the silence, if it still may be; return whether it is."""
    entries = PageLogEntry.objects.filter(page=page.pk, action=PROFILE_SILENT)
    entry = entries.order_by("-timestamp", "-pk").first()
    if page.live or page.alias_of_id or entry is None:
        return bool(page.live)
    revision = page.revisions.filter(pk=entry.revision_id).first()
    if revision is None:
        # It was made public without one. What was public is what the page's row holds.
        revision = page.save_revision(clean=False)
    if not may_be_live(revision.as_object()):
        return False
    try:
        with transaction.atomic():
            revision.publish(user=user, skip_permission_checks=True)
    except ValidationError:
        # Something that the page needs is gone meanwhile: somebody has to look.
        return False
    return bool(type(page)._default_manager.filter(pk=page.pk, live=True).exists())


def _move(coach: Coach, old: CoachState, new: CoachState) -> bool:
    if not Coach.objects.filter(pk=coach.pk, state=old).update(state=new):
        return False
    coach.state = new
    gallery_index.note_change(coach_pk=str(coach.pk))
    return True
