"""Reports → Coach vetting: rows, figures, filters, and what is exported."""

from __future__ import annotations

import csv
import datetime
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.utils import timezone

from tests import factories
from tests.admin.listings import row_names, soup_of
from tests.admin.test_surroundings import menu
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
    from django.test import Client

    from tests.admin.conftest import Staff
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

REPORT = "/admin/wagtail_coaching_vetting_report/"


@pytest.fixture
def reviewer(staff: Staff) -> Client:
    return staff.client("reviewer_a")


def figures(client: Client, **query: str) -> dict[str, str]:
    soup = soup_of(client.get(REPORT, query))
    entries = soup.select("dl div")
    return {text_of(e.select_one("dt")): text_of(e.select_one("dd")) for e in entries}


def csv_rows(client: Client, **query: str) -> list[dict[str, str]]:
    response = client.get(REPORT, {"export": "csv", **query})
    return list(csv.DictReader(StringIO(response.getvalue().decode())))


def xlsx_rows(client: Client, **query: str) -> list[tuple[Any, ...]]:
    response = client.get(REPORT, {"export": "xlsx", **query})
    sheet = openpyxl.load_workbook(BytesIO(response.getvalue())).active
    return list(sheet.values)


def test_figures_are_medians_and_counts_over_all_rows(
    a: ProgramTree, staff: Staff, reviewer: Client
) -> None:
    assign_workflow(a)
    submit(draft_profile(a), user=staff["editor_a"], waited=1, due_in=3)
    submit(draft_profile(a), user=staff["editor_a"], waited=4, due_in=-1)
    for took, state in ((2, "approved"), (9, "approved"), (5, "rejected")):
        decided(a, took=took, state=state)
    # Neither of these took a reviewer's time.
    decided(a, took=0, state="overridden")
    decided(a, took=90, state="canceled")

    assert figures(reviewer) == {
        "Waiting": "2 1 overdue",
        "Days waited so far": "median 2.5, longest 4",
        "Days to the decision": "median 5, longest 9",
        "Approved": "2",
        "Changes needed": "1",
        "Withdrawn": "1",
        "Published without vetting by an administrator": "1",
    }


def test_figures_follow_the_filters(a: ProgramTree, reviewer: Client) -> None:
    decided(a, took=2)
    decided(a, took=8, stage="National partner")

    assert figures(reviewer, stage="National partner") == {
        "Waiting": "0",
        "Days to the decision": "median 8, longest 8",
        "Approved": "1",
    }


def test_report_without_rows_says_so(reviewer: Client) -> None:
    assert figures(reviewer) == {"Waiting": "0"}


def test_filters_by_state_stage_and_dates(a: ProgramTree, reviewer: Client) -> None:
    for title, facts in {
        "New": {"days_ago": 1, "stage": "State"},
        "Old": {"days_ago": 40, "took": 5, "stage": "National"},
        "Back": {"days_ago": 3, "state": VettingState.REJECTED, "stage": "State"},
    }.items():
        decided(a, page=draft_profile(a, title=title), **facts)
    today = timezone.localdate()

    def found(**query: Any) -> list[str]:
        return sorted(row_names(reviewer.get(REPORT, query)))

    day = datetime.timedelta(days=1)
    assert found(state="rejected") == ["Back"]
    assert found(stage="National") == ["Old"]
    assert found(decided_at_from=today - 5 * day, decided_at_to=today) == ["Back", "New"]
    assert found(decided_at_to=today - 5 * day) == ["Old"]
    assert found(created_at_from=today - 2 * day) == ["New"]
    assert found(created_at_from=today - 46 * day, created_at_to=today - 44 * day) == ["Old"]


def test_site_filter_is_for_those_with_several(
    a: ProgramTree, b: ProgramTree, staff: Staff
) -> None:
    decided(a, page=draft_profile(a, title="Ann"))
    decided(b, page=draft_profile(b, title="Betaword"))
    superuser = staff.client("superuser")

    assert sorted(row_names(superuser.get(REPORT))) == ["Ann", "Betaword"]
    assert row_names(superuser.get(REPORT, {"site": b.site.pk})) == ["Betaword"]
    # To somebody of one site the parameter is nothing.
    assert row_names(staff.client("reviewer_a").get(REPORT, {"site": b.site.pk})) == ["Ann"]
    assert "Site" not in texts(soup_of(staff.client("reviewer_a").get(REPORT)), "th")


def test_stages_of_another_site_are_not_offered(
    a: ProgramTree, b: ProgramTree, reviewer: Client
) -> None:
    decided(a, stage="State")
    decided(b, stage="Betaword")

    page = soup_of(reviewer.get(REPORT))

    assert texts(page, "select[name=stage] option") == ["All", "State"]
    assert row_names(reviewer.get(REPORT, {"stage": "Betaword"})) != []


@pytest.mark.parametrize(
    "query",
    [
        "state=%00",
        "state=nothing",
        "stage=%00",
        "site=%00",
        "site=99999999999999999999999999",
        "created_at_from=0001-01-01",
        "created_at_to=9999-12-31",
        "decided_at_from=9999-12-31&decided_at_to=0001-01-01",
        "decided_at_from=%00",
        "created_at_from=yesterday",
        "p=99999999999999999999",
        "ordering=notes",
        "ordering=decided_by__password",
        "notes__contains=secret",
        "export=exe",
    ],
)
def test_hostile_query_strings_do_no_harm(
    a: ProgramTree, b: ProgramTree, reviewer: Client, query: str
) -> None:
    decided(a, page=draft_profile(a, title="Ann"))
    decided(b, page=draft_profile(b, title="Betaword"))

    for address in (
        f"{REPORT}?{query}",
        f"{REPORT}results/?{query}",
        f"{REPORT}?{query}&export=csv",
    ):
        response = reviewer.get(address)

        assert response.status_code == 200
        content = response.getvalue() if response.streaming else response.content
        assert b"Betaword" not in content


def test_export_has_times_and_outcome(a: ProgramTree, staff: Staff, reviewer: Client) -> None:
    assign_workflow(a)
    page = draft_profile(a, title="Ann Lee", organization="Little Elm")
    decided(a, page=page, took=3, decided_by=staff["reviewer_a"])
    submit(draft_profile(a, title="Bo"), user=staff["editor_a"], waited=2, due_in=-1)

    rows = {row["Coach"]: row for row in csv_rows(reviewer)}

    ann, bo = rows["Ann Lee"], rows["Bo"]
    assert list(ann) == [
        "Coach",
        "Organization",
        "Stage",
        "State",
        "Waiting since",
        "Due",
        "Overdue",
        "Decided",
        "Days waited",
        "Days to the decision",
        "Decided by",
        "Valid until",
        "Site",
    ]
    assert (ann["Organization"], ann["State"]) == ("Little Elm", "Approved")
    assert (ann["Days waited"], ann["Days to the decision"]) == ("", "3")
    assert ann["Decided by"] == staff["reviewer_a"].get_full_name()
    assert (bo["State"], bo["Days waited"], bo["Overdue"]) == ("Waiting", "2", "yes")


def test_spreadsheet_has_the_same_rows(a: ProgramTree, reviewer: Client) -> None:
    decided(a, page=draft_profile(a, title="Ann Lee"), took=3)

    head, row = xlsx_rows(reviewer)

    assert (head[0], row[0], row[9]) == ("Coach", "Ann Lee", 3)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "＝"])
def test_formulas_are_defused(a: ProgramTree, reviewer: Client, start: str) -> None:
    formula = f"{start}cmd|' /C calc'!A0"
    page = draft_profile(a, title="Ann", coach__person__name=formula, organization=formula)
    decided(a, page=page, stage=formula)

    for rows in (
        [list(row.values()) for row in csv_rows(reviewer)],
        [list(row) for row in xlsx_rows(reviewer)[1:]],
    ):
        assert [cell[0] for cell in rows[0][:3]] == ["'", "'", "'"]


def test_control_characters_do_not_break_the_spreadsheet(a: ProgramTree, reviewer: Client) -> None:
    page = draft_profile(a, title="Ann", coach__person__name="Ann\x1b\x07 Lee")
    decided(a, page=page, stage="Vet\x0bting")

    assert [row[0] for row in xlsx_rows(reviewer)] == ["Coach", "Ann Lee"]
    assert xlsx_rows(reviewer)[1][2] == "Vetting"


def test_nothing_private_is_exported(a: ProgramTree, reviewer: Client) -> None:
    vetting = decided(
        a,
        notes="Secretword",
        comment="Commentword",
        checklist=[{"label": "Checkword", "required": True, "ticked": True}],
    )
    person = vetting.coach.person

    for query in ("", "?export=csv", "?export=xlsx"):
        response = reviewer.get(REPORT + query)
        content = response.getvalue() if response.streaming else response.content
        text = str(xlsx_rows(reviewer)) if "xlsx" in query else content.decode()
        for word in ("Secretword", "Commentword", "Checkword", person.email, person.phone):
            assert word not in text


def test_menu_offers_the_report_to_those_with_rights(staff: Staff) -> None:
    roles = ("bare", "editor_a", "reviewer_a", "editor_b", "superuser")

    found = {role: "Coach vetting" in menu(staff.client(role)).get("Reports", {}) for role in roles}

    assert found == {
        "bare": False,
        "editor_a": True,
        "reviewer_a": True,
        "editor_b": True,
        "superuser": True,
    }


def test_report_takes_the_same_number_of_queries_for_each_length(
    a: ProgramTree, staff: Staff, reviewer: Client
) -> None:
    def page() -> Any:
        return reviewer.get(f"{REPORT}results/")

    def export() -> Any:
        return reviewer.get(f"{REPORT}?export=csv").getvalue()

    decided(a, decided_by=staff["reviewer_a"])
    page()
    one = (queries_of(page), queries_of(export))
    decided(a, decided_by=staff["reviewer_a"])
    decided(a, decided_by=staff["superuser"])
    three = (queries_of(page), queries_of(export))

    assert one == three
    assert max(three) <= 18


def test_report_survives_a_deleted_revision_and_page(a: ProgramTree, reviewer: Client) -> None:
    page = draft_profile(a, title="Ann", organization="Gone")
    decided(a, page=page, approved_content={"organization": "Approved town"})
    page.delete()

    assert CoachVetting.objects.get().revision is None
    assert [row["Organization"] for row in csv_rows(reviewer)] == ["Approved town"]


def test_coach_of_another_site_has_no_row(a: ProgramTree, b: ProgramTree, staff: Staff) -> None:
    decided(a, page=draft_profile(a, title="Ann"))
    factories.CoachFactory(site=b.site)

    assert csv_rows(staff.client("editor_b")) == []
