"""People who volunteer to coach, or join as learners, and people who were nominated."""

import datetime
import io
from typing import Any

from django.core.files.base import File
from django.utils import timezone

from example_site.demo.dice import dice
from example_site.demo.looks import invent_look
from example_site.demo.names import address_of
from example_site.demo.parts import Demo, chosen, counted
from example_site.demo.portraits import draw_portrait
from example_site.demo.texts import load
from wagtail_coaching.forms.application_steps import QUESTIONS, ApplicationSteps
from wagtail_coaching.forms.facts import VOCABULARIES
from wagtail_coaching.models import (
    CoachApplication,
    CoachConsent,
    CoachNomination,
    CoachVetting,
    Link,
    Person,
)
from wagtail_coaching.services import application, application_draft, nomination, portrait
from wagtail_coaching.services.application_intake import draft_of
from wagtail_coaching.services.links import Purpose
from wagtail_coaching.services.vetting_decision import REJECT, decide, revision_stamp

# Where somebody stopped who had no time to finish.
LAST_STEP_OF_STARTED = "experience"


def build_applications(demo: Demo) -> list[str]:
    if CoachApplication.objects.filter(site=demo.site).exists():
        return []
    texts = load("applicants")
    taken = set(Person.objects.filter(site=demo.site).values_list("email", flat=True))
    for facts in texts["applicant"]:
        _apply(demo, facts, address_of(facts["name"], taken))
    for facts in texts["nomination"]:
        _nominate(demo, facts, taken)
    return [
        counted(len(texts["applicant"]), "application", "applications"),
        counted(len(texts["nomination"]), "nomination", "nominations"),
    ]


def _apply(demo: Demo, facts: dict[str, Any], email: str) -> None:
    """Fill in the form as somebody would, and bring it to where it stands."""
    identity = {"name": facts["name"], "email": email, "role": facts["role"]}
    begun = application_draft.start(
        site=demo.site,
        form_page_pk=str(demo.application_page.pk),
        language="en",
        typed={name: [value] for name, value in identity.items()},
        **identity,
    )
    filled_in = _fill_in(demo, begun, {**facts, **identity})
    if facts["stands"] != "started":
        _send(filled_in)
    if facts["stands"] in ("sent", "changes"):
        application.prove(link=_mailed(application.PROOF, begun.pk))
    sent = CoachApplication.objects.get(pk=begun.pk)
    if facts["stands"] == "changes":
        _ask_for_changes(demo, sent, facts)
    _let_be_older(sent, facts)


def _fill_in(demo: Demo, begun: CoachApplication, facts: dict[str, Any]) -> CoachApplication:
    steps = ApplicationSteps(begun)
    for slug in steps.slugs[:-1]:
        begun = application_draft.save_step(
            application=begun,
            step=slug,
            typed=_typed(demo, steps, slug, facts),
            portrait=_portrait(facts) if slug == "you" and "look" in facts else None,
        )
        if facts["stands"] == "started" and slug == LAST_STEP_OF_STARTED:
            break
    return begun


def _typed(
    demo: Demo, steps: ApplicationSteps, slug: str, facts: dict[str, Any]
) -> dict[str, list[str]]:
    """What a browser sends of a step."""
    if slug == QUESTIONS:
        answers = facts["answers"]
        return {
            f"question-{question.clean_name}": [answers.get(question.label, "")]
            for question in steps.questions
        }
    names = [name for name in steps.bind(slug, None).fields if name != "portrait"]
    return {name: _as_typed(demo, name, facts.get(name, "")) for name in names}


def _as_typed(demo: Demo, name: str, value: Any) -> list[str]:
    slugs = value if isinstance(value, list) else [value]
    if name not in VOCABULARIES:
        return [text.strip() for text in slugs]
    return [str(term.pk) for term in chosen(demo.terms(VOCABULARIES[name]), slugs)]


def _portrait(facts: dict[str, Any]) -> bytes:
    look = invent_look(
        dice("look", facts["name"]),
        presents=facts["look"]["presents"],
        skins=[facts["look"]["skin"]],
        hair=["brown", "black"],
        years=facts["look"]["years"],
    )
    return portrait.rewrite(file=File(io.BytesIO(draw_portrait(look)), name="me.jpg"))


def _send(filled_in: CoachApplication) -> None:
    steps = ApplicationSteps(filled_in)
    application_draft.submit(
        application=filled_in,
        facts=steps.facts(),
        answers=steps.answers(),
        consent_text=steps.consent_words,
    )


def _mailed(purpose: Purpose, pk: Any) -> Link:
    """The link in the mail that somebody has just got."""
    return Link.objects.get(purpose=purpose.name, subject_id=str(pk))


def _ask_for_changes(demo: Demo, sent: CoachApplication, facts: dict[str, Any]) -> None:
    page = draft_of(sent.coach) if sent.coach else None
    # Somebody may have taken the workflow away.
    if page is None or page.current_workflow_task_state is None:
        return
    decide(
        task_state=page.current_workflow_task_state,
        user=demo.reviewer,
        action=REJECT,
        revision=revision_stamp(page.get_latest_revision()),
        ticked=[0],
        notes=facts["notes"],
        comment=facts["comment"],
    )


def _let_be_older(sent: CoachApplication, facts: dict[str, Any]) -> None:
    """Let it all have happened some days ago."""
    days = datetime.timedelta(days=facts["days_ago"])
    then = timezone.now() - days
    dates = {"created_at": then, "changed_at": then, "state_changed_at": then}
    if sent.submitted_at is not None:
        dates |= {"submitted_at": then, "consented_at": then}
    CoachApplication.objects.filter(pk=sent.pk).update(**dates)
    if sent.person is not None and sent.person.email_proven_at:
        Person.objects.filter(pk=sent.person.pk).update(email_proven_at=then)
    if sent.coach is None:
        return
    CoachConsent.objects.filter(coach=sent.coach).update(given_at=then)
    for vetting in CoachVetting.objects.filter(coach=sent.coach):
        vetting.created_at -= days
        vetting.due_on = vetting.due_on - days if vetting.due_on else None
        if vetting.decided_at:
            vetting.decided_at -= datetime.timedelta(days=facts["decided_days_ago"])
        vetting.save()


def _nominate(demo: Demo, facts: dict[str, Any], taken: set[str]) -> None:
    # Without a name, it is a coach who nominates.
    nominator = facts.get("nominator") or demo.profiles[0].name
    known = demo.profiles[0].email
    made = nomination.submit(
        site=demo.site,
        form_page_pk=str(demo.application_page.pk),
        facts={
            "nominator_name": nominator,
            "nominator_email": address_of(nominator, taken) if "nominator" in facts else known,
            "nominee_name": facts["nominee"],
            "nominee_email": address_of(facts["nominee"], taken),
            "reason": facts["reason"],
        },
        language="en",
    )
    then = timezone.now() - datetime.timedelta(days=facts["days_ago"])
    dates = {"created_at": then}
    if facts["stands"] == "asked":
        nomination.prove(link=_mailed(nomination.PROOF, made.pk))
        dates["asked_at"] = then + datetime.timedelta(hours=2)
    CoachNomination.objects.filter(pk=made.pk).update(**dates)
