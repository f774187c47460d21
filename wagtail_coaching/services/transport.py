"""Handing mails to the project's e-mail backend, and judging what came of it.

What matters about an error is whether the mail may have gone out all the same. Over SMTP that is
known: nothing was sent before the content began to go out, and an answer of the server is final
(RFC 5321 section 4.2.1). Of other backends it is known only for some errors.
"""

from __future__ import annotations

import logging
import smtplib
import socket
from typing import TYPE_CHECKING, Any, Final

import django
from django.core import mail as django_mail
from django.core.mail.backends.smtp import EmailBackend as SMTPBackend

from wagtail_coaching.messages import template

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.mail import EmailMessage

logger = logging.getLogger("wagtail_coaching")

#: How long we wait for one answer of a server where the host has set nothing, in seconds.
TIMEOUT: Final = 30
#: Answers that mean our access to the server, not the message (RFC 4954 section 6).
_ACCESS_CODES: Final = frozenset({530, 534, 535, 538})
#: "Service not available, closing transmission channel" (RFC 5321 section 4.2.2).
_CLOSING_CODE: Final = 421
_ERROR_LENGTH: Final = 500


class TransportError(Exception):
    """A mail was not handed over as it should; the message is what the server or Python said."""


class NotSentError(TransportError):
    """It was certainly not sent, and may be tried again."""

    def __init__(self, text: str, *, is_connection: bool = False) -> None:
        """Say whether the connection, and not the mail, is to blame."""
        super().__init__(text)
        self.is_connection = is_connection


class ServerDownError(NotSentError):
    """There is no connection to be had: no other mail would go out, either."""


class RefusedError(TransportError):
    """It was refused for good: trying again would be no use."""


class UnclearError(TransportError):
    """Nobody knows whether it was sent."""


class Transport:
    """A connection to the mail server, used for many mails."""

    def __init__(self) -> None:
        """Connect later, when there is a mail to send."""
        self._backend: Any = None
        self._watch: _Watch | None = None
        self._used = 0

    def open(self) -> None:
        """Connect, unless there is a connection.

        Raises:
            ServerDownError: there is none to be had.
        """
        try:
            if self._backend is None:
                self._backend = _new_backend()
            self._backend.open()
        except Exception as error:
            self.close()
            raise ServerDownError(describe(error)) from error
        connection = getattr(self._backend, "connection", None)
        if isinstance(self._backend, SMTPBackend) and connection is None:
            # A backend that keeps its errors to itself.
            self.close()
            raise ServerDownError("There is no connection to the mail server.")
        if not isinstance(connection, smtplib.SMTP):
            self._watch = None
        elif self._watch is None or self._watch.connection is not connection:
            self._watch, self._used = _Watch(connection), 0

    def send(self, mail: EmailMessage) -> None:
        """Hand one mail over.

        Servers close a connection that was idle, or has carried enough mails. So where one that
        was used before turns out to be closed, the mail is handed over once more on a new one.

        Raises:
            NotSentError: see there, and so for the others.
            RefusedError
            UnclearError
        """
        self.open()
        was_used = self._used > 0
        try:
            self._send(mail)
        except NotSentError as error:
            if not (was_used and error.is_connection):
                raise
            self.open()
            self._send(mail)

    def close(self) -> None:
        """Say goodbye to the server, if there is a connection."""
        backend, self._backend = self._backend, None
        self._watch, self._used = None, 0
        if backend is not None:
            try:
                backend.close()
            except Exception as error:
                logger.info("The mail server did not say goodbye: %s", error)

    def _send(self, mail: EmailMessage) -> None:
        watch = self._watch
        if watch is None:
            _check(mail)
        else:
            watch.content_began = False
        self._used += 1
        try:
            count = self._backend.send_messages([mail])
        except Exception as error:
            problem = judge(error, content_began=watch.content_began if watch else None)
            if _answer(error) in (0, _CLOSING_CODE):
                # Whatever state it is in, the next mail shall have a connection that works.
                self.close()
            raise problem from error
        if count == 0:
            # A backend that keeps its errors to itself.
            self.close()
            if watch is not None and watch.content_began:
                raise UnclearError("The e-mail backend does not say why it did not send it.")
            raise NotSentError("The e-mail backend has not sent it, and does not say why.")


class _Watch:
    """Knows whether the content of a mail has begun to go out over a connection.

    It wraps two methods of this one connection object, and changes nothing in what they do.
    """

    def __init__(self, connection: smtplib.SMTP) -> None:
        """Watch the connection from now on."""
        self.connection = connection
        self.content_began = False
        self._send: Callable[[Any], None] = connection.send
        self._data: Callable[[Any], Any] = connection.data
        self._is_in_data = False
        vars(connection).update(data=self._watched_data, send=self._watched_send)

    def _watched_data(self, content: Any) -> Any:
        self._is_in_data = True
        try:
            return self._data(content)
        finally:
            self._is_in_data = False

    def _watched_send(self, what: Any) -> None:
        # Within it, all but the command itself is content: a server that never answers the command
        # (RFC 5321 section 4.1.1.4) has got nothing that it could deliver.
        if self._is_in_data and not _is_data_command(what):
            self.content_began = True
        self._send(what)


def _is_data_command(what: str | bytes) -> bool:
    return what.strip().lower() in ("data", b"data")


def judge(error: Exception, *, content_began: bool | None) -> TransportError:
    """Return what an error of an e-mail backend means for the mail.

    Args:
        error: what it raised.
        content_began: whether the content had begun to go out; ``None``: not known.
    """
    text = describe(error)
    if isinstance(error, smtplib.SMTPSenderRefused):
        # The sender is the site's, so it is no fault of this mail, however final it sounds.
        return NotSentError(text, is_connection=error.smtp_code == _CLOSING_CODE)
    code = _answer(error)
    if code in _ACCESS_CODES or 400 <= code < 500:
        return NotSentError(text, is_connection=code == _CLOSING_CODE)
    if 500 <= code < 600:
        return RefusedError(text)
    if content_began is False:
        if isinstance(error, ValueError):
            return RefusedError(text)  # It cannot be written as a mail, or its address is none.
        return NotSentError(text, is_connection=isinstance(error, OSError))
    if content_began is None and _never_arrived(error):
        return NotSentError(text)
    return UnclearError(text)


def describe(error: Exception) -> str:
    """Return what an error says, on one line."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = [_reply(code, said) for code, said in error.recipients.values()]
        return template.clean_line("; ".join(answers), _ERROR_LENGTH)
    if isinstance(error, smtplib.SMTPResponseException):
        return template.clean_line(_reply(error.smtp_code, error.smtp_error), _ERROR_LENGTH)
    return template.clean_line(f"{type(error).__name__}: {error}", _ERROR_LENGTH)


def _reply(code: int, said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {words}"


def _answer(error: Exception) -> int:
    """Return the code that the server answered with; 0: it did not answer."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((code for code, _said in error.recipients.values()), 0)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0


def _never_arrived(error: Exception) -> bool:
    """Return whether an error of a backend that we know nothing of says that nothing was sent."""
    if isinstance(error, (ConnectionRefusedError, socket.gaierror)):
        return True
    # Backends for services over HTTP name the status; one of the 400s is a refusal.
    status = getattr(error, "status_code", None)
    return isinstance(status, int) and 400 <= status < 500


def _check(mail: EmailMessage) -> None:
    """Find out whether a mail can be written before a backend has it that does not say so."""
    try:
        mail.message()
    except ValueError as error:
        raise RefusedError(describe(error)) from error


def _new_backend() -> Any:
    """Return the project's e-mail backend, not yet connected."""
    if django.VERSION >= (6, 1):
        backend = django_mail.mailers.default
    else:
        backend = django_mail.get_connection()
    if isinstance(backend, SMTPBackend) and backend.timeout is None:
        backend.timeout = TIMEOUT
    return backend
