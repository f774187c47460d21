"""The coaches: their records, their portraits, their profiles."""

import datetime
import hashlib
import io
from typing import Any

from django.core.files.images import ImageFile
from django.utils import timezone
from django.utils.text import slugify
from wagtail.images import get_image_model
from wagtail.models import Revision

from example_site.demo.parts import Demo, chosen, counted
from example_site.demo.portraits import draw_portrait
from example_site.demo.profiles import Profile
from wagtail_coaching.enums import ConsentSource, VettingState
from wagtail_coaching.models import (
    CareerStage,
    Coach,
    CoachConsent,
    CoachLanguage,
    CoachRole,
    CoachVetting,
    Credential,
    MeetingFormat,
    OrganizationType,
    Person,
    Topic,
)
from wagtail_coaching.models.vetted_content import vetted_content
from wagtail_coaching.pages.models import CoachPage, CoachPageCredential
from wagtail_coaching.services import consent
from wagtail_coaching.services.defaults import CHECKLIST, REVIEWERS, STAGES
from wagtail_coaching.services.suspension import suspend
from wagtail_coaching.services.vetting_decision import decide, revision_stamp

# What the gallery shows of a portrait; made now, so that the first visitor need not wait.
RENDITION = "fill-320x320"


# The vocabularies whose terms stand on a page.
_ON_THE_PAGE = (OrganizationType, CareerStage, CoachRole, Credential)


def build_coaches(demo: Demo) -> list[str]:
    if Coach.objects.filter(site=demo.site).exists():
        return []
    coaches = _records(demo)
    terms = {model: demo.terms(model) for model in _ON_THE_PAGE}
    for profile in demo.progress.count(demo.profiles):
        page = _page(demo, profile, coaches[profile.email], terms)
        page.owner = demo.editor
        page.portrait = _portrait(demo, profile)
        _add(demo, page, profile)
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
            time_zone=profile.time_zone,
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
            phone_visibility=profile.phone_visibility,
            email_visibility=profile.email_visibility,
            last_confirmed_on=_in_days(demo, -profile.confirmed_days_ago),
        )
        for person, profile in zip(people, demo.profiles, strict=True)
    )
    words = consent.words(site=demo.site)
    CoachConsent.objects.bulk_create(
        CoachConsent(
            site=demo.site,
            coach=coach,
            source=ConsentSource.LINK,
            text=words,
            language="en",
            given_at=_ago(profile.published_days_ago),
        )
        for coach, profile in zip(coaches, demo.profiles, strict=True)
        # One has been asked, and has not answered yet.
        if profile.vetting != "overdue"
    )
    for name, model in (
        ("topics", Topic),
        ("languages", CoachLanguage),
        ("formats", MeetingFormat),
    ):
        field: Any = Coach._meta.get_field(name)
        link, terms = field.remote_field.through, demo.terms(model)
        link.objects.bulk_create(
            link(**{"coach": coach, field.m2m_reverse_field_name(): term})
            for coach, profile in zip(coaches, demo.profiles, strict=True)
            for term in chosen(terms, getattr(profile, name))
        )
    return {coach.person.email: coach for coach in coaches}


def _page(
    demo: Demo, profile: Profile, coach: Coach, terms: dict[Any, dict[str, Any]]
) -> CoachPage:
    page = CoachPage(
        title=profile.name,
        coach=coach,
        preferred_name=profile.preferred_name,
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
        live=False,
        has_unpublished_changes=True,
    )
    page.roles = chosen(terms[CoachRole], profile.roles)
    page.credentials = [
        CoachPageCredential(
            credential=terms[Credential][slug], expires_on=_in_days(demo, days), sort_order=position
        )
        for position, (slug, days) in enumerate(profile.credentials)
        if slug in terms[Credential]
    ]
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


def _add(demo: Demo, page: CoachPage, profile: Profile) -> None:
    """Draft a profile, and bring it to where its vetting stands."""
    is_public = profile.vetting in ("", "suspended")
    if is_public:
        page.first_published_at = _ago(profile.published_days_ago)
    demo.gallery.add_child(instance=page)
    # Cleaned a moment ago, when it was added.
    revision = page.save_revision(user=demo.editor, log_action=True, clean=False)
    if is_public:
        _approve(demo, page, revision, profile)
        revision.publish(user=demo.reviewer)
    else:
        demo.gallery.get_workflow().start(page, demo.editor)
    if profile.vetting == "overdue":
        _let_wait(demo, page)
    elif profile.vetting == "changes":
        _ask_for_changes(demo, page, revision)
    elif profile.vetting == "suspended":
        suspend(
            coach=page.coach,
            reason="A learner has complained; the board looks into it.",
            message="Please call us: we have had a complaint and want to hear your side.",
            user=demo.editor,
        )


def _approve(demo: Demo, page: CoachPage, revision: Revision, profile: Profile) -> None:
    """Record that the profile was vetted before it was published."""
    checklist = [
        {"label": str(label), "help_text": str(how), "required": True, "ticked": True}
        for label, how in CHECKLIST
    ]
    CoachVetting.objects.create(
        site=demo.site,
        coach=page.coach,
        page_pk=str(page.pk),
        revision=revision,
        stage=STAGES[REVIEWERS],
        is_final=True,
        state=VettingState.APPROVED,
        approved_content=vetted_content(page),
        created_at=_ago(profile.published_days_ago + 6),
        submitted_by=demo.editor,
        checklist=checklist,
        decided_by=demo.reviewer,
        decided_at=_ago(profile.published_days_ago),
    )


def _let_wait(demo: Demo, page: CoachPage) -> None:
    """Let a profile have waited longer than it should."""
    CoachVetting.objects.filter(page_pk=str(page.pk)).update(
        created_at=_ago(20), due_on=_in_days(demo, -6)
    )


def _ask_for_changes(demo: Demo, page: CoachPage, revision: Revision) -> None:
    state = page.current_workflow_task_state
    decide(
        task_state=state,
        user=demo.reviewer,
        action="reject",
        revision=revision_stamp(revision),
        ticked=[0],
        notes="The council's website names somebody else in this position.",
        comment="Please tell us since when you hold the position that you name.",
    )


def _ago(days: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def _in_days(demo: Demo, days: int | None) -> datetime.date | None:
    return demo.today + datetime.timedelta(days=days) if days is not None else None
