"""A site on which coaches are vetted."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest

from tests import factories
from tests.vetting.cases import Vetted, make_vetted_site
from tests.worlds import lasting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker
    from wagtail.models import Site

    from tests.factories import ProgramTree


def make_site() -> Vetted:
    site = factories.make_site(
        hostname="prairie.example.org", name="Prairie managers", default=True
    )
    return make_vetted_site(factories.make_program(site, word="Prairie"))


@pytest.fixture(scope="module", autouse=True)
def _shared_site(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Vetted | None]:
    with lasting(make_site, request, django_db_blocker) as vetted:
        yield vetted


@pytest.fixture
def vetted(_shared_site: Vetted | None, db: None) -> Vetted:
    return copy.deepcopy(_shared_site) if _shared_site is not None else make_site()


@pytest.fixture
def program_a(vetted: Vetted) -> ProgramTree:
    return vetted.tree


@pytest.fixture
def site_a(program_a: ProgramTree) -> Site:
    return program_a.site
