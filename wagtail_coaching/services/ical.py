"""Calendar files (RFC 5545), written with the ``icalendar`` library."""

from __future__ import annotations

import datetime
import zoneinfo
from typing import TYPE_CHECKING, Final

from icalendar import Calendar, Event, vCalAddress, vText

from wagtail_coaching import __version__
from wagtail_coaching.enums import WebinarStatus
from wagtail_coaching.validators import without_control_characters

if TYPE_CHECKING:
    from wagtail_coaching.models import CoachingSettings, Webinar

CONTENT_TYPE: Final = "text/calendar; charset=utf-8"


def webinar_calendar(
    *, webinar: Webinar, title: str, summary: str, url: str, settings: CoachingSettings
) -> bytes:
    """Return the calendar file of one webinar.

    Args:
        webinar: the calendar entry.
        title: what it is called in the reader's language.
        summary: a sentence or two about it; plain text.
        url: absolute address of the webinar's page.
        settings: whose program it is.

    Returns:
        UTF-8 bytes with CRLF line ends, folded at 75 octets (RFC 5545 section 3.1).
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//wagtail-coaching//{__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(
        webinar_event(webinar=webinar, title=title, summary=summary, url=url, settings=settings)
    )
    # RFC 5545 section 3.6.5: a TZID must come with its VTIMEZONE. Its rules are written out for
    # the years around the webinar: that is all a calendar needs, and files stay small.
    calendar.add_missing_timezones(
        first_date=datetime.date(max(webinar.starts_at.year - 1, 1), 1, 1),
        last_date=datetime.date(min(webinar.ends_at.year + 2, 9999), 1, 1),
    )
    return bytes(calendar.to_ical())


def _in_zone(moment: datetime.datetime, zone: zoneinfo.ZoneInfo) -> datetime.datetime:
    """Return the local time; in UTC where clocks show it twice and the second is meant.

    A local time in a calendar file means the first (RFC 5545 section 3.3.5).
    """
    local = moment.astimezone(zone)
    return moment.astimezone(datetime.UTC) if local.fold else local


def _plain(text: str) -> str:
    lines_ended_alike = text.replace("\r\n", "\n").replace("\r", "\n")
    return without_control_characters(lines_ended_alike)


def webinar_event(
    *, webinar: Webinar, title: str, summary: str, url: str, settings: CoachingSettings
) -> Event:
    """Return one webinar as a VEVENT, its times in the zone they were entered in."""
    zone = zoneinfo.ZoneInfo(webinar.time_zone)
    event = Event()
    event.add("uid", webinar.uid)
    event.add("sequence", webinar.sequence)
    event.add("dtstamp", webinar.changed_at)
    event.add("created", webinar.created_at)
    event.add("last-modified", webinar.changed_at)
    event.add("dtstart", _in_zone(webinar.starts_at, zone))
    event.add("dtend", _in_zone(webinar.ends_at, zone))
    event.add("summary", _plain(title))
    event.add("description", f"{_plain(summary)}\n\n{url}".strip())
    event.add("url", url)
    canceled = webinar.status == WebinarStatus.CANCELED
    event.add("status", "CANCELLED" if canceled else "CONFIRMED")
    if settings.contact_email:
        organizer = vCalAddress(f"MAILTO:{settings.contact_email}")
        organizer.params["cn"] = vText(_plain(settings.display_name))
        event.add("organizer", organizer)
    return event
