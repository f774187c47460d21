"""Contact cards (vCard 3.0, RFC 2426), which every address book reads.

``icalendar`` writes the lines: calendars and cards are escaped and folded alike (RFC 5545 section
3.1 and RFC 2425 section 5.8.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from icalendar import vText
from icalendar.parser import Contentline, Contentlines

from wagtail_coaching import __version__
from wagtail_coaching.enums import ContactChannel
from wagtail_coaching.validators import phone_uri, without_control_characters

if TYPE_CHECKING:
    from wagtail_coaching.models import CoachPageMixin
    from wagtail_coaching.services.contact import VisibleContact

CONTENT_TYPE: Final = "text/vcard; charset=utf-8"


@dataclass(frozen=True)
class CardFacts:
    """What stands on a card beside the profile itself."""

    contact: VisibleContact
    #: The absolute address of the profile.
    url: str
    #: A line or two of plain text; may be empty.
    note: str = ""


def contact_card(*, page: CoachPageMixin, facts: CardFacts) -> bytes:
    """Return the card of a coach.

    Args:
        page: the profile, with its coach.
        facts: what the one who asks may see.

    Returns:
        UTF-8 bytes with CRLF line ends, folded at 75 octets.
    """
    prefers = page.coach.preferred_channel if page.coach is not None else ""
    lines = [
        ("BEGIN", "VCARD"),
        ("VERSION", "3.0"),
        ("PRODID", _text(f"-//wagtail-coaching//{__version__}//EN")),
        ("UID", f"urn:uuid:{page.translation_key}"),
        ("N", _structured_name(page.title)),
        ("FN", _text(page.title)),
        ("NICKNAME", _text(page.preferred_name)),
        ("TITLE", _text(page.job_title)),
        ("ORG", _text(page.organization)),
        (f"TEL;TYPE=WORK,VOICE{_preferred(prefers == ContactChannel.PHONE)}", _phone(facts)),
        (
            f"EMAIL;TYPE=INTERNET,WORK{_preferred(prefers == ContactChannel.EMAIL)}",
            _text(facts.contact.email),
        ),
        ("URL", _one_line(facts.url)),
        ("NOTE", _text(facts.note)),
        ("END", "VCARD"),
    ]
    # icalendar is typed in part.
    written: Any = Contentlines
    line: Any = Contentline
    # An empty line stands for the last line's end.
    card = [line(f"{name}:{value}") for name, value in lines if value]
    return bytes(written([*card, line("")]).to_ical())


def _preferred(is_preferred: bool) -> str:
    return ",PREF" if is_preferred else ""


def _phone(facts: CardFacts) -> str:
    """Return the number as it is dialed from anywhere; as it is written, where that is unknown."""
    phone = facts.contact.phone
    return _one_line(phone_uri(phone).removeprefix("tel:")) or _text(phone)


def _structured_name(name: str) -> str:
    """Return a name as family name, given names and three empty parts (RFC 2426 section 3.1.2).

    Nobody has told us which is which; the last word is what most address books guess.
    """
    given, _space, family = name.strip().rpartition(" ")
    return f"{_text(family)};{_text(given.strip())};;;"


def _text(value: str) -> str:
    return vText(_plain(value)).to_ical().decode()


def _one_line(value: str) -> str:
    return "".join(_plain(value).split())


def _plain(value: str) -> str:
    return without_control_characters(value.replace("\r\n", "\n").replace("\r", "\n")).strip()
