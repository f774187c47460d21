"""How to reach a person stands on no page, in no revision, in no index and in no API."""

import json

import pytest
from django.test import override_settings
from wagtail.models import ReferenceIndex, Revision

from tests.factories import (
    CoachRequestFactory,
    OrganizationTypeFactory,
    TopicFactory,
    make_coach_page,
    page_class,
)
from wagtail_coaching.models import CoachRequest, Person

NAME = "Ann Private-Name"
EMAIL = "ann.private@mail.example.org"
PHONE = "312-555-0199"
HOURS = "weekday mornings"
SECRETS = (NAME, EMAIL, PHONE, HOURS, "ann.private", "5550199")


@pytest.fixture
def page(program):
    return make_coach_page(
        program,
        title="Ann Bell",
        job_title="Manager",
        organization_type=OrganizationTypeFactory(site=program.site),
        coach__topics=[TopicFactory(site=program.site)],
        coach__person__name=NAME,
        coach__person__email=EMAIL,
        coach__person__phone=PHONE,
        coach__best_hours=HOURS,
        publish=True,
    )


def assert_silent(text):
    assert [secret for secret in SECRETS if secret in text] == []


def test_revisions_say_nothing(page):
    page.job_title = "Director"
    page.save_revision()

    contents = [json.dumps(revision.content) for revision in Revision.objects.all()]

    assert len(contents) == 2
    for content in contents:
        assert_silent(content)
        assert json.loads(content)["coach"] == page.coach_id


def test_page_fields_say_nothing(page):
    assert_silent(json.dumps(page.serializable_data(), default=str))


def test_search_index_says_nothing(page):
    indexed = [field.get_value(page) for field in type(page).get_search_fields() if field]

    assert_silent(str(indexed))


@pytest.mark.parametrize("secret", ["private", "ann.private", "5550199", "0199", "mornings"])
def test_search_finds_nobody_by_private_facts(page, secret):
    model = page_class("COACH_PAGE_MODEL")

    assert list(model.objects.search(secret)) == []
    assert list(model.objects.search("Manager")) == [page]


def test_people_and_requests_are_in_no_search_index(page, program):
    from wagtail.search.index import get_indexed_models

    CoachRequestFactory(site=program.site)

    assert {Person, CoachRequest} & set(get_indexed_models()) == set()


def test_reference_index_says_nothing(page):
    assert_silent(str(list(ReferenceIndex.objects.values())))


@pytest.fixture
def ask_api(client, program):
    with override_settings(ROOT_URLCONF="tests.views.urls_with_api"):

        def get(path):
            response = client.get(f"/api/{path}", headers={"host": program.site.hostname})
            return response.status_code, response.json()

        yield get


def test_api_says_what_is_public(page, ask_api):
    status, listed = ask_api(f"pages/?type={page._meta.label}&fields=*")

    (found,) = listed["items"]
    assert (status, found["title"], found["job_title"]) == (200, "Ann Bell", "Manager")
    assert {"coach", "population"} & set(found) == set()
    assert_silent(json.dumps(listed))


def test_api_says_nothing_private_of_one_coach(page, ask_api):
    status, found = ask_api(f"pages/{page.pk}/?fields=*")

    assert (status, found["title"]) == (200, "Ann Bell")
    assert "coach" not in found
    assert_silent(json.dumps(found))


@pytest.mark.parametrize(
    "query",
    ["fields=coach", "fields=coach(person(email))", "coach__person__email=x", "order=coach"],
)
def test_api_answers_no_question_about_the_record(page, ask_api, query):
    status, answer = ask_api(f"pages/?type={page._meta.label}&{query}")

    assert status == 400
    assert_silent(json.dumps(answer))


@pytest.mark.parametrize(
    "setting",
    [
        "PROGRAM_PAGE_MODEL",
        "GALLERY_PAGE_MODEL",
        "REQUEST_PAGE_MODEL",
        "WEBINAR_SCHEDULE_PAGE_MODEL",
        "FAQ_PAGE_MODEL",
    ],
)
def test_api_lists_the_other_page_types(program, ask_api, setting):
    status, listed = ask_api(f"pages/?type={page_class(setting)._meta.label}&fields=*")

    assert (status, len(listed["items"])) == (200, 1)
