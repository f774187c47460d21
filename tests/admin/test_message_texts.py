"""Coaching → Message texts: the list, the editor with its preview, tests, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupSitePermission

from tests import factories
from tests.admin.listings import errors, soup_of
from tests.admin.outbox import KIND, inspect_url
from tests.mailserver import free_port, use_smtp
from wagtail_coaching.enums import MessageAudience, MessageState
from wagtail_coaching.messages import get_kind, message_kinds
from wagtail_coaching.models import Message, MessageText
from wagtail_coaching.services import delivery, message_texts, rendering

if TYPE_CHECKING:
    from django.http import HttpResponse
    from pytest_django import DjangoAssertNumQueries
    from pytest_django.fixtures import SettingsWrapper

    from tests.admin.conftest import Staff
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

INDEX = "/admin/coaching/message-texts/"
SUBJECT = "Thanks from {association}"
BODY = "Dear {name},\n\nthank you.\n\n{link}"
SCRIPT = "<script>alert('text')</script>"


def url(name: str, tree: ProgramTree, kind: str = KIND, language: str = "en") -> str:
    return reverse(f"wagtail_coaching_message_texts:{name}", args=[tree.site.pk, kind, language])


def fields(response: HttpResponse) -> dict[str, str]:
    """Return what the editor's fields hold."""
    page = soup_of(response)
    return {
        "subject": page.select_one("[name=subject]").get("value", ""),
        # The first line end after the tag is none of the text.
        "body": page.select_one("[name=body]").get_text().removeprefix("\n"),
        "version": page.select_one("[name=version]").get("value", ""),
    }


def notices(response: HttpResponse) -> str:
    return " ".join(
        notice.get_text(" ", strip=True) for notice in soup_of(response).select(".messages li")
    )


def frame(response: HttpResponse) -> BeautifulSoup:
    """Return the mail in the preview."""
    return BeautifulSoup(soup_of(response).select_one("iframe")["srcdoc"], "html.parser")


def store(tree: ProgramTree, **facts: Any) -> MessageText:
    values = {"kind": KIND, "language": "en", "subject": SUBJECT, "body": BODY, **facts}
    return MessageText.objects.create(site=tree.site, **values)


def test_list_holds_every_kind_under_who_reads_it(editor_a: Client, a: ProgramTree) -> None:
    page = soup_of(editor_a.get(INDEX))

    found = {
        panel.select_one("[data-panel-heading-text]").get_text(strip=True): [
            row.find(string=True, recursive=False).strip() for row in panel.select("tbody th")
        ]
        for panel in page.select("section.w-panel")
    }
    assert found == {
        str(audience.label): titles
        for audience in MessageAudience
        if (titles := [str(k.title) for k in message_kinds() if k.audience == audience])
    }


def test_list_says_in_each_language_whether_a_text_was_changed(
    editor_a: Client, a: ProgramTree, b: ProgramTree
) -> None:
    store(a, language="es")
    store(b)

    page = soup_of(editor_a.get(INDEX))

    links = [link for link in page.select("tbody a") if f"/{KIND}/" in link["href"]]
    assert [link["href"] for link in links] == [
        url("edit", a, language=language) for language in ("en", "es")
    ]
    words = [link.find_parent("li").get_text(" ", strip=True).split() for link in links]
    assert [("original" in w, "changed" in w) for w in words] == [(True, False), (False, True)]


def test_list_shows_one_site_at_a_time(
    superuser: Client, editor_a: Client, a: ProgramTree, b: ProgramTree
) -> None:
    def keys(response: HttpResponse) -> set[str]:
        return {
            link["href"].removeprefix(INDEX).split("/")[0]
            for link in soup_of(response).select("tbody a")
        }

    assert keys(superuser.get(INDEX)) == {str(a.site.pk)}
    assert keys(superuser.get(f"{INDEX}?site={b.site.pk}")) == {str(b.site.pk)}
    assert keys(editor_a.get(f"{INDEX}?site={b.site.pk}")) == {str(a.site.pk)}
    for hostile in ("%00", "abc", "-1", "9" * 40, ""):
        assert keys(superuser.get(f"{INDEX}?site={hostile}")) == {str(a.site.pk)}, hostile
    switch = soup_of(superuser.get(INDEX)).select(".coaching-switch a")
    assert len(switch) == 2
    assert soup_of(editor_a.get(INDEX)).select(".coaching-switch a") == []


def test_list_takes_the_same_queries_however_many_texts_were_changed(
    editor_a: Client, a: ProgramTree, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    editor_a.get(INDEX)  # what is cached for the process
    kinds = [kind.key for kind in message_kinds()]

    expected = 13
    store(a, kind=kinds[0])
    with django_assert_num_queries(expected):
        editor_a.get(INDEX)
    for key in kinds[1:4]:
        store(a, kind=key)
    with django_assert_num_queries(expected):
        editor_a.get(INDEX)


def test_editor_begins_with_the_text_that_holds(editor_a: Client, a: ProgramTree) -> None:
    kind: Any = get_kind(KIND)
    subject, body = rendering.default_text(kind, "en")
    assert fields(editor_a.get(url("edit", a))) == {
        "subject": subject,
        "body": body,
        "version": "",
    }

    text = store(a)

    assert fields(editor_a.get(url("edit", a))) == {
        "subject": SUBJECT,
        "body": BODY,
        "version": message_texts.version_of(text),
    }


def test_every_kind_has_an_editor_that_saves_its_own_text(
    superuser: Client, a: ProgramTree
) -> None:
    for kind in message_kinds():
        address = url("edit", a, kind.key)
        typed = fields(superuser.get(address))
        response = superuser.post(address, {**typed, "subject": f"{typed['subject']}!"})
        assert (response.status_code, response.headers.get("Location")) == (
            302,
            f"{INDEX}?site={a.site.pk}",
        ), (kind.key, errors(response) if response.status_code == 200 else "")

    assert MessageText.objects.filter(site=a.site).count() == len(message_kinds())


def test_saved_text_is_stored_for_this_site_and_language(editor_a: Client, a: ProgramTree) -> None:
    typed = {**fields(editor_a.get(url("edit", a, language="es"))), "subject": SUBJECT}

    response = editor_a.post(
        url("edit", a, language="es"), {**typed, "body": BODY.replace("\n", "\r\n")}, follow=True
    )

    assert "It holds for every message from now on." in notices(response)
    text = MessageText.objects.get()
    assert (text.site, text.kind, text.language) == (a.site, KIND, "es")
    assert (text.subject, text.body) == (SUBJECT, BODY)


@pytest.mark.parametrize(
    ("typed", "field", "word"),
    [
        ({"subject": "To {nobody}", "body": BODY}, "subject", "{nobody}"),
        ({"subject": SUBJECT, "body": "Dear {nobody}"}, "body", "{nobody}"),
        ({"subject": SUBJECT, "body": "Dear {name"}, "body", "Braces"),
        ({"subject": "", "body": BODY}, "subject", "required"),
        ({"subject": SUBJECT, "body": "x" * 10_001}, "body", "10000"),
        ({"subject": SUBJECT, "body": "a\0b"}, "body", "Null"),
    ],
)
def test_mistake_is_said_beside_the_field_and_what_was_typed_is_kept(
    editor_a: Client, a: ProgramTree, typed: dict[str, str], field: str, word: str
) -> None:
    response = editor_a.post(url("edit", a), {**typed, "version": ""})

    found = errors(response)
    assert list(found) == [field]
    assert word in found[field]
    kept = {name: value for name, value in fields(response).items() if name != "version"}
    assert kept == {name: value.replace("\0", "\ufffd") for name, value in typed.items()} or (
        kept == typed
    )
    assert not MessageText.objects.exists()


def test_text_without_its_link_is_refused(editor_a: Client, a: ProgramTree) -> None:
    address = url("edit", a, "request_proof")

    response = editor_a.post(address, {"subject": "Confirm", "body": "Confirm!", "version": ""})

    assert "{link}" in errors(response)["body"]


def test_subject_is_one_line(editor_a: Client, a: ProgramTree) -> None:
    typed = {"subject": "One\r\nBcc: everybody@example.org", "body": BODY, "version": ""}

    editor_a.post(url("edit", a), typed)

    assert MessageText.objects.get().subject == "One Bcc: everybody@example.org"


def test_second_of_two_editors_is_shown_both_texts_and_may_insist(
    editor_a: Client, a: ProgramTree
) -> None:
    opened = fields(editor_a.get(url("edit", a)))
    store(a, subject="Theirs", body="Their text {link}")
    mine = {**opened, "subject": "Mine", "body": "My text {link}"}

    response = editor_a.post(url("edit", a), mine)

    assert MessageText.objects.get().subject == "Theirs"
    page = soup_of(response).select_one("main").get_text(" ", strip=True)
    assert "Somebody else has saved another text meanwhile." in page
    assert "Their text {link}" in page
    typed = fields(response)
    assert (typed["subject"], typed["body"]) == ("Mine", "My text {link}")

    editor_a.post(url("edit", a), typed)

    assert MessageText.objects.get().subject == "Mine"


def test_editor_is_told_when_somebody_reset_the_text_meanwhile(
    editor_a: Client, a: ProgramTree
) -> None:
    text = store(a)
    opened = fields(editor_a.get(url("edit", a)))
    text.delete()

    response = editor_a.post(url("edit", a), {**opened, "subject": "Mine"})

    assert "has gone back to the original text meanwhile" in response.content.decode()
    assert fields(response)["subject"] == "Mine"
    assert not MessageText.objects.exists()


def test_placeholders_are_listed_with_what_they_mean(editor_a: Client, a: ProgramTree) -> None:
    kind: Any = get_kind("request_proof")

    page = soup_of(editor_a.get(url("edit", a, "request_proof")))

    listed = {
        row.select_one("[data-coaching-placeholder]").get_text(): row.select_one("dd").get_text(
            " ", strip=True
        )
        for row in page.select(".coaching-placeholders > div")
    }
    assert list(listed) == [f"{{{name}}}" for name in kind.placeholders]
    assert str(kind.placeholders["association"].label) in listed["{association}"]
    assert str(kind.placeholders["association"].sample) in listed["{association}"]
    assert "required" in listed["{link}"]
    assert "A personal link" in listed["{link}"]


def test_preview_shows_real_data_where_there_is_some(editor_a: Client, a: ProgramTree) -> None:
    before = editor_a.get(url("edit", a))
    assert "With invented data: the site has nothing yet" in before.content.decode()

    coach = factories.CoachFactory(site=a.site)
    factories.CoachRequestFactory(site=a.site, name="Realia Learner", coach=coach)

    after = editor_a.get(url("edit", a))
    assert "With real data of this site." in after.content.decode()
    assert "Realia Learner" in frame(after).get_text()


def test_preview_never_shows_another_sites_data(
    editor_a: Client, a: ProgramTree, b: ProgramTree
) -> None:
    factories.CoachRequestFactory(site=b.site, name="Betaword Learner")

    assert "Betaword" not in editor_a.get(url("edit", a)).content.decode()


def test_who_may_not_see_messages_gets_samples(a: ProgramTree) -> None:
    factories.CoachRequestFactory(site=a.site, name="Realia Learner")
    writers = Group.objects.create(name="Writers")
    writers.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupSitePermission.objects.create(
        group=writers, site=a.site, permission=factories.permissions_of(MessageText, "change")[0]
    )
    user = factories.UserFactory(email="writer@example.org")
    user.groups.add(writers)
    client = Client()
    client.force_login(user)
    typed = {"subject": SUBJECT, "body": BODY, "version": ""}

    for response in (
        client.get(url("edit", a)),
        client.post(url("preview", a), typed),
        client.post(url("edit", a), {**typed, "action-test": "1"}),
    ):
        html = response.content.decode()
        assert "Realia" not in html
        assert "real data is shown to those who may see messages" in html
    test = Message.objects.get(recipient_email="writer@example.org")
    assert "Realia" not in test.text + test.html
    assert client.get("/admin/coaching/messages/").status_code == 302


def test_preview_follows_what_is_typed_and_stores_nothing(editor_a: Client, a: ProgramTree) -> None:
    typed = {"subject": "Fresh {association}", "body": f"Typed {SCRIPT} {{nobody}}", "version": ""}

    piece = editor_a.post(url("preview", a), typed)
    whole = editor_a.post(url("edit", a), {**typed, "action-preview": "1"})

    for response in (piece, whole):
        assert "Fresh Prairie Managers" in soup_of(response).get_text()
        assert SCRIPT not in response.content.decode()
        inside = frame(response)
        assert SCRIPT in inside.get_text()
        assert inside.select("script") == []
        assert soup_of(response).select_one("iframe")["sandbox"] == []
        assert "There is no placeholder {nobody} here." in soup_of(response).get_text()
    assert "<html" not in piece.content.decode().split("srcdoc")[0]
    assert fields(whole)["subject"] == typed["subject"]
    assert not MessageText.objects.exists()
    assert not Message.objects.exists()


def test_preview_takes_anything_that_can_be_typed(editor_a: Client, a: ProgramTree) -> None:
    for text in ("", "{", "}}{{", "{link}" * 3000, "\0", "\u202e", "😀" * 5000, "{" * 20_000):
        typed = {"subject": text, "body": text, "version": text}
        assert editor_a.post(url("preview", a), typed).status_code == 200, text[:20]
        assert editor_a.post(url("edit", a), {**typed, "action-preview": "1"}).status_code == 200
    assert editor_a.post(url("preview", a)).status_code == 200


def test_test_mail_goes_to_the_users_own_address_with_the_text_as_typed(
    editor_a: Client, staff: Staff, a: ProgramTree
) -> None:
    factories.CoachRequestFactory(site=a.site, name="Realia Learner")
    typed = {"subject": "Typed subject", "body": "Typed text, {name} {link}", "version": ""}

    response = editor_a.post(
        url("edit", a), {**typed, "action-test": "1", "to_email": "somebody@else.example.org"}
    )

    message = Message.objects.get()
    assert message.recipient_email == staff["editor_a"].email
    assert "Typed subject" in message.subject
    # Real people's data stays in the admin.
    assert "Typed text, Lee Learner" in message.text
    assert f"A test to {message.recipient_email} is in the outbox" in notices(response)
    assert fields(response)["subject"] == "Typed subject"
    assert not MessageText.objects.exists()


def test_test_mail_with_the_mail_server_down_is_no_error_and_its_row_says_so(
    editor_a: Client, a: ProgramTree, settings: SettingsWrapper
) -> None:
    use_smtp(settings, free_port())
    typed = {"subject": "Typed subject", "body": "Typed text {link}", "version": ""}

    response = editor_a.post(url("edit", a), {**typed, "action-test": "1"})
    delivery.deliver_due()

    assert "is in the outbox" in notices(response)
    message = Message.objects.get()
    assert message.state == MessageState.RETRYING
    page = soup_of(editor_a.get(inspect_url(message))).select_one("main").get_text(" ", strip=True)
    assert "retry at" in page
    assert message.error in page


def test_test_mail_of_a_text_with_mistakes_is_not_sent(editor_a: Client, a: ProgramTree) -> None:
    typed = {"subject": SUBJECT, "body": "{nobody}", "version": "", "action-test": "1"}

    response = editor_a.post(url("edit", a), typed)

    assert "{nobody}" in errors(response)["body"]
    assert not Message.objects.exists()


def test_who_has_no_address_is_told_so(editor_a: Client, staff: Staff, a: ProgramTree) -> None:
    user = staff["editor_a"]
    user.email = ""
    user.save()
    typed = {"subject": SUBJECT, "body": BODY, "version": "", "action-test": "1"}

    assert soup_of(editor_a.get(url("edit", a))).select("[name=action-test]") == []
    response = editor_a.post(url("edit", a), typed)

    assert "no e-mail address" in notices(response)
    assert not Message.objects.exists()


def test_reset_asks_and_brings_the_original_back(editor_a: Client, a: ProgramTree) -> None:
    store(a)
    page = soup_of(editor_a.get(url("reset", a)))
    version = page.select_one("main [name=version]")["value"]
    assert BODY in page.select_one("main").get_text()
    assert MessageText.objects.count() == 1

    response = editor_a.post(url("reset", a), {"version": version}, follow=True)

    assert "has its original text again" in notices(response)
    assert not MessageText.objects.exists()


def test_text_that_changed_since_it_was_asked_is_not_reset(
    editor_a: Client, a: ProgramTree
) -> None:
    store(a)

    response = editor_a.post(url("reset", a), {"version": "of yesterday"}, follow=True)

    assert "Somebody else has changed this text" in notices(response)
    assert MessageText.objects.count() == 1


def test_unchanged_text_has_nothing_to_reset(editor_a: Client, a: ProgramTree) -> None:
    page = soup_of(editor_a.get(url("edit", a)))
    assert page.select(f"a[href='{url('reset', a)}']") == []

    response = editor_a.get(url("reset", a), follow=True)

    assert "has not been changed" in notices(response)


@pytest.mark.parametrize("name", ["edit", "preview", "reset"])
def test_text_that_cannot_be_is_not_found(
    superuser: Client, editor_a: Client, a: ProgramTree, b: ProgramTree, name: str
) -> None:
    tail = "" if name == "edit" else f"{name}/"
    for client, address in (
        (superuser, f"{a.site.pk}/nonsense/en/"),
        (superuser, f"{a.site.pk}/{KIND}/xx/"),
        (superuser, f"999999/{KIND}/en/"),
        (superuser, f"{'9' * 30}/{KIND}/en/"),
        (editor_a, f"{b.site.pk}/{KIND}/en/"),
    ):
        assert client.post(f"{INDEX}{address}{tail}").status_code == 404, address
        if name != "preview":
            assert client.get(f"{INDEX}{address}{tail}").status_code == 404, address


def test_text_in_a_language_that_was_dropped_can_still_be_reset(
    editor_a: Client, a: ProgramTree
) -> None:
    store(a, language="fr")

    assert url("edit", a, language="fr") in editor_a.get(INDEX).content.decode()
    assert editor_a.get(url("edit", a, language="fr")).status_code == 200
