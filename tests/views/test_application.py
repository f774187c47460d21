"""The application form: nothing that is typed gets lost, nothing is sent twice, nobody is named."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.models import PageViewRestriction

from tests.factories import (
    ApplicationFactory,
    PersonFactory,
    RoleFactory,
    add_page,
    make_application_page,
    make_coach_page,
    page_class,
)
from tests.markup import links, parse, text_of, texts
from tests.posting import answer_link, filled, mailed_link, open_link
from wagtail_coaching.enums import ApplicationRole, ApplicationState
from wagtail_coaching.models import Coach, CoachApplication, Message
from wagtail_coaching.services import application as application_service
from wagtail_coaching.services import application_draft

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from tests.factories import ProgramTree

FIRST = {"role": "coach", "name": "Ann Bell", "email": "Ann@mail.example.org"}
COACH_STEPS: dict[str, dict[str, str]] = {
    "you": {**FIRST, "preferred_name": "Annie", "pronouns": ""},
    "experience": {"job_title": "Manager", "population": "25,000"},
    "help": {"biography": "I coach."},
    "availability": {
        "capacity": "1",
        "preferred_channel": "email",
        "phone_visibility": "accepted",
        "email_visibility": "accepted",
    },
}


@pytest.fixture
def form_page(program: ProgramTree) -> Any:
    return make_application_page(program)


@pytest.fixture
def begun(program: ProgramTree, form_page: Any) -> CoachApplication:
    """An application of which only the first page is filled in."""
    application: CoachApplication = ApplicationFactory(
        site=program.site,
        form_page_pk=str(form_page.pk),
        name="Ann Bell",
        email="ann@mail.example.org",
        typed={"you": {name: [value] for name, value in FIRST.items()}},
    )
    return application


def path_of(application: CoachApplication, name: str = "application") -> str:
    token = application_draft.token_for(application=application)
    return reverse(f"wagtail_coaching:{name}", args=[token])


def page_of(coach: Coach) -> Any:
    return page_class("COACH_PAGE_MODEL").objects.get(coach=coach)


@pytest.fixture
def take(client: Client) -> Callable[..., HttpResponse]:
    """Send a step: ``take(application, "you", {"name": …}, go="later")``."""

    def post(
        application: CoachApplication,
        step: str,
        data: dict[str, Any] | None = None,
        *,
        go: str = "next",
        query: str = "",
    ) -> HttpResponse:
        given = COACH_STEPS.get(step, {}) if data is None else data
        return client.post(f"{path_of(application)}?step={step}{query}", {**given, "go": go})

    return post


@pytest.fixture
def complete(begun: CoachApplication, take: Callable[..., HttpResponse]) -> CoachApplication:
    """An application of which all is filled in."""
    for step in COACH_STEPS:
        take(begun, step)
    begun.refresh_from_db()
    return begun


def send(client: Client, application: CoachApplication) -> HttpResponse:
    page = parse(client.get(f"{path_of(application)}?step=consent"))
    version = page.select_one("input[name=version]")["value"]
    data = {"consent": "on", "version": version, "go": "send"}
    return client.post(f"{path_of(application)}?step=consent", data)


def photo(size: tuple[int, int] = (300, 400)) -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, "JPEG")
    return SimpleUploadedFile("me.jpg", file.getvalue())


# --- the page -----------------------------------------------------------------------------------


def test_first_page_begins_an_application_and_leads_to_its_form(
    program: ProgramTree, form_page: Any, client: Client
) -> None:
    url = form_page.relative_url(program.site)
    action = parse(client.get(url)).select_one("form[method=post]")["action"]

    answers = [client.post(action, data) for data in [filled(FIRST)] * 2]

    application = CoachApplication.objects.get()  # one, though it was sent twice
    assert [a.url for a in answers] == [f"{path_of(application)}?step=you"] * 2
    assert (application.name, application.email) == ("Ann Bell", "ann@mail.example.org")
    assert (application.role, application.state) == (ApplicationRole.COACH, "started")
    assert application.form_page_pk == str(form_page.pk)
    assert Message.objects.count() == 0


def test_first_page_says_nothing_of_who_is_known(
    program: ProgramTree, form_page: Any, client: Client
) -> None:
    make_coach_page(program, coach__person__email="ann@mail.example.org")
    url = form_page.relative_url(program.site)

    answers = [
        client.post(url, filled({**FIRST, "email": email}))
        for email in ("ann@mail.example.org", "new@mail.example.org")
    ]

    assert [a.status_code for a in answers] == [302, 302]
    assert len({a.url.split("/application/")[0] for a in answers}) == 1


def test_first_page_with_errors_keeps_what_was_typed(
    program: ProgramTree, form_page: Any, client: Client
) -> None:
    client.cookies.clear()
    action = reverse("wagtail_coaching:application_begin", args=[form_page.pk])

    # As from a page that was open longer than the cookie lasts.
    strict = Client(enforce_csrf_checks=True)
    soup = parse(strict.post(action, filled({"role": "both", "name": "Ann", "email": "ann@"})))

    assert text_of(soup.title).startswith("Error: ")
    assert soup.select_one("input[name=name]")["value"] == "Ann"
    assert soup.select_one("input[name=role][checked]")["value"] == "both"
    assert CoachApplication.objects.count() == 0
    assert strict.post(action, filled(FIRST)).status_code == 302


def test_address_of_the_first_answers_is_no_page(
    program: ProgramTree, form_page: Any, client: Client
) -> None:
    def get(page: Any) -> HttpResponse:
        return client.get(reverse("wagtail_coaching:application_begin", args=[page.pk]))

    draft = add_page(program.program, "APPLICATION_PAGE_MODEL", title="Draft", live=False)

    assert get(form_page).url == form_page.relative_url(program.site)
    assert [get(draft).status_code, get(program.gallery).status_code] == [404, 404]
    PageViewRestriction.objects.create(page_id=form_page.pk, restriction_type="login")
    assert get(form_page).status_code == 404


def test_page_for_coaches_alone_asks_for_no_role(program: ProgramTree, client: Client) -> None:
    page = make_application_page(program, takes_learners=False, takes_nominations=False)
    url = page.relative_url(program.site)

    soup = parse(client.get(url))
    client.post(url, filled({**FIRST, "role": "learner"}))

    assert soup.select("input[name=role], #coaching-nominate") == []
    assert CoachApplication.objects.get().role == ApplicationRole.COACH


def test_landing_page_leads_to_the_form(
    program: ProgramTree, form_page: Any, visit: Callable[[Any], HttpResponse]
) -> None:
    soup = parse(visit(program.program))

    assert form_page.relative_url(program.site) in links(soup, ".coaching-entry a")


def test_empty_gallery_asks_for_coaches(
    program: ProgramTree, form_page: Any, visit: Callable[[Any], HttpResponse]
) -> None:
    soup = parse(visit(program.gallery))

    assert form_page.relative_url(program.site) in links(soup, ".coaching-empty a")


# --- the steps ----------------------------------------------------------------------------------


def test_steps_lead_through_the_form(
    begun: CoachApplication, take: Callable[..., HttpResponse], client: Client
) -> None:
    went = [take(begun, step).url.split("?step=")[1] for step in COACH_STEPS]

    assert went == ["experience", "help", "availability", "consent"]
    soup = parse(client.get(f"{path_of(begun)}?step=help"))
    assert text_of(soup.select_one(".coaching-progress__count")) == "Step 3 of 5"
    assert text_of(soup.select_one("[aria-current=step]")).startswith("What you can help with")
    assert links(soup, ".coaching-progress a") == [
        f"{path_of(begun)}?step={step}" for step in ("you", "experience", "availability", "consent")
    ]


def test_step_says_what_is_wrong_and_keeps_it(
    begun: CoachApplication, take: Callable[..., HttpResponse], client: Client
) -> None:
    answer = take(begun, "experience", {"job_title": "", "population": "lots", "region": "Valley"})

    soup = parse(client.get(answer.url))
    assert texts(soup, ".coaching-errors li") == [
        "Your title: Enter your title.",
        "Population served: Enter a whole number.",
    ]
    assert soup.select_one("input[name=population]")["value"] == "lots"
    assert soup.select_one("input[name=region]")["value"] == "Valley"
    # Without a look at what is wrong, it is shown as it was left.
    assert parse(client.get(f"{path_of(begun)}?step=experience")).select(".coaching-errors") == []


@pytest.mark.parametrize(("go", "leads_to"), [("back", "you"), ("later", "experience")])
def test_every_button_stores_what_was_typed(
    begun: CoachApplication, take: Callable[..., HttpResponse], go: str, leads_to: str
) -> None:
    answer = take(begun, "experience", {"job_title": "", "population": "lots"}, go=go)

    assert f"?step={leads_to}" in answer.url
    begun.refresh_from_db()
    typed = {name: values for name, values in begun.typed["experience"].items() if values}
    assert typed == {"job_title": [""], "population": ["lots"]}


def test_two_tabs_and_no_cookies_lose_nothing(begun: CoachApplication) -> None:
    for step in ("help", "experience"):
        one = Client(enforce_csrf_checks=True)
        one.post(f"{path_of(begun)}?step={step}", {**COACH_STEPS[step], "go": "next"})

    begun.refresh_from_db()
    assert set(begun.typed) == {"you", "experience", "help"}


def test_later_mails_the_link_and_says_so(
    begun: CoachApplication, take: Callable[..., HttpResponse], client: Client
) -> None:
    answer = take(begun, "experience", go="later")

    soup = parse(client.get(answer.url))
    assert "ann@mail.example.org" in text_of(soup.select_one(".coaching-lead"))
    link = mailed_link("application_resume", email="ann@mail.example.org")
    assert open_link(client, link).url == path_of(begun)
    # It goes on where something is missing.
    assert client.get(path_of(begun)).url == f"{path_of(begun)}?step=you"


def test_who_it_is_can_be_mended(
    begun: CoachApplication, take: Callable[..., HttpResponse], client: Client
) -> None:
    data = {**FIRST, "role": "learner", "email": "bell@mail.example.org", "preferred_name": ""}

    take(begun, "you", {**data, "name": ""})
    begun.refresh_from_db()
    assert begun.name == "Ann Bell"  # as it was, for what was typed is wrong
    assert parse(client.get(f"{path_of(begun)}?step=you&check=1")).select("details[open]") != []

    take(begun, "you", data)
    begun.refresh_from_db()
    assert (begun.email, begun.role) == ("bell@mail.example.org", ApplicationRole.LEARNER)
    soup = parse(client.get(f"{path_of(begun)}?step=help"))
    assert text_of(soup.h1) == "What you would like to talk about"
    assert text_of(soup.select_one(".coaching-progress__count")) == "Step 3 of 4"


def test_photo_is_kept_though_something_else_is_wrong(
    begun: CoachApplication, take: Callable[..., HttpResponse], client: Client
) -> None:
    data = {**COACH_STEPS["you"], "name": ""}

    answer = take(begun, "you", {**data, "portrait": photo()})

    assert "check=1" in answer.url
    image = client.get(path_of(begun, "application_portrait"))
    assert (image["Content-Type"], image["Cache-Control"]) == ("image/jpeg", "no-store, private")
    assert Image.open(io.BytesIO(image.content)).size == (300, 400)
    take(begun, "you", {**COACH_STEPS["you"], "drop_portrait": "on"})
    assert client.get(path_of(begun, "application_portrait")).status_code == 404


def test_file_that_is_no_photo_is_refused_and_the_rest_is_kept(
    begun: CoachApplication, take: Callable[..., HttpResponse], client: Client
) -> None:
    svg = SimpleUploadedFile("me.jpg", b'<svg xmlns="http://www.w3.org/2000/svg"/>')

    answer = take(begun, "you", {**COACH_STEPS["you"], "portrait": svg})

    soup = parse(client.get(answer.url))
    assert [text.split(":")[0] for text in texts(soup, ".coaching-errors li")] == ["Your photo"]
    assert soup.select_one("input[name=preferred_name]")["value"] == "Annie"
    begun.refresh_from_db()
    assert begun.portrait is None


def test_own_questions_are_a_step(
    program: ProgramTree, begun: CoachApplication, form_page: Any, take: Callable[..., HttpResponse]
) -> None:
    question = type(form_page)._meta.get_field("questions").related_model
    form_page.questions = [question(label="Who knows you?", field_type="singleline")]
    form_page.save()

    assert "step=questions&check=1" in take(begun, "questions", {}).url
    answer = take(begun, "questions", {"question-who_knows_you": "Bo", "strange": "x"})

    assert "step=consent" in answer.url
    begun.refresh_from_db()
    assert begun.typed["questions"] == {"question-who_knows_you": ["Bo"]}


def test_strange_requests_are_refused(begun: CoachApplication, client: Client) -> None:
    assert client.get(f"{path_of(begun)}?step=nowhere").url == f"{path_of(begun)}?step=you"
    assert client.post(f"{path_of(begun)}?step=you", {"go": "away"}).status_code == 400
    assert client.get(f"{path_of(begun)}x?step=you").status_code == 404
    elsewhere = client.get(path_of(begun), headers={"host": "nowhere.example.net"})
    assert elsewhere.status_code in (302, 400, 404)


def test_form_is_private_and_kept_by_the_browser(begun: CoachApplication, client: Client) -> None:
    answer = client.get(f"{path_of(begun)}?step=you")

    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert answer["Referrer-Policy"] == "strict-origin"
    assert links(parse(answer), "link[rel=stylesheet], script") == [
        "/static/wagtail_coaching/css/coaching.css"
    ]


# --- sending it ---------------------------------------------------------------------------------


def test_last_step_shows_all_that_was_said(complete: CoachApplication, client: Client) -> None:
    soup = parse(client.get(f"{path_of(complete)}?step=consent"))

    assert texts(soup, ".coaching-columns__main h2") == [
        "About you",
        "Your experience",
        "What you can help with",
        "Your time, and how you are reached",
    ]
    facts = dict(zip(texts(soup, "dt"), texts(soup, "dd"), strict=True))
    assert facts["Population served"] == "25,000"
    assert facts["Who sees your phone number"] == "Only somebody whose request you have accepted"


def test_incomplete_form_is_not_sent(begun: CoachApplication, client: Client) -> None:
    soup = parse(client.get(f"{path_of(begun)}?step=consent"))
    answer = client.post(f"{path_of(begun)}?step=consent", {"consent": "on", "go": "send"})

    assert soup.select("input[name=consent]") == []
    assert f"{path_of(begun)}?step=experience&check=1&then=consent" in links(soup, "a")
    assert answer.url == f"{path_of(begun)}?step=experience&check=1&then=consent"
    begun.refresh_from_db()
    assert begun.state == ApplicationState.STARTED


def test_mended_step_leads_back_to_the_last_one(
    complete: CoachApplication, take: Callable[..., HttpResponse]
) -> None:
    wrong = take(complete, "experience", {"job_title": ""}, query="&then=consent")
    right = take(complete, "experience", {"job_title": "CAO"}, query="&then=consent")

    assert wrong.url.endswith("?step=experience&check=1&then=consent")
    assert right.url.endswith("?step=consent")


def test_without_a_tick_nothing_is_sent(complete: CoachApplication, client: Client) -> None:
    answer = client.post(f"{path_of(complete)}?step=consent", {"go": "send"})

    soup = parse(client.get(answer.url))
    assert texts(soup, ".coaching-field__errors li") == [
        "Error: Please tick this box, so that we may take your form."
    ]
    stale = {"go": "send", "consent": "on", "version": "old"}
    soup = parse(client.get(client.post(f"{path_of(complete)}?step=consent", stale).url))
    assert "These words have just changed." in text_of(soup.select_one(".coaching-errors"))
    assert Message.objects.count() == 0


def test_double_submit_is_one_application_and_one_mail(
    complete: CoachApplication, client: Client
) -> None:
    page = parse(client.get(f"{path_of(complete)}?step=consent"))
    version = page.select_one("input[name=version]")["value"]
    data = {"consent": "on", "version": version, "go": "send"}

    answers = [client.post(f"{path_of(complete)}?step=consent", data) for _ in range(2)]

    assert [a.url for a in answers] == [reverse("wagtail_coaching:application_sent")] * 2
    assert client.get(answers[0].url).status_code == 200
    assert [m.kind for m in Message.objects.all()] == ["application_proof"]
    complete.refresh_from_db()
    assert complete.state == ApplicationState.UNPROVEN
    assert complete.consent_text.startswith("I agree that Prairie managers shows my coach profile")


def test_answer_is_the_same_whether_or_not_the_address_is_known(
    program: ProgramTree, complete: CoachApplication, client: Client
) -> None:
    make_coach_page(program, coach__person__email=complete.email)

    answer = send(client, complete)

    assert answer.url == reverse("wagtail_coaching:application_sent")


def test_sent_form_is_closed_and_shows_what_another_tab_typed(
    complete: CoachApplication, take: Callable[..., HttpResponse], client: Client
) -> None:
    send(client, complete)

    late = take(complete, "help", {"biography": "Typed in <b>vain</b>"})

    assert (late.status_code, client.get(path_of(complete)).status_code) == (404, 404)
    soup = BeautifulSoup(late.content, "html.parser")
    assert text_of(soup.h1) == "This form is sent"
    assert texts(soup, ".coaching-notice--error li") == ["Typed in <b>vain</b>"]
    assert reverse("wagtail_coaching:own_link") in links(soup, "a")
    assert client.get(path_of(complete, "application_portrait")).status_code == 404


# --- proof --------------------------------------------------------------------------------------


def test_proof_shows_what_was_sent_and_changes_nothing(
    complete: CoachApplication, client: Client
) -> None:
    send(client, complete)

    soup = parse(open_link(client, mailed_link("application_proof")))

    assert "Annie" in texts(soup, "dd")
    complete.refresh_from_db()
    assert complete.state == ApplicationState.UNPROVEN
    assert not Coach.objects.exists()


def test_proof_makes_an_applicant(complete: CoachApplication, client: Client) -> None:
    send(client, complete)
    link = mailed_link("application_proof")

    answer = answer_link(client, link, "confirm")

    assert answer.url == "/coaching/link-done/application-confirmed/"
    assert client.get(answer.url).status_code == 200
    complete.refresh_from_db()
    assert complete.state == ApplicationState.SUBMITTED
    assert complete.coach is not None
    assert answer_link(client, link, "confirm").status_code == 404


def test_stranger_deletes_it(complete: CoachApplication, client: Client) -> None:
    send(client, complete)

    answer = answer_link(client, mailed_link("application_proof"), "discard")

    assert answer.url == "/coaching/link-done/application-discarded/"
    assert not CoachApplication.objects.exists()


def test_who_coaches_already_is_told_so_behind_the_link_only(
    program: ProgramTree, complete: CoachApplication, client: Client
) -> None:
    make_coach_page(program, coach__person=PersonFactory(site=program.site, email=complete.email))
    send(client, complete)

    answer = answer_link(client, mailed_link("application_proof"), "confirm")

    assert answer.url == "/coaching/link-done/application-known/"


def test_learner_is_in_at_once(begun: CoachApplication, client: Client) -> None:
    begun.role, begun.typed["you"]["role"] = ApplicationRole.LEARNER, ["learner"]
    begun.save()
    for step, data in {"you": COACH_STEPS["you"], "experience": {}, "help": {}}.items():
        client.post(f"{path_of(begun)}?step={step}", {**data, "role": "learner", "go": "next"})
    send(client, begun)

    answer = answer_link(client, mailed_link("application_proof"), "confirm")

    assert answer.url == "/coaching/link-done/learner-accepted/"
    assert client.get(answer.url).status_code == 200


def test_proven_form_is_changed_and_sent_again_without_another_proof(
    program: ProgramTree, complete: CoachApplication, client: Client
) -> None:
    advisor = RoleFactory(site=program.site, makes_introductions=True)
    send(client, complete)
    answer_link(client, mailed_link("application_proof"), "confirm")
    complete.refresh_from_db()
    page = page_of(complete.coach)
    page.roles.add(advisor)  # as the reviewers do, whom nobody else makes one
    page.save_revision()
    again = application_service.edit_by_link(link=mailed_link("application_received"))
    Message.objects.all().delete()

    soup = parse(client.get(f"{path_of(again)}?step=you"))
    assert soup.select_one("input[name=email]").has_attr("disabled")
    assert client.get(path_of(again)).url == f"{path_of(again)}?step=consent"
    sent = {"biography": "I coach, and listen.", "go": "next"}
    client.post(f"{path_of(again)}?step=help", sent)
    version = parse(client.get(f"{path_of(again)}?step=consent")).select_one("[name=version]")
    data = {"consent": "on", "version": version["value"], "go": "send"}
    answers = [client.post(f"{path_of(again)}?step=consent", data) for _ in range(2)]

    assert [a.url for a in answers] == ["/coaching/link-done/application-again/"] * 2
    assert "application_proof" not in Message.objects.values_list("kind", flat=True)
    draft = page_of(complete.coach).get_latest_revision_as_object()
    assert [role.pk for role in draft.roles.all()] == [advisor.pk]
    assert "I coach, and listen." in str(draft.biography)
