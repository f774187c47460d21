"""Asking a Senior Advisor for an introduction: the request form, and what comes of it."""

import pytest
from wagtail.models import PageViewRestriction

from tests.factories import CoachRequestFactory, RoleFactory, add_recipient, make_coach_page
from tests.markup import links, parse, text_of, texts
from tests.posting import answer_link, filled, mailed_link, open_link
from wagtail_coaching.enums import RequestPurpose, RequestState
from wagtail_coaching.models import CoachRequest, Message

FACTS = {
    "name": "Lee Learner",
    "email": "lee@mail.example.org",
    "kind": "one_off",
    "message": "Who has merged two departments?",
    "consent": "on",
}


@pytest.fixture
def advisor(program):
    role = RoleFactory(site=program.site, name="Senior Advisor", makes_introductions=True)
    return make_coach_page(
        program,
        title="Ada Advisor",
        preferred_name="Addie",
        roles=[role, RoleFactory(site=program.site)],
        coach__person__email="ada@mail.example.org",
    )


@pytest.fixture
def send(client):
    def post(tree, query):
        return client.post(
            tree.request_page.relative_url(tree.site) + query,
            filled(FACTS),
            headers={"host": tree.site.hostname},
        )

    return post


def test_form_says_that_it_asks_for_an_introduction(program, advisor, visit):
    soup = parse(visit(program.request_page, f"?advisor={advisor.pk}"))

    assert text_of(soup.h1) == "Ask Ada Advisor for an introduction"
    assert text_of(soup.select_one(".coaching-lead")) == (
        "Say what you would like to talk about. Addie suggests a coach who fits, and introduces "
        "the two of you."
    )
    assert texts(soup, ".coaching-step")[1:3] == [
        "Ada Advisor gets your request at once, with your name and e-mail address.",
        "Ada Advisor suggests a coach who fits, and introduces the two of you.",
    ]
    assert links(soup, ".coaching-back a") == [advisor.relative_url(program.site)]


def test_request_for_an_introduction_reaches_the_advisor_and_staff(program, advisor, send, client):
    add_recipient(program.site, email="staff@mail.example.org")
    thanks = send(program, f"?advisor={advisor.pk}")["Location"]
    shown = parse(client.get(thanks, headers={"host": program.site.hostname}))
    assert texts(shown, ".coaching-step")[1] == (
        "Ada Advisor suggests a coach who fits, and introduces the two of you."
    )
    proof = mailed_link("request_proof")
    assert "To suggest a coach, and introduce" in text_of(parse(open_link(client, proof)))
    answer_link(client, proof, "confirm")

    asked = CoachRequest.objects.get()
    assert (asked.purpose, asked.coach) == (RequestPurpose.INTRODUCTION, advisor.coach)
    assert list(Message.objects.order_by("pk").values_list("kind", "recipient_email")) == [
        ("request_proof", "lee@mail.example.org"),
        ("introduction_received", "lee@mail.example.org"),
        ("introduction_for_advisor", "ada@mail.example.org"),
        ("request_for_staff", "staff@mail.example.org"),
    ]


def test_advisor_who_went_meanwhile_leaves_the_request_to_staff(program, advisor, send, client):
    send(program, f"?advisor={advisor.pk}")
    type(advisor.coach).objects.update(state="left")
    answer_link(client, mailed_link("request_proof"), "confirm")

    asked = CoachRequest.objects.get()
    assert (asked.purpose, asked.coach) == (RequestPurpose.INTRODUCTION, None)
    assert set(Message.objects.values_list("kind", flat=True)) == {
        "request_proof",
        "suggestion_received",
    }


def test_advisor_is_asked_for_coaching_as_any_coach(program, advisor, send):
    send(program, f"?coach={advisor.pk}")

    assert CoachRequest.objects.get().purpose == RequestPurpose.COACHING


def test_advisor_and_coach_in_one_address_is_an_introduction(program, advisor, send):
    coach = make_coach_page(program)

    send(program, f"?coach={coach.pk}&advisor={advisor.pk}")

    asked = CoachRequest.objects.get()
    assert (asked.purpose, asked.coach) == (RequestPurpose.INTRODUCTION, advisor.coach)


def test_same_text_for_coaching_and_for_an_introduction_are_two_requests(program, advisor, send):
    send(program, f"?coach={advisor.pk}")
    send(program, f"?advisor={advisor.pk}")

    assert CoachRequest.objects.count() == 2


def no_advisors(program, other, role):
    hidden = make_coach_page(program, title="Mia Members", roles=[role])
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    foreign = RoleFactory(site=other.site, makes_introductions=True)
    return {
        "no advisor": make_coach_page(program, roles=[RoleFactory(site=program.site)]),
        "of another site": make_coach_page(other, roles=[foreign]),
        "a draft": make_coach_page(program, live=False, roles=[role]),
        "without a record": make_coach_page(program, coach=None, roles=[role]),
        "for members": hidden,
        "no coach page": program.gallery,
    }


def test_whoever_is_no_advisor_is_passed_over(program_a, program_b, visit, send):
    role = RoleFactory(site=program_a.site, makes_introductions=True)

    for which, page in no_advisors(program_a, program_b, role).items():
        soup = parse(visit(program_a.request_page, f"?advisor={page.pk}"))
        assert text_of(soup.h1) == "Ask Prairie", which
    send(program_a, f"?advisor={page.pk}")

    asked = CoachRequest.objects.get()
    assert (asked.purpose, asked.coach) == (RequestPurpose.COACHING, None)


@pytest.mark.parametrize("value", ["", "x", "-1", "0", "9" * 40, "%00", "1%20OR%201=1", "²"])
def test_hostile_advisor_is_passed_over(program, visit, value):
    assert text_of(parse(visit(program.request_page, f"?advisor={value}")).h1) == "Ask Prairie"


@pytest.mark.parametrize(
    ("changes", "is_taken"),
    [
        ({"capacity": 1}, True),
        ({"capacity": 0}, False),
        ({"paused_until": "2999-01-01"}, False),
        ({"accepting_until": "2020-01-01"}, False),
    ],
)
def test_advisor_whose_places_are_taken_still_introduces(program, advisor, send, changes, is_taken):
    CoachRequestFactory(site=program.site, coach=advisor.coach, state=RequestState.INTRODUCED)
    type(advisor.coach).objects.update(**changes)

    response = send(program, f"?advisor={advisor.pk}")

    assert response.status_code == (302 if is_taken else 200)
    assert CoachRequest.objects.filter(purpose=RequestPurpose.INTRODUCTION).exists() == is_taken
