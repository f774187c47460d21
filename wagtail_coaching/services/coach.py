"""Entering and changing coaches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log

from wagtail_coaching.enums import CoachState
from wagtail_coaching.exceptions import EmailTakenError, IllegalTransitionError
from wagtail_coaching.models import Coach, Person, coach_page_models
from wagtail_coaching.services import address as address_service
from wagtail_coaching.services import confirmation as confirmation_service
from wagtail_coaching.services import erasure, leaving

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wagtail.models import Site

    from wagtail_coaching.models import CoachLanguage, MeetingFormat, Topic

#: What belongs to a state, and is no fact to be entered.
_FOLLOWING_STATE: Final = (
    "left_at",
    "suspended_at",
    "suspension_reason",
    "suspension_message",
)


@transaction.atomic
def save_coach(
    *,
    coach: Coach,
    site: Site,
    person_facts: Mapping[str, str],
    topics: Iterable[Topic],
    formats: Iterable[MeetingFormat] | None = None,
    languages: Iterable[CoachLanguage] | None = None,
    user: Any | None = None,
    seen_state: str = "",
) -> Coach:
    """Store a new or changed coach together with the person they are.

    A learner whom the site knows by this e-mail address already becomes a coach, too: they keep
    their record. A coach who is not active has no public profile: it is unpublished. Whose state
    becomes "left" leaves with all that belongs to it, see :func:`leaving.leave`. An address that
    staff change is not proven any more, and links that were mailed to the old one are dead.

    Args:
        coach: the coach with its own facts set; not yet saved where it is new.
        site: the association they coach for.
        person_facts: ``name``, ``email`` and ``phone``; perhaps ``language`` and ``time_zone``.
        topics: what they can help with; terms of that site.
        formats: how they like to talk; terms of that site. ``None``: as before.
        languages: what they speak; terms of that site. ``None``: as before.
        user: who does it, for the page's history.
        seen_state: the state of a known coach that ``user`` saw. Where the coach has moved on
            since, and ``coach.state`` is still that one, they stay where they are now. Empty: as
            stored.

    Raises:
        EmailTakenError: another coach, or (for a known coach) another person, has the address.
        IllegalTransitionError: the coach has moved on since, and ``user`` wants another state; or
            one who is suspended should leave.
    """
    person = _person_for(site=site, email=person_facts["email"], coach=coach)
    if person.pk is not None:
        # The person comes first, then what belongs to them; see PersonQuerySet.lock().
        Person.objects.filter(pk=person.pk).lock()
        person.refresh_from_db()
    old_email = person.email
    for field, value in person_facts.items():
        setattr(person, field, value)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        # Somebody has entered the same address since we looked.
        raise EmailTakenError(_("This site already knows somebody with this address.")) from error
    if old_email and old_email != person.email:
        address_service.address_was_replaced(person=person, old_email=old_email)
    coach.person = person
    coach.site = site
    leaves = _settle_state(coach, seen_state)
    coach.save()
    confirmation_service.follow_record(coach=coach)
    for relation, terms in (
        (coach.topics, topics),
        (coach.formats, formats),
        (coach.languages, languages),
    ):
        if terms is not None:
            relation.set([term for term in terms if term.site_id == site.pk])
    if leaves:
        leaving.leave(coach=coach, user=user)
    elif coach.state != CoachState.ACTIVE:
        _unpublish_profiles(coach, user)
    return coach


def _settle_state(coach: Coach, seen_state: str) -> bool:
    """Set the state that may be stored now; return whether the coach has to leave after that.

    The person's row is locked.
    """
    stored = Coach.objects.filter(pk=coach.pk).first()
    if stored is not None:
        if seen_state and stored.state != seen_state:
            if coach.state != seen_state:
                raise IllegalTransitionError(
                    _("Meanwhile this coach has become “%(state)s”. Open the record again.")
                    % {"state": stored.get_state_display()}
                )
            coach.state = stored.state
        for name in _FOLLOWING_STATE:
            setattr(coach, name, getattr(stored, name))
        if coach.state == CoachState.LEFT and stored.state != CoachState.LEFT:
            coach.state = stored.state
            return True
    if coach.state != CoachState.LEFT:
        coach.left_at = None
    elif coach.left_at is None:
        coach.left_at = timezone.now()
    return False


@transaction.atomic
def remove_coach(*, coach: Coach, user: Any | None = None) -> None:
    """Delete a coach on behalf of staff, with everything that names them; see
    :func:`erasure.erase_coach`. The log has a line without the name.
    """
    Person.objects.filter(pk=coach.person_id).lock()
    nameless = Coach(pk=coach.pk, site_id=coach.site_id)
    erasure.erase_coach(coach=coach)
    log(instance=nameless, action="wagtail.delete", user=user, title=_("A coach"))


def _unpublish_profiles(coach: Coach, user: Any | None) -> None:
    for model in coach_page_models():
        for page in model._default_manager.filter(coach=coach, live=True):
            # Whoever may change the record may do this; the page's own rights are not asked.
            UnpublishPageAction(page, user=user).execute(skip_permission_checks=True)


def check_address(*, site: Site, email: str, coach: Coach) -> None:
    """Check that ``coach`` (perhaps not yet saved) may have this e-mail address.

    Raises:
        EmailTakenError: somebody else has it.
    """
    _person_for(site=site, email=email, coach=coach)


def _person_for(*, site: Site, email: str, coach: Coach) -> Person:
    same = Person.objects.filter(site=site, email=Person.normalize_email(email))
    if coach.pk is not None:
        if same.exclude(pk=coach.person_id).exists():
            raise EmailTakenError(_("This site already knows somebody with this address."))
        return coach.person
    person = same.first() or Person(site=site)
    if person.pk is not None and Coach.objects.filter(person=person).exists():
        raise EmailTakenError(_("This site already has a coach with this address."))
    return person


@transaction.atomic
def release_foreign_coaches(*, under: Any, site: Site | None) -> None:
    """Let coach pages go of coaches who belong to another site than ``site``.

    Args:
        under: the page that came to stand in ``site``, perhaps with others below it.
        site: where it stands now; ``None`` outside of every site.
    """
    for model in coach_page_models():
        pages: Any = model._default_manager.all()
        moved = pages.descendant_of(under, inclusive=True).filter(coach__isnull=False)
        moved.exclude(coach__site=site).update(coach=None)
