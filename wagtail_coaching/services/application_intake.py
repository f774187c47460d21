"""What comes of an application when it reaches the association: a person, and perhaps a coach
with a draft of a profile, which goes to the gallery's reviewers.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings as django_settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from wagtail_coaching import signals
from wagtail_coaching.conf import base_page_model, coaching_settings
from wagtail_coaching.enums import (
    ApplicationRole,
    ApplicationState,
    CoachState,
    ConsentSource,
    VettingState,
)
from wagtail_coaching.models import (
    Coach,
    CoachApplication,
    CoachConsent,
    CoachingSettings,
    CoachRole,
    CoachVetting,
    Person,
)
from wagtail_coaching.services import (
    application_mail,
    gallery_index,
    profile_edit,
    publication,
)
from wagtail_coaching.services import consent as consent_service
from wagtail_coaching.validators import record_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: The fact that says which photo was sent: its SHA-256; empty: none.
PORTRAIT: Final = "portrait"


@transaction.atomic
def take(*, application: CoachApplication, again: bool = False) -> None:
    """Take an application that its applicant has proven. The person's row is locked.

    Args:
        application: it is submitted.
        again: whether it took the place of one that they sent before.
    """
    person = application.person
    if person is None:
        raise ValueError("An application without a person cannot be taken.")
    _write_person(application, person)
    if ApplicationRole(application.role).coaches:
        _make_profile(application, person)
    elif not CoachingSettings.of(application.site).learners_are_reviewed:
        application.state = ApplicationState.ACCEPTED
        application.state_changed_at = timezone.now()
        application.save(update_fields=["state", "state_changed_at"])
    tell(application=application, again=again)


@transaction.atomic
def take_again(*, application: CoachApplication, before: Mapping[str, Any]) -> None:
    """Take an application that was changed and sent again. The person's row is locked.

    Only what the applicant has changed is written: what reviewers have mended meanwhile stays.

    Args:
        application: as it is stored now.
        before: the facts that the form was filled in with when it was opened again.
    """
    person = application.person
    if person is None:
        raise ValueError("An application without a person cannot be taken.")
    facts = {
        name: value
        for name, value in application.facts.items()
        if not profile_edit.is_same(value, before.get(name))
    }
    _write_person(application, person)
    if application.coach is not None:
        _record_consent(application, application.coach)
        profile_edit.write_coach(coach=application.coach, facts=facts)
        _mend_profile(application, application.coach, facts)
    tell(application=application, again=True)


def facts_now(*, application: CoachApplication) -> dict[str, Any]:
    """Return what an application came to, as it stands on the draft and the record now."""
    facts = dict(application.facts)
    coach = application.coach
    if coach is None:
        return facts
    now = profile_edit.facts_of(page=draft_of(coach), coach=coach)
    if now.get("biography") is None:
        # The editors have given it a form that plain text has not.
        now.pop("biography", None)
    if "roles" in now:
        now["roles"] = _free_roles(now["roles"])
    return facts | now


def draft_of(coach: Coach) -> Any | None:
    """Return a coach's profile as it was saved last; ``None`` where there is no page."""
    profiles = [page for page in publication.profiles_of(coach) if not page.alias_of_id]
    first = min(profiles, key=lambda page: page.pk, default=None)
    return first.get_latest_revision_as_object() if first is not None else None


def tell(*, application: CoachApplication, again: bool) -> None:
    """Tell everybody whom it concerns that an application has come in, or has come again."""
    person = application.person
    if person is None:
        raise ValueError("An application without a person has not come in.")
    application_mail.tell_applicant(application=application, person=person)
    if not _waits_for_reviewers(application):
        # Where reviewers were told, staff were told with them.
        application_mail.tell_staff(application=application, again=again)
    signals.announce(
        signals.application_submitted,
        CoachApplication,
        application=application,
        resubmitted=again,
    )


def _waits_for_reviewers(application: CoachApplication) -> bool:
    waiting = CoachVetting.objects.filter(state=VettingState.WAITING)
    return application.coach_id is not None and waiting.filter(coach=application.coach).exists()


def _write_person(application: CoachApplication, person: Person) -> None:
    """Let the person be who the proven application says. A coach stays who staff say they are."""
    coach = Coach.objects.filter(person=person).first()
    if coach is not None and coach.state != CoachState.APPLICANT:
        return
    person.name = application.name
    person.language = application.language or person.language
    for name in profile_edit.PERSON_FACTS:
        value = application.facts.get(name)
        if value:
            setattr(person, name, value)
    person.save()


def _make_profile(application: CoachApplication, person: Person) -> None:
    coach = Coach.objects.filter(person=person).first() or Coach.objects.create(
        site=application.site, person=person, state=CoachState.APPLICANT
    )
    # The same object, for what is written to one of the two is read from the other.
    coach.person = person
    application.coach = coach
    application.save(update_fields=["coach"])
    _record_consent(application, coach)
    facts = dict(application.facts)
    profile_edit.write_coach(coach=coach, facts=facts)
    gallery_index.note_change(coach_pk=str(coach.pk))
    if draft_of(coach) is not None:
        # Staff had made one; a photo on it stays, where there is no other.
        if not application.portrait:
            facts.pop(PORTRAIT, None)
        _mend_profile(application, coach, facts)
        return
    gallery = _gallery_of(application)
    if gallery is None:
        return
    page = _new_page(application, coach, gallery)
    facts["roles"] = _free_roles(facts.get("roles", ()))
    changed = profile_edit.write_page(page=page, facts=facts, site=application.site)
    # Two at once, whoever makes them, take two places.
    base_page_model()._default_manager.select_for_update().get(pk=gallery.pk)
    gallery.refresh_from_db(fields=["path", "depth", "numchild", "url_path"])
    gallery.add_child(instance=page)
    _submit(page, changed, application.portrait)


def _mend_profile(application: CoachApplication, coach: Coach, facts: Mapping[str, Any]) -> None:
    """Write what the applicant has changed into the draft, and give it to the reviewers again."""
    page = draft_of(coach)
    if page is None:
        return
    facts = dict(facts)
    if "roles" in facts:
        appointed = [role.pk for role in page.roles.all() if role.makes_introductions]
        facts["roles"] = [*_free_roles(facts["roles"]), *appointed]
    changed = profile_edit.write_page(page=page, facts=facts, site=application.site)
    portrait = None
    if PORTRAIT in facts:
        portrait = application.portrait
        changed.append("portrait")
        if portrait is None:
            page.portrait = None
    _submit(page, changed, portrait)


def _submit(page: Any, changed: list[str], portrait: Any) -> None:
    data = bytes(portrait) if portrait else None
    profile_edit.submit_page(page=page, changed=changed, portrait=data)


def _free_roles(keys: Iterable[Any]) -> list[Any]:
    """Return those of the roles that people choose themselves; others the association gives."""
    free = CoachRole.objects.filter(pk__in=list(keys), makes_introductions=False)
    return list(free.values_list("pk", flat=True))


def _record_consent(application: CoachApplication, coach: Coach) -> None:
    known = CoachConsent.objects.filter(coach=coach, source=ConsentSource.FORM).first()
    if known is None or known.text != application.consent_text:
        consent_service.record(
            coach=coach,
            source=ConsentSource.FORM,
            text=application.consent_text,
            language=application.language,
        )


def _new_page(application: CoachApplication, coach: Coach, gallery: Any) -> Any:
    """Return a profile that is not saved yet."""
    page = coaching_settings.page_model("COACH_PAGE_MODEL")(
        title=application.name, coach=coach, locale_id=gallery.locale_id, live=False
    )
    allows_unicode = getattr(django_settings, "WAGTAIL_ALLOW_UNICODE_SLUGS", True)
    if not slugify(application.name, allow_unicode=allows_unicode):
        # Wagtail could make none of this name.
        page.slug = f"coach-{uuid.uuid4().hex[:8]}"
    return page


def _gallery_of(application: CoachApplication) -> Any | None:
    """Return the gallery of the program that the form's page is in; or else one of the site."""
    galleries = coaching_settings.page_model("GALLERY_PAGE_MODEL")._default_manager.order_by("path")
    key = record_key(application.form_page_pk)
    form_page = base_page_model()._default_manager.filter(pk=key).first() if key else None
    if form_page is not None and form_page.get_site() == application.site:
        beside = galleries.descendant_of(form_page.get_parent()).first()
        if beside is not None:
            return beside
    return galleries.descendant_of(application.site.root_page, inclusive=True).first()
