"""What the tests of ``coaching_setup`` share: what it makes, and how to look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wagtail.models import (
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    Locale,
    Site,
)

from wagtail_coaching.conf import base_page_model, coaching_settings

if TYPE_CHECKING:
    from django.contrib.auth.models import Group
    from wagtail.models import Page

MADE = [
    "page “Coaching”",
    "page “Find a coach”",
    "page “Ask for a coach”",
    "page “Volunteer to coach”",
    "page “Webinars”",
    "page “Questions and answers”",
    "10 organization types",
    "6 career stages",
    "8 topics",
    "3 credentials",
    "4 roles",
    "3 meeting formats",
    "8 languages",
    "9 search synonyms",
    "coaching settings",
    "group “Coaching editors”",
    "collection “Coaching”",
    "group “Coach reviewers”",
    "vetting checklist",
    "workflow “Coach vetting”",
    "vetting stage “Coach vetting”",
    "“Coach vetting” as the workflow of “Find a coach”",
]
KEPT = [
    *MADE[:6],
    "organization types",
    "career stages",
    "topics",
    "credentials",
    "roles",
    "meeting formats",
    "languages",
    "search synonyms",
    "coaching settings",
    "group “Coaching editors”",
    "group “Coach reviewers”",
    "vetting checklist",
    "workflow “Coach vetting”",
    "“Coach vetting” as the workflow of “Find a coach”",
]
EDITORS_SITE_RIGHTS = {
    "add_careerstage",
    "add_coach",
    "add_coachlanguage",
    "add_coachrole",
    "add_credential",
    "add_meetingformat",
    "add_organizationtype",
    "add_searchsynonym",
    "add_topic",
    "change_careerstage",
    "change_coach",
    "change_coachapplication",
    "change_coachconcern",
    "change_coachingsettings",
    "change_coachlanguage",
    "change_coachrequest",
    "change_coachrole",
    "change_credential",
    "change_meetingformat",
    "change_message",
    "change_messagetext",
    "change_organizationtype",
    "change_searchsynonym",
    "change_topic",
    "delete_careerstage",
    "delete_coach",
    "delete_coachapplication",
    "delete_coachlanguage",
    "delete_coachrequest",
    "delete_coachrole",
    "delete_credential",
    "delete_meetingformat",
    "delete_organizationtype",
    "delete_searchsynonym",
    "delete_topic",
    "view_careerstage",
    "view_coach",
    "view_coachapplication",
    "view_coachconcern",
    "view_coachlanguage",
    "view_coachnomination",
    "view_coachrequest",
    "view_coachrole",
    "view_coachvetting",
    "view_credential",
    "view_meetingformat",
    "view_message",
    "view_organizationtype",
    "view_searchsynonym",
    "view_topic",
}


def home_of(site: Site) -> Page:
    return site.root_page.specific


def default_home() -> Page:
    return home_of(Site.objects.get(is_default_site=True))


def make_site(hostname: str, locale: Locale | None = None) -> Site:
    """Add a site beside the default one, with a home page of the same type."""
    home = default_home()
    root = home.get_parent()
    new_home = root.add_child(
        instance=type(home)(
            title=f"Home of {hostname}",
            slug=hostname.split(".", maxsplit=1)[0],
            locale=locale or home.locale,
        )
    )
    return Site.objects.create(hostname=hostname, site_name=hostname, root_page=new_home)


def programs() -> Any:
    return coaching_settings.page_model("PROGRAM_PAGE_MODEL").objects.order_by("path")


def page_count() -> int:
    return base_page_model().objects.count()


def site_rights(group: Group, site: Site) -> list[str]:
    rights = GroupSitePermission.objects.filter(group=group, site=site)
    return sorted(rights.values_list("permission__codename", flat=True))


def page_rights(group: Group) -> list[tuple[str, str]]:
    rights = GroupPagePermission.objects.filter(group=group)
    # A host's own base page has permissions of its own, such as "add_basepage".
    return sorted((right.page.title, right.permission.codename.split("_")[0]) for right in rights)


def collection_rights(group: Group) -> list[tuple[str, str]]:
    rights = GroupCollectionPermission.objects.filter(group=group)
    return sorted((right.collection.name, right.permission.codename) for right in rights)
