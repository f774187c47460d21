"""Publishing a webinar's page keeps its calendar entry."""

import datetime

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import Locale

from tests.factories import add_page, make_webinar_page, page_class, set_settings
from wagtail_coaching import signals
from wagtail_coaching.enums import WebinarStatus
from wagtail_coaching.models import Webinar
from wagtail_coaching.services import webinar as webinar_service

STARTS = datetime.datetime(2026, 3, 4, 18, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
MINUTE = datetime.timedelta(minutes=1)


def republish(page, **changes):
    """Publish the page as an editor does, with some fields changed."""
    page = type(page).objects.get(pk=page.pk)
    for field, value in changes.items():
        setattr(page, field, value)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


@pytest.fixture
def heard():
    calls = []

    def listen(sender, signal, **arguments):
        calls.append((sender, arguments))

    signals.webinar_changed.connect(listen)
    yield calls
    signals.webinar_changed.disconnect(listen)


def test_publishing_makes_an_entry(program):
    set_settings(program.site, time_zone="America/Los_Angeles")

    page = make_webinar_page(program, title="Interviews", starts_at=STARTS)

    webinar = Webinar.objects.get()
    assert page.webinar == webinar
    assert (webinar.site, webinar.translation_key) == (program.site, page.translation_key)
    assert (str(webinar), webinar.starts_at, webinar.ends_at) == (
        "Interviews",
        STARTS,
        STARTS + HOUR,
    )
    assert (webinar.time_zone, webinar.status) == ("America/Los_Angeles", "scheduled")
    assert webinar.sequence == 0


def test_page_made_live_without_publishing_has_no_entry(program):
    page = make_webinar_page(program, publish=False)

    assert (page.webinar, Webinar.objects.count()) == (None, 0)


def test_republishing_unchanged_keeps_the_entry(program):
    page = make_webinar_page(program)
    before = Webinar.objects.values().get()

    again = republish(page)

    assert again.webinar_id == page.webinar_id
    assert Webinar.objects.values().get() == before


def test_change_that_no_calendar_shows_keeps_the_sequence(program):
    page = make_webinar_page(program)
    before = Webinar.objects.values().get()

    republish(page, summary="Another summary", recording_url="https://video.example.org/1")

    assert Webinar.objects.values().get() == before


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Another title"},
        {"starts_at": STARTS + MINUTE},
        {"ends_at": STARTS + 2 * HOUR},
        {"time_zone": "Pacific/Honolulu"},
        {"status": WebinarStatus.CANCELED},
        {"title": "Another title", "starts_at": STARTS + MINUTE},
    ],
)
def test_change_that_calendars_show_raises_the_sequence_by_one(program, changes):
    with time_machine.travel("2026-02-01T12:00:00Z", tick=False):
        page = make_webinar_page(program, starts_at=STARTS)
    uid = page.webinar.uid

    with time_machine.travel("2026-02-02T12:00:00Z", tick=False):
        republish(page, **changes)
        now = timezone.now()

    webinar = Webinar.objects.get()
    assert {field: getattr(webinar, field) for field in changes} == changes
    assert (webinar.uid, webinar.sequence, webinar.changed_at) == (uid, 1, now)

    republish(page, **changes)
    assert Webinar.objects.get().sequence == 1


def test_time_zone_of_the_association_changed_raises_the_sequence(program):
    page = make_webinar_page(program)
    set_settings(program.site, time_zone="Pacific/Honolulu")

    republish(page)

    webinar = Webinar.objects.get()
    assert (webinar.time_zone, webinar.sequence) == ("Pacific/Honolulu", 1)


def test_draft_does_not_touch_the_entry(program):
    page = make_webinar_page(program, starts_at=STARTS)
    before = Webinar.objects.values().get()
    page.starts_at = STARTS - HOUR
    page.title = "A better title"

    page.save_revision()

    assert Webinar.objects.values().get() == before
    assert type(page).objects.get(pk=page.pk).starts_at == STARTS


def test_revision_written_before_the_entry_was_made_keeps_it(program):
    page = make_webinar_page(program, publish=False)
    revision = page.save_revision()
    revision.publish()

    page.refresh_from_db()
    assert revision.as_object().webinar_id == page.webinar_id

    revision.publish()
    page.refresh_from_db()
    assert page.webinar == Webinar.objects.get()


def test_old_revision_published_again_moves_the_entry_back(program):
    page = make_webinar_page(program, starts_at=STARTS)
    first = page.latest_revision
    republish(page, ends_at=STARTS + 3 * HOUR)

    first.publish()

    webinar = Webinar.objects.get()
    assert (webinar.ends_at, webinar.sequence) == (STARTS + HOUR, 2)


def test_unpublishing_keeps_the_entry_and_its_uid(program):
    page = make_webinar_page(program)
    uid = page.webinar.uid

    page.unpublish()
    page = republish(page)

    assert (page.webinar.uid, Webinar.objects.count()) == (uid, 1)


def test_copy_makes_an_entry_of_its_own(program):
    page = make_webinar_page(program)

    copy = page.copy(update_attrs={"title": "Copy", "slug": "copy"}, keep_live=False)
    assert copy.webinar is None
    copy = republish(copy)

    assert Webinar.objects.count() == 2
    assert copy.webinar.uid != page.webinar.uid
    assert (copy.webinar.title, copy.webinar.sequence) == ("Copy", 0)
    assert Webinar.objects.get(pk=page.webinar_id).title == page.title


@pytest.fixture
def translation(program):
    """A published webinar's translation, not yet published, and the original."""
    spanish = Locale.objects.create(language_code="es")
    page = make_webinar_page(program, title="Interviews", starts_at=STARTS)
    return page, page.copy_for_translation(spanish, copy_parents=True)


def test_translation_shares_the_entry(translation):
    page, translated = translation

    translated = republish(translated, title="Entrevistas")

    assert translated.webinar == page.webinar
    assert (Webinar.objects.get().title, Webinar.objects.get().sequence) == ("Interviews", 0)


def test_translation_that_lags_behind_does_not_move_the_webinar_back(translation):
    page, translated = translation
    republish(page, ends_at=STARTS + 2 * HOUR)

    republish(translated, title="Entrevistas")

    webinar = Webinar.objects.get()
    assert (webinar.ends_at, webinar.sequence) == (STARTS + 2 * HOUR, 1)


def test_translation_alone_speaks_for_the_webinar(translation):
    page, translated = translation
    page.unpublish()

    republish(translated, ends_at=STARTS + 2 * HOUR)

    webinar = Webinar.objects.get()
    assert (webinar.ends_at, webinar.sequence) == (STARTS + 2 * HOUR, 1)


def test_entry_goes_with_its_last_page(translation):
    page, translated = translation
    translated = republish(translated)

    type(page).objects.get(pk=page.pk).delete()
    assert Webinar.objects.get() == translated.webinar

    type(page).objects.get(pk=translated.pk).delete()
    assert not Webinar.objects.exists()


def test_page_outside_of_every_site_has_no_entry(program, heard):
    page = add_page(
        program.home.get_root(),
        "WEBINAR_PAGE_MODEL",
        title="Nowhere",
        starts_at=STARTS,
        ends_at=STARTS + HOUR,
        locale=program.home.locale,
    )

    assert webinar_service.record_publication(page=page) is None
    assert Webinar.objects.count() == 0


def test_pages_of_two_sites_have_entries_of_their_own(program_a, program_b):
    page_a = make_webinar_page(program_a)
    page_b = make_webinar_page(program_b)

    assert (page_a.webinar.site, page_b.webinar.site) == (program_a.site, program_b.site)


def test_change_is_announced_after_the_commit(program, heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page = make_webinar_page(program, starts_at=STARTS)
        assert heard == []
    webinar = Webinar.objects.get()
    assert heard == [(Webinar, {"webinar": webinar, "created": True})]

    with django_capture_on_commit_callbacks(execute=True):
        republish(page, summary="Nothing that a calendar shows")
    assert len(heard) == 1

    with django_capture_on_commit_callbacks(execute=True):
        republish(page, ends_at=STARTS + 2 * HOUR)
    assert heard[1:] == [(Webinar, {"webinar": webinar, "created": False})]


def test_webinars_split_at_the_minute_they_end(program):
    pages = {
        "over": make_webinar_page(program, starts_at=STARTS - HOUR),
        "running": make_webinar_page(program, starts_at=STARTS - HOUR + MINUTE),
        "to come": make_webinar_page(program, starts_at=STARTS + HOUR),
    }
    found = webinar_service.webinar_pages_under(page=program.schedule)

    upcoming = webinar_service.upcoming_webinars(pages=found, now=STARTS)
    past = webinar_service.past_webinars(pages=found, now=STARTS)

    assert list(upcoming) == [pages["running"], pages["to come"]]
    assert list(past) == [pages["over"]]


def test_webinars_are_in_order(program):
    late, early = (
        make_webinar_page(program, starts_at=STARTS + HOUR * hours) for hours in (48, 24)
    )
    found = webinar_service.webinar_pages_under(page=program.schedule)

    assert list(webinar_service.upcoming_webinars(pages=found, now=STARTS)) == [early, late]
    assert list(webinar_service.past_webinars(pages=found, now=STARTS + HOUR * 99)) == [late, early]


def test_webinar_pages_under_are_live_and_under_it(program_a, program_b):
    page = make_webinar_page(program_a)
    make_webinar_page(program_a, live=False, publish=False)
    make_webinar_page(program_b)

    assert list(webinar_service.webinar_pages_under(page=program_a.program)) == [page]
    assert isinstance(page, page_class("WEBINAR_PAGE_MODEL"))
