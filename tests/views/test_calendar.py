"""A webinar's calendar file, as the site serves it."""

import datetime
import uuid

import pytest
from django.test import override_settings
from icalendar import Calendar
from wagtail.models import Locale, PageViewRestriction, Site

from tests.factories import UserFactory, make_webinar_page, set_settings
from wagtail_coaching.enums import WebinarStatus

STARTS = datetime.datetime(2026, 3, 4, 18, 0, tzinfo=datetime.UTC)


@pytest.fixture
def fetch(client):
    def get(uid, site, method="get"):
        path = f"/coaching/webinars/{uid}.ics"
        return getattr(client, method)(path, headers={"host": site.hostname})

    return get


def test_calendar_file_holds_the_webinar(program, fetch):
    set_settings(program.site, contact_email="office@example.org")
    page = make_webinar_page(
        program, title="Interviews", slug="interviews", starts_at=STARTS, summary="How to shine."
    )

    response = fetch(page.webinar.uid, program.site)

    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="interviews.ics"'
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    url = "http://prairie.example.org/coaching-program/webinars/interviews/"
    assert (event["uid"], event["summary"]) == (page.webinar.uid, "Interviews")
    assert event["description"] == f"How to shine.\n\n{url}"
    assert (event["url"], event.decoded("dtstart")) == (url, STARTS)
    assert "office@example.org" in event["organizer"]


def test_calendar_file_of_a_page_with_a_name_in_another_script(program, fetch):
    page = make_webinar_page(program, slug="面接")

    header = fetch(page.webinar.uid, program.site)["Content-Disposition"]

    # RFC 6266 section 5: by percent codes, which browsers decode.
    assert header == "attachment; filename*=utf-8''%E9%9D%A2%E6%8E%A5.ics"


def test_calendar_file_of_a_canceled_webinar_says_so(program, fetch):
    page = make_webinar_page(program, status=WebinarStatus.CANCELED)

    assert b"\r\nSTATUS:CANCELLED\r\n" in fetch(page.webinar.uid, program.site).content


def test_calendar_file_outlives_a_new_address(program, fetch):
    page = make_webinar_page(program, slug="interviews")
    page.slug = "job-interviews"
    page.save_revision().publish()

    assert b"job-interviews" in fetch(page.webinar.uid, program.site).content


def test_calendar_file_is_not_found_on_another_site(program_a, program_b, fetch):
    page = make_webinar_page(program_a)

    assert fetch(page.webinar.uid, program_a.site).status_code == 200
    assert fetch(page.webinar.uid, program_b.site).status_code == 404


def test_calendar_file_of_a_draft_is_not_found(program, fetch):
    page = make_webinar_page(program)
    page.unpublish()

    assert fetch(page.webinar.uid, program.site).status_code == 404


@pytest.mark.parametrize("which", ["page", "schedule"])
def test_calendar_file_for_members_is_for_members(program, fetch, client, which):
    page = make_webinar_page(program)
    closed = page if which == "page" else program.schedule
    PageViewRestriction.objects.create(page=closed, restriction_type="login")

    assert fetch(page.webinar.uid, program.site).status_code == 404
    client.force_login(UserFactory())
    assert fetch(page.webinar.uid, program.site).status_code == 200


def test_calendar_file_is_found_while_one_translation_is_public(program, fetch):
    page = make_webinar_page(program, title="Interviews")
    spanish = Locale.objects.create(language_code="es")
    translated = page.copy_for_translation(spanish, copy_parents=True)
    translated.title = "Entrevistas"
    translated.save_revision().publish()
    PageViewRestriction.objects.create(page=page, restriction_type="login")

    response = fetch(page.webinar.uid, program.site)

    assert response.status_code == 200
    assert b"Interviews" not in response.content


@pytest.mark.parametrize("path", [uuid.UUID(int=0), "x", "", "../admin"])
def test_calendar_file_of_nothing_is_not_found(program, fetch, path):
    assert fetch(path, program.site).status_code == 404


def test_calendar_file_without_a_site_is_not_found(program, fetch):
    page = make_webinar_page(program)
    site = program.site
    Site.objects.update(is_default_site=False, hostname="elsewhere.example.org")

    assert fetch(page.webinar.uid, site).status_code == 404


def test_calendar_file_has_a_head(program, fetch):
    page = make_webinar_page(program)

    response = fetch(page.webinar.uid, program.site, "head")

    assert (response.status_code, response.content) == (200, b"")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_calendar_file_is_read_only(program, fetch, method):
    page = make_webinar_page(program)

    response = fetch(page.webinar.uid, program.site, method)

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


@override_settings(ROOT_URLCONF="tests.views.urls_without_coaching")
def test_pages_work_without_our_urls(program, visit):
    page = make_webinar_page(program)

    for shown in (page, program.schedule, program.program):
        response = visit(shown)
        assert response.status_code == 200
        assert b".ics" not in response.content
