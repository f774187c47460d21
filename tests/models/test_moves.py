"""Pages moved to another site leave that site's people behind."""

from tests.factories import make_coach_page, make_host_page, make_webinar_page
from wagtail_coaching.models import Webinar


def move(page, parent):
    fresh = type(page).objects.get(pk=page.pk)
    fresh.move(type(parent).objects.get(pk=parent.pk), pos="last-child")
    return type(page).objects.get(pk=page.pk)


def test_coach_page_moved_to_another_site_lets_go_of_the_coach(program_a, program_b):
    page = make_coach_page(program_a)

    assert move(page, program_b.gallery).coach is None


def test_coach_page_moved_within_its_site_keeps_the_coach(program_a):
    page = make_coach_page(program_a)

    assert move(page, program_a.program).coach == page.coach


def test_old_revision_does_not_bring_the_other_sites_coach_back(program_a, program_b):
    page = make_coach_page(program_a, publish=True)
    moved = move(page, program_b.gallery)

    moved.get_latest_revision().publish()

    moved.refresh_from_db()
    # Nobody at that site has vetted it, either.
    assert (moved.live, moved.coach) == (False, None)


def test_coaches_of_a_gallery_moved_with_it_are_left_behind(program_a, program_b):
    page = make_coach_page(program_a)
    other = make_coach_page(program_b)

    program_a.gallery.slug = "moved"  # Wagtail's admin refuses two pages of one name, too.
    program_a.gallery.save()
    move(program_a.gallery, program_b.program)

    page.refresh_from_db()
    other.refresh_from_db()
    assert (page.coach, other.coach is None) == (None, False)


def test_copy_of_a_gallery_to_another_site_has_no_coaches(program_a, program_b):
    page = make_coach_page(program_a, publish=True)

    copy = program_a.gallery.copy(
        recursive=True, to=program_b.program, update_attrs={"slug": "copy"}
    )

    (copied,) = copy.get_children().specific()
    assert copied.coach is None
    assert type(page).objects.get(pk=page.pk).coach == page.coach


def test_webinar_moved_to_another_site_has_an_entry_there(program_a, program_b):
    page = make_webinar_page(program_a)
    old = page.webinar

    moved = move(page, program_b.schedule)

    assert moved.webinar.site == program_b.site
    assert (moved.webinar.title, moved.webinar.sequence) == (page.title, 0)
    assert moved.webinar.uid != old.uid


def test_webinar_moved_within_its_site_keeps_the_entry(program_a):
    page = make_webinar_page(program_a)

    assert move(page, program_a.program).webinar == page.webinar
    assert Webinar.objects.count() == 1


def test_program_moved_below_another_page_of_its_site_keeps_everything(program_a):
    coach_page, webinar_page = make_coach_page(program_a), make_webinar_page(program_a)

    move(program_a.program, make_host_page(program_a.home))

    coach_page.refresh_from_db()
    webinar_page.refresh_from_db()
    assert coach_page.coach is not None
    assert webinar_page.webinar.site == program_a.site


def test_page_of_the_host_moved_to_another_site(program_a, program_b):
    page = make_host_page(program_a.home)

    assert move(page, program_b.home).get_site() == program_b.site
