"""Credentials and roles are vetted like a name: what changed is public after approval only."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests import factories
from tests.vetting.cases import fresh, unvetted_live_pages

if TYPE_CHECKING:
    from tests.vetting.cases import Vetted

pytestmark = pytest.mark.django_db

EXPIRY = datetime.date(2031, 5, 31)


def credential_class(page: Any) -> Any:
    return type(page)._meta.get_field("credentials").related_model


def held(page: Any) -> list[tuple[str, datetime.date | None]]:
    return [(str(one.credential), one.expires_on) for one in fresh(page).credentials.all()]


@pytest.fixture
def profile(vetted: Vetted) -> Any:
    """A public profile with one credential and one role."""
    page = vetted.draft(
        credentials=[(factories.CredentialFactory(site=vetted.site, name="ICMA-CM"), EXPIRY)],
        roles=[factories.RoleFactory(site=vetted.site, name="Coach")],
    )
    vetted.submit(page)
    vetted.decide(page)
    assert fresh(page).live
    return fresh(page)


def add_credential(vetted: Vetted, page: Any) -> None:
    term = factories.CredentialFactory(site=vetted.site, name="Leadership ICMA")
    page.credentials.add(credential_class(page)(credential=term))


def change_expiry(vetted: Vetted, page: Any) -> None:
    (one,) = page.credentials.all()
    one.expires_on = EXPIRY + datetime.timedelta(days=365)
    page.credentials = [one]


def add_role(vetted: Vetted, page: Any) -> None:
    page.roles.add(factories.RoleFactory(site=vetted.site, name="Senior Advisor"))


@pytest.mark.parametrize("change", [add_credential, change_expiry, add_role])
def test_change_is_not_published_without_approval(
    vetted: Vetted, profile: Any, change: Any
) -> None:
    change(vetted, profile)
    revision = profile.save_revision(user=vetted.publisher)

    revision.publish(user=vetted.publisher, skip_permission_checks=True)

    page = fresh(profile)
    assert (page.live, held(page)) == (True, [("ICMA-CM", EXPIRY)])
    assert [role.name for role in page.roles.all()] == ["Coach"]
    assert unvetted_live_pages() == []


@pytest.mark.parametrize("change", [add_credential, change_expiry, add_role])
def test_saving_the_change_on_the_live_page_takes_it_off_the_site(
    vetted: Vetted, profile: Any, change: Any
) -> None:
    change(vetted, profile)

    profile.save()

    assert not fresh(profile).live
    assert unvetted_live_pages() == []


def test_change_is_public_once_it_is_approved(vetted: Vetted, profile: Any) -> None:
    change_expiry(vetted, profile)
    profile.save_revision(user=vetted.editor)

    vetted.submit(profile)
    vetted.decide(profile)

    assert fresh(profile).live
    assert held(profile) == [("ICMA-CM", EXPIRY + datetime.timedelta(days=365))]


def test_order_of_credentials_needs_no_approval(vetted: Vetted, profile: Any) -> None:
    (one,) = profile.credentials.all()
    one.sort_order = 7
    profile.credentials = [one]
    profile.save_revision(user=vetted.publisher).publish(user=vetted.publisher)

    assert fresh(profile).live
    assert not fresh(profile).has_unpublished_changes
