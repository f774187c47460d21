"""The coaches: their records, their portraits, their profiles."""

import datetime
import hashlib
import io
from typing import Any

from django.core.files.images import ImageFile
from django.utils import timezone
from django.utils.text import slugify
from wagtail.images import get_image_model

from example_site.demo.parts import Demo, chosen, counted
from example_site.demo.portraits import draw_portrait
from example_site.demo.profiles import Profile
from wagtail_coaching.models import CareerStage, Coach, Credential, OrganizationType, Person, Topic
from wagtail_coaching.pages.models import CoachPage

# What the gallery shows of a portrait; made now, so that the first visitor need not wait.
RENDITION = "fill-320x320"


def build_coaches(demo: Demo) -> list[str]:
    if Coach.objects.filter(site=demo.site).exists():
        return []
    coaches = _records(demo)
    terms = {model: demo.terms(model) for model in (OrganizationType, CareerStage, Credential)}
    for profile in demo.progress.count(demo.profiles):
        page = _page(profile, coaches[profile.email], terms)
        page.owner = demo.editor
        page.portrait = _portrait(demo, profile)
        _publish(demo, page, profile)
    portraits = sum(profile.look is not None for profile in demo.profiles)
    return [
        counted(len(coaches), "coach", "coaches"),
        counted(portraits, "portrait", "portraits"),
    ]


def _records(demo: Demo) -> dict[str, Coach]:
    """Make people and coaches, by e-mail address."""
    people = Person.objects.bulk_create(
        Person(
            site=demo.site,
            name=profile.name,
            email=profile.email,
            phone=profile.phone,
            email_proven_at=_ago(profile.published_days_ago),
        )
        for profile in demo.profiles
    )
    coaches = Coach.objects.bulk_create(
        Coach(
            site=demo.site,
            person=person,
            capacity=profile.capacity,
            paused_until=_in_days(demo, profile.paused_for_days),
            accepting_until=_in_days(demo, profile.accepting_for_days),
            preferred_channel=profile.preferred_channel,
            best_hours=profile.best_hours,
            last_confirmed_on=_in_days(demo, -profile.confirmed_days_ago),
        )
        for person, profile in zip(people, demo.profiles, strict=True)
    )
    topics = demo.terms(Topic)
    link = Coach.topics.through
    link.objects.bulk_create(
        link(coach=coach, topic=topic)
        for coach, profile in zip(coaches, demo.profiles, strict=True)
        for topic in chosen(topics, profile.topics)
    )
    return {coach.person.email: coach for coach in coaches}


def _page(profile: Profile, coach: Coach, terms: dict[Any, dict[str, Any]]) -> CoachPage:
    page = CoachPage(
        title=profile.name,
        coach=coach,
        pronouns=profile.pronouns,
        job_title=profile.job_title,
        organization=profile.organization,
        organization_type=terms[OrganizationType].get(profile.organization_type),
        population=profile.population,
        us_state=profile.us_state,
        region=profile.region,
        years_in_local_government=profile.years,
        career_stage=terms[CareerStage].get(profile.career_stage),
        ask_me_about="\n".join(profile.ask_me_about),
        biography=profile.biography,
        live=not profile.draft,
        has_unpublished_changes=profile.draft,
    )
    page.credentials = chosen(terms[Credential], profile.credentials)
    return page


def _portrait(demo: Demo, profile: Profile) -> Any | None:
    if profile.look is None:
        return None
    picture = draw_portrait(profile.look)
    # Two people of one name have two files.
    name = slugify(profile.email.split("@")[0].replace(".", "-"))
    portrait = get_image_model().objects.create(
        title=f"Portrait of {profile.name}",
        description=f"Drawing of {profile.name}, head and shoulders",
        file=ImageFile(io.BytesIO(picture), name=f"portrait-{name}.jpg"),
        file_size=len(picture),
        file_hash=hashlib.sha1(picture, usedforsecurity=False).hexdigest(),
        uploaded_by_user=demo.editor,
        **({"collection": demo.collection} if demo.collection else {}),
    )
    portrait.get_rendition(RENDITION)
    return portrait


def _publish(demo: Demo, page: CoachPage, profile: Profile) -> None:
    if not profile.draft:
        page.first_published_at = _ago(profile.published_days_ago)
    demo.gallery.add_child(instance=page)
    # Cleaned a moment ago, when it was added.
    revision = page.save_revision(user=demo.editor, log_action=True, clean=False)
    if not profile.draft:
        revision.publish(user=demo.editor, skip_permission_checks=True)


def _ago(days: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def _in_days(demo: Demo, days: int | None) -> datetime.date | None:
    return demo.today + datetime.timedelta(days=days) if days is not None else None
