"""One association's pages, made once a module."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest

from tests import factories
from tests.worlds import lasting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker
    from wagtail.models import Site

    from tests.factories import ProgramTree


def make_program() -> ProgramTree:
    site = factories.make_site(
        hostname="prairie.example.org", name="Prairie managers", default=True
    )
    return factories.make_program(site, word="Prairie")


# For all tests of a module or for none: what one finds must not hang on which ran before.
@pytest.fixture(scope="module", autouse=True)
def _shared_program(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[ProgramTree | None]:
    with lasting(make_program, request, django_db_blocker) as program:
        yield program


@pytest.fixture
def program_a(_shared_program: ProgramTree | None, db: None) -> ProgramTree:
    """A program without coaches, webinars, terms or settings."""
    return copy.deepcopy(_shared_program) if _shared_program is not None else make_program()


@pytest.fixture
def site_a(program_a: ProgramTree) -> Site:
    """The default site: it also answers where the host name is no site's."""
    return program_a.site
