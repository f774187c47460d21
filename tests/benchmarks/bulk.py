"""Writes galleries of any size straight into the tables."""

from __future__ import annotations

import datetime
import random
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image
from wagtail.images import get_image_model
from wagtail.models import Page

from wagtail_coaching.enums import ConsentSource, USState
from wagtail_coaching.models import (
    CareerStage,
    Coach,
    CoachConsent,
    CoachLanguage,
    CoachRole,
    MeetingFormat,
    OrganizationType,
    Person,
    Topic,
)
from wagtail_coaching.pages.models import CoachGalleryPage, CoachPage

if TYPE_CHECKING:
    from wagtail.models import Site

_BATCH = 500
_FIRST = "Ann Bob Cleo Dana Eve Finn Gail Hugh Iris Jon Kay Liam Maya Ned Olga Pat".split()  # noqa: SIM905
_SYLLABLES = "ber man son ley ton ford wood hill field mark stone brook dale win cas tor".split()  # noqa: SIM905
#: Three of ten are managers.
_TITLES = ["City Manager", "Village Manager", "Town Manager", "Clerk", "Finance Director",
           "Planner", "Fire Chief", "Engineer", "Librarian", "Police Chief"]  # fmt: skip
_PLACES = "Elm Oak Maple Cedar Birch Aspen Willow Hazel Rowan Alder Laurel Linden".split()  # noqa: SIM905
_COMMON = [f"{a}{b}ing" for a in _SYLLABLES for b in _SYLLABLES]


def make_images(count: int = 200) -> list[Any]:
    """Make portraits; pages share them."""
    images = []
    for number in range(count):
        file = BytesIO()
        color = (number % 256, 110, 160)
        Image.new("RGB", (400, 500), color).save(file, "JPEG")
        file.seek(0)
        portrait = ImageFile(file, name=f"bench-{number}.jpg")
        images.append(get_image_model().objects.create(title=f"Portrait {number}", file=portrait))
    return images


def make_gallery(program: Any, site: Site, count: int, images: list[Any]) -> Any:
    """Make a gallery with ``count`` live coaches, each with everything a profile has."""
    dice = random.Random(count)
    gallery = CoachGalleryPage(
        title=f"Gallery of {count}", slug=f"gallery-{count}", live=True, locale=program.locale
    )
    program.add_child(instance=gallery)
    terms = {
        model: list(model.objects.filter(site=site, locale=program.locale))
        for model in (OrganizationType, CareerStage, Topic, CoachLanguage, MeetingFormat, CoachRole)
    }
    coaches = _make_coaches(site, count, dice, terms)
    pages = _make_page_rows(gallery, coaches)
    kinds, stages = terms[OrganizationType], terms[CareerStage]
    profiles = []
    for page, coach in zip(pages, coaches, strict=True):
        profile = CoachPage(
            page_ptr_id=page.pk,
            coach=coach,
            job_title=dice.choice(_TITLES),
            organization=f"City of {dice.choice(_PLACES)}{dice.choice(_SYLLABLES)}",
            organization_type=dice.choice(kinds),
            career_stage=dice.choice(stages),
            population=int(10 ** dice.uniform(2.5, 6.3)),
            us_state=dice.choice(USState.values),
            region=f"{dice.choice(_PLACES)} Valley",
            ask_me_about="\n".join(" ".join(dice.sample(_COMMON, 3)) for _ in range(3)),
            biography=[("paragraph", f"<p>{' '.join(dice.choices(_COMMON, k=90))}.</p>")],
            portrait=dice.choice(images),
        )
        profiles.append(profile)
    fields = CoachPage._meta.local_concrete_fields
    for at in range(0, count, _BATCH):
        CoachPage._base_manager._insert(profiles[at : at + _BATCH], fields=fields, using="default")
    roles: Any = CoachPage._meta.get_field("roles").remote_field.through
    offered = [r for r in terms[CoachRole] if not r.makes_introductions] or terms[CoachRole]
    roles.objects.bulk_create(
        [roles(coachpage_id=p.pk, coachrole_id=dice.choice(offered).pk) for p in pages],
        batch_size=_BATCH,
    )
    gallery.refresh_from_db()
    return gallery


def _make_coaches(
    site: Site, count: int, dice: random.Random, terms: dict[Any, list[Any]]
) -> list[Coach]:
    first = Person.objects.count()
    people = Person.objects.bulk_create(
        [
            Person(
                site=site,
                name=f"{dice.choice(_FIRST)} {''.join(dice.choices(_SYLLABLES, k=3)).title()}",
                email=f"coach-{first + number}@example.org",
            )
            for number in range(count)
        ],
        batch_size=_BATCH,
    )
    today = timezone.localdate()
    coaches = Coach.objects.bulk_create(
        [
            Coach(
                site=site,
                person=person,
                capacity=dice.randint(0, 4),
                paused_until=today + datetime.timedelta(days=30) if dice.random() < 0.1 else None,
            )
            for person in people
        ],
        batch_size=_BATCH,
    )
    CoachConsent.objects.bulk_create(
        [CoachConsent(site=site, coach=coach, source=ConsentSource.LINK) for coach in coaches],
        batch_size=_BATCH,
    )
    for field, model, most in (
        ("topics", Topic, 4),
        ("languages", CoachLanguage, 2),
        ("formats", MeetingFormat, 2),
    ):
        through: Any = Coach._meta.get_field(field).remote_field.through
        column = f"{model._meta.model_name}_id"
        through.objects.bulk_create(
            [
                through(coach_id=coach.pk, **{column: term.pk})
                for coach in coaches
                for term in dice.sample(terms[model], dice.randint(1, min(most, len(terms[model]))))
            ],
            batch_size=_BATCH,
        )
    return coaches


def _make_page_rows(gallery: Any, coaches: list[Coach]) -> list[Page]:
    now = timezone.now()
    content_type = CoachPage(title="").content_type
    rows = [
        Page(
            path=CoachPage._get_path(gallery.path, gallery.depth + 1, number),
            depth=gallery.depth + 1,
            numchild=0,
            title=coach.person.name,
            draft_title=coach.person.name,
            slug=f"coach-{number}",
            url_path=f"{gallery.url_path}coach-{number}/",
            content_type=content_type,
            locale=gallery.locale,
            live=True,
            first_published_at=now - datetime.timedelta(minutes=number),
        )
        for number, coach in enumerate(coaches, 1)
    ]
    pages = Page.objects.bulk_create(rows, batch_size=_BATCH)
    Page.objects.filter(pk=gallery.pk).update(numchild=len(pages))
    return pages
