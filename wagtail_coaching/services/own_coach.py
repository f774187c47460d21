"""What coaches do about their coaching by a link, without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from wagtail_coaching.enums import CoachState, ConfirmationState
from wagtail_coaching.exceptions import DeadLinkError, IllegalTransitionError
from wagtail_coaching.models import Coach, Person
from wagtail_coaching.services import confirmation as confirmation_service
from wagtail_coaching.services import gallery_index, links
from wagtail_coaching.services import pause as pause_service
from wagtail_coaching.services import person as person_service

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping

    from wagtail_coaching.models import CoachLanguage, Link, MeetingFormat, Topic

CHOICES_SAVED: Final = "wagtail_coaching.coach_choices_saved"
#: What the log says of how a change came about.
ROUTE: Final = "link"

#: The facts that coaches change by themselves, with effect at once: of the person, of the coach.
PERSON_FACTS: Final = frozenset({"phone", "time_zone"})
COACH_FACTS: Final = frozenset(
    {
        "capacity",
        "accepting_until",
        "preferred_channel",
        "best_hours",
        "phone_visibility",
        "email_visibility",
    }
)
#: In these states a coach looks after the profile themselves.
OPEN_STATES: Final = (CoachState.ACTIVE, CoachState.HIDDEN, CoachState.APPLICANT)
_PURPOSES: Final = frozenset(
    {person_service.OWN_PAGE.name, confirmation_service.CONFIRM.name},
)


def coach_by_link(*, link: Link) -> Coach:
    """Use a coach's link: to their own page, or the one that asks whether all is still right.

    Call it first in the transaction of what the coach does. The person's row stays locked until
    it ends. Whoever opened the mail has proven the address.

    Raises:
        DeadLinkError: the link does not work (any more), is for something else, or its person is
            no coach.
    """
    opened = links.use(link=link)
    coaches = Coach.objects.select_related("person", "site")
    coach: Coach | None = coaches.filter(person=opened.person).first()
    if opened.purpose.name not in _PURPOSES or coach is None:
        raise DeadLinkError
    person_service.mark_proven(person=opened.person)
    return coach


@transaction.atomic
def save_choices(
    *,
    link: Link,
    facts: Mapping[str, Any],
    topics: Iterable[Topic],
    languages: Iterable[CoachLanguage],
    formats: Iterable[MeetingFormat],
) -> Coach:
    """Store what a coach has chosen; it holds at once. It is an answer, too: all else is right.

    Args:
        link: the coach's link.
        facts: by field name, any of :data:`PERSON_FACTS` and :data:`COACH_FACTS`.
        topics: what they can help with; terms of their site.
        languages: what they speak; terms of their site.
        formats: how they like to talk; terms of their site.

    Raises:
        DeadLinkError: the link does not work any more.
        IllegalTransitionError: the coach has left, or is suspended.
        ValueError: a fact is not theirs to change.
    """
    strange = set(facts) - PERSON_FACTS - COACH_FACTS
    if strange:
        raise ValueError(f"Coaches don't change {', '.join(sorted(strange))}.")
    coach = open_coach(link)
    changed = [
        name for name in sorted(PERSON_FACTS & set(facts)) if _is_new(coach.person, facts, name)
    ]
    if changed:
        Person.objects.filter(pk=coach.person_id).update(**{name: facts[name] for name in changed})
    own = {
        name: facts[name]
        for name in sorted(COACH_FACTS & set(facts))
        if _is_new(coach, facts, name)
    }
    # Conditional: staff may suspend the coach at the same time.
    _still_open(coach, **own)
    changed += own
    for name, terms in (("topics", topics), ("languages", languages), ("formats", formats)):
        if _replace_terms(coach, name, terms):
            changed.append(name)
    if changed:
        log(instance=coach, action=CHOICES_SAVED, data={"fields": sorted(changed), "route": ROUTE})
        gallery_index.note_change(coach_pk=str(coach.pk))
    return note_answer(coach, ConfirmationState.CONFIRMED)


@transaction.atomic
def say_all_is_right(*, link: Link) -> Coach:
    """Take a coach's word, from their own page, that the profile is right as it is.

    Raises:
        DeadLinkError: the link does not work any more.
        IllegalTransitionError: the coach has left, or is suspended.
    """
    return note_answer(open_coach(link), ConfirmationState.CONFIRMED)


@transaction.atomic
def pause(*, link: Link, until: datetime.date) -> Coach:
    """Let a coach take no new requests before a day. The same day a second time changes nothing.

    Args:
        link: the coach's link.
        until: the first day they take requests again; after today (the current local date).

    Raises:
        DeadLinkError: the link does not work any more.
        IllegalTransitionError: the day is not to come, or the coach is not active.
    """
    # What was hidden because the coach was silent is back first: a hidden coach has no pause.
    coach = note_answer(open_coach(link), ConfirmationState.PAUSED)
    report = pause_service.pause(coaches=[coach], until=until, user=None, route=ROUTE)
    if not report.done and (coach.state, coach.paused_until) != (CoachState.ACTIVE, until):
        raise IllegalTransitionError(_("Your profile is not public at present."))
    return coach


@transaction.atomic
def resume(*, link: Link) -> Coach:
    """End a coach's pause today. Where it has ended already, nothing changes.

    Raises:
        DeadLinkError: the link does not work any more.
        IllegalTransitionError: the coach has left, or is suspended.
    """
    coach = note_answer(open_coach(link), ConfirmationState.CONFIRMED)
    pause_service.resume(coaches=[coach], user=None, route=ROUTE)
    return coach


def open_coach(link: Link) -> Coach:
    """Use the link; return its coach, if they look after the profile themselves.

    Raises:
        DeadLinkError: the link does not work any more.
        IllegalTransitionError: the coach has left, or is suspended.
    """
    coach = coach_by_link(link=link)
    if coach.state == CoachState.LEFT:
        raise IllegalTransitionError(_("You have left the coaching program."))
    if coach.state not in OPEN_STATES:
        raise IllegalTransitionError(
            _("Your profile was taken off the site. Please answer the mail that we sent you.")
        )
    return coach


def _still_open(coach: Coach, **facts: Any) -> None:
    """Store facts of the coach, unless they have been suspended meanwhile; and lock the row."""
    held = Coach.objects.filter(pk=coach.pk, state__in=OPEN_STATES)
    if not held.update(**(facts or {"state": F("state")})):
        raise IllegalTransitionError(_("Your profile was just changed. Please try again."))


def _is_new(record: Any, facts: Mapping[str, Any], name: str) -> bool:
    return bool(getattr(record, name) != facts[name])


def _replace_terms(coach: Coach, name: str, terms: Iterable[Any]) -> bool:
    """Store which terms a coach has chosen; return whether those are others than before."""
    chosen = [term for term in terms if term.site_id == coach.site_id]
    relation = getattr(coach, name)
    if {term.pk for term in chosen} == set(relation.values_list("pk", flat=True)):
        return False
    relation.set(chosen)
    return True


def note_answer(coach: Coach, state: ConfirmationState) -> Coach:
    """Count what a coach did as the answer whether all is right; return them as they are now.

    Who was hidden for silence is back by it.
    """
    confirmation_service.settle(coach=coach, state=state)
    fresh: Coach = Coach.objects.select_related("person", "site").get(pk=coach.pk)
    return fresh
