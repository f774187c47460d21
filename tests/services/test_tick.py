"""The periodic work: jobs, their heartbeat, and what it does about mail."""

import datetime

import pytest
from django.utils import timezone

from tests.factories import add_recipient
from tests.mail import Greeting
from wagtail_coaching.enums import MessageState, StaffRecipientKind
from wagtail_coaching.messages.delivery import DeliveryFailed
from wagtail_coaching.models import Heartbeat, Message
from wagtail_coaching.services import delivery, mail_jobs, tick
from wagtail_coaching.services.tick import Job, JobResult

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def registry(monkeypatch):
    """No jobs but those of the test."""
    jobs = {}
    monkeypatch.setattr(tick, "_JOBS", jobs)
    return jobs


def job(name, run=lambda now: 0, due=lambda now: [], order=50):
    return tick.register_job(Job(name, due=due, run=run, order=order))


# --- jobs ----------------------------------------------------------------------------------------


def test_jobs_run_in_their_order(registry):
    ran = []
    for name, order in (("last", 90), ("first", 1), ("middle", 50)):
        job(name, run=lambda now, name=name: ran.append(name) or 1, order=order)

    results = tick.run_all()

    assert ran == ["first", "middle", "last"]
    assert results == [JobResult(name, done=1, error="") for name in ran]


def test_one_failing_job_stops_no_other_and_is_written_down(registry):
    def fail(now):
        raise LookupError("gone")

    job("bad", run=fail, order=1)
    job("good", run=lambda now: 3, order=2)

    assert tick.run_all() == [
        JobResult("bad", done=0, error="LookupError: gone"),
        JobResult("good", done=3, error=""),
    ]
    errors = dict(Heartbeat.objects.values_list("name", "error"))
    assert errors == {"bad": "LookupError: gone", "good": "", "tick": "failed: bad"}


def test_an_error_is_forgotten_when_all_is_well_again(registry):
    answers = iter([LookupError("gone"), 1])

    def run(now):
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    job("moody", run=run)
    tick.run_all()
    tick.run_all()

    assert set(Heartbeat.objects.values_list("error", flat=True)) == {""}


def test_two_jobs_cannot_have_one_name(registry):
    job("same")
    with pytest.raises(ValueError, match="same"):
        job("same", order=1)


def test_asking_what_is_due_changes_nothing(registry):
    def run(now):
        raise AssertionError

    job("work", run=run, due=lambda now: iter(["two things"]))

    assert tick.due() == {"work": ["two things"]}
    assert not Heartbeat.objects.exists()


def test_the_heart_beats(registry, settings):
    settings.WAGTAIL_COACHING = {"TICK_STALE_MINUTES": 30}
    assert tick.last_finished() is None
    assert tick.is_stale()

    tick.run_all()

    finished = tick.last_finished()
    assert finished is not None
    assert not tick.is_stale()
    assert not tick.is_stale(finished + datetime.timedelta(minutes=30))
    assert tick.is_stale(finished + datetime.timedelta(minutes=30, seconds=1))


def test_a_process_that_is_to_end_begins_with_no_other_job(registry, monkeypatch):
    from threading import Event

    monkeypatch.setattr(tick, "_stopping", Event())
    job("first", run=lambda now: tick.stop() or 1, order=1)
    job("second", order=2)

    assert [result.name for result in tick.run_all()] == ["first"]
    assert tick.last_finished() is None


def test_all_of_our_jobs_find_nothing_to_do_on_an_empty_site():
    assert all(lines == [] for lines in tick.due().values())
    assert [result.error for result in tick.run_all()] == [""] * len(tick.jobs())


def test_what_writes_messages_comes_before_what_sends_them():
    names = [each.name for each in tick.jobs()]

    assert names.index("reclaim_messages") < names.index("report_failed_messages")
    assert names.index("report_failed_messages") < names.index("deliver_messages")


# --- what it does about mail ---------------------------------------------------------------------


def test_messages_are_sent_and_counted(greet, mail_server):
    greet(), greet()

    [line] = tick.due()["deliver_messages"]
    results = {result.name: result for result in tick.run_all()}

    assert line.startswith("2 messages, the first due since ")
    assert results["deliver_messages"] == JobResult("deliver_messages", done=2, error="")


def test_what_was_cut_off_is_named_and_taken_care_of(greet, mail_server):
    for state in (MessageState.CLAIMED, MessageState.SENDING):
        message = greet()
        Message.objects.filter(pk=message.pk).update(
            state=state, claim=message.uuid, claimed_at=timezone.now() - 2 * delivery.LEASE
        )

    due = tick.due()
    tick.run_all()

    assert due["reclaim_messages"] == ["1 message was claimed, and never sent"]
    assert due["mark_unknown_messages"] == ["1 message was cut off while it was being sent"]
    assert list(Message.objects.order_by("pk").values_list("state", flat=True)) == [
        MessageState.SENT,
        MessageState.UNKNOWN,
    ]


@pytest.fixture
def fail(greet):
    def make(state=MessageState.FAILED):
        message = greet()
        Message.objects.filter(pk=message.pk).update(state=state)
        return message

    return make


def notices():
    return Message.objects.filter(kind=DeliveryFailed.key)


def test_staff_are_told_of_many_failures_in_one_mail(fail, ann, mail_server):
    add_recipient(ann.site, kind=StaffRecipientKind.PROBLEMS, email="chief@prairie.example.org")
    add_recipient(ann.site, kind=StaffRecipientKind.REQUESTS)
    fail(), fail(), fail(MessageState.UNKNOWN)

    assert tick.due()["report_failed_messages"] == ["3 failed messages that staff were not told of"]
    tick.run_all()
    tick.run_all()

    [mail] = mail_server.mails
    assert mail["To"] == "chief@prairie.example.org"
    assert mail["Subject"].startswith("3 messages")
    text = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert "2 × “Greeting”: Failed\n1 × “Greeting”: Perhaps sent" in text
    assert "/admin/" in text
    assert ann.email not in text


def test_staff_are_told_once_an_hour_at_most(fail, ann):
    add_recipient(ann.site, kind=StaffRecipientKind.PROBLEMS)
    now = timezone.now()
    fail()
    assert mail_jobs.report_failures(now) == 1
    fail()

    assert mail_jobs.report_failures(now + HOUR / 2) == 0
    assert notices().count() == 1
    assert mail_jobs.report_failures(now + HOUR + HOUR / 60) == 1
    assert notices().count() == 2


def test_a_notice_is_never_about_a_notice(ann):
    add_recipient(ann.site, kind=StaffRecipientKind.PROBLEMS)
    Message.objects.create(
        site=ann.site,
        kind=DeliveryFailed.key,
        recipient_email="chief@prairie.example.org",
        state=MessageState.FAILED,
        created_at=timezone.now() - DAY,
    )

    assert mail_jobs.report_failures(timezone.now()) == 0
    assert notices().count() == 1


def test_where_nobody_listens_failures_wait_for_somebody_who_does(fail, ann):
    message = fail()
    assert mail_jobs.report_failures(timezone.now()) == 0
    add_recipient(ann.site, kind=StaffRecipientKind.PROBLEMS)

    assert mail_jobs.report_failures(timezone.now()) == 1
    assert notices().get().context == {"messages": [message.pk]}


def test_each_site_hears_of_its_own(fail, ann, site_b):
    add_recipient(site_b, kind=StaffRecipientKind.PROBLEMS)
    fail()

    assert mail_jobs.report_failures(timezone.now()) == 0
    assert not notices().exists()


def test_a_notice_about_what_is_settled_is_not_sent(fail, ann, mail_server):
    add_recipient(ann.site, kind=StaffRecipientKind.PROBLEMS)
    fail()
    mail_jobs.report_failures(timezone.now())
    Message.objects.filter(kind=Greeting.key).update(state=MessageState.CANCELED)

    delivery.deliver_due()

    assert notices().get().state == MessageState.CANCELED
    assert mail_server.mails == []


def test_old_messages_are_deleted_and_others_kept(greet, settings):
    settings.WAGTAIL_COACHING = {"MESSAGE_RETENTION_DAYS": 180}
    now = timezone.now()
    old, young = now - 181 * DAY, now - 179 * DAY
    for state, sent_at, due_at in (
        (MessageState.SENT, old, old),
        (MessageState.SENT, young, old),
        (MessageState.FAILED, None, old),
        (MessageState.CANCELED, None, young),
        (MessageState.QUEUED, None, old),
    ):
        message = greet()
        Message.objects.filter(pk=message.pk).update(state=state, sent_at=sent_at, due_at=due_at)

    assert tick.due(now=now)["purge_messages"] == ["2 old messages to delete"]
    assert mail_jobs.purge(now) == 2
    assert sorted(Message.objects.values_list("state", flat=True)) == [
        MessageState.CANCELED,
        MessageState.QUEUED,
        MessageState.SENT,
    ]
