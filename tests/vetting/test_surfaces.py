"""Where a profile shows: nowhere before it is vetted, everywhere after."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.sites.requests import RequestSite
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory, override_settings
from wagtail import VERSION
from wagtail.contrib.sitemaps import Sitemap

from tests.vetting.cases import fresh, unvetted_live_pages

if TYPE_CHECKING:
    from django.test import Client

    from tests.vetting.cases import Vetted

pytestmark = pytest.mark.django_db


def shown(vetted: Vetted, page: Any, client: Client) -> dict[str, bool]:
    """Say where a visitor finds a profile."""
    host = {"host": vetted.site.hostname}
    path = page.relative_url(vetted.site)
    gallery = vetted.tree.gallery.relative_url(vetted.site)
    request = RequestFactory().get("/", headers=host)
    with override_settings(ROOT_URLCONF="tests.views.urls_with_api"):
        listed = client.get(f"/api/pages/?type={page._meta.label}", headers=host).json()
        detail = client.get(f"/api/pages/{page.pk}/", headers=host).status_code
    sitemap = Sitemap(request).get_urls(site=RequestSite(request))
    return {
        "address": client.get(path, headers=host).status_code == 200,
        "gallery": page.title in client.get(gallery, headers=host).content.decode(),
        "gallery's search": page.title
        in client.get(f"{gallery}?q={page.title.split()[0]}", headers=host)
        .content.decode()
        .split("</form>")[-1],
        "sitemap": any(url["location"].endswith(path) for url in sitemap),
        "API's list": page.pk in [item["id"] for item in listed["items"]],
        "API": detail == 200,
        "site search": page.pk in [hit.pk for hit in type(page).objects.live().search("Marlowfax")],
    }


# MySQL's full-text index knows what is committed, only.
indexed = pytest.mark.django_db(transaction=True)


@indexed
def test_unvetted_profile_is_shown_nowhere(
    vetted: Vetted, client: Client, search_index: None
) -> None:
    page = vetted.draft(title="Ulrich Marlowfax")
    page.get_latest_revision().publish()
    page.get_latest_revision().publish(user=vetted.publisher)

    assert not any(shown(vetted, fresh(page), client).values())


@indexed
def test_vetted_profile_is_shown_everywhere(
    vetted: Vetted, client: Client, search_index: None
) -> None:
    page = vetted.vetted(title="Vera Marlowfax")

    found = shown(vetted, page, client)

    assert all(found.values()), found


@pytest.mark.skipif(VERSION < (8, 0), reason="API v3 came with Wagtail 8.0")
@pytest.mark.parametrize("who", ["publisher", "editor", None])
def test_publishing_by_what_api_v3_does(vetted: Vetted, who: str | None) -> None:
    from wagtail.actions.edit_page import EditPageAction

    page = vetted.vetted(title="Vera Vetted")
    changed = fresh(page)
    changed.title = "Dr. Vera Vetted"
    user = getattr(vetted, who) if who else None

    with suppress(PermissionDenied):
        EditPageAction(changed, user, publish=True).execute()

    assert unvetted_live_pages() == []
    if user is not None:
        stored = fresh(page)
        assert (stored.live, stored.title) == (True, "Vera Vetted")
