"""Entering and changing coaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail_coaching.exceptions import EmailTakenError
from wagtail_coaching.models import Coach, Person, Topic

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wagtail.models import Site


@transaction.atomic
def save_coach(
    *,
    coach: Coach,
    site: Site,
    person_facts: Mapping[str, str],
    topics: Iterable[Topic],
) -> Coach:
    """Store a new or changed coach together with the person they are.

    A learner whom the site knows by this e-mail address already becomes a coach, too: they keep
    their record.

    Args:
        coach: the coach with its own facts set; not yet saved where it is new.
        site: the association they coach for.
        person_facts: ``name``, ``email`` and ``phone``.
        topics: what they can help with; terms of that site.

    Raises:
        EmailTakenError: another coach, or (for a known coach) another person, has the address.
    """
    person = _person_for(site=site, email=person_facts["email"], coach=coach)
    for field, value in person_facts.items():
        setattr(person, field, value)
    person.save()
    coach.person = person
    coach.site = site
    coach.save()
    coach.topics.set([topic for topic in topics if topic.site_id == site.pk])
    return coach


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
