"""Asking coaches whether their profile may be public, and their answers."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone, translation

from tests.factories import add_recipient, make_coach_page, set_settings
from wagtail_coaching.enums import CoachState, ConsentSource, StaffRecipientKind
from wagtail_coaching.exceptions import DeadLinkError
from wagtail_coaching.models import Coach, CoachConcern, CoachConsent, Link, Message
from wagtail_coaching.services import consent, consent_answer, rendering
from wagtail_coaching.services.coach import remove_coach

if TYPE_CHECKING:
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db


@pytest.fixture
def dora(program: ProgramTree) -> Coach:
    page = make_coach_page(program, title="Dora Draft", live=False, coach__consent=False)
    coach: Coach = page.coach
    return coach


def days(number: int) -> datetime.timedelta:
    return datetime.timedelta(days=number)


def kinds() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


def link() -> Link:
    return Link.objects.filter(purpose="profile_consent").latest("pk")


def mail_of(kind: str) -> Any:
    return rendering.render(message=Message.objects.filter(kind=kind).latest("pk"))


def test_words_are_the_sites_own_or_ours(program):
    assert consent.words(site=program.site).startswith("I agree that Prairie managers shows")

    set_settings(program.site, consent_text=" We show it. ")
    assert consent.words(site=program.site) == "We show it."


def test_mail_says_who_asks_and_that_nothing_happens_without_an_answer(dora):
    assert consent.ask(coach=dora)

    mail = mail_of("consent_ask")
    assert mail.subject == "May Prairie managers publish your coach profile?"
    assert "If you do not answer, nothing is published." in mail.text


def test_coach_is_asked_by_the_machine_once_and_by_staff_again(dora):
    assert consent.ask_once(coach=dora)
    assert not consent.ask_once(coach=dora)
    assert consent.ask(coach=dora)
    assert kinds() == ["consent_ask", "consent_ask"]


def test_coach_is_asked_anew_when_the_link_has_run_out_or_was_answered(dora):
    consent.ask_once(coach=dora)
    Link.objects.update(expires_at=timezone.now())
    assert consent.ask_once(coach=dora)

    consent.mark_answered(coach=dora)
    assert consent.ask_once(coach=dora)


@pytest.mark.parametrize("state", [CoachState.SUSPENDED, CoachState.LEFT, CoachState.HIDDEN])
def test_coach_who_has_no_part_in_the_program_is_not_asked(dora, state):
    Coach.objects.filter(pk=dora.pk).update(state=state)

    assert not consent.ask(coach=dora)
    assert kinds() == []


def test_coach_who_does_not_answer_is_reminded_once(dora):
    consent.ask(coach=dora)
    now = timezone.now()

    assert [consent.remind_due(now=now + days(n)) for n in (13, 14, 15, 40, 80)] == [0, 1, 0, 0, 0]
    assert kinds() == ["consent_ask", "consent_reminder"]


@pytest.mark.parametrize("answer", ["yes", "wrong", "left"])
def test_coach_who_has_answered_is_not_reminded(dora, answer):
    consent.ask(coach=dora)
    if answer == "yes":
        consent_answer.give(link=link(), text="Yes.")
    elif answer == "wrong":
        consent_answer.refuse(link=link(), message="My title is wrong.")
    else:
        Coach.objects.filter(pk=dora.pk).update(state=CoachState.LEFT)

    assert consent.remind_due(now=timezone.now() + days(20)) == 0


def test_yes_is_stored_with_its_words_language_and_day_and_once(dora):
    consent.ask(coach=dora)
    with translation.override("es"):
        consent_answer.give(link=link(), text="De acuerdo.")
        consent_answer.give(link=link(), text="De acuerdo.")

    given = CoachConsent.objects.get()
    assert (given.site, given.coach, given.source) == (dora.site, dora, ConsentSource.LINK)
    assert (given.text, given.language, given.recorded_by) == ("De acuerdo.", "es", None)
    assert len(given.version) == 12
    dora.refresh_from_db()
    assert dora.last_confirmed_on == timezone.localdate()
    assert dora.person.email_proven_at


def test_what_is_wrong_is_read_by_staff_and_the_link_goes_on_working(dora):
    add_recipient(dora.site, kind=StaffRecipientKind.VETTING, email="staff@example.org")
    consent.ask(coach=dora)

    consent_answer.refuse(link=link(), message="My title is wrong.")

    concern = CoachConcern.objects.get()
    assert (concern.coach, concern.message, concern.name) == (
        dora,
        "My title is wrong.",
        "Dora Draft",
    )
    mail = mail_of("consent_refused")
    assert "Dora Draft" in mail.subject
    assert "My title is wrong" not in mail.text
    assert f"/concerns/edit/{concern.pk}/" in mail.text
    assert not CoachConsent.objects.exists()

    consent_answer.give(link=link(), text="Yes.")
    assert CoachConsent.objects.exists()


def test_suspended_coach_cannot_answer(dora):
    consent.ask(coach=dora)
    Coach.objects.filter(pk=dora.pk).update(state=CoachState.SUSPENDED)

    with pytest.raises(DeadLinkError):
        consent_answer.give(link=link(), text="Yes.")
    with pytest.raises(DeadLinkError):
        consent_answer.refuse(link=link(), message="No.")


def test_question_that_was_answered_before_it_was_sent_is_canceled(dora):
    consent.ask(coach=dora)
    consent_answer.give(link=link(), text="Yes.")

    from wagtail_coaching.messages import RecordGoneError

    with pytest.raises(RecordGoneError):
        mail_of("consent_ask")


def test_consents_go_with_the_coach(dora):
    consent.record(coach=dora, source=ConsentSource.FORM, text="Yes.")

    remove_coach(coach=dora)

    assert not CoachConsent.objects.exists()
