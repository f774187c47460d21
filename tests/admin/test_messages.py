"""Coaching → Messages: whose are listed, how they are found, and what is shown of them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.models import ReferenceIndex

from tests import factories
from tests.admin.listings import soup_of
from tests.admin.outbox import KIND, inspect_url, make_message, sent_with_link
from wagtail_coaching.enums import MessageState
from wagtail_coaching.messages import message_kinds
from wagtail_coaching.models import Coach, Heartbeat, Message
from wagtail_coaching.services import links

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from tests.admin.conftest import Staff
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

INDEX = "/admin/coaching/messages/"
SCRIPT = "<script>alert('outbox')</script>"


def recipients(response: HttpResponse) -> list[str]:
    """Return whom the rows are to, in order, by the first word of their names."""
    rows = soup_of(response).select("table.listing tbody td .title-wrapper a")
    return [row.get_text(" ", strip=True).split()[0] for row in rows]


def row_of(response: HttpResponse, name: str) -> str:
    """Return the text of the row to somebody."""
    rows = soup_of(response).select("table.listing tbody tr")
    texts = [" ".join(row.get_text(" ", strip=True).split()) for row in rows]
    return next(text for text in texts if text.startswith(name))


@pytest.fixture
def three(a: ProgramTree, b: ProgramTree) -> list[Message]:
    """Three messages of association A, the newest first, and one of association B."""
    now = timezone.now()
    ages = {"Newest": 0, "Middle": 1, "Oldest": 400}
    found = [
        make_message(
            a,
            recipient_name=f"{word} Reader",
            recipient_email=f"{word.lower()}@mail.example.org",
            created_at=now - datetime.timedelta(days=age),
        )
        for word, age in ages.items()
    ]
    make_message(b, recipient_name="Betaword Reader", recipient_email="newest@b.example.org")
    return found


ALL = ["Newest", "Middle", "Oldest"]


def test_list_shows_the_newest_first(editor_a: Client, three: list[Message]) -> None:
    assert recipients(editor_a.get(INDEX)) == ALL


def test_list_shows_messages_of_other_sites_to_those_who_work_for_all(
    superuser: Client, three: list[Message]
) -> None:
    assert sorted(recipients(superuser.get(INDEX))) == ["Betaword", "Middle", "Newest", "Oldest"]


def test_row_says_how_a_message_stands(editor_a: Client, a: ProgramTree) -> None:
    due = datetime.datetime(2031, 3, 4, 15, 45, tzinfo=datetime.UTC)
    make_message(
        a,
        recipient_name="Rita Retry",
        state=MessageState.RETRYING,
        due_at=due,
        attempts=3,
        error="The mail server could not be reached.",
        subject="Your request is with us",
    )
    make_message(a, recipient_name="Fay Failed", state=MessageState.FAILED, error="No such user.")
    make_message(a, recipient_name="Sue Sent", state=MessageState.SENT, error="Slow at first.")

    response = editor_a.get(INDEX)

    retrying = row_of(response, "Rita Retry")
    title = str(next(kind.title for kind in message_kinds() if kind.key == KIND))
    # The user's admin is in America/Chicago.
    for words in (
        title,
        "Your request is with us",
        "Failed retry at 03/04/2031 9:45 a.m.",
        "The mail server could not be reached.",
        " 3 ",
    ):
        assert words in retrying
    assert "No such user." in row_of(response, "Fay Failed")
    assert "Slow at first." not in row_of(response, "Sue Sent")


def test_kind_that_nobody_registers_any_more_is_shown_by_its_key(
    editor_a: Client, a: ProgramTree
) -> None:
    message = make_message(a, kind="gone_kind", recipient_name="Gone Kind")

    assert "gone_kind" in row_of(editor_a.get(INDEX), "Gone Kind")
    assert "gone_kind" in editor_a.get(inspect_url(message)).content.decode()


def test_list_is_filtered_by_state_kind_and_day(editor_a: Client, three: list[Message]) -> None:
    newest, middle, _oldest = three
    other = next(kind.key for kind in message_kinds() if kind.key != KIND)
    Message.objects.filter(pk=newest.pk).update(state=MessageState.FAILED)
    Message.objects.filter(pk=middle.pk).update(state=MessageState.UNKNOWN, kind=other)
    day = (timezone.localdate() - datetime.timedelta(days=30)).isoformat()

    def found(query: str) -> list[str]:
        return recipients(editor_a.get(f"{INDEX}?{query}"))

    assert found("state=failed") == ["Newest"]
    assert found("state=failed&state=unknown") == ["Newest", "Middle"]
    assert found(f"kind={other}") == ["Middle"]
    assert found(f"created_at_from={day}") == ["Newest", "Middle"]
    assert found(f"created_at_to={day}") == ["Oldest"]


def test_site_filter_offers_the_sites_of_the_user(
    editor_a: Client, superuser: Client, three: list[Message], a: ProgramTree, b: ProgramTree
) -> None:
    assert soup_of(editor_a.get(INDEX)).select("select[name=site]") == []
    assert sorted(recipients(superuser.get(f"{INDEX}?site={a.site.pk}"))) == sorted(ALL)
    assert recipients(superuser.get(f"{INDEX}?site={b.site.pk}")) == ["Betaword"]
    # None of an editor's business, so none of the filters.
    assert recipients(editor_a.get(f"{INDEX}?site={b.site.pk}")) == ALL


UNDECLARED = [
    "recipient_email__startswith=zz",
    "person__email__startswith=zz",
    "person__links__key__startswith=zz",
    "site__hostname__startswith=zz",
    "context__coach_request=1",
    "links__link__startswith=zz",
    "state__in=sent",
    "text__contains=zz",
    "pk=99999",
    "id__in=99999",
    "nonsense=1",
    "__=1",
    "%00=1",
]
UNREADABLE = [
    "state=nonsense",
    "state=%00",
    "kind=nonsense",
    "kind=%00",
    "created_at_from=yesterday",
    "created_at_from=9999-99-99",
    "created_at_to=%00",
    "site=%00",
    f"site={'9' * 40}",
    "q=%00",
    "q=%20",
    "p=abc",
    "p=0",
    f"p={'9' * 40}",
    "ordering=text",
    "ordering=%00",
    "ordering=person__links__key",
]


def test_lookup_that_no_filter_declares_is_passed_over(
    editor_a: Client, three: list[Message]
) -> None:
    found = {query: recipients(editor_a.get(f"{INDEX}?{query}")) for query in UNDECLARED}

    assert found == dict.fromkeys(UNDECLARED, ALL)


def test_value_that_makes_no_sense_is_passed_over(editor_a: Client, three: list[Message]) -> None:
    found = {query: recipients(editor_a.get(f"{INDEX}?{query}")) for query in UNREADABLE}

    assert found == dict.fromkeys(UNREADABLE, ALL)


def test_search_finds_by_name_address_and_subject_only(editor_a: Client, a: ProgramTree) -> None:
    make_message(a, recipient_name="Wanda Wordsworth")
    make_message(a, recipient_name="Address", recipient_email="wordsworth@mail.example.org")
    make_message(a, recipient_name="Subject", subject="About Wordsworth")
    make_message(a, recipient_name="Text", text="Wordsworth", html="Wordsworth")
    make_message(a, recipient_name="Links", links={"link": "wordsworth"})

    found = recipients(editor_a.get(f"{INDEX}?q=WORDSWORTH"))

    assert sorted(found) == ["Address", "Subject", "Wanda"]


def test_search_stays_within_the_users_sites(editor_a: Client, three: list[Message]) -> None:
    assert recipients(editor_a.get(f"{INDEX}?q=newest")) == ["Newest"]
    assert recipients(editor_a.get(f"{INDEX}?q=b.example.org")) == []


def test_search_takes_anything_that_can_be_typed(editor_a: Client, three: list[Message]) -> None:
    for query in ("'", '"', "%25", "_", "\\", "1=1", "%F0%9F%98%80", "x" * 5000, " ( "):
        assert editor_a.get(f"{INDEX}?q={query}").status_code == 200, query


def test_list_is_ordered_by_the_column_asked_for(editor_a: Client, three: list[Message]) -> None:
    assert recipients(editor_a.get(f"{INDEX}?ordering=recipient_email")) == [
        "Middle",
        "Newest",
        "Oldest",
    ]
    assert recipients(editor_a.get(f"{INDEX}?ordering=created_at")) == ALL[::-1]


def test_list_takes_as_many_queries_for_three_messages_as_for_one(
    staff: Staff, a: ProgramTree, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Heartbeat.objects.create(name="tick", finished_at=timezone.now())
    client = staff.client("editor_a")
    client.get(INDEX)  # what is cached for the process

    expected = 18
    for count, more in ((1, 1), (3, 2)):
        for _ in range(more):
            make_message(a, person=factories.PersonFactory(site=a.site))
        with django_assert_num_queries(expected):
            assert len(recipients(client.get(INDEX))) == count


def test_inspect_shows_both_parts_in_a_frame_that_can_do_nothing(
    editor_a: Client, a: ProgramTree
) -> None:
    message = make_message(
        a,
        state=MessageState.SENT,
        subject="Frozen subject",
        text="Frozen text",
        html="<html><head><title>x</title></head><body><p>Frozen HTML</p></body></html>",
    )

    page = soup_of(editor_a.get(inspect_url(message)))

    text = page.select_one("main").get_text(" ", strip=True)
    assert "Frozen subject" in text
    assert "Frozen text" in text
    frame = page.select_one("iframe")
    # An empty "sandbox" allows nothing at all.
    assert frame["sandbox"] == []
    assert not frame.has_attr("src")
    inside = BeautifulSoup(frame["srcdoc"], "html.parser")
    assert inside.select_one("p").get_text() == "Frozen HTML"
    policy = inside.select_one("head meta[http-equiv=Content-Security-Policy]")["content"]
    assert policy.startswith("default-src 'none'; ")
    assert "script-src" not in policy
    assert inside.select_one("head base")["target"] == "_blank"


def test_what_others_wrote_is_escaped_everywhere(superuser: Client, a: ProgramTree) -> None:
    message = make_message(
        a,
        recipient_name=SCRIPT,
        subject=SCRIPT,
        text=SCRIPT,
        html=f"<p>{SCRIPT}</p>",
        error=SCRIPT,
        state=MessageState.FAILED,
        language="<b>x</b>",
    )

    for address in (
        INDEX,
        f"{INDEX}?q={SCRIPT}",
        inspect_url(message),
        reverse("wagtail_coaching_messages:resend", args=[message.pk]),
        reverse("wagtail_coaching_messages:cancel", args=[message.pk]),
    ):
        html = superuser.get(address).content.decode()
        assert SCRIPT not in html, address
        assert "<b>x</b>" not in html, address
        assert "&lt;script&gt;alert(" in html, address


def test_message_that_was_not_tried_yet_is_shown_as_it_would_be_sent(
    editor_a: Client, a: ProgramTree
) -> None:
    coach_request = factories.CoachRequestFactory(site=a.site, name="Lena Learner")
    message = make_message(a, context={"coach_request": coach_request.pk})

    page = soup_of(editor_a.get(inspect_url(message)))

    assert "This is how it would read now." in page.get_text()
    assert "Lena Learner" in page.select_one("iframe")["srcdoc"]
    message.refresh_from_db()
    assert (message.subject, message.text, message.html) == ("", "", "")


def test_message_about_something_gone_says_so(editor_a: Client, a: ProgramTree) -> None:
    message = make_message(a, context={"coach_request": 0})

    page = soup_of(editor_a.get(inspect_url(message)))

    assert "what it is about is no longer there" in page.get_text()
    assert page.select("iframe") == []


def test_no_page_shows_a_personal_link(superuser: Client, a: ProgramTree) -> None:
    frozen, key = sent_with_link(a)
    queued = make_message(a, context=frozen.context, links=frozen.links)
    secrets = [key, links.token_for(key=key), f"/{links.token_for(key=key)}/"]
    names = ("inspect", "resend", "cancel")
    addresses = [
        INDEX,
        f"{INDEX}results/",
        f"{INDEX}?q={key}",
        *(
            reverse(f"wagtail_coaching_messages:{name}", args=[message.pk])
            for message in (frozen, queued)
            for name in names
        ),
        "/admin/",
        "/admin/reports/site-history/",
    ]
    Message.objects.filter(pk=frozen.pk).update(state=MessageState.FAILED)

    for address in addresses:
        html = superuser.get(address, follow=True).content.decode()
        # What was searched for is shown as typed.
        shown = html.replace(f"q={key}", "").replace(f'value="{key}"', "")
        assert [secret for secret in secrets if secret in shown] == [], address
        assert "coaching-link:" not in html, address

    for message in (frozen, queued):
        assert "(personal link)" in superuser.get(inspect_url(message)).content.decode()


@pytest.mark.parametrize("name", ["inspect", "resend", "cancel"])
def test_key_of_no_message_is_not_found(superuser: Client, a: ProgramTree, name: str) -> None:
    tail = "" if name == "inspect" else f"{name}/"
    for key in ("0", "999999", "abc", "-1", "1" * 18):
        assert superuser.get(f"{INDEX}{key}/{tail}").status_code == 404, key
    if name != "inspect":
        assert superuser.post(f"{INDEX}999999/{tail}").status_code == 404


@pytest.mark.parametrize("name", ["add", "edit", "delete", "history", "usage", "copy"])
def test_nothing_is_added_edited_or_deleted(a: ProgramTree, name: str) -> None:
    message = make_message(a)
    for arguments in ([], [message.pk]):
        with pytest.raises(NoReverseMatch):
            reverse(f"wagtail_coaching_messages:{name}", args=arguments)


def test_group_editor_offers_the_rights_that_mean_something(
    superuser: Client, a: ProgramTree
) -> None:
    page = soup_of(superuser.get(reverse("wagtailusers_groups:add")))

    offered = {box.get("value") for box in page.select("input[name=permissions]")}
    found = {
        action: str(factories.permissions_of(Message, action)[0].pk) in offered
        for action in ("view", "add", "change", "delete")
    }
    assert found == {"view": True, "add": False, "change": True, "delete": False}


def test_message_is_no_part_of_the_reference_index(a: ProgramTree) -> None:
    tracked = {model for model in (Coach, Message) if model in ReferenceIndex.tracked_models}

    assert tracked == {Coach}
