"""What becomes of a message when the mail server does as it should, and when it does not."""

import datetime

import pytest
from django.utils import timezone

from tests.mail import Greeting, Nudge
from tests.mailserver import StallingServer, free_port, server_with_password, use_smtp
from wagtail_coaching.enums import MessageState
from wagtail_coaching.models import Message, MessageText, OptOut
from wagtail_coaching.services import delivery
from wagtail_coaching.signals import message_failed, message_sent

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


def states():
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


@pytest.fixture
def heard():
    """What hosts were told: pairs of signal and message."""
    told = []

    def on_sent(message, **kwargs):
        told.append(("sent", message.pk))

    def on_failed(message, **kwargs):
        told.append(("failed", message.pk))

    message_sent.connect(on_sent)
    message_failed.connect(on_failed)
    yield told
    message_sent.disconnect(on_sent)
    message_failed.disconnect(on_failed)


def test_a_due_message_is_sent_once(greet, mail_server, heard):
    message = greet()

    assert delivery.deliver_due() == 1
    assert delivery.deliver_due() == 0

    message.refresh_from_db()
    assert message.state == MessageState.SENT
    assert message.attempts == 1
    assert message.error == ""
    assert message.sent_at is not None
    assert mail_server.recipients == ["ann@mail.example.org"]
    assert heard == [("sent", message.pk)]


def test_a_message_waits_for_its_time(greet, mail_server):
    greet(due_at=timezone.now() + HOUR)

    assert delivery.deliver_due() == 0
    assert delivery.deliver_due(now=timezone.now() + 2 * HOUR) == 1


def test_many_messages_go_over_one_connection(greet, mail_server):
    for number in range(delivery.BATCH_SIZE + 3):
        greet(email=f"person-{number}@mail.example.org")

    assert delivery.deliver_due() == delivery.BATCH_SIZE + 3
    assert len(mail_server.sessions) == 1


def test_a_limit_is_kept(greet, mail_server):
    for _ in range(3):
        greet()

    assert delivery.deliver_due(limit=2) == 2
    assert states().count(MessageState.QUEUED) == 1


def test_who_has_no_time_leaves_messages_as_they_were(greet, mail_server):
    greet()

    assert delivery.deliver_due(seconds=0) == 0
    assert states() == [MessageState.QUEUED]
    assert Message.objects.get().claim is None


def test_who_is_to_stop_ends_after_the_message_in_hand(greet, mail_server):
    for _ in range(3):
        greet()
    answers = iter([False, True])

    assert delivery.deliver_due(should_stop=lambda: next(answers)) == 1
    assert states() == [MessageState.SENT, MessageState.QUEUED, MessageState.QUEUED]


def test_one_message_is_delivered_by_its_key(greet, mail_server):
    message, other = greet(), greet()

    delivery.deliver_one(message_id=message.pk)
    delivery.deliver_one(message_id=message.pk)

    assert states() == [MessageState.SENT, MessageState.QUEUED]
    assert len(mail_server.mails) == 1
    assert other.state == MessageState.QUEUED


def test_one_message_that_is_not_due_is_left_alone(greet, mail_server):
    message = greet(due_at=timezone.now() + HOUR)

    delivery.deliver_one(message_id=message.pk)

    assert states() == [MessageState.QUEUED]


def test_with_the_server_down_every_row_says_when_it_is_tried_again(greet, settings, heard):
    use_smtp(settings, free_port())
    greet(), greet()
    now = timezone.now()

    assert delivery.deliver_due(now=now) == 0

    for message in Message.objects.all():
        assert message.state == MessageState.RETRYING
        assert message.due_at == now + datetime.timedelta(minutes=1)
        assert message.attempts == 1
        assert "ConnectionRefusedError" in message.error
        assert message.text  # frozen at the first try
    assert heard == []


def test_back_off_grows_and_ends_after_about_five_days(greet, settings, heard):
    use_smtp(settings, free_port())
    message = greet()
    started = now = timezone.now()
    tries = 0
    while message.state in (MessageState.QUEUED, MessageState.RETRYING):
        delivery.deliver_due(now=now)
        message.refresh_from_db()
        now = message.due_at
        tries += 1

    assert message.state == MessageState.FAILED
    assert tries == message.attempts == 12
    assert datetime.timedelta(days=4) < now - started < datetime.timedelta(days=5)
    assert heard == [("failed", message.pk)]


def test_what_failed_for_now_is_sent_later_with_its_first_text(greet, mail_server):
    mail_server.answers["RCPT"] = "451 4.7.1 come again"
    message = greet()
    delivery.deliver_due()
    message.refresh_from_db()
    assert (message.state, message.error) == (MessageState.RETRYING, "451 4.7.1 come again")
    MessageText.objects.create(
        site=message.site, kind=Greeting.key, language="en", subject="New", body="New text"
    )
    mail_server.answers.clear()

    delivery.deliver_due(now=message.due_at)

    message.refresh_from_db()
    assert message.state == MessageState.SENT
    assert message.attempts == 2
    assert mail_server.mails[0]["Subject"] == "Hello Ann"
    assert "New text" not in mail_server.mails[0].get_body().get_content()


def test_the_message_id_is_the_same_at_every_try(greet, mail_server):
    """A server that took the mail, but whose answer was bad, may get it twice: one id tells."""
    mail_server.answers["DATA"] = "451 4.3.0 later"
    message = greet()
    kept = []
    original = mail_server.handle_DATA

    async def keep(smtp, session, envelope):
        kept.append(envelope.original_content)
        return await original(smtp, session, envelope)

    mail_server.handle_DATA = keep
    for _ in range(2):
        message.refresh_from_db()
        delivery.deliver_due(now=message.due_at)

    ids = {line for raw in kept for line in raw.splitlines() if line.startswith(b"Message-ID:")}
    assert len(kept) == 2
    assert ids == {f"Message-ID: <{message.uuid}@prairie.example.org>".encode()}


@pytest.mark.parametrize(
    ("command", "answer", "state"),
    [
        ("RCPT", "550 5.1.1 no such user", MessageState.FAILED),
        ("RCPT", "450 4.2.0 greylisted", MessageState.RETRYING),
        ("RCPT", "530 5.7.0 authentication required", MessageState.RETRYING),
        ("RCPT", "421 4.7.0 closing", MessageState.RETRYING),
        ("MAIL", "550 5.7.1 sender refused", MessageState.RETRYING),
        ("MAIL", "451 4.3.2 not now", MessageState.RETRYING),
        ("DATA", "554 5.7.1 looks like spam", MessageState.FAILED),
        ("DATA", "452 4.3.1 disk full", MessageState.RETRYING),
    ],
)
def test_what_the_server_says_decides(greet, mail_server, heard, command, answer, state):
    message = greet()
    mail_server.answers[command] = answer

    assert delivery.deliver_due() == 0

    message.refresh_from_db()
    assert message.state == state
    assert message.error == answer
    assert heard == ([("failed", message.pk)] if state == MessageState.FAILED else [])


def test_one_refused_address_hinders_no_other(greet, mail_server):
    mail_server.answers["bad@mail.example.org"] = "550 5.1.1 no such user"
    greet(email="a@mail.example.org")
    greet(email="bad@mail.example.org")
    greet(email="c@mail.example.org")

    assert delivery.deliver_due() == 2
    assert states() == [MessageState.SENT, MessageState.FAILED, MessageState.SENT]
    assert len(mail_server.sessions) == 1


def test_a_wrong_password_is_no_fault_of_the_message(greet, settings):
    with server_with_password(accepts=False) as server:
        use_smtp(settings, server.port, username="us", password="wrong")
        message = greet()
        delivery.deliver_due()

    message.refresh_from_db()
    assert message.state == MessageState.RETRYING
    assert message.error.startswith("535")


def test_a_right_password_lets_it_through(greet, settings):
    with server_with_password(accepts=True) as server:
        use_smtp(settings, server.port, username="us", password="right")
        greet()
        assert delivery.deliver_due() == 1


@pytest.mark.parametrize("hang_up", [False, True])
@pytest.mark.parametrize(
    ("at", "state"),
    [
        ("greeting", MessageState.RETRYING),
        ("MAIL", MessageState.RETRYING),
        ("RCPT", MessageState.RETRYING),
        ("DATA", MessageState.RETRYING),
        ("content", MessageState.UNKNOWN),
    ],
)
def test_a_server_that_says_no_more(greet, settings, heard, at, state, hang_up):
    with StallingServer(at, hang_up=hang_up) as server:
        use_smtp(settings, server.port, timeout=0.2)
        message = greet()
        assert delivery.deliver_due() == 0
        contents = len(server.contents)

    message.refresh_from_db()
    assert message.state == state
    assert message.error
    assert contents == (at == "content")
    assert heard == ([("failed", message.pk)] if state == MessageState.UNKNOWN else [])


def test_what_is_unknown_is_never_sent_again_by_itself(greet, settings, mail_server):
    message = greet()
    with StallingServer("content") as stalling:
        use_smtp(settings, stalling.port, timeout=0.2)
        delivery.deliver_due()
    use_smtp(settings, mail_server.port)

    later = timezone.now() + datetime.timedelta(days=30)
    assert delivery.deliver_due(now=later) == 0
    assert delivery.reclaim(later) == delivery.mark_unknown(later) == 0

    message.refresh_from_db()
    assert message.state == MessageState.UNKNOWN
    assert mail_server.mails == []


def test_a_connection_that_has_gone_stale_is_renewed(greet, mail_server, monkeypatch):
    """Servers close a connection after some mails: the next mail is no worse for it."""
    answers = iter(["250 OK", "421 4.7.0 enough for one connection", "250 OK"])

    async def handle_mail(smtp, session, envelope, address, options):
        envelope.mail_from = address
        return next(answers)

    monkeypatch.setattr(mail_server, "handle_MAIL", handle_mail)
    greet(), greet()

    assert delivery.deliver_due() == 2
    assert [message.attempts for message in Message.objects.all()] == [1, 1]
    assert len(mail_server.sessions) == 2


def test_what_it_was_about_is_gone(greet, mail_server, heard):
    message = greet(gone=True)

    assert delivery.deliver_due() == 0

    message.refresh_from_db()
    assert message.state == MessageState.CANCELED
    assert "what it was about" in message.error
    assert heard == []


def test_a_mistake_in_a_kind_is_tried_again_and_hinders_no_other(greet, mail_server):
    greet(broken=True), greet()

    assert delivery.deliver_due() == 1
    assert states() == [MessageState.RETRYING, MessageState.SENT]
    assert Message.objects.earliest("pk").error == "LookupError: a mistake of ours"


def test_a_kind_that_nobody_registered_is_tried_again(greet, mail_server):
    message = greet()
    Message.objects.update(kind="forgotten")

    delivery.deliver_due()

    message.refresh_from_db()
    assert message.state == MessageState.RETRYING
    assert "forgotten" in message.error


def test_who_unsubscribed_meanwhile_gets_no_reminder(greet, mail_server, ann):
    greet(Nudge), greet()
    OptOut.objects.create(site=ann.site, email=ann.email, category=Nudge.category)

    assert delivery.deliver_due() == 1

    assert states() == [MessageState.CANCELED, MessageState.SENT]


def test_an_address_that_no_mail_can_go_to_fails_at_once(greet, mail_server):
    message = greet(email="jürgen@mail.example.org")

    delivery.deliver_due()

    message.refresh_from_db()
    assert message.state == MessageState.FAILED
    assert mail_server.mails == []


def test_a_receiver_of_the_host_that_fails_disturbs_nothing(greet, mail_server):
    def fail(**kwargs):
        raise RuntimeError("a host's mistake")

    message_sent.connect(fail)
    try:
        greet(), greet()
        assert delivery.deliver_due() == 2
    finally:
        message_sent.disconnect(fail)


def test_a_claim_that_has_run_out_waits_again(greet, mail_server):
    message = greet()
    now = timezone.now()
    Message.objects.update(
        state=MessageState.CLAIMED, claim=message.uuid, claimed_at=now - delivery.LEASE
    )
    assert delivery.reclaim(now) == 0
    later = now + datetime.timedelta(seconds=1)
    assert delivery.reclaim(later) == 1
    assert delivery.deliver_due(now=later) == 1


def test_one_cut_off_while_sending_is_unknown(greet, mail_server, heard):
    message = greet()
    now = timezone.now()
    Message.objects.update(
        state=MessageState.SENDING, claim=message.uuid, claimed_at=now - 2 * delivery.LEASE
    )

    assert delivery.reclaim(now) == 0
    assert delivery.mark_unknown(now) == 1
    assert delivery.mark_unknown(now) == 0

    assert states() == [MessageState.UNKNOWN]
    assert heard == [("failed", message.pk)]


def test_who_lost_the_claim_does_not_send(greet, mail_server, monkeypatch):
    message = greet()
    render = delivery.rendering.render

    def take_it_away(**kwargs):
        Message.objects.update(state=MessageState.QUEUED, claim=None)
        return render(**kwargs)

    monkeypatch.setattr(delivery.rendering, "render", take_it_away)
    delivery.deliver_one(message_id=message.pk)

    assert mail_server.mails == []
    assert states() == [MessageState.QUEUED]


def test_an_answer_that_came_too_late_still_counts(greet, mail_server, monkeypatch):
    """The claim ran out while the server thought; then it said yes."""
    message = greet()
    send = delivery.Transport.send

    def slow(self, mail):
        send(self, mail)
        delivery.mark_unknown(timezone.now() + 2 * delivery.LEASE)

    monkeypatch.setattr(delivery.Transport, "send", slow)
    delivery.deliver_due()

    message.refresh_from_db()
    assert message.state == MessageState.SENT


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_work_inside_of_a_transaction(greet, mail_server):
    from django.db import transaction

    greet()
    with pytest.raises(RuntimeError), transaction.atomic():
        delivery.deliver_due()
    assert mail_server.mails == []
