"""Leaving reminders: by one click in the mail program, or by the button on the page."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.mail import Greeting, Nudge
from wagtail_coaching.models import OptOut
from wagtail_coaching.services import envelope
from wagtail_coaching.services.throttle import LIMITS

pytestmark = pytest.mark.django_db


@pytest.fixture
def strict():
    """A visitor without a session, where forged requests are refused."""
    return Client(enforce_csrf_checks=True, headers={"host": "prairie.example.org"})


@pytest.fixture
def address(greet):
    return envelope.unsubscribe_url(greet(Nudge)).partition("prairie.example.org")[2]


def page_of(response):
    return BeautifulSoup(response.content, "html.parser")


def test_opening_the_page_changes_nothing(strict, address):
    response = strict.get(address)

    assert response.status_code == 200
    assert page_of(response).h1.get_text(strip=True) == "Get no more reminders?"
    assert page_of(response).form["method"] == "post"
    assert not OptOut.objects.exists()


def test_one_click_of_the_mail_program(strict, address, ann):
    response = strict.post(address, {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert response.cookies == {}
    opt_out = OptOut.objects.get()
    assert (opt_out.site, opt_out.email, opt_out.category) == (ann.site, ann.email, "reminder")
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert OptOut.objects.count() == 1


def test_the_button_and_back_again(strict, address, greet):
    left = strict.post(address, {"action": "leave"})
    assert page_of(left).h1.get_text(strip=True) == "You get no more reminders"
    assert greet(Nudge) is None

    again = strict.post(address, {"action": "again"})
    assert page_of(again).h1.get_text(strip=True) == "Get no more reminders?"
    assert greet(Nudge) is not None


def test_answers_still_come(strict, address, greet):
    strict.post(address)

    assert greet(Greeting) is not None


def test_the_page_is_private(strict, address):
    for response in (
        strict.get(address),
        strict.post(address),
        strict.get("/coaching/unsubscribe/x/"),
    ):
        assert response["Referrer-Policy"] == "strict-origin"
        assert response["Cache-Control"] == "no-store, private"
        assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"


def test_made_up_addresses_and_those_of_other_sites_and_kinds_look_alike(
    strict, address, greet, site_b
):
    answer = envelope.unsubscribe_url(greet(Greeting)).partition("prairie.example.org")[2]
    tampered = f"{address[:-2]}{'a' if address[-2] != 'a' else 'b'}/"
    elsewhere = strict.post(address, headers={"host": "coast.example.org"})
    found = [strict.post(each) for each in (tampered, "/coaching/unsubscribe/x/", answer)]

    assert [response.status_code for response in [*found, elsewhere]] == [404] * 4
    assert len({response.content for response in found}) == 1
    assert not OptOut.objects.exists()


def test_guessing_is_stopped_and_good_addresses_go_on_working(strict, address):
    tries = LIMITS["link"].per_address + 1
    answers = [
        strict.get("/coaching/unsubscribe/x/", REMOTE_ADDR="8.8.8.8").status_code
        for _ in range(tries)
    ]

    assert answers == [*[404] * (tries - 1), 429]
    assert strict.post(address, REMOTE_ADDR="8.8.8.8").status_code == 200


def test_it_speaks_the_receivers_language(strict, greet):
    address = envelope.unsubscribe_url(greet(Nudge, language="es"))

    assert page_of(strict.get(address)).html["lang"] == "es"
