"""Pausing several coaches from the list, and putting them back."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import GroupPagePermission, Locale, ModelLogEntry

from tests import factories
from tests.admin.listings import errors, soup_of
from wagtail_coaching.models import Coach

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from tests.admin.conftest import Staff
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

INDEX = "/admin/wagtail_coaching_coach_pages/"
PAUSE = f"{INDEX}pause/"
RESUME = f"{INDEX}resume/"
each_action = pytest.mark.parametrize("action", [PAUSE, RESUME])


def in_days(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def send(
    client: Client, action: str, pages: list[Any], *, until: str = "", **more: str
) -> HttpResponse:
    data = {"page": [str(page.pk) for page in pages], "until": until, **more}
    return client.post(action, data, follow=True)


def said(response: HttpResponse) -> list[str]:
    """Return the messages on top of the page."""
    found = soup_of(response).select(".messages li")
    return [" ".join(item.get_text(" ", strip=True).split()) for item in found]


def pauses(*pages: Any) -> list[datetime.date | None]:
    return [Coach.objects.get(pk=page.coach_id).paused_until for page in pages]


def logged(page: Any) -> list[tuple[str, Any, dict[str, str]]]:
    entries = ModelLogEntry.objects.for_instance(page.coach).order_by("timestamp", "pk")
    return [(entry.action, entry.user, entry.data) for entry in entries]


def test_list_offers_both_to_those_who_may_change_records(staff: Staff, a: ProgramTree) -> None:
    page = factories.make_coach_page(a)

    offered, boxes = {}, {}
    for role in ("editor_a", "reviewer_a", "superuser"):
        soup = soup_of(staff.client(role).get(INDEX))
        offered[role] = [button["formaction"] for button in soup.select("[formaction]")]
        boxes[role] = [box["value"] for box in soup.select("[name=page]")]

    both, one = [PAUSE, RESUME], [str(page.pk)]
    assert offered == {"editor_a": both, "reviewer_a": [], "superuser": both}
    # Where nothing can be done with what is ticked, there is nothing to tick.
    assert boxes == {"editor_a": one, "reviewer_a": [], "superuser": one}


def test_ticked_coaches_are_shown_before_they_are_paused(editor_a: Client, a: ProgramTree) -> None:
    ada, bea = (factories.make_coach_page(a, title=title) for title in ("Ada Elm", "Bea Oak"))
    form = soup_of(editor_a.get(INDEX)).select_one("form.coaching-coaches-form")
    assert [box["value"] for box in form.select("[name=page]")] == [str(ada.pk), str(bea.pk)]

    page = soup_of(editor_a.get(PAUSE, {"page": [ada.pk, bea.pk], "next": f"{INDEX}?q=e"}))

    assert [item.get_text(strip=True) for item in page.select("main ul.w-list-disc li")] == [
        "Ada Elm",
        "Bea Oak",
    ]
    assert page.select_one("[name=next]")["value"] == f"{INDEX}?q=e"
    assert pauses(ada, bea) == [None, None]


def test_pause_holds_until_the_day_and_is_told_and_logged(
    staff: Staff, editor_a: Client, a: ProgramTree
) -> None:
    ada, bea = (factories.make_coach_page(a, title=title) for title in ("Ada Elm", "Bea Oak"))
    other = factories.make_coach_page(a)
    day = in_days(40)

    response = send(editor_a, PAUSE, [ada, bea], until=day.isoformat(), next=f"{INDEX}?q=e")

    assert response.redirect_chain == [(f"{INDEX}?q=e", 302)]
    assert pauses(ada, bea, other) == [day, day, None]
    assert said(response) == [f"2 coaches are paused until {date_format(day)}: Ada Elm, Bea Oak"]
    assert logged(ada) == [
        ("wagtail_coaching.coach_paused", staff["editor_a"], {"until": day.isoformat()})
    ]


def test_end_of_a_pause_is_told_and_logged(staff: Staff, editor_a: Client, a: ProgramTree) -> None:
    ada = factories.make_coach_page(a, title="Ada Elm", coach__paused=True)

    response = send(editor_a, RESUME, [ada])

    assert pauses(ada) == [None]
    assert said(response) == ["The pause of 1 coach has ended: Ada Elm"]
    assert logged(ada) == [("wagtail_coaching.coach_resumed", staff["editor_a"], {})]


def test_message_says_who_was_left_out_and_why(editor_a: Client, a: ProgramTree) -> None:
    day = in_days(40)
    make = factories.make_coach_page
    pages = [
        make(a, title="Ada Elm"),
        make(a, title="Bea Oak", live=False, coach__hidden=True),
        make(a, title="Cam Ash", live=False, coach=None),
        make(a, title="Dee Fir", coach__paused_until=day),
    ]

    shown = soup_of(editor_a.get(PAUSE, {"page": [page.pk for page in pages]}))
    response = send(editor_a, PAUSE, pages, until=day.isoformat())

    assert "Bea Oak: not active: Hidden" in shown.select_one("main").get_text()
    assert said(response) == [
        f"1 coach is paused until {date_format(day)}: Ada Elm",
        (
            "Left out: Bea Oak (not active: Hidden); Cam Ash (no contact record); "
            "Dee Fir (paused until that day already)"
        ),
    ]
    assert pauses(pages[0], pages[1]) == [day, None]


def test_nobody_left_to_do_it_to_is_said_without_a_form(editor_a: Client, a: ProgramTree) -> None:
    page = factories.make_coach_page(a, title="Ada Elm")

    shown = soup_of(editor_a.get(RESUME, {"page": page.pk})).select_one("main")
    response = send(editor_a, RESUME, [page])

    assert "There is nobody to do this to" in shown.get_text()
    assert shown.select("button[type=submit]") == []
    assert said(response) == ["Left out: Ada Elm (not paused)"]


def test_translations_of_one_coach_are_paused_once(editor_a: Client, a: ProgramTree) -> None:
    page = factories.make_coach_page(a, title="Ada Elm")
    locale, _new = Locale.objects.get_or_create(language_code="es")
    spanish = factories.make_coach_page(
        a, title="Ada Elm (es)", coach=page.coach, locale=locale, live=False
    )

    response = send(editor_a, PAUSE, [page, spanish], until=in_days(5).isoformat())

    assert said(response) == [f"1 coach is paused until {date_format(in_days(5))}: Ada Elm"]
    assert len(logged(page)) == 1


@pytest.mark.parametrize("until", ["", "nonsense", "2020-01-01", "today", "99999-01-01"])
def test_day_that_cannot_be_is_an_error_beside_the_field(
    editor_a: Client, a: ProgramTree, until: str
) -> None:
    page = factories.make_coach_page(a)
    day = timezone.localdate().isoformat() if until == "today" else until

    response = send(editor_a, PAUSE, [page], until=day)

    assert list(errors(response)) == ["until"]
    assert pauses(page) == [None]


@each_action
def test_choice_of_nobody_leads_back_to_the_list(
    editor_a: Client, b: ProgramTree, action: str
) -> None:
    foreign = factories.make_coach_page(b)

    for pages in ("", f"?page={foreign.pk}", "?page=x", f"?page={'9' * 40}", "?page=%00"):
        response = editor_a.get(action + pages, follow=True)
        assert response.redirect_chain == [(INDEX, 302)], pages
        assert said(response) == ["Tick the coaches first, then choose what to do."]


@each_action
def test_coaches_of_another_association_stay_as_they_are(
    editor_a: Client, a: ProgramTree, b: ProgramTree, action: str
) -> None:
    day = in_days(90)
    own = factories.make_coach_page(a, coach__paused_until=day)
    foreign = factories.make_coach_page(b, title="Dee Ash", coach__paused_until=day)

    response = send(editor_a, action, [own, foreign], until=in_days(40).isoformat())

    assert pauses(foreign) == [day]
    assert pauses(own) != [day]
    assert "Dee Ash" not in response.content.decode()


@each_action
def test_right_on_pages_alone_is_no_right_on_records(
    staff: Staff, a: ProgramTree, b: ProgramTree, action: str
) -> None:
    """An editor of A's records who may edit B's pages sees B's coaches, and may not pause them."""
    rights = Group.objects.create(name="B's pages")
    GroupPagePermission.objects.create(group=rights, page_id=b.gallery.pk, permission_type="change")
    staff["editor_a"].groups.add(rights)
    page = factories.make_coach_page(b, title="Dee Ash", coach__paused_until=in_days(90))

    response = send(staff.client("editor_a"), action, [page], until=in_days(40).isoformat())

    assert said(response) == ["Left out: Dee Ash (you may not change the contact record)"]
    assert pauses(page) == [in_days(90)]


@each_action
def test_those_without_the_right_are_sent_away(staff: Staff, a: ProgramTree, action: str) -> None:
    page = factories.make_coach_page(a, coach__paused=True)
    before = pauses(page)

    for role in ("anonymous", "bare", "reviewer_a", "editor_b"):
        send(staff.client(role), action, [page], until=in_days(40).isoformat())
        assert pauses(page) == before, role


def test_way_back_never_leads_to_another_site(editor_a: Client, a: ProgramTree) -> None:
    page = factories.make_coach_page(a)

    response = send(
        editor_a, PAUSE, [page], until=in_days(5).isoformat(), next="https://evil.example.com/"
    )

    assert response.redirect_chain == [(INDEX, 302)]


def test_pause_shows_in_the_records_history(editor_a: Client, a: ProgramTree) -> None:
    page = factories.make_coach_page(a)
    send(editor_a, PAUSE, [page], until=in_days(5).isoformat())

    history = editor_a.get(reverse("wagtail_coaching_coaches:history", args=[page.coach_id]))

    assert "Coach paused" in history.content.decode()


def test_confirmation_takes_as_many_queries_for_three_coaches_as_for_one(
    editor_a: Client, a: ProgramTree, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pages = [factories.make_coach_page(a) for _number in range(3)]
    editor_a.get(PAUSE, {"page": pages[0].pk})
    with django_assert_num_queries(13):
        editor_a.get(PAUSE, {"page": pages[0].pk})
    with django_assert_num_queries(13):
        editor_a.get(PAUSE, {"page": [page.pk for page in pages]})
