"""Which coaches a gallery shows, and how it searches them."""

from __future__ import annotations

import datetime
import random
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.enums import CoachState
from wagtail_coaching.models import Coach, CoachGalleryPageMixin

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wagtail_coaching.models import CoachPageMixin, Topic, VocabularyTerm

#: More words than this in a search are left out: nobody types them, and each costs a comparison.
MAX_SEARCH_WORDS = 8


def coach_pages_in(*, gallery: CoachGalleryPageMixin) -> QuerySet[Any]:
    """Return the live pages of active coaches right under a gallery, by name.

    View restrictions on single pages are the caller's to apply: they depend on who asks.
    """
    model = coaching_settings.page_model("COACH_PAGE_MODEL")
    pages: QuerySet[Any] = model._default_manager.child_of(gallery)
    is_active = Q(coach__isnull=True) | Q(coach__state=CoachState.ACTIVE)
    return pages.filter(is_active, live=True).order_by("title", "pk")


def with_card_data(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Return the pages with all that a coach card shows, in a fixed number of queries."""
    return pages.select_related(
        "coach", "organization_type", "career_stage", "portrait"
    ).prefetch_related("portrait__renditions", "coach__topics")


def search_coaches(*, pages: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Return the pages in which every word of ``text`` stands, in whatever field.

    Searched are name, title, organization, region, "ask me about", and topics.
    """
    for word in text.split()[:MAX_SEARCH_WORDS]:
        pages = pages.filter(
            Q(title__icontains=word)
            | Q(job_title__icontains=word)
            | Q(organization__icontains=word)
            | Q(region__icontains=word)
            | Q(ask_me_about__icontains=word)
            | Q(coach__in=Coach.objects.filter(topics__name__icontains=word))
        )
    return pages


def with_any_topic(*, pages: QuerySet[Any], topics: Sequence[VocabularyTerm]) -> QuerySet[Any]:
    """Return the pages of coaches who offer one of the topics, whatever language it is in."""
    keys = [topic.translation_key for topic in topics]
    return pages.filter(coach__in=Coach.objects.filter(topics__translation_key__in=keys))


def with_any_organization_type(
    *, pages: QuerySet[Any], organization_types: Sequence[VocabularyTerm]
) -> QuerySet[Any]:
    """Return the pages of coaches from one of the types, whatever language it is in."""
    keys = [term.translation_key for term in organization_types]
    return pages.filter(organization_type__translation_key__in=keys)


def show_topics_in_language_of(*, pages: Iterable[CoachPageMixin], terms: Sequence[Topic]) -> None:
    """Put the given terms in the place of each page's topics, where they are translations."""
    by_key = {term.translation_key: term for term in terms}
    for page in pages:
        page.card_topics = [by_key.get(t.translation_key, t) for t in page.card_topics]


def featured_coaches(
    *, pages: QuerySet[Any], count: int, on: datetime.date
) -> list[CoachPageMixin]:
    """Return up to ``count`` coaches who take requests on the local date ``on``.

    The choice is another one each day and the same all day, so that everybody's turn comes.
    """
    candidates = list(
        pages.filter(coach__in=Coach.objects.all().available(on))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    shuffle = random.Random(on.toordinal())  # noqa: S311  (a fair turn, not a secret)
    chosen = shuffle.sample(candidates, min(count, len(candidates)))
    return list(with_card_data(pages.filter(pk__in=chosen)))
