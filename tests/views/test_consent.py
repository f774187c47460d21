"""The page on which coaches agree that their profile is public, or say what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.factories import approve_profile, make_coach_page, set_settings
from tests.markup import parse, text_of
from tests.posting import link_path, mailed_link
from wagtail_coaching.models import Coach, CoachConcern, CoachConsent
from wagtail_coaching.services import consent

if TYPE_CHECKING:
    from django.test import Client

    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db


@pytest.fixture
def dora(program: ProgramTree) -> Any:
    """A draft whose coach is asked."""
    page = make_coach_page(
        program,
        title="Dora Draft",
        job_title="Village manager",
        live=False,
        coach__consent=False,
        coach__email_visibility="members",
    )
    page.save_revision()
    consent.ask(coach=page.coach)
    return page


@pytest.fixture
def url(dora: Any) -> str:
    return link_path(mailed_link("consent_ask"))


@pytest.fixture
def get(client: Client, url: str) -> Any:
    return lambda: parse(client.get(url, headers={"host": "prairie.example.org"}))


@pytest.fixture
def post(client: Client, url: str) -> Any:
    def send(**data: str) -> Any:
        headers = {"host": "prairie.example.org"}
        return parse(client.post(url, data, headers=headers, follow=True))

    return send


def stamp(soup: Any) -> str:
    return str(soup.select_one("[name=words]")["value"])


def test_looking_at_the_page_changes_nothing_and_shows_the_draft(dora, get):
    draft = dora.get_latest_revision_as_object()
    draft.job_title = "City manager"
    draft.save_revision()

    text = text_of(get().main)

    assert "City manager" in text
    assert "Village manager" not in text
    assert "Who sees it: Members" in text
    assert "I agree that Prairie managers shows my coach profile" in text
    assert not CoachConsent.objects.exists()


def test_yes_is_taken_and_the_page_says_how_it_goes_on(dora, get, post):
    soup = post(action="agree", words=stamp(get()))

    assert text_of(soup.h1) == "Thank you. You have agreed."
    assert "somebody looks through it first" in text_of(soup.main)
    assert soup.select_one("main form") is None
    assert CoachConsent.objects.get().text.startswith("I agree that Prairie managers shows")


def test_yes_publishes_what_waited_for_it(dora, get, post):
    approve_profile(dora, revision=dora.latest_revision)
    dora.latest_revision.publish()
    words = stamp(get())

    soup = post(action="agree", words=words)

    assert "Your profile is public now." in text_of(soup.main)
    assert soup.select_one(".coaching-lead a")["href"].endswith(f"/{dora.slug}/")
    dora.refresh_from_db()
    assert dora.live


def test_words_that_have_changed_meanwhile_are_shown_again(dora, get, post):
    words = stamp(get())
    set_settings(dora.get_site(), consent_text="You may print it, too.")

    soup = post(action="agree", words=words)

    assert "The words have changed" in text_of(soup.main)
    assert "You may print it, too." in text_of(soup.main)
    assert not CoachConsent.objects.exists()


def test_what_is_wrong_has_to_be_said_and_is_confirmed(dora, get, post):
    soup = post(action="wrong", message=" ")
    assert "Say in a few words what has to change." in text_of(soup.main)

    soup = post(action="wrong", message="My title is wrong.")
    assert "that something is wrong. Thank you." in text_of(soup.main)
    assert CoachConcern.objects.get().message == "My title is wrong."


@pytest.mark.parametrize(("state", "heading"), [("left", "stopped"), ("suspended", "not public")])
def test_coach_who_has_no_part_in_the_program_reads_that(dora, get, state, heading):
    Coach.objects.filter(pk=dora.coach_id).update(state=state)

    assert heading in text_of(get().h1)


def test_coach_whose_draft_is_deleted_reads_that_there_is_nothing_to_look_at(dora, get):
    dora.delete()

    assert "There is no profile to look at now." in text_of(get().main)


def test_something_else_is_no_answer(dora, client, url):
    answer = client.post(url, {"action": "x"}, headers={"host": "prairie.example.org"})

    assert answer.status_code == 400
