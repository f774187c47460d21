"""What the tests of applications share: a form that is filled in, sent and proven."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from PIL import Image

from wagtail_coaching.enums import ApplicationRole
from wagtail_coaching.models import CoachApplication, Link, Message
from wagtail_coaching.services import application as application_service
from wagtail_coaching.services import application_draft

if TYPE_CHECKING:
    from wagtail.models import Site

#: No other text has these words in it.
NAME, EMAIL = "Zuzana Quillfeather", "zuzana@quill.example.org"

FACTS: dict[str, Any] = {
    "name": NAME,
    "preferred_name": "Zuzi",
    "pronouns": "she/her",
    "job_title": "Village manager",
    "organization": "Village of Hazel",
    "organization_type": None,
    "population": 4200,
    "us_state": "IL",
    "region": "",
    "years_in_local_government": 12,
    "career_stage": None,
    "roles": [],
    "credentials": [],
    "ask_me_about": "Budgets\nBees",
    "biography": "I began as an intern.\n\nNow I <manage> & listen.",
    "capacity": 3,
    "accepting_until": "2041-03-09",
    "preferred_channel": "email",
    "phone_visibility": "nobody",
    "email_visibility": "accepted",
    "best_hours": "Mornings",
    "phone": "(312) 555-0188",
    "time_zone": "America/Denver",
    "topics": [],
    "formats": [],
    "languages": [],
}
LEARNER_FACTS: dict[str, Any] = {
    "name": NAME,
    "job_title": "Intern",
    "phone": "(312) 555-0188",
    "topics": [],
    "goals": "My first interview.",
}


def photo(color: tuple[int, int, int] = (200, 30, 30)) -> bytes:
    """Return a photo as it is stored."""
    stream = BytesIO()
    Image.new("RGB", (60, 80), color).save(stream, "JPEG")
    return stream.getvalue()


def begun(site: Site, **facts: Any) -> CoachApplication:
    """Begin an application as the form's page does."""
    name, email = facts.pop("name", NAME), facts.pop("email", EMAIL)
    role = facts.pop("role", ApplicationRole.COACH)
    return application_draft.start(
        site=site,
        form_page_pk=facts.pop("form_page_pk", ""),
        role=role,
        name=name,
        email=email,
        language=facts.pop("language", "en"),
        typed={"name": [name], "email": [email], "role": [role]},
        **facts,
    )


def send(application: CoachApplication, portrait: bytes | None = None, **changes: Any) -> Any:
    """Fill in a form, and send it."""
    is_learner = application.role == ApplicationRole.LEARNER
    facts = {**(LEARNER_FACTS if is_learner else FACTS), "name": application.name, **changes}
    if portrait is not None:
        application = application_draft.save_step(
            application=application, step="you", typed={}, portrait=portrait
        )
    return application_draft.submit(
        application=application,
        facts=facts,
        answers=[{"label": "How did you hear of us?", "answer": "By a newsletter."}],
        consent_text="I agree to all of it.",
    )


def last_link(purpose: str) -> Link:
    """Return the link of a purpose that was given out last."""
    return Link.objects.filter(purpose=purpose).order_by("-pk")[0]


def prove(link: Link | None = None) -> CoachApplication | None:
    """Confirm what was sent last, by the link in the mail."""
    return application_service.prove(link=link or last_link("application_proof"))


def applied(site: Site, portrait: bytes | None = None, **facts: Any) -> CoachApplication:
    """Begin, fill in, send and prove an application."""
    told = {name: facts.pop(name) for name in list(facts) if name in FACTS and name != "name"}
    send(begun(site, **facts), portrait, **told)
    application = prove()
    assert application is not None
    return application


def mails() -> list[tuple[str, str]]:
    """Return what was written so far, as kind and address."""
    return sorted(Message.objects.values_list("kind", "recipient_email"))
