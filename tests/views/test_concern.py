"""Reporting a concern about a profile: who may, what is stored, and who is told."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from tests.factories import CoachFactory, UserFactory, add_recipient, make_coach_page
from tests.markup import links, parse, text_of, texts
from tests.posting import filled
from wagtail_coaching.enums import CoachState
from wagtail_coaching.forms.protection import TRAP
from wagtail_coaching.models import Coach, CoachConcern, Message
from wagtail_coaching.services import concern as concern_service
from wagtail_coaching.services import throttle

TEXT = "He has left the city, and the <b>profile</b> still says manager."


@pytest.fixture
def profile(program):
    return make_coach_page(program, title="Ann Bell", coach__person__email="ann@mail.example.org")


def form_path(page):
    return reverse("wagtail_coaching:coach_concern", args=[page.pk])


def thanks_path(page):
    return reverse("wagtail_coaching:coach_concern_thanks", args=[page.pk])


@pytest.fixture
def send(program, profile, client):
    """Send the form about the profile."""

    def post(*, seconds=60, **data):
        return client.post(
            form_path(profile),
            filled({"message": TEXT, **data}, seconds=seconds),
            headers={"host": program.site.hostname},
        )

    return post


@pytest.fixture
def show(program, client):
    def get(path):
        return client.get(path, headers={"host": program.site.hostname})

    return get


def test_profile_leads_to_the_form_and_back(profile, program, visit, show):
    soup = parse(visit(profile))
    assert links(soup, ".coaching-profile__foot a") == [form_path(profile)]

    form = parse(show(form_path(profile)))
    assert text_of(form.h1) == "Report a concern"
    assert links(form, ".coaching-back a") == [profile.relative_url(program.site)]
    assert [label for label in texts(form, "form label") if "empty" not in label] == [
        "What should we know?",
        "Your name (optional)",
        "Your e-mail address (optional)",
    ]


def test_concern_is_stored_and_thanked_for(profile, program, send, show):
    response = send(name="Lee", email="lee@mail.example.org")

    assert (response.status_code, response["Location"]) == (302, thanks_path(profile))
    assert text_of(parse(show(response["Location"])).h1) == "Thank you for telling us"
    concern = CoachConcern.objects.get()
    assert (concern.site, concern.coach, concern.profile_name, concern.page_pk) == (
        program.site,
        profile.coach,
        "Ann Bell",
        str(profile.pk),
    )
    assert (concern.message, concern.name, concern.email, concern.state) == (
        TEXT,
        "Lee",
        "lee@mail.example.org",
        "new",
    )


def test_concern_needs_no_name(send):
    assert send().status_code == 302
    concern = CoachConcern.objects.get()
    assert (concern.name, concern.email) == ("", "")


def test_form_does_not_say_who_is_signed_in(profile, show, client):
    client.force_login(UserFactory(first_name="Lee", email="lee@mail.example.org"))

    assert "lee@mail.example.org" not in show(form_path(profile)).content.decode()


def test_answers_are_in_no_shared_cache_and_no_search_engine(profile, show, send):
    for response in (show(form_path(profile)), show(thanks_path(profile)), send(message="")):
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, max-age=0"
        assert response["X-Robots-Tag"] == "noindex"


def test_empty_concern_comes_back_with_what_was_typed(send):
    soup = parse(send(message=" ", name="Lee"))

    assert texts(soup, ".coaching-field__errors li") == ["Error: This field is required."]
    assert soup.select_one("[name=name]")["value"] == "Lee"
    assert text_of(soup.title).startswith("Error: Report a concern")
    assert CoachConcern.objects.count() == 0


@pytest.mark.parametrize("data", [{TRAP: "x"}, {"seconds": 0}, {"email": "no address"}])
def test_what_a_program_sends_is_not_taken(send, data):
    response = send(**data)

    assert (response.status_code, CoachConcern.objects.count()) == (200, 0)


def test_too_many_concerns_are_stopped(send, monkeypatch):
    limits = throttle.Limits(per_email=0, per_address=1, per_network=1)
    monkeypatch.setitem(throttle.LIMITS, "concern", limits)

    statuses = [send(message=f"Number {n}").status_code for n in range(40)]

    assert statuses[0] == 302
    assert statuses[-1] == 429
    assert CoachConcern.objects.count() == statuses.count(302)


def test_same_concern_sent_twice_is_one(send):
    add_site_recipient = send()
    again = send()

    assert (add_site_recipient.status_code, again.status_code) == (302, 302)
    assert CoachConcern.objects.count() == 1


def test_same_words_a_day_later_are_another_concern(send):
    send()
    yesterday = timezone.now() - datetime.timedelta(days=1)
    CoachConcern.objects.update(created_at=yesterday)

    send()

    assert CoachConcern.objects.count() == 2


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        (["concerns", "vetting"], ["concerns@example.org"]),
        (["vetting", "requests"], ["vetting@example.org"]),
        (["requests"], []),
    ],
)
def test_staff_are_told_and_not_what(program, send, kinds, told):
    for kind in kinds:
        add_recipient(program.site, kind=kind, email=f"{kind}@example.org")

    send(name="Lee", email="lee@mail.example.org")

    messages = list(Message.objects.order_by("pk"))
    assert [message.recipient_email for message in messages] == told
    concern = CoachConcern.objects.get()
    for message in messages:
        assert (message.kind, message.context) == ("concern_for_staff", {"concern": concern.pk})


def test_mail_leads_to_the_concern_and_holds_nothing_of_it(program, send):
    from wagtail_coaching.services import rendering

    add_recipient(program.site, kind="concerns", email="staff@example.org")
    send(name="Lee Learner", email="lee@mail.example.org")

    rendered = rendering.render(message=Message.objects.get())

    concern = CoachConcern.objects.get()
    edit = reverse("wagtail_coaching_concerns:edit", args=[concern.pk])
    assert rendered.subject == "A concern about the profile of Ann Bell"
    assert edit in rendered.text
    for secret in ("has left the city", "Lee Learner", "lee@mail.example.org"):
        assert secret not in rendered.text + rendered.html


def test_mail_about_a_deleted_concern_is_not_sent(program, send):
    from wagtail_coaching.messages import RecordGoneError
    from wagtail_coaching.services import rendering

    add_recipient(program.site, kind="concerns")
    send()
    CoachConcern.objects.all().delete()

    with pytest.raises(RecordGoneError):
        rendering.render(message=Message.objects.get())


def test_coach_is_not_told(program, profile, send):
    add_recipient(program.site, kind="concerns", email="staff@example.org")

    send()

    assert not Message.objects.filter(recipient_email=profile.coach.email).exists()
    assert not Message.objects.filter(person=profile.coach.person).exists()


def test_concern_about_a_page_without_a_coach(program, client):
    page = make_coach_page(program, title="Old profile", coach=None)

    response = client.post(
        form_path(page), filled({"message": TEXT}), headers={"host": program.site.hostname}
    )

    assert response.status_code == 302
    concern = CoachConcern.objects.get()
    assert (concern.coach, concern.profile_name) == (None, "Old profile")


def test_concern_outlives_the_coach(profile, send):
    send()
    profile.coach.delete()

    concern = CoachConcern.objects.get()
    assert (concern.coach, concern.profile_name) == (None, "Ann Bell")


def test_concern_is_only_about_profiles_of_this_site(program, program_b, profile, client):
    for method in (client.get, client.post):
        response = method(form_path(profile), headers={"host": program_b.site.hostname})
        assert response.status_code == 404


@pytest.mark.parametrize("state", [CoachState.SUSPENDED, CoachState.LEFT, CoachState.HIDDEN])
def test_profile_that_is_not_shown_takes_no_concern(profile, send, show, state):
    Coach.objects.filter(pk=profile.coach_id).update(state=state)

    answers = (show(form_path(profile)), show(thanks_path(profile)), send())

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_draft_takes_no_concern(program, show):
    assert show(form_path(make_coach_page(program, live=False))).status_code == 404


def test_restricted_profile_takes_concerns_of_those_who_may_see_it(profile, show, client):
    PageViewRestriction.objects.create(page_id=profile.pk, restriction_type="login")
    assert show(form_path(profile)).status_code == 404

    client.force_login(UserFactory())
    assert show(form_path(profile)).status_code == 200


def test_concern_about_a_coach_of_another_site_is_refused(program, program_b, profile):
    profile.coach = CoachFactory(site=program_b.site)

    with pytest.raises(ValueError, match="another site"):
        concern_service.report_concern(site=program.site, page=profile, message=TEXT)
    assert CoachConcern.objects.count() == 0


def test_form_takes_a_fixed_number_of_queries(profile, show, django_assert_num_queries):
    show(form_path(profile))

    # The site, the profile, its ancestors, their restrictions, the settings.
    with django_assert_num_queries(5):
        show(form_path(profile))
