"""The page of "Is this still right?": what it shows, and what comes of each answer."""

import datetime

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tests.factories import (
    CoachFactory,
    CoachRequestFactory,
    TopicFactory,
    make_coach_page,
    set_settings,
)
from tests.markup import links as hrefs
from tests.markup import parse, text_of, texts
from tests.posting import answer_link, link_path, open_link
from wagtail_coaching.enums import CoachState, ConfirmationState, RequestState
from wagtail_coaching.models import Coach, CoachConfirmation, CoachRequest, Link, Message, Person
from wagtail_coaching.services import links
from wagtail_coaching.services.confirmation import CONFIRM, hide_silent

HOSTILE = ["", "x", "confirm\0", "\u202econfirm", "🔑", "c" * 10_000]


@pytest.fixture
def page(program):
    return make_coach_page(
        program,
        title="Ann Bell",
        job_title="City Manager",
        organization="City of Elmhurst",
        region="Fox Valley",
        us_state="IL",
        publish=True,
        coach__topics=[TopicFactory(site=program.site, name="Hiring")],
        coach__capacity=3,
        coach__best_hours="Weekday mornings",
        coach__person__email="ann@mail.example.org",
        coach__person__phone="(312) 555-0101",
        coach__person__time_zone="America/Denver",
    )


@pytest.fixture
def coach(page):
    return page.coach


@pytest.fixture
def asked(coach):
    return CoachConfirmation.objects.create(
        site=coach.site, coach=coach, next_step_at=timezone.now() + datetime.timedelta(days=14)
    )


@pytest.fixture
def link(asked):
    return links.issue(purpose=CONFIRM, person=asked.coach.person, subject=asked)


def hide(asked):
    """Hide the profile as the job does that has waited long enough."""
    now = timezone.now()
    CoachConfirmation.objects.filter(pk=asked.pk).update(reminders=2, next_step_at=now)
    assert hide_silent(now=now) == 1


def tomorrow(days=1):
    return (timezone.localdate() + datetime.timedelta(days=days)).isoformat()


def stop_page(client, link):
    return client.get(f"{link_path(link)}?step=stop", headers={"host": link.site.hostname})


def done_title(client, response, site):
    done = client.get(response["Location"], headers={"host": site.hostname})
    return text_of(parse(done).h1)


def everything():
    return [list(model.objects.values()) for model in (Coach, Person, CoachConfirmation, Link)]


def test_page_shows_what_the_profile_says(client, program, page, link):
    soup = parse(open_link(client, link))

    assert text_of(soup.h1) == "Is this still right?"
    terms, values = texts(soup, "dl dt"), texts(soup, "dl dd")
    assert dict(zip(terms, values, strict=True)) == {
        "Name": "Ann Bell",
        "Title": "City Manager",
        "Organization": "City of Elmhurst",
        "Place": "Fox Valley, Illinois",
        "Topics": "Hiring",
        "Places": "Time for 3 learners at once",
        "Phone": "(312) 555-0101 Who sees it: Only somebody whose request the coach has accepted",
        "E-mail address": "ann@mail.example.org "
        "Who sees it: Only somebody whose request the coach has accepted",
        "Preferred channel": "Phone (recommended) Weekday mornings (Mountain Time)",
    }
    assert hrefs(soup, "dl ~ p a") == [page.get_url()]
    assert "Without an answer by " in text_of(soup.select_one(".coaching-lead"))
    assert soup.select(".coaching-notice, script") == []


def test_page_shows_a_break_the_learners_and_the_end(client, coach, link):
    until = timezone.localdate() + datetime.timedelta(days=30)
    Coach.objects.update(paused_until=until, accepting_until=datetime.date(2100, 6, 30))
    CoachRequestFactory(site=coach.site, coach=coach, state=RequestState.INTRODUCED)

    places = texts(parse(open_link(client, link)), "dl dd .coaching-small")[:3]

    assert places[0] == "1 learner is with you now"
    assert places[1].startswith("Taking a break until ")
    assert places[2] == "New requests until June 30, 2100"


def test_page_offers_four_answers(client, link):
    soup = parse(open_link(client, link))

    assert texts(soup, "main button, main a.coaching-button") == [
        "Yes, all is right",
        "Change something",
        "Take a break",
        "Stop coaching",
    ]
    day = soup.select_one("input[name=until]")
    assert (day["type"], day["min"]) == ("date", tomorrow())
    assert hrefs(soup, "main a.coaching-button") == ["?step=stop"]


def test_opening_the_pages_changes_nothing(client, coach, link):
    before = everything()

    for _ in range(2):
        open_link(client, link)
        stop_page(client, link)
        client.head(link_path(link), headers={"host": link.site.hostname})

    assert everything() == before
    assert not Message.objects.exists()


def test_yes_is_noted_and_shown(client, visit, page, coach, asked, link):
    response = answer_link(client, link, "confirm")

    assert response["Location"] == "/coaching/link-done/profile-confirmed/"
    assert done_title(client, response, coach.site) == "Thank you. Your profile stays as it is."
    coach.refresh_from_db()
    asked.refresh_from_db()
    assert (coach.last_confirmed_on, asked.state) == (timezone.localdate(), "confirmed")
    month = timezone.localdate().strftime("%B %Y")
    assert text_of(parse(visit(page)).select_one(".coaching-confirmed")) == f"Confirmed {month}"


def test_yes_twice_is_yes_once_and_the_page_says_when(client, coach, asked, link):
    locations = {answer_link(client, link, "confirm")["Location"] for _ in range(2)}

    assert locations == {"/coaching/link-done/profile-confirmed/"}
    asked.refresh_from_db()
    assert asked.state == ConfirmationState.CONFIRMED
    notice = text_of(parse(open_link(client, link)).select_one(".coaching-notice"))
    assert notice.startswith("You answered on ")


def test_change_leads_to_a_fresh_own_page(client, coach, asked, link):
    response = answer_link(client, link, "change")

    own = Link.objects.get(purpose="own_page")
    assert response["Location"] == f"{link_path(own)}#coaching-your-coaching"
    assert own.person == coach.person
    own_page = client.get(link_path(own), headers={"host": coach.site.hostname})
    assert parse(own_page).select_one("#coaching-your-coaching") is not None
    coach.person.refresh_from_db()
    assert coach.person.email_proven_at is not None
    # Nothing is said yet.
    asked.refresh_from_db()
    assert asked.state == ConfirmationState.ASKED


def test_break_until_a_day(client, coach, asked, link):
    response = answer_link(client, link, "pause", until=tomorrow(60))

    assert response["Location"] == "/coaching/link-done/coaching-paused/"
    coach.refresh_from_db()
    asked.refresh_from_db()
    assert (coach.paused_until.isoformat(), asked.state) == (tomorrow(60), "paused")


def test_break_twice_is_one_break(client, coach, link):
    answers = [answer_link(client, link, "pause", until=tomorrow(60)) for _ in range(2)]

    assert {answer["Location"] for answer in answers} == {"/coaching/link-done/coaching-paused/"}


@pytest.mark.parametrize("day", ["", "x", "2001-01-01", "today", "9" * 40, "2026-02-30", "\0"])
def test_break_until_no_day_says_so_beside_the_field(client, coach, asked, link, day):
    typed = timezone.localdate().isoformat() if day == "today" else day

    soup = parse(answer_link(client, link, "pause", until=typed))

    assert len(soup.select("#id_until_error li")) == 1
    assert set(hrefs(soup, ".coaching-errors a")) == {"#id_until"}
    assert text_of(soup.title).startswith("Error: ")
    asked.refresh_from_db()
    assert asked.state == ConfirmationState.ASKED


def test_stop_says_first_what_happens(client, coach, link):
    set_settings(coach.site, leaver_retention_days=60)

    soup = parse(stop_page(client, link))

    assert text_of(soup.h1) == "Stop coaching?"
    happens = texts(soup, "#coaching-next + ul li")
    assert len(happens) == 4
    assert happens[3].startswith("After 60 days, what we know about you as a coach is deleted.")
    assert texts(soup, "form button") == ["Yes, stop coaching"]
    assert hrefs(soup, "main a")[-2:] == ["?#coaching-break", "?"]


def test_stop_ends_the_coaching(client, page, coach, asked, link):
    CoachRequestFactory(site=coach.site, coach=coach, state=RequestState.NEW)

    response = answer_link(client, link, "stop", reason="I retire.")

    assert response["Location"] == "/coaching/link-done/coaching-stopped/"
    coach.refresh_from_db()
    asked.refresh_from_db()
    page.refresh_from_db()
    assert (coach.state, asked.state, page.live) == ("left", "stopped", False)
    assert CoachRequest.objects.get().coach is None


@pytest.mark.parametrize("action", ["confirm", "change", "pause", "stop", "x"])
def test_after_stopping_there_is_nothing_left_to_answer(client, coach, link, action):
    answer_link(client, link, "stop")
    before = everything()
    count = Message.objects.count()

    soup = parse(answer_link(client, link, action, until=tomorrow()))

    assert text_of(soup.h1) == "You have stopped coaching"
    assert soup.select("main form") == []
    assert everything() == before
    assert Message.objects.count() == count
    assert text_of(parse(stop_page(client, link)).h1) == "You have stopped coaching"


@pytest.mark.parametrize(
    ("action", "said"),
    [("confirm", "profile-confirmed"), ("pause", "coaching-paused"), ("stop", "coaching-stopped")],
)
def test_links_of_two_mails_do_it_once(client, coach, asked, link, action, said):
    other = links.issue(purpose=CONFIRM, person=coach.person, subject=asked)
    response = answer_link(client, link, action, until=tomorrow(9))
    assert response["Location"] == f"/coaching/link-done/{said}/"
    records = [list(model.objects.values()) for model in (Coach, CoachRequest, Message)]
    logged = ModelLogEntry.objects.count()

    again = answer_link(client, other, action, until=tomorrow(9))

    assert again.status_code == (200 if action == "stop" else 302)
    assert [list(model.objects.values()) for model in (Coach, CoachRequest, Message)] == records
    assert ModelLogEntry.objects.count() == logged


def test_reason_that_is_too_long_stays_beside_its_error(client, coach, link):
    soup = parse(answer_link(client, link, "stop", reason="x" * 2001))

    assert len(soup.select("#id_reason_error li")) == 1
    assert "x" * 2001 in soup.select_one("#id_reason").get_text()
    coach.refresh_from_db()
    assert coach.state == CoachState.ACTIVE


def test_late_yes_brings_the_profile_back(client, page, coach, asked, link):
    hide(asked)
    notice = text_of(parse(open_link(client, link)).select_one(".coaching-notice"))
    assert notice.startswith("Your profile is not shown at present")

    response = answer_link(client, link, "confirm")

    assert response["Location"] == "/coaching/link-done/profile-confirmed/"
    coach.refresh_from_db()
    page.refresh_from_db()
    assert (coach.state, page.live) == ("active", True)


def test_late_yes_whose_approval_has_run_out_says_that_it_is_looked_at(
    client, page, coach, asked, link
):
    hide(asked)
    coach.vettings.update(revoked_at=timezone.now())

    response = answer_link(client, link, "confirm")

    assert response["Location"] == "/coaching/link-done/profile-looked-at/"
    assert done_title(client, response, coach.site) == "Thank you. Good to hear from you."
    page.refresh_from_db()
    assert not page.live


@pytest.mark.parametrize("state", [CoachState.SUSPENDED, CoachState.HIDDEN])
@pytest.mark.parametrize("action", ["confirm", "pause", "stop"])
def test_coach_whom_staff_took_off_has_nothing_to_confirm(client, coach, link, state, action):
    Coach.objects.update(state=state)

    soup = parse(answer_link(client, link, action, until=tomorrow()))

    assert text_of(soup.h1) == "Your profile is not public"
    assert soup.select("main form") == []
    assert Coach.objects.get().state == state


@pytest.mark.parametrize("action", HOSTILE)
def test_nonsense_is_no_answer(client, asked, link, action):
    assert answer_link(client, link, action).status_code == 400
    asked.refresh_from_db()
    assert asked.state == ConfirmationState.ASKED


@pytest.mark.parametrize("action", ["confirm", "change", "pause", "stop"])
def test_dead_link_answers_nothing(client, coach, asked, link, action):
    links.revoke(person=coach.person)

    assert answer_link(client, link, action, until=tomorrow()).status_code == 404
    asked.refresh_from_db()
    assert asked.state == ConfirmationState.ASKED


def test_coach_without_a_page_sees_the_record(client, site_a):
    coach = CoachFactory(site=site_a, person__name="Bo Low", person__phone="")
    asked = CoachConfirmation.objects.create(site=site_a, coach=coach, next_step_at=timezone.now())
    link = links.issue(purpose=CONFIRM, person=coach.person, subject=asked)

    soup = parse(open_link(client, link))

    facts = dict(zip(texts(soup, "dl dt"), texts(soup, "dl dd"), strict=True))
    assert (facts["Name"], facts["Topics"]) == ("Bo Low", "none chosen")
    assert facts["Phone"].startswith("not given")


@pytest.mark.parametrize("name", ["<script>x</script>", "\u202eevil", "👩‍💻" * 60, "x" * 200])
def test_hostile_names_are_text(client, page, link, name):
    type(page).objects.filter(pk=page.pk).update(title=name[:200], organization=name[:150])

    soup = parse(open_link(client, link))

    assert soup.select_one("dl bdi").get_text() == name[:200]
    assert soup.find_all("script") == []


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_a_fixed_number_of_queries(
    client, coach, link, count, django_assert_num_queries
):
    for number in range(count):
        coach.topics.add(TopicFactory(site=coach.site, name=f"More {number}"))
        CoachRequestFactory(site=coach.site, coach=coach, state=RequestState.INTRODUCED)
    open_link(client, link)

    with django_assert_num_queries(12):
        open_link(client, link)
