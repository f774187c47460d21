"""What an applicant told, in words: for staff who read an application, and for reviewers."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.admin import vetting_rows
from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.enums import ApplicationState, USState
from wagtail_coaching.models import Coach, CoachApplication, CoachConsent, Person
from wagtail_coaching.permissions import VIEWING_ACTIONS, site_policy
from wagtail_coaching.validators import record_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpRequest
    from django_stubs_ext import StrPromise

#: What was told, in the order of the form.
_PARTS: Final[tuple[tuple[StrPromise, tuple[str, ...]], ...]] = (
    (_("Who they are"), ("preferred_name", "pronouns", "phone")),
    (
        _("Experience"),
        (
            "job_title",
            "organization",
            "organization_type",
            "population",
            "us_state",
            "region",
            "years_in_local_government",
            "career_stage",
            "credentials",
        ),
    ),
    (
        _("What it is about"),
        ("goals", "topics", "roles", "formats", "languages", "ask_me_about", "biography"),
    ),
    (
        _("Time and contact"),
        (
            "capacity",
            "accepting_until",
            "preferred_channel",
            "best_hours",
            "time_zone",
            "phone_visibility",
            "email_visibility",
        ),
    ),
)
_CONTACT: Final = _PARTS[-1][1]
_LABELS: Final[dict[str, StrPromise]] = {
    "credentials": _("Credentials"),
    "goals": _("What they would like to talk about"),
}


class Told(NamedTuple):
    """One thing that was told, in words."""

    label: str
    text: str


def told_in_parts(application: CoachApplication) -> list[tuple[str, list[Told]]]:
    """Return what was told when it was sent, by part of the form; nothing that was left empty."""
    parts = [(str(heading), _told(application, names)) for heading, names in _PARTS]
    return [(heading, told) for heading, told in parts if told]


def answers_of(application: CoachApplication) -> list[Told]:
    """Return the answers to the editors' own questions."""
    return [
        Told(str(answer.get("label", "")), str(answer.get("answer", "")))
        for answer in application.answers
    ]


def panel_context(page: Any, request: HttpRequest) -> dict[str, Any] | None:
    """Return what the editor's panel shows of the application a profile was made of; ``None``
    where there is none, or where the user may not see it.

    Reads only, and little: autosave asks for the editor every few hundred milliseconds. What
    stands on the profile is not repeated.

    Args:
        page: the profile as it is edited; not yet saved, perhaps.
        request: the editor's.
    """
    coach = page.coach
    if coach is None or page.pk is None:
        return None
    if not vetting_rows.may_see(request.user, coach.site):
        return None
    sent = CoachApplication.objects.filter(coach=coach, site=coach.site_id)
    application = (
        sent.exclude(state__in=ApplicationState.unsent()).defer("portrait", "typed").first()
    )
    if application is None:
        return None
    return {
        "application": application,
        # A learner's words are of any length, the rest are not.
        "answers": [*_told(application, ("goals",)), *answers_of(application)],
        "told": _told(application, _CONTACT),
        "consent": consent_of(application),
        "is_open": is_open(application),
        "application_url": inspect_url(application, request.user),
    }


def consent_of(application: CoachApplication) -> CoachConsent | None:
    """Return the coach's consent as it was recorded last; ``None`` for a learner."""
    if application.coach_id is None:
        return None
    consents = CoachConsent.objects.filter(coach=application.coach_id)
    found: CoachConsent | None = consents.order_by("-given_at", "-pk").first()
    return found


def is_open(application: CoachApplication) -> bool:
    """Return whether the applicant has opened the form again, and may be changing it."""
    return application.open_until is not None and application.open_until > timezone.now()


def inspect_url(application: CoachApplication, user: Any) -> str:
    """Return where the whole application is; empty for those who may not see it there."""
    policy = site_policy(CoachApplication)
    if not policy.user_has_any_permission_for_instance(user, VIEWING_ACTIONS, application):
        return ""
    return reverse("wagtail_coaching_applications:inspect", args=[application.pk])


def _told(application: CoachApplication, names: Iterable[str]) -> list[Told]:
    facts: Mapping[str, Any] = application.facts
    found = []
    for name in names:
        field = _field_of(name)
        text = _in_words(facts.get(name), name, field, application.site_id)
        if text:
            label = _LABELS.get(name) or (field.verbose_name if field is not None else name)
            found.append(Told(str(capfirst(label)), text))
    return found


def _field_of(name: str) -> Any | None:
    """Return the field in which a fact ends: of the profile, the record, or the person."""
    page_model = coaching_settings.page_model("COACH_PAGE_MODEL")
    for model in (page_model, Coach, Person):
        fields = {field.name: field for field in model._meta.get_fields()}
        if name in fields:
            return fields[name]
    return None


def _in_words(value: Any, name: str, field: Any, site_id: Any) -> str:
    if value in (None, "", []):
        return ""
    if name == "us_state":
        return USState.name_of(str(value)) or str(value)
    if field is None:
        return str(value)
    model = _term_model(name, field)
    if model is not None:
        return _names_of_terms(model, value, site_id)
    labels = {str(key): str(label) for key, label in getattr(field, "flatchoices", ())}
    if str(value) in labels:
        return labels[str(value)]
    if name == "accepting_until":
        return date_format(datetime.date.fromisoformat(str(value)), "DATE_FORMAT")
    if name == "population":
        return str(number_format(value, force_grouping=True))
    return str(value)


def _term_model(name: str, field: Any) -> Any | None:
    """Return the vocabulary that a fact takes its terms from; ``None``: it takes none."""
    model: Any = field.related_model if field.is_relation else None
    # A credential stands on a profile with the day on which it ends, in a row between the two.
    return model._meta.get_field("credential").related_model if name == "credentials" else model


def _names_of_terms(model: Any, value: Any, site_id: Any) -> str:
    given = value if isinstance(value, list) else [value]
    keys = {record_key(str(key)) for key in given} - {None}
    terms = list(model._default_manager.filter(pk__in=keys, site=site_id))
    names = [term.name for term in terms]
    if len(terms) < len(given):
        names.append(gettext("(a term that is deleted)"))
    return ", ".join(names)
