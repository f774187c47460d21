"""When the demo's webinars are, counted from any day."""

import datetime
import zoneinfo
from dataclasses import dataclass

ZONE = zoneinfo.ZoneInfo("America/Chicago")
NOON = datetime.time(12)
LENGTH = datetime.timedelta(minutes=75)
ARCHIVE_YEARS, A_YEAR = 3, 6
# Nobody comes in these days: (month, first day, last day).
BREAKS = ((12, 18, 31), (1, 1, 5), (7, 1, 6), (11, 24, 29))
TUESDAY, WEDNESDAY = 1, 2


@dataclass(frozen=True)
class Times:
    """A webinar's start and end."""

    start: datetime.datetime
    end: datetime.datetime


def at_noon(day: datetime.date) -> Times:
    start = datetime.datetime.combine(day, NOON, ZONE)
    # Added in UTC: the clock on the wall may be changed in between.
    return Times(start, (start.astimezone(datetime.UTC) + LENGTH).astimezone(ZONE))


def upcoming(today: datetime.date) -> list[Times]:
    """Three to come: one within ten days, and the last one after the next clock change."""
    first = _day_between(today + datetime.timedelta(days=2), today + datetime.timedelta(days=10))
    change = clock_change_after(first)
    last = max(today + datetime.timedelta(days=125), change + datetime.timedelta(days=5))
    middle = first + (last - first) / 2
    return [at_noon(day) for day in (first, _good_day(middle), _good_day(last))]


def canceled(today: datetime.date) -> Times:
    """One that was to be between the first and the second of those to come."""
    first, second, _ = upcoming(today)
    middle = first.start.date() + (second.start.date() - first.start.date()) / 2
    return at_noon(_good_day(middle))


def before_move(moved: Times) -> Times:
    """When a webinar that was moved had been planned for: a week earlier, an hour later."""
    hour = datetime.timedelta(hours=1)
    week_before = at_noon(moved.start.date() - datetime.timedelta(days=7))
    return Times(week_before.start + hour, week_before.end + hour)


def past(today: datetime.date) -> list[Times]:
    """The archive: six a year for three years, the latest first."""
    step = 365 / A_YEAR
    days = [
        today - datetime.timedelta(days=round(24 + step * number))
        for number in range(ARCHIVE_YEARS * A_YEAR)
    ]
    return [at_noon(_good_day(day, step=-1)) for day in days]


def clock_change_after(day: datetime.date) -> datetime.date:
    """The first day after `day` on which clocks are changed."""
    while True:
        following = day + datetime.timedelta(days=1)
        if _offset(following) != _offset(day):
            return following
        day = following


def _offset(day: datetime.date) -> datetime.timedelta | None:
    return datetime.datetime.combine(day, NOON, ZONE).utcoffset()


def _day_between(first: datetime.date, last: datetime.date) -> datetime.date:
    """A good day in that time, or else simply the first Wednesday: it has to be soon."""
    day = _good_day(first)
    while day > last:
        first += datetime.timedelta(days=1)
        if first.weekday() == WEDNESDAY:
            return first
    return day


def _good_day(day: datetime.date, step: int = 1) -> datetime.date:
    """The next Tuesday or Wednesday that is not in a holiday season."""
    while day.weekday() not in (TUESDAY, WEDNESDAY) or any(
        day.month == month and first <= day.day <= last for month, first, last in BREAKS
    ):
        day += datetime.timedelta(days=step)
    return day
