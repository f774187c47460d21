"""What the mail about applications says, to whom, and when it is not needed any more."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from wagtail.models import WorkflowPage

from tests.factories import add_recipient, set_settings
from tests.posting import mailed_link
from tests.services.application_cases import EMAIL, NAME, applied, begun, last_link, prove, send
from tests.vetting.cases import Vetted, make_vetted_site
from wagtail_coaching.enums import ApplicationRole, ApplicationState, StaffRecipientKind
from wagtail_coaching.messages import RecordGoneError, get_kind, message_kinds
from wagtail_coaching.models import CoachApplication, Message
from wagtail_coaching.services import application as application_service
from wagtail_coaching.services import application_draft, publication, rendering

if TYPE_CHECKING:
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2031, 5, 2, 15, tzinfo=datetime.UTC)
KINDS = [
    "application_already_coach",
    "application_for_staff",
    "application_proof",
    "application_received",
    "application_resume",
    "application_withdrawn",
    "learner_declined",
    "learner_waiting",
    "learner_welcome",
]


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def vetted(program: ProgramTree) -> Vetted:
    add_recipient(program.site, kind=StaffRecipientKind.VETTING, email="staff@example.org")
    return make_vetted_site(program)


def last(kind: str) -> Message:
    return Message.objects.filter(kind=kind).order_by("-pk")[0]


def text_of(kind: str) -> str:
    rendered = rendering.render(message=last(kind))
    assert "{" not in rendered.text + rendered.subject
    return f"{rendered.subject}\n{rendered.text}"


def profile_of(application: CoachApplication) -> Any:
    assert application.coach is not None
    return next(iter(publication.profiles_of(application.coach)))


def test_these_are_all_kinds() -> None:
    begun_with = ("application_", "learner_")
    assert sorted(kind.key for kind in message_kinds() if kind.key.startswith(begun_with)) == KINDS


def test_strangers_are_told_nothing_that_was_typed(vetted: Vetted) -> None:
    application_draft.mail_link(application=begun(vetted.site))
    send(begun(vetted.site))

    for kind in ("application_resume", "application_proof"):
        rendered = rendering.render(message=last(kind))
        whole = f"{last(kind).recipient_name} {rendered.subject} {rendered.text} {rendered.html}"
        assert NAME.split()[0] not in whole
        assert "Hazel" not in whole
        assert "If that was not you" in " ".join(rendered.text.split())


def test_form_that_was_sent_needs_no_link_to_go_on(vetted: Vetted) -> None:
    application = begun(vetted.site)
    application_draft.mail_link(application=application)
    message = last("application_resume")

    send(application)

    with pytest.raises(RecordGoneError):
        rendering.render(message=message)


def test_applicant_hears_that_it_is_with_the_reviewers(vetted: Vetted) -> None:
    applied(vetted.site)

    text = text_of("application_received")

    assert text.startswith("We have your application to coach at Prairie managers\n")
    assert f"Hello {NAME}," in text
    assert "you sent on May 2, 2031 is with our reviewers now." in text
    assert mailed_link("application_received").purpose == "application_status"


def test_staff_hear_as_what_but_not_who(vetted: Vetted) -> None:
    # Where reviewers are told, staff get the same mail as they.
    WorkflowPage.objects.all().delete()
    application = applied(vetted.site)
    new = text_of("application_for_staff")
    application_service.edit_by_link(link=last_link("application_status"))
    application.refresh_from_db()
    send(application, job_title="City manager")
    again = text_of("application_for_staff")
    applied(vetted.site, role=ApplicationRole.LEARNER, name="Lee", email="lee@example.org")
    learner = text_of("application_for_staff")
    set_settings(vetted.site, learners_are_reviewed=True)
    applied(vetted.site, role=ApplicationRole.LEARNER, name="Lou", email="lou@example.org")
    waiting = text_of("application_for_staff")

    assert new.startswith("Coaching application: As a coach\n")
    assert "\nNew\nAs a coach\n" in new
    assert "\nChanged, and sent again\n" in again
    assert "you need not do anything." in learner
    assert "Please decide whether they may join." in waiting
    for text, name in ((new, NAME), (again, NAME), (learner, "Lee"), (waiting, "Lou")):
        assert name not in text
        assert "@" not in text


def test_learner_is_welcomed_or_waits_or_is_declined(vetted: Vetted) -> None:
    applied(vetted.site, role=ApplicationRole.LEARNER, name="Lee", email="lee@example.org")
    set_settings(vetted.site, learners_are_reviewed=True)
    lou = applied(vetted.site, role=ApplicationRole.LEARNER, name="Lou", email="lou@example.org")

    assert "Hello Lee,\n\nwelcome!" in text_of("learner_welcome")
    assert "Hello Lou,\n\nthank you for your interest" in text_of("learner_waiting")
    waiting = last("learner_waiting")
    CoachApplication.objects.filter(pk=lou.pk).update(
        state=ApplicationState.DECLINED, comment="Only <b>in</b> our state."
    )
    with pytest.raises(RecordGoneError):
        rendering.render(message=waiting)
    kind = get_kind("learner_declined")
    assert kind is not None
    message = Message(
        site=vetted.site, kind=kind.key, context={"application": lou.pk}, language="en"
    )
    assert kind.values(message)["comment"] == "Only <b>in</b> our state."


def test_withdrawal_names_nobody(vetted: Vetted) -> None:
    application_service.withdraw(application=applied(vetted.site))

    message = Message.objects.get(kind="application_withdrawn")

    assert (message.context, message.recipient_email) == ({}, "staff@example.org")
    assert not Message.objects.filter(recipient_email=EMAIL).exists()
    assert "Zuzana" not in text_of("application_withdrawn")


def test_coach_who_applies_again_has_the_link_to_their_page(vetted: Vetted) -> None:
    application = applied(vetted.site)
    vetted.decide(profile_of(application))

    send(begun(vetted.site))
    assert prove() is None

    assert "you are a coach of\nPrairie managers." in text_of("application_already_coach")
    assert mailed_link("application_already_coach").purpose == "own_page"


def test_mail_about_the_vetting_leads_to_where_it_is_changed(vetted: Vetted) -> None:
    application = applied(vetted.site)
    page = profile_of(application)
    by_staff = vetted.draft()
    vetted.submit(by_staff)

    vetted.decide(page, "reject", comment="Where?")
    assert mailed_link("vetting_changes_needed").purpose == "application_status"
    vetted.decide(by_staff, "reject", comment="Where?")
    assert mailed_link("vetting_changes_needed").purpose == "own_page"

    vetted.submit(page)
    vetted.decide(page)
    assert mailed_link("vetting_approved").purpose == "own_page"


@pytest.mark.parametrize("key", KINDS)
def test_every_kind_can_be_shown_to_who_edits_texts(vetted: Vetted, key: str) -> None:
    kind = get_kind(key)
    assert kind is not None
    application = begun(vetted.site)
    for state in (kind.in_states if hasattr(kind, "in_states") else ())[:1]:
        is_learner = key.startswith("learner_")
        CoachApplication.objects.filter(pk=application.pk).update(
            state=state, role="learner" if is_learner else "coach"
        )

    context = kind.example(vetted.site)

    assert context is not None
    values = kind.values(Message(site=vetted.site, kind=key, context=context))
    assert set(kind.placeholders) - set(kind.links) <= set(values)
    assert "None" not in values.values()
