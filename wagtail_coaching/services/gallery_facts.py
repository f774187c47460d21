"""What a gallery finds a coach page by: computed from pages and coaches, kept in ``GalleryEntry``.

Public facts only. Terms stand here by their translation keys, so a renamed term changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db.models import F, Q
from django.utils import translation

from wagtail_coaching.conf import base_page_model, coaching_settings
from wagtail_coaching.enums import CoachAvailability, CoachState, PopulationBand, USState
from wagtail_coaching.models import Coach
from wagtail_coaching.services.gallery_words import fold, phrases_of, words_of

if TYPE_CHECKING:
    import datetime
    from collections.abc import Collection, Iterable, Mapping

    from django.db.models import QuerySet

#: The facets, in the order of the form.
FACETS: Final = (
    "topic",
    "organization_type",
    "population_band",
    "career_stage",
    "state",
    "role",
    "language",
    "format",
    "availability",
)
#: The facets that do not depend on the day.
LASTING_FACETS: Final = FACETS[:-1]
#: The many-valued facts of a coach: the facet, and the field of ``Coach``.
COACH_TERMS: Final = {"topic": "topics", "language": "languages", "format": "formats"}
#: Fields of a page that facts do not depend on: to save nothing but these changes nothing.
IRRELEVANT_FIELDS: Final = frozenset(
    {
        "latest_revision",
        "latest_revision_id",
        "latest_revision_created_at",
        "last_published_at",
        "draft_title",
        "has_unpublished_changes",
        "locked",
        "locked_at",
        "locked_by",
        "go_live_at",
        "expire_at",
        "expired",
    }
)

_PAGE_FIELDS: Final = (
    "pk",
    "path",
    "title",
    "preferred_name",
    "job_title",
    "organization",
    "region",
    "ask_me_about",
    "biography",
    "population",
    "us_state",
    "first_published_at",
    "coach_id",
)
_COACH_FIELDS: Final = ("capacity", "paused_until", "accepting_until")
#: The fields of a page that its card is made of, by their attribute names.
_CARD_FIELDS: Final = (
    "title",
    "slug",
    "locale_id",
    "preferred_name",
    "job_title",
    "organization",
    "region",
    "us_state",
    "population",
    "portrait_id",
    "coach_id",
    "first_published_at",
    "last_published_at",
)
#: What JSON has; anything else is kept as text.
_PLAIN: Final = (str, int, float, bool, type(None))


class PageFacts(NamedTuple):
    """What is stored of a page."""

    #: The parent page's key.
    gallery_pk: str
    #: What it is found by.
    facts: dict[str, Any]
    #: What its card shows.
    card: dict[str, Any]


def availability_on(facts: Mapping[str, Any], day: str) -> CoachAvailability:
    """Return whether a coach takes new requests on a day (ISO 8601), by an entry's facts.

    Says what :attr:`Coach.availability` says of an active coach.
    """
    if facts["capacity"] == 0 or (facts["accepting_until"] and facts["accepting_until"] < day):
        return CoachAvailability.CLOSED
    if facts["paused_until"] and facts["paused_until"] > day:
        return CoachAvailability.PAUSED
    is_full = facts["taken"] >= facts["capacity"]
    return CoachAvailability.FULL if is_full else CoachAvailability.OPEN


def pages_shown_in(gallery_pk: str) -> list[str]:
    """Return the keys of all coach pages right under a gallery, shown or not."""
    gallery = base_page_model().objects.filter(pk=gallery_pk).values_list("path", "depth").first()
    if gallery is None:
        return []
    path, depth = gallery
    pages = _pages().filter(path__startswith=path, depth=depth + 1)
    return [str(pk) for pk in pages.values_list("pk", flat=True)]


def pages_of_coaches(coach_pks: Collection[str]) -> set[str]:
    """Return the keys of all pages of some coaches."""
    pages = _pages().filter(coach_id__in=coach_pks)
    return {str(pk) for pk in pages.values_list("pk", flat=True)}


def _pages() -> QuerySet[Any]:
    pages: QuerySet[Any] = coaching_settings.page_model("COACH_PAGE_MODEL")._default_manager.all()
    return pages.order_by()


def facts_of(page_pks: Collection[str]) -> dict[str, PageFacts]:
    """Return what is to be stored of those of the pages that a gallery shows.

    Shown are live pages of active coaches, and live pages without a coach. The number of queries
    does not depend on the number of pages.

    Returns:
        what is known of each, by the page's key.
    """
    pages = _shown_among(_pages()).filter(pk__in=page_pks)
    fields = {*_PAGE_FIELDS, *_card_fields(pages.model)}
    rows: list[dict[str, Any]] = list(pages.values(*fields, **_joined_fields()))
    if not rows:
        return {}
    parents = _parents({row["path"] for row in rows})
    roles = _roles_of(pages.model, [row["pk"] for row in rows])
    coaches = _coach_terms({row["coach_id"] for row in rows} - {None})
    taken = _places_taken({row["coach_id"] for row in rows} - {None})
    return {
        str(row["pk"]): PageFacts(
            gallery_pk=parents.get(row["path"], ""),
            card=_card_of(pages.model, row),
            facts={
                **_position(row),
                **_time(row, taken),
                "facets": {
                    **_terms_of_page(row),
                    "role": roles.get(row["pk"], []),
                    **{facet: coaches[facet].get(row["coach_id"], []) for facet in COACH_TERMS},
                },
                "words": _words(pages.model, row),
            },
        )
        for row in rows
    }


def _card_fields(model: Any) -> list[str]:
    """Return which fields of a coach page class are copied, by their attribute names."""
    own = [model._meta.get_field(name).attname for name in model.coaching_card_fields]
    return list(dict.fromkeys([*_CARD_FIELDS, *own]))


def _card_of(model: Any, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the copy of a page, as JSON has it, of a row with all :func:`_card_fields`."""
    return {
        name: row[name] if isinstance(row[name], _PLAIN) else str(row[name])
        for name in _card_fields(model)
    }


def _shown_among(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Return those of the pages that a gallery shows: live ones of active coaches, and live ones
    without a coach.
    """
    return pages.filter(Q(coach__isnull=True) | Q(coach__state=CoachState.ACTIVE), live=True)


def _joined_fields() -> dict[str, Any]:
    return {
        # Names of our own: a host's page may have a field of any other.
        **{f"coaching_{field}": F(f"coach__{field}") for field in _COACH_FIELDS},
        "coaching_organization_type": F("organization_type__translation_key"),
        "coaching_career_stage": F("career_stage__translation_key"),
    }


def _position(row: Mapping[str, Any]) -> dict[str, Any]:
    joined = row["first_published_at"]
    return {
        "name": fold(row["title"].strip()),
        # In microseconds: two pages of one import keep their order.
        "joined": int(joined.timestamp() * 1_000_000) if joined else 0,
    }


def _time(row: Mapping[str, Any], taken: Mapping[Any, int]) -> dict[str, Any]:
    return {
        # Nobody can be asked through a page without a coach.
        "capacity": row["coaching_capacity"] or 0,
        "taken": taken.get(row["coach_id"], 0),
        "paused_until": _iso(row["coaching_paused_until"]),
        "accepting_until": _iso(row["coaching_accepting_until"]),
    }


def _iso(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def _terms_of_page(row: Mapping[str, Any]) -> dict[str, list[str]]:
    band = PopulationBand.for_population(row["population"])
    values = {
        "organization_type": row["coaching_organization_type"],
        "population_band": band.value if band else "",
        "career_stage": row["coaching_career_stage"],
        "state": row["us_state"],
    }
    return {facet: [str(value)] if value else [] for facet, value in values.items()}


def _words(model: Any, row: Mapping[str, Any]) -> list[str]:
    """Return the words by grade: name; title, organization and place; "ask me about"; biography."""
    biography = model._meta.get_field("biography").get_searchable_content(row["biography"])
    return [
        phrases_of(row["title"], row["preferred_name"]),
        phrases_of(row["job_title"], row["organization"], row["region"], *_state_words(row)),
        phrases_of(*row["ask_me_about"].splitlines()),
        # Only which words there are: biographies are long.
        " ".join(sorted({word for text in biography for word in words_of(text)})),
    ]


def _state_words(row: Mapping[str, Any]) -> list[str]:
    """Return how a state is written: its name, and what stands in an address."""
    # A proper name: the same whoever's request brings the entry up to date.
    with translation.override(None):
        return [USState.name_of(row["us_state"]), row["us_state"]]


def _parents(paths: Iterable[str]) -> dict[str, str]:
    model = base_page_model()
    parent_of = {path: path[: -model.steplen] for path in paths}
    found = model.objects.filter(path__in=set(parent_of.values())).values_list("path", "pk")
    keys = {path: str(pk) for path, pk in found}
    return {path: keys.get(parent, "") for path, parent in parent_of.items()}


def _roles_of(model: Any, pks: Collection[Any]) -> dict[Any, list[str]]:
    field = model._meta.get_field("roles")
    return _pairs(field.remote_field.through, field.m2m_field_name(), pks, "coachrole")


def _coach_terms(coach_pks: Collection[Any]) -> dict[str, dict[Any, list[str]]]:
    found = {}
    for facet, name in COACH_TERMS.items():
        field = Coach._meta.get_field(name)
        through: Any = field.remote_field.through  # type: ignore[union-attr]
        found[facet] = _pairs(through, "coach", coach_pks, field.related_model._meta.model_name)  # type: ignore[union-attr]
    return found


def _pairs(
    through: Any, owner: str, pks: Collection[Any], term: str | None
) -> dict[Any, list[str]]:
    """Return the sorted translation keys of the terms that each owner has."""
    if not pks:
        return {}
    found = defaultdict(set)
    rows = through._default_manager.filter(**{f"{owner}_id__in": pks}).order_by()
    for pk, key in rows.values_list(f"{owner}_id", f"{term}__translation_key"):
        found[pk].add(str(key))
    return {pk: sorted(keys) for pk, keys in found.items()}


def _places_taken(coach_pks: Collection[Any]) -> dict[Any, int]:
    coaches: Any = Coach.objects.filter(pk__in=coach_pks).with_places().order_by()
    return dict(coaches.values_list("pk", "counted_places_taken"))
