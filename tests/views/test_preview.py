"""Editors see drafts as they will look."""

import pytest
from django.urls import reverse

from tests.content import populate
from tests.factories import UserFactory, add_page, make_coach_page, make_webinar_page, page_class


def preview(page):
    response = page.make_preview_request(preview_mode=page.default_preview_mode)
    assert response.status_code == 200
    return response.rendered_content if hasattr(response, "rendered_content") else response.content


def test_every_page_previews(program):
    for page in populate(program).pages:
        assert page.title in str(preview(page))


def test_draft_previews(program):
    for page in (
        make_coach_page(program, title="Ann Draft", live=False),
        make_webinar_page(program, title="Webinar Draft", live=False, publish=False),
        add_page(program.program, "FAQ_PAGE_MODEL", title="FAQ Draft", live=False),
    ):
        assert page.title in str(preview(page))


@pytest.mark.parametrize(
    ("setting", "parent", "fields"),
    [
        ("COACH_PAGE_MODEL", "gallery", {"job_title": "Manager"}),
        ("FAQ_PAGE_MODEL", "program", {}),
        ("REQUEST_PAGE_MODEL", "program", {}),
        ("APPLICATION_PAGE_MODEL", "program", {}),
        ("GALLERY_PAGE_MODEL", "program", {}),
        ("WEBINAR_SCHEDULE_PAGE_MODEL", "program", {}),
    ],
)
def test_page_not_yet_saved_previews(program, client, setting, parent, fields):
    """As in the editor, before the first save: the page has a place in the tree, and no key."""
    page = page_class(setting)(title="Brand new", slug="brand-new", **fields)
    above = getattr(program, parent)
    page.set_url_path(above)
    page.path = f"{above.path}0099"
    page.depth = above.depth + 1
    page.locale = above.locale

    assert "Brand new" in str(preview(page))


def test_webinar_not_yet_saved_previews(program):
    published = make_webinar_page(program)
    page = type(published)(
        title="Brand new",
        slug="brand-new",
        starts_at=published.starts_at,
        ends_at=published.ends_at,
        locale=published.locale,
    )
    page.set_url_path(program.schedule)
    page.path, page.depth = f"{program.schedule.path}0099", program.schedule.depth + 1

    assert "Brand new" in str(preview(page))


def test_draft_of_a_published_page_is_viewed_in_the_admin(program, client):
    client.force_login(UserFactory(superuser=True))
    page = make_coach_page(program, title="Ann Bell", publish=True)
    page.title = "Ann Draft"
    page.save_revision()

    response = client.get(
        reverse("wagtailadmin_pages:view_draft", args=[page.pk]),
        headers={"host": program.site.hostname},
    )

    assert response.status_code == 200
    assert "Ann Draft" in response.content.decode()
