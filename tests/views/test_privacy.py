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
def profile(program):
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


def test_revisions_say_nothing(profile):
    profile.job_title = "Director"
    profile.save_revision()

    contents = [json.dumps(revision.content) for revision in Revision.objects.all()]

    assert len(contents) == 2
    for content in contents:
        assert_silent(content)
        assert json.loads(content)["coach"] == profile.coach_id


def test_page_fields_say_nothing(profile):
    assert_silent(json.dumps(profile.serializable_data(), default=str))


def test_search_index_says_nothing(profile):
    indexed = [field.get_value(profile) for field in type(profile).get_search_fields() if field]

    assert_silent(str(indexed))


# MySQL's full-text index knows what is committed, only.
@pytest.mark.usefixtures("search_index")
@pytest.mark.django_db(transaction=True)
def test_search_finds_nobody_by_private_facts(profile):
    model = page_class("COACH_PAGE_MODEL")

    found = {
        words: list(model.objects.search(words))
        for words in ("private", "ann.private", "5550199", "0199", "mornings", "Manager")
    }

    assert [words for words, pages in found.items() if pages] == ["Manager"]
    assert found["Manager"] == [profile]


def test_people_and_requests_are_in_no_search_index(profile, program):
    from wagtail.search.index import get_indexed_models

    CoachRequestFactory(site=program.site)

    assert {Person, CoachRequest} & set(get_indexed_models()) == set()


def test_reference_index_says_nothing(profile):
    assert_silent(str(list(ReferenceIndex.objects.values())))


@pytest.fixture
def ask_api(client, program):
    with override_settings(ROOT_URLCONF="tests.views.urls_with_api"):

        def get(path):
            response = client.get(f"/api/{path}", headers={"host": program.site.hostname})
            return response.status_code, response.json()

        yield get


def test_api_says_what_is_public(profile, ask_api):
    status, listed = ask_api(f"pages/?type={profile._meta.label}&fields=*")

    (found,) = listed["items"]
    assert (status, found["title"], found["job_title"]) == (200, "Ann Bell", "Manager")
    assert {"coach", "population"} & set(found) == set()
    assert_silent(json.dumps(listed))


def test_api_says_nothing_private_of_one_coach(profile, ask_api):
    status, found = ask_api(f"pages/{profile.pk}/?fields=*")

    assert (status, found["title"]) == (200, "Ann Bell")
    assert "coach" not in found
    assert_silent(json.dumps(found))


@pytest.mark.parametrize(
    "query",
    ["fields=coach", "fields=coach(person(email))", "coach__person__email=x", "order=coach"],
)
def test_api_answers_no_question_about_the_record(profile, ask_api, query):
    status, answer = ask_api(f"pages/?type={profile._meta.label}&{query}")

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
