"""What coaches change on their public profile by their link, without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from wagtail_coaching.enums import ConfirmationState, StaffRecipientKind
from wagtail_coaching.exceptions import IllegalTransitionError, StaleProfileError
from wagtail_coaching.messages.profile import ProfileDraftMessage, ProfileWishMessage
from wagtail_coaching.models.vetted_content import vetting_applies
from wagtail_coaching.services import messages as message_service
from wagtail_coaching.services import own_coach, profile_edit
from wagtail_coaching.services.profile_submission import ProfileOutcome, submit_page
from wagtail_coaching.services.standing import standing_of
from wagtail_coaching.services.vetting_decision import revision_stamp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wagtail_coaching.models import Coach, Link

#: What the log calls it when a coach asks staff to change something.
WISHED: Final = "wagtail_coaching.coach_profile_wish"


def draft_of(coach: Coach) -> Any | None:
    """Return a coach's profile as it was saved last, public or not; ``None``: there is no page."""
    page = standing_of(coach).page
    return page.get_latest_revision_as_object() if page is not None else None


def stamp_of(page: Any) -> str:
    """Return what tells one state of a profile from another: a form is filled in from one."""
    return revision_stamp(page.get_latest_revision())


def looked_at(page: Any) -> frozenset[str]:
    """Return the facts that reviewers look at before everybody sees them; none without vetting."""
    if not vetting_applies(page.get_site()):
        return frozenset()
    names = {"name" if name == "title" else name for name in page.vetted_fields}
    return frozenset(names) & (profile_edit.PAGE_FACTS | {"portrait"})


@transaction.atomic
def save_profile(
    *,
    link: Link,
    facts: Mapping[str, Any],
    stamp: str,
    portrait: bytes | None = None,
    drop_portrait: bool = False,
    wish: str = "",
) -> ProfileOutcome | None:
    """Store what a coach has changed on their profile. It is an answer, too: all else is right.

    Args:
        link: the coach's link.
        facts: by name, any of :data:`profile_edit.PAGE_FACTS`.
        stamp: which state of the profile the coach saw, by :func:`stamp_of`.
        portrait: a new photo, as ``portrait.rewrite`` gives it.
        drop_portrait: whether the photo is to go.
        wish: what staff shall change, in the coach's words; they are told.

    Returns:
        What became of the profile; ``None``: nothing was changed on it.

    Raises:
        DeadLinkError: the link does not work any more.
        IllegalTransitionError: the coach has left, or is suspended, or has no profile.
        StaleProfileError: somebody else has changed the profile meanwhile.
        ValueError: a fact is not one of a profile.
    """
    strange = set(facts) - profile_edit.PAGE_FACTS
    if strange:
        raise ValueError(f"A profile says nothing of {', '.join(sorted(strange))}.")
    # Who was hidden for silence is back first, and with it the profile.
    coach = own_coach.note_answer(own_coach.open_coach(link), ConfirmationState.CONFIRMED)
    page = standing_of(coach).page
    if page is None:
        raise IllegalTransitionError(_("There is no profile page of you yet."))
    page = type(page)._default_manager.select_for_update().get(pk=page.pk)
    page = page.get_latest_revision_as_object()
    if stamp_of(page) != stamp:
        raise StaleProfileError(
            _("Somebody else has changed your profile meanwhile. Please look it over once more.")
        )
    changed = profile_edit.write_page(page=page, facts=facts, site=coach.site)
    if portrait is not None:
        changed.append("portrait")
    elif drop_portrait and page.portrait_id is not None:
        page.portrait = None
        changed.append("portrait")
    if wish:
        _tell_staff(coach, wish)
    if not changed:
        return None
    outcome = submit_page(page=page, changed=changed, portrait=portrait)
    if outcome is ProfileOutcome.DRAFT:
        message_service.queue_for_staff(
            kind=ProfileDraftMessage,
            site=coach.site,
            about=StaffRecipientKind.VETTING,
            context={"coach": coach.pk, "page": str(page.pk)},
        )
    return outcome


def _tell_staff(coach: Coach, wish: str) -> None:
    # The words stand in the record's history, and go with it.
    entry = log(instance=coach, action=WISHED, data={"wish": wish, "route": own_coach.ROUTE})
    message_service.queue_for_staff(
        kind=ProfileWishMessage,
        site=coach.site,
        about=StaffRecipientKind.VETTING,
        context={"coach": coach.pk, "entry": entry.pk},
    )
