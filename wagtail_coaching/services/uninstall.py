"""Taking the package out of a site again, so that the site goes on as if it had never been."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models.deletion import ProtectedError
from wagtail.models import (
    Collection,
    GroupPagePermission,
    GroupSitePermission,
    PageLogEntry,
    ReferenceIndex,
    Revision,
    Site,
    Task,
    WorkflowContentType,
    WorkflowState,
    get_page_models,
)

from wagtail_coaching.exceptions import UninstallError
from wagtail_coaching.models import Coach, CoachingPageMixin
from wagtail_coaching.services import defaults

_OUR_APPS: Final = ("wagtail_coaching", "wagtail_coaching_pages")


@dataclass
class UninstallReport:
    """What ``coaching_uninstall`` removed, or would remove, and what it leaves."""

    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


@transaction.atomic
def uninstall(*, dry_run: bool) -> UninstallReport:
    """Remove every page, record, task, right and content type of this package, on all sites.

    All of it or nothing: what stands in the way is said before anything is touched.

    Raises:
        UninstallError: pages of the host stand below ours, a site starts at one of our pages, or
            something of the host's holds on to one.
    """
    report = UninstallReport()
    roots = _coaching_roots()
    _refuse_where_the_host_would_lose(roots)
    _note_counts(report)
    groups, kept_groups = _groups()
    report.removed += [f"group “{group.name}”" for group in groups]
    report.kept += [
        f"group “{group.name}”: it has members or other rights" for group in kept_groups
    ]
    if dry_run:
        return report
    try:
        for page in roots:
            page.delete()
        _delete_records()
    except ProtectedError as error:
        blockers = ", ".join(sorted({str(obj) for obj in error.protected_objects}))
        raise UninstallError(f"These refer to what would be removed: {blockers}.") from error
    content_types = ContentType.objects.filter(app_label__in=_OUR_APPS)
    Task.objects.filter(content_type__in=content_types).delete()
    WorkflowState.objects.filter(base_content_type__in=content_types).delete()
    WorkflowContentType.objects.filter(content_type__in=content_types).delete()
    Revision.objects.filter(content_type__in=content_types).delete()
    PageLogEntry.objects.filter(content_type__in=content_types).delete()
    ReferenceIndex.objects.filter(base_content_type__in=content_types).delete()
    ReferenceIndex.objects.filter(to_content_type__in=content_types).delete()
    collections = _collections_of([*groups, *kept_groups])
    for group in groups:
        group.delete()
    Permission.objects.filter(content_type__in=content_types).delete()
    _delete_empty(collections, report)
    content_types.delete()
    ContentType.objects.clear_cache()
    return report


def _coaching_roots() -> list[Any]:
    """Return the topmost coaching pages of the whole tree, the host's subclasses included."""
    pages: list[Any] = []
    for model in get_page_models():
        if issubclass(model, CoachingPageMixin):
            pages += model._default_manager.all()
    pages.sort(key=lambda page: page.path)
    roots: list[Any] = []
    for page in pages:
        if not roots or not page.path.startswith(roots[-1].path):
            roots.append(page)
    return roots


def _refuse_where_the_host_would_lose(roots: list[Any]) -> None:
    for root in roots:
        if Site.objects.filter(root_page__path__startswith=root.path).exists():
            raise UninstallError(
                f"A site starts at the coaching page “{root}”. Give the site another root page."
            )
        strangers = [
            page
            for page in root.get_descendants()
            if not issubclass(page.specific_class or page.__class__, CoachingPageMixin)
        ]
        if strangers:
            names = ", ".join(f"“{page.title}” (id {page.pk})" for page in strangers)
            raise UninstallError(
                f"These pages of yours stand below “{root}” and would go with it: {names}. "
                "Move them elsewhere first."
            )


def _record_models() -> list[type[models.Model]]:
    found = [*apps.get_app_config("wagtail_coaching").get_models()]
    # A coach holds on to its person: coaches go first.
    return sorted(found, key=lambda model: model is not Coach)


def _note_counts(report: UninstallReport) -> None:
    page_models = [m for m in get_page_models() if issubclass(m, CoachingPageMixin)]
    for model in [*page_models, *_record_models()]:
        count = model._default_manager.count()
        if count:
            report.removed.append(f"{count} × {model._meta.verbose_name}")


def _delete_records() -> None:
    for model in _record_models():
        model._default_manager.all().delete()


def _groups() -> tuple[list[Group], list[Group]]:
    """Return the groups that setup made: those nobody would miss, and those to keep."""
    names = (defaults.EDITORS, defaults.REVIEWERS)
    ours = [
        group
        for group in Group.objects.all()
        if group.name in names or group.name.startswith(tuple(f"{name} (" for name in names))
    ]
    unused = [group for group in ours if _is_unused(group)]
    return unused, [group for group in ours if group not in unused]


def _is_unused(group: Group) -> bool:
    pages = [root.path for root in _coaching_roots()]
    foreign_page_rights = [
        right
        for right in GroupPagePermission.objects.filter(group=group).select_related("page")
        if not right.page.path.startswith(tuple(pages))
    ]
    foreign_site_rights = GroupSitePermission.objects.filter(group=group).exclude(
        permission__content_type__app_label__in=_OUR_APPS
    )
    foreign_rights = group.permissions.exclude(codename="access_admin")
    return not (
        group.user_set.exists()
        or foreign_page_rights
        or foreign_site_rights.exists()
        or foreign_rights.exists()
    )


def _collections_of(groups: list[Group]) -> list[Collection]:
    """Return the collections that setup made for these groups."""
    found = Collection.objects.filter(group_permissions__group__in=groups, depth=2).distinct()
    return [c for c in found if c.name.split(" (")[0] == defaults.COLLECTION]


def _delete_empty(collections: list[Collection], report: UninstallReport) -> None:
    """Remove the collections that setup made, unless somebody keeps things in them."""
    for collection in collections:
        if _is_in_use(collection):
            report.kept.append(f"collection “{collection.name}”: there are things in it")
        else:
            collection.delete()


def _is_in_use(collection: Collection) -> bool:
    return collection.get_children().exists() or any(
        relation.related_model._default_manager.filter(**{relation.field.name: collection}).exists()
        for relation in Collection._meta.related_objects
        if relation.related_model._meta.label_lower != "wagtailcore.groupcollectionpermission"
    )
