"""Small checks shared by models and forms."""

import functools
import unicodedata
import zoneinfo

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wagtail_coaching.conf import coaching_settings


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


def parse_phone(text: str) -> phonenumbers.PhoneNumber:
    """Return the phone number that a text is, however it is typed.

    Raises:
        ValidationError: it is none, by the numbering plan of its country.
    """
    region = str(coaching_settings.PHONE_REGION)
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise ValidationError(
            _("Enter a phone number with its area code, such as %(example)s."),
            code="invalid_phone",
            params={"example": _example_phone(region)},
        )
    return number


def format_phone(text: str) -> str:
    """Return a phone number as people write it: with the country's code where it is another's.

    Raises:
        ValidationError: it is no phone number.
    """
    number = parse_phone(text)
    at_home = phonenumbers.country_code_for_region(str(coaching_settings.PHONE_REGION))
    style = phonenumbers.PhoneNumberFormat
    is_at_home = number.country_code == at_home
    return phonenumbers.format_number(number, style.NATIONAL if is_at_home else style.INTERNATIONAL)


def phone_uri(text: str) -> str:
    """Return the ``tel:`` address (RFC 3966) of a phone number; empty where the text is none."""
    try:
        number = parse_phone(text)
    except ValidationError:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.RFC3966)


def _example_phone(region: str) -> str:
    number = phonenumbers.example_number(region)
    style = phonenumbers.PhoneNumberFormat.NATIONAL
    return phonenumbers.format_number(number, style) if number is not None else "+1 312 555 0142"
