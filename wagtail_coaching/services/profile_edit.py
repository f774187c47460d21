"""A coach's facts as a form has them: read from the profile and the record, and written to them.

Facts are values that JSON can hold, by name. Terms are keys: those of the project's default
language, where the site has the term in it. A page in another language names its own.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from wagtail.models import Locale

from wagtail_coaching.models import (
    CareerStage,
    Coach,
    CoachLanguage,
    CoachRole,
    Credential,
    MeetingFormat,
    OrganizationType,
    Topic,
)
from wagtail_coaching.services import gallery_index
from wagtail_coaching.services.biography import plain_biography, set_biography
from wagtail_coaching.services.profile_submission import FIELDS, ProfileOutcome, submit_page
from wagtail_coaching.validators import record_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wagtail.models import Site

__all__ = [
    "COACH_FACTS",
    "PAGE_FACTS",
    "PERSON_FACTS",
    "ProfileOutcome",
    "facts_of",
    "is_same",
    "plain_biography",
    "submit_page",
    "typed_as",
    "write_coach",
    "write_page",
]

#: On the page; terms by their keys.
PAGE_FACTS: Final = frozenset(
    {
        "name",
        "preferred_name",
        "pronouns",
        "job_title",
        "organization",
        "organization_type",
        "population",
        "us_state",
        "region",
        "years_in_local_government",
        "career_stage",
        "roles",
        "credentials",
        "ask_me_about",
        "biography",
    }
)
#: On the coach's record.
COACH_FACTS: Final = frozenset(
    {
        "capacity",
        "accepting_until",
        "preferred_channel",
        "phone_visibility",
        "email_visibility",
        "best_hours",
        "topics",
        "formats",
        "languages",
    }
)
#: On the person.
PERSON_FACTS: Final = frozenset({"phone", "time_zone"})


_NUMBERS: Final = frozenset({"population", "years_in_local_government"})
_TEXTS: Final = (
    "name",
    "preferred_name",
    "pronouns",
    "job_title",
    "organization",
    "us_state",
    "region",
    "ask_me_about",
)
_TERMS: Final[dict[str, Any]] = {
    "organization_type": OrganizationType,
    "career_stage": CareerStage,
    "roles": CoachRole,
    "credentials": Credential,
    "topics": Topic,
    "formats": MeetingFormat,
    "languages": CoachLanguage,
}
_COACH_TERMS: Final = ("topics", "formats", "languages")


def facts_of(*, page: Any, coach: Coach) -> dict[str, Any]:
    """Return the facts of a coach.

    Args:
        page: the profile, as its latest revision has it; ``None``: there is none, and no facts
            of it.
        coach: the record.
    """
    facts: dict[str, Any] = {
        "capacity": coach.capacity,
        "accepting_until": coach.accepting_until.isoformat() if coach.accepting_until else None,
        "preferred_channel": coach.preferred_channel,
        "phone_visibility": coach.phone_visibility,
        "email_visibility": coach.email_visibility,
        "best_hours": coach.best_hours,
        "phone": str(coach.person.phone),
        "time_zone": coach.person.time_zone,
    }
    chosen = {name: list(getattr(coach, name).all()) for name in _COACH_TERMS}
    if page is not None:
        facts |= {name: getattr(page, FIELDS.get(name, name)) for name in (*_TEXTS, *_NUMBERS)}
        facts["biography"] = plain_biography(page)
        chosen["roles"] = list(page.roles.all())
        chosen["credentials"] = [held.credential for held in page.credentials.all()]
        for name in ("organization_type", "career_stage"):
            term = getattr(page, name)
            chosen[name] = [term] if term is not None else []
    locale = Locale.get_default()
    for name, terms in chosen.items():
        found = _in_language(_TERMS[name], terms, coach.site, locale.pk)
        keys = [term.pk for term in found]
        is_many = name not in ("organization_type", "career_stage")
        facts[name] = keys if is_many else next(iter(keys), None)
    return facts


def write_page(*, page: Any, facts: Mapping[str, Any], site: Site) -> list[str]:
    """Set facts on a page (not saved); return the names of those that changed.

    Args:
        page: the profile, as its latest revision has it; or a new one.
        facts: any of :data:`PAGE_FACTS`; others are left alone. A biography of ``None``: as it is.
        site: whose terms may be named.
    """
    changed = []
    for name in sorted(set(facts) & PAGE_FACTS):
        value = facts[name]
        if name == "biography":
            is_new = value is not None and set_biography(page, str(value))
        elif name == "credentials":
            is_new = _write_credentials(page, _terms(name, value, site, page.locale_id))
        elif name == "roles":
            is_new = _write_roles(page, _terms(name, value, site, page.locale_id))
        else:
            if name in _TERMS:
                value = next(iter(_terms(name, value, site, page.locale_id)), None)
            elif name not in _NUMBERS:
                value = str(value or "")
            is_new = _set(page, FIELDS.get(name, name), value)
        if is_new:
            changed.append(name)
    return changed


@transaction.atomic
def write_coach(*, coach: Coach, facts: Mapping[str, Any]) -> list[str]:
    """Store facts of the coach and the person; return the names of those that changed.

    Args:
        coach: the record. Lock the person's row before.
        facts: any of :data:`COACH_FACTS` and :data:`PERSON_FACTS`; others are left alone.
    """
    values = {name: facts[name] for name in sorted(set(facts) & (COACH_FACTS | PERSON_FACTS))}
    if isinstance(values.get("accepting_until"), str):
        day = values["accepting_until"]
        values["accepting_until"] = datetime.date.fromisoformat(day) if day else None
    changed = []
    for record, names in ((coach.person, PERSON_FACTS), (coach, COACH_FACTS)):
        of_record = sorted(names & set(values) - set(_COACH_TERMS))
        new = [name for name in of_record if _set(record, name, values[name])]
        if new:
            record.save(update_fields=new)
            changed += new
    for name in sorted(set(_COACH_TERMS) & set(values)):
        terms = _terms(name, values[name], coach.site, Locale.get_default().pk)
        relation = getattr(coach, name)
        if {term.pk for term in terms} != set(relation.values_list("pk", flat=True)):
            relation.set(terms)
            changed.append(name)
    if changed:
        gallery_index.note_change(coach_pk=str(coach.pk))
    return changed


def typed_as(
    *, typed: Mapping[str, Mapping[str, list[str]]], facts: Mapping[str, Any]
) -> dict[str, dict[str, list[str]]]:
    """Return what was typed in a form's steps, with facts in place of what they replace."""
    return {
        step: {
            name: _as_typed(facts[name]) if name in facts else list(values)
            for name, values in fields.items()
        }
        for step, fields in typed.items()
    }


def is_same(one: Any, other: Any) -> bool:
    """Return whether two values of a fact say the same."""
    if isinstance(one, list) or isinstance(other, list):
        return {str(key) for key in one or ()} == {str(key) for key in other or ()}
    if isinstance(one, str) or isinstance(other, str):
        return _text(one) == _text(other)
    return bool(one == other)


def _set(record: Any, name: str, value: Any) -> bool:
    """Set a value; return whether there was another."""
    old = getattr(record, name)
    if old == value or (isinstance(value, str) and _text(old) == _text(value)):
        return False
    setattr(record, name, value)
    return True


def _text(value: Any) -> str:
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _write_roles(page: Any, roles: list[Any]) -> bool:
    if {role.pk for role in roles} == {role.pk for role in page.roles.all()}:
        return False
    page.roles.set(roles)
    return True


def _write_credentials(page: Any, terms: list[Any]) -> bool:
    held = list(page.credentials.all())
    chosen = {term.translation_key: term for term in terms}
    known = {row.credential.translation_key for row in held}
    if known == set(chosen):
        return False
    # Until when a credential holds, stays with it.
    kept = [row for row in held if row.credential.translation_key in chosen]
    child = type(page)._meta.get_field("credentials").related_model
    added = [child(credential=term) for key, term in chosen.items() if key not in known]
    page.credentials.set([*kept, *added])
    return True


def _terms(name: str, value: Any, site: Site, locale_id: Any) -> list[Any]:
    """Return the terms of a site that keys (or one, or none) name, in a language."""
    given = value if isinstance(value, (list, tuple)) else [value]
    keys = {record_key(str(key)) for key in given if key not in (None, "")} - {None}
    model = _TERMS[name]
    found = list(model._default_manager.filter(site=site, pk__in=keys)) if keys else []
    return _in_language(model, found, site, locale_id)


def _in_language(model: Any, terms: Iterable[Any], site: Site, locale_id: Any) -> list[Any]:
    """Return terms of a site in a language; those that it does not have there, as they are."""
    terms = [term for term in terms if term.site_id == site.pk]
    keys = [term.translation_key for term in terms if term.locale_id != locale_id]
    others = (
        model._default_manager.filter(site=site, locale_id=locale_id, translation_key__in=keys)
        if keys
        else ()
    )
    twins = {term.translation_key: term for term in others}
    found = [twins.get(term.translation_key, term) for term in terms]
    return list({term.pk: term for term in found}.values())


def _as_typed(value: Any) -> list[str]:
    """Return a fact as a browser sends it."""
    if isinstance(value, (list, tuple)):
        return [str(key) for key in value]
    return ["" if value is None else str(value)]
