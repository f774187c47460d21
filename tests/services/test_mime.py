"""What arrives at a real mail server, byte for byte, read with Python's own parser."""

import re

import pytest
from django.urls import reverse

from tests.factories import PersonFactory, set_settings
from tests.mail import Greeting, Nudge
from tests.services.test_rendering import NASTY
from wagtail_coaching.enums import MessageState
from wagtail_coaching.models import Link, Message
from wagtail_coaching.services import delivery, links, messages

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(mail_server):
    """Send all that waits; return the only mail that came of it, and its bytes."""

    def deliver():
        assert delivery.deliver_due() == 1, Message.objects.get().error
        [mail], [raw] = mail_server.mails, mail_server.raw
        return mail, raw

    return deliver


def headers_of(raw):
    return raw.partition(b"\r\n\r\n")[0].decode("ascii")


def test_the_headers_of_an_ordinary_mail(greet, send, ann):
    set_settings(ann.site, association_name="Prairie", reply_to="office@prairie.example.org")
    message = greet()

    mail, raw = send()

    assert str(mail["To"]) == "Ann <ann@mail.example.org>"
    assert str(mail["From"]) == "Prairie <coaching@example.org>"
    assert str(mail["Reply-To"]) == "office@prairie.example.org"
    assert str(mail["Subject"]) == "Hello Ann"
    assert mail["Message-ID"] == f"<{message.uuid}@prairie.example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["List-Unsubscribe"] is None
    assert mail["List-Unsubscribe-Post"] is None
    assert mail["Date"] is not None
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert re.search(rb"[^\r]\n", raw) is None


def test_the_senders_name_and_address_are_the_sites(greet, send, ann):
    set_settings(
        ann.site, sender_name='Prairie, "the" Office ü', sender_email="o@prairie.example.org"
    )
    greet()

    mail, _raw = send()

    assert mail["From"].addresses[0].display_name == 'Prairie, "the" Office ü'
    assert mail["From"].addresses[0].addr_spec == "o@prairie.example.org"
    assert len(mail["From"].addresses) == 1


def test_a_default_sender_with_a_name_keeps_it(greet, send, settings):
    settings.DEFAULT_FROM_EMAIL = "City Club <club@example.org>"
    greet()

    assert str(send()[0]["From"]) == "City Club <club@example.org>"


def test_answers_go_where_the_kind_says(greet, send, monkeypatch):
    monkeypatch.setattr(Greeting, "reply_to", lambda message: "learner@mail.example.org")
    greet()

    assert str(send()[0]["Reply-To"]) == "learner@mail.example.org"


@pytest.mark.parametrize(
    "name", [NASTY, "x" * 10_000, "😀" * 3_000, "שלום \u202e" * 40, "", '",<>@']
)
def test_mischief_in_every_field_changes_no_header(greet, send, ann, name):
    # What databases store, as they don't take the same.
    storable = name.replace("\ud800", "").replace("\x00", "")
    one_line = " ".join(storable.split())[:150]
    set_settings(ann.site, association_name=one_line, sender_name=one_line)
    ann.name = storable[:200]
    ann.save()
    message = greet(words=storable, name=storable[:200])

    mail, raw = send()

    head = headers_of(raw)
    names = [line.partition(":")[0] for line in head.split("\r\n") if line[:1] not in " \t"]
    assert sorted(names) == sorted(
        [
            *("Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID"),
            *("Auto-Submitted", "X-Auto-Response-Suppress"),
        ]
    )
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert [address.addr_spec for address in mail["To"].addresses] == ["ann@mail.example.org"]
    assert [address.addr_spec for address in mail["From"].addresses] == ["coaching@example.org"]
    # Django 5.2 begins a long subject on the next line, which the parser takes for a space.
    assert mail["Subject"].strip() == message_subject(message)
    assert not any("\u202a" <= sign <= "\u202e" for sign in mail["Subject"])
    text, html = (part.get_content().replace("\r\n", "\n") for part in mail.iter_parts())
    message.refresh_from_db()
    assert text.rstrip("\n") == message.text.rstrip("\n")
    assert html.rstrip("\n") == message.html.rstrip("\n")


def message_subject(message):
    message.refresh_from_db()
    return message.subject


def test_a_name_that_a_stranger_may_have_typed_stands_in_no_header(greet, send, ann):
    ann.email_proven_at = None
    ann.save()
    greet(name="Win a car at http://bad.example.com")

    assert str(send()[0]["To"]) == "ann@mail.example.org"


def test_a_domain_in_other_letters_is_written_for_the_wire(greet, send):
    greet(email="ann@münchen.example.org")

    assert "ann@xn--mnchen-3ya.example.org" in str(send()[0]["To"])


def test_unsubscribing_is_offered_where_the_law_wants_it(greet, send, client):
    message = greet(Nudge)

    mail, raw = send()

    # It may stand on a line of its own, but is neither broken nor encoded.
    [address] = re.findall(r"^List-Unsubscribe:\s+<([!-;=?-~]+)>\r$", headers_of(raw), re.MULTILINE)
    assert address.startswith("http://prairie.example.org/")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    assert address in text.splitlines()
    assert f'href="{address}"' in html
    message.refresh_from_db()
    assert address not in message.text + message.html


def test_personal_links_are_addresses_in_the_mail_and_markers_in_the_database(
    send, ann, mail_kinds, monkeypatch, site_b
):
    purpose = next(iter(p for p in links._PURPOSES.values() if not p.subject_model))
    monkeypatch.setattr(Greeting, "links", ("page_url",))
    link = links.issue(purpose=purpose, person=ann)
    message = messages.queue(kind=Greeting, site=ann.site, person=ann, links={"page_url": link})

    mail, _raw = send()

    address = links.url_for(site=ann.site, key=link.key)
    assert address.startswith("http://prairie.example.org/")
    assert address in mail.get_body(("plain",)).get_content().splitlines()
    assert f'href="{address}"' in mail.get_body(("html",)).get_content()
    message.refresh_from_db()
    token = links.token_for(key=link.key)
    for stored in (message.subject, message.text, message.html):
        assert token not in stored
    assert f"coaching-link:{link.key}" in message.text
    assert Link.objects.get().used_at is None


def test_each_site_writes_under_its_own_name_and_address(site_b, mail_kinds, mail_server):
    set_settings(site_b, association_name="Coast", sender_email="o@coast.example.org")
    person = PersonFactory(site=site_b)
    messages.queue(kind=Nudge, site=site_b, person=person)

    assert delivery.deliver_due() == 1

    [mail] = mail_server.mails
    path = reverse("wagtail_coaching:unsubscribe", args=["x"]).partition("x/")[0]
    assert str(mail["From"]) == "Coast <o@coast.example.org>"
    assert mail["Message-ID"].endswith("@coast.example.org>")
    assert f"http://coast.example.org{path}" in mail["List-Unsubscribe"]
    assert Message.objects.get().state == MessageState.SENT
