"""The admin's home page and the outbox: what they say about mail that does not get out."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from tests.admin.listings import soup_of
from tests.admin.outbox import make_message
from wagtail_coaching.admin.dashboard_mail import mail_notice, when_it_goes_out
from wagtail_coaching.conf import user_settings
from wagtail_coaching.enums import MessageState
from wagtail_coaching.models import Heartbeat

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries
    from pytest_django.fixtures import SettingsWrapper

    from tests.admin.conftest import Staff
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

HOME = "/admin/"
OUTBOX = "/admin/coaching/messages/"
STOPPED = "No mail is being sent: the periodic work has stopped."


def beat(minutes_ago: int) -> None:
    """Let the periodic work have finished so long ago."""
    at = timezone.now() - datetime.timedelta(minutes=minutes_ago)
    Heartbeat.objects.update_or_create(name="tick", defaults={"finished_at": at})


def panel(client: Client) -> str | None:
    """Return the text of the panel on the home page; ``None``: there is none."""
    found = soup_of(client.get(HOME)).select_one("#coaching-mail-section")
    return None if found is None else " ".join(found.get_text(" ", strip=True).split())


def outbox(client: Client, query: str = "") -> str:
    return " ".join(soup_of(client.get(OUTBOX + query)).select_one("main").get_text(" ").split())


def test_words_for_a_new_message_say_whether_it_goes_out(db: None) -> None:
    assert "no mail is being sent" in when_it_goes_out()
    beat(1)
    assert "next run" in when_it_goes_out()


def test_nothing_is_said_where_everything_runs(editor_a: Client) -> None:
    beat(1)

    assert panel(editor_a) is None
    assert STOPPED not in outbox(editor_a)


def test_work_that_has_never_run_is_said_loudly(editor_a: Client, superuser: Client) -> None:
    for client in (editor_a, superuser):
        for text in (panel(client), outbox(client)):
            assert STOPPED in text
            assert "It has never run on this site." in text
            assert "manage.py coaching_tick every few minutes" in text


def test_work_that_has_stopped_is_said_with_when(
    editor_a: Client, settings: SettingsWrapper
) -> None:
    beat(95)

    text = panel(editor_a)

    assert STOPPED in text
    assert "It last finished 1\xa0hour, 35\xa0minutes ago" in text.replace(
        " hour", "\xa0hour"
    ).replace(" minutes", "\xa0minutes")
    settings.WAGTAIL_COACHING = {**user_settings(), "TICK_STALE_MINUTES": 120}
    assert panel(editor_a) is None


def test_troubled_messages_are_counted_with_a_link_to_them(
    editor_a: Client, a: ProgramTree, b: ProgramTree
) -> None:
    beat(1)
    for state in MessageState:
        make_message(a, state=state, recipient_name=f"{state.value} Reader")
    make_message(b, state=MessageState.FAILED)

    page = soup_of(editor_a.get(HOME)).select_one("#coaching-mail-section")

    link = page.select_one("a[href*=state]")
    assert link.get_text(strip=True) == ("2 messages could not be delivered, or perhaps were not.")
    rows = soup_of(editor_a.get(link["href"])).select("table.listing tbody td .title-wrapper a")
    assert sorted(row.get_text(strip=True) for row in rows) == ["failed Reader", "unknown Reader"]
    assert "2 messages could not be delivered" in outbox(editor_a)
    # Who has come by the link need not be sent there again.
    assert "messages could not be delivered" not in outbox(
        editor_a, link["href"].removeprefix(OUTBOX)
    )


def test_one_troubled_message_is_one(editor_a: Client, a: ProgramTree) -> None:
    beat(1)
    make_message(a, state=MessageState.UNKNOWN)

    assert "1 message could not be delivered, or perhaps was not." in panel(editor_a)


@pytest.mark.parametrize("role", ["bare", "reviewer_a"])
def test_who_has_nothing_to_do_with_messages_is_told_nothing(
    staff: Staff, a: ProgramTree, role: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_message(a, state=MessageState.FAILED)
    client = staff.client(role)

    assert panel(client) is None
    user = type(staff[role]).objects.get(pk=staff[role].pk)
    user.get_all_permissions()
    # The rights by site, which the rest of the page asks for, too.
    with django_assert_num_queries(1):
        assert mail_notice(user) is None


@pytest.mark.parametrize(("role", "expected"), [("editor_a", 4), ("superuser", 2)])
def test_notice_takes_few_queries(
    staff: Staff,
    a: ProgramTree,
    role: str,
    expected: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    beat(1)
    for _ in range(3):
        make_message(a, state=MessageState.FAILED)
    user = type(staff[role]).objects.get(pk=staff[role].pk)
    user.get_all_permissions()

    with django_assert_num_queries(expected):
        notice = mail_notice(user)

    assert notice is not None
    assert (notice.stopped, notice.troubled) == (False, 3)
