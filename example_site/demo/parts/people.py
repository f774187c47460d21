"""Whoever signs in to the admin."""

from typing import Final

from django.contrib.auth.models import Group, User

from example_site.demo.parts import Demo
from wagtail_coaching.services.defaults import EDITORS, REVIEWERS

PASSWORD: Final = "coaching-demo"  # noqa: S105  (printed for everybody to read)
ADMIN, EDITOR, REVIEWER = "admin", "editor", "reviewer"

#: User name, first name, last name, group; without a group: may do everything.
USERS: Final = (
    (ADMIN, "Ingrid", "Castellanos", None),
    (EDITOR, "Ramón", "Villaseñor", EDITORS),
    (REVIEWER, "Marguerite", "Lindqvist", REVIEWERS),
)


def build_users(demo: Demo) -> list[str]:
    made = []
    for username, first_name, last_name, group in USERS:
        user, created = User.objects.get_or_create(
            username=username,
            defaults={
                "first_name": first_name,
                "last_name": last_name,
                "email": f"{username}@prairiemanagers.example.org",
                "is_staff": group is None,
                "is_superuser": group is None,
            },
        )
        if created:
            user.set_password(PASSWORD)
            user.save()
            if group is not None:
                user.groups.add(Group.objects.get(name=demo.groups[group]))
            made.append(username)
    return [", ".join(made)] if made else []
