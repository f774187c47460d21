"""The request form: what it stores, what it refuses, and how it says so."""

import datetime

import pytest
import time_machine
from django.core.cache import cache
from django.http import Http404
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction, Site

from tests.factories import (
    CareerStageFactory,
    CoachFactory,
    OrganizationTypeFactory,
    TopicFactory,
    UserFactory,
    add_page,
    make_coach_page,
    set_settings,
    translate_term,
)
from tests.markup import links, parse, text_of, texts
from tests.posting import filled
from wagtail_coaching.models import CoachRequest, Message
from wagtail_coaching.services import throttle
from wagtail_coaching.views.request import request_form

FACTS = {
    "name": "Lee Learner",
    "email": "lee@mail.example.org",
    "kind": "one_off",
    "message": "How do I prepare?",
    "consent": "on",
}
PHONE_ERROR = "Error: Enter a phone number with its area code, such as (201) 555-0123."
REFUSAL = (
    "This coach takes no new requests at present. Your text is still here: choose another coach, "
    "or let us suggest one."
)


@pytest.fixture
def send(client):
    """Send the form of a tree's request page: ``send(tree, {"name": ""}, query="?coach=1")``."""

    def post(tree, changes=None, *, query="", client=client, **extra):
        page = tree if not hasattr(tree, "request_page") else tree.request_page
        site = page.get_site()
        return client.post(
            page.relative_url(site) + query,
            filled({**FACTS, **(changes or {})}),
            headers={"host": site.hostname},
            **extra,
        )

    return post


def errors_of(response):
    """Return what the form says beside its fields, by field."""
    form = parse(response).select_one("form.coaching-form")
    return {
        list_["id"].removeprefix("id_").removesuffix("_error"): texts(list_, "li")
        for list_ in form.select(".coaching-field__errors")
    }


def test_form_is_shown(program, visit):
    soup = parse(visit(program.request_page))

    assert text_of(soup.h1) == "Ask Prairie"
    assert links(soup, ".coaching-hint a") == [program.gallery.relative_url(program.site)]
    assert soup.select(".coaching-errors, .coaching-field__errors") == []
    assert not CoachRequest.objects.exists()


def test_form_offers_the_terms_of_its_own_site(program_a, program_b, visit):
    for tree in (program_a, program_b):
        TopicFactory(site=tree.site, name=f"{tree.word} topic")
        OrganizationTypeFactory(site=tree.site, name=f"{tree.word} type")
        CareerStageFactory(site=tree.site, name=f"{tree.word} stage")

    form = parse(visit(program_a.request_page)).select_one("form.coaching-form")

    assert texts(form, "#id_organization_type option") == ["Choose one", "Prairie type"]
    assert texts(form, "#id_career_stage option") == ["Choose one", "Prairie stage"]
    assert texts(form, "[name=topics] + span") == ["Prairie topic"]


def test_form_with_the_least_there_is(program, send):
    with time_machine.travel("2026-03-04T18:00:00Z", tick=False):
        response = send(program)
        now = timezone.now()

    stored = CoachRequest.objects.get()
    thanks = program.request_page.relative_url(program.site) + "thanks/"
    assert (response.status_code, response["Location"]) == (302, thanks)
    assert (stored.site, stored.language, stored.coach) == (program.site, "en", None)
    assert (stored.consented_at, stored.created_at, stored.state) == (now, now, "unproven")
    assert (stored.name, stored.email, stored.kind, stored.message) == (
        "Lee Learner",
        "lee@mail.example.org",
        "one_off",
        "How do I prepare?",
    )


def test_form_with_everything(program, send):
    site = program.site
    topics = TopicFactory.create_batch(2, site=site)
    organization_type, stage = OrganizationTypeFactory(site=site), CareerStageFactory(site=site)
    facts = {
        "phone": "(312) 555-0101",
        "job_title": "Analyst",
        "organization": "Town of Little Elm",
        "population": 12_000,
        "us_state": "IL",
        "kind": "ongoing",
    }

    send(
        program,
        {
            **facts,
            "phone": "+1 312.555.0101",
            "topics": [topic.pk for topic in topics],
            "organization_type": organization_type.pk,
            "career_stage": stage.pk,
        },
    )

    stored = CoachRequest.objects.get()
    assert {name: getattr(stored, name) for name in facts} == facts
    assert set(stored.topics.all()) == set(topics)
    assert (stored.organization_type, stored.career_stage) == (organization_type, stage)


def test_form_to_a_coach(program, send, visit):
    page = make_coach_page(program, title="Ann Bell", job_title="Manager", organization="Elmhurst")

    soup = parse(visit(program.request_page, f"?coach={page.pk}"))
    assert text_of(soup.h1) == "Ask Ann Bell"
    assert texts(soup, ".coaching-person p") == ["Ann Bell", "Manager", "Elmhurst"]
    assert links(soup, ".coaching-back a") == [page.relative_url(program.site)]

    send(program, query=f"?coach={page.pk}")
    assert CoachRequest.objects.get().coach == page.coach


def test_form_needs_its_token(program, send):
    strict = Client(enforce_csrf_checks=True)
    assert send(program, client=strict).status_code == 403

    page = program.request_page
    host = {"host": program.site.hostname}
    form = parse(strict.get(page.relative_url(program.site), headers=host))
    token = form.select_one("input[name=csrfmiddlewaretoken]")["value"]

    assert send(program, {"csrfmiddlewaretoken": token}, client=strict).status_code == 302


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"name": ""}, {"name": ["Error: This field is required."]}),
        ({"name": "  "}, {"name": ["Error: This field is required."]}),
        ({"email": ""}, {"email": ["Error: This field is required."]}),
        ({"email": "lee"}, {"email": ["Error: Enter a valid email address."]}),
        ({"message": ""}, {"message": ["Error: This field is required."]}),
        (
            {"consent": ""},
            {"consent": ["Error: Please tick this box, so that we may pass on your request."]},
        ),
        ({"name": "a\0b"}, {"name": ["Error: Null characters are not allowed."]}),
        ({"message": "\0"}, {"message": ["Error: Null characters are not allowed."]}),
        ({"population": "many"}, {"population": ["Error: Enter a whole number."]}),
        (
            {"population": "-1"},
            {"population": ["Error: Ensure this value is greater than or equal to 0."]},
        ),
        (
            {"population": "9" * 30},
            {"population": ["Error: Ensure this value is less than or equal to 50000000."]},
        ),
        (
            {"name": "x" * 201},
            {"name": ["Error: Ensure this value has at most 200 characters (it has 201)."]},
        ),
        (
            {"phone": "1" * 41},
            {"phone": ["Error: Ensure this value has at most 40 characters (it has 41)."]},
        ),
        ({"phone": "555 0101"}, {"phone": [PHONE_ERROR]}),
        ({"phone": "my cell"}, {"phone": [PHONE_ERROR]}),
        (
            {"message": "x" * 4001},
            {"message": ["Error: Ensure this value has at most 4000 characters (it has 4001)."]},
        ),
        (
            {"us_state": "XX"},
            {"us_state": ["Error: Select a valid choice. XX is not one of the available choices."]},
        ),
        (
            {"kind": "forever"},
            {
                "kind": [
                    "Error: Select a valid choice. forever is not one of the available choices."
                ]
            },
        ),
    ],
)
def test_form_refuses_what_is_wrong_beside_the_field(program, send, changes, errors):
    response = send(program, changes)

    assert errors_of(response) == errors
    assert not CoachRequest.objects.exists()


def test_form_with_errors_keeps_what_was_typed(program, send):
    topic = TopicFactory(site=program.site)
    typed = {"name": "", "email": "lee", "phone": "312-555-0101", "kind": "ongoing"}

    soup = parse(send(program, {**typed, "topics": [topic.pk], "us_state": "IL"}))

    fields = {name: soup.select_one(f"#id_{name}")["value"] for name in ("email", "phone")}
    assert fields == {"email": "lee", "phone": "312-555-0101"}
    assert soup.select_one("#id_message").text.strip() == "How do I prepare?"
    assert [box["value"] for box in soup.select("input[name=topics][checked]")] == [str(topic.pk)]
    assert [box["value"] for box in soup.select("input[name=kind][checked]")] == ["ongoing"]
    assert soup.select_one("#id_us_state option[selected]")["value"] == "IL"
    assert soup.select_one("#id_consent").has_attr("checked")


def test_form_with_errors_says_so_on_top_and_links_to_the_fields(program, send):
    soup = parse(send(program, {"name": "", "consent": "", "kind": "forever"}))

    summary = soup.select_one(".coaching-errors")
    assert text_of(summary.h2) == "3 things need another look"
    assert links(summary, "a") == ["#id_name", "#id_kind_0", "#id_consent"]
    assert all(soup.select_one(target) is not None for target in links(summary, "a"))
    assert text_of(soup.title) == "Error: Ask Prairie | Prairie managers"


def test_form_ties_help_and_errors_to_the_field(program, send):
    soup = parse(send(program, {"email": "lee"}))

    field = soup.select_one("#id_email")
    described = [text_of(soup.find(id=key)) for key in field["aria-describedby"].split()]
    assert field["aria-invalid"] == "true"
    assert described == [
        (
            "We send you a mail to confirm your request, and the coach answers here. It is never "
            "shown on the site."
        ),
        "Error: Enter a valid email address.",
    ]


@pytest.mark.parametrize("field", ["topics", "organization_type", "career_stage"])
def test_form_refuses_the_terms_of_another_site(program_a, program_b, send, field):
    factory = {
        "topics": TopicFactory,
        "organization_type": OrganizationTypeFactory,
        "career_stage": CareerStageFactory,
    }[field]
    factory(site=program_a.site)

    response = send(program_a, {field: factory(site=program_b.site, name="Coast term").pk})

    assert list(errors_of(response)) == [field]
    assert "Coast term" not in response.content.decode()
    assert not CoachRequest.objects.exists()


@pytest.mark.parametrize("field", ["topics", "organization_type", "career_stage"])
@pytest.mark.parametrize("value", ["x", "-1", "9" * 18, "9" * 30, "\0", "1.5", "²", "1 OR 1=1"])
def test_form_refuses_hostile_terms(program, send, field, value):
    response = send(program, {field: value})

    assert list(errors_of(response)) == [field]


@pytest.mark.parametrize("trait", ["paused", "full", "ended"])
def test_form_to_a_coach_who_takes_no_requests_is_refused_kindly(program, send, trait):
    page = make_coach_page(program, coach=CoachFactory(site=program.site, **{trait: True}))

    response = send(program, query=f"?coach={page.pk}")

    soup = parse(response)
    assert texts(soup, ".coaching-errors li") == [REFUSAL]
    assert soup.select_one("#id_message").text.strip() == "How do I prepare?"
    assert soup.select_one("#id_name")["value"] == "Lee Learner"
    assert not CoachRequest.objects.exists()


def unknown_coaches(program_a, program_b):
    restricted = make_coach_page(program_a, title="Mia Members")
    PageViewRestriction.objects.create(page=restricted, restriction_type="login")
    elsewhere = add_page(program_a.home, "GALLERY_PAGE_MODEL", title="Elsewhere")
    outside = make_coach_page(program_a, parent=elsewhere, title="Olga Outside")
    return {
        "of another site": make_coach_page(program_b, title="Carl Coast"),
        "a draft": make_coach_page(program_a, title="Dora Draft", live=False),
        "without a record": make_coach_page(program_a, title="Nina Nobody", coach=None),
        "for members": restricted,
        "suspended": make_coach_page(
            program_a, title="Sue Spended", coach=CoachFactory(site=program_a.site, suspended=True)
        ),
        "of no program": outside,
        "no coach page": program_a.gallery,
    }


@pytest.mark.parametrize(
    "which",
    [
        "of another site",
        "a draft",
        "without a record",
        "for members",
        "suspended",
        "of no program",
        "no coach page",
    ],
)
def test_form_to_an_unknown_coach_is_a_request_to_staff(program_a, program_b, visit, send, which):
    page = unknown_coaches(program_a, program_b)[which]

    soup = parse(visit(program_a.request_page, f"?coach={page.pk}"))
    send(program_a, query=f"?coach={page.pk}")

    assert text_of(soup.h1) == "Ask Prairie"
    assert page.title not in text_of(soup.main) or page == program_a.gallery
    assert CoachRequest.objects.get().coach is None


def test_form_to_a_coach_whose_page_moved_here_from_another_site(program_a, program_b, visit, send):
    page = make_coach_page(program_b, title="Carl Coast")
    page.move(type(program_a.gallery).objects.get(pk=program_a.gallery.pk), pos="last-child")

    assert visit(program_a.request_page, f"?coach={page.pk}").status_code == 200
    response = send(program_a, query=f"?coach={page.pk}")

    # Kindly, whichever way: never an error page, and never the other site's record.
    assert response.status_code in (200, 302)
    assert not CoachRequest.objects.filter(coach=page.coach).exists()


@pytest.mark.parametrize(
    "value", ["", "x", "0", "-1", "1.5", "9" * 18, "9" * 19, "9" * 400, "%00", "²", "%FF", "1 OR 1"]
)
def test_form_to_a_hostile_coach_is_shown_as_ever(program, visit, value):
    make_coach_page(program)

    assert text_of(parse(visit(program.request_page, f"?coach={value}")).h1) == "Ask Prairie"


def test_form_knows_who_is_signed_in(program, visit, client):
    client.force_login(UserFactory(first_name="Uma", last_name="User", email="uma@example.org"))

    soup = parse(visit(program.request_page))

    assert [soup.select_one(f"#id_{name}").get("value") for name in ("name", "email", "phone")] == [
        "Uma User",
        "uma@example.org",
        None,
    ]


def test_form_asks_a_stranger_everything(program, visit):
    soup = parse(visit(program.request_page))

    assert [soup.select_one(f"#id_{name}").get("value") for name in ("name", "email")] == [None] * 2


def test_form_asks_for_consent_in_the_associations_words(program, visit):
    program.request_page.consent_text = "I agree to the terms of the prairie."
    program.request_page.save()

    soup = parse(visit(program.request_page))

    assert text_of(soup.select_one("label[for=id_consent]")) == (
        "I agree to the terms of the prairie."
    )


def test_form_in_another_language(program, send, visit):
    topic = TopicFactory(site=program.site, name="Budgets")
    presupuestos = translate_term(topic, language="es", name="Presupuestos")
    translated = program.request_page.copy_for_translation(presupuestos.locale, copy_parents=True)
    translated.save_revision().publish()
    page = type(translated).objects.get(pk=translated.pk)

    soup = parse(visit(page))
    response = send(page, {"topics": presupuestos.pk})

    assert soup.html["lang"] == "es"
    assert texts(soup, "[name=topics] + span") == ["Presupuestos"]
    assert response["Location"].startswith("/es/")
    stored = CoachRequest.objects.get()
    assert (stored.language, list(stored.topics.all())) == ("es", [presupuestos])


def test_requests_of_two_sites_stay_apart(program_a, program_b, send):
    send(program_a)
    send(program_b)

    assert [r.site for r in CoachRequest.objects.order_by("pk")] == [program_a.site, program_b.site]


def test_thanks_say_what_happens_next(program, send, client):
    program.request_page.thank_you_text = "<p>We answer within <b>a week</b>.</p>"
    program.request_page.save()
    set_settings(program.site, association_name="Prairie Managers", contact_phone="312-555-0100")

    response = client.get(send(program)["Location"], headers={"host": program.site.hostname})

    soup = parse(response)
    assert text_of(soup.h1) == "One more step: look into your mailbox"
    assert text_of(soup.select_one(".coaching-lead")) == (
        "We have sent a mail to lee@mail.example.org . Please open the link in it, and confirm "
        "your request. Nothing has been sent to a coach yet."
    )
    assert text_of(soup.select_one(".coaching-thanks")) == "We answer within a week ."
    assert (
        texts(soup, ".coaching-steps li")[0] == "Somebody at Prairie Managers reads your request."
    )
    assert links(soup, ".coaching-panel__foot a") == ["tel:312-555-0100"]
    assert links(soup, ".coaching-notice a") == ["/coaching/my-link/"]
    assert links(soup, ".coaching-actions a") == [program.gallery.relative_url(program.site)]
    assert text_of(soup.title) == "Please confirm your request | Prairie Managers"
    assert "Lee Learner" not in text_of(soup)


def test_thanks_without_a_gallery(program, visit, client):
    program.gallery.unpublish()
    url = program.request_page.relative_url(program.site)

    soup = parse(client.get(f"{url}thanks/", headers={"host": program.site.hostname}))

    assert soup.select(".coaching-actions") == []


def test_form_outside_of_a_program_works(program, visit, send):
    page = add_page(program.home, "REQUEST_PAGE_MODEL", title="Lonely form")

    assert text_of(parse(visit(page)).h1) == "Lonely form"
    assert send(page).status_code == 302
    assert CoachRequest.objects.get().site == program.site


TEXT = st.text() | st.text(min_size=150, max_size=400) | st.sampled_from(["\0", "²", "9" * 30])


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    changes=st.dictionaries(
        st.sampled_from(
            [*FACTS, "phone", "topics", "organization_type", "career_stage", "us_state"]
        ),
        TEXT | st.lists(TEXT, max_size=3),
        max_size=5,
    )
)
@example(changes={"population": "1e400"})
@example(changes={"topics": ["1", "9" * 30, "\0"]})
def test_form_takes_or_refuses_whatever_is_sent(program, send, changes):
    clean = {
        name: [v.encode(errors="replace").decode() for v in value]
        if isinstance(value, list)
        else value.encode(errors="replace").decode()
        for name, value in changes.items()
    }
    before = CoachRequest.objects.count()
    cache.clear()  # Each example is a visitor of its own.

    response = send(program, clean)

    assert response.status_code in (200, 302)
    assert CoachRequest.objects.count() == before + (response.status_code == 302)


@pytest.mark.parametrize("count", [1, 3])
def test_form_takes_a_fixed_number_of_queries(program, revisit, count, django_assert_num_queries):
    for factory in (TopicFactory, OrganizationTypeFactory, CareerStageFactory):
        factory.create_batch(count, site=program.site)
    page = make_coach_page(program)
    get_again = revisit(program.request_page, f"?coach={page.pk}")

    with django_assert_num_queries(12):
        get_again()


def test_form_without_a_site_is_not_found(program, rf):
    Site.objects.update(is_default_site=False)
    page = add_page(
        program.home.get_root(), "REQUEST_PAGE_MODEL", title="Nowhere", locale=program.home.locale
    )

    with pytest.raises(Http404):
        request_form(page, rf.get("/", headers={"host": "unknown.example.org"}))


def test_form_says_nothing_to_the_coach_before_the_address_is_proven(program, send):
    page = make_coach_page(program)

    send(program, query=f"?coach={page.pk}")

    assert list(Message.objects.values_list("kind", "recipient_email")) == [
        ("request_proof", "lee@mail.example.org")
    ]


def test_form_sent_twice_makes_one_request(program, send):
    once = filled()

    first, second = (send(program, once) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 302)
    assert CoachRequest.objects.count() == Message.objects.count() == 1


def test_form_sent_again_with_a_change_after_going_back_makes_another(program, send):
    once = filled()

    send(program, once)
    send(program, {**once, "email": "lee@mended.example.org"})

    assert list(CoachRequest.objects.order_by("pk").values_list("email", flat=True)) == [
        "lee@mail.example.org",
        "lee@mended.example.org",
    ]


def test_form_sent_to_two_coaches_makes_two_requests(program, send):
    once = filled()
    for page in (make_coach_page(program), make_coach_page(program)):
        send(program, once, query=f"?coach={page.pk}")

    assert CoachRequest.objects.count() == 2


def test_form_sent_too_often_keeps_what_was_typed(program, send):
    limit = throttle.LIMITS["request"].per_email
    responses = [send(program) for _ in range(limit + 1)]

    assert [response.status_code for response in responses] == [302] * limit + [429]
    responses[-1].status_code = 200
    soup = parse(responses[-1])
    assert soup.select_one("#id_message").text.strip() == "How do I prepare?"
    assert CoachRequest.objects.count() == limit


def test_thanks_show_the_address_in_the_own_session_only(program, send, client, visit):
    thanks = send(program)["Location"]

    def lead(client):
        response = client.get(thanks, headers={"host": program.site.hostname})
        return text_of(parse(response).select_one(".coaching-lead")), response.get("Cache-Control")

    mine, cached = lead(client)
    strangers, _cached = lead(Client())
    assert "lee@mail.example.org" not in thanks
    assert ("lee@mail.example.org" in mine, cached) == (True, "no-store, private")
    assert strangers == (
        "We have sent you a mail. Please open the link in it, and confirm your request. Nothing "
        "has been sent to a coach yet."
    )
    # Whoever sits down at this computer later learns nothing.
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=31)):
        assert lead(client)[0] == strangers


def test_thanks_show_a_hostile_address_as_text(program, send, client):
    send(program, {"email": '"<b>x</b>"@example.org'})

    response = client.get(
        f"{program.request_page.relative_url(program.site)}thanks/",
        headers={"host": program.site.hostname},
    )

    assert parse(response).select(".coaching-lead b") == []
