"""Sending a message again, trying one now, and taking one back."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tests import factories
from tests.admin.listings import soup_of
from tests.admin.outbox import inspect_url, make_message, sent_with_link
from wagtail_coaching.enums import MessageState
from wagtail_coaching.models import Link, Message
from wagtail_coaching.permissions import site_policy

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.admin.conftest import Staff
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db


def url(name: str, message: Message) -> str:
    return reverse(f"wagtail_coaching_messages:{name}", args=[message.pk])


def offered(response: HttpResponse) -> list[str]:
    """Return what one can do with the message whose page this is."""
    return [
        button.get_text(" ", strip=True)
        for button in soup_of(response).select(".coaching-actions a.button")
    ]


def once_of(response: HttpResponse) -> str:
    """Return what marks a confirmation off from any other."""
    return soup_of(response).select_one("form input[name=once]")["value"]


def notices(response: HttpResponse) -> str:
    """Return what the page says on top."""
    return " ".join(
        notice.get_text(" ", strip=True) for notice in soup_of(response).select(".messages li")
    )


def proof(tree: ProgramTree, **facts: Any) -> Message:
    """A message without a link, so that it can be made again."""
    coach_request = factories.CoachRequestFactory(site=tree.site)
    return make_message(
        tree,
        kind="request_for_staff",
        context={"coach_request": coach_request.pk},
        links={},
        **facts,
    )


OFFERS = {
    MessageState.QUEUED: ["Don't send"],
    MessageState.CLAIMED: [],
    MessageState.SENDING: [],
    MessageState.SENT: ["Send again"],
    MessageState.RETRYING: ["Try now", "Don't send"],
    MessageState.FAILED: ["Send again", "Set aside"],
    MessageState.UNKNOWN: ["Send again", "Set aside"],
    MessageState.CANCELED: ["Send again"],
}


def test_each_state_offers_what_fits_it(editor_a: Client, a: ProgramTree) -> None:
    found = {
        state: offered(editor_a.get(inspect_url(make_message(a, state=state))))
        for state in MessageState
    }

    assert found == OFFERS


def test_what_is_not_offered_is_not_done_either(editor_a: Client, a: ProgramTree) -> None:
    refused = {
        "resend": (MessageState.QUEUED, MessageState.CLAIMED, MessageState.SENDING),
        "cancel": (
            MessageState.CLAIMED,
            MessageState.SENDING,
            MessageState.SENT,
            MessageState.CANCELED,
        ),
    }
    for name, states in refused.items():
        for state in states:
            message = proof(a, state=state)
            for ask in (editor_a.get, editor_a.post):
                response = ask(url(name, message))
                assert (response.status_code, response.url) == (302, inspect_url(message))
            assert "not possible" in notices(editor_a.get(inspect_url(message))), (name, state)
            message.refresh_from_db()
            assert message.state == state, name
    assert Message.objects.count() == 7


def test_asking_changes_nothing(editor_a: Client, a: ProgramTree) -> None:
    message = proof(a, state=MessageState.FAILED)

    for name in ("resend", "cancel"):
        assert editor_a.get(url(name, message)).status_code == 200

    message.refresh_from_db()
    assert message.state == MessageState.FAILED
    assert Message.objects.count() == 1


def test_resending_writes_one_copy_however_often_one_clicks(
    editor_a: Client, a: ProgramTree
) -> None:
    message = proof(a, state=MessageState.FAILED)
    once = once_of(editor_a.get(url("resend", message)))

    first = editor_a.post(url("resend", message), {"once": once})
    second = editor_a.post(url("resend", message), {"once": once})

    copy = Message.objects.exclude(pk=message.pk).get()
    assert (copy.state, copy.recipient_email) == (MessageState.QUEUED, message.recipient_email)
    assert first.url == inspect_url(copy)
    assert second.status_code == 302
    assert "is in the outbox" in notices(editor_a.get(inspect_url(copy)))


def test_message_may_be_sent_a_third_time_on_purpose(editor_a: Client, a: ProgramTree) -> None:
    message = proof(a, state=MessageState.SENT)

    for _ in range(2):
        once = once_of(editor_a.get(url("resend", message)))
        editor_a.post(url("resend", message), {"once": once})

    assert Message.objects.exclude(pk=message.pk).count() == 2


def test_two_clicks_at_the_same_moment_make_one_copy(transactional_db: None) -> None:
    site = factories.make_site(hostname="a.example.org", name="A", default=True)
    tree = factories.make_program(site)
    message = proof(tree, state=MessageState.SENT)
    user = factories.UserFactory(superuser=True)
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(user)
    start = threading.Barrier(len(clients))
    statuses = []

    def click(client: Client) -> None:
        try:
            start.wait(timeout=30)
            response = client.post(url("resend", message), {"once": "same-click"})
            statuses.append(response.status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=click, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert statuses == [302, 302]
    assert Message.objects.exclude(pk=message.pk).count() == 1


def test_message_that_waits_for_another_try_is_tried_now(editor_a: Client, a: ProgramTree) -> None:
    later = timezone.now() + timezone.timedelta(hours=6)
    message = proof(a, state=MessageState.RETRYING, due_at=later, attempts=4)
    page = editor_a.get(url("resend", message))
    assert "Try to deliver this message now?" in page.content.decode()

    response = editor_a.post(url("resend", message), {"once": once_of(page)})

    message.refresh_from_db()
    assert response.url == inspect_url(message)
    assert message.due_at <= timezone.now()
    assert Message.objects.count() == 1


def test_waiting_message_is_taken_back(editor_a: Client, a: ProgramTree) -> None:
    message = proof(a)

    editor_a.post(url("cancel", message))

    message.refresh_from_db()
    assert message.state == MessageState.CANCELED


def test_message_that_went_out_meanwhile_is_not_taken_back(
    editor_a: Client, a: ProgramTree
) -> None:
    message = proof(a)
    assert editor_a.get(url("cancel", message)).status_code == 200
    Message.objects.filter(pk=message.pk).update(state=MessageState.SENT)

    editor_a.post(url("cancel", message))

    message.refresh_from_db()
    assert message.state == MessageState.SENT
    assert "not possible" in notices(editor_a.get(inspect_url(message)))


def test_message_whose_link_leads_nowhere_says_so(editor_a: Client, a: ProgramTree) -> None:
    message = make_message(
        a, state=MessageState.FAILED, context={"coach_request": 0}, links={"link": "gone"}
    )

    response = editor_a.post(url("resend", message), {"once": "x"}, follow=True)

    assert "leads nowhere" in notices(response)
    assert Message.objects.count() == 1


def test_log_says_who_did_it_and_not_to_whom(
    editor_a: Client, superuser: Client, staff: Staff, a: ProgramTree
) -> None:
    message = proof(a, state=MessageState.FAILED)
    editor_a.post(url("resend", message), {"once": "x"})
    waiting = proof(a)
    editor_a.post(url("cancel", waiting))

    entries = ModelLogEntry.objects.filter(action__startswith="wagtail_coaching.message_")

    assert sorted((entry.action, entry.user) for entry in entries) == [
        ("wagtail_coaching.message_canceled", staff["editor_a"]),
        ("wagtail_coaching.message_resent", staff["editor_a"]),
    ]
    texts = " ".join(f"{entry.label} {entry.data}" for entry in entries)
    assert "@" not in texts
    history = soup_of(superuser.get("/admin/reports/site-history/")).get_text()
    assert "Message sent again" in history
    assert "Message taken back" in history


def test_who_may_only_look_is_offered_and_allowed_nothing(staff: Staff, a: ProgramTree) -> None:
    from django.contrib.auth.models import Group, Permission
    from wagtail.models import GroupSitePermission

    desk = Group.objects.create(name="Desk")
    desk.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupSitePermission.objects.create(
        group=desk,
        site=a.site,
        permission=factories.permissions_of(Message, "view")[0],
    )
    user = factories.UserFactory()
    user.groups.add(desk)
    assert not site_policy(Message).user_has_permission(user, "change")
    client = Client()
    client.force_login(user)
    message = proof(a, state=MessageState.FAILED)

    assert offered(client.get(inspect_url(message))) == []
    listing = client.get("/admin/coaching/messages/").content.decode()
    assert url("resend", message) not in listing
    for name in ("resend", "cancel"):
        for ask in (client.get, client.post):
            assert ask(url(name, message)).status_code in (302, 404)
    message.refresh_from_db()
    assert message.state == MessageState.FAILED
    assert Message.objects.count() == 1


def test_actions_need_their_token(staff: Staff, a: ProgramTree) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff["editor_a"])
    message = proof(a, state=MessageState.SENT)

    assert client.post(url("resend", message), {"once": "x"}).status_code == 403
    assert Message.objects.count() == 1


def test_resent_message_has_links_of_its_own(editor_a: Client, a: ProgramTree) -> None:
    message, key = sent_with_link(a)

    editor_a.post(url("resend", message), {"once": "x"})

    copy = Message.objects.exclude(pk=message.pk).get()
    new_key = copy.links["link"]
    assert new_key != key
    assert Link.objects.get(key=new_key).person_id == Link.objects.get(key=key).person_id
    assert new_key not in editor_a.get(inspect_url(copy)).content.decode()
