"""The webinars: those to come, one that was canceled, one that was moved, and the archive."""

import datetime
from html import escape
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from example_site.demo import dates
from example_site.demo.parts import Demo, chosen, counted
from example_site.demo.texts import load
from wagtail_coaching.enums import WebinarStatus
from wagtail_coaching.models import Topic
from wagtail_coaching.pages.models import WebinarPage

ANNOUNCED = datetime.timedelta(days=45)


def build_webinars(demo: Demo) -> list[str]:
    if WebinarPage.objects.child_of(demo.schedule).exists():
        return []
    texts = load("webinars")
    past = zip(dates.past(demo.today), texts["past"], strict=True)
    made = [
        _publish(demo, facts, times, recording_url=_link("video", "watch", facts["title"]))
        for times, facts in demo.progress.count(list(past)[::-1])
    ]
    soon, moved, last = dates.upcoming(demo.today)
    facts = texts["upcoming"]
    made.append(_publish(demo, facts[0], soon))
    _cancel(demo, _publish(demo, texts["canceled"][0], dates.canceled(demo.today)))
    rescheduled = _publish(demo, facts[1], dates.before_move(moved))
    rescheduled.starts_at, rescheduled.ends_at = moved.start, moved.end
    demo.publish(rescheduled)
    made.append(_publish(demo, facts[2], last))
    return [counted(len(made) + 2, "webinar", "webinars"), "1 canceled, 1 moved"]


def _publish(
    demo: Demo, facts: dict[str, Any], times: dates.Times, recording_url: str = ""
) -> WebinarPage:
    page = WebinarPage(
        title=facts["title"],
        summary=facts["summary"],
        description=_description(facts),
        starts_at=times.start,
        ends_at=times.end,
        presenters=[
            ("presenter", {"name": name, "job_title": job_title, "organization": organization})
            for name, job_title, organization in facts["presenters"]
        ],
        registration_url=_link("webinars", "join", facts["title"]),
        recording_url=recording_url,
        search_description=facts["summary"],
        owner=demo.editor,
        first_published_at=min(times.start - ANNOUNCED, timezone.now()),
    )
    page.topics = chosen(demo.terms(Topic), facts["topics"])
    demo.schedule.add_child(instance=page)
    demo.publish(page)
    # Read anew: publishing writes the calendar entry to the row behind this object's back.
    return WebinarPage.objects.get(pk=page.pk)


def _cancel(demo: Demo, page: WebinarPage) -> None:
    page.status = WebinarStatus.CANCELED
    demo.publish(page)


def _description(facts: dict[str, Any]) -> str:
    points = "".join(f"<li>{escape(point, quote=False)}</li>" for point in facts["points"])
    return (
        f"<p>What we will talk about:</p><ul>{points}</ul>"
        "<p>The last twenty minutes are yours: send a question when you sign up, or ask it live. "
        "The slides and the chat are shared afterward, without names.</p>"
    )


def _link(host: str, what: str, title: str) -> str:
    return f"https://{host}.example.org/{what}/{slugify(title)}"
