"""Two associations with their staff, as ``coaching_setup`` leaves them."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from tests import factories
from tests.worlds import lasting
from wagtail_coaching.services.setup import setup_program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker

    from tests.factories import ProgramTree

ROLES = ("anonymous", "nobody", "bare", "editor_a", "reviewer_a", "editor_b", "superuser")


@dataclass(frozen=True)
class Staff:
    """One user for each role; ``None`` for the anonymous visitor."""

    users: dict[str, Any]

    def __getitem__(self, role: str) -> Any:
        return self.users[role]

    def client(self, role: str) -> Client:
        """Return a client in which somebody of this role is signed in."""
        client = Client()
        if self.users[role] is not None:
            client.force_login(self.users[role])
        return client


@dataclass(frozen=True)
class World:
    """What all tests of the admin start from."""

    a: ProgramTree
    b: ProgramTree
    staff: Staff


@pytest.fixture(scope="module")
def _shared_world(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[World | None]:
    """Both associations, made once a module."""
    with lasting(make_world, request, django_db_blocker) as world:
        yield world


def make_world() -> World:
    sites = (
        factories.make_site(hostname="prairie.example.org", name="Prairie managers", default=True),
        factories.make_site(hostname="coast.example.org", name="Coast managers"),
    )
    a, b = (
        factories.make_program(site, word=word)
        for site, word in zip(sites, ("Prairie", "Coast"), strict=True)
    )
    for tree in (a, b):
        setup_program(parent=tree.home)
    return World(a=a, b=b, staff=hire(b.site.hostname))


def hire(hostname_b: str) -> Staff:
    bare = Group.objects.create(name="Bare")
    bare.permissions.add(Permission.objects.get(codename="access_admin"))
    groups = {
        "nobody": None,
        "bare": bare,
        "editor_a": Group.objects.get(name="Coaching editors"),
        "reviewer_a": Group.objects.get(name="Coach reviewers"),
        "editor_b": Group.objects.get(name=f"Coaching editors ({hostname_b})"),
    }
    users: dict[str, Any] = {"anonymous": None}
    for role, group in groups.items():
        users[role] = factories.UserFactory(username=role)
        if group is not None:
            users[role].groups.add(group)
    users["superuser"] = factories.UserFactory(username="superuser", superuser=True)
    return Staff(users)


@pytest.fixture
def associations(_shared_world: World | None, db: None) -> World:
    """The world; its objects are the test's own."""
    return copy.deepcopy(_shared_world) if _shared_world is not None else make_world()


@pytest.fixture
def a(associations: World) -> ProgramTree:
    """The default site's association, with vocabularies and groups."""
    return associations.a


@pytest.fixture
def b(associations: World) -> ProgramTree:
    """A second association in the same Wagtail, with its own."""
    return associations.b


@pytest.fixture
def staff(associations: World) -> Staff:
    """People of both associations, and people who have nothing to do with coaching."""
    return associations.staff


@pytest.fixture
def editor_a(staff: Staff) -> Client:
    """A client of a Coaching editor of association A."""
    return staff.client("editor_a")


@pytest.fixture
def editor_b(staff: Staff) -> Client:
    """A client of a Coaching editor of association B."""
    return staff.client("editor_b")


@pytest.fixture
def superuser(staff: Staff) -> Client:
    """A client of a superuser."""
    return staff.client("superuser")
