"""Coaches who were asked whether their profile is still right, and have not answered."""

import datetime

from django.utils import timezone

from example_site.demo.parts import Demo, counted
from wagtail_coaching.models import CoachConfirmation
from wagtail_coaching.services import confirmation

# When the periodic work was done, in days ago: enough for one to be reminded, one to be hidden.
ROUNDS = (44, 30, 20, 16, 6, 2)


def build_confirmations(demo: Demo) -> list[str]:
    if CoachConfirmation.objects.filter(site=demo.site).exists():
        return []
    asked = hidden = 0
    for days in ROUNDS:
        then = timezone.now() - datetime.timedelta(days=days)
        asked += confirmation.ask_due(now=then)
        confirmation.remind_due(now=then)
        hidden += confirmation.hide_silent(now=then)
    return [f"{counted(asked, 'coach', 'coaches')} asked", f"{hidden} hidden"]
