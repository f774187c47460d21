"""What coaches see of their coaching on their own page, and do there."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from tests.factories import (
    CoachFactory,
    CoachRequestFactory,
    LanguageFactory,
    PersonFactory,
    TopicFactory,
    make_coach_page,
    set_settings,
    translate_term,
)
from tests.markup import links as hrefs
from tests.markup import parse, text_of, texts
from tests.posting import answer_link, link_path, open_link
from wagtail_coaching.enums import CoachState, ConfirmationState, RequestState, VettingState
from wagtail_coaching.models import Coach, CoachConfirmation, CoachVetting, Link, Message
from wagtail_coaching.services import confirmation, consent, leaving, links, suspension
from wagtail_coaching.services.person import OWN_PAGE

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from django.http import HttpResponse
    from django.test import Client
    from wagtail.models import Site

    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

SECTION = "section[aria-labelledby=coaching-your-coaching]"


def in_days(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def own_link(coach: Coach) -> Link:
    return links.issue(purpose=OWN_PAGE, person=coach.person)


def show(client: Client, link: Link, what: str) -> HttpResponse:
    return client.get(f"{link_path(link)}?show={what}", headers={"host": link.site.hostname})


def section(response: HttpResponse) -> BeautifulSoup:
    found = parse(response).select_one(SECTION)
    assert found is not None
    return found


def filled_form(soup: Any) -> dict[str, Any]:
    """Return what a browser would send of the form on the page, without its buttons."""
    data: dict[str, Any] = {}
    for field in soup.select("form input, form select, form textarea"):
        kind, name = field.get("type", ""), field["name"]
        if kind in ("checkbox", "radio"):
            if field.has_attr("checked"):
                data.setdefault(name, []).append(field["value"])
        elif field.name == "select":
            chosen = field.select_one("option[selected]")
            data[name] = chosen["value"] if chosen else ""
        elif field.name == "textarea":
            data[name] = field.get_text()
        else:
            data[name] = field.get("value", "")
    data.pop("csrfmiddlewaretoken", None)
    return data


def choices(client: Client, link: Link) -> dict[str, Any]:
    return filled_form(parse(show(client, link, "choices")))


# --- how it stands --------------------------------------------------------------------------------


def test_learner_sees_nothing_of_it(client: Client, site_a: Site) -> None:
    link = links.issue(purpose=OWN_PAGE, person=PersonFactory(site=site_a))

    assert parse(open_link(client, link)).select(SECTION) == []
    for what in ("choices", "profile", "leave", "application", "withdraw"):
        assert text_of(parse(show(client, link, what)).h1) == "Your page"
    for action in (
        "save_choices",
        "save_profile",
        "change_application",
        "pause",
        "resume",
        "leave",
        "all_is_right",
    ):
        assert answer_link(client, link, action).status_code == 400


def test_coach_sees_that_the_profile_is_public(client: Client, program: ProgramTree) -> None:
    page = make_coach_page(program, publish=True, coach__capacity=3)
    for state in (RequestState.INTRODUCED, RequestState.NEW):
        CoachRequestFactory(site=program.site, coach=page.coach, state=state)

    shown = section(open_link(client, own_link(page.coach)))

    assert texts(shown, "dd") == [
        "Public: everybody can see it. Look at my profile",
        "1 of 3 taken",
    ]
    assert hrefs(shown, "dd a") == [page.full_url]
    assert [button["value"] for button in shown.select("button")] == ["pause"]
    assert hrefs(shown, ".coaching-actions a, .coaching-hint a") == [
        "?show=choices",
        "?show=profile",
        "?show=leave",
    ]


def test_page_of_a_coach_says_nothing_of_requests_they_never_sent(
    client: Client, site_a: Site
) -> None:
    coach = CoachFactory(site=site_a)

    assert parse(open_link(client, own_link(coach))).select("#coaching-requests") == []


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (CoachState.ACTIVE, "There is no profile page of you yet."),
        (CoachState.HIDDEN, "Not shown at present. Questions? Just ask us."),
        (CoachState.SUSPENDED, "Taken off the site. We have written to you about it."),
        (CoachState.LEFT, "You have left the coaching program."),
    ],
)
def test_coach_sees_how_they_stand(
    client: Client, site_a: Site, state: CoachState, said: str
) -> None:
    shown = section(open_link(client, own_link(CoachFactory(site=site_a, state=state))))

    assert text_of(shown.dd) == said
    is_closed = state in (CoachState.SUSPENDED, CoachState.LEFT)
    assert (shown.select("form, a") == []) is is_closed


def test_coach_sees_since_when_reviewers_have_it(client: Client, program: ProgramTree) -> None:
    page = make_coach_page(program, live=False)
    vetting = CoachVetting.objects.create(
        site=program.site,
        coach=page.coach,
        page_pk=str(page.pk),
        created_at=datetime.datetime(2031, 3, 9, 18, tzinfo=datetime.UTC),
    )
    link = own_link(page.coach)

    waiting = text_of(section(open_link(client, link)).dd)
    CoachVetting.objects.filter(pk=vetting.pk).update(
        state=VettingState.REJECTED,
        comment="Since <b>when</b>?",
        decided_at=datetime.datetime(2031, 3, 12, 18, tzinfo=datetime.UTC),
    )
    rejected = section(open_link(client, link)).dd
    CoachVetting.objects.all().delete()
    draft = text_of(section(open_link(client, link)).dd)

    assert waiting.startswith("With our reviewers since March 9, 2031.")
    assert text_of(rejected) == (
        "Not public: our reviewers asked for changes on March 12, 2031. Since <b>when</b>?"
    )
    assert draft == "Not public yet: we are working on it."


def test_changes_that_wait_are_told_beside_what_is_public(
    client: Client, program: ProgramTree
) -> None:
    page = make_coach_page(program, publish=True)
    CoachVetting.objects.create(
        site=program.site,
        coach=page.coach,
        page_pk=str(page.pk),
        created_at=datetime.datetime(2031, 3, 9, 18, tzinfo=datetime.UTC),
    )

    said = text_of(section(open_link(client, own_link(page.coach))).dd)

    assert said == (
        "Public: everybody can see it. Look at my profile "
        "Changes to it are with our reviewers since March 9, 2031."
    )


def test_opening_changes_nothing(client: Client, program: ProgramTree) -> None:
    page = make_coach_page(program, publish=True)
    link = own_link(page.coach)
    before = list(Coach.objects.values())

    for query in (
        "",
        "?show=choices",
        "?show=profile",
        "?show=leave",
        "?done=pause",
        "?show=x&done=<b>",
    ):
        response = client.get(link_path(link) + query, headers={"host": link.site.hostname})
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]

    assert list(Coach.objects.values()) == before
    assert not Message.objects.exists()


# --- choices --------------------------------------------------------------------------------------


def test_choices_show_what_is_stored_and_saving_them_as_they_are_changes_nothing(
    client: Client, site_a: Site
) -> None:
    topics = TopicFactory.create_batch(2, site=site_a)
    coach = CoachFactory(
        site=site_a,
        topics=topics[:1],
        best_hours="mornings",
        accepting_until=in_days(-9),
        person__time_zone="America/Denver",
    )
    link = own_link(coach)
    data = choices(client, link)
    before = Coach.objects.values().get()

    response = answer_link(client, link, "save_choices", **data)

    assert (response.status_code, response["Location"]) == (302, f"{link_path(link)}?done=choices")
    after = Coach.objects.values().get()
    assert after.pop("last_confirmed_on") is not None
    assert after == {k: v for k, v in before.items() if k != "last_confirmed_on"}
    assert list(coach.topics.all()) == topics[:1]
    assert Coach.objects.get().person.time_zone == "America/Denver"
    done = client.get(response["Location"], headers={"host": site_a.hostname})
    assert "Your choices are saved." in text_of(parse(done).select_one("[role=status]"))


def test_choices_are_saved(client: Client, site_a: Site) -> None:
    topic, language = TopicFactory(site=site_a), LanguageFactory(site=site_a)
    coach = CoachFactory(site=site_a)
    link = own_link(coach)
    data = choices(client, link) | {
        "capacity": "4",
        "accepting_until": in_days(90).isoformat(),
        "topics": [topic.pk],
        "languages": [language.pk],
        "preferred_channel": "email",
        "phone": "312 555 0143",
        "phone_visibility": "everyone",
        "email_visibility": "members",
        "best_hours": "week\x07day mornings",
        "time_zone": "America/Denver",
    }

    answer_link(client, link, "save_choices", **data)

    stored = Coach.objects.get()
    assert (stored.capacity, stored.accepting_until) == (4, in_days(90))
    assert (list(stored.topics.all()), list(stored.languages.all())) == ([topic], [language])
    assert (stored.preferred_channel, stored.phone) == ("email", "(312) 555-0143")
    assert stored.best_hours == "weekday mornings"
    assert (stored.phone_visibility, stored.email_visibility) == ("everyone", "members")
    assert stored.person.time_zone == "America/Denver"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("capacity", "", "This field is required."),
        ("capacity", "-1", "greater than or equal to 0"),
        ("capacity", "51", "less than or equal to 50"),
        ("capacity", "many", "whole number"),
        ("accepting_until", "2001-01-01", "This day is over."),
        ("accepting_until", "soon", "Enter a valid date"),
        ("phone", "12", "Enter a phone number with its area code"),
        ("phone", "", "Give us a number"),
        ("time_zone", "Mars/North", "Select a valid choice"),
        ("topics", "999999", "not one of the available choices"),
        ("topics", "x", "is not a valid value"),
        ("phone_visibility", "all", "Select a valid choice"),
        ("best_hours", "x" * 201, "at most 200 characters"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_the_rest_stays(
    client: Client, site_a: Site, name: str, value: str, said: str
) -> None:
    TopicFactory(site=site_a)
    coach = CoachFactory(site=site_a)
    link = own_link(coach)
    data = choices(client, link) | {"email_visibility": "everyone", "capacity": "7"}

    response = answer_link(client, link, "save_choices", **{**data, name: value})

    soup = parse(response)
    assert said in " ".join(texts(soup, f"#id_{name}_error li"))
    typed = filled_form(soup)
    assert typed["email_visibility"] == ["everyone"]
    assert name == "capacity" or typed["capacity"] == "7"
    assert soup.title is not None
    assert text_of(soup.title).startswith("Error:")
    assert Coach.objects.get().email_visibility != "everyone"


def test_phone_is_not_needed_by_who_prefers_mail(client: Client, site_a: Site) -> None:
    coach = CoachFactory(site=site_a)
    link = own_link(coach)
    data = choices(client, link) | {"preferred_channel": "email", "phone": ""}

    assert answer_link(client, link, "save_choices", **data).status_code == 302
    assert Coach.objects.get().phone == ""


def test_terms_are_offered_by_their_names_in_the_coach_s_language(
    client: Client, site_a: Site, settings: Any
) -> None:
    budgets = TopicFactory(site=site_a, name="Budgets")
    spanish = translate_term(budgets, language="es", name="Presupuestos")
    TopicFactory(site=site_a, name="Ethics")
    coach = CoachFactory(site=site_a, topics=[spanish], person__language="es")
    link = own_link(coach)

    soup = parse(show(client, link, "choices"))

    offered = soup.select("fieldset:has([name=topics]) label")
    assert [text_of(label) for label in offered] == ["Presupuestos", "Ethics"]
    assert filled_form(soup)["topics"] == [str(budgets.pk)]


def test_terms_of_another_site_are_not_offered(client: Client, site_a: Site, site_b: Site) -> None:
    theirs = TopicFactory(site=site_b)
    TopicFactory(site=site_a)
    coach = CoachFactory(site=site_a)
    link = own_link(coach)
    data = choices(client, link)

    response = answer_link(client, link, "save_choices", **{**data, "topics": [theirs.pk]})

    assert response.status_code == 200
    assert not coach.topics.exists()


# --- breaks ---------------------------------------------------------------------------------------


def test_coach_takes_a_break_and_ends_it(client: Client, site_a: Site) -> None:
    coach = CoachFactory(site=site_a)
    link = own_link(coach)

    paused = answer_link(client, link, "pause", until=in_days(30).isoformat())
    shown = section(open_link(client, link))
    resumed = answer_link(client, link, "resume")

    assert paused["Location"] == f"{link_path(link)}?done=pause"
    assert any(said.startswith("You take requests again from ") for said in texts(shown, "dd"))
    assert [button["value"] for button in shown.select("button")] == ["pause", "resume"]
    assert resumed["Location"] == f"{link_path(link)}?done=resume"
    assert Coach.objects.get().paused_until is None


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("", "Choose the day you are back."),
        ("tomorrow", "Enter a valid date."),
        ("2001-01-01", "Choose a day after today."),
        ("2999-01-01", "A break may last two years at most."),
    ],
)
def test_break_until_a_wrong_day_is_refused_beside_the_field(
    client: Client, site_a: Site, until: str, said: str
) -> None:
    coach = CoachFactory(site=site_a)

    soup = parse(answer_link(client, own_link(coach), "pause", until=until))

    assert said in texts(soup, "#id_until_error li")[0]
    field = soup.select_one("#id_until")
    assert field is not None
    assert field.get("value", "") == until
    assert Coach.objects.get().paused_until is None


def test_page_that_was_open_when_the_coach_was_suspended(client: Client, site_a: Site) -> None:
    coach = CoachFactory(site=site_a)
    link = own_link(coach)
    data = choices(client, link)
    suspension.suspend(coach=coach, reason="x", message="y", user=None)

    for action, sent in (
        ("pause", {"until": in_days(9).isoformat()}),
        ("resume", {}),
        ("all_is_right", {}),
        ("save_choices", data),
        ("leave", {"reason": ""}),
    ):
        soup = parse(answer_link(client, link, action, **sent))
        assert "off the site" in text_of(soup.select_one("[role=alert]")) or action == "leave"

    assert Coach.objects.get().state == CoachState.SUSPENDED


# --- all is right ---------------------------------------------------------------------------------


def test_asked_coach_says_that_all_is_right(client: Client, program: ProgramTree) -> None:
    page = make_coach_page(program, publish=True)
    asked = CoachConfirmation.objects.create(
        site=program.site, coach=page.coach, next_step_at=timezone.now()
    )
    link = own_link(page.coach)
    shown = section(open_link(client, link))

    response = answer_link(client, link, "all_is_right")

    assert shown.select("button[value=all_is_right]") != []
    assert response["Location"] == f"{link_path(link)}?done=right"
    asked.refresh_from_db()
    assert asked.state == ConfirmationState.CONFIRMED
    assert section(open_link(client, link)).select("button[value=all_is_right]") == []


def test_silent_coach_is_back_with_one_press(client: Client, program: ProgramTree) -> None:
    page = make_coach_page(program, publish=True)
    now = timezone.now()
    CoachConfirmation.objects.create(
        site=program.site, coach=page.coach, next_step_at=now, reminders=2
    )
    assert confirmation.hide_silent(now=now) == 1
    link = own_link(page.coach)
    shown = section(open_link(client, link))

    answer_link(client, link, "all_is_right")

    assert text_of(shown.dd).startswith("Hidden: we did not hear from you.")
    page.refresh_from_db()
    assert page.live
    assert text_of(section(open_link(client, link)).dd).startswith("Public")


# --- leaving --------------------------------------------------------------------------------------


def test_coach_is_asked_once_more_and_leaves(client: Client, program: ProgramTree) -> None:
    set_settings(program.site, leaver_retention_days=45)
    page = make_coach_page(program, publish=True)
    link = own_link(page.coach)
    asked = parse(show(client, link, "leave"))

    response = answer_link(client, link, "leave", reason="Moving\x07 away")
    again = answer_link(client, link, "leave", reason="Moving away")

    assert "After 45 days" in text_of(asked.select_one("#coaching-next").parent)
    for answer in (response, again):
        assert (answer.status_code, answer["Location"]) == (
            302,
            "/coaching/link-done/coaching-stopped/",
        )
    page.refresh_from_db()
    assert (page.live, Coach.objects.get().state) == (False, CoachState.LEFT)
    assert Message.objects.filter(kind="coach_farewell").count() == 1
    done = client.get(response["Location"], headers={"host": program.site.hostname})
    assert done.status_code == 200
    said = text_of(section(open_link(client, link)).dd)
    assert said.startswith(
        "You have left the coaching program. What we know about you as a coach is deleted after"
    )


def test_reason_that_is_too_long_is_refused_and_stays(client: Client, site_a: Site) -> None:
    coach = CoachFactory(site=site_a)

    soup = parse(answer_link(client, own_link(coach), "leave", reason="x" * 2001))

    assert "at most 2000 characters" in texts(soup, "#id_reason_error li")[0]
    assert filled_form(soup)["reason"].strip() == "x" * 2001
    assert Coach.objects.get().state == CoachState.ACTIVE


def test_links_of_a_coach_whose_data_is_deleted_are_dead(client: Client, site_a: Site) -> None:
    coach = CoachFactory(site=site_a)
    link = own_link(coach)
    leaving.leave(coach=coach)

    assert leaving.purge_leavers(now=timezone.now() + datetime.timedelta(days=400)) == 1

    assert open_link(client, link).status_code == 404


def test_coach_who_was_asked_to_agree_sees_it_and_gets_there(client, program):
    coach = CoachFactory(site=program.site, without_consent=True)
    make_coach_page(program, title="Ann Bell", coach=coach, live=False)
    consent.ask(coach=coach)
    link = own_link(coach)

    shown = section(open_link(client, link))

    assert "we wait for your yes" in text_of(shown)
    answer = answer_link(client, link, "open_consent")
    page = client.get(answer.url, headers={"host": program.site.hostname})
    assert "Yes, publish it" in page.content.decode()


def test_coach_who_found_something_wrong_is_not_waited_for(client, program):
    coach = CoachFactory(site=program.site, without_consent=True)
    make_coach_page(program, title="Ann Bell", coach=coach, live=False)
    consent.ask(coach=coach)
    consent.mark_answered(coach=coach)

    shown = section(open_link(client, own_link(coach)))

    assert "Not public yet: we are working on it." in text_of(shown)
