"""The association's settings, and the texts of the program's own pages."""

from typing import Any

from example_site.demo.parts import Demo
from example_site.demo.parts.pages import guide_pages, questions_of
from example_site.demo.texts import load
from example_site.home.content import ASSOCIATION, feature_coaching, stored_image
from wagtail_coaching.enums import StaffRecipientKind
from wagtail_coaching.models import CoachingSettings, StaffRecipient
from wagtail_coaching.pages.models import (
    CoachApplicationPage,
    CoachApplicationQuestion,
    CoachPage,
)

PARTNER = "National Partner for Local Leadership"
MAIL = "coaching@prairiemanagers.example.org"
STAFF = {
    StaffRecipientKind.REQUESTS: MAIL,
    StaffRecipientKind.VETTING: "reviewer@prairiemanagers.example.org",
    StaffRecipientKind.CONCERNS: "ingrid@prairiemanagers.example.org",
    StaffRecipientKind.WEBINARS: "webinars@prairiemanagers.example.org",
    StaffRecipientKind.PROBLEMS: "ingrid@prairiemanagers.example.org",
}


def build_settings(demo: Demo) -> list[str]:
    settings = CoachingSettings.for_site(demo.site)
    if settings.association_name:
        return []
    facts = {
        "association_name": ASSOCIATION,
        "association_logo": stored_image("logo-association.png", f"Logo of the {ASSOCIATION}"),
        "partner_name": PARTNER,
        "partner_logo": stored_image("logo-partner.png", f"Logo of the {PARTNER}"),
        "partner_url": "https://partner.example.org/",
        "contact_name": "Ingrid Castellanos",
        "contact_email": MAIL,
        "contact_phone": "(217) 555-0142",
        "sender_name": "Prairie State Managers",
        "sender_email": MAIL,
        "reply_to": MAIL,
        "time_zone": "America/Chicago",
    }
    for name, value in facts.items():
        setattr(settings, name, value)
    settings.staff_recipients = [
        StaffRecipient(kind=kind, email=email, sort_order=position)
        for position, (kind, email) in enumerate(STAFF.items())
    ]
    settings.full_clean()
    settings.save()
    return ["names, logos, addresses"]


def build_pages(demo: Demo) -> list[str]:
    """Write the pages that setup made, where nobody has written on them yet."""
    if demo.program.body:
        return []
    texts = load("pages")
    _ask(demo.application_page, texts["application_questions"])
    for page, name in (
        (demo.gallery, "gallery"),
        (demo.request_page, "request"),
        (demo.application_page, "application"),
        (demo.schedule, "schedule"),
    ):
        _write(demo, page, texts[name])
    demo.program.body = _body(demo)
    demo.program.show_in_menus = True
    _write(demo, demo.program, texts["program"])
    return ["5 pages"]


def build_front_page(demo: Demo) -> list[str]:
    return ["leads to coaching"] if feature_coaching(demo.home, demo.program) else []


def _write(demo: Demo, page: Any, texts: dict[str, str]) -> None:
    for name, value in texts.items():
        setattr(page, name, value)
    page.full_clean()
    demo.publish(page)


def _ask(page: CoachApplicationPage, questions: list[dict[str, Any]]) -> None:
    page.questions = [
        CoachApplicationQuestion(sort_order=position, **facts)
        for position, facts in enumerate(questions)
    ]


def _body(demo: Demo) -> list[tuple[str, Any]]:
    texts = load("pages")["landing"]
    [quote] = texts["quotes"]
    said = texts["coach_quote"]
    quoted = CoachPage.objects.child_of(demo.gallery).filter(title=said["coach"]).first()
    return [
        ("coach_figures", texts["figures"]),
        ("steps", _listed(texts["ways"], "steps")),
        ("cards", _listed(texts["groups"], "cards")),
        ("quote", quote),
        ("senior_advisors", texts["advisors"]),
        ("coach_quote", {"quote": said["quote"], "coach": quoted, "name": said["coach"]}),
        ("cards", _listed(texts["goals"], "cards")),
        ("cards", _guides(demo, texts["guides"]["heading"])),
        ("faq", questions_of(texts["questions"])),
        ("call_to_action", {**texts["call"], "page": demo.request_page, "url": ""}),
    ]


def _listed(texts: dict[str, Any], name: str) -> dict[str, Any]:
    return {
        "heading": texts["heading"],
        name: [{"title": title, "text": text} for title, text in texts[name]],
    }


def _guides(demo: Demo, heading: str) -> dict[str, Any]:
    cards = {guide["slug"]: guide["card"] for guide in load("pages")["guides"]}
    return {
        "heading": heading,
        "cards": [
            {"title": page.title, "text": f"<p>{cards[page.slug]}</p>", "page": page}
            for page in guide_pages(demo)
            if page.slug in cards
        ],
    }
