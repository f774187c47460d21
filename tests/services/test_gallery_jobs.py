"""The periodic work on galleries."""

import datetime

from django.utils import timezone

from tests.factories import make_coach_page, page_class
from wagtail_coaching.models import GalleryChange, GalleryEntry, GalleryIndex
from wagtail_coaching.services import gallery as gallery_service
from wagtail_coaching.services import gallery_index, gallery_jobs, tick
from wagtail_coaching.services.gallery import GalleryQuery


def total(tree):
    return gallery_service.search(gallery=tree.gallery, query=GalleryQuery()).total


def run_all(hours=0):
    now = timezone.now() + datetime.timedelta(hours=hours)
    results = {result.name: result for result in tick.run_all(now=now)}
    assert [result.error for result in results.values()] == [""] * len(results)
    return results["apply_gallery_changes"].done, results["compare_galleries"].done


def test_changes_are_followed(program):
    total(program)
    make_coach_page(program)
    assert GalleryChange.objects.exists()
    [line] = tick.due()["apply_gallery_changes"]
    assert "galleries do not show yet" in line

    assert run_all()[0] == 1

    assert tick.due()["apply_gallery_changes"] == []
    assert not GalleryChange.objects.exists()


def test_what_nobody_noted_is_found_once_a_day(program):
    page = make_coach_page(program)
    total(program)
    assert tick.due()["compare_galleries"] != []
    assert run_all() == (0, 0)
    page_class("COACH_PAGE_MODEL").objects.filter(pk=page.pk).update(live=False)

    assert tick.due()["compare_galleries"] == []
    assert run_all(hours=23) == (0, 0)
    assert total(program) == 1
    assert run_all(hours=25) == (0, 1)
    assert total(program) == 0


def test_pages_that_left_long_ago_are_forgotten(program):
    page = make_coach_page(program)
    total(program)
    page.unpublish()
    total(program)
    run_all()
    assert GalleryEntry.objects.filter(is_shown=False).count() == 1

    index = GalleryIndex.objects.filter(gallery_pk=program.gallery.pk)
    index.update(generation=gallery_index.TOKENS_KEPT + 10)
    assert run_all(hours=25) == (0, 1)

    assert not GalleryEntry.objects.exists()


def test_galleries_that_are_gone_are_forgotten(program):
    total(program)
    GalleryIndex.objects.create(gallery_pk="999999999", tokens=["x"])

    assert run_all() == (0, 1)
    assert not GalleryIndex.objects.filter(gallery_pk="999999999").exists()


def test_second_run_of_a_day_does_nothing(program):
    total(program)
    now = timezone.now()

    gallery_jobs.compare_all(now)

    assert gallery_jobs.compare_all(now) == 0
