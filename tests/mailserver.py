"""Mail servers on the loopback interface: a real one, and one that misbehaves on purpose."""

from __future__ import annotations

import contextlib
import socket
import threading
from email import message_from_bytes, policy

import django
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


def use_backend(settings, backend, **options):
    """Let the project send its mail by this e-mail backend."""
    if django.VERSION >= (6, 1):
        settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
        return
    settings.EMAIL_BACKEND = backend
    names = {"username": "HOST_USER", "password": "HOST_PASSWORD", "file_path": "FILE_PATH"}
    for name, value in options.items():
        setattr(settings, f"EMAIL_{names.get(name, name.upper())}", value)


def use_smtp(settings, port, *, timeout=5, **options):
    use_backend(settings, SMTP_BACKEND, host="127.0.0.1", port=port, timeout=timeout, **options)


class MailServer:
    """A real SMTP server that keeps what arrives, and answers as it is told to.

    ``answers`` holds replies by command ("MAIL", "RCPT", "DATA") or by recipient's address.
    """

    def __init__(self, **kwargs):
        self.answers = {}
        self.envelopes = []
        self.sessions = set()
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port(), **kwargs)

    @property
    def port(self):
        return self._controller.port

    @property
    def mails(self):
        """What arrived, parsed by Python's own library."""
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw]

    @property
    def raw(self):
        return [envelope.original_content for envelope in self.envelopes]

    @property
    def recipients(self):
        return [address for envelope in self.envelopes for address in envelope.rcpt_tos]

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if "MAIL" in self.answers:
            return self.answers["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        answer = self.answers.get(address) or self.answers.get("RCPT")
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.sessions.add(id(session))
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.envelopes.append(envelope)
        return "250 OK"

    def __enter__(self):
        self._controller.start()
        return self

    def __exit__(self, *exception):
        self._controller.stop()


def server_with_password(accepts):
    """Return a server that asks for a password, and whether it is ever the right one."""
    return MailServer(
        authenticator=lambda *_: AuthResult(success=accepts, handled=False),
        auth_require_tls=False,
        auth_required=True,
    )


class StallingServer:
    """Speaks SMTP up to one point, and then never says another word, or hangs up.

    Args:
        at: "greeting", "MAIL", "RCPT", "DATA" (the command), or "content" (after all of it).
        hang_up: close the connection there instead.
    """

    def __init__(self, at, *, hang_up=False):
        self.at = at
        self.hang_up = hang_up
        self.contents = []
        self.has_content = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._open = []
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *exception):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for connection in self._open:
            connection.close()
        self._thread.join()

    def _serve(self):
        while True:
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            self._open.append(connection)
            threading.Thread(target=self._talk, args=[connection], daemon=True).start()

    def _talk(self, connection):
        with contextlib.suppress(OSError), connection.makefile("rwb") as lines:
            for answer in self._answers(lines):
                if answer is None:
                    if self.hang_up:
                        connection.shutdown(socket.SHUT_RDWR)
                    return
                lines.write(answer + b"\r\n")
                lines.flush()

    def _answers(self, lines):
        yield None if self.at == "greeting" else b"220 here"
        while line := lines.readline():
            command = line[:4].upper().decode()
            if command == self.at:
                yield None
            elif command == "DATA":
                yield b"354 go on"
                content = []
                while (part := lines.readline()) not in (b".\r\n", b""):
                    content.append(part)
                self.contents.append(b"".join(content))
                self.has_content.set()
                yield None if self.at == "content" else b"250 kept"
            else:
                yield b"250 fine"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]
