"""The inbox as a spreadsheet: whose rows, which ones, and text that stays text."""

from __future__ import annotations

import csv
import datetime
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from wagtail_coaching.admin.exporting import defuse
from wagtail_coaching.enums import RequestKind, RequestState

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from tests.admin.conftest import Staff
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

INDEX = "/admin/coaching/requests/"
HEADINGS = [
    "Received",
    "Request State",
    "Name",
    "E-Mail Address",
    "Phone",
    "Title",
    "Organization",
    "Type Of Organization",
    "Population",
    "State",
    "Career Stage",
    "Coach",
    "Purpose",
    "Kind",
    "Message",
    "Staff Notes",
]
# What spreadsheets take for the start of a formula, and as it gets past a naive check.
FORMULAS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    " =1+1",
    "    @SUM(A1)",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(A1)",
]


def from_csv(response: HttpResponse) -> list[list[str]]:
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == 'attachment; filename="coach-requests.csv"'
    # A spreadsheet program does not strip what stands in a quoted cell.
    return list(csv.reader(StringIO(response.getvalue().decode(), newline="")))


def sheet_of(response: HttpResponse) -> Any:
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == 'attachment; filename="coach-requests.xlsx"'
    return openpyxl.load_workbook(BytesIO(response.getvalue())).active


def from_xlsx(response: HttpResponse) -> list[list[Any]]:
    return [list(row) for row in sheet_of(response).values]


def column(rows: list[list[Any]], heading: str) -> list[Any]:
    position = rows[0].index(heading)
    return [row[position] for row in rows[1:]]


def full_request(tree: ProgramTree) -> Any:
    return factories.CoachRequestFactory(
        site=tree.site,
        name="Lena Learner",
        email="lena@mail.example.org",
        phone="312-555-0199",
        job_title="Clerk",
        organization="Village of Elm",
        organization_type=factories.OrganizationTypeFactory(site=tree.site, name="Hamlet"),
        population=4200,
        us_state="IL",
        career_stage=factories.CareerStageFactory(site=tree.site, name="Newcomer"),
        coach=factories.CoachFactory(site=tree.site, person__name="Ada Coach"),
        kind=RequestKind.TARGETED,
        message="How do I ask for more?",
        state=RequestState.IN_PROGRESS,
        staff_notes="Called back.",
        created_at=datetime.datetime(2026, 3, 1, 18, 30, tzinfo=datetime.UTC),
    )


def test_csv_holds_every_fact_of_a_request(editor_a: Client, a: ProgramTree) -> None:
    full_request(a)

    rows = from_csv(editor_a.get(f"{INDEX}?export=csv"))

    assert len(rows) == 2
    found = dict(zip(rows[0], rows[1], strict=True))
    assert list(found) == HEADINGS
    assert found.pop("Received").startswith("2026-03-01")
    assert found == {
        "Request State": "in_progress",
        "Name": "Lena Learner",
        "E-Mail Address": "lena@mail.example.org",
        "Phone": "312-555-0199",
        "Title": "Clerk",
        "Organization": "Village of Elm",
        "Type Of Organization": "Hamlet",
        "Population": "4200",
        "State": "IL",
        "Career Stage": "Newcomer",
        "Coach": "Ada Coach",
        "Purpose": "coaching",
        "Kind": "targeted",
        "Message": "How do I ask for more?",
        "Staff Notes": "Called back.",
    }


def test_xlsx_holds_the_same_as_csv(editor_a: Client, a: ProgramTree) -> None:
    full_request(a)

    from_sheet = from_xlsx(editor_a.get(f"{INDEX}?export=xlsx"))

    rows = from_csv(editor_a.get(f"{INDEX}?export=csv"))
    assert from_sheet[0] == rows[0]
    assert [str(cell) for cell in from_sheet[1][1:]] == rows[1][1:]


def test_export_holds_requests_of_the_users_own_sites_only(
    staff: Staff, a: ProgramTree, b: ProgramTree
) -> None:
    factories.CoachRequestFactory(site=a.site, name="Learner of A")
    factories.CoachRequestFactory(site=b.site, name="Learner of B")

    def exported(role: str, extension: str) -> list[str]:
        response = staff.client(role).get(f"{INDEX}?export={extension}")
        rows = from_csv(response) if extension == "csv" else from_xlsx(response)
        return sorted(column(rows, "Name"))

    for extension in ("csv", "xlsx"):
        assert exported("editor_a", extension) == ["Learner of A"]
        assert exported("editor_b", extension) == ["Learner of B"]
        assert exported("superuser", extension) == ["Learner of A", "Learner of B"]


def test_export_takes_filters_search_and_order_of_the_list(
    editor_a: Client, a: ProgramTree
) -> None:
    make = factories.CoachRequestFactory
    make(site=a.site, name="Bea Elm", state=RequestState.CLOSED)
    make(site=a.site, name="Ada Elm", state=RequestState.CLOSED)
    make(site=a.site, name="Cy Elm", state=RequestState.NEW)
    make(site=a.site, name="Dee Oak", state=RequestState.CLOSED, organization="City of Oak")

    query = "state__exact=closed&q=elm&o=0"

    for extension, rows_of in (("csv", from_csv), ("xlsx", from_xlsx)):
        rows = rows_of(editor_a.get(f"{INDEX}?{query}&export={extension}"))
        assert column(rows, "Name") == ["Ada Elm", "Bea Elm"]


def test_export_passes_over_lookups_that_no_filter_declares(
    editor_a: Client, a: ProgramTree
) -> None:
    factories.CoachRequestFactory(site=a.site, name="Ada Elm")

    rows = from_csv(editor_a.get(f"{INDEX}?email__startswith=zz&site=99&export=csv"))

    assert column(rows, "Name") == ["Ada Elm"]


def test_unknown_export_format_is_passed_over(editor_a: Client, a: ProgramTree) -> None:
    for name in ("pdf", "", "%00", "CSV", "csv&export=xlsx"):
        response = editor_a.get(f"{INDEX}?export={name}")
        assert response.status_code == 200, name


def poisoned(tree: ProgramTree, text: str) -> None:
    factories.CoachRequestFactory(
        site=tree.site,
        name=text,
        phone=text[:32],
        job_title=text,
        organization=text,
        organization_type=factories.OrganizationTypeFactory(site=tree.site, name=text, slug="x"),
        career_stage=factories.CareerStageFactory(site=tree.site, name=text, slug="x"),
        coach=factories.CoachFactory(site=tree.site, person__name=text),
        message=text,
        staff_notes=text,
    )


POISONED = (
    "Name",
    "Phone",
    "Title",
    "Organization",
    "Type Of Organization",
    "Career Stage",
    "Coach",
    "Message",
    "Staff Notes",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_text_in_both_formats(editor_a: Client, a: ProgramTree, text: str) -> None:
    poisoned(a, text)

    rows = from_csv(editor_a.get(f"{INDEX}?export=csv"))
    sheet = sheet_of(editor_a.get(f"{INDEX}?export=xlsx"))

    assert {heading: column(rows, heading) for heading in POISONED} == {
        heading: [f"'{text}"] for heading in POISONED
    }
    cells = dict(zip(HEADINGS, list(sheet.rows)[1], strict=True))
    for heading in POISONED:
        assert cells[heading].data_type == "s", heading
        # XML reads every line end as a line feed.
        assert cells[heading].value.replace("\r", "\n") == f"'{text}".replace("\r", "\n"), heading


def test_ordinary_text_is_exported_as_it_is(editor_a: Client, a: ProgramTree) -> None:
    text = 'O\'Hara, "Al"; 5-10 % = fine\nsecond line'
    factories.CoachRequestFactory(site=a.site, message=text)

    rows = from_csv(editor_a.get(f"{INDEX}?export=csv"))

    assert column(rows, "Message") == [text]
    assert column(from_xlsx(editor_a.get(f"{INDEX}?export=xlsx")), "Message") == [text]


def test_control_characters_in_a_message_do_not_break_the_export(
    editor_a: Client, a: ProgramTree
) -> None:
    factories.CoachRequestFactory(site=a.site, message="Bell \x07, escape \x1b, \x0b and \ufffe.")

    for extension in ("csv", "xlsx"):
        response = editor_a.get(f"{INDEX}?export={extension}")
        assert response.status_code == 200, extension
        rows = from_csv(response) if extension == "csv" else from_xlsx(response)
        [message] = column(rows, "Message")
        assert message.startswith("Bell "), extension


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(alphabet=" \t\r\n=+-@＝＋－＠'a1", min_size=1, max_size=12))
def test_defused_text_never_starts_as_a_formula_does(text: str) -> None:
    defused = defuse(text)

    assert defused in (text, f"'{text}")
    assert defused.lstrip(" ")[:1] not in set("=+-@＝＋－＠\t\r\n")


@pytest.mark.parametrize("value", [None, 0, -5, 1.5, True, datetime.date(2026, 3, 1)])
def test_values_that_are_no_text_are_left_as_they_are(value: Any) -> None:
    assert defuse(value) is value
