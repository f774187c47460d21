"""How to reach a person stands where the person says, for whom the person says; and in no revision,
in no index, in no API, in no list and in no export.
"""

import io
import itertools
import json

import openpyxl
import pytest
from django.test import Client, override_settings
from django.urls import reverse
from wagtail import VERSION
from wagtail.models import ReferenceIndex, Revision

from tests.factories import (
    CoachRequestFactory,
    OrganizationTypeFactory,
    TopicFactory,
    UserFactory,
    make_coach_page,
    page_class,
)
from tests.markup import parse
from wagtail_coaching.enums import CoachState, ContactVisibility
from wagtail_coaching.models import Coach, CoachRequest, GalleryEntry, Person

NAME = "Ann Private-Name"
EMAIL = "ann.private@mail.example.org"
PHONE = "(312) 555-0199"
HOURS = "weekday mornings"
SECRETS = (NAME, EMAIL, PHONE, HOURS, "ann.private", "555-0199", "5550199")
EVERYONE, MEMBERS, ACCEPTED = ContactVisibility
#: Who sees the phone number, and who the e-mail address.
CHOICES = list(itertools.product(ContactVisibility, repeat=2))


@pytest.fixture(params=[ACCEPTED, EVERYONE])
def visibility(request):
    """The most careful choice, and the most open one: elsewhere than on the profile both are the
    same.
    """
    return request.param


@pytest.fixture
def profile(program, visibility):
    return make_profile(program, visibility, visibility)


def make_profile(program, phone_visibility, email_visibility):
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
        coach__phone_visibility=phone_visibility,
        coach__email_visibility=email_visibility,
        publish=True,
    )


def seen_in(text):
    """Return what of the phone number and of the address stands in a text, however written."""
    seen = set()
    if any(part in text for part in ("555-0199", "5550199", "555 0199")):
        seen.add("phone")
    if "ann.private" in text or "mail.example.org" in text:
        seen.add("email")
    return seen


def allowed(phone_visibility, email_visibility, *visibilities):
    return {
        name
        for name, chosen in (("phone", phone_visibility), ("email", email_visibility))
        if chosen in visibilities
    }


def card_path(page):
    return reverse("wagtail_coaching:coach_vcard", args=[page.pk])


@pytest.fixture
def stranger():
    return Client()


@pytest.fixture
def member(db):
    client = Client()
    client.force_login(UserFactory())
    return client


@pytest.fixture
def look(program):
    """Return what somebody sees of a profile: the page without its structured data, that data, and
    the card.
    """

    def see(client, page):
        host = {"host": program.site.hostname}
        soup = parse(client.get(page.relative_url(program.site), headers=host))
        (data,) = soup.select('script[type="application/ld+json"]')
        data.extract()
        card = client.get(card_path(page), headers=host)
        return str(soup), data.string, card

    return see


@pytest.mark.parametrize(("phone", "email"), CHOICES)
def test_profile_shows_each_detail_to_whom_the_coach_says(
    program, look, stranger, member, phone, email
):
    page = make_profile(program, phone, email)
    for_all = allowed(phone, email, EVERYONE)
    for_members = allowed(phone, email, EVERYONE, MEMBERS)

    for client, expected in ((stranger, for_all), (member, for_members)):
        html, data, card = look(client, page)
        assert seen_in(html) == expected
        assert seen_in(data) == for_all
        assert card.status_code == (200 if expected else 404)
        assert seen_in(card.content.decode()) == expected
        assert ("/coach/" + str(page.pk) + ".vcf" in html) == bool(expected)
        assert NAME not in html + data + card.content.decode()


@pytest.mark.parametrize(("phone", "email"), CHOICES)
def test_profile_that_shows_members_more_is_in_no_shared_cache(
    program, stranger, member, phone, email
):
    page = make_profile(program, phone, email)
    host = {"host": program.site.hostname}
    depends = MEMBERS in (phone, email)

    for client in (stranger, member):
        for path in (page.relative_url(program.site), card_path(page)):
            response = client.get(path, headers=host)
            if response.status_code == 200:
                assert (response.get("Cache-Control") == "private") == depends
            if depends and response.status_code == 200:
                assert "Cookie" in response["Vary"]


@pytest.mark.parametrize("state", [state for state in CoachState if state != CoachState.ACTIVE])
def test_nothing_is_shown_of_a_coach_who_is_not_active(program, member, state):
    page = make_profile(program, EVERYONE, EVERYONE)
    Coach.objects.filter(pk=page.coach_id).update(state=state)  # and the page stays live
    host = {"host": program.site.hostname}

    answers = [
        member.get(path, headers=host)
        for path in (page.relative_url(program.site), card_path(page))
    ]

    assert [seen_in(answer.content.decode()) for answer in answers] == [set(), set()]
    assert answers[1].status_code == 404


def raising_check(request):
    raise RuntimeError("The membership database is away.")


def never(request):
    return False


def by_header(request):
    return request.headers.get("X-Member")


@pytest.mark.parametrize(
    ("check", "headers", "expected"),
    [
        ("raising_check", {}, set()),
        ("never", {}, set()),
        ("by_header", {}, set()),
        ("by_header", {"X-Member": "yes"}, {"phone", "email"}),
        ("no_such_function", {}, set()),
    ],
)
def test_host_says_who_is_a_member(program, settings, member, check, headers, expected):
    page = make_profile(program, MEMBERS, MEMBERS)
    settings.WAGTAIL_COACHING = {
        **getattr(settings, "WAGTAIL_COACHING", {}),
        "MEMBER_CHECK": f"tests.views.test_privacy.{check}",
    }
    host = {"host": program.site.hostname, **headers}

    html = member.get(page.relative_url(program.site), headers=host).content.decode()
    card = member.get(card_path(page), headers=host).content.decode()

    assert (seen_in(html), seen_in(card)) == (expected, expected)


def test_other_site_and_its_members_get_no_card(program, program_b, member):
    page = make_profile(program, EVERYONE, EVERYONE)

    response = member.get(card_path(page), headers={"host": program_b.site.hostname})

    assert response.status_code == 404


def test_gallery_landing_page_and_feed_say_nothing(profile, program, member):
    host = {"host": program.site.hostname}
    feed = reverse("wagtail_coaching:gallery_feed", args=[program.gallery.pk])
    paths = [
        program.gallery.relative_url(program.site),
        program.program.relative_url(program.site),
        f"{program.gallery.relative_url(program.site)}?q=5550199",
        f"{program.gallery.relative_url(program.site)}?q=ann.private",
        feed,
    ]

    answers = [member.get(path, headers=host) for path in paths]

    assert [answer.status_code for answer in answers] == [200] * len(paths)
    assert "Ann Bell" in answers[0].content.decode()
    assert ["Ann Bell" in answer.content.decode() for answer in answers[2:4]] == [False, False]
    for answer in answers:
        body = answer.content.decode().replace("q=5550199", "").replace('value="5550199"', "")
        # What was searched for is said again; it is not told.
        assert PHONE not in body
        assert EMAIL not in body
        assert NAME not in body
        assert HOURS not in body


def test_gallery_index_says_nothing(profile, program, member):
    member.get(program.gallery.relative_url(program.site), headers={"host": program.site.hostname})

    entries = list(GalleryEntry.objects.values())
    assert len(entries) == 1
    assert_silent(str(entries))


@pytest.mark.parametrize("export_format", ["csv", "xlsx"])
def test_export_of_coach_pages_says_nothing(profile, client, export_format):
    client.force_login(UserFactory(superuser=True))

    response = client.get(reverse("wagtail_coaching_coach_pages:index"), {"export": export_format})

    assert response.status_code == 200
    content = b"".join(response) if response.streaming else response.content
    text = cells_of(content) if export_format == "xlsx" else content.decode()
    assert "Ann Bell" in text
    assert_silent(text)


def cells_of(workbook):
    """Return the text of every cell of a workbook."""
    sheet = openpyxl.load_workbook(io.BytesIO(workbook)).active
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row)


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


@pytest.mark.skipif(VERSION < (8, 0), reason="API v3 came with Wagtail 8.0")
@pytest.mark.urls("tests.views.urls_with_api_v3")
def test_api_v3_says_nothing_private(profile, client, program):
    host = {"host": program.site.hostname}

    paths = ("pages/", f"pages/{profile.pk}/", f"pages/?type={profile._meta.label}")
    answers = [client.get(f"/api/v3/{path}", headers=host) for path in paths]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert answers[1].json()["title"] == "Ann Bell"
    for answer in answers:
        assert_silent(answer.content.decode())


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
