"""One coach's public profile: finding its page with all that it shows, in as few queries as there
can be.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.utils import timezone
from wagtail.models import PageViewRestriction

from wagtail_coaching.conf import base_page_model, coaching_settings
from wagtail_coaching.enums import CoachState
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
from wagtail_coaching.services.sections import paths_down_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from wagtail_coaching.models import CoachPageMixin, VocabularyTerm

_TERM_FIELDS = ("id", "name", "slug", "description", "sort_order", "translation_key", "locale_id")


@dataclass(frozen=True)
class ProfileTerms:
    """The terms on a profile, in the page's language where they are translated."""

    topics: list[Topic] = field(default_factory=list)
    roles: list[CoachRole] = field(default_factory=list)
    credentials: list[Credential] = field(default_factory=list)
    languages: list[CoachLanguage] = field(default_factory=list)
    formats: list[MeetingFormat] = field(default_factory=list)
    organization_type: OrganizationType | None = None
    career_stage: CareerStage | None = None


def find(*, gallery: Any, slug: str) -> Any | None:
    """Return the live profile right under ``gallery`` with this slug, ready to be shown.

    With it come coach, person and portrait; how many places are taken; whether any view
    restriction can apply (``known_unrestricted``); and the program's request page, as
    ``found_request_page``. All in one query.

    Returns:
        The page; ``None`` where there is none of the project's own class of coach pages.
    """
    model = coaching_settings.page_model("COACH_PAGE_MODEL")
    program = gallery.get_parent()
    requests = coaching_settings.page_model("REQUEST_PAGE_MODEL")
    request_pages = (
        requests._default_manager.child_of(program).filter(live=True).order_by("path")
        if program is not None
        else requests._default_manager.none()
    )
    pages = model._default_manager.child_of(gallery).filter(slug=slug, live=True)
    page = (
        with_places(pages.select_related("coach__person", "portrait"))
        .annotate(
            may_be_restricted=_restrictions(gallery),
            request_page_pk=Subquery(request_pages.values("pk")[:1]),
            request_page_url_path=Subquery(request_pages.values("url_path")[:1]),
        )
        .first()
    )
    if page is None or page.specific_class is not model:
        return None
    take_over_places([page])
    page._cached_parent_obj = gallery
    page.known_unrestricted = not page.may_be_restricted and page.alias_of_id is None
    page.found_request_page = (
        _barely(requests, page.request_page_pk, page.request_page_url_path)
        if page.request_page_pk is not None
        else None
    )
    return page


def with_places(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Return coach pages with how many places are taken; see :func:`take_over_places`."""
    coaches: QuerySet[Any] = Coach.objects.with_places().filter(pk=OuterRef("coach_id"))
    counted = Subquery(coaches.order_by().values("counted_places_taken")[:1])
    with_counts: QuerySet[Any] = pages.annotate(counted_places_taken=counted)
    return with_counts


def take_over_places(pages: Iterable[Any]) -> None:
    """Give the coaches of these pages what :func:`with_places` has counted."""
    for page in pages:
        if page.coach is not None:
            page.coach.counted_places_taken = page.counted_places_taken


def short_cards(*, pages: QuerySet[Any], page_pks: Sequence[str]) -> list[Any]:
    """Return the pages of coaches who take requests, in the order of ``page_pks``; one query.

    An alias of a profile that is not for everybody is left out. Topics are not at hand.
    """
    restricted_source = (
        PageViewRestriction.objects.annotate(
            source_path=ExpressionWrapper(OuterRef("alias_of__path"), CharField())
        )
        .filter(source_path__startswith=F("page__path"))
        .order_by()
    )
    shown = pages.filter(
        Q(alias_of__isnull=True) | ~Exists(restricted_source), coach__state=CoachState.ACTIVE
    )
    found = list(with_places(shown.select_related("coach", "portrait")))
    take_over_places(found)
    rank = {str(key): number for number, key in enumerate(page_pks)}
    return sorted(
        (page for page in found if page.coach.is_available), key=lambda page: rank[str(page.pk)]
    )


def terms_of_profile(*, page: CoachPageMixin, is_stored: bool = True) -> ProfileTerms:
    """Return the terms on a profile, in the editors' order; one query.

    Args:
        page: the profile.
        is_stored: whether the page is as the database has it; a preview's draft is not, and its
            roles and credentials cost queries of their own.
    """
    chosen = _chosen(page, is_stored=is_stored)
    queries = [
        _in_reach(model, own, page.locale_id)
        .annotate(
            vocabulary=Value(position, IntegerField()),
            introduces=_introduces(model),
        )
        .values("vocabulary", "introduces", *_TERM_FIELDS)
        for position, (model, own) in enumerate(chosen)
    ]
    found: list[dict[Any, Any]] = [{} for _query in queries]
    for row in queries[0].union(*queries[1:], all=True):
        position = row.pop("vocabulary")
        introduces = row.pop("introduces")
        term = chosen[position][0](**row)
        if isinstance(term, CoachRole):
            term.makes_introductions = bool(introduces)
        known = found[position].get(term.translation_key)
        if known is None or term.locale_id == page.locale_id:
            found[position][term.translation_key] = term
    lists: list[list[Any]] = [
        sorted(terms.values(), key=lambda term: (term.sort_order or 0, term.name))
        for terms in found
    ]
    by_model: dict[Any, list[Any]] = {
        model: terms for (model, _own), terms in zip(chosen, lists, strict=True)
    }
    return ProfileTerms(
        topics=by_model.get(Topic, []),
        roles=by_model[CoachRole],
        credentials=by_model[Credential],
        languages=by_model.get(CoachLanguage, []),
        formats=by_model.get(MeetingFormat, []),
        organization_type=next(iter(by_model.get(OrganizationType, [])), None),
        career_stage=next(iter(by_model.get(CareerStage, [])), None),
    )


def _chosen(page: CoachPageMixin, *, is_stored: bool) -> list[tuple[Any, Any]]:
    """Return each vocabulary with the keys of its terms on the profile: a query, or a list."""
    chosen: list[tuple[Any, Any]] = [
        (CoachRole, _role_keys(page, is_stored)),
        (Credential, _credential_keys(page, is_stored)),
    ]
    coach = page.coach
    if coach is not None:
        links: list[tuple[Any, Any, str]] = [
            (Topic, coach.topics.through, "topic_id"),
            (CoachLanguage, coach.languages.through, "coachlanguage_id"),
            (MeetingFormat, coach.formats.through, "meetingformat_id"),
        ]
        chosen += [
            (model, through._default_manager.filter(coach=coach.pk).values(name))
            for model, through, name in links
        ]
    if page.organization_type_id is not None:
        chosen.append((OrganizationType, [page.organization_type_id]))
    if page.career_stage_id is not None:
        chosen.append((CareerStage, [page.career_stage_id]))
    return chosen


def _role_keys(page: Any, is_stored: bool) -> Any:
    if not is_stored:
        return [role.pk for role in page.roles.all()]
    roles = type(page)._meta.get_field("roles")
    through = roles.remote_field.through
    links = through._default_manager.filter(**{roles.m2m_field_name(): page.pk})
    return links.values(f"{roles.m2m_reverse_field_name()}_id")


def _credential_keys(page: Any, is_stored: bool) -> Any:
    """Return the keys of the credentials that hold today."""
    if not is_stored:
        return [credential.pk for credential in page.current_credentials]
    held = type(page)._meta.get_field("credentials")
    children = held.related_model._default_manager.filter(**{held.field.name: page.pk})
    still = Q(expires_on__isnull=True) | Q(expires_on__gte=timezone.localdate())
    return children.filter(still).order_by().values("credential_id")


def _in_reach(model: type[VocabularyTerm], own: Any, locale_id: int) -> QuerySet[Any]:
    """Return terms by their keys, and what they are called in the language."""
    terms: QuerySet[Any] = model._default_manager.order_by()
    translations = Q(
        locale_id=locale_id,
        translation_key__in=terms.filter(pk__in=own).values("translation_key"),
    )
    return terms.filter(Q(pk__in=own) | translations)


def _introduces(model: Any) -> Any:
    """Return what only roles have, for a column that all vocabularies share."""
    number = IntegerField()
    if model is not CoachRole:
        return Value(0, number)
    return Case(When(makes_introductions=True, then=1), default=0, output_field=number)


def _restrictions(gallery: Any) -> Any:
    """Return whether a page under the gallery, or what is above it, can be restricted.

    Where an alias is above it, the restrictions of its source count: Wagtail is to say.
    """
    above = paths_down_to(gallery)
    restrictions = PageViewRestriction.objects.filter(
        Q(page__path__in=above) | Q(page__path=OuterRef("path"))
    )
    pages = base_page_model()._default_manager
    return Exists(restrictions) | Exists(pages.filter(path__in=above, alias_of__isnull=False))


def _barely(model: Any, key: Any, url_path: str) -> Any:
    """Return a page of which little more is known than where it is; the rest is read when asked."""
    parents = {parent._meta.pk.attname for parent in model._meta.get_parent_list()}
    known = dict.fromkeys((*parents, model._meta.pk.attname), key) | {"url_path": url_path}
    names = [f.attname for f in model._meta.concrete_fields if f.attname in known]
    return model.from_db(None, names, [known[name] for name in names])
