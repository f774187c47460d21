"""What the mail of "Is this still right?" says, to whom, and when it is not needed any more."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from tests.factories import (
    TopicFactory,
    add_recipient,
    make_coach_page,
    set_settings,
)
from wagtail_coaching.enums import (
    CoachState,
    ConfirmationState,
    MessageAudience,
    StaffRecipientKind,
)
from wagtail_coaching.messages import RecordGoneError, get_kind
from wagtail_coaching.models import Coach, CoachConfirmation, CoachVetting, Message
from wagtail_coaching.services import confirmation, rendering

if TYPE_CHECKING:
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2031, 5, 2, 15, tzinfo=datetime.UTC)
KINDS = [
    "confirm_profile",
    "confirm_profile_reminder",
    "profile_hidden_silence",
    "coach_silent_staff",
    "coach_back_staff",
]
QUESTIONS = KINDS[:2]
TO_COACH = KINDS[:3]


@pytest.fixture(autouse=True)
def _frozen() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ann(program: ProgramTree) -> Any:
    add_recipient(program.site, kind=StaffRecipientKind.VETTING, email="staff@example.org")
    return make_coach_page(
        program,
        title="Ann Bell, Ph.D.",
        publish=True,
        job_title="Village manager",
        organization="Village of Maple Grove",
        coach__person__name="Ann Bell",
        coach__person__phone="(312) 555-0101",
        coach__person__email="ann@example.org",
        coach__last_confirmed_on=datetime.date(2030, 5, 1),
        coach__topics=[TopicFactory(site=program.site, name="Budgets")],
        coach__best_hours="Weekday mornings",
        coach__capacity=3,
        coach__phone_visibility="members",
    )


def write(key: str) -> Message:
    """Take the rounds as far as a message of this kind; return it as it stands in the outbox."""
    steps = [confirmation.ask_due, confirmation.remind_due, confirmation.hide_silent]
    for number, step in enumerate(steps[: min(KINDS.index(key), 2) + 1]):
        CoachConfirmation.objects.update(reminders=1 + (number == 2), next_step_at=NOW)
        assert step(now=NOW) == 1
    if key == "coach_back_staff":
        CoachVetting.objects.update(valid_until=NOW)
        confirmation.bring_back(coach=Coach.objects.get())
    return Message.objects.get(kind=key)


def unwrapped(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("key", KINDS)
def test_message_is_rendered_whole(ann: Any, key: str) -> None:
    kind = get_kind(key)
    message = write(key)

    rendered = rendering.render(message=message)

    for part in (rendered.subject, rendered.text, rendered.html):
        assert part.strip()
    assert "{" not in rendered.subject + rendered.text
    assert "Prairie managers" in rendered.text
    assert "Ann Bell" in rendered.text
    assert rendered.text.count("coaching-link:") == len(kind.links)
    assert kind.audience == (MessageAudience.COACH if key in TO_COACH else MessageAudience.STAFF)
    assert message.recipient_email == (
        "ann@example.org" if key in TO_COACH else "staff@example.org"
    )


@pytest.mark.parametrize("key", KINDS)
def test_our_own_text_fits_its_placeholders(key: str) -> None:
    kind = get_kind(key)
    subject, body = rendering.default_text(kind, "en")

    assert rendering.check_template(kind=kind, subject=subject, body=body) == {}
    assert set(rendering.sample_values(kind, "en")) == set(kind.placeholders)


@pytest.mark.parametrize("key", KINDS[:4])
def test_preview_shows_a_real_round(ann: Any, program: ProgramTree, key: str) -> None:
    write(key)

    real = rendering.real_values(get_kind(key), program.site, "en")

    assert real is not None
    assert real["coach"] == "Ann Bell"
    assert set(real) == set(get_kind(key).placeholders)


@pytest.mark.parametrize("key", KINDS)
def test_preview_without_a_record_shows_samples(program: ProgramTree, key: str) -> None:
    assert rendering.real_values(get_kind(key), program.site, "en") is None


def test_question_shows_what_the_profile_says(ann: Any) -> None:
    text = rendering.render(message=write("confirm_profile")).text

    for line in (
        "Name: Ann Bell, Ph.D.",
        "Title: Village manager",
        "Organization: Village of Maple Grove",
        "Topics: Budgets",
        "Places for learners: 3",
        "Preferred channel: Phone (recommended)",
        "Best hours: Weekday mornings",
        "Phone: (312) 555-0101\nWho sees it: Members",
        "E-mail: ann@example.org\nWho sees it: Only somebody whose request the coach has accepted",
    ):
        assert line in text, line


def test_bare_profile_says_what_is_not_given(program: ProgramTree) -> None:
    make_coach_page(
        program, coach__last_confirmed_on=datetime.date(2030, 5, 1), coach__person__phone=""
    )
    confirmation.ask_due(now=NOW)

    text = rendering.render(message=Message.objects.get()).text

    for line in ("Title: not given", "Topics: not given", "Phone: not given"):
        assert line in text, line


@pytest.mark.parametrize(("days", "said"), [(14, "June 13, 2031"), (3, "May 11, 2031")])
def test_coach_reads_until_when_there_is_time(
    program: ProgramTree, ann: Any, days: int, said: str
) -> None:
    set_settings(program.site, confirmation_reminder_days=days, time_zone="America/Chicago")
    for step in range(3):
        moment = NOW + datetime.timedelta(days=days * step)
        with time_machine.travel(moment, tick=False):
            confirmation.ask_due(now=moment)
            confirmation.remind_due(now=moment)
            message = Message.objects.order_by("pk").last()
            text = unwrapped(rendering.render(message=message).text)
        assert f"If we do not hear from you by {said}, we take your profile off" in text


@pytest.mark.parametrize("key", QUESTIONS)
@pytest.mark.parametrize("how", ["answered", "suspended", "not public", "deleted"])
def test_question_that_needs_no_answer_is_not_sent(ann: Any, key: str, how: str) -> None:
    message = write(key)
    if how == "answered":
        confirmation.settle(coach=ann.coach, state=ConfirmationState.CONFIRMED)
    elif how == "suspended":
        Coach.objects.update(state=CoachState.SUSPENDED)
    elif how == "not public":
        ann.unpublish()
    else:
        CoachConfirmation.objects.all().delete()

    with pytest.raises(RecordGoneError):
        rendering.render(message=message)


@pytest.mark.parametrize("key", ["profile_hidden_silence", "coach_silent_staff"])
def test_news_of_the_hiding_is_not_needed_after_an_answer(ann: Any, key: str) -> None:
    message = write(key)
    confirmation.settle(coach=ann.coach, state=ConfirmationState.CONFIRMED)

    with pytest.raises(RecordGoneError):
        rendering.render(message=message)


def test_staff_are_not_called_when_the_profile_is_public_by_now(ann: Any) -> None:
    message = write("coach_back_staff")
    CoachVetting.objects.update(valid_until=None)
    page = type(ann).objects.get(pk=ann.pk)
    page.live = True
    page.save()

    with pytest.raises(RecordGoneError):
        rendering.render(message=message)


def test_staff_read_since_when_and_where_the_record_is(ann: Any) -> None:
    text = rendering.render(message=write("coach_silent_staff")).text

    assert "on May 2, 2031 Ann Bell was asked" in unwrapped(text)
    edit = f"https://admin.example.org/admin/wagtail_coaching_coaches/edit/{ann.coach.pk}/"
    assert edit in text


@pytest.mark.parametrize("key", TO_COACH)
def test_what_decides_about_the_profile_cannot_be_unsubscribed_from(key: str) -> None:
    """Somebody who never got the question must not be hidden for not answering it."""
    assert not get_kind(key).category.may_be_left
