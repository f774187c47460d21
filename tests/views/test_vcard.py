"""A coach's contact card: what stands on it, and that address books can read it."""

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from tests.factories import CoachFactory, UserFactory, make_coach_page


@pytest.fixture
def card_of(program, client):
    """Return the answer to somebody who asks for a card."""

    def get(key, *, host=program.site.hostname):
        path = reverse("wagtail_coaching:coach_vcard", args=[getattr(key, "pk", key)])
        return client.get(path, headers={"host": host})

    return get


def make_profile(program, **facts):
    return make_coach_page(
        program,
        **{
            "title": "Ann Bell",
            "coach__person__email": "ann@mail.example.org",
            "coach__person__phone": "(312) 555-0199",
            "coach__phone_visibility": "everyone",
            "coach__email_visibility": "everyone",
            **facts,
        },
    )


def unfolded(response):
    """Return the card's lines, each whole."""
    return response.content.decode().replace("\r\n ", "").split("\r\n")


def test_card_says_who_it_is(program, card_of):
    page = make_profile(
        program,
        preferred_name="Annie",
        job_title="City Manager",
        organization="City of Elmhurst",
        coach__best_hours="Weekday mornings",
        coach__person__time_zone="America/Chicago",
    )

    response = card_of(page)

    lines = unfolded(response)
    assert lines[2].startswith("PRODID:-//wagtail-coaching//")
    assert [*lines[:2], *lines[3:]] == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"UID:urn:uuid:{page.translation_key}",
        "N:Bell;Ann;;;",
        "FN:Ann Bell",
        "NICKNAME:Annie",
        "TITLE:City Manager",
        "ORG:City of Elmhurst",
        "TEL;TYPE=WORK,VOICE,PREF:+1-312-555-0199",
        "EMAIL;TYPE=INTERNET,WORK:ann@mail.example.org",
        f"URL:http://{program.site.hostname}{page.relative_url(program.site)}",
        "NOTE:Best hours: Weekday mornings (Central Time)",
        "END:VCARD",
        "",
    ]
    assert response["Content-Type"] == "text/vcard; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="{page.slug}.vcf"'
    assert response["X-Robots-Tag"] == "noindex"


def test_card_is_escaped_folded_and_ends_its_lines_as_it_should(program, card_of):
    title = "Zoë; the “one”, of\\many\r\nEMAIL:evil@example.org " + "ä" * 60
    page = make_profile(program, title=title, organization="A;B,C\nTEL:1", job_title="X\x1b\x07")

    response = card_of(page)

    raw = response.content
    assert raw.endswith(b"END:VCARD\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    names = [line.partition(":")[0].partition(";")[0] for line in unfolded(response)]
    assert names.count("EMAIL") == 1
    assert names.count("TEL") == 1
    assert "ORG:A\\;B\\,C\\nTEL:1" in unfolded(response)
    assert "TITLE:X" in unfolded(response)
    raw.decode()  # no character is torn in two


def test_card_marks_the_channel_that_the_coach_prefers(program, card_of):
    page = make_profile(program, coach__preferred_channel="email")

    lines = unfolded(card_of(page))

    assert "TEL;TYPE=WORK,VOICE:+1-312-555-0199" in lines
    assert "EMAIL;TYPE=INTERNET,WORK,PREF:ann@mail.example.org" in lines


def test_card_of_a_name_of_one_word(program, card_of):
    assert "N:Cher;;;;" in unfolded(card_of(make_profile(program, title="Cher")))


def test_number_that_nobody_can_dial_is_written_as_it_is(program, card_of):
    page = make_profile(program, coach__person__phone="ask at the desk, please")

    assert "TEL;TYPE=WORK,VOICE,PREF:ask at the desk\\, please" in unfolded(card_of(page))


@pytest.mark.parametrize(
    "key", ["0", "9999999", "x", "1" * 30, "-1", "0748c4a9-3598-4f81-b4e8-0d6d3a6bda99", "%00"]
)
def test_card_of_nobody_is_not_found(program, card_of, key):
    assert card_of(key).status_code == 404


def test_card_of_another_page_is_not_found(program, card_of):
    assert card_of(program.gallery).status_code == 404


def test_card_of_a_draft_is_not_found(program, card_of):
    assert card_of(make_profile(program, live=False)).status_code == 404


def test_card_of_a_page_without_a_coach_is_not_found(program, card_of):
    assert card_of(make_coach_page(program, coach=None)).status_code == 404


def test_card_is_only_for_those_who_may_see_the_profile(program, card_of, client):
    page = make_profile(program)
    PageViewRestriction.objects.create(page_id=program.gallery.pk, restriction_type="login")

    assert card_of(page).status_code == 404

    client.force_login(UserFactory())
    assert card_of(page).status_code == 200


def test_card_changes_nothing(program, client):
    page = make_profile(program, coach=CoachFactory(site=program.site))

    path = reverse("wagtail_coaching:coach_vcard", args=[page.pk])
    assert client.post(path, headers={"host": program.site.hostname}).status_code == 405
