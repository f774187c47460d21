"""Who sees how to reach a coach: the one place that says."""

from __future__ import annotations

import datetime
import zoneinfo
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import CoachState, ContactVisibility

if TYPE_CHECKING:
    from wagtail_coaching.models import Coach

#: What people in the United States call their time zones, by their abbreviations in January and in
#: July of one year (those of the tz database, https://www.iana.org/time-zones).
_ZONES: Final[dict[tuple[str | None, str | None], Any]] = {
    ("EST", "EDT"): _("Eastern Time"),
    ("CST", "CDT"): _("Central Time"),
    ("MST", "MDT"): _("Mountain Time"),
    ("MST", "MST"): _("Mountain Standard Time"),
    ("PST", "PDT"): _("Pacific Time"),
    ("AKST", "AKDT"): _("Alaska Time"),
    ("HST", "HST"): _("Hawaii Time"),
}


@dataclass(frozen=True)
class VisibleContact:
    """What one visitor sees of how to reach a coach; empty where it is nothing."""

    phone: str = ""
    email: str = ""

    def __bool__(self) -> bool:
        """Whether there is anything to see."""
        return bool(self.phone or self.email)


def visible_contact(*, coach: Coach | None, is_member: bool) -> VisibleContact:
    """Return what a visitor may see of how to reach a coach.

    What is shown only after the coach has accepted a request is never part of it: that goes by
    mail, to the one who asked. A pause hides nothing: who talks with the coach already looks here.
    Nothing is shown of a coach who is not active.

    Args:
        coach: the coach; ``None``: a profile without one.
        is_member: whether the visitor is a member.
    """
    if coach is None or coach.state != CoachState.ACTIVE:
        return VisibleContact()
    seen = {ContactVisibility.EVERYONE.value}
    if is_member:
        seen.add(ContactVisibility.MEMBERS.value)
    return VisibleContact(
        phone=coach.phone if coach.phone_visibility in seen else "",
        email=coach.email if coach.email_visibility in seen else "",
    )


def members_see_more(*, coach: Coach | None) -> bool:
    """Return whether a member sees more of how to reach a coach than others."""
    as_member = visible_contact(coach=coach, is_member=True)
    return as_member != visible_contact(coach=coach, is_member=False)


def time_zone_label(name: str) -> str:
    """Return what people call a time zone: "Central Time" for "America/Chicago".

    One that is not of the United States goes by its city, such as "Lisbon time".

    Args:
        name: an IANA name.
    """
    zone = zoneinfo.ZoneInfo(name)
    winter, summer = (datetime.datetime(2027, month, 1, tzinfo=zone).tzname() for month in (1, 7))
    known = _ZONES.get((winter, summer))
    if known is not None:
        return str(known)
    city = name.rpartition("/")[2].replace("_", " ")
    return city if city.isupper() else gettext("%(city)s time") % {"city": city}
