"""The inbox of coach requests: the list, and what cannot be done to it by its address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from tests import factories
from tests.admin.listings import row_names, soup_of
from wagtail_coaching.enums import RequestKind, RequestPurpose, RequestState

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from tests.admin.conftest import Staff
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

INDEX = "/admin/coaching/requests/"
SCRIPT = "<script>alert('inbox')</script>"


@pytest.fixture
def three(a: ProgramTree, b: ProgramTree) -> list[Any]:
    """Three requests of association A, the newest first, and one of association B."""
    coach = factories.CoachFactory(site=a.site, person__name="Ada Coach")
    ages = {"Newest": 0, "Middle": 1, "Oldest": 400}
    found = [
        factories.CoachRequestFactory(
            site=a.site,
            name=f"{word} Learner",
            email=f"{word.lower()}@mail.example.org",
            coach=coach,
            created_at=timezone.now() - timezone.timedelta(days=age),
        )
        for word, age in ages.items()
    ]
    factories.CoachRequestFactory(site=b.site, name="Learner of B", email="newest@b.example.org")
    return found


def names(response: HttpResponse) -> list[str]:
    return [name.removesuffix(" Learner") for name in row_names(response)]


def test_inbox_lists_the_newest_first(editor_a: Client, three: list[Any]) -> None:
    assert names(editor_a.get(INDEX)) == ["Newest", "Middle", "Oldest"]


def test_inbox_lists_requests_of_other_sites_to_those_who_work_for_all(
    superuser: Client, three: list[Any]
) -> None:
    assert sorted(names(superuser.get(INDEX))) == ["Learner of B", "Middle", "Newest", "Oldest"]


UNDECLARED = [
    "person__email__startswith=zz",
    "person__email=zz",
    "coach__person__email__contains=zz",
    "coach__person__name__startswith=Zz",
    "coach__person__coach_requests__email__contains=zz",
    "coach=99999",
    "coach__isnull=True",
    "email__startswith=zz",
    "email__exact=zz",
    "message__contains=zz",
    "staff_notes__regex=^zz",
    "reference__startswith=zz",
    "site=99999",
    "site__exact=99999",
    "site__id__exact=99999",
    "site__hostname__startswith=zz",
    "pk=99999",
    "id__in=99999",
    "topics__name__contains=zz",
    "organization_type__name=zz",
    "state=closed",
    "state__in=closed",
    "state__contains=zz",
    "state__regex=zz",
    "kind__startswith=zz",
    "created_at__year=1999",
    "created_at__date=1999-01-01",
    "nonsense=1",
    "nonsense__contains=1",
    "name__nonsense=1",
    "name__regex=(",
    "__=1",
    "_state=1",
    "%00=1",
    "is_popup=1",
    "_changelist_filters=state__exact%3Dclosed",
    "e=1",
    "all=1",
]
UNREADABLE = [
    "created_at__gte=yesterday",
    "created_at__gte=9999-99-99",
    "created_at__lt=",
    "created_at__gte=%00",
    "created_at__isnull=perhaps",
    "created_at__gte=1&created_at__gte=2",
]
MISORDERED = [
    "o=abc",
    "o=",
    "o=99",
    "o=-99",
    "o=.",
    "o=--",
    "o=1.x.-",
    "o=1e3",
    f"o={'9' * 40}",
    "ot=desc",
    "ot=%00",
    "p=abc",
    "p=",
    "p=0",
    "p=-1",
    "p=999",
    "p=1.5",
    f"p={'9' * 40}",
    f"p={'9' * 5000}",
    "q=%20",
]


def test_lookup_that_no_filter_declares_is_passed_over(editor_a: Client, three: list[Any]) -> None:
    found = {query: names(editor_a.get(f"{INDEX}?{query}")) for query in UNDECLARED}

    assert found == {query: ["Newest", "Middle", "Oldest"] for query in UNDECLARED}


def test_value_that_a_declared_filter_cannot_read_is_passed_over(
    editor_a: Client, three: list[Any]
) -> None:
    found = {query: names(editor_a.get(f"{INDEX}?{query}")) for query in UNREADABLE}

    assert found == {query: ["Newest", "Middle", "Oldest"] for query in UNREADABLE}


def test_value_that_no_request_has_finds_none_or_is_passed_over(
    editor_a: Client, three: list[Any]
) -> None:
    for query in ("state__exact=nonsense", "state__exact=%00", "kind__exact=%F0%9F%98%80"):
        found = names(editor_a.get(f"{INDEX}?{query}"))
        assert found in ([], ["Newest", "Middle", "Oldest"]), query


def test_garbage_in_order_and_page_is_passed_over(editor_a: Client, three: list[Any]) -> None:
    found = {query: sorted(names(editor_a.get(f"{INDEX}?{query}"))) for query in MISORDERED}

    assert found == {query: ["Middle", "Newest", "Oldest"] for query in MISORDERED}


def test_inbox_is_ordered_by_the_column_asked_for(editor_a: Client, three: list[Any]) -> None:
    assert names(editor_a.get(f"{INDEX}?o=0")) == ["Middle", "Newest", "Oldest"]
    assert names(editor_a.get(f"{INDEX}?o=-0")) == ["Oldest", "Newest", "Middle"]
    assert names(editor_a.get(f"{INDEX}?o=5")) == ["Oldest", "Middle", "Newest"]


def test_inbox_is_filtered_by_state_and_kind(editor_a: Client, a: ProgramTree) -> None:
    make = factories.CoachRequestFactory
    make(site=a.site, name="One Learner", state=RequestState.NEW, kind=RequestKind.ONGOING)
    make(site=a.site, name="Two Learner", state=RequestState.CLOSED, kind=RequestKind.ONGOING)
    make(site=a.site, name="Three Learner", state=RequestState.CLOSED, kind=RequestKind.ONE_OFF)

    assert sorted(names(editor_a.get(f"{INDEX}?state__exact=closed"))) == ["Three", "Two"]
    assert sorted(names(editor_a.get(f"{INDEX}?kind__exact=ongoing"))) == ["One", "Two"]
    both = editor_a.get(f"{INDEX}?kind__exact=ongoing&state__exact=closed")
    assert names(both) == ["Two"]


def test_inbox_shows_and_filters_what_is_asked_for(editor_a: Client, a: ProgramTree) -> None:
    make = factories.CoachRequestFactory
    make(site=a.site, name="One Learner")
    make(site=a.site, name="Two Learner", purpose=RequestPurpose.INTRODUCTION)

    found = editor_a.get(f"{INDEX}?purpose__exact=introduction")

    assert names(found) == ["Two"]
    assert "To suggest a coach, and introduce" in soup_of(found).select_one("tbody").text


def test_filter_stays_where_an_undeclared_lookup_stands_beside_it(
    editor_a: Client, a: ProgramTree
) -> None:
    make = factories.CoachRequestFactory
    make(site=a.site, name="One Learner", state=RequestState.NEW)
    make(site=a.site, name="Two Learner", state=RequestState.CLOSED)

    found = editor_a.get(f"{INDEX}?email__startswith=zz&state__exact=closed")

    assert names(found) == ["Two"]


def test_inbox_is_filtered_by_age(editor_a: Client, three: list[Any]) -> None:
    day = (timezone.now() - timezone.timedelta(days=30)).strftime("%Y-%m-%d 00:00:00+00:00")

    found = editor_a.get(INDEX, {"created_at__gte": day})

    assert names(found) == ["Newest", "Middle"]


def test_search_finds_by_each_declared_field(
    editor_a: Client, three: list[Any], a: ProgramTree
) -> None:
    make = factories.CoachRequestFactory
    make(site=a.site, name="Wanda Wordsworth")
    make(site=a.site, name="By address", email="wordsworth@mail.example.org")
    make(site=a.site, name="By organization", organization="Village of Wordsworth")
    make(site=a.site, name="By message", message="I read much Wordsworth.")
    make(site=a.site, name="By notes", staff_notes="Likes Wordsworth.")

    found = names(editor_a.get(f"{INDEX}?q=WORDSWORTH"))

    assert sorted(found) == ["By address", "By message", "By organization", "Wanda Wordsworth"]


def test_search_stays_within_the_users_sites(editor_a: Client, three: list[Any]) -> None:
    assert names(editor_a.get(f"{INDEX}?q=newest")) == ["Newest"]
    assert names(editor_a.get(f"{INDEX}?q=b.example.org")) == []


def test_search_takes_anything_that_can_be_typed(editor_a: Client, three: list[Any]) -> None:
    for query in ("%00", "'", '"', "%25", "_", "\\", "1=1", "%F0%9F%98%80", "x" * 5000, " ( "):
        assert editor_a.get(f"{INDEX}?q={query}").status_code == 200, query


def test_history_has_no_address(superuser: Client, three: list[Any]) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("coaching_requests_modeladmin_history", args=[three[0].pk])

    assert superuser.get(f"{INDEX}history/{three[0].pk}/").status_code == 404


@pytest.mark.parametrize("view", ["inspect", "edit", "delete"])
def test_key_of_no_request_is_not_found(superuser: Client, three: list[Any], view: str) -> None:
    for key in ("0", "-1", "999999", "abc", "1-1", "_31", "1_0", "９", "1" * 19, "9" * 200):
        assert superuser.get(f"{INDEX}{view}/{key}/").status_code == 404, key
        assert superuser.post(f"{INDEX}{view}/{key}/").status_code == 404, key


def test_what_a_learner_wrote_is_escaped_everywhere(superuser: Client, a: ProgramTree) -> None:
    coach_request = factories.CoachRequestFactory(
        site=a.site,
        name=SCRIPT,
        organization=SCRIPT,
        job_title=SCRIPT,
        phone="<b>1</b>",
        message=SCRIPT,
        staff_notes=SCRIPT,
        language="<b>x</b>",
        coach=factories.CoachFactory(site=a.site, person__name=SCRIPT),
        organization_type=factories.OrganizationTypeFactory(site=a.site, name=SCRIPT, slug="x"),
        career_stage=factories.CareerStageFactory(site=a.site, name=SCRIPT, slug="x"),
        topics=[factories.TopicFactory(site=a.site, name=SCRIPT, slug="x")],
    )
    key = coach_request.pk

    for address in ("", f"inspect/{key}/", f"edit/{key}/", f"delete/{key}/", f"?q={SCRIPT}"):
        html = superuser.get(f"{INDEX}{address}").content.decode()
        assert SCRIPT not in html, address
        assert "<b>1</b>" not in html, address
        assert "<b>x</b>" not in html, address
        assert "&lt;script&gt;alert(" in html, address


def test_inspect_shows_what_the_learner_wrote_and_how_it_stands(
    editor_a: Client, a: ProgramTree
) -> None:
    coach_request = factories.CoachRequestFactory(
        site=a.site,
        name="Lena Learner",
        email="lena@mail.example.org",
        phone="312-555-0199",
        job_title="Clerk",
        organization="Village of Elm",
        us_state="IL",
        population=4200,
        message="How do I ask for more?",
        staff_notes="Called back.",
        topics=[factories.TopicFactory(site=a.site, name="Salary talks")],
    )

    response = editor_a.get(f"{INDEX}inspect/{coach_request.pk}/")

    text = soup_of(response).select_one("main").get_text(" ", strip=True)
    for word in (
        "Lena Learner",
        "lena@mail.example.org",
        "312-555-0199",
        "Clerk",
        "Village of Elm",
        "Illinois",
        "4200",
        "How do I ask for more?",
        "Called back.",
        "Salary talks",
        "New",
    ):
        assert word in text


def test_inbox_takes_as_many_queries_for_three_requests_as_for_one(
    staff: Staff, a: ProgramTree, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = staff.client("editor_a")
    client.get(INDEX)  # what is cached for the process

    def add_one() -> None:
        coach = factories.CoachFactory(site=a.site)
        factories.CoachRequestFactory(
            site=a.site,
            coach=coach,
            person=coach.person,
            topics=[factories.TopicFactory(site=a.site)],
            organization_type=factories.OrganizationTypeFactory(site=a.site),
        )

    expected = 17
    add_one()
    with django_assert_num_queries(expected):
        assert len(names(client.get(INDEX))) == 1
    add_one()
    add_one()
    with django_assert_num_queries(expected):
        assert len(names(client.get(INDEX))) == 3


def test_inbox_leaves_out_what_no_learner_has_confirmed(
    editor_a: Client, three: list[Any], a: ProgramTree
) -> None:
    unproven = factories.CoachRequestFactory(
        site=a.site, name="Unproven Learner", state=RequestState.UNPROVEN
    )

    assert names(editor_a.get(INDEX)) == ["Newest", "Middle", "Oldest"]
    assert names(editor_a.get(f"{INDEX}?q=learner")) == ["Newest", "Middle", "Oldest"]
    assert names(editor_a.get(f"{INDEX}?state__exact=unproven")) == ["Unproven"]
    assert names(editor_a.get(f"{INDEX}?state__exact=new")) == ["Newest", "Middle", "Oldest"]
    assert b"Unproven" not in editor_a.get(f"{INDEX}?export=csv").getvalue()
    assert editor_a.get(f"{INDEX}inspect/{unproven.pk}/").status_code == 200
