"""Learners, and a year of what they asked for."""

import datetime

from django.utils import timezone

from example_site.demo.learners import Ask, Learner, invent_learners, invent_requests
from example_site.demo.parts import Demo, chosen, counted
from wagtail_coaching.enums import RequestPurpose
from wagtail_coaching.models import (
    CareerStage,
    Coach,
    CoachRequest,
    OrganizationType,
    Person,
    Topic,
)


def build_learners(demo: Demo) -> list[str]:
    if CoachRequest.objects.filter(site=demo.site).exists():
        return []
    learners = invent_learners(demo.profiles)
    asks = invent_requests(learners, demo.profiles)
    people = Person.objects.bulk_create(
        Person(site=demo.site, name=each.name, email=each.email, phone=each.phone, language="en")
        for each in learners
    )
    requests = CoachRequest.objects.bulk_create(_requests(demo, learners, people, asks))
    topics = demo.terms(Topic)
    link = CoachRequest.topics.through
    link.objects.bulk_create(
        link(coachrequest=made, topic=topic)
        for made, ask in zip(requests, asks, strict=True)
        for topic in chosen(topics, ask.topics)
    )
    return [
        counted(len(people), "learner", "learners"),
        counted(len(requests), "request", "requests"),
    ]


def _requests(
    demo: Demo, learners: list[Learner], people: list[Person], asks: list[Ask]
) -> list[CoachRequest]:
    now = timezone.now()
    types, stages = demo.terms(OrganizationType), demo.terms(CareerStage)
    coaches = {
        c.person.email: c for c in Coach.objects.filter(site=demo.site).select_related("person")
    }
    requests = []
    for ask in asks:
        learner = learners[ask.learner]
        received = now - datetime.timedelta(minutes=ask.minutes_ago)
        requests.append(
            CoachRequest(
                site=demo.site,
                person=people[ask.learner],
                coach=coaches.get(demo.profiles[ask.coach].email)
                if ask.coach is not None
                else None,
                name=learner.name,
                email=learner.email,
                phone=learner.phone,
                job_title=learner.job_title,
                organization=learner.place.organization,
                organization_type=types.get(learner.place.organization_type),
                population=learner.place.population,
                us_state=learner.place.us_state,
                career_stage=stages.get(learner.career_stage),
                kind=ask.kind,
                purpose=RequestPurpose.INTRODUCTION
                if ask.for_introduction
                else RequestPurpose.COACHING,
                message=ask.message,
                language="en",
                consented_at=received,
                state=ask.state,
                state_changed_at=now - datetime.timedelta(minutes=ask.state_changed_minutes_ago),
                staff_notes=ask.staff_notes,
                created_at=received,
            )
        )
    return requests
