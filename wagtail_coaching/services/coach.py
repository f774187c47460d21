"""Entering and changing coaches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction

from wagtail_coaching.enums import CoachState
from wagtail_coaching.exceptions import EmailTakenError
from wagtail_coaching.models import Coach, Person, coach_page_models
from wagtail_coaching.services import address as address_service
from wagtail_coaching.services import confirmation as confirmation_service
from wagtail_coaching.services import person as person_service

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wagtail.models import Site

    from wagtail_coaching.models import CoachLanguage, MeetingFormat, Topic


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
) -> Coach:
    """Store a new or changed coach together with the person they are.

    A learner whom the site knows by this e-mail address already becomes a coach, too: they keep
    their record. A coach who is not active has no public profile: it is unpublished. An address
    that staff change is not proven any more, and links that were mailed to the old one are dead.

    Args:
        coach: the coach with its own facts set; not yet saved where it is new.
        site: the association they coach for.
        person_facts: ``name``, ``email`` and ``phone``; perhaps ``language`` and ``time_zone``.
        topics: what they can help with; terms of that site.
        formats: how they like to talk; terms of that site. ``None``: as before.
        languages: what they speak; terms of that site. ``None``: as before.
        user: who does it, for the page's history.

    Raises:
        EmailTakenError: another coach, or (for a known coach) another person, has the address.
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
    if coach.state != CoachState.LEFT:
        coach.left_at = None
    elif coach.left_at is None:
        coach.left_at = timezone.now()
    coach.save()
    confirmation_service.follow_record(coach=coach)
    for relation, terms in (
        (coach.topics, topics),
        (coach.formats, formats),
        (coach.languages, languages),
    ):
        if terms is not None:
            relation.set([term for term in terms if term.site_id == site.pk])
    if coach.state != CoachState.ACTIVE:
        _unpublish_profiles(coach, user)
    return coach


@transaction.atomic
def remove_coach(*, coach: Coach, user: Any | None = None) -> None:
    """Delete a coach's record, unpublish the profile, and forget the person.

    A person of whom anything else is known stays: who has sent requests is a learner, too.
    Messages that wait to be sent to somebody who is forgotten are canceled.
    """
    Person.objects.filter(pk=coach.person_id).lock()
    _unpublish_profiles(coach, user)
    person = coach.person
    coach.delete()
    if not person_service.has_records(person):
        person_service.forget(person=person)


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
