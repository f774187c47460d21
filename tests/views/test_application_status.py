"""How an application stands: behind its own link, and behind the link to the own page."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.factories import CoachRequestFactory, PersonFactory, set_settings
from tests.markup import links as hrefs
from tests.markup import parse, text_of, texts
from tests.posting import answer_link, link_path, mailed_link, open_link
from tests.services.application_cases import NAME, applied, last_link
from tests.vetting.cases import Vetted, fresh, make_vetted_site
from tests.views.test_own_coach import show
from wagtail_coaching.enums import ApplicationRole, ApplicationState, VettingState
from wagtail_coaching.models import CoachApplication, CoachVetting, Link, Message, Person
from wagtail_coaching.services import application as application_service
from wagtail_coaching.services import links, publication
from wagtail_coaching.services.person import OWN_PAGE

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from django.test import Client

    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

STANDING = "section[aria-labelledby=coaching-standing]"


@pytest.fixture
def vetted(program: ProgramTree) -> Vetted:
    return make_vetted_site(program)


@pytest.fixture
def application(vetted: Vetted) -> CoachApplication:
    return applied(vetted.site)


def status_link() -> Link:
    return last_link("application_status")


def own_link(application: CoachApplication) -> Link:
    assert application.person is not None
    return links.issue(purpose=OWN_PAGE, person=application.person)


def facts(soup: Any) -> dict[str, str]:
    found = soup.select_one(f"{STANDING} dl")
    return dict(zip(texts(found, "dt"), texts(found, "dd"), strict=True))


def buttons(soup: BeautifulSoup) -> list[str]:
    return [button["value"] for button in soup.select("main button[name=action]")]


def profile_of(application: CoachApplication) -> Any:
    assert application.coach is not None
    return next(iter(publication.profiles_of(application.coach)))


# --- what it says --------------------------------------------------------------------------------


def test_applicant_sees_where_it_stands_and_what_they_said(
    client: Client, application: CoachApplication
) -> None:
    CoachVetting.objects.update(created_at=datetime.datetime(2031, 3, 9, 18, tzinfo=datetime.UTC))
    CoachApplication.objects.update(
        submitted_at=datetime.datetime(2031, 3, 8, 18, tzinfo=datetime.UTC)
    )

    response = open_link(client, mailed_link("application_received"))

    soup = parse(response)
    assert text_of(soup.h1) == "Your application"
    assert facts(soup) == {
        "You applied": "As a coach",
        "Sent on": "March 8, 2031",
        "Your profile": "With our reviewers since March 9, 2031. We write to you when they have "
        "decided.",
        "Until a decision": "We cannot say yet: not enough has been decided here so far.",
    }
    assert buttons(soup) == ["change_application", "own_page"]
    assert hrefs(soup, f"{STANDING} .coaching-hint a") == ["?show=withdraw"]
    assert NAME in texts(soup, ".coaching-section dd")
    assert response["Cache-Control"] == "no-store, private"


def test_usual_time_is_said_once_there_are_decisions(
    client: Client, application: CoachApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    for days, said in ((1, "Usually about 1 day."), (12, "Usually about 12 days.")):
        monkeypatch.setattr(
            "wagtail_coaching.views.application_status.usual_days", lambda site, days=days: days
        )
        assert facts(parse(open_link(client, status_link())))["Until a decision"] == said


def test_what_reviewers_ask_for_stands_on_top(
    client: Client, vetted: Vetted, application: CoachApplication
) -> None:
    vetted.decide(profile_of(application), "reject", comment="Since <b>when</b>?\nWhere?")
    CoachVetting.objects.update(decided_at=datetime.datetime(2031, 3, 9, 18, tzinfo=datetime.UTC))

    soup = parse(open_link(client, mailed_link("vetting_changes_needed")))

    notice = soup.select_one(".coaching-notice")
    assert text_of(notice) == (
        "Our reviewers ask you to change something Since <b>when</b>? Where?"
    )
    assert facts(soup)["Your profile"] == (
        "Not public: our reviewers asked for changes on March 9, 2031."
    )
    assert "Until a decision" not in facts(soup)


def test_approved_applicant_is_led_to_the_own_page(
    client: Client, vetted: Vetted, application: CoachApplication
) -> None:
    link = status_link()
    vetted.decide(profile_of(application))

    soup = parse(open_link(client, link))
    response = answer_link(client, link, "own_page")

    assert facts(soup)["Your profile"].startswith("Public: everybody can see it.")
    assert buttons(soup) == ["own_page"]
    assert hrefs(soup, ".coaching-hint a") == []
    own = last_link("own_page")
    assert response["Location"] == link_path(own)
    titles = texts(parse(open_link(client, own)), "h2")
    assert "Your coaching" in titles
    assert "Your application" not in titles


@pytest.mark.parametrize(
    ("accept", "said"), [(True, "You are in, since"), (False, "We could not take you in.")]
)
def test_learner_sees_what_staff_decided(
    client: Client, vetted: Vetted, accept: bool, said: str
) -> None:
    set_settings(vetted.site, learners_are_reviewed=True)
    learner = applied(vetted.site, role=ApplicationRole.LEARNER)
    link = mailed_link("learner_waiting")
    before = parse(open_link(client, link))

    application_service.decide_learner(
        application=learner, accept=accept, comment="Only in our state.", user=vetted.admin
    )

    assert facts(before)["Now"].startswith("With us since")
    assert buttons(before) == ["change_application", "own_page"]
    after = parse(open_link(client, link))
    assert facts(after)["Now"].startswith(said)
    assert buttons(after) == ["own_page"]
    assert hrefs(after, ".coaching-hint a") == ["?show=withdraw"]
    assert ("Only in our state." in text_of(after.main)) is (not accept)


# --- what they do --------------------------------------------------------------------------------


@pytest.mark.parametrize("is_own_page", [False, True])
def test_applicant_opens_the_form_again(
    client: Client, application: CoachApplication, is_own_page: bool
) -> None:
    link = own_link(application) if is_own_page else status_link()
    old_key = application.key

    response = answer_link(client, link, "change_application")

    application.refresh_from_db()
    assert application.key != old_key
    assert response["Location"].startswith("/coaching/application/")
    form = client.get(response["Location"], headers={"host": link.site.hostname}, follow=True)
    assert form.status_code == 200
    assert application.state == ApplicationState.SUBMITTED


@pytest.mark.parametrize("is_own_page", [False, True])
def test_applicant_is_asked_once_more_and_withdraws(
    client: Client, application: CoachApplication, is_own_page: bool
) -> None:
    link = own_link(application) if is_own_page else status_link()
    page = profile_of(application)

    asked = parse(show(client, link, "withdraw"))
    assert CoachApplication.objects.exists()
    response = answer_link(client, link, "withdraw_application")

    assert text_of(asked.h1) == "Withdraw your application?"
    assert len(texts(asked, "#coaching-next + ul li")) == 4
    assert "no mail" in text_of(asked.select_one("#coaching-next + ul"))
    assert hrefs(asked, "main a")[-1] == link_path(link) + ("?show=application" * is_own_page)
    assert response["Location"] == "/coaching/link-done/application-withdrawn/"
    assert not Person.objects.exists()
    assert not type(page)._default_manager.filter(pk=page.pk).exists()
    again = answer_link(client, link, "withdraw_application")
    assert again.status_code == 404


def test_learner_with_requests_is_told_what_stays(client: Client, vetted: Vetted) -> None:
    learner = applied(vetted.site, role=ApplicationRole.LEARNER)
    CoachRequestFactory(site=vetted.site, person=learner.person)

    asked = text_of(parse(show(client, own_link(learner), "withdraw")).main)

    assert "Those requests stay" in asked
    assert "no mail" not in asked


def test_page_that_was_open_when_it_was_approved(
    client: Client, vetted: Vetted, application: CoachApplication
) -> None:
    link = status_link()
    vetted.decide(profile_of(application))
    page = profile_of(application)

    for action, said in (
        ("change_application", "It is decided by now."),
        ("withdraw_application", "This is a coach by now."),
    ):
        soup = parse(answer_link(client, link, action))
        assert said in text_of(soup.select_one("[role=alert]"))
    assert text_of(parse(show(client, link, "withdraw")).h1) == "Your application"
    assert answer_link(client, link, "x").status_code == 400
    assert fresh(page).live


# --- the own page --------------------------------------------------------------------------------


def test_own_page_says_how_it_stands_instead_of_a_profile(
    client: Client, vetted: Vetted, application: CoachApplication
) -> None:
    link = own_link(application)

    soup = parse(open_link(client, link))
    detail = parse(show(client, link, "application"))

    assert "Your coaching" not in texts(soup, "h2")
    assert "#coaching-requests" not in hrefs(soup, "a")
    assert soup.select("#coaching-requests") == []
    assert hrefs(soup, "section[aria-labelledby=coaching-application] a") == ["?show=application"]
    assert text_of(detail.h1) == "Your application"
    assert hrefs(detail, ".coaching-back a") == [link_path(link)]
    assert buttons(detail) == ["change_application"]


def test_who_has_sent_nothing_sees_nothing(client: Client, vetted: Vetted) -> None:
    link = links.issue(purpose=OWN_PAGE, person=PersonFactory(site=vetted.site))

    assert text_of(parse(show(client, link, "application")).h1) == "Your page"
    assert answer_link(client, link, "withdraw_application").status_code == 400


def test_link_of_somebody_else_opens_nothing(client: Client, application: CoachApplication) -> None:
    stranger = PersonFactory(site=application.site)
    link = links.issue(purpose=application_service.STATUS, person=stranger, subject=application)

    assert open_link(client, link).status_code == 404


def test_opening_changes_nothing(client: Client, application: CoachApplication) -> None:
    before = list(CoachApplication.objects.values()), Message.objects.count()

    for link in (status_link(), own_link(application)):
        for what in ("", "application", "withdraw"):
            assert show(client, link, what).status_code == 200

    assert (list(CoachApplication.objects.values()), Message.objects.count()) == before
    assert CoachVetting.objects.get().state == VettingState.WAITING
