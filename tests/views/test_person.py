"""What people without an account see of themselves, and change; and what strangers don't."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import CoachFactory, CoachRequestFactory, PersonFactory
from tests.markup import links as hrefs
from tests.markup import parse, text_of, texts
from tests.posting import answer_link, filled, link_path, mailed_link, open_link
from wagtail_coaching.enums import MessageCategory, RequestState
from wagtail_coaching.forms.protection import TRAP
from wagtail_coaching.models import AddressChange, CoachRequest, Link, Message, OptOut, Person
from wagtail_coaching.services import links, throttle
from wagtail_coaching.services.person import OWN_PAGE

OWN_LINK = "/coaching/my-link/"
OLD, NEW = "lee@old.example.org", "lee@new.example.org"
HOSTILE = ["\0", "\u202e", "🔑", "x" * 10_000, "a\r\nBcc: b@example.org", "<b>", "' OR 1=1"]


@pytest.fixture
def person(site_a):
    return PersonFactory(site=site_a, name="Lee Learner", email=OLD, phone="312-555-0101")


@pytest.fixture
def own(person):
    return links.issue(purpose=OWN_PAGE, person=person)


@pytest.fixture
def ask(client, site_a):
    """Ask for the link of an address."""

    def post(email, *, client=client, **data):
        return client.post(
            OWN_LINK, filled({"email": email, **data}), headers={"host": site_a.hostname}
        )

    return post


def without_secrets(response):
    """Return what is the same for every visitor: no forgery token, no time stamp."""
    return re.sub(rb'value="[^"]{40,}"', b"", response.content)


def test_own_link_form_is_shown(client, site_a):
    soup = parse(client.get(OWN_LINK, headers={"host": site_a.hostname}))

    assert text_of(soup.h1) == "Send me my link"
    assert [label for label in texts(soup, "form label") if "empty" not in label] == [
        "Your e-mail address"
    ]


def test_own_link_is_mailed_and_the_answer_stands_at_an_address_of_its_own(client, ask, person):
    response = ask(OLD.upper())

    assert (response.status_code, response["Location"]) == (302, "/coaching/my-link/sent/")
    sent = client.get(response["Location"], headers={"host": person.site.hostname})
    assert text_of(parse(sent).h1) == "Please look into your mailbox"
    assert mailed_link("own_link").person == person


def test_own_link_answers_known_and_unknown_alike(ask, person, site_a, site_b):
    CoachFactory(site=site_a, person__email="coach@example.org")
    PersonFactory(site=site_b, email="elsewhere@example.org")
    answers = [
        ask(email, client=Client())
        for email in (OLD, "coach@example.org", "nobody@example.org", "elsewhere@example.org")
    ]

    assert {(a.status_code, a["Location"], a.content, a.cookies.output()) for a in answers} == {
        (302, "/coaching/my-link/sent/", b"", "")
    }
    receivers = Message.objects.values_list("recipient_email", flat=True)
    assert sorted(receivers) == ["coach@example.org", OLD]


def test_own_link_is_throttled_alike_for_known_and_unknown(ask, person):
    limit = throttle.LIMITS["own_link"].per_email
    answers = {
        email: [ask(email, client=Client()) for _ in range(limit + 1)]
        for email in (OLD, "nobody@old.example.org")
    }

    codes = [[answer.status_code for answer in one] for one in answers.values()]
    assert codes == [[302] * limit + [429]] * 2
    pages = {
        without_secrets(one[-1]).replace(email.encode(), b"") for email, one in answers.items()
    }
    assert len(pages) == 1
    assert Message.objects.count() == limit


@pytest.mark.parametrize("email", [*HOSTILE, "", "lee", "lee@", "@example.org"])
def test_own_link_of_a_hostile_address_is_refused_beside_the_field(ask, email):
    response = ask(email)

    soup = parse(response)
    assert len(soup.select("#id_email_error li")) >= 1
    assert not Message.objects.exists()
    assert not Person.objects.exists()


def test_own_link_form_that_a_password_manager_filled_in_loses_nothing(ask, person):
    soup = parse(ask(OLD, **{TRAP: "Lee"}))

    assert soup.select_one("#id_email")["value"] == OLD
    trap = soup.select_one(f"#id_{TRAP}")
    assert trap.get("value", "") == ""
    assert trap.find_parent(hidden=True) is None
    again = {i["name"]: i.get("value", "") for i in soup.select("form input[name]")}
    response = ask(again.pop("email"), **again)
    assert response.status_code == 302


def test_own_link_over_https_needs_its_token(site_a, person):
    strict = Client(enforce_csrf_checks=True)
    host = site_a.hostname
    page = strict.get(OWN_LINK, headers={"host": host}, secure=True)
    token = parse(page).select_one("input[name=csrfmiddlewaretoken]")["value"]

    def post(**data):
        return strict.post(
            OWN_LINK,
            filled({"email": OLD, **data}),
            headers={"host": host, "origin": f"https://{host}"},
            secure=True,
        ).status_code

    assert post() == 403
    assert post(csrfmiddlewaretoken=token) == 302


def test_own_page_says_who_we_think_you_are_and_how_requests_stand(client, person, own):
    coach = CoachFactory(site=person.site, person__name="Ann Bell")
    for state in RequestState:
        CoachRequestFactory(
            site=person.site, person=person, state=state, coach=coach, message=f"About {state}"
        )
    CoachRequestFactory(site=person.site, message="Somebody else's")

    soup = parse(open_link(client, own))

    assert texts(soup, "#coaching-you + .coaching-panel dd") == [
        "Lee Learner",
        OLD,
        "312-555-0101",
    ]
    assert texts(soup, "article h3") == [
        "Closed",
        "Ended, after you had been introduced",
        "You have been introduced",
        "We are looking for the right coach",
        "Sent to the coach, who answers you directly",
        "Waits for you to confirm it",
    ]
    assert "About closed" in text_of(soup.select_one("article"))
    assert "Somebody else's" not in text_of(soup)
    assert len(soup.select("article form")) == 1


def test_own_page_shows_no_staff_notes(client, person, own):
    CoachRequestFactory(site=person.site, person=person, staff_notes="A difficult one")

    assert "difficult" not in open_link(client, own).content.decode()


def test_own_page_of_somebody_with_nothing(client, own):
    soup = parse(open_link(client, own))

    assert "You have not asked for a coach." in text_of(soup)
    assert soup.select("article, #coaching-left") == []


def test_opening_the_own_page_changes_nothing(client, person, own):
    before = list(Person.objects.values())

    for _ in range(2):
        open_link(client, own)

    assert list(Person.objects.values()) == before
    assert Link.objects.get().used_at is None


def test_own_page_confirms_the_address(client, person, own):
    assert "Confirm my address" in text_of(parse(open_link(client, own)))

    response = answer_link(client, own, "confirm_address")

    assert response["Location"] == "/coaching/link-done/address-confirmed/"
    assert Person.objects.get().email_proven_at is not None
    assert "Confirm my address" not in text_of(parse(open_link(client, own)))


@pytest.mark.parametrize("action", ["confirm", "discard"])
def test_own_page_decides_about_a_request_whose_mail_was_lost(client, person, own, action):
    asked = CoachRequestFactory(
        site=person.site, person=person, email=OLD, state=RequestState.UNPROVEN
    )
    form = parse(open_link(client, own)).select_one("article form")
    assert form.select_one("[name=request]")["value"] == str(asked.pk)

    response = answer_link(client, own, f"{action}_request", request=asked.pk)

    assert response["Location"] == f"/coaching/link-done/request-{action.rstrip('e')}ed/"
    states = list(CoachRequest.objects.values_list("state", flat=True))
    assert states == (["new"] if action == "confirm" else [])


@pytest.mark.parametrize("key", ["", "0", "-1", "x", "9" * 18, "9" * 30, "\0", "²"])
def test_own_page_decides_about_no_hostile_request(client, own, key):
    assert answer_link(client, own, "confirm_request", request=key).status_code == 404


def test_own_page_decides_about_nobody_elses_request(client, site_a, own):
    other = PersonFactory(site=site_a)
    asked = CoachRequestFactory(site=site_a, person=other, state=RequestState.UNPROVEN)

    for action in ("confirm_request", "discard_request"):
        assert answer_link(client, own, action, request=asked.pk).status_code == 404
    assert CoachRequest.objects.get().state == RequestState.UNPROVEN


@pytest.mark.parametrize("action", ["", "x", *HOSTILE])
def test_own_page_does_nothing_it_was_not_asked(client, own, action):
    assert answer_link(client, own, action).status_code == 400


def test_own_page_lists_what_was_left_and_takes_it_back(client, person, own):
    for category in (MessageCategory.REMINDER, MessageCategory.DIGEST):
        OptOut.objects.create(site=person.site, email=OLD, category=category)
    assert texts(parse(open_link(client, own)), "#coaching-left ~ form strong") == [
        "Summaries",
        "Reminders",
    ]

    response = answer_link(client, own, "reminders_again", category="digest")

    assert response["Location"] == "/coaching/link-done/reminders-again/"
    assert OptOut.objects.get().category == MessageCategory.REMINDER
    assert answer_link(client, own, "reminders_again", category="answer").status_code == 400


def change(client, own, email, **data):
    return answer_link(client, own, "change_address", **filled({"new_email": email, **data}))


def test_address_is_changed_by_three_pages(client, person, own):
    response = change(client, own, NEW)
    assert response["Location"] == "/coaching/link-done/address-asked/"

    old_page = parse(open_link(client, mailed_link("address_change_old")))
    assert texts(old_page, "dd") == [OLD, NEW]
    response = answer_link(client, mailed_link("address_change_old"), "confirm")
    assert response["Location"] == "/coaching/link-done/address-waiting/"

    response = answer_link(client, mailed_link("address_change_new"), "confirm")
    assert response["Location"] == "/coaching/link-done/address-changed/"
    done = client.get(response["Location"], headers={"host": person.site.hostname})
    assert text_of(parse(done).h1) == "Your address is changed."
    assert Person.objects.get().email == NEW
    assert open_link(client, own).status_code == 404


@pytest.mark.parametrize("confirmed", ["old", "new", ""])
def test_own_page_says_that_a_change_of_address_waits(client, own, confirmed):
    assert parse(open_link(client, own)).select(".coaching-notice") == []
    change(client, own, NEW)
    if confirmed:
        answer_link(client, mailed_link(f"address_change_{confirmed}"), "confirm")

    notice = text_of(parse(open_link(client, own)).select_one(".coaching-notice"))

    assert f"We have written to {OLD} and to {NEW} ." in notice
    said = {"old": f"Confirmed so far: {OLD}", "new": f"Confirmed so far: {NEW}"}
    assert [text for text in said.values() if text in notice] == [
        said[name] for name in said if name == confirmed
    ]


def test_new_address_is_told_nothing_about_the_person(client, person, own):
    change(client, own, NEW)

    page = open_link(client, mailed_link("address_change_new")).content.decode()

    assert NEW in page
    assert [fact for fact in (OLD, "Lee Learner", "312-555-0101") if fact in page] == []


@pytest.mark.parametrize("kind", ["address_change_old", "address_change_new"])
def test_change_is_refused_by_either_address(client, own, kind):
    change(client, own, NEW)

    response = answer_link(client, mailed_link(kind), "refuse")

    assert response["Location"] == "/coaching/link-done/address-kept/"
    assert AddressChange.objects.get().state == "canceled"
    for other in ("address_change_old", "address_change_new"):
        assert open_link(client, mailed_link(other)).status_code == 404


def test_change_by_nonsense_changes_nothing(client, own):
    change(client, own, NEW)

    for action in HOSTILE:
        assert answer_link(client, mailed_link("address_change_old"), action).status_code == 400
    assert AddressChange.objects.get().old_proven_at is None


@pytest.mark.parametrize("whose", ["nobody's", "a learner's", "a coach's", "another site's"])
def test_change_answers_alike_whosever_the_new_address_is(client, site_a, site_b, own, whose):
    if whose == "a learner's":
        PersonFactory(site=site_a, email=NEW, email_proven_at=timezone.now())
    elif whose == "a coach's":
        CoachFactory(site=site_a, person__email=NEW)
    elif whose == "another site's":
        PersonFactory(site=site_b, email=NEW)

    response = change(client, own, NEW)

    assert (response.status_code, response["Location"], response.content) == (
        302,
        "/coaching/link-done/address-asked/",
        b"",
    )
    assert Message.objects.count() == 2


def test_two_records_of_one_person_become_one(client, site_a, person, own):
    PersonFactory(site=site_a, email=NEW)
    change(client, own, NEW)
    answer_link(client, mailed_link("address_change_new"), "confirm")

    response = answer_link(client, mailed_link("address_change_old"), "confirm")

    assert response["Location"] == "/coaching/link-done/address-merged/"
    assert Person.objects.get().email == NEW


def test_two_coaches_stay_two_and_are_told(client, site_a):
    one, _two = (CoachFactory(site=site_a, person__email=email) for email in (OLD, NEW))
    change(client, links.issue(purpose=OWN_PAGE, person=one.person), NEW)
    answer_link(client, mailed_link("address_change_new"), "confirm")

    response = answer_link(client, mailed_link("address_change_old"), "confirm")

    assert response["Location"] == "/coaching/link-done/address-conflict/"
    done = client.get(response["Location"], headers={"host": site_a.hostname})
    assert text_of(parse(done).h1) == "Your address is not changed yet."


@pytest.mark.parametrize("email", [*HOSTILE, "", "lee"])
def test_change_to_a_hostile_address_is_refused_beside_the_field(client, own, email):
    soup = parse(change(client, own, email))

    assert len(soup.select("#id_new_email_error li")) >= 1
    assert set(hrefs(soup, ".coaching-errors a")) == {"#id_new_email"}
    assert text_of(soup.title).startswith("Error: ")
    assert not AddressChange.objects.exists()


def test_change_to_the_address_there_is_says_so(client, own):
    soup = parse(change(client, own, OLD.upper()))

    assert texts(soup, "#id_new_email_error li") == ["Error: This is the address we have already."]


def test_change_is_throttled(client, own):
    limit = throttle.LIMITS["address_change"].per_email

    codes = [change(client, own, NEW).status_code for _ in range(limit + 1)]

    assert codes == [302] * limit + [429]


def test_own_page_that_died_while_it_was_open(client, person, own):
    open_link(client, own)
    links.revoke(person=person)

    for action in ("confirm_address", "change_address"):
        data = filled({"new_email": NEW})
        assert answer_link(client, own, action, **data).status_code == 404
    assert not AddressChange.objects.exists()


@pytest.mark.parametrize("name", ["<script>x</script>", "\u202eevil", "👩‍💻" * 60, "x" * 200])
def test_own_page_shows_hostile_names_as_text(client, own, name):
    Person.objects.update(name=name[:200])

    soup = parse(open_link(client, own))

    assert name[:200] in soup.select_one("#coaching-you + .coaching-panel bdi").get_text()
    assert soup.find_all("script") == []


@pytest.mark.parametrize("count", [1, 3])
def test_own_page_takes_a_fixed_number_of_queries(
    client, person, own, count, django_assert_num_queries
):
    for _ in range(count):
        CoachRequestFactory(site=person.site, person=person, coach=CoachFactory(site=person.site))
    open_link(client, own)

    with django_assert_num_queries(8):
        open_link(client, own)


@pytest.mark.parametrize("kind", ["address_change_old", "address_change_new"])
def test_address_pages_take_a_fixed_number_of_queries(client, own, kind, django_assert_num_queries):
    change(client, own, NEW)
    link = mailed_link(kind)
    open_link(client, link)

    with django_assert_num_queries(4):
        open_link(client, link)


def test_own_link_page_takes_a_fixed_number_of_queries(client, site_a, django_assert_num_queries):
    client.get(OWN_LINK, headers={"host": site_a.hostname})

    with django_assert_num_queries(2):
        client.get(OWN_LINK, headers={"host": site_a.hostname})


def test_link_path_is_of_the_mount(own):
    assert link_path(own).startswith("/coaching/link/")
