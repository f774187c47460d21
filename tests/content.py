"""Fills a program with something of everything, with the association's word in every name."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from tests import factories
from wagtail_coaching.enums import WebinarStatus

if TYPE_CHECKING:
    from tests.factories import ProgramTree

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Filled:
    """What was put into a program."""

    tree: ProgramTree
    coach_pages: list[Any]
    webinar_pages: list[Any]
    application_page: Any

    @property
    def pages(self) -> list[Any]:
        """Every public page of the site."""
        tree = self.tree
        return [
            tree.home,
            tree.program,
            *tree.sections,
            *self.coach_pages,
            *self.webinar_pages,
            self.application_page,
        ]


def populate(tree: ProgramTree) -> Filled:
    """Fill the program; the association's word stands in every name, text and address."""
    word, site = tree.word, tree.site
    topics = [factories.TopicFactory(site=site, name=f"{word} topic {n}") for n in range(4)]
    types = [factories.OrganizationTypeFactory(site=site, name=f"{word} type {n}") for n in (1, 2)]
    stages = [factories.CareerStageFactory(site=site, name=f"{word} stage {n}") for n in (1, 2)]
    credential = factories.CredentialFactory(site=site, name=f"{word} credential")
    roles = [
        factories.RoleFactory(
            site=site,
            name=f"{word} {name}",
            description=f"Knows {word}.",
            makes_introductions=name == "advisor",
        )
        for name in ("mentor", "advisor")
    ]
    languages = [
        factories.LanguageFactory(site=site, name=f"{word} language {n}") for n in range(2)
    ]
    formats = [factories.FormatFactory(site=site, name=f"{word} format {n}") for n in range(2)]
    _settings(tree)
    coach_pages = [
        factories.make_coach_page(
            tree,
            title=f"{name} {word}man",
            job_title=f"Manager of {word}",
            organization=f"{word} City",
            organization_type=types[n % 2],
            career_stage=stages[n % 2],
            credentials=[credential] if n else [],
            population=3_000 * 4**n,
            us_state="IL",
            region=f"{word} Valley",
            pronouns="she/her",
            preferred_name=f"{name} of {word}",
            roles=roles[: 2 if n in (0, 3) else 1],
            years_in_local_government=n + 1,
            ask_me_about=f"Snow in {word}\nBudgets",
            biography=[
                ("heading", {"text": f"From {word}"}),
                ("paragraph", f"<p>{word} is <b>home</b>.</p>"),
                ("quote", {"quote": f"{word} listens.", "name": word, "role": "Colleague"}),
            ],
            portrait=factories.make_image(f"{word} portrait") if n % 2 == 0 else None,
            coach__topics=topics[: n + 1],
            coach__languages=languages[: n % 2 + 1],
            coach__formats=formats[: n % 2 + 1],
            coach__person__email=f"coach-{n}@{word.lower()}.example.org",
            coach__person__phone=f"(312) 555-01{n}{n}",
            **traits,
        )
        for n, (name, traits) in enumerate(
            [
                ("Ann", {}),
                ("Bo", {"coach__paused": True}),
                ("Cy", {"coach__full": True}),
                ("Di", {}),
                ("Ed", {}),
                ("Flo", {}),
            ]
        )
    ]
    _texts(tree, coach_pages)
    application_page = factories.make_application_page(
        tree,
        introduction=f"<p>{word} needs you.</p>",
        questions=[{"label": f"Who in {word} knows you?", "field_type": "singleline"}],
    )
    return Filled(tree, coach_pages, _webinars(tree, topics), application_page)


def _settings(tree: ProgramTree) -> None:
    word = tree.word
    factories.set_settings(
        tree.site,
        association_name=f"{word} Managers",
        association_logo=factories.make_image(f"{word} logo", size=(300, 100)),
        partner_name=f"{word} Partner",
        partner_url=f"https://partner.{word.lower()}.example.org/",
        contact_name=f"Olive {word}",
        contact_email=f"office@{word.lower()}.example.org",
        contact_phone="312-555-0100",
    )


def _texts(tree: ProgramTree, coach_pages: list[Any]) -> None:
    word = tree.word
    questions = [
        {"question": f"Is {word} free?", "answer": f"<p>{word} is.</p>"},
        {"question": f"Who is {word}?", "answer": f"<p>{word} people.</p>"},
    ]
    body = [
        ("heading", {"text": f"About {word}"}),
        ("paragraph", f"<p>{word} works.</p>"),
        ("steps", {"heading": f"{word} steps", "steps": [{"title": f"Ask {word}", "text": ""}]}),
        (
            "cards",
            {
                "heading": f"{word} offers",
                "cards": [{"title": word, "text": "", "page": tree.faq, "url": ""}],
            },
        ),
        ("quote", {"quote": f"{word} helped.", "name": f"Lee {word}", "role": "Learner"}),
        ("faq", {"heading": f"{word} answers", "questions": questions}),
        (
            "call_to_action",
            {
                "heading": f"Join {word}",
                "text": "",
                "button_label": f"Ask {word} now",
                "page": tree.request_page,
                "url": "",
            },
        ),
        ("featured_coaches", {"heading": f"Coaches of {word}", "coaches": coach_pages[:2]}),
        ("coach_figures", {"heading": f"{word} in figures"}),
        ("coach_quote", {"quote": f"{word} listens.", "coach": coach_pages[0]}),
        ("senior_advisors", {"heading": f"Advisors of {word}", "text": f"<p>Of {word}.</p>"}),
    ]
    for page in (tree.program, *tree.sections):
        page.introduction = f"<p>Welcome to {word}.</p>"
    tree.program.body = body
    tree.faq.body = [body[1], body[5]]
    tree.request_page.thank_you_text = f"<p>{word} thanks you.</p>"
    for page in (tree.program, *tree.sections):
        page.save()


def _webinars(tree: ProgramTree, topics: list[Any]) -> list[Any]:
    word = tree.word
    now = timezone.now().replace(second=0, microsecond=0)
    return [
        factories.make_webinar_page(
            tree,
            title=f"{word} webinar {n}",
            starts_at=now + days * DAY,
            summary=f"{word} in an hour.",
            description=f"<p>Bring <b>{word}</b>.</p>",
            presenters=[
                ("presenter", {"name": f"Pat {word}", "job_title": "Manager", "organization": word})
            ],
            topics=topics[:2],
            registration_url=f"https://signup.{word.lower()}.example.org/{n}",
            recording_url=f"https://video.{word.lower()}.example.org/{n}",
            **fields,
        )
        for n, (days, fields) in enumerate(
            [
                (9, {}),
                (20, {"status": WebinarStatus.CANCELED}),
                (30, {"time_zone": "Pacific/Honolulu"}),
                (-9, {}),
                (-20, {"status": WebinarStatus.CANCELED}),
            ]
        )
    ]
