"""What a message's text becomes: placeholders, links, languages, and the kinds of mischief."""

import datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import make_site, set_settings
from tests.mail import Greeting, Nudge
from wagtail_coaching.enums import MessageCategory
from wagtail_coaching.messages import Placeholder, message_kinds, template
from wagtail_coaching.models import Message, MessageText
from wagtail_coaching.services import rendering

pytestmark = pytest.mark.django_db

#: Line ends, marks that turn the reading order, half characters, and what a mail is made of.
NASTY = (
    "Ann\r\nBcc: everybody@example.org\r\n\r\n<script>alert(1)</script> {page_url} {name} "
    'coaching-link:abcdef \u202eevil\u2066 \x00\x1b[31m \ud800 😀👩‍🚀 שלום & "quotes"'
)


@pytest.fixture
def draft(site_a, mail_kinds):
    def render(body="{words}", subject="{words}", kind=Greeting, language="en", **values):
        return rendering.render_draft(
            kind=kind, site=site_a, language=language, subject=subject, body=body, values=values
        )

    return render


def main_text(rendered):
    return rendered.text.partition("\n\n-- \n")[0]


def main_html(rendered):
    return rendered.html.partition('<div class="body">')[2].partition('<div class="foot">')[0]


def test_paragraphs_lines_and_a_button(draft):
    rendered = draft(
        "Dear {name},\n\nfirst line\nsecond line\n\n\n{page_url}\n\nBye",
        name="Ann",
        page_url="https://prairie.example.org/a/?b=1&c=2",
    )

    assert main_text(rendered) == (
        "Dear Ann,\n\nfirst line\nsecond line\n\nhttps://prairie.example.org/a/?b=1&c=2\n\nBye"
    )
    address = "https://prairie.example.org/a/?b=1&amp;c=2"
    assert main_html(rendered).replace("\n", "") == (
        "<p>Dear <bdi>Ann</bdi>,</p><p>first line<br>second line</p>"
        f'<p><a class="button" href="{address}">Open the page</a></p><p>Bye</p></div>'
    )


def test_values_are_never_read_again(draft):
    rendered = draft("{words} {name}", words="{name} {{ site }} {% now %}", name="{words}")

    assert main_text(rendered) == "{name} {{ site }} {% now %} {words}"


def test_a_nasty_value_is_only_text(draft):
    rendered = draft(words=NASTY)

    assert "\r" not in rendered.subject + rendered.text + rendered.html
    assert "\n" not in rendered.subject
    assert "<script>" not in rendered.html
    assert "&lt;script&gt;" in rendered.html
    assert 'href="coaching-link' not in rendered.html
    assert template.MARKER not in rendered.text + rendered.html + rendered.subject
    for mark in "\u202e\u2066\x00\x1b\ud800":
        assert mark not in rendered.subject + rendered.html
    for whole in ("😀👩‍🚀", "שלום"):
        assert whole in rendered.text
        assert whole in rendered.html


def test_a_value_that_reads_the_other_way_is_kept_apart(draft):
    rendered = draft("To {name}: {words}!", name="שלום", words="two\nعربى")

    assert main_text(rendered) == "To \u2068שלום\u2069: \u2068two\u2069\n\u2068عربى\u2069!"
    assert "<bdi>שלום</bdi>" in rendered.html


@given(value=st.text(st.characters(), max_size=400))
def test_any_value_leaves_the_form_of_a_mail_alone(value):
    values = template.clean_values({"words": value})
    subject = template.fill_subject("About {words}", values)
    html = template.parse("{words}").as_html(values, buttons={})

    assert len(subject) <= template.SUBJECT_LENGTH
    assert subject.splitlines() == [subject]
    assert subject.encode()
    if not values["words"]:
        assert html == []
        return
    [[line]] = html
    inner = line.removeprefix("<bdi>").removesuffix("</bdi>").replace("<br>\n", "")
    assert "<" not in inner
    assert "\r" not in line


def test_a_name_of_ten_thousand_characters(draft):
    rendered = draft("{words}", "{words} writes, and {words}", words="x" * 10_000)

    assert len(rendered.subject) <= template.SUBJECT_LENGTH
    assert rendered.subject == f"{'x' * 79}… writes, and {'x' * 79}…"
    assert main_text(rendered) == "x" * 10_000


def test_text_is_wrapped_between_words_and_addresses_stay_whole(draft):
    address = "https://prairie.example.org/" + "very-long-" * 20
    rendered = draft("{words}", words=f"{'word ' * 40}{address} {'word ' * 10}")

    lines = main_text(rendered).split("\n")
    assert address in lines
    assert max(len(line) for line in lines if line != address) <= template.LINE_WIDTH
    assert " ".join(lines).split() == [*["word"] * 40, address, *["word"] * 10]


@pytest.mark.parametrize(
    ("value", "is_link"),
    [
        ("https://example.org/x", True),
        ("coaching-link:abc", False),
        ("javascript:alert(1)", False),
        ('https://example.org/" onclick="x', False),
        ("", False),
    ],
)
def test_only_web_addresses_become_links(draft, value, is_link):
    assert ("<a " in main_html(draft("{page_url}", page_url=value))) is is_link


def test_addresses_in_an_editors_own_words_become_links(draft):
    html = main_html(draft("See https://example.org/a?b=1&c (or http://example.org/d)."))

    assert '<a href="https://example.org/a?b=1&amp;c">https://example.org/a?b=1&amp;c</a>' in html
    assert '(or <a href="http://example.org/d">http://example.org/d</a>).' in html


def test_personal_links_stand_as_markers_that_staff_read_as_words(greet, ann, monkeypatch):
    message = greet()
    message.links = {"page_url": "abcDEF_-123"}

    rendered = rendering.render(message=message)

    assert "coaching-link:abcDEF_-123" in rendered.text
    assert 'href="coaching-link:abcDEF_-123"' in rendered.html
    for part in (rendered.text, rendered.html):
        assert "abcDEF_-123" not in rendering.readable(part)
    assert "(personal link)" in rendering.readable(rendered.text)


def test_only_the_keys_of_this_message_are_replaced():
    text = "coaching-link:mine coaching-link:other"

    assert (
        template.replace_markers(text, {"mine": "https://x/"}) == "https://x/ coaching-link:other"
    )


def test_the_footer_says_who_writes_and_why(draft, site_a):
    set_settings(site_a, association_name="Prairie & Sons")

    rendered = draft("Text")

    foot = rendered.text.partition("\n\n-- \n")[2]
    assert foot.startswith("Prairie & Sons\nhttp://prairie.example.org\n\nYou get this message")
    assert "Prairie &amp; Sons" in rendered.html
    assert "nsubscribe" not in rendered.html
    assert "coaching-link:unsubscribe" not in rendered.text


def test_only_what_may_be_left_says_how(draft):
    rendered = draft("Text", kind=Nudge)

    assert "Get no more reminders:\ncoaching-link:unsubscribe" in rendered.text
    assert '<a href="coaching-link:unsubscribe">Get no more reminders</a>' in rendered.html


def test_nothing_is_loaded_from_anywhere(draft):
    html = draft("Text").html

    for word in ("<img", "src=", "url(", "@import", "<link", "<script"):
        assert word not in html


# --- texts and languages -------------------------------------------------------------------------


def test_the_receivers_language_is_spoken(greet):
    message = greet(language="es")

    with translation.override("en"):
        rendered = rendering.render(message=message)

    assert 'lang="es"' in rendered.html


def test_a_language_of_the_right_is_written_from_the_right(draft):
    assert 'lang="ar" dir="rtl"' in draft("Text", language="ar").html


def test_without_a_language_the_sites_own_is_spoken(greet, ann):
    from wagtail.models import Locale

    Message.objects.filter(pk=greet().pk).update(language="")
    root = ann.site.root_page
    root.locale = Locale.objects.create(language_code="es")
    root.save()

    assert 'lang="es"' in rendering.render(message=Message.objects.get()).html


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("es", "Hola {name}"),
        ("es-mx", "Hola {name}"),
        ("en", "Hello {name}"),
        ("fr", "Hello {name}"),
    ],
)
def test_an_editors_text_holds_in_its_language_and_its_children(
    site_a, mail_kinds, language, subject
):
    MessageText.objects.create(
        site=site_a, kind=Greeting.key, language="es", subject="Hola {name}", body="Texto"
    )

    found = rendering.effective_text(kind=Greeting, site=site_a, language=language)

    assert found[0] == subject


def test_an_editors_text_of_another_site_is_none_of_ours(site_a, mail_kinds):
    other = make_site(hostname="coast.example.org", name="Coast")
    MessageText.objects.create(
        site=other, kind=Greeting.key, language="en", subject="Ahoy", body="Text"
    )

    assert rendering.effective_text(kind=Greeting, site=site_a, language="en")[0] == "Hello {name}"


def test_a_stored_text_that_no_longer_fits_is_passed_over(site_a, mail_kinds):
    MessageText.objects.create(
        site=site_a, kind=Greeting.key, language="en", subject="Hi {nmae}", body="Text"
    )

    assert rendering.effective_text(kind=Greeting, site=site_a, language="en")[0] == "Hello {name}"


def test_times_are_told_in_the_receivers_zone(greet, ann, monkeypatch):
    from django.utils import timezone

    moment = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)

    def values(message):
        return {"words": str(timezone.localtime(moment).hour)}

    monkeypatch.setattr(Greeting, "values", values)
    set_settings(ann.site, time_zone="America/New_York")
    message = greet()
    assert "\n7\n" in rendering.render(message=message).text
    message.person.time_zone = "Europe/Madrid"
    assert "\n13\n" in rendering.render(message=message).text


# --- checking an editor's text -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "body", "fields"),
    [
        ("Hi {name}", "{words} and {page_url}", []),
        ("Hi {nmae}", "Text", ["subject"]),
        ("Hi", "{Name}", ["body"]),
        ("Hi", "{}", ["body"]),
        ("Hi", "a { b", ["body"]),
        ("Hi", "{{name}}", ["body"]),
        ("Hi }", "{na me}", ["subject", "body"]),
    ],
)
def test_what_is_wrong_with_a_text_is_said_by_field(mail_kinds, subject, body, fields):
    errors = rendering.check_template(kind=Greeting, subject=subject, body=body)

    assert list(errors) == fields
    for problems in errors.values():
        assert "{name}, {words}, {page_url}" in problems[0]


def test_a_body_needs_what_the_message_is_for(mail_kinds, monkeypatch):
    monkeypatch.setattr(Greeting, "required", frozenset({"page_url"}))

    errors = rendering.check_template(kind=Greeting, subject="Hi", body="No link")

    assert list(errors) == ["body"]
    assert "{page_url}" in errors["body"][0]


def test_a_personal_link_has_no_place_in_the_subject(mail_kinds, monkeypatch):
    monkeypatch.setattr(Greeting, "links", ("page_url",))

    errors = rendering.check_template(kind=Greeting, subject="{page_url}", body="Text")

    assert list(errors) == ["subject"]


# --- every kind of the package -------------------------------------------------------------------


@pytest.mark.parametrize("kind", message_kinds(), ids=lambda kind: kind.key)
def test_our_own_text_fits_its_kind(kind):
    subject, body = rendering.default_text(kind, "en")

    assert rendering.check_template(kind=kind, subject=subject, body=body) == {}


@pytest.mark.parametrize("kind", message_kinds(), ids=lambda kind: kind.key)
def test_our_own_text_can_be_shown_with_samples(kind, site_a):
    subject, body = rendering.default_text(kind, "en")
    values = rendering.sample_values(kind, "en")

    rendered = rendering.render_draft(
        kind=kind, site=site_a, language="en", subject=subject, body=body, values=values
    )

    assert "{" not in rendered.subject
    assert "{" not in main_text(rendered)
    assert set(values) == set(kind.placeholders)
    assert all(isinstance(each, Placeholder) for each in kind.placeholders.values())
    assert ("coaching-link:unsubscribe" in rendered.text) == MessageCategory(
        kind.category
    ).may_be_left
