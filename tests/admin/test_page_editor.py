"""Coach and webinar pages in Wagtail's own editor, sent as a browser sends them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale

from tests import factories
from tests.admin.listings import choices, errors, soup_of
from tests.posting import open_page_form, page_formsets
from wagtail_coaching.models import CareerStage, CoachRole, Credential, OrganizationType, Topic

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from tests.admin.conftest import Staff
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

EXPIRY = datetime.date(2031, 5, 31)


def add_url(parent: Any, setting: str = "COACH_PAGE_MODEL") -> str:
    options = factories.page_class(setting)._meta
    return reverse(
        "wagtailadmin_pages:add", args=[options.app_label, options.model_name, parent.pk]
    )


def edit_url(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def send(
    client: Client, url: str, *, publish: bool = False, submit: bool = False, **values: Any
) -> HttpResponse:
    """Open a form, change some of its values, and send it; perhaps to be published, or vetted."""
    form = open_page_form(client, url)
    for name, value in values.items():
        if isinstance(value, list):
            form.setlist(name, value)
        else:
            form[name] = value
    if publish:
        form["action-publish"] = "action-publish"
    if submit:
        form["action-submit"] = "action-submit"
    return client.post(url, dict(form.lists()))


def coach_pages() -> Any:
    return factories.page_class("COACH_PAGE_MODEL").objects.order_by("path")


def test_title_of_the_page_is_called_name_and_the_job_title_title(
    editor_a: Client, a: ProgramTree
) -> None:
    form = editor_a.get(add_url(a.gallery)).context["form"]

    assert (form["title"].label, form["job_title"].label) == ("Name", "Title")
    assert form["title"].field.widget.attrs["placeholder"] == "Name*"


def test_draft_needs_no_coach_yet(editor_a: Client, a: ProgramTree) -> None:
    response = send(editor_a, add_url(a.gallery), title="Ada Coach", slug="ada")

    page = coach_pages().get()
    assert (response.status_code, response.url) == (302, edit_url(page))
    assert (page.title, page.live, page.coach) == ("Ada Coach", False, None)


@pytest.mark.parametrize("action", ["publish", "submit"])
def test_going_public_without_a_coach_is_an_error_beside_the_field(
    superuser: Client, a: ProgramTree, action: str
) -> None:
    form = {"title": "Ada Coach", "slug": "ada", action: True}
    response = send(superuser, add_url(a.gallery), **form)

    assert list(errors(response)) == ["coach"]
    assert coach_pages().count() == 0


def test_submitting_a_draft_without_a_coach_is_an_error_beside_the_field(
    editor_a: Client, a: ProgramTree
) -> None:
    page = factories.make_coach_page(a, coach=None, live=False)

    response = send(editor_a, edit_url(page), submit=True)

    assert list(errors(response)) == ["coach"]
    page.refresh_from_db()
    assert not page.live


def test_profile_of_a_coach_is_submitted(editor_a: Client, a: ProgramTree) -> None:
    coach = factories.CoachFactory(site=a.site)
    stage = CareerStage.objects.filter(site=a.site)[0]
    credentials = list(Credential.objects.filter(site=a.site)[:2])

    response = send(
        editor_a,
        add_url(a.gallery),
        submit=True,
        title="Ada Coach",
        slug="ada",
        coach=str(coach.pk),
        career_stage=str(stage.pk),
        ask_me_about="Budgets",
        **page_formsets(
            factories.page_class("COACH_PAGE_MODEL"),
            credentials=[{"credential": term, "expires_on": EXPIRY} for term in credentials],
        ),
    )

    page = coach_pages().get()
    assert response.status_code == 302
    assert (page.live, page.coach, page.career_stage, page.ask_me_about) == (
        False,
        coach,
        stage,
        "Budgets",
    )
    held = [(child.credential, child.expires_on) for child in page.credentials.all()]
    assert held == [(term, EXPIRY) for term in credentials]
    assert page.workflow_in_progress


@pytest.mark.parametrize("publish", [False, True])
def test_coach_of_another_site_is_an_error_beside_the_field(
    superuser: Client, a: ProgramTree, b: ProgramTree, publish: bool
) -> None:
    page = factories.make_coach_page(a)
    own, foreign = page.coach, factories.CoachFactory(site=b.site)

    response = send(superuser, edit_url(page), publish=publish, coach=str(foreign.pk))

    assert errors(response) == {"coach": "This coach belongs to another site."}
    page.refresh_from_db()
    assert page.coach == own
    assert page.get_latest_revision_as_object().coach == own


def test_coach_that_does_not_exist_is_an_error_beside_the_field(
    editor_a: Client, a: ProgramTree
) -> None:
    page = factories.make_coach_page(a)

    response = send(editor_a, edit_url(page), coach="999999")

    assert list(errors(response)) == ["coach"]


def test_second_profile_of_a_coach_is_an_error_beside_the_field(
    editor_a: Client, a: ProgramTree
) -> None:
    first = factories.make_coach_page(a)

    response = send(
        editor_a,
        add_url(a.gallery),
        publish=True,
        title="Ada again",
        slug="ada-again",
        coach=str(first.coach_id),
    )

    assert errors(response) == {"coach": "This coach already has a profile page."}
    assert list(coach_pages()) == [first]


TERM_FIELDS = {"organization_type": OrganizationType, "career_stage": CareerStage}


def test_only_the_sites_own_terms_in_the_pages_language_are_offered(
    superuser: Client, a: ProgramTree, b: ProgramTree
) -> None:
    for model in (OrganizationType, CareerStage, Credential):
        own = model.objects.filter(site=a.site)[0]
        factories.translate_term(own, language="es", name=f"Spanish {model.__name__}")
        foreign = model.objects.filter(site=b.site)[0]
        foreign.name = f"Foreign {model.__name__}"
        foreign.save()

    page = superuser.get(add_url(a.gallery))

    def own_names(model: Any) -> list[str]:
        terms = model.objects.filter(site=a.site, locale=Locale.get_default())
        return list(terms.order_by("sort_order").values_list("name", flat=True))

    assert {name: choices(page, name)[1:] for name in TERM_FIELDS} == {
        name: own_names(model) for name, model in TERM_FIELDS.items()
    }
    # In a template, which a script copies: no part of the page to select from.
    new_row = soup_of(page).find(attrs={"name": "credentials-__prefix__-credential"})
    options = BeautifulSoup(str(new_row), "html.parser").select("option[value]:not([value=''])")
    assert [option.get_text(strip=True) for option in options] == own_names(Credential)


@pytest.mark.parametrize(
    ("name", "model"),
    [("organization_type", OrganizationType), ("career_stage", CareerStage), ("roles", CoachRole)],
)
def test_term_of_another_site_is_an_error_beside_the_field(
    superuser: Client, a: ProgramTree, b: ProgramTree, name: str, model: Any
) -> None:
    page = factories.make_coach_page(a)
    foreign = str(model.objects.filter(site=b.site)[0].pk)

    response = send(superuser, edit_url(page), **{name: [foreign] if name == "roles" else foreign})

    assert list(errors(response)) == [name]


def test_credential_of_another_site_is_an_error_beside_the_field(
    superuser: Client, a: ProgramTree, b: ProgramTree
) -> None:
    page = factories.make_coach_page(a)
    foreign = Credential.objects.filter(site=b.site)[0]

    response = send(
        superuser, edit_url(page), **page_formsets(page, credentials=[{"credential": foreign}])
    )

    assert list(errors(response)) == ["credential"]
    assert page.get_latest_revision() is None


def vetted_profile(tree: ProgramTree) -> Any:
    """Return a public profile with a credential and a role."""
    return factories.make_coach_page(
        tree,
        credentials=[(Credential.objects.filter(site=tree.site)[0], EXPIRY)],
        roles=list(CoachRole.objects.filter(site=tree.site)[:1]),
        publish=True,
    )


def stored_credential(page: Any) -> dict[str, Any]:
    child = page.credentials.get()
    return {"id": child.pk, "credential": child.credential, "expires_on": child.expires_on}


def test_changed_credentials_are_not_published_without_vetting_and_the_form_says_so(
    editor_a: Client, a: ProgramTree
) -> None:
    page = vetted_profile(a)
    one = stored_credential(page)
    another = Credential.objects.filter(site=a.site)[1]

    for changed in (
        [one, {"credential": another}],
        [],
        [{**one, "expires_on": ""}],
        [{**one, "credential": another}],
    ):
        response = send(
            editor_a, edit_url(page), publish=True, **page_formsets(page, credentials=changed)
        )

        messages = soup_of(response).select("#panel-child-background-credentials-section")
        assert "Submit it for vetting" in messages[0].get_text(), changed
        assert response.context["form"].errors == {}

    page.refresh_from_db()
    assert [child.expires_on for child in page.credentials.all()] == [EXPIRY]
    assert not page.has_unpublished_changes


def test_changed_credentials_are_saved_as_a_draft(editor_a: Client, a: ProgramTree) -> None:
    page = vetted_profile(a)
    one = {**stored_credential(page), "expires_on": datetime.date(2036, 5, 31)}

    response = send(editor_a, edit_url(page), **page_formsets(page, credentials=[one]))

    assert response.status_code == 302
    page.refresh_from_db()
    draft = page.get_latest_revision_as_object()
    assert [child.expires_on.year for child in draft.credentials.all()] == [2036]


def test_unchanged_credentials_are_published_in_any_order(editor_a: Client, a: ProgramTree) -> None:
    page = vetted_profile(a)

    response = send(
        editor_a,
        edit_url(page),
        publish=True,
        ask_me_about="Budgets",
        **page_formsets(page, credentials=[stored_credential(page)]),
    )

    assert response.status_code == 302
    page.refresh_from_db()
    assert (page.live, page.ask_me_about) == (True, "Budgets")


def test_changed_roles_are_not_published_without_vetting_and_the_form_says_so(
    editor_a: Client, a: ProgramTree
) -> None:
    page = vetted_profile(a)
    roles = [str(role.pk) for role in CoachRole.objects.filter(site=a.site)]

    response = send(editor_a, edit_url(page), publish=True, roles=roles)

    assert list(errors(response)) == ["roles"]


def test_editor_takes_as_many_queries_for_three_credentials_as_for_one(
    editor_a: Client, a: ProgramTree
) -> None:
    terms = list(Credential.objects.filter(site=a.site)[:3])
    pages = [
        factories.make_coach_page(a, credentials=terms[:count], publish=True) for count in (1, 3)
    ]

    def queries(page: Any) -> int:
        with CaptureQueriesContext(connection) as found:
            assert editor_a.get(edit_url(page)).status_code == 200
        return len(found)

    for page in pages:
        editor_a.get(edit_url(page))
    assert queries(pages[0]) == queries(pages[1])


def test_page_in_a_translated_tree_is_offered_terms_in_its_language(
    superuser: Client, a: ProgramTree
) -> None:
    for stage in CareerStage.objects.filter(site=a.site)[:2]:
        factories.translate_term(stage, language="es", name=f"{stage.name} (es)", sort_order=None)
    spanish = Locale.objects.get(language_code="es")
    for page in (a.home, a.program, a.gallery):
        translated = page.copy_for_translation(spanish)
        translated.save_revision().publish()

    offered = choices(superuser.get(add_url(translated)), "career_stage")[1:]

    own = CareerStage.objects.filter(site=a.site, locale=spanish).values_list("name", flat=True)
    assert sorted(offered) == sorted(own)


def test_webinar_page_is_offered_the_sites_own_topics(
    superuser: Client, a: ProgramTree, b: ProgramTree
) -> None:
    factories.TopicFactory(site=b.site, name="Foreign topic")

    offered = choices(superuser.get(add_url(a.schedule, "WEBINAR_PAGE_MODEL")), "topics")

    own = Topic.objects.filter(site=a.site).order_by("sort_order")
    assert offered == list(own.values_list("name", flat=True))


def test_webinar_page_is_published_with_its_calendar_entry(
    editor_a: Client, a: ProgramTree
) -> None:
    response = send(
        editor_a,
        add_url(a.schedule, "WEBINAR_PAGE_MODEL"),
        publish=True,
        title="Budget basics",
        slug="budget-basics",
        starts_at="2030-03-05 12:00",
        ends_at="2030-03-05 13:00",
    )

    page = factories.page_class("WEBINAR_PAGE_MODEL").objects.get()
    assert response.status_code == 302
    assert page.live
    assert (page.webinar.title, page.webinar.site) == ("Budget basics", a.site)
    assert page.webinar.starts_at == page.starts_at


def test_webinar_that_ends_before_it_starts_is_an_error_beside_the_field(
    editor_a: Client, a: ProgramTree
) -> None:
    response = send(
        editor_a,
        add_url(a.schedule, "WEBINAR_PAGE_MODEL"),
        publish=True,
        title="Backwards",
        slug="backwards",
        starts_at="2030-03-05 12:00",
        ends_at="2030-03-05 11:00",
    )

    assert errors(response) == {"ends_at": "The end must be after the start."}


def test_draft_of_a_webinar_needs_no_times_yet(editor_a: Client, a: ProgramTree) -> None:
    response = send(
        editor_a, add_url(a.schedule, "WEBINAR_PAGE_MODEL"), title="Some day", slug="some-day"
    )

    assert response.status_code in (200, 302)
    if response.status_code == 200:
        assert sorted(errors(response)) == ["ends_at", "starts_at"]


@pytest.mark.parametrize("section", ["program", "gallery", "request_page", "schedule", "faq"])
def test_every_section_can_be_edited_and_published(
    editor_a: Client, a: ProgramTree, section: str
) -> None:
    page = getattr(a, section)

    response = send(editor_a, edit_url(page), publish=True, title="New title")

    assert response.status_code == 302
    page.refresh_from_db()
    assert (page.title, page.live) == ("New title", True)


def test_editors_of_another_association_open_no_page_of_this_one(
    staff: Staff, a: ProgramTree
) -> None:
    page = factories.make_coach_page(a)
    home = reverse("wagtailadmin_home")

    for role in ("editor_b", "bare"):
        client = staff.client(role)
        for url in (
            edit_url(page),
            edit_url(a.program),
            add_url(a.gallery),
            reverse("wagtailadmin_pages:delete", args=[page.pk]),
            reverse("wagtailadmin_pages:copy", args=[page.pk]),
            reverse("wagtailadmin_pages:history", args=[page.pk]),
            reverse("wagtailadmin_pages:usage", args=[page.pk]),
        ):
            response = client.get(url)
            assert (response.status_code, getattr(response, "url", "")) == (302, home) or (
                response.status_code in (403, 404)
            ), (role, url)


def test_reviewers_change_profiles_but_publish_none(staff: Staff, a: ProgramTree) -> None:
    client = staff.client("reviewer_a")
    page = factories.make_coach_page(a, publish=True)
    title = page.title

    form = soup_of(client.get(edit_url(page)))
    send(client, edit_url(page), publish=True, title="Ada, forged")
    send(client, edit_url(page), title="Ada, reviewed")

    assert form.select('[name="action-publish"]') == []
    page.refresh_from_db()
    assert page.title == title
    assert page.get_latest_revision_as_object().title == "Ada, reviewed"


def test_reviewers_edit_nothing_but_the_gallery(staff: Staff, a: ProgramTree) -> None:
    client = staff.client("reviewer_a")

    found = {
        page: client.get(edit_url(page)).status_code for page in (a.home, a.program, *a.sections)
    }

    assert found == {
        a.home: 302,
        a.program: 302,
        a.gallery: 200,
        a.request_page: 302,
        a.schedule: 302,
        a.faq: 302,
    }


def test_preview_of_every_page_type_answers(editor_a: Client, a: ProgramTree) -> None:
    coach_page = factories.make_coach_page(a, publish=True)
    webinar_page = factories.make_webinar_page(a)

    for page in (a.program, *a.sections, coach_page, webinar_page):
        url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
        answer = editor_a.post(url, dict(open_page_form(editor_a, edit_url(page)).lists()))
        assert answer.json()["is_valid"], page
        assert editor_a.get(url).status_code == 200, page
