"""Applications that were sent: what a proof makes of them, and what is left when one withdraws."""

from __future__ import annotations

import datetime
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import (
    Locale,
    ModelLogEntry,
    PageLogEntry,
    ReferenceIndex,
    WorkflowPage,
)

from tests.factories import (
    CoachFactory,
    CoachRequestFactory,
    PersonFactory,
    RoleFactory,
    TopicFactory,
    UserFactory,
    add_page,
    add_recipient,
    make_coach_page,
    make_site,
    set_settings,
)
from tests.services.application_cases import (
    EMAIL,
    FACTS,
    NAME,
    applied,
    begun,
    last_link,
    mails,
    photo,
    prove,
    send,
)
from tests.vetting.cases import Vetted, fresh, make_vetted_site
from wagtail_coaching import signals
from wagtail_coaching.enums import (
    ApplicationRole,
    ApplicationState,
    CoachState,
    ConsentSource,
    NominationState,
    StaffRecipientKind,
)
from wagtail_coaching.exceptions import DeadLinkError, IllegalTransitionError
from wagtail_coaching.messages import RecordGoneError
from wagtail_coaching.models import (
    Coach,
    CoachApplication,
    CoachConsent,
    CoachNomination,
    CoachVetting,
    Link,
    Message,
    Person,
)
from wagtail_coaching.services import application as application_service
from wagtail_coaching.services import application_draft, links, profile_edit
from wagtail_coaching.services.application_estimate import usual_days
from wagtail_coaching.services.person import OWN_PAGE
from wagtail_coaching.services.publication import profiles_of
from wagtail_coaching.services.rendering import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

LEARNER = ApplicationRole.LEARNER


@pytest.fixture
def vetted(program: ProgramTree) -> Vetted:
    add_recipient(program.site, kind=StaffRecipientKind.VETTING, email="staff@example.org")
    return make_vetted_site(program)


def page_of(application: CoachApplication) -> Any:
    assert application.coach is not None
    (page,) = profiles_of(application.coach)
    return page


# --- proven ---------------------------------------------------------------------------------------


def test_nothing_reaches_anybody_before_the_address_is_proven(vetted: Vetted) -> None:
    send(begun(vetted.site), photo())

    assert not Coach.objects.exists()
    assert not get_image_model().objects.exists()
    assert vetted.tree.gallery.get_children().count() == 0
    assert mails() == [("application_proof", EMAIL)]


def test_proof_makes_a_draft_that_the_reviewers_have(vetted: Vetted) -> None:
    application = applied(vetted.site, photo())

    coach = Coach.objects.get()
    assert (application.state, application.coach) == (ApplicationState.SUBMITTED, coach)
    assert coach.state == CoachState.APPLICANT
    assert coach.person.email_proven_at is not None
    facts = profile_edit.facts_of(page=page_of(application), coach=coach)
    assert facts == {name: facts[name] for name in FACTS} == FACTS
    consent = CoachConsent.objects.get()
    assert (consent.coach, consent.source, consent.text, consent.language) == (
        coach,
        ConsentSource.FORM,
        "I agree to all of it.",
        "en",
    )
    page = page_of(application)
    assert (page.live, page.owner, page.title) == (False, None, NAME)
    assert page.get_parent().specific == vetted.tree.gallery
    vetting = CoachVetting.objects.get()
    assert (vetting.coach, vetting.page_pk, vetting.submitted_by) == (coach, str(page.pk), None)
    assert page.get_latest_revision_as_object().portrait.title == NAME
    assert mails() == [
        ("application_proof", EMAIL),
        ("application_received", EMAIL),
        ("vetting_waiting", "rita@example.org"),
        ("vetting_waiting", "rob@example.org"),
        ("vetting_waiting", "staff@example.org"),
    ]


def test_link_proves_once(vetted: Vetted) -> None:
    applied(vetted.site)

    with pytest.raises(DeadLinkError):
        prove()

    assert Coach.objects.count() == 1


def test_other_links_prove_and_discard_nothing(vetted: Vetted) -> None:
    sent = send(begun(vetted.site))
    for purpose in (application_service.STATUS, application_service.DRAFT):
        link = links.issue(purpose=purpose, person=sent.person, subject=sent)
        for act in (application_service.prove, application_service.discard):
            with pytest.raises(DeadLinkError):
                act(link=link)

    assert CoachApplication.objects.get().state == ApplicationState.UNPROVEN


def test_signals_say_what_has_come_in(
    vetted: Vetted, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[tuple[Any, bool]] = []

    def note(sender: Any, application: Any, resubmitted: bool, **kwargs: Any) -> None:
        heard.append((application, resubmitted))

    signals.application_submitted.connect(note)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            application = applied(vetted.site)
        with django_capture_on_commit_callbacks(execute=True):
            send(application_draft.reopen(application=application))
    finally:
        signals.application_submitted.disconnect(note)

    assert heard == [(application, False), (application, True)]


def test_profile_stands_in_the_gallery_beside_the_form(vetted: Vetted) -> None:
    program = vetted.tree.program
    older = add_page(vetted.tree.home, "GALLERY_PAGE_MODEL", title="Another gallery")
    older.move(vetted.tree.home, pos="first-child")
    form = add_page(program, "APPLICATION_PAGE_MODEL", title="Volunteer")

    application = applied(vetted.site, form_page_pk=str(form.pk))

    assert page_of(application).get_parent().specific == vetted.tree.gallery


def test_site_without_a_gallery_still_gets_the_application(site_a: Any) -> None:
    add_recipient(site_a, kind=StaffRecipientKind.VETTING, email="staff@example.org")

    application = applied(site_a)

    assert application.coach == Coach.objects.get()
    assert ("application_for_staff", "staff@example.org") in mails()
    to_staff = render(message=Message.objects.get(kind="application_for_staff"))
    assert "Quillfeather" not in to_staff.text + to_staff.html + to_staff.subject


def test_gallery_without_a_workflow_keeps_a_draft(program: ProgramTree) -> None:
    WorkflowPage.objects.all().delete()

    page = page_of(applied(program.site))

    assert not page.live
    assert page.get_latest_revision() is not None
    assert not CoachVetting.objects.exists()


@pytest.mark.parametrize("name", ["!!!", "山田太郎", "<b>Ann</b>"])
def test_any_name_makes_a_page(vetted: Vetted, name: str) -> None:
    page = page_of(applied(vetted.site, name=name))

    assert page.title == name
    assert page.slug


def test_nobody_makes_themselves_a_senior_advisor(vetted: Vetted) -> None:
    free = RoleFactory(site=vetted.site)
    given = RoleFactory(site=vetted.site, makes_introductions=True)
    foreign = RoleFactory(site=make_site(hostname="coast.example.org", name="Coast managers"))

    page = page_of(applied(vetted.site, roles=[free.pk, given.pk, foreign.pk, 999_999]))

    assert list(page.get_latest_revision_as_object().roles.all()) == [free]


def test_learner_becomes_a_coach_and_stays_who_they_are(vetted: Vetted) -> None:
    person = PersonFactory(site=vetted.site, email=EMAIL, name="Z.", email_proven_at=timezone.now())
    request = CoachRequestFactory(site=vetted.site, person=person)

    application = applied(vetted.site)

    assert application.person == person
    request.refresh_from_db()
    assert request.person == Person.objects.get()
    assert Person.objects.get().name == NAME


@pytest.mark.parametrize(
    "state", [CoachState.ACTIVE, CoachState.HIDDEN, CoachState.SUSPENDED, CoachState.LEFT]
)
def test_who_coaches_already_keeps_the_profile_and_is_told(
    vetted: Vetted, state: CoachState
) -> None:
    page = make_coach_page(vetted.tree, title="Z. Q.", live=False, coach__person__email=EMAIL)
    Coach.objects.update(state=state)
    send(begun(vetted.site), photo())

    assert prove() is None

    assert not CoachApplication.objects.exists()
    assert Coach.objects.get().state == state
    assert fresh(page).title == "Z. Q."
    assert Person.objects.get().name == "Z. Q."
    assert mails() == [("application_already_coach", EMAIL)]
    assert Link.objects.get(purpose=OWN_PAGE.name).person == Person.objects.get()


def test_applicant_whom_staff_entered_has_one_draft(vetted: Vetted) -> None:
    page = make_coach_page(
        vetted.tree,
        title="Z. Q.",
        live=False,
        organization="Town of Moth",
        coach__state=CoachState.APPLICANT,
        coach__person__email=EMAIL,
    )

    application = applied(vetted.site)

    assert application.coach == page.coach
    draft = page_of(application).get_latest_revision_as_object()
    assert (draft.pk, draft.title, draft.organization) == (page.pk, NAME, "Village of Hazel")


# --- learners -------------------------------------------------------------------------------------


def test_learner_is_in_at_once(vetted: Vetted) -> None:
    application = applied(vetted.site, role=LEARNER)

    assert application.state == ApplicationState.ACCEPTED
    assert not Coach.objects.exists()
    person = Person.objects.get()
    assert (person.name, person.phone) == (NAME, "(312) 555-0188")
    assert mails() == [
        ("application_for_staff", "staff@example.org"),
        ("application_proof", EMAIL),
        ("learner_welcome", EMAIL),
    ]
    assert last_link("own_page").person == person


def test_coach_who_joins_as_a_learner_stays_who_they_are(vetted: Vetted) -> None:
    coach = CoachFactory(site=vetted.site, person__name="Z. Q.", person__email=EMAIL)

    application = applied(vetted.site, role=LEARNER)

    assert application.state == ApplicationState.ACCEPTED
    coach.person.refresh_from_db()
    assert coach.person.name == "Z. Q."


@pytest.mark.parametrize("accept", [True, False])
def test_staff_decide_about_a_learner_once(vetted: Vetted, accept: bool) -> None:
    set_settings(vetted.site, learners_are_reviewed=True)
    application = applied(vetted.site, role=LEARNER)
    assert application.state == ApplicationState.SUBMITTED
    assert ("learner_waiting", EMAIL) in mails()
    user = UserFactory()

    decided = application_service.decide_learner(
        application=application, accept=accept, comment=" Not from our state. ", user=user
    )
    with pytest.raises(IllegalTransitionError, match="just decided"):
        application_service.decide_learner(
            application=application, accept=not accept, comment="No.", user=user
        )

    assert decided.state == (ApplicationState.ACCEPTED if accept else ApplicationState.DECLINED)
    kind = "learner_welcome" if accept else "learner_declined"
    mail = render(message=Message.objects.get(kind=kind)).text
    assert ("Not from our state." in mail) is not accept
    assert ModelLogEntry.objects.for_instance(application).get().user == user


def test_learner_is_not_declined_without_a_word(vetted: Vetted) -> None:
    set_settings(vetted.site, learners_are_reviewed=True)
    application = applied(vetted.site, role=LEARNER)

    with pytest.raises(IllegalTransitionError, match="Say why"):
        application_service.decide_learner(
            application=application, accept=False, comment=" ", user=None
        )


def test_coach_s_application_is_not_decided_so(vetted: Vetted) -> None:
    application = applied(vetted.site)

    with pytest.raises(IllegalTransitionError):
        application_service.decide_learner(
            application=application, accept=True, comment="", user=None
        )


# --- one application a person ---------------------------------------------------------------------


def test_what_is_sent_later_takes_the_place_of_what_was_sent(vetted: Vetted) -> None:
    first = applied(vetted.site, photo())
    portrait = page_of(first).get_latest_revision_as_object().portrait
    nomination = CoachNomination.objects.create(
        site=vetted.site,
        state=NominationState.ACCEPTED,
        nominator_name="Bo",
        nominator_email="bo@example.org",
        nominee_name=NAME,
        nominee_email=EMAIL,
        reason="Kind.",
    )
    again = begun(vetted.site)
    CoachNomination.objects.update(application=again)
    send(again, job_title="Mayor")

    second = prove()

    assert second == first
    assert CoachApplication.objects.get().facts["job_title"] == "Mayor"
    nomination.refresh_from_db()
    assert nomination.application == first
    assert Coach.objects.count() == 1
    draft = page_of(first).get_latest_revision_as_object()
    # Without another photo, the first one stays.
    assert (draft.job_title, draft.portrait) == ("Mayor", portrait)
    assert CoachVetting.objects.filter(state="waiting").count() == 1
    assert mails().count(("application_received", EMAIL)) == 2


def test_learner_who_offers_to_coach_later_is_both(vetted: Vetted) -> None:
    learner = applied(vetted.site, role=LEARNER)

    both = applied(vetted.site)

    assert both == learner
    assert (both.role, both.state) == (ApplicationRole.BOTH, ApplicationState.SUBMITTED)
    assert both.coach == Coach.objects.get()


def test_applicant_who_would_like_to_learn_too_keeps_the_profile(vetted: Vetted) -> None:
    first = applied(vetted.site)

    both = applied(vetted.site, role=LEARNER)

    stored = CoachApplication.objects.get()
    assert (both, stored.role) == (first, ApplicationRole.BOTH)
    assert stored.facts["goals"] == "My first interview."
    assert stored.facts["biography"] == FACTS["biography"]
    assert stored.state == ApplicationState.SUBMITTED
    assert page_of(both).get_latest_revision_as_object().job_title == "Village manager"


# --- changed and sent again -----------------------------------------------------------------------


def test_wanted_changes_are_made_and_sent_again_without_another_proof(vetted: Vetted) -> None:
    application = applied(vetted.site, photo())
    old_token = application_draft.token_for(application=application)
    vetted.decide(page_of(application), "reject")
    (mail,) = Message.objects.filter(kind="vetting_changes_needed")
    link = Link.objects.get(key=mail.links["link"])
    assert link.purpose == "application_status"

    form = application_service.edit_by_link(link=link)

    assert application_draft.token_for(application=form) != old_token
    with pytest.raises(DeadLinkError):
        application_draft.open_draft(token=old_token, site=vetted.site)
    sent = send(form, job_title="Mayor", phone="(312) 555-0177")

    assert sent.state == ApplicationState.SUBMITTED
    page = page_of(application)
    assert page.get_latest_revision_as_object().job_title == "Mayor"
    assert Person.objects.get().phone == "(312) 555-0177"
    assert CoachVetting.objects.filter(state="waiting", page_pk=str(page.pk)).count() == 1
    assert get_image_model().objects.count() == 1
    assert mails().count(("application_proof", EMAIL)) == 1
    assert mails().count(("application_received", EMAIL)) == 2
    assert mails().count(("vetting_waiting", "staff@example.org")) == 2
    assert CoachConsent.objects.count() == 1
    # A double click, or another window.
    assert send(form, job_title="King").facts["job_title"] == "Mayor"


def test_form_is_filled_in_with_how_things_stand_now(vetted: Vetted) -> None:
    topic = TopicFactory(site=vetted.site)
    application = applied(vetted.site)
    CoachApplication.objects.update(
        typed={
            "you": {"name": [NAME], "email": [EMAIL]},
            "experience": {"job_title": ["Village manager"]},
            "help": {"biography": ["I began as an intern."]},
            "questions": {"newsletter": ["yes"]},
        }
    )
    draft = page_of(application).get_latest_revision_as_object()
    draft.job_title, draft.title = "Manager", "Zuzana Q."
    draft.biography = [("paragraph", "<p>I began as an <b>intern</b>.</p>")]
    draft.save_revision(user=vetted.reviewer)
    assert application.coach is not None
    application.coach.topics.set([topic])

    form = application_draft.reopen(application=application)

    assert form.name == "Zuzana Q."
    assert form.typed == {
        "you": {"name": ["Zuzana Q."], "email": [EMAIL]},
        "experience": {"job_title": ["Manager"]},
        # What the editors gave a form to is shown as it was sent.
        "help": {"biography": [FACTS["biography"]], "topics": [str(topic.pk)]},
        "questions": {"newsletter": ["yes"]},
    }


def test_what_reviewers_mended_stays_where_the_applicant_changed_nothing(vetted: Vetted) -> None:
    given = RoleFactory(site=vetted.site, makes_introductions=True)
    free = RoleFactory(site=vetted.site)
    application = applied(vetted.site)
    form = application_draft.reopen(application=application)
    draft = page_of(application).get_latest_revision_as_object()
    draft.organization = "Village of Hazel, Illinois"
    draft.biography = [("paragraph", "<p>I began as an <b>intern</b>.</p>")]
    draft.roles.set([given])
    draft.save_revision(user=vetted.reviewer)

    send(form, job_title="Mayor", roles=[free.pk])

    draft = page_of(application).get_latest_revision_as_object()
    assert (draft.job_title, draft.organization) == ("Mayor", "Village of Hazel, Illinois")
    assert "<b>intern</b>" in str(draft.biography)
    assert set(draft.roles.all()) == {given, free}


def test_photo_is_changed_and_taken_away(vetted: Vetted) -> None:
    application = applied(vetted.site, photo())
    first = page_of(application).get_latest_revision_as_object().portrait

    send(application_draft.reopen(application=application), photo((0, 0, 0)))
    second = page_of(application).get_latest_revision_as_object().portrait
    form = application_draft.reopen(application=application)
    form = application_draft.save_step(application=form, step="you", typed={}, drop_portrait=True)
    send(form)

    assert first is not None
    assert second not in (None, first)
    assert page_of(application).get_latest_revision_as_object().portrait is None


def test_form_that_is_open_loses_nothing_when_it_is_opened_again(vetted: Vetted) -> None:
    application = applied(vetted.site)
    form = application_draft.reopen(application=application)
    application_draft.save_step(application=form, step="help", typed={"goals": ["Half a sen"]})

    same = application_draft.reopen(application=application)

    assert (same.key, same.typed["help"]) == (form.key, {"goals": ["Half a sen"]})


def test_address_and_role_stay_once_they_are_known(vetted: Vetted) -> None:
    form = application_draft.reopen(application=applied(vetted.site))

    identity = {"name": "Zuzana Q.", "email": "other@example.org", "role": "learner"}
    application_draft.save_step(application=form, step="you", typed={}, identity=identity)

    stored = CoachApplication.objects.get()
    assert (stored.name, stored.email, stored.role) == ("Zuzana Q.", EMAIL, "coach")


def test_own_page_s_link_opens_the_form_too(vetted: Vetted) -> None:
    application = applied(vetted.site)
    link = links.issue(purpose=OWN_PAGE, person=application.person)

    assert application_service.edit_by_link(link=link) == application
    assert application_service.open_application_of(application.person) == application


@pytest.mark.parametrize("what", ["nothing sent", "accepted", "coach by now", "another purpose"])
def test_nothing_is_opened_that_cannot_be_changed(vetted: Vetted, what: str) -> None:
    application = applied(vetted.site)
    person = application.person
    purpose, subject = OWN_PAGE, None
    if what == "nothing sent":
        CoachApplication.objects.all().delete()
    elif what == "accepted":
        CoachApplication.objects.update(state=ApplicationState.ACCEPTED)
    elif what == "coach by now":
        Coach.objects.update(state=CoachState.ACTIVE)
    else:
        purpose, subject = application_service.DRAFT, application
    link = links.issue(purpose=purpose, person=person, subject=subject)

    with pytest.raises(DeadLinkError):
        application_service.edit_by_link(link=link)
    if what != "another purpose":
        assert application_service.open_application_of(person) is None


# --- withdrawn ------------------------------------------------------------------------------------


def traces(*words: str) -> Iterator[str]:
    """Yield every row of the database in which one of the words stands, in any case."""
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        for row in model._base_manager.values():
            if any(word.lower() in str(row).lower() for word in words):
                yield f"{model._meta.label}: {row}"


WORDS = ("Quillfeather", "zuzana", "Zuzi", "555-0188", "Village of Hazel")


def test_withdrawal_leaves_nothing_of_the_person(vetted: Vetted, search_index: None) -> None:
    application = applied(vetted.site, photo())
    page = page_of(application)
    vetted.decide(page, "reject", comment="Dear Zuzana, since when?")
    form = application_draft.reopen(application=application)
    send(form, photo((0, 0, 0)), job_title="Mayor")
    application_draft.reopen(application=application)
    application_draft.mail_link(application=CoachApplication.objects.get())
    for message in Message.objects.all():
        with suppress(RecordGoneError):
            rendered = render(message=message)
            Message.objects.filter(pk=message.pk).update(
                subject=rendered.subject, text=rendered.text, html=rendered.html, state="sent"
            )
    files = [image.file.name for image in get_image_model().objects.all()]
    assert len(files) == 2
    assert len(list(traces(*WORDS))) > 10
    link = last_link("application_status")

    application_service.withdraw_by_link(link=link)

    assert list(traces(*WORDS)) == []
    assert not Person.objects.exists()
    assert not PageLogEntry.objects.filter(page_id=page.pk).exists()
    assert not ReferenceIndex.objects.filter(object_id=str(page.pk)).exists()
    assert not get_image_model().objects.exists()
    assert mails() == [("application_withdrawn", "staff@example.org")]
    with pytest.raises(DeadLinkError):
        application_service.withdraw_by_link(link=link)


def test_files_of_who_withdraws_are_deleted(
    vetted: Vetted, django_capture_on_commit_callbacks: Any
) -> None:
    application = applied(vetted.site, photo())
    (image,) = get_image_model().objects.all()
    assert default_storage.exists(image.file.name)

    with django_capture_on_commit_callbacks(execute=True):
        application_service.withdraw(application=application)

    assert not default_storage.exists(image.file.name)


def test_withdrawal_of_a_learner_with_requests_leaves_those(vetted: Vetted) -> None:
    person = PersonFactory(site=vetted.site, email=EMAIL)
    request = CoachRequestFactory(site=vetted.site, person=person)
    application = applied(vetted.site, photo())

    application_service.withdraw(application=application)
    application_service.withdraw(application=application)

    request.refresh_from_db()
    assert request.person == Person.objects.get()
    assert not Coach.objects.exists()
    assert not CoachApplication.objects.exists()
    assert not any(kind.startswith("application_r") for kind, _email in mails())


def test_learner_withdraws(vetted: Vetted) -> None:
    application = applied(vetted.site, role=LEARNER)
    link = links.issue(purpose=OWN_PAGE, person=application.person)

    application_service.withdraw_by_link(link=link)

    assert list(traces(*WORDS)) == []
    assert mails() == [("application_withdrawn", "staff@example.org")]


def test_nominations_of_who_withdraws_go_too(vetted: Vetted) -> None:
    application = applied(vetted.site)
    other = PersonFactory(site=vetted.site)
    facts = {"site": vetted.site, "reason": "Kind.", "nominator_name": "Bo", "nominee_name": NAME}
    for people in (
        {"nominee": application.person, "nominee_email": EMAIL, "nominator_email": "b@example.org"},
        {"nominee_email": EMAIL, "nominator_email": "c@example.org"},
        {"nominator": application.person, "nominee_email": "d@example.org"},
        {"nominator": other, "nominee": other, "nominee_email": other.email},
    ):
        row = CoachNomination.objects.create(**facts, **people)
        Message.objects.create(
            site=vetted.site, kind="x", recipient_email="n@x.org", context={"nomination": row.pk}
        )

    application_service.withdraw(application=application)

    assert CoachNomination.objects.get().nominee == other
    assert Message.objects.filter(kind="x").count() == 1


def test_coach_does_not_withdraw_but_leaves(vetted: Vetted) -> None:
    application = applied(vetted.site)
    vetted.decide(page_of(application))
    stored = CoachApplication.objects.get()
    assert stored.state == ApplicationState.ACCEPTED

    with pytest.raises(IllegalTransitionError, match="by now"):
        application_service.withdraw(application=application)

    assert Coach.objects.get().state == CoachState.ACTIVE


def test_hosts_hear_that_somebody_has_withdrawn_and_not_who(
    vetted: Vetted, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[dict[str, Any]] = []

    def note(sender: Any, signal: Any, **facts: Any) -> None:
        heard.append(facts)

    signals.application_withdrawn.connect(note)
    try:
        user = UserFactory()
        with django_capture_on_commit_callbacks(execute=True):
            application_service.withdraw(application=applied(vetted.site), user=user)
    finally:
        signals.application_withdrawn.disconnect(note)

    assert heard == [{"site": vetted.site, "role": ApplicationRole.COACH, "user": user}]


def test_other_site_s_person_of_the_same_address_is_another(
    vetted: Vetted, program_b: ProgramTree
) -> None:
    here, there = applied(vetted.site), applied(program_b.site)
    assert here.person != there.person

    application_service.withdraw(application=here)

    assert CoachApplication.objects.get() == there
    assert Person.objects.get() == there.person
    assert page_of(there).get_parent().specific == program_b.gallery


# --- how long it takes ----------------------------------------------------------------------------


def answered(
    vetted: Vetted, days: float, state: str = "approved", *, page: Any = None, ago: float = 50
) -> Any:
    """A stage of a profile's vetting, which took so many days."""
    page = page or vetted.draft()
    began = timezone.now() - datetime.timedelta(days=ago)
    CoachVetting.objects.create(
        site=vetted.site,
        coach=page.coach,
        page_pk=str(page.pk),
        state=state,
        is_final=True,
        created_at=began,
        decided_at=None if state == "waiting" else began + datetime.timedelta(days=days),
    )
    return page


def test_usual_time_is_the_median_of_the_site_s_own_answers(vetted: Vetted) -> None:
    answered(vetted, 2)
    answered(vetted, 3.2, state="rejected")
    assert usual_days(site=vetted.site) is None

    answered(vetted, 40)
    answered(vetted, 1, state="canceled")
    answered(vetted, 1, state="waiting")
    answered(vetted, 90, ago=900)
    assert usual_days(site=vetted.site) == 4


def test_usual_time_counts_all_stages_of_one_look(vetted: Vetted) -> None:
    for _number in range(3):
        page = answered(vetted, 2, ago=50)
        CoachVetting.objects.filter(page_pk=str(page.pk)).update(is_final=False)
        answered(vetted, 2.9, ago=45, page=page)

    assert usual_days(site=vetted.site) == 8


def test_usual_time_is_a_day_at_least(vetted: Vetted) -> None:
    for _number in range(3):
        answered(vetted, 0.01)

    assert usual_days(site=vetted.site) == 1


def test_form_in_another_language_leads_to_the_gallery_in_it(vetted: Vetted) -> None:
    spanish, _ = Locale.objects.get_or_create(language_code="es")
    translated = vetted.tree.program.copy_for_translation(spanish, copy_parents=True)
    gallery = vetted.tree.gallery.copy_for_translation(spanish)
    form = add_page(translated, "APPLICATION_PAGE_MODEL", title="Voluntariado", locale=spanish)

    page = page_of(applied(vetted.site, form_page_pk=str(form.pk), language="es"))

    assert page.get_parent().specific == gallery
    assert page.locale == spanish
