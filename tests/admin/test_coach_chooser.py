"""The chooser with which an editor says whose profile a coach page is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests import factories
from wagtail_coaching.models import Coach, Topic

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from tests.admin.conftest import Staff
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

CHOOSER = "wagtail_coaching_coach_chooser"


def url(name: str, *arguments: Any) -> str:
    return reverse(f"{CHOOSER}:{name}", args=arguments)


def modal(response: HttpResponse) -> BeautifulSoup:
    assert response.status_code == 200, response.headers.get("Location")
    answer = response.json()
    # A form with errors comes alone, without the modal around it.
    return BeautifulSoup(answer.get("html") or answer["htmlFragment"], "html.parser")


def names_in(page: BeautifulSoup) -> list[str]:
    return [link.get_text(strip=True) for link in page.select("a[data-chooser-modal-choice]")]


@pytest.fixture
def coaches(a: ProgramTree, b: ProgramTree) -> dict[str, Coach]:
    make = factories.CoachFactory
    return {
        "ada": make(site=a.site, person__name="Ada Elm", person__email="oak@mail.example.org"),
        "bea": make(site=a.site, person__name="Bea Oak"),
        "dee": make(site=b.site, person__name="Dee Oak"),
    }


def test_modal_lists_coaches_of_the_users_sites(staff: Staff, coaches: dict[str, Coach]) -> None:
    found = {
        role: names_in(modal(staff.client(role).get(url("choose"))))
        for role in ("bare", "editor_a", "reviewer_a", "editor_b", "superuser")
    }

    assert found == {
        "bare": [],
        "editor_a": ["Ada Elm", "Bea Oak"],
        "reviewer_a": ["Ada Elm", "Bea Oak"],
        "editor_b": ["Dee Oak"],
        "superuser": ["Ada Elm", "Bea Oak", "Dee Oak"],
    }


def test_results_have_further_pages(editor_a: Client, a: ProgramTree) -> None:
    for number in range(12):
        factories.CoachFactory(site=a.site, person__name=f"Coach {number:02}")

    def page(number: int) -> list[str]:
        html = editor_a.get(f"{url('choose_results')}?p={number}").content
        return names_in(BeautifulSoup(html, "html.parser"))

    assert page(1) == [f"Coach {number:02}" for number in range(10)]
    assert page(2) == ["Coach 10", "Coach 11"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("OAK", ["Ada Elm", "Bea Oak"]),
        ("elm", ["Ada Elm"]),
        ("bea oak", ["Bea Oak"]),
        ("dee", []),
        ("  ", ["Ada Elm", "Bea Oak"]),
    ],
)
def test_modal_can_be_searched_by_name_and_address(
    editor_a: Client, coaches: dict[str, Coach], query: str, names: list[str]
) -> None:
    html = editor_a.get(url("choose_results"), {"q": query}).content

    assert names_in(BeautifulSoup(html, "html.parser")) == names


def test_modal_has_a_search_field_and_tells_namesakes_apart(
    editor_a: Client, a: ProgramTree, coaches: dict[str, Coach]
) -> None:
    factories.make_coach_page(a, coach=coaches["bea"], live=False)

    page = modal(editor_a.get(url("choose")))

    assert page.select_one("input[name=q]") is not None
    head, *rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("td, th")]
        for row in page.select("table.listing tr")
    ]
    assert head == ["Name", "E-mail address", "Profile"]
    assert rows == [
        ["Ada Elm", "oak@mail.example.org", ""],
        ["Bea Oak", coaches["bea"].email, "Has a profile"],
    ]


def test_choice_is_told_by_key_and_name(editor_a: Client, coaches: dict[str, Coach]) -> None:
    coach = coaches["ada"]

    answer = editor_a.get(url("chosen", coach.pk)).json()

    assert answer["step"] == "chosen"
    result = answer["result"]
    assert (str(result["id"]), result["title"]) == (str(coach.pk), "Ada Elm")
    assert result["edit_url"] == reverse("wagtail_coaching_coaches:edit", args=[coach.pk])


def test_choice_tells_no_address_and_no_phone(editor_a: Client, coaches: dict[str, Coach]) -> None:
    person = coaches["ada"].person

    for address in (
        url("chosen", coaches["ada"].pk),
        f"{url('chosen_multiple')}?id={coaches['ada'].pk}",
    ):
        text = editor_a.get(address).content.decode()
        assert person.email not in text, address
        assert person.phone not in text, address


def test_key_of_no_coach_is_not_found(editor_a: Client, coaches: dict[str, Coach]) -> None:
    for key in ("0", "-1", "999999", "abc", "1.5", "9" * 40):
        assert editor_a.get(url("chosen", key)).status_code == 404, key


def test_keys_of_no_coach_choose_nobody(editor_a: Client, coaches: dict[str, Coach]) -> None:
    ada = coaches["ada"]
    for query in ("", "id=", "id=abc", "id=999999", f"id={coaches['dee'].pk}", f"id={'9' * 40}"):
        answer = editor_a.get(f"{url('chosen_multiple')}?{query}")
        assert answer.status_code == 200, query
        assert answer.json()["result"] == [], query
    answer = editor_a.get(f"{url('chosen_multiple')}?id=abc&id={ada.pk}")
    assert [str(found["id"]) for found in answer.json()["result"]] == [str(ada.pk)]


def creation_form(client: Client) -> dict[str, Any]:
    """Return the fields of the modal's "New coach" tab, by name, with what they offer."""
    form = modal(client.get(url("choose"))).select_one(f'form[action^="{url("create")}"]')
    assert form is not None
    return {
        field["name"].split("-")[-1]: field
        for field in form.select("input[name], select[name], textarea[name]")
    }


def prefix(fields: dict[str, Any]) -> str:
    return str(fields["email"]["name"]).removesuffix("email")


def test_new_coach_can_be_made_on_the_spot(editor_a: Client, a: ProgramTree) -> None:
    fields = creation_form(editor_a)
    start = prefix(fields)

    response = editor_a.post(
        url("create"),
        {
            f"{start}site": a.site.pk,
            f"{start}name": "Nell New",
            f"{start}email": "nell@mail.example.org",
            f"{start}phone": "312-555-0107",
            f"{start}preferred_channel": "email",
            f"{start}phone_visibility": "accepted",
            f"{start}email_visibility": "accepted",
            f"{start}capacity": "2",
            f"{start}state": "active",
        },
    )

    coach = Coach.objects.get()
    assert (coach.site, coach.person.email) == (a.site, "nell@mail.example.org")
    answer = response.json()
    assert answer["step"] == "chosen"
    assert (str(answer["result"]["id"]), answer["result"]["title"]) == (str(coach.pk), "Nell New")


def test_new_coach_with_an_address_that_is_taken_is_an_error(
    editor_a: Client, a: ProgramTree
) -> None:
    factories.CoachFactory(site=a.site, person__email="nell@mail.example.org")
    start = prefix(creation_form(editor_a))

    response = editor_a.post(
        url("create"),
        {
            f"{start}site": a.site.pk,
            f"{start}name": "Nell New",
            f"{start}email": "NELL@mail.example.org",
            f"{start}preferred_channel": "email",
            f"{start}phone_visibility": "accepted",
            f"{start}email_visibility": "accepted",
            f"{start}capacity": "2",
            f"{start}state": "active",
        },
    )

    assert Coach.objects.count() == 1
    assert "This site already has a coach with this address." in modal(response).get_text()


def test_new_coach_cannot_be_made_for_another_site(
    editor_a: Client, a: ProgramTree, b: ProgramTree
) -> None:
    fields = creation_form(editor_a)
    start = prefix(fields)

    editor_a.post(
        url("create"),
        {
            f"{start}site": b.site.pk,
            f"{start}name": "Nell New",
            f"{start}email": "nell@mail.example.org",
            f"{start}preferred_channel": "email",
            f"{start}phone_visibility": "accepted",
            f"{start}email_visibility": "accepted",
            f"{start}capacity": "2",
            f"{start}state": "active",
        },
    )

    assert Coach.objects.count() == 0


def test_new_coach_is_offered_the_topics_of_the_users_sites(
    editor_a: Client, a: ProgramTree, b: ProgramTree
) -> None:
    form = modal(editor_a.get(url("choose"))).select_one(f'form[action^="{url("create")}"]')

    offered = [box["value"] for box in form.select("input[name$=topics]")]

    own = Topic.objects.filter(site=a.site).values_list("pk", flat=True)
    assert sorted(map(int, offered)) == sorted(own)


def test_reviewers_choose_but_make_no_coaches(staff: Staff, coaches: dict[str, Coach]) -> None:
    page = modal(staff.client("reviewer_a").get(url("choose")))

    assert page.select(f'form[action^="{url("create")}"]') == []
