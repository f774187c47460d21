"""Wagtail's API v3, which writes, too: what it shows and publishes, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from wagtail import VERSION

from tests.vetting.cases import fresh, unvetted_live_pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.vetting.cases import Vetted

    Send = Callable[..., Any]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.views.urls_with_api_v3"),
    pytest.mark.skipif(VERSION < (8, 0), reason="API v3 came with Wagtail 8.0"),
]


@pytest.fixture
def send(client: Client, vetted: Vetted) -> Send:
    """Send a request to the API; ``user`` by a token, ``None``: as anybody."""
    from wagtail.models import APIToken

    def send(method: str, path: str, *, user: Any = None, **data: Any) -> Any:
        headers = {"host": vetted.site.hostname}
        if user is not None:
            _token, secret = APIToken.create_token(user=user, name="Test")
            headers["Authorization"] = f"Bearer {secret}"
        return client.generic(
            method, f"/api/v3/{path}", content_type="application/json", headers=headers, **data
        )

    return send


def listed(send: Send) -> list[int]:
    return [item["id"] for item in send("GET", "pages/").json()["items"]]


@pytest.mark.parametrize("who", ["publisher", "editor", "reviewer", "admin"])
def test_publishing_makes_no_unvetted_profile_public(vetted: Vetted, send: Send, who: str) -> None:
    page = vetted.draft(title="Ulrich Unvetted")

    response = send("POST", f"pages/{page.pk}/actions/publish/", user=getattr(vetted, who))

    # An administrator's request is answered, with a page that is a draft all the same.
    assert response.status_code == (200 if who == "admin" else 403)
    assert not fresh(page).live
    assert unvetted_live_pages() == []
    assert page.pk not in listed(send)
    assert send("GET", f"pages/{page.pk}/").status_code == 404


def test_publishing_leaves_the_approved_version_public(vetted: Vetted, send: Send) -> None:
    page = vetted.vetted(title="Vera Vetted")
    changed = fresh(page)
    changed.title = "Dr. Vera Vetted"
    changed.save_revision()

    response = send("POST", f"pages/{page.pk}/actions/publish/", user=vetted.publisher)

    assert response.status_code == 403
    assert (fresh(page).live, fresh(page).title) == (True, "Vera Vetted")
    assert unvetted_live_pages() == []


def test_vetted_profile_is_listed_and_drafts_are_for_nobody_outside(
    vetted: Vetted, send: Send
) -> None:
    page = vetted.vetted(title="Vera Vetted")
    changed = fresh(page)
    changed.title = "Dr. Vera Vetted"
    changed.save_revision()

    assert page.pk in listed(send)
    for version in ("live", "draft"):
        answer = send("GET", f"pages/{page.pk}/?version={version}").json()
        assert answer["title"] == "Vera Vetted"
