"""Deleting a coach, or what an applicant sent, so that nothing of them stays: pages and their
history, mail, pictures, logs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from wagtail.images import get_image_model
from wagtail.models import ModelLogEntry, PageLogEntry, ReferenceIndex, Revision

from wagtail_coaching.conf import base_page_model
from wagtail_coaching.enums import MessageState
from wagtail_coaching.models import (
    Coach,
    CoachApplication,
    CoachConcern,
    CoachConfirmation,
    CoachNomination,
    CoachVetting,
    Link,
    Message,
    OptOut,
    Person,
)
from wagtail_coaching.services import person as person_service
from wagtail_coaching.services import publication

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import Model

#: Mail that nobody works on (any more).
_RESTING: Final = (
    MessageState.SENT,
    MessageState.FAILED,
    MessageState.UNKNOWN,
    MessageState.CANCELED,
)


@transaction.atomic
def erase_coach(*, coach: Coach) -> None:
    """Delete a coach with everything that names them.

    That is: profile pages in all languages with revisions, workflows and log entries; vettings,
    confirmations and concerns; what they sent as an applicant, consents and nominations; pictures
    that were the portrait and are used nowhere else; mail to the coach, and mail to others in which
    they are named; the record itself, and the person. Of a person who has sent requests as a
    learner, what belongs to those stays.

    Requests of learners to the coach stay, without the coach.

    Args:
        coach: whom to delete. Lock the person's row before, where it matters whether they still
            have to go.
    """
    person = coach.person
    names = {person.name, person.email, *(page.title for page in publication.profiles_of(coach))}
    vettings = list(CoachVetting.objects.filter(coach=coach).values_list("pk", flat=True))
    rounds = list(CoachConfirmation.objects.filter(coach=coach).values_list("pk", flat=True))
    page_pks, portraits = _delete_profiles(coach)
    _delete_concerns(coach, page_pks)
    _forget_history(CoachVetting, vettings)
    _forget_history(type(coach), [coach.pk])
    _delete_messages(Message.objects.filter(_about(coach, vettings, rounds), site=coach.site_id))
    applications = CoachApplication.objects.filter(Q(coach=coach) | Q(person=person))
    names |= set(applications.values_list("name", flat=True))
    _delete_applications(applications, person)
    coach.delete()
    _forget_unless_known(person, names)
    _delete_unused_images(portraits, page_pks)


@transaction.atomic
def erase_application(*, application: CoachApplication, withdrawn: bool = False) -> None:
    """Delete what an applicant sent, or has only begun; and the person, if the site knows nothing
    else about them.

    Args:
        application: it has led to no coach.
        withdrawn: whether its applicant wants it, who has proven the address. Otherwise somebody
            who has proven it before stays: perhaps a stranger has typed it.
    """
    about = {"subject_type": CoachApplication._meta.label_lower, "subject_id": str(application.pk)}
    mailed = set(Link.objects.filter(**about).values_list("person", flat=True))
    nominated = CoachNomination.objects.filter(application=application, nominee__isnull=False)
    keys = [*mailed, *nominated.values_list("nominee", flat=True)]
    keys += [application.person_id] if application.person_id else []
    people = Person.objects.filter(pk__in=keys, site=application.site_id).order_by("pk")
    people.lock()
    applications = CoachApplication.objects.filter(pk=application.pk)
    _delete_applications(applications, application.person if withdrawn else None)
    for person in people:
        if withdrawn:
            _forget_unless_known(person, {person.name, person.email, application.name})
        elif person.email_proven_at is None:
            # Whose name was typed, nobody knows: what names somebody else stays.
            _forget_unless_known(person, {person.email})


@transaction.atomic
def erase_nomination(*, nomination: CoachNomination) -> None:
    """Delete a nomination with all mail about it; and whom it names, if nobody has proven the
    address and the site knows nothing else about them.
    """
    people = [person for person in (nomination.nominator, nomination.nominee) if person is not None]
    Person.objects.filter(pk__in=[person.pk for person in people]).order_by("pk").lock()
    _delete_nominations(CoachNomination.objects.filter(pk=nomination.pk))
    for person in people:
        if person.email_proven_at is None:
            _forget_unless_known(person, {person.email})


def _delete_nominations(nominations: Any) -> None:
    keys = list(nominations.values_list("pk", flat=True))
    _delete_messages(Message.objects.filter(context__nomination__in=keys))
    _forget_links(CoachNomination, keys)
    CoachNomination.objects.filter(pk__in=keys).delete()


def _delete_applications(applications: Any, person: Person | None) -> None:
    """Delete applications with their nominations; of a person, all nominations by or of them."""
    keys = list(applications.values_list("pk", flat=True))
    about = Q(application__in=keys)
    if person is not None:
        about |= Q(nominee=person) | Q(nominator=person)
        about |= Q(site=person.site_id, nominee_email=person.email)
    _delete_nominations(CoachNomination.objects.filter(about))
    _delete_messages(Message.objects.filter(context__application__in=keys))
    _forget_links(CoachApplication, keys)
    applications.delete()


def _forget_links(model: type[Model], keys: Iterable[Any]) -> None:
    """Delete the links to records, and what the log says about them."""
    subjects = [str(key) for key in keys]
    Link.objects.filter(subject_type=model._meta.label_lower, subject_id__in=subjects).delete()
    _forget_history(model, subjects)


def _forget_unless_known(person: Person, names: Iterable[str]) -> None:
    """Forget a person of whom nothing else is known, with what is left of them."""
    site_id, email = person.site_id, person.email
    if not person_service.has_records(person):
        person_service.forget(person=person)
        _forget_address(site_id, email, names)


def _delete_profiles(coach: Coach) -> tuple[list[Any], set[Any]]:
    """Delete the coach's pages; return their keys, and those of pictures that were the portrait."""
    page_pks: list[Any] = []
    portraits: set[Any] = set()
    # Aliases first: without its source, one would become a profile of its own.
    for page in sorted(publication.profiles_of(coach), key=lambda page: not page.alias_of_id):
        found = type(page)._default_manager.filter(pk=page.pk).first()
        if found is None:
            continue
        page_pks.append(found.pk)
        stored = found.revisions.values_list("content__portrait", flat=True)
        portraits |= {found.portrait_id, *stored}
        found.delete()
    # Wagtail keeps a deleted page's history.
    PageLogEntry.objects.filter(page_id__in=page_pks).delete()
    return page_pks, portraits - {None}


def _delete_concerns(coach: Coach, page_pks: Iterable[Any]) -> None:
    about = Q(coach=coach) | Q(coach=None, page_pk__in=[str(key) for key in page_pks])
    concerns = CoachConcern.objects.filter(about, site=coach.site_id)
    keys = list(concerns.values_list("pk", flat=True))
    for key in keys:
        _delete_messages(Message.objects.filter(site=coach.site_id, context__concern=key))
    concerns.delete()
    _forget_history(CoachConcern, keys)


def _about(coach: Coach, vettings: list[Any], rounds: list[Any]) -> Q:
    """Return which messages are about the coach: those that go to them as such, or to staff."""
    return (
        Q(context__coach=coach.pk)
        | Q(context__vetting__in=vettings)
        | Q(context__confirmation__in=rounds)
    )


def _forget_address(site_id: Any, email: str, names: Iterable[str]) -> None:
    """Delete what is left of a person who is forgotten: mail to them, and mail that names them."""
    of_site = Message.objects.filter(site=site_id)
    _delete_messages(of_site.filter(recipient_email=email))
    for name in names:
        # A first name alone stands in too many texts that are not about the person; and so does
        # a name that somebody else has.
        is_shared = Person.objects.filter(site=site_id, name__iexact=name).exists()
        if (" " in name and not is_shared) or name == email:
            naming = _naming(of_site.filter(state__in=_RESTING), name)
            _delete_messages(of_site.filter(pk__in=naming))
    OptOut.objects.filter(site=site_id, email=email).delete()


def _naming(messages: Any, name: str) -> list[Any]:
    """Return the keys of messages that a whole name stands in."""
    whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
    candidates = messages.filter(Q(subject__icontains=name) | Q(text__icontains=name))
    return [
        key
        for key, *texts in candidates.values_list("pk", "subject", "text")
        if any(whole.search(text) for text in texts)
    ]


def _delete_messages(messages: Any) -> None:
    keys = list(messages.values_list("pk", flat=True))
    Message.objects.filter(pk__in=keys).delete()
    _forget_history(Message, keys)


def _forget_history(model: type[Model], keys: Iterable[Any]) -> None:
    """Delete what the log says about records: each entry has the record's name in it."""
    content_type = ContentType.objects.get_for_model(model)
    ModelLogEntry.objects.filter(
        content_type=content_type, object_id__in=[str(key) for key in keys]
    ).delete()


def _delete_unused_images(keys: Iterable[Any], page_pks: Iterable[Any]) -> None:
    """Delete pictures, with their files, that nothing shows any more."""
    model = get_image_model()
    gone = [str(key) for key in page_pks]
    for image in model._default_manager.filter(pk__in=keys):
        if not _is_used(image, gone):
            key = image.pk
            image.delete()
            _forget_history(model, [key])


def _is_used(image: Any, gone: list[str]) -> bool:
    """Return whether a page, a draft or a record has a picture; what is deleted does not count."""
    referring = (
        model._base_manager.filter(**{field: image}).exists()
        for model, field in _references_to(image)
    )
    known = ReferenceIndex.get_references_to(image).exclude(
        base_content_type=ContentType.objects.get_for_model(base_page_model()), object_id__in=gone
    )
    drafts = Revision.objects.filter(content__portrait=image.pk)
    return any(referring) or known.exists() or drafts.exists()


def _references_to(image: Any) -> Iterator[tuple[Any, str]]:
    """Yield each model that points at pictures, with its field; but for their own renditions."""
    for relation in image._meta.get_fields(include_hidden=True):
        if (
            relation.auto_created
            and (relation.one_to_many or relation.one_to_one)
            and relation.related_model is not image.renditions.model
        ):
            yield relation.related_model, relation.field.name
