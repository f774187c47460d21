"""The outbox: what is written into it, and what staff do with it."""

import pytest
from django.db import transaction
from wagtail.models import ModelLogEntry

from tests.factories import UserFactory, add_recipient, make_site
from tests.mail import Greeting, Nudge
from wagtail_coaching.enums import MessageState, StaffRecipientKind
from wagtail_coaching.exceptions import MessageError
from wagtail_coaching.models import Link, Message, OptOut
from wagtail_coaching.services import delivery, links, messages
from wagtail_coaching.signals import message_queued

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(db):
    return UserFactory()


def test_a_message_takes_over_what_its_person_is(greet, ann):
    ann.language = "es"
    message = greet()

    assert message.state == MessageState.QUEUED
    assert (message.recipient_name, message.recipient_email) == ("Ann", "ann@mail.example.org")
    assert message.language == "es"
    assert message.text == ""


def test_a_message_goes_with_the_transaction_that_caused_it(ann):
    def queue():
        with transaction.atomic():
            messages.queue(kind=Greeting, site=ann.site, person=ann)
            raise LookupError

    with pytest.raises(LookupError):
        queue()
    assert not Message.objects.exists()


def test_hosts_hear_of_it_after_the_commit(greet, django_capture_on_commit_callbacks):
    heard = []

    def hear(message, **kwargs):
        heard.append(message.pk)

    message_queued.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            message = greet()
            assert heard == []
    finally:
        message_queued.disconnect(hear)
    assert heard == [message.pk]


def test_one_key_one_message(ann):
    first, second, other = (
        messages.queue(kind=Greeting, site=ann.site, person=ann, dedupe_key=key)
        for key in ("a", "a", "b")
    )

    assert first.pk is not None
    assert second is None
    assert other is not None
    assert Message.objects.count() == 2


def test_a_message_needs_an_address(site_a, mail_kinds):
    with pytest.raises(ValueError, match="nobody"):
        messages.queue(kind=Greeting, site=site_a)


def test_a_message_needs_the_links_of_its_kind(ann, monkeypatch):
    monkeypatch.setattr(Greeting, "links", ("page_url",))
    with pytest.raises(ValueError, match="page_url"):
        messages.queue(kind=Greeting, site=ann.site, person=ann)


def test_who_has_opted_out_gets_no_reminder_but_answers(greet, ann):
    messages.opt_out(site=ann.site, email=f" {ann.email.upper()}", category=Nudge.category)
    messages.opt_out(site=ann.site, email=ann.email, category=Nudge.category)

    assert OptOut.objects.count() == 1
    assert greet(Nudge) is None
    assert greet() is not None
    messages.opt_in(site=ann.site, email=ann.email, category=Nudge.category)
    assert greet(Nudge) is not None


def test_an_opt_out_holds_at_its_site_only(greet, ann):
    other = make_site(hostname="coast.example.org", name="Coast")
    messages.opt_out(site=other, email=ann.email, category=Nudge.category)

    assert greet(Nudge) is not None


def test_each_staff_address_is_told_once(site_a, mail_kinds):
    for kind in (StaffRecipientKind.PROBLEMS, StaffRecipientKind.PROBLEMS):
        add_recipient(site_a, kind=kind, email="Chief@prairie.example.org")
    add_recipient(site_a, kind=StaffRecipientKind.PROBLEMS, email="vice@prairie.example.org")
    add_recipient(site_a, kind=StaffRecipientKind.VETTING)

    queued = messages.queue_for_staff(
        kind=Greeting, site=site_a, about=StaffRecipientKind.PROBLEMS, dedupe_key="x"
    )

    assert sorted(message.recipient_email for message in queued) == [
        "chief@prairie.example.org",
        "vice@prairie.example.org",
    ]


# --- what staff do -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (MessageState.SENT, MessageState.SENT),
        (MessageState.CANCELED, MessageState.CANCELED),
        (MessageState.FAILED, MessageState.CANCELED),
        (MessageState.UNKNOWN, MessageState.CANCELED),
    ],
)
def test_sending_again_makes_a_new_message(greet, user, old, new):
    message = greet(words="the same")
    Message.objects.update(state=old, error="why", text="frozen")

    copy = delivery.resend(message=message, user=user)

    message.refresh_from_db()
    assert (message.state, message.error) == (new, "why")
    assert copy.pk != message.pk
    assert copy.uuid != message.uuid
    assert (copy.state, copy.text, copy.context) == (MessageState.QUEUED, "", {"words": "the same"})
    entry = ModelLogEntry.objects.get()
    assert entry.action == "wagtail_coaching.message_resent"
    assert message.recipient_email not in entry.label


def test_sending_again_gives_new_links(ann, user, monkeypatch):
    purpose = next(each for each in links._PURPOSES.values() if not each.subject_model)
    monkeypatch.setattr(Greeting, "links", ("page_url",))
    link = links.issue(purpose=purpose, person=ann)
    message = messages.queue(kind=Greeting, site=ann.site, person=ann, links={"page_url": link})
    Message.objects.update(state=MessageState.SENT)

    copy = delivery.resend(message=message, user=user)

    new = Link.objects.exclude(pk=link.pk).get()
    assert copy.links == {"page_url": new.key}
    assert new.purpose == purpose.name
    Link.objects.all().delete()
    with pytest.raises(MessageError, match="link"):
        delivery.resend(message=message, user=user)


def test_two_clicks_make_one_message(greet, user):
    message = greet()
    Message.objects.update(state=MessageState.FAILED)

    first, second = (delivery.resend(message=message, user=user, once="abc") for _ in range(2))

    assert first == second
    assert Message.objects.count() == 2


def test_what_waits_for_another_try_is_tried_at_once(greet, user, mail_server):
    mail_server.answers["RCPT"] = "451 later"
    message = greet()
    delivery.deliver_due()
    mail_server.answers.clear()
    assert delivery.deliver_due() == 0

    assert delivery.resend(message=message, user=user) == message
    assert delivery.deliver_due() == 1


@pytest.mark.parametrize("state", [MessageState.QUEUED, MessageState.CLAIMED, MessageState.SENDING])
def test_what_is_about_to_be_sent_is_not_sent_again(greet, user, state):
    message = greet()
    Message.objects.update(state=state)

    with pytest.raises(MessageError):
        delivery.resend(message=message, user=user)
    assert Message.objects.count() == 1


def test_who_unsubscribed_is_not_written_to_again(greet, user, ann):
    message = greet(Nudge)
    Message.objects.update(state=MessageState.FAILED)
    messages.opt_out(site=ann.site, email=ann.email, category=Nudge.category)

    with pytest.raises(MessageError, match="unsubscribed"):
        delivery.resend(message=message, user=user)
    message.refresh_from_db()
    assert message.state == MessageState.FAILED


@pytest.mark.parametrize(
    ("state", "is_in_time"),
    [
        (MessageState.QUEUED, True),
        (MessageState.RETRYING, True),
        (MessageState.FAILED, True),
        (MessageState.UNKNOWN, True),
        (MessageState.CLAIMED, False),
        (MessageState.SENDING, False),
        (MessageState.SENT, False),
        (MessageState.CANCELED, False),
    ],
)
def test_setting_a_message_aside(greet, user, state, is_in_time):
    message = greet()
    Message.objects.update(state=state)

    assert delivery.cancel(message=message, user=user) is is_in_time

    message.refresh_from_db()
    assert message.state == (MessageState.CANCELED if is_in_time else state)
    assert ModelLogEntry.objects.count() == is_in_time


def test_a_test_is_the_editors_draft_with_samples(ann, user, mail_server):
    message = delivery.send_test(
        kind=Nudge,
        site=ann.site,
        language="en",
        subject="Draft for {name}",
        body="Hi {name}",
        to_email="editor@prairie.example.org",
        user=user,
    )

    assert delivery.deliver_due() == 1
    [mail] = mail_server.mails
    assert mail["Subject"] == "[Test] Draft for Ann"
    assert "Hi Ann" in mail.get_body(("plain",)).get_content()
    assert mail["To"].addresses[0].addr_spec == "editor@prairie.example.org"
    message.refresh_from_db()
    assert message.state == MessageState.SENT
    with pytest.raises(MessageError, match="test"):
        delivery.resend(message=message, user=user)


@pytest.mark.parametrize(
    ("to_email", "body", "why"),
    [("", "Text", "no e-mail address"), ("a@example.org", "{nmae}", "nmae")],
)
def test_a_test_that_cannot_be_is_refused_with_a_reason(ann, user, to_email, body, why):
    with pytest.raises(MessageError, match=why):
        delivery.send_test(
            kind=Greeting,
            site=ann.site,
            language="en",
            subject="Hi",
            body=body,
            to_email=to_email,
            user=user,
        )
    assert not Message.objects.exists()
