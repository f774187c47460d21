"""Coaching → Coach records: entering a coach together with the person they are."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupSitePermission

from tests import factories
from tests.admin.listings import choices, errors, field_names, form_of, row_names, soup_of
from wagtail_coaching.models import Coach, CoachLanguage, MeetingFormat, Message, Person, Topic
from wagtail_coaching.services import coach as coach_service
from wagtail_coaching.services import leaving

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from tests.admin.conftest import Staff
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

INDEX = "/admin/wagtail_coaching_coaches/"
ADD = f"{INDEX}new/"
FORM = {
    "name": "Ada Coach",
    "email": "Ada@Mail.example.org",
    "phone": "312-555-0101",
    "phone_visibility": "members",
    "email_visibility": "accepted",
    "preferred_channel": "phone",
    "best_hours": "weekday mornings",
    "capacity": "3",
    "state": "active",
    "paused_until": "",
    "accepting_until": "2030-12-31",
    "last_confirmed_on": "2026-03-01",
}


def edit_url(coach: Coach) -> str:
    return reverse("wagtail_coaching_coaches:edit", args=[coach.pk])


def form_for(tree: ProgramTree, **changes: Any) -> dict[str, Any]:
    return {**FORM, "site": tree.site.pk, **changes}


def test_form_asks_for_person_and_coaching_in_one(editor_a: Client) -> None:
    assert field_names(editor_a.get(ADD)) == [
        "accepting_until",
        "best_hours",
        "capacity",
        "email",
        "email_visibility",
        "formats",
        "language",
        "languages",
        "last_confirmed_on",
        "name",
        "paused_until",
        "phone",
        "phone_visibility",
        "preferred_channel",
        "site",
        "state",
        "time_zone",
        "topics",
    ]


def test_adding_a_coach_makes_the_person_too(editor_a: Client, a: ProgramTree) -> None:
    topics = Topic.objects.filter(site=a.site)[:2]

    response = editor_a.post(ADD, form_for(a, topics=[topic.pk for topic in topics]))

    assert (response.status_code, response.url) == (302, INDEX)
    coach = Coach.objects.get()
    person = coach.person
    assert (person.site, person.name, person.email, person.phone) == (
        a.site,
        "Ada Coach",
        "ada@mail.example.org",
        "(312) 555-0101",
    )
    assert (coach.site, coach.state, coach.capacity, coach.best_hours) == (
        a.site,
        "active",
        3,
        "weekday mornings",
    )
    assert coach.paused_until is None
    assert coach.accepting_until == datetime.date(2030, 12, 31)
    assert set(coach.topics.all()) == set(topics)


def test_adding_a_coach_with_a_learners_address_keeps_the_person(
    editor_a: Client, a: ProgramTree
) -> None:
    learner = factories.PersonFactory(
        site=a.site, name="Ada L.", email="ada@mail.example.org", language="es"
    )
    coach_request = factories.CoachRequestFactory(site=a.site, person=learner)

    editor_a.post(ADD, form_for(a))

    assert Person.objects.get() == learner
    assert Coach.objects.get().person == learner
    learner.refresh_from_db()
    assert (learner.name, learner.language) == ("Ada Coach", "es")
    assert list(learner.coach_requests.all()) == [coach_request]


@pytest.mark.parametrize("email", ["ada@mail.example.org", " ADA@mail.example.org "])
def test_second_coach_with_the_same_address_is_an_error_beside_the_field(
    editor_a: Client, a: ProgramTree, email: str
) -> None:
    editor_a.post(ADD, form_for(a))

    response = editor_a.post(ADD, form_for(a, name="Another", email=email))

    assert errors(response) == {"email": "This site already has a coach with this address."}
    assert Coach.objects.count() == 1
    assert Person.objects.get().name == "Ada Coach"


def test_changing_to_an_address_that_the_site_knows_is_an_error_beside_the_field(
    editor_a: Client, a: ProgramTree
) -> None:
    factories.PersonFactory(site=a.site, email="learner@mail.example.org")
    coach = factories.CoachFactory(site=a.site, person__email="ada@mail.example.org")

    response = editor_a.post(edit_url(coach), form_for(a, email="Learner@mail.example.org"))

    assert errors(response) == {"email": "This site already knows somebody with this address."}
    coach.person.refresh_from_db()
    assert coach.person.email == "ada@mail.example.org"


def test_address_that_is_taken_between_check_and_save_is_an_error_beside_the_field(
    editor_a: Client, a: ProgramTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.CoachFactory(site=a.site, person__email="ada@mail.example.org")
    monkeypatch.setattr(coach_service, "check_address", lambda **kwargs: None)

    response = editor_a.post(ADD, form_for(a))

    assert list(errors(response)) == ["email"]
    assert Coach.objects.count() == 1


def test_two_associations_may_know_the_same_person(
    staff: Staff, a: ProgramTree, b: ProgramTree
) -> None:
    staff.client("editor_a").post(ADD, form_for(a))
    staff.client("editor_b").post(ADD, form_for(b, name="Ada of B"))

    found = Person.objects.order_by("site").values_list("site", "name", "email")
    assert list(found) == [
        (a.site.pk, "Ada Coach", "ada@mail.example.org"),
        (b.site.pk, "Ada of B", "ada@mail.example.org"),
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("email", ""),
        ("email", "no address"),
        ("capacity", "51"),
        ("capacity", "-1"),
        ("capacity", "many"),
        ("state", "nonsense"),
        ("paused_until", "tomorrow"),
        ("preferred_channel", "pigeon"),
        ("phone", "1" * 33),
        ("site", "999999"),
    ],
)
def test_value_that_cannot_be_is_an_error_beside_its_field(
    superuser: Client, a: ProgramTree, field: str, value: str
) -> None:
    response = superuser.post(ADD, form_for(a, **{field: value}))

    assert list(errors(response)) == [field]
    assert Person.objects.count() == 0


def test_changing_a_coach_changes_the_person_too(editor_a: Client, a: ProgramTree) -> None:
    coach = factories.CoachFactory(site=a.site)
    person = coach.person

    response = editor_a.post(edit_url(coach), form_for(a, state="hidden"))

    assert (response.status_code, response.url) == (302, INDEX)
    coach.refresh_from_db()
    person.refresh_from_db()
    assert (coach.state, coach.person) == ("hidden", person)
    assert (person.name, person.email) == ("Ada Coach", "ada@mail.example.org")
    assert Person.objects.count() == 1


def test_form_shows_what_is_stored(editor_a: Client, a: ProgramTree) -> None:
    topic = Topic.objects.filter(site=a.site)[0]
    coach = factories.CoachFactory(
        site=a.site, person__name="Ada Coach", person__phone="312-555-0123", topics=[topic]
    )

    form = form_of(editor_a.get(edit_url(coach)))

    assert form.select_one("[name=name]")["value"] == "Ada Coach"
    assert form.select_one("[name=email]")["value"] == coach.person.email
    assert form.select_one("[name=phone]")["value"] == "312-555-0123"
    ticked = [box["value"] for box in form.select("[name=topics][checked]")]
    assert ticked == [str(topic.pk)]


def test_site_is_not_asked_where_there_is_one(editor_a: Client, a: ProgramTree) -> None:
    field = form_of(editor_a.get(ADD)).select_one("[name=site]")

    assert (field["type"], field["value"]) == ("hidden", str(a.site.pk))


def test_site_is_asked_where_there_are_more(
    superuser: Client, a: ProgramTree, b: ProgramTree
) -> None:
    assert sorted(choices(superuser.get(ADD), "site")[1:]) == sorted([str(a.site), str(b.site)])


def test_coach_cannot_be_made_for_another_site(
    editor_a: Client, a: ProgramTree, b: ProgramTree
) -> None:
    response = editor_a.post(ADD, form_for(b))

    assert response.status_code == 200
    assert Coach.objects.count() == 0


def test_right_to_change_coaches_of_a_site_is_no_right_to_add_them_there(
    staff: Staff, a: ProgramTree, b: ProgramTree
) -> None:
    changers = Group.objects.create(name="May change B's coaches")
    [permission] = factories.permissions_of(Coach, "change")
    GroupSitePermission.objects.create(group=changers, site=b.site, permission=permission)
    staff["editor_a"].groups.add(changers)

    response = staff.client("editor_a").post(ADD, form_for(b))

    assert response.status_code == 200
    assert Coach.objects.count() == 0


def test_coach_cannot_be_moved_to_another_site(
    superuser: Client, a: ProgramTree, b: ProgramTree
) -> None:
    coach = factories.CoachFactory(site=a.site)

    superuser.post(edit_url(coach), form_for(b))

    coach.refresh_from_db()
    assert (coach.site, coach.person.site) == (a.site, a.site)
    assert coach.person.name == "Ada Coach"


def test_topics_of_another_site_are_not_offered(
    editor_a: Client, a: ProgramTree, b: ProgramTree
) -> None:
    coach = factories.CoachFactory(site=a.site)
    own = sorted(Topic.objects.filter(site=a.site).values_list("name", flat=True))
    factories.TopicFactory(site=b.site, name="Topic of B")

    assert sorted(choices(editor_a.get(ADD), "topics")) == own
    assert sorted(choices(editor_a.get(edit_url(coach)), "topics")) == own


def test_topic_of_another_site_is_never_stored(
    staff: Staff, a: ProgramTree, b: ProgramTree
) -> None:
    own = Topic.objects.filter(site=a.site)[0]
    foreign = factories.TopicFactory(site=b.site, name="Topic of B")

    refused = staff.client("editor_a").post(ADD, form_for(a, topics=[own.pk, foreign.pk]))
    staff.client("superuser").post(ADD, form_for(a, topics=[own.pk, foreign.pk]))

    assert list(errors(refused)) == ["topics"]
    assert list(Coach.objects.get().topics.all()) == [own]


def test_list_shows_state_and_site_of_the_coaches(editor_a: Client, a: ProgramTree) -> None:
    factories.CoachFactory(site=a.site, person__name="Ada Coach", suspended=True, capacity=7)

    [row] = soup_of(editor_a.get(INDEX)).select("table.listing tbody tr")

    cells = [cell.get_text(" ", strip=True) for cell in row.select("td")]
    assert cells[0].startswith("Ada Coach")
    assert cells[1:] == ["Suspended", "7", "", "", str(a.site)]


def test_search_finds_by_name_and_address_within_the_users_sites(
    staff: Staff, a: ProgramTree, b: ProgramTree
) -> None:
    make = factories.CoachFactory
    make(site=a.site, person__name="Ada Elm", person__email="one@mail.example.org")
    make(site=a.site, person__name="Bea Oak", person__email="elm@mail.example.org")
    make(site=a.site, person__name="Cy Ash", person__email="three@mail.example.org")
    make(site=b.site, person__name="Dee Elm", person__email="four@mail.example.org")

    def found(role: str) -> list[str]:
        return row_names(staff.client(role).get(f"{INDEX}?q=ELM"))

    assert found("editor_a") == ["Ada Elm", "Bea Oak"]
    assert found("reviewer_a") == ["Ada Elm", "Bea Oak"]
    assert found("editor_b") == ["Dee Elm"]
    assert found("superuser") == ["Ada Elm", "Bea Oak", "Dee Elm"]


def test_list_is_filtered_by_state(editor_a: Client, a: ProgramTree) -> None:
    factories.CoachFactory(site=a.site, person__name="Ada")
    factories.CoachFactory(site=a.site, person__name="Bea", hidden=True)

    assert row_names(editor_a.get(f"{INDEX}?state=hidden")) == ["Bea"]


def test_list_takes_anything_in_its_address(editor_a: Client, a: ProgramTree) -> None:
    factories.CoachFactory(site=a.site, person__name="Ada")
    for query in (
        "ordering=nonsense",
        "ordering=person__email",
        "ordering=-",
        "state=nonsense",
        "person__email__startswith=zz",
        "person__phone=1",
        "site=99999",
        "q=%00",
        "q=%25",
        "export=csv",
    ):
        assert editor_a.get(f"{INDEX}?{query}").status_code == 200, query
    assert row_names(editor_a.get(f"{INDEX}?person__email__startswith=zz&site=9")) == ["Ada"]


def test_names_are_escaped_in_list_and_forms(superuser: Client, a: ProgramTree) -> None:
    script = "<script>alert('coach')</script>"
    coach = factories.CoachFactory(site=a.site, person__name=script, best_hours=script)

    for name in ("edit", "delete", "history", "usage", "inspect"):
        html = superuser.get(reverse(f"wagtail_coaching_coaches:{name}", args=[coach.pk]))
        assert script not in html.content.decode(), name
    assert script not in superuser.get(INDEX).content.decode()


def test_history_tells_who_changed_a_coach(staff: Staff, a: ProgramTree) -> None:
    client = staff.client("editor_a")
    client.post(ADD, form_for(a))
    coach = Coach.objects.get()
    client.post(edit_url(coach), form_for(a, capacity="1"))

    html = client.get(reverse("wagtail_coaching_coaches:history", args=[coach.pk]))

    rows = soup_of(html).select("table.listing tbody tr")
    assert len(rows) == 2
    assert all("User" in row.get_text() for row in rows)


def test_deleting_a_coach_forgets_the_person_and_deletes_the_profile(
    editor_a: Client, a: ProgramTree
) -> None:
    page = factories.make_coach_page(a, publish=True)
    coach_request = factories.CoachRequestFactory(site=a.site, coach=page.coach)

    response = editor_a.post(reverse("wagtail_coaching_coaches:delete", args=[page.coach_id]))

    assert (response.status_code, response.url) == (302, INDEX)
    assert Coach.objects.count() == 0
    assert Person.objects.count() == 0
    coach_request.refresh_from_db()
    assert coach_request.coach is None
    assert not type(page).objects.filter(pk=page.pk).exists()


def test_deleting_a_coach_leaves_the_person_who_is_a_learner_too(
    editor_a: Client, a: ProgramTree
) -> None:
    coach = factories.CoachFactory(site=a.site)
    own_request = factories.CoachRequestFactory(site=a.site, person=coach.person)

    editor_a.post(reverse("wagtail_coaching_coaches:delete", args=[coach.pk]))

    assert Coach.objects.count() == 0
    own_request.refresh_from_db()
    assert own_request.person == Person.objects.get()


def test_choosing_left_lets_the_coach_leave(editor_a: Client, a: ProgramTree) -> None:
    coach = factories.CoachFactory(site=a.site)

    editor_a.post(edit_url(coach), form_for(a, state="left", seen_state="active"))

    assert Message.objects.filter(kind="coach_farewell").count() == 1


def test_form_that_was_open_while_the_coach_left_brings_nobody_back(
    editor_a: Client, a: ProgramTree
) -> None:
    coach = factories.CoachFactory(site=a.site)
    seen = form_of(editor_a.get(edit_url(coach))).select_one("[name=seen_state]")["value"]
    leaving.leave(coach=coach)

    kept = editor_a.post(edit_url(coach), form_for(a, state="active", seen_state=seen))
    refused = editor_a.post(edit_url(coach), form_for(a, state="hidden", seen_state=seen))

    assert kept.status_code == 302
    assert list(errors(refused)) == ["state"]
    coach.refresh_from_db()
    assert coach.state == "left"
    editor_a.post(edit_url(coach), form_for(a, state="active", seen_state="left"))
    coach.refresh_from_db()
    assert (coach.state, coach.left_at) == ("active", None)


def test_coach_who_is_no_longer_active_goes_offline(editor_a: Client, a: ProgramTree) -> None:
    page = factories.make_coach_page(a, publish=True)

    editor_a.post(edit_url(page.coach), form_for(a, state="hidden"))

    page.refresh_from_db()
    assert (page.live, page.coach.state) == (False, "hidden")


def test_list_takes_as_many_queries_for_three_coaches_as_for_one(
    editor_a: Client, a: ProgramTree, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    editor_a.get(INDEX)  # what is cached for the process
    factories.CoachFactory(site=a.site, topics=Topic.objects.filter(site=a.site)[:2])
    with django_assert_num_queries(13):
        assert len(row_names(editor_a.get(INDEX))) == 1
    factories.CoachFactory.create_batch(2, site=a.site)
    with django_assert_num_queries(13):
        assert len(row_names(editor_a.get(INDEX))) == 3


def test_form_stores_all_that_is_on_a_record(editor_a: Client, a: ProgramTree) -> None:
    coach = factories.CoachFactory(site=a.site)
    languages = list(CoachLanguage.objects.filter(site=a.site)[:2])
    formats = list(MeetingFormat.objects.filter(site=a.site)[1:])

    editor_a.post(
        edit_url(coach),
        form_for(
            a,
            language="es",
            time_zone="America/Denver",
            languages=[term.pk for term in languages],
            formats=[term.pk for term in formats],
            email_visibility="everyone",
        ),
    )

    coach = Coach.objects.get(pk=coach.pk)
    assert (coach.person.language, coach.person.time_zone) == ("es", "America/Denver")
    assert (coach.phone_visibility, coach.email_visibility) == ("members", "everyone")
    assert set(coach.languages.all()) == set(languages)
    assert set(coach.formats.all()) == set(formats)


@pytest.mark.parametrize("model", [CoachLanguage, MeetingFormat])
def test_terms_of_another_site_are_neither_offered_nor_stored(
    superuser: Client, a: ProgramTree, b: ProgramTree, model: Any
) -> None:
    name = "languages" if model is CoachLanguage else "formats"
    coach = factories.CoachFactory(site=a.site)
    foreign = model.objects.filter(site=b.site)[0]

    boxes = form_of(superuser.get(edit_url(coach))).select(f"[name={name}]")
    superuser.post(edit_url(coach), form_for(a, **{name: [foreign.pk]}))

    own = model.objects.filter(site=a.site).values_list("pk", flat=True)
    assert {int(box["value"]) for box in boxes} == set(own)
    assert list(getattr(coach, name).all()) == []


def test_phone_that_is_none_is_an_error_beside_the_field_and_stays_as_typed(
    editor_a: Client, a: ProgramTree
) -> None:
    response = editor_a.post(ADD, form_for(a, phone="555-0142"))

    assert list(errors(response)) == ["phone"]
    assert form_of(response).select_one("[name=phone]")["value"] == "555-0142"


def test_language_that_the_project_has_no_more_stays(editor_a: Client, a: ProgramTree) -> None:
    coach = factories.CoachFactory(site=a.site, person__language="xx")

    offered = choices(editor_a.get(edit_url(coach)), "language")
    editor_a.post(edit_url(coach), form_for(a, language="xx"))

    assert offered[0] == "The site's own language"
    assert offered[-1] == "xx"
    coach.person.refresh_from_db()
    assert coach.person.language == "xx"
