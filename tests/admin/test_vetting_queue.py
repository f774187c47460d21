"""Coaching → Vetting: the queue, the single record, and who is on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin.listings import row_names, soup_of
from tests.admin.vetting_cases import (
    assign_workflow,
    decided,
    draft_profile,
    queries_of,
    submit,
)
from tests.markup import text_of, texts
from wagtail_coaching.enums import VettingState
from wagtail_coaching.models import CoachVetting

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.admin.conftest import Staff
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

INDEX = "/admin/wagtail_coaching_vetting/"


@pytest.fixture
def reviewer(staff: Staff) -> Client:
    return staff.client("reviewer_a")


@pytest.fixture
def queue(a: ProgramTree, staff: Staff) -> Callable[..., Any]:
    """Submit a profile of association A, by its editor unless told."""
    assign_workflow(a)

    def add(title: str, *, user: str = "editor_a", organization: str = "", **times: Any) -> Any:
        page = draft_profile(a, title=title, organization=organization)
        return submit(page, user=staff[user], **times)

    return add


def inspect_url(vetting: Any) -> str:
    return reverse("wagtail_coaching_vetting:inspect", args=[vetting.pk])


def button(client: Client, vetting: Any, name: str, **data: Any) -> Any:
    return client.post(reverse(f"wagtail_coaching_vetting:{name}", args=[vetting.pk]), data)


# --- the list -----------------------------------------------------------------------------------


def test_queue_shows_what_waits_for_me_first_and_then_by_due_date(
    reviewer: Client, queue: Callable[..., Any]
) -> None:
    queue("Not Mine", user="reviewer_a", due_in=-9)
    queue("Due Late", due_in=9)
    queue("Due Soon", due_in=1)

    assert row_names(reviewer.get(INDEX)) == ["Due Soon", "Due Late", "Not Mine"]


def test_queue_says_organization_stage_dates_and_who_is_on_it(
    reviewer: Client, queue: Callable[..., Any], staff: Staff
) -> None:
    queue("Ann", organization="Town of Little Elm", waited=3, due_in=-2)

    row = soup_of(reviewer.get(INDEX)).select_one("table.listing tbody tr")
    cells = [text_of(cell) for cell in row.select("td")]

    assert cells[1:3] == ["Town of Little Elm", "Vetting"]
    assert cells[3] == "Waiting for you"
    assert cells[4].startswith("3 days")
    assert cells[5].endswith("overdue by 2 days")
    assert cells[6] == "Nobody yet I'm on it"


def test_queue_shows_only_what_waits_unless_asked(
    a: ProgramTree, reviewer: Client, queue: Callable[..., Any]
) -> None:
    queue("Waiting")
    decided(a, page=draft_profile(a, title="Decided"))

    assert row_names(reviewer.get(INDEX)) == ["Waiting"]
    assert row_names(reviewer.get(INDEX, {"show": "decided"})) == ["Decided"]
    assert row_names(reviewer.get(INDEX, {"show": "all"})) == ["Waiting", "Decided"]


def test_filters_find_mine_claimed_and_overdue(
    reviewer: Client, queue: Callable[..., Any], staff: Staff
) -> None:
    queue("Own", user="reviewer_a", due_in=3)
    queue("Late", due_in=-1)
    queue("Today", due_in=0)
    button(reviewer, queue("Claimed", due_in=5), "claim")

    found = {
        show: row_names(reviewer.get(INDEX, {"show": show}))
        for show in ("mine", "claimed", "overdue")
    }

    assert found == {
        "mine": ["Late", "Today", "Claimed"],
        "claimed": ["Claimed"],
        "overdue": ["Late"],
    }


@pytest.mark.parametrize(
    ("words", "names"), [("ann", ["Ann Lee"]), ("ELM", ["Ann Lee"]), ("bo", ["Bo"]), ("zz", [])]
)
def test_search_finds_coach_and_organization(
    reviewer: Client, queue: Callable[..., Any], words: str, names: list[str]
) -> None:
    queue("Ann Lee", organization="Town of Little Elm")
    queue("Bo", organization="Rockford")

    assert row_names(reviewer.get(INDEX, {"q": words})) == names


def test_queue_can_be_sorted_by_a_column(reviewer: Client, queue: Callable[..., Any]) -> None:
    queue("Soon", due_in=1)
    queue("Late", due_in=2)

    assert row_names(reviewer.get(INDEX, {"ordering": "-due_on"})) == ["Late", "Soon"]


@pytest.mark.parametrize(
    "query",
    [
        "show=%00",
        "show=nothing",
        "show=mine&show=all",
        "site=%00",
        "site=99999999999999999999999999",
        "site=1%20OR%201=1",
        "q=%00",
        "q=" + "x" * 5000,
        "p=99999999999999999999",
        "p=-1",
        "ordering=coach__person__email",
        "ordering=-pk&ordering=notes",
        "notes__contains=secret",
        "coach__person__email__startswith=a",
        "decided_by__password__startswith=pbkdf2",
        "export=csv",
    ],
)
@pytest.mark.parametrize("role", ["reviewer_a", "superuser"])
def test_hostile_query_strings_do_no_harm(
    staff: Staff, b: ProgramTree, queue: Callable[..., Any], query: str, role: str
) -> None:
    queue("Ann")
    assign_workflow(b)
    submit(draft_profile(b, title="Betaword"))

    for address in (INDEX, f"{INDEX}results/"):
        response = staff.client(role).get(f"{address}?{query}")

        assert response.status_code == 200
        content = response.getvalue() if response.streaming else response.content
        assert role == "superuser" or b"Betaword" not in content


def test_lookups_in_the_query_string_filter_nothing(
    reviewer: Client, queue: Callable[..., Any]
) -> None:
    queue("Ann")
    CoachVetting.objects.update(notes="secret")

    assert row_names(reviewer.get(INDEX, {"notes__startswith": "other"})) == ["Ann"]


def test_site_is_shown_and_offered_only_where_there_is_a_choice(
    staff: Staff, queue: Callable[..., Any]
) -> None:
    queue("Ann")

    one = soup_of(staff.client("reviewer_a").get(INDEX))
    two = soup_of(staff.client("superuser").get(INDEX))

    assert ("Site" in texts(one, "th"), len(one.select("[name=site]"))) == (False, 0)
    assert ("Site" in texts(two, "th"), len(two.select("[name=site]"))) == (True, 1)


def test_queue_takes_the_same_number_of_queries_for_each_length(
    reviewer: Client, queue: Callable[..., Any]
) -> None:
    queue("Ann", due_in=1)
    reviewer.get(INDEX)

    one = queries_of(lambda: reviewer.get(INDEX))
    queue("Bo", due_in=2)
    queue("Cleo", due_in=-3)
    three = queries_of(lambda: reviewer.get(INDEX))

    assert one == three
    assert three <= 30


# --- claiming -----------------------------------------------------------------------------------


def test_claim_and_release(reviewer: Client, queue: Callable[..., Any], staff: Staff) -> None:
    vetting = queue("Ann")

    assert button(reviewer, vetting, "claim").url == INDEX
    vetting.refresh_from_db()
    assert vetting.claimed_by == staff["reviewer_a"]
    row = soup_of(reviewer.get(INDEX)).select_one("table.listing tbody tr")
    assert text_of(row.select("td")[6]) == "You Leave it to others"

    button(reviewer, vetting, "release")
    vetting.refresh_from_db()
    assert vetting.claimed_by is None


@pytest.mark.parametrize("place", ["", "results/"])
def test_buttons_of_the_list_work_as_a_browser_presses_them(
    queue: Callable[..., Any], staff: Staff, place: str
) -> None:
    vetting = queue("Ann")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(staff["reviewer_a"])
    form = soup_of(strict.get(f"{INDEX}{place}?show=mine")).select_one("table.listing form")

    sent = strict.post(form["action"], {i["name"]: i["value"] for i in form.select("input")})

    assert (sent.status_code, sent["Location"]) == (302, f"{INDEX}?show=mine")
    vetting.refresh_from_db()
    assert vetting.claimed_by == staff["reviewer_a"]


def test_claim_leads_back_to_where_it_was_made(reviewer: Client, queue: Callable[..., Any]) -> None:
    vetting = queue("Ann")

    inside = button(reviewer, vetting, "claim", next=f"{INDEX}?show=mine")
    outside = button(reviewer, vetting, "release", next="https://evil.example.org/")

    assert (inside.url, outside.url) == (f"{INDEX}?show=mine", INDEX)


def test_second_to_claim_is_told_who_was_first(
    staff: Staff, reviewer: Client, queue: Callable[..., Any]
) -> None:
    vetting = queue("Ann")
    button(staff.client("superuser"), vetting, "claim")

    page = reviewer.get(button(reviewer, vetting, "claim").url)

    vetting.refresh_from_db()
    assert vetting.claimed_by == staff["superuser"]
    name = staff["superuser"].get_full_name()
    assert texts(soup_of(page), ".messages li") == [f"{name} is on it already."]
    row = soup_of(reviewer.get(INDEX)).select_one("table.listing tbody tr")
    assert text_of(row.select("td")[6]) == name


def test_buttons_take_nothing_but_post(reviewer: Client, queue: Callable[..., Any]) -> None:
    vetting = queue("Ann")

    for name in ("claim", "release"):
        url = reverse(f"wagtail_coaching_vetting:{name}", args=[vetting.pk])
        assert reviewer.get(url).status_code == 405
    vetting.refresh_from_db()
    assert vetting.claimed_by is None


def test_submitter_may_not_claim(reviewer: Client, queue: Callable[..., Any]) -> None:
    vetting = queue("Own", user="reviewer_a")

    button(reviewer, vetting, "claim")

    vetting.refresh_from_db()
    assert vetting.claimed_by is None
    row = soup_of(reviewer.get(INDEX)).select_one("table.listing tbody tr")
    assert text_of(row.select("td")[6]) == "Nobody yet"


# --- one record ---------------------------------------------------------------------------------


def test_inspect_shows_what_was_ticked_noted_and_said(
    a: ProgramTree, reviewer: Client, staff: Staff
) -> None:
    page = draft_profile(a, title="Ann Lee")
    first = decided(
        a,
        page=page,
        state=VettingState.REJECTED,
        days_ago=9,
        comment="Please say more.",
        decided_by=staff["reviewer_a"],
    )
    second = decided(
        a,
        page=page,
        took=2,
        notes="Called the city.\nAll fine.",
        decided_by=staff["reviewer_a"],
        checklist=[
            {"label": "Identity", "required": True, "ticked": True},
            {"label": "Reference <b>", "required": False, "ticked": False},
        ],
    )

    soup = soup_of(reviewer.get(inspect_url(second)))

    assert texts(soup, "#vetting-checklist-section li, #vetting-checklist li") == [
        "Checked: Identity (required)",
        "Not checked: Reference <b>",
    ]
    assert "Called the city." in text_of(soup.select_one("[id^=vetting-notes]"))
    facts = text_of(soup.select_one("[id^=vetting-facts]"))
    assert "after 2 days" in facts
    assert staff["reviewer_a"].get_full_name() in facts
    history = soup.select_one("[id^=vetting-history] ol")
    assert [item.select_one(".w-status").get_text(strip=True) for item in history.select("li")] == [
        "Approved",
        "Changes needed",
    ]
    assert [link["href"] for link in history.select("a")] == [inspect_url(first)]
    assert "Please say more." in text_of(history)


def test_inspect_leads_to_the_page_editor_and_offers_to_claim(
    reviewer: Client, queue: Callable[..., Any]
) -> None:
    vetting = queue("Ann")

    soup = soup_of(reviewer.get(inspect_url(vetting)))

    edit = reverse("wagtailadmin_pages:edit", args=[vetting.page_pk])
    assert [link["href"] for link in soup.select("header a.w-header-button")] == [edit]
    form = soup.select_one("main form[method=post]")
    assert form["action"] == reverse("wagtail_coaching_vetting:claim", args=[vetting.pk])


def test_inspect_works_when_the_page_is_gone(a: ProgramTree, reviewer: Client) -> None:
    page = draft_profile(a, title="Ann")
    vetting = decided(a, page=page)
    page.delete()

    soup = soup_of(reviewer.get(inspect_url(vetting)))

    assert soup.select("header a.w-header-button") == []
    assert row_names(reviewer.get(INDEX, {"show": "all"})) == ["Ann"]


def test_history_is_of_one_site(a: ProgramTree, b: ProgramTree, reviewer: Client) -> None:
    vetting = decided(a, page=draft_profile(a, title="Ann"))
    CoachVetting.objects.create(
        site=b.site, coach=vetting.coach, page_pk=vetting.page_pk, comment="Betaword"
    )

    assert b"Betaword" not in reviewer.get(inspect_url(vetting)).content


def test_editor_sees_the_queue_but_has_no_button(staff: Staff, queue: Callable[..., Any]) -> None:
    vetting = queue("Ann")
    client = staff.client("editor_a")

    row = soup_of(client.get(INDEX)).select_one("table.listing tbody tr")
    assert text_of(row.select("td")[6]) == "Nobody yet"
    button(client, vetting, "claim")
    vetting.refresh_from_db()
    assert vetting.claimed_by is None


def test_queue_names_no_address_of_a_coach(reviewer: Client, queue: Callable[..., Any]) -> None:
    vetting = queue("Ann")
    email = vetting.coach.person.email.encode()

    for url in (INDEX, inspect_url(vetting)):
        assert email not in reviewer.get(url).content
