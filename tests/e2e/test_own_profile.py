"""A coach changes the profile, and an applicant looks how it stands: with a phone and without."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.e2e.test_own_coach import DESKTOP, PHONE, _check
from tests.factories import CredentialFactory
from tests.posting import link_path
from tests.services.application_cases import applied, last_link
from tests.vetting.cases import Vetted, fresh, make_vetted_site
from wagtail_coaching.models import CoachApplication, Link
from wagtail_coaching.services import links, publication
from wagtail_coaching.services.person import OWN_PAGE

if TYPE_CHECKING:
    from tests.content import Filled

pytestmark = pytest.mark.e2e


@pytest.fixture
def vetted(filled: Filled) -> Vetted:
    CredentialFactory(site=filled.tree.site)
    return make_vetted_site(filled.tree)


@pytest.fixture
def profile(filled: Filled, vetted: Vetted) -> Any:
    return filled.coach_pages[0]


@pytest.fixture
def own(profile: Any) -> Link:
    return links.issue(purpose=OWN_PAGE, person=profile.coach.person)


@pytest.fixture
def application(vetted: Vetted) -> CoachApplication:
    application = applied(vetted.site)
    assert application.coach is not None
    page = next(iter(publication.profiles_of(application.coach)))
    vetted.decide(page, "reject", comment="Since when do you work there?")
    return application


def photo() -> dict[str, Any]:
    file = BytesIO()
    Image.new("RGB", (90, 120), "navy").save(file, "JPEG")
    return {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


@pytest.mark.parametrize("javascript", [True, False])
def test_coach_changes_the_profile(
    browser: Browser, origin: str, profile: Any, own: Link, javascript: bool
) -> None:
    context = browser.new_context(viewport=PHONE, java_script_enabled=javascript)
    page = context.new_page()

    page.goto(origin + link_path(own))
    page.get_by_role("link", name="Change my profile").click()
    page.get_by_label("Your title").fill("City manager")
    page.get_by_label("Population served").fill("many")
    page.get_by_role("button", name="Save my profile").click()
    expect(page.get_by_role("alert")).to_contain_text("One thing needs another look")
    expect(page.get_by_label("Your title")).to_have_value("City manager")
    page.get_by_label("Population served").fill("12,500")
    page.get_by_label("Your photo").set_input_files(photo())
    page.get_by_role("button", name="Save my profile").click()
    expect(page.get_by_role("status")).to_contain_text("with our reviewers")

    context.close()
    draft = fresh(profile).get_latest_revision_as_object()
    assert (draft.job_title, draft.population) == ("City manager", 12500)
    assert draft.portrait_id not in (None, profile.portrait_id)
    assert fresh(profile).job_title == profile.job_title


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_pages_are_accessible_and_nothing_sticks_out(
    page: Page, origin: str, own: Link, application: CoachApplication, size: dict[str, int]
) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    path = origin + link_path(own)
    for query in ("", "?show=profile", "?done=profile-waiting"):
        look(page, path + query)
    page.goto(f"{path}?show=profile")
    page.get_by_label("Your name").fill("")
    page.get_by_label("Population served").fill("many")
    page.get_by_role("button", name="Save my profile").click()
    _check(page)
    status = origin + link_path(last_link("application_status"))
    for query in ("", "?show=withdraw"):
        look(page, status + query)
    assert application.person is not None
    path = origin + link_path(links.issue(purpose=OWN_PAGE, person=application.person))
    for query in ("", "?show=application"):
        look(page, path + query)


def look(page: Page, address: str) -> None:
    page.goto(address)
    _check(page)
