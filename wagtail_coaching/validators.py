"""Small checks shared by models and forms."""

import zoneinfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def validate_time_zone(value: str) -> None:
    """Accept an IANA time zone name, such as ``America/Chicago``.

    Raises:
        ValidationError: the time zone database does not know the name.
    """
    # A set look-up and no ZoneInfo(value): the value is hostile, and ZoneInfo opens files by name.
    if value not in zoneinfo.available_timezones():
        raise ValidationError(
            _("“%(value)s” is not a time zone. Choose one such as America/Chicago."),
            code="invalid_time_zone",
            params={"value": value},
        )
