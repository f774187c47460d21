"""Small checks shared by models and forms."""

import functools
import unicodedata
import zoneinfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def without_control_characters(text: str) -> str:
    """Return text as calendars and spreadsheets can take it: line ends and tabs stay.

    RFC 5545 section 3.1 and XML 1.0 section 2.2 have no place for the others, nor for surrogates
    and U+FFFE, and nobody types them.
    """
    return "".join(
        c
        for c in text
        if c in "\n\r\t"
        or (unicodedata.category(c) not in ("Cc", "Cs") and c not in "\ufffe\uffff")
    )


def record_key(raw: str) -> int | None:
    """Return the key that a query string or an address names; ``None`` for what can be no key.

    More digits than any key has would overflow the database's integer.
    """
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else None


@functools.cache
def time_zone_names() -> frozenset[str]:
    """Return the IANA names there are, without the database's own entries.

    Some systems list "localtime", which means another zone on each machine.
    """
    internal = {"localtime", "posixrules", "Factory"}
    return frozenset(
        name
        for name in zoneinfo.available_timezones() - internal
        if not name.startswith(("posix/", "right/"))
    )


def validate_time_zone(value: str) -> None:
    """Accept an IANA time zone name, such as ``America/Chicago``.

    Raises:
        ValidationError: the time zone database does not know the name.
    """
    # A set look-up and no ZoneInfo(value): the value is hostile, and ZoneInfo opens files by name.
    if value not in time_zone_names():
        raise ValidationError(
            _("“%(value)s” is not a time zone. Choose one such as America/Chicago."),
            code="invalid_time_zone",
            params={"value": value},
        )
