"""Two associations in one Wagtail, and a visitor. Loaded by ``tests/conftest.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from tests import factories
from tests.mail import ann, greet, mail_kinds, mail_server  # noqa: F401  (fixtures)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse
    from django.test import Client
    from wagtail.models import Site

    from tests.factories import ProgramTree

# The same examples in every run: a change is not blamed for what chance finds. To search on, give
# pytest "--hypothesis-profile=explore".
hypothesis.settings.register_profile(
    "suite", derandomize=True, database=None, deadline=None, max_examples=50
)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=1000)
hypothesis.settings.load_profile("suite")


@pytest.fixture
def site_a(db: None) -> Site:
    """The default site: it also answers where the host name is no site's."""
    return factories.make_site(
        hostname="prairie.example.org", name="Prairie managers", default=True
    )


@pytest.fixture
def site_b(db: None) -> Site:
    return factories.make_site(hostname="coast.example.org", name="Coast managers")


@pytest.fixture
def program_a(site_a: Site) -> ProgramTree:
    """A program without coaches, webinars, terms or settings."""
    return factories.make_program(site_a, word="Prairie")


@pytest.fixture
def program_b(site_b: Site) -> ProgramTree:
    """The other association's program."""
    return factories.make_program(site_b, word="Coast")


@pytest.fixture
def program(program_a: ProgramTree) -> ProgramTree:
    """Program A, for tests that need no other."""
    return program_a


@pytest.fixture
def search_index(settings: Any) -> None:
    """Keep Wagtail's search index up to date, which the suite saves itself otherwise."""
    backend = settings.WAGTAILSEARCH_BACKENDS["default"]
    settings.WAGTAILSEARCH_BACKENDS = {"default": {**backend, "AUTO_UPDATE": True}}


@pytest.fixture
def visit(client: Client) -> Callable[..., HttpResponse]:
    """Ask for a page at the address of its own site: ``visit(page, "?q=x", client=…)``."""

    def get(page: Any, query: str = "", *, client: Client = client, **extra: Any) -> HttpResponse:
        site = page.get_site()
        path = page.relative_url(site) + query
        return client.get(path, headers={"host": site.hostname}, **extra)

    return get


@pytest.fixture
def revisit(client: Client) -> Callable[..., Callable[[], HttpResponse]]:
    """Visit a page once, so that what is cached is, and return a function that visits it again.

    The function does nothing else in the database: for counting queries.
    """

    def prepare(page: Any, query: str = "") -> Callable[[], HttpResponse]:
        site = page.get_site()
        path = page.relative_url(site) + query

        def get() -> HttpResponse:
            response = client.get(path, headers={"host": site.hostname})
            assert response.status_code == 200, response.status_code
            return response

        get()
        return get

    return prepare
