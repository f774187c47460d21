"""Reads the folder into which Django's file-based mail backend writes."""

import email
import email.policy
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import cast

# The backend ends each message by a line of 79 hyphens; headers or the end of the file follow,
# which tells it from such a line inside a text.
SEPARATOR = re.compile(rb"\r?\n-{79}\r?\n(?=\Z|[A-Za-z][A-Za-z0-9-]*: )")


@dataclass(frozen=True)
class StoredMail:
    subject: str
    sender: str
    recipients: str
    sent_at: datetime
    text: str
    html: str
    attachments: list[str] = field(default_factory=list)
    reply_to: str = ""


def read_mails(folder: Path) -> list[StoredMail]:
    """Every mail in the folder, newest first."""
    mails: list[StoredMail] = []
    for path in folder.glob("*.log"):
        try:
            content = path.read_bytes()
            written_at = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
        except FileNotFoundError:  # somebody emptied the folder meanwhile
            continue
        mails += [parse_mail(raw, written_at) for raw in SEPARATOR.split(content) if raw.strip()]
    return sorted(mails, key=lambda mail: mail.sent_at, reverse=True)


def parse_mail(raw: bytes, written_at: datetime) -> StoredMail:
    """One mail; `written_at` is the time of its file, for a mail without a usable date."""
    message = cast(EmailMessage, email.message_from_bytes(raw, policy=email.policy.default))
    recipients = [str(message[name]) for name in ("To", "Cc", "Bcc") if message[name]]
    return StoredMail(
        subject=str(message["Subject"] or ""),
        sender=str(message["From"] or ""),
        recipients=", ".join(recipients),
        reply_to=str(message["Reply-To"] or ""),
        sent_at=sent_at(message) or written_at,
        text=body(message, "plain"),
        html=body(message, "html"),
        attachments=attachments(message),
    )


def sent_at(message: EmailMessage) -> datetime | None:
    date = getattr(message["Date"], "datetime", None)
    if not isinstance(date, datetime):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def attachments(message: EmailMessage) -> list[str]:
    """Names, or else types, of all parts but the texts: also an invitation sent as alternative."""
    texts = [message.get_body(preferencelist=(kind,)) for kind in ("plain", "html")]
    return [
        part.get_filename() or part.get_content_type()
        for part in message.walk()
        if not part.is_multipart() and part not in texts
    ]


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, ValueError):  # a character set that Python doesn't know
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else str(payload)
