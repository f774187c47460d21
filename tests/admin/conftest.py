"""Two associations with their staff, as ``coaching_setup`` leaves them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from tests import factories
from wagtail_coaching.services.setup import setup_program

if TYPE_CHECKING:
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


@pytest.fixture
def a(program_a: ProgramTree) -> ProgramTree:
    """The default site's association, with vocabularies and groups."""
    setup_program(parent=program_a.home)
    return program_a


@pytest.fixture
def b(a: ProgramTree, program_b: ProgramTree) -> ProgramTree:
    """A second association in the same Wagtail, with its own."""
    setup_program(parent=program_b.home)
    return program_b


@pytest.fixture
def staff(a: ProgramTree, b: ProgramTree) -> Staff:
    """People of both associations, and people who have nothing to do with coaching."""
    bare = Group.objects.create(name="Bare")
    bare.permissions.add(Permission.objects.get(codename="access_admin"))
    groups = {
        "nobody": None,
        "bare": bare,
        "editor_a": Group.objects.get(name="Coaching editors"),
        "reviewer_a": Group.objects.get(name="Coach reviewers"),
        "editor_b": Group.objects.get(name=f"Coaching editors ({b.site.hostname})"),
    }
    users: dict[str, Any] = {"anonymous": None}
    for role, group in groups.items():
        users[role] = factories.UserFactory(username=role)
        if group is not None:
            users[role].groups.add(group)
    users["superuser"] = factories.UserFactory(username="superuser", superuser=True)
    return Staff(users)


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
