"""Coaching → Coaches: all profiles of the user's galleries, with what staff want to know."""

from __future__ import annotations

import csv
import datetime
import io
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import GroupPagePermission

from tests import factories
from tests.admin.listings import row_names, soup_of
from wagtail_coaching.enums import RequestState, VettingState
from wagtail_coaching.models import CoachRole, CoachVetting, Topic

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from tests.admin.conftest import Staff
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

INDEX = "/admin/wagtail_coaching_coach_pages/"


def cells(response: HttpResponse, number: int) -> list[str]:
    """Return what one column of the list says, row by row."""
    rows = soup_of(response).select("table.listing tbody tr")
    return [row.select("td")[number].get_text(" ", strip=True) for row in rows]


def exported(client: Client, query: str = "") -> list[dict[str, str]]:
    response = client.get(f"{INDEX}?export=csv{query}")
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text)))


def wait(page: Any) -> None:
    """Have a profile wait for reviewers."""
    CoachVetting.objects.create(
        site=page.coach.site,
        coach=page.coach,
        page_pk=str(page.pk),
        state=VettingState.WAITING,
        approved_content={},
    )


def take_places(coach: Any, count: int) -> None:
    for _number in range(count):
        factories.CoachRequestFactory(site=coach.site, coach=coach, state=RequestState.INTRODUCED)


def test_list_shows_each_role_the_profiles_it_may_work_on(
    staff: Staff, a: ProgramTree, b: ProgramTree
) -> None:
    factories.make_coach_page(a, title="Ada Elm")
    factories.make_coach_page(a, title="Bea Oak", live=False)
    factories.make_coach_page(b, title="Dee Ash")

    found = {
        role: row_names(staff.client(role).get(INDEX))
        for role in ("editor_a", "reviewer_a", "editor_b", "superuser")
    }

    assert found == {
        "editor_a": ["Ada Elm", "Bea Oak"],
        "reviewer_a": ["Ada Elm", "Bea Oak"],
        "editor_b": ["Dee Ash"],
        "superuser": ["Ada Elm", "Bea Oak", "Dee Ash"],
    }


def test_list_is_closed_to_those_without_a_right_on_pages(staff: Staff, a: ProgramTree) -> None:
    factories.make_coach_page(a)

    assert staff.client("bare").get(INDEX).status_code == 302
    assert staff.client("anonymous").get(INDEX).status_code == 302


def test_right_on_other_pages_opens_an_empty_list(staff: Staff, a: ProgramTree) -> None:
    page = factories.make_coach_page(a, title="Ada Elm")
    news = Group.objects.create(name="News")
    GroupPagePermission.objects.create(group=news, page_id=a.faq.pk, permission_type="change")
    staff["bare"].groups.add(news)

    response = staff.client("bare").get(INDEX)

    assert page.title not in response.content.decode()
    assert row_names(response) == []


def test_right_to_add_shows_ones_own_profiles_only(staff: Staff, a: ProgramTree) -> None:
    factories.make_coach_page(a, title="Ada Elm")
    factories.make_coach_page(a, title="Bea Oak", owner=staff["bare"])
    adders = Group.objects.create(name="May add")
    GroupPagePermission.objects.create(group=adders, page_id=a.gallery.pk, permission_type="add")
    staff["bare"].groups.add(adders)

    assert row_names(staff.client("bare").get(INDEX)) == ["Bea Oak"]


def test_aliases_of_a_profile_are_left_out(editor_a: Client, a: ProgramTree) -> None:
    page = factories.make_coach_page(a, title="Ada Elm", publish=True)
    page.create_alias(parent=a.gallery, update_slug="ada-again")

    assert row_names(editor_a.get(INDEX)) == ["Ada Elm"]


def make_one_of_each(a: ProgramTree) -> None:
    """Make a profile for each way in which vetting may stand."""
    factories.make_coach_page(a, title="Approved", publish=True)
    changed = factories.make_coach_page(a, title="Changed", publish=True)
    changed.ask_me_about = "Budgets"
    changed.save_revision()
    factories.make_coach_page(a, title="Draft", live=False)
    grace = factories.make_coach_page(a, title="Grace", live=False)
    factories.approve_profile(grace, state=VettingState.GRACE)
    refused = factories.make_coach_page(a, title="Refused", live=False)
    factories.approve_profile(refused, state=VettingState.REJECTED)
    expired = factories.make_coach_page(a, title="Run out", live=False)
    factories.approve_profile(expired, valid_until=timezone.now() - datetime.timedelta(days=1))
    factories.make_coach_page(a, title="Suspended", live=False, coach__suspended=True)
    wait(factories.make_coach_page(a, title="Waiting", live=False))


VETTING = {
    "Approved": "Approved Public",
    "Changed": "Approved Public, with a draft",
    "Draft": "Not vetted Not public",
    "Grace": "Public for now, to be vetted Not public",
    "Refused": "Changes needed Not public",
    "Run out": "Not vetted Not public",
    "Suspended": "Suspended Not public",
    "Waiting": "Waiting for reviewers Not public",
}


def test_list_says_how_vetting_stands_and_sorts_and_filters_by_it(
    editor_a: Client, a: ProgramTree
) -> None:
    make_one_of_each(a)

    page = editor_a.get(INDEX)
    assert dict(zip(row_names(page), cells(page, 2), strict=True)) == VETTING
    assert row_names(editor_a.get(f"{INDEX}?ordering=vetting_rank")) == [
        "Waiting",
        "Refused",
        "Draft",
        "Run out",
        "Grace",
        "Approved",
        "Changed",
        "Suspended",
    ]
    for state, names in {
        "waiting": ["Waiting"],
        "rejected": ["Refused"],
        "unvetted": ["Draft", "Run out"],
        "grace": ["Grace"],
        "approved": ["Approved", "Changed"],
        "suspended": ["Suspended"],
    }.items():
        assert row_names(editor_a.get(f"{INDEX}?vetting={state}")) == names, state


def test_list_says_who_has_time_and_sorts_and_filters_by_it(
    editor_a: Client, a: ProgramTree
) -> None:
    make = factories.make_coach_page
    make(a, title="Closed", coach__ended=True)
    take_places(make(a, title="Full", coach__capacity=2).coach, 2)
    make(a, title="Hidden", live=False, coach__hidden=True)
    make(a, title="Nobody", coach=None, live=False)
    make(a, title="None", coach__capacity=0)
    take_places(make(a, title="Open", coach__capacity=3).coach, 1)
    day = timezone.localdate() + datetime.timedelta(days=30)
    make(a, title="Paused", coach__paused_until=day)
    make(a, title="Was paused", coach__paused_until=timezone.localdate(), coach__capacity=1)

    page = editor_a.get(INDEX)
    assert dict(zip(row_names(page), cells(page, 3), strict=True)) == {
        "Closed": "Closed 2 of 2 places open",
        "Full": "Full 0 of 2 places open",
        "Hidden": "Hidden 2 of 2 places open",
        "Nobody": "No contact record",
        "None": "Closed",
        "Open": "Open 2 of 3 places open",
        "Paused": f"Paused until {date_format(day)} 2 of 2 places open",
        "Was paused": "Open 1 of 1 place open",
    }
    assert row_names(editor_a.get(f"{INDEX}?ordering=availability_rank")) == [
        "Open",
        "Was paused",
        "Full",
        "Paused",
        "Closed",
        "Hidden",
        "Nobody",
        "None",
    ]
    for value, names in {
        "open": ["Open", "Was paused"],
        "full": ["Full"],
        "paused": ["Paused"],
        "closed": ["Closed", "Hidden", "Nobody", "None"],
    }.items():
        assert row_names(editor_a.get(f"{INDEX}?availability={value}")) == names, value


def test_list_is_filtered_by_topic_role_and_state(editor_a: Client, a: ProgramTree) -> None:
    first, second, unused = Topic.objects.filter(site=a.site)[:3]
    mentor = CoachRole.objects.get(site=a.site, slug="mentor")
    spanish = factories.translate_term(second, language="es", name="Entrevistas")
    make = factories.make_coach_page
    make(a, title="Ada Elm", coach__topics=[first, second], us_state="IL", roles=[mentor])
    make(a, title="Bea Oak", coach__topics=[spanish], us_state="CA")

    page = editor_a.get(INDEX)
    offered = [option.get_text() for option in soup_of(page).select("#id_topic option")]
    assert offered[0] == "All"
    assert set(offered[1:]) == {first.name, second.name, spanish.name}
    assert unused.name not in offered
    assert row_names(editor_a.get(f"{INDEX}?topic={first.pk}")) == ["Ada Elm"]
    assert row_names(editor_a.get(f"{INDEX}?topic={second.pk}")) == ["Ada Elm", "Bea Oak"]
    assert row_names(editor_a.get(f"{INDEX}?role={mentor.pk}")) == ["Ada Elm"]
    assert row_names(editor_a.get(f"{INDEX}?us_state=CA")) == ["Bea Oak"]
    assert row_names(editor_a.get(f"{INDEX}?us_state=CA&role={mentor.pk}")) == []


def test_filters_tell_nothing_of_another_association(
    editor_a: Client, superuser: Client, a: ProgramTree, b: ProgramTree
) -> None:
    foreign = Topic.objects.filter(site=b.site)[0]
    foreign.name = "Foreign topic"
    foreign.save()
    role = factories.RoleFactory(site=b.site, name="Foreign role")
    factories.make_coach_page(b, title="Dee Ash", coach__topics=[foreign], roles=[role])
    factories.make_coach_page(a, title="Ada Elm")

    page = editor_a.get(INDEX).content.decode()
    assert "Foreign" not in page
    assert "id_gallery" not in page
    assert b.gallery.title not in page
    # A choice that is not offered filters nothing.
    assert row_names(editor_a.get(f"{INDEX}?topic={foreign.pk}")) == ["Ada Elm"]
    assert row_names(superuser.get(f"{INDEX}?gallery={b.gallery.pk}")) == ["Dee Ash"]
    assert cells(superuser.get(INDEX), 6) == [
        "Prairie coaches (Prairie managers)",
        "Coast coaches (Coast managers)",
    ]


def test_search_finds_each_word_in_name_position_and_organization_but_no_address(
    editor_a: Client, a: ProgramTree
) -> None:
    make = factories.make_coach_page
    make(
        a,
        title="Ada Elm",
        preferred_name="Addie",
        organization="Village of Oak Park",
        coach__person__email="secret@mail.example.org",
    )
    make(a, title="Bea Oak", job_title="Finance director")

    found = {q: row_names(editor_a.get(f"{INDEX}?q={q}")) for q in ("oak", "ELM oak", "addie")}
    assert found == {"oak": ["Ada Elm", "Bea Oak"], "ELM oak": ["Ada Elm"], "addie": ["Ada Elm"]}
    assert row_names(editor_a.get(f"{INDEX}?q=secret")) == []
    assert row_names(editor_a.get(f"{INDEX}results/?q=finance")) == ["Bea Oak"]


def test_list_sorts_by_name_and_by_last_confirmation(editor_a: Client, a: ProgramTree) -> None:
    make = factories.make_coach_page
    make(a, title="Ada", coach__last_confirmed_on=datetime.date(2026, 3, 1))
    make(a, title="Bea")
    make(a, title="Cam", coach__last_confirmed_on=datetime.date(2025, 3, 1))

    assert cells(editor_a.get(INDEX), 5) == ["03/01/2026", "Never", "03/01/2025"]
    for ordering, names in {
        "-title": ["Cam", "Bea", "Ada"],
        "coach__last_confirmed_on": ["Bea", "Cam", "Ada"],
        "-coach__last_confirmed_on": ["Ada", "Cam", "Bea"],
        "nonsense": ["Ada", "Bea", "Cam"],
        "coach__person__email": ["Ada", "Bea", "Cam"],
    }.items():
        assert row_names(editor_a.get(f"{INDEX}?ordering={ordering}")) == names, ordering


def test_names_lead_to_the_editor_and_buttons_to_record_and_site(
    staff: Staff, a: ProgramTree
) -> None:
    page = factories.make_coach_page(a, publish=True)

    def links(role: str) -> list[str]:
        row = soup_of(staff.client(role).get(INDEX)).select_one("td.title")
        return [link["href"] for link in row.select("a")]

    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    record = reverse("wagtail_coaching_coaches:inspect", args=[page.coach_id])
    public = page.get_url_parts()[2]
    assert links("editor_a") == [edit, record, public]
    assert links("reviewer_a") == [edit, record, public]
    changers = Group.objects.create(name="Only pages")
    GroupPagePermission.objects.create(group=changers, page_id=a.home.pk, permission_type="change")
    staff["bare"].groups.add(changers)
    assert links("bare") == [edit, public]


@pytest.mark.parametrize(
    "query",
    ["?vetting=nonsense", "?topic=x&role=-1", "?us_state=ZZ", "?gallery=1", "?p=99", "?q=%00%27"],
)
def test_list_takes_anything_in_its_address(editor_a: Client, a: ProgramTree, query: str) -> None:
    factories.make_coach_page(a)

    assert editor_a.get(INDEX + query).status_code == 200


def test_export_has_no_contact_details_and_no_formulas(editor_a: Client, a: ProgramTree) -> None:
    page = factories.make_coach_page(
        a,
        title="=cmd|' /C calc'!A0",
        job_title="@SUM(1)",
        us_state="IL",
        coach__person__email="secret@mail.example.org",
        coach__person__phone="(312) 555-0199",
        coach__topics=Topic.objects.filter(site=a.site)[:2],
        coach__last_confirmed_on=datetime.date(2026, 3, 1),
    )

    (row,) = exported(editor_a)

    assert row["Name"] == "'=cmd|' /C calc'!A0"
    assert row["Title"] == "'@SUM(1)"
    assert (row["State"], row["Capacity"], row["Places open"]) == ("Illinois", "2", "2")
    assert row["Topics"] == ", ".join(topic.name for topic in page.card_topics)
    assert (row["Vetting"], row["On the site"], row["Last confirmed"]) == (
        "Approved",
        "Public",
        "2026-03-01",
    )
    assert row["Gallery"] == "Prairie coaches"
    text = str(row)
    assert "secret" not in text
    assert "0199" not in text
    assert not {"email", "phone", "E-mail address", "Phone"} & set(row)
    workbook = openpyxl.load_workbook(
        io.BytesIO(b"".join(editor_a.get(f"{INDEX}?export=xlsx").streaming_content))
    )
    values = [cell.value for cell in list(workbook.active.rows)[1]]
    assert values[0] == "'=cmd|' /C calc'!A0"
    assert "secret@mail.example.org" not in values


def test_export_holds_what_the_list_is_filtered_to_and_what_one_may_see(
    editor_a: Client, a: ProgramTree, b: ProgramTree
) -> None:
    factories.make_coach_page(a, title="Ada Elm", us_state="IL")
    factories.make_coach_page(a, title="Bea Oak", coach=None, live=False)
    factories.make_coach_page(b, title="Dee Ash", us_state="IL")

    assert [row["Name"] for row in exported(editor_a)] == ["Ada Elm", "Bea Oak"]
    assert [row["Name"] for row in exported(editor_a, "&us_state=IL")] == ["Ada Elm"]


def test_list_takes_as_many_queries_for_three_profiles_as_for_one(
    editor_a: Client, a: ProgramTree, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def make() -> None:
        factories.make_coach_page(
            a,
            coach__topics=Topic.objects.filter(site=a.site)[:2],
            roles=CoachRole.objects.filter(site=a.site)[:1],
            publish=True,
        )

    editor_a.get(INDEX)  # what is cached for the process
    make()
    editor_a.get(INDEX)
    with django_assert_num_queries(24):
        assert len(row_names(editor_a.get(INDEX))) == 1
    make()
    make()
    with django_assert_num_queries(24):
        assert len(row_names(editor_a.get(INDEX))) == 3


def test_export_takes_as_many_queries_for_three_profiles_as_for_one(
    editor_a: Client, a: ProgramTree, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factories.make_coach_page(a, coach__topics=Topic.objects.filter(site=a.site)[:2])
    exported(editor_a)
    with django_assert_num_queries(16):
        assert len(exported(editor_a)) == 1
    factories.make_coach_page(a)
    factories.make_coach_page(a)
    with django_assert_num_queries(16):
        assert len(exported(editor_a)) == 3


def test_names_are_escaped(superuser: Client, a: ProgramTree) -> None:
    evil = "<script>alert(1)</script>"
    factories.make_coach_page(a, title=evil, job_title=evil, organization=evil)

    assert evil not in superuser.get(INDEX).content.decode()


def test_add_button_leads_to_a_new_profile_in_the_one_gallery(
    editor_a: Client, a: ProgramTree
) -> None:
    page = editor_a.get(reverse("wagtail_coaching_coach_pages:choose_parent"))

    options = factories.page_class("COACH_PAGE_MODEL")._meta
    assert page.url == reverse(
        "wagtailadmin_pages:add", args=[options.app_label, options.model_name, a.gallery.pk]
    )
