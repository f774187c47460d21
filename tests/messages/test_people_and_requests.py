"""What our mail about people and requests says, to whom, and what never stands in it."""

import pytest

from tests.factories import (
    CoachFactory,
    CoachRequestFactory,
    PersonFactory,
    TopicFactory,
    set_settings,
)
from wagtail_coaching.enums import MessageAudience, RequestState
from wagtail_coaching.messages import RecordGoneError, get_kind
from wagtail_coaching.models import AddressChange, CoachRequest, Message
from wagtail_coaching.services import links, rendering
from wagtail_coaching.services import messages as message_service
from wagtail_coaching.services.address import NEW_ADDRESS, OLD_ADDRESS
from wagtail_coaching.services.person import OWN_PAGE
from wagtail_coaching.services.request import REQUEST_PROOF

KINDS = [
    "request_proof",
    "request_received",
    "request_for_coach",
    "request_for_staff",
    "introduction_received",
    "suggestion_received",
    "introduction_for_advisor",
    "request_put_back",
    "own_link",
    "address_change_old",
    "address_change_new",
    "address_changed",
    "address_conflict",
    "address_conflict_staff",
]
LEARNER_KINDS = ["request_received", "introduction_received", "suggestion_received"]
FOR_COACHES = ["request_for_coach", "introduction_for_advisor"]
SECRET = "How do I tell my council?"


@pytest.fixture
def asked(site_a):
    coach = CoachFactory(
        site=site_a, person__name="Ann Bell", person__email="ann@coach.example.org"
    )
    person = PersonFactory(site=site_a, name="Lee Learner", email="lee@example.org")
    return CoachRequestFactory(
        site=site_a,
        person=person,
        coach=coach,
        name="Lee Learner",
        email="lee@example.org",
        phone="312-555-0101",
        job_title="Analyst",
        message=SECRET,
        topics=[TopicFactory(site=site_a, name="Budgets")],
    )


@pytest.fixture
def write(site_a, asked):
    """Write a message of a kind into the outbox, as its service does."""
    person, coach = asked.person, asked.coach.person
    change = AddressChange.objects.create(
        site=site_a, person=person, old_email=person.email, new_email="new@example.org"
    )
    about_request, about_change = {"coach_request": asked.pk}, {"address_change": change.pk}

    def queue(key):
        if key == "request_proof":
            CoachRequest.objects.update(state=RequestState.UNPROVEN)
            asked.refresh_from_db()
        if key == "request_put_back":
            CoachRequest.objects.update(coach=None)
        purposes = {
            "request_proof": (REQUEST_PROOF, asked, ""),
            "request_received": (OWN_PAGE, None, ""),
            "introduction_received": (OWN_PAGE, None, ""),
            "suggestion_received": (OWN_PAGE, None, ""),
            "own_link": (OWN_PAGE, None, ""),
            "address_change_old": (OLD_ADDRESS, change, ""),
            "address_change_new": (NEW_ADDRESS, change, change.new_email),
        }
        issued = {}
        if key in purposes:
            purpose, subject, email = purposes[key]
            issued["link"] = links.issue(
                purpose=purpose, person=person, subject=subject, email=email
            )
        to_staff = key.endswith("_staff")
        context = {}
        if key.startswith(("request", "introduction", "suggestion")):
            context = about_request
        elif key.startswith("address_change_"):
            context = about_change
        elif key == "address_conflict_staff":
            context = {"person": person.pk, "other_person": coach.pk}
        return message_service.queue(
            kind=get_kind(key),
            site=site_a,
            person=None if to_staff else coach if key in FOR_COACHES else person,
            email="staff@example.org" if to_staff else "",
            context=context,
            links=issued,
            language="en",
        )

    return queue


@pytest.mark.parametrize("key", KINDS)
def test_message_is_rendered_whole(write, key):
    rendered = rendering.render(message=write(key))

    for part in (rendered.subject, rendered.text, rendered.html):
        assert part.strip()
    assert "{" not in rendered.subject + rendered.text
    assert "Prairie managers" in rendered.text + rendered.subject
    kind = get_kind(key)
    assert rendered.text.count("coaching-link:") == len(kind.links)


@pytest.mark.parametrize("key", KINDS)
def test_our_own_text_fits_its_placeholders(key):
    kind = get_kind(key)
    subject, body = rendering.default_text(kind, "en")

    assert rendering.check_template(kind=kind, subject=subject, body=body) == {}


@pytest.mark.parametrize("key", KINDS)
def test_message_can_be_previewed(write, site_a, key):
    write(key)
    kind = get_kind(key)

    assert set(rendering.sample_values(kind, "en")) == set(kind.placeholders)
    real = rendering.real_values(kind, site_a, "en")
    assert real is None or set(real) == set(kind.placeholders)


@pytest.mark.parametrize("key", ["request_proof", "own_link", "address_change_new"])
def test_mail_to_an_address_that_anybody_may_have_typed_says_nothing_they_typed(write, key):
    rendered = rendering.render(message=write(key))

    said = rendered.subject + rendered.text + rendered.html
    typed = ("Lee", "lee@", "Analyst", "312-555-0101", SECRET, "Ann Bell", "new@example.org")
    assert [word for word in typed if word in said] == []


def test_what_the_learner_wrote_is_read_by_the_coach_alone(write):
    said = {key: rendering.render(message=write(key)).text for key in KINDS[1:]}

    assert [key for key, text in said.items() if SECRET in text] == FOR_COACHES


def test_coach_reads_what_is_needed_and_answers_the_learner(write, asked):
    message = write("request_for_coach")

    rendered = rendering.render(message=message)

    assert rendered.subject == "Lee Learner asks you for coaching"
    for fact in ("Hello Ann Bell", "Analyst", "312-555-0101", "lee@example.org", "Budgets"):
        assert fact in rendered.text
    assert get_kind("request_for_coach").reply_to(message) == "lee@example.org"


@pytest.mark.parametrize("name", ["contact_email", "reply_to", "sender_email", ""])
@pytest.mark.parametrize("key", FOR_COACHES)
def test_coach_who_has_no_time_reads_where_to_say_so(write, site_a, settings, key, name):
    settings.DEFAULT_FROM_EMAIL = "Prairie <office@example.org>"
    if name:
        set_settings(site_a, **{name: "office@example.org"})
        settings.DEFAULT_FROM_EMAIL = "another@example.org"

    text = rendering.render(message=write(key)).text

    assert "please write to office@example.org, so that" in unwrapped(text)


def test_learner_reads_what_happens_now(write):
    said = {key: unwrapped(rendering.render(message=write(key)).text) for key in LEARNER_KINDS}

    assert "We have just sent it to Ann Bell, with your e-mail" in said["request_received"]
    assert "Ann Bell suggests a coach who fits" in said["introduction_received"]
    assert "Somebody at Prairie managers reads it" in said["suggestion_received"]
    assert "Ann Bell" not in said["suggestion_received"]


def test_advisor_reads_that_it_is_about_an_introduction(write, asked):
    message = write("introduction_for_advisor")

    rendered = rendering.render(message=message)

    assert rendered.subject == "Lee Learner asks you for an introduction to a coach"
    assert "Please suggest a coach who fits, and introduce" in unwrapped(rendered.text)
    assert "312-555-0101" in rendered.text
    assert get_kind("introduction_for_advisor").reply_to(message) == "lee@example.org"


@pytest.mark.parametrize(
    ("purpose", "said"),
    [("coaching", "To coach"), ("introduction", "To suggest a coach, and introduce")],
)
def test_staff_read_what_is_asked_for(write, purpose, said):
    CoachRequest.objects.update(purpose=purpose)

    text = rendering.render(message=write("request_for_staff")).text

    assert f"What is asked for: {said}\n" in text


def test_staff_are_led_to_the_request_in_the_admin(write, asked):
    text = rendering.render(message=write("request_for_staff")).text

    assert f"https://admin.example.org/admin/coaching/requests/inspect/{asked.pk}/" in text
    assert "lee@example.org" not in text
    assert get_kind("request_for_staff").audience == MessageAudience.STAFF


def unwrapped(text):
    return " ".join(text.split())


def gone(message):
    with pytest.raises(RecordGoneError):
        rendering.render(message=message)
    return True


@pytest.mark.parametrize(
    "key", ["request_proof", "request_received", "request_for_coach", "request_for_staff"]
)
def test_message_about_a_deleted_request_is_not_needed(write, key):
    message = write(key)
    CoachRequest.objects.all().delete()

    assert gone(message)


def test_proof_of_a_confirmed_request_is_not_needed(write):
    message = write("request_proof")
    CoachRequest.objects.update(state=RequestState.NEW)

    assert gone(message)


@pytest.mark.parametrize("how", ["closed", "ended", "put back", "another coach"])
def test_message_to_a_coach_who_is_not_asked_any_more_is_not_needed(write, site_a, how):
    message = write("request_for_coach")
    if how in ("closed", "ended"):
        CoachRequest.objects.update(state=how)
    else:
        other = CoachFactory(site=site_a) if how == "another coach" else None
        CoachRequest.objects.update(coach=other)

    assert gone(message)


def test_news_that_a_request_was_put_back_is_not_needed_when_there_is_another_coach(write, site_a):
    message = write("request_put_back")
    CoachRequest.objects.update(coach=CoachFactory(site=site_a))

    assert gone(message)


@pytest.mark.parametrize("key", ["address_change_old", "address_change_new"])
def test_question_about_a_settled_change_is_not_needed(write, key):
    message = write(key)
    AddressChange.objects.update(state="canceled")

    assert gone(message)


def test_message_about_another_sites_request_is_never_rendered(write, site_b):
    message = write("request_received")
    Message.objects.filter(pk=message.pk).update(site=site_b)
    message.refresh_from_db()

    assert gone(message)


@pytest.mark.parametrize(
    "text",
    ["{link}", "{message}", "\r\nBcc: all@example.org", "\u202eevil", "👩‍💻" * 40, "<b>x</b>", "{"],
)
def test_hostile_text_is_text(write, asked, text):
    CoachRequest.objects.update(name=text[:200], message=text, job_title=text[:150])

    rendered = rendering.render(message=write("request_for_coach"))

    assert "\n" not in rendered.subject
    assert "\u202e" not in rendered.subject + rendered.text
    assert "<b>x</b>" not in rendered.html
    assert "coaching-link:" not in rendered.text
