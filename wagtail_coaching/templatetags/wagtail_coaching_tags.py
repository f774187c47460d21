"""Tags and filters that our templates use, and that a host's templates may use as well.

``{% load wagtail_coaching_tags %}``
"""

from __future__ import annotations

import datetime
import json
import zlib
import zoneinfo
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import pgettext

from wagtail_coaching.models import CoachingSettings
from wagtail_coaching.validators import phone_uri

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.core.paginator import Page as PaginatorPage
    from django.template.context import Context
    from django.utils.safestring import SafeString

register = template.Library()

# What could end the script element, or start another one.
_JSON_ESCAPES: Final = {ord(char): f"\\u{ord(char):04X}" for char in "<>&"}

# As many as there are classes ``coaching-hue-…`` in coaching.css.
HUE_COUNT: Final = 8


@register.simple_tag(takes_context=True, name="coaching_settings")
def coaching_settings_tag(context: Context) -> CoachingSettings | None:
    """Return the coaching settings of the request's site; ``None`` outside of a request.

    Our page templates have them as ``coaching_settings`` already. This is for a host's header,
    footer and error pages: ``{% coaching_settings as coaching %}``.
    """
    request = context.get("request")
    return CoachingSettings.for_request(request) if request is not None else None


@register.simple_tag
def coaching_time(
    moment: datetime.datetime | None, zone: str | datetime.tzinfo | None = None
) -> str:
    """Return a ``<time>`` element with date, time and the zone's abbreviation.

    ``zone`` is an IANA name or a time zone; without one, the current time zone is used:
    ``{% coaching_time page.starts_at "America/Chicago" %}`` gives "Tue, March 3, 2026, 12:00 PM
    CST". Empty where there is no moment, as in the preview of an unfinished draft.
    """
    if moment is None:
        return ""
    local = _in_zone(moment, zone)
    return _time_element(local, f"{_date(local)}, {_clock(local)} {local.tzname()}")


@register.simple_tag
def coaching_time_range(
    start: datetime.datetime | None,
    end: datetime.datetime | None,
    zone: str | datetime.tzinfo | None = None,
) -> str:
    """Return two ``<time>`` elements, and the date and the zone once where that is enough."""
    if start is None or end is None:
        return ""
    first, last = _in_zone(start, zone), _in_zone(end, zone)
    first_text = f"{_date(first)}, {_clock(first)}"
    if first.tzname() != last.tzname():
        # The clocks change in between.
        first_text = f"{first_text} {first.tzname()}"
    last_text = f"{_clock(last)} {last.tzname()}"
    if first.date() != last.date():
        last_text = f"{_date(last)}, {last_text}"
    return format_html("{} – {}", _time_element(first, first_text), _time_element(last, last_text))


@register.simple_tag
def coaching_clock_range(
    start: datetime.datetime | None,
    end: datetime.datetime | None,
    zone: str | datetime.tzinfo | None = None,
) -> str:
    """Return the time of day only, such as "12:00 PM – 1:00 PM CST", for use beside a date."""
    if start is None or end is None:
        return ""
    first, last = _in_zone(start, zone), _in_zone(end, zone)
    first_text = _clock(first)
    if first.tzname() != last.tzname():
        first_text = f"{first_text} {first.tzname()}"
    last_text = f"{_clock(last)} {last.tzname()}"
    return format_html("{} – {}", _time_element(first, first_text), _time_element(last, last_text))


@register.simple_tag
def coaching_date(
    moment: datetime.datetime | None, zone: str | datetime.tzinfo | None = None
) -> str:
    """Return a ``<time>`` element with the day as it is in the zone, such as "March 3, 2026"."""
    if moment is None:
        return ""
    local = _in_zone(moment, zone)
    text = date_format(local, pgettext("date format", "F j, Y"))
    return format_html('<time datetime="{}">{}</time>', local.date().isoformat(), text)


@register.simple_tag
def coaching_tel(phone: str) -> str:
    """Return a link that dials a phone number; the number alone where it cannot be dialed."""
    address = phone_uri(phone)
    if not address:
        return escape(phone)
    return format_html('<a class="coaching-contact__item" href="{}">{}</a>', address, phone)


@register.simple_tag
def coaching_json_ld(data: Mapping[str, Any] | None) -> str:
    """Return structured data as a ``<script>`` of JSON-LD, escaped as ``json_script`` does; empty
    where there is none.
    """
    if not data:
        return ""
    text = json.dumps(data, cls=DjangoJSONEncoder).translate(_JSON_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  (escaped)


@register.simple_tag
def coaching_page_range(page: PaginatorPage[Any]) -> list[int | None]:
    """Return the page numbers to link to; ``None`` stands for numbers left out."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in numbers]


@register.filter
def coaching_names(terms: Iterable[Any] | None) -> str:
    """Return the names of vocabulary terms, with commas between them."""
    return pgettext("between two items of a list", ", ").join(t.name for t in terms or ())


@register.filter
def coaching_initials(page: Any) -> str:
    """Return the initials of a coach page's name; empty where it has none."""
    return str(getattr(page, "initials", ""))


@register.filter
def coaching_hue(name: object) -> int:
    """Return a number that is always the same for one name: its ``coaching-hue-…`` class."""
    return zlib.crc32(str(name).encode()) % HUE_COUNT


@register.filter
def coaching_host(url: object) -> str:
    """Return the host that an address leads to, without "www."; empty where there is none."""
    try:
        host = urlsplit(str(url)).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _in_zone(moment: datetime.datetime, zone: str | datetime.tzinfo | None) -> datetime.datetime:
    tzinfo = zoneinfo.ZoneInfo(zone) if zone and isinstance(zone, str) else zone
    return timezone.localtime(moment, tzinfo or None)


def _date(local: datetime.datetime) -> str:
    return date_format(local, pgettext("date format", "D, F j, Y"))


def _clock(local: datetime.datetime) -> str:
    return date_format(local, pgettext("time format", "g:i A"))


def _time_element(local: datetime.datetime, text: str) -> SafeString:
    # The HTML standard allows at most milliseconds; whole seconds are all there is to say.
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), text)
