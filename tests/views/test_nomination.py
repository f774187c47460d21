"""Suggesting a coach: the form, and the links to who suggests and who is suggested."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.factories import make_application_page
from tests.markup import links, parse, text_of, texts
from tests.posting import answer_link, filled, mailed_link, open_link
from wagtail_coaching.models import CoachApplication, CoachNomination, Message, Person
from wagtail_coaching.services import application_draft, nomination, throttle

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse
    from django.test import Client
    from wagtail.models import Site

    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

FACTS = {
    "nominee_name": "Nora Nice",
    "nominee_email": "nora@example.org",
    "reason": "She <b>knows</b> budgets.",
    "nominator_name": "Carl Dunn",
    "nominator_email": "carl@example.org",
}


@pytest.fixture
def page(program: ProgramTree) -> Any:
    return make_application_page(program)


def path_of(page: Any, name: str) -> str:
    return page.relative_url(page.get_site()) + page.reverse_subpage(name)


@pytest.fixture
def send(page: Any, client: Client) -> Callable[..., HttpResponse]:
    def post(**data: str) -> HttpResponse:
        path = path_of(page, "nominate")
        headers = {"host": page.get_site().hostname}
        return client.post(path, filled({**FACTS, **data}), headers=headers)

    return post


def asked(site: Site) -> None:
    """Have Nora been asked."""
    nomination.submit(site=site, form_page_pk="1", facts=FACTS, language="en")
    nomination.prove(link=mailed_link("nomination_proof"))


def test_application_page_leads_to_the_form_unless_nobody_can_be_suggested(page, visit, client):
    path = path_of(page, "nominate")
    assert path in links(parse(visit(page)), "main a")

    page.takes_nominations = False
    page.save()
    assert path not in links(parse(visit(page)), "main a")
    assert client.get(path, headers={"host": "prairie.example.org"}).status_code == 404


def test_suggestion_is_stored_and_thanked_for(page, send, client):
    response = send()

    assert (response.status_code, response["Location"]) == (302, path_of(page, "nominate_thanks"))
    answer = parse(client.get(response["Location"], headers={"host": "prairie.example.org"}))
    assert text_of(answer.h1) == "One more step: look into your mailbox"
    found = CoachNomination.objects.get()
    assert {name: getattr(found, name) for name in FACTS} == FACTS
    assert (found.site, found.form_page_pk) == (page.get_site(), str(page.pk))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"nominee_name": ""}, "Enter the name of the person whom you suggest."),
        ({"reason": " "}, "Say in a sentence why you thought of them."),
        ({"nominee_email": "CARL@example.org"}, "This is your own address."),
        ({"nominator_name": "Win at www.example.com"}, "Enter your name, and nothing else."),
        ({"nominator_name": "bit.ly/abc"}, "Enter your name, and nothing else."),
    ],
)
def test_form_that_is_not_right_comes_back_as_it_was(send, wrong, said):
    soup = parse(send(**wrong))

    assert said in text_of(soup.select_one(".coaching-errors"))
    assert (
        soup.select_one("[name=reason]").text.strip()
        == wrong.get("reason", FACTS["reason"]).strip()
    )
    assert not CoachNomination.objects.exists()


@pytest.mark.parametrize("name", ["J.Smith Jr.", "Renée O'Neill-Łukasz", "Dr. R. van der Berg"])
def test_names_are_names(send, name):
    assert send(nominator_name=name).status_code == 302


def test_nobody_is_suggested_too_often(send, monkeypatch):
    monkeypatch.setitem(throttle.LIMITS, "nominee", throttle.Limits(2, 1000, 1000))
    answers = [send(nominator_email=f"n{number}@example.org").status_code for number in range(3)]

    assert answers == [302, 302, 429]


def test_proof_shows_what_was_said_and_asks_the_nominee(page, send, client):
    send()
    link = mailed_link("nomination_proof")

    soup = parse(open_link(client, link))
    assert texts(soup, "dd") == ["Nora Nice", "nora@example.org", "She <b>knows</b> budgets."]
    assert not Message.objects.filter(kind="nomination_ask").exists()

    answer = answer_link(client, link, "confirm")
    assert answer["Location"].endswith("/nomination-confirmed/")
    assert mailed_link("nomination_ask").person.email == "nora@example.org"
    assert open_link(client, link).status_code == 404


def test_who_did_not_suggest_anybody_has_it_deleted(send, client):
    send()

    answer = answer_link(client, mailed_link("nomination_proof"), "discard")

    assert answer["Location"].endswith("/nomination-discarded/")
    assert not CoachNomination.objects.exists()
    assert not Person.objects.exists()


def test_nominee_reads_who_and_why_but_not_the_address(program, client):
    asked(program.site)

    soup = parse(open_link(client, mailed_link("nomination_ask")))

    assert texts(soup, "dd") == ["Carl Dunn", "She <b>knows</b> budgets."]
    assert "carl@example.org" not in str(soup)
    assert texts(soup, "main button") == ["Start the form", "No, thank you"]


def test_nominee_begins_the_form_and_comes_back_to_it(program, page, send, client):
    send()
    answer_link(client, mailed_link("nomination_proof"), "confirm")
    link = mailed_link("nomination_ask")

    answer = answer_link(client, link, "start")

    application = CoachApplication.objects.get()
    token = application_draft.token_for(application=application)
    assert answer["Location"] == f"/coaching/application/{token}/?step=you"
    form = parse(client.get(answer["Location"], headers={"host": "prairie.example.org"}))
    assert form.select_one("[name=name]")["value"] == "Nora Nice"
    assert texts(parse(open_link(client, link)), "main button") == ["Go on with the form"]
    assert answer_link(client, link, "start")["Location"] == answer["Location"]

    CoachApplication.objects.update(state="unproven")
    assert text_of(parse(open_link(client, link)).h1) == "Your form is sent"


def test_nominee_who_says_no_is_forgotten(program, client):
    asked(program.site)
    link = mailed_link("nomination_ask")

    answer = answer_link(client, link, "decline")

    assert answer["Location"].endswith("/nomination-declined/")
    assert list(Person.objects.values_list("email", flat=True)) == ["carl@example.org"]
    assert open_link(client, link).status_code == 404


@pytest.mark.parametrize("kind", ["nomination_proof", "nomination_ask"])
def test_something_else_is_no_answer(program, client, kind):
    if kind == "nomination_ask":
        asked(program.site)
    else:
        nomination.submit(site=program.site, form_page_pk="1", facts=FACTS, language="en")

    assert answer_link(client, mailed_link(kind), "x").status_code == 400
