"""Other e-mail backends than Django's own for SMTP: what is not known counts as perhaps sent."""

import smtplib

import pytest

from tests.mailserver import use_backend
from wagtail_coaching.enums import MessageState
from wagtail_coaching.services import delivery, transport

pytestmark = pytest.mark.django_db


class Backend:
    """A backend that does what the test says: raise ``outcome``, or return it."""

    outcome = 1
    mails = []
    opened = 0

    def __init__(self, *args, **kwargs):
        pass

    def open(self):
        type(self).opened += 1

    def close(self):
        pass

    def send_messages(self, mails):
        if isinstance(self.outcome, Exception):
            raise self.outcome
        self.mails.extend(mails)
        return self.outcome


class HTTPRefusalError(Exception):
    """What backends for services over HTTP raise, such as django-anymail's."""

    def __init__(self, status_code):
        super().__init__(f"status {status_code}")
        self.status_code = status_code


@pytest.fixture
def backend(settings, monkeypatch):
    use_backend(settings, f"{__name__}.Backend")
    monkeypatch.setattr(Backend, "mails", [])
    return Backend


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (1, MessageState.SENT),
        (None, MessageState.SENT),
        (0, MessageState.RETRYING),
        (ConnectionRefusedError("no"), MessageState.RETRYING),
        (HTTPRefusalError(429), MessageState.RETRYING),
        (HTTPRefusalError(503), MessageState.UNKNOWN),
        (TimeoutError("no answer"), MessageState.UNKNOWN),
        (RuntimeError("who knows"), MessageState.UNKNOWN),
        (smtplib.SMTPServerDisconnected("gone"), MessageState.UNKNOWN),
        (smtplib.SMTPDataError(451, b"later"), MessageState.RETRYING),
        (smtplib.SMTPRecipientsRefused({"a": (550, b"who?")}), MessageState.FAILED),
        (smtplib.SMTPSenderRefused(550, b"you?", "a"), MessageState.RETRYING),
        (smtplib.SMTPAuthenticationError(535, b"who are you?"), MessageState.RETRYING),
    ],
)
def test_what_another_backend_says_is_judged_carefully(greet, backend, monkeypatch, outcome, state):
    monkeypatch.setattr(backend, "outcome", outcome)
    message = greet()

    delivery.deliver_due()

    message.refresh_from_db()
    assert message.state == state


def test_a_mail_that_cannot_be_written_never_reaches_another_backend(greet, backend, monkeypatch):
    message = greet()
    monkeypatch.setattr(
        transport, "_check", lambda mail: (_ for _ in ()).throw(transport.RefusedError("bad"))
    )

    delivery.deliver_due()

    message.refresh_from_db()
    assert (message.state, message.error) == (MessageState.FAILED, "bad")
    assert backend.mails == []


def test_the_memory_backend_of_tests_works(greet, mailoutbox):
    greet()

    assert delivery.deliver_due() == 1
    assert [mail.to for mail in mailoutbox] == [["Ann <ann@mail.example.org>"]]


def test_the_file_backend_works(greet, settings, tmp_path):
    use_backend(
        settings, "django.core.mail.backends.filebased.EmailBackend", file_path=str(tmp_path)
    )
    greet()

    assert delivery.deliver_due() == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_a_backend_that_does_not_exist_is_no_fault_of_the_message(greet, settings):
    use_backend(settings, "no.such.Backend")
    message = greet()

    delivery.deliver_due()

    message.refresh_from_db()
    assert message.state == MessageState.RETRYING


def test_a_server_has_a_time_limit_even_where_the_host_sets_none(settings):
    use_backend(settings, "django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=9)

    assert transport._new_backend().timeout == transport.TIMEOUT
