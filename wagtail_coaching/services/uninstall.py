"""Taking the package out of a site again, so that the site goes on as if it had never been."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models.deletion import ProtectedError, RestrictedError
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    ModelLogEntry,
    PageLogEntry,
    ReferenceIndex,
    Revision,
    Site,
    Task,
    Workflow,
    WorkflowContentType,
    WorkflowState,
    get_page_models,
)

from wagtail_coaching.exceptions import UninstallError
from wagtail_coaching.models import (
    Coach,
    CoachingPageMixin,
    CoachVettingTask,
    GalleryChange,
    GalleryEntry,
    GalleryIndex,
)
from wagtail_coaching.services import defaults

_OUR_APPS: Final = ("wagtail_coaching", "wagtail_coaching_pages")
#: Made from the rest at any time; nobody would miss it.
_DERIVED: Final = (GalleryChange, GalleryEntry, GalleryIndex)


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
    groups, used_groups = _groups()
    collections = _collections_of([*groups, *used_groups])
    workflows = _workflows()
    report.removed += [f"workflow “{workflow.name}”" for workflow in workflows]
    used_collections = [collection for collection in collections if _is_in_use(collection)]
    empty_collections = [c for c in collections if c not in used_collections]
    report.removed += [f"group “{group.name}”" for group in groups]
    report.removed += [f"collection “{c.name}”" for c in empty_collections]
    report.kept += [f"group “{g.name}”: it has members or other rights" for g in used_groups]
    report.kept += [f"collection “{c.name}”: there are things in it" for c in used_collections]
    if dry_run:
        return report
    try:
        for page in roots:
            page.delete()
        # With what is running in them, and their places on pages.
        for workflow in workflows:
            workflow.delete()
        _delete_records()
    except (ProtectedError, RestrictedError) as error:
        held = (
            error.protected_objects
            if isinstance(error, ProtectedError)
            else error.restricted_objects
        )
        blockers = ", ".join(sorted({str(obj) for obj in held}))
        raise UninstallError(f"These refer to what would be removed: {blockers}.") from error
    for record in (*groups, *empty_collections):
        record.delete()
    _delete_traces()
    return report


def _delete_traces() -> None:
    """Remove what Wagtail keeps about our types, and the types themselves."""
    content_types = ContentType.objects.filter(app_label__in=_OUR_APPS)
    Task.objects.filter(content_type__in=content_types).delete()
    WorkflowState.objects.filter(base_content_type__in=content_types).delete()
    WorkflowContentType.objects.filter(content_type__in=content_types).delete()
    Revision.objects.filter(content_type__in=content_types).delete()
    PageLogEntry.objects.filter(content_type__in=content_types).delete()
    ModelLogEntry.objects.filter(content_type__in=content_types).delete()
    ReferenceIndex.objects.filter(base_content_type__in=content_types).delete()
    ReferenceIndex.objects.filter(to_content_type__in=content_types).delete()
    Permission.objects.filter(content_type__in=content_types).delete()
    content_types.delete()
    ContentType.objects.clear_cache()


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
        site = Site.objects.filter(root_page__path__startswith=root.path).first()
        if site is not None:
            raise UninstallError(
                f"The site {site.hostname} starts at the coaching page “{site.root_page}”. Give it "
                "another root page first."
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


def _workflows() -> list[Workflow]:
    """Return the workflows in which nothing is left without our stages.

    An empty one would publish whatever is submitted to it.
    """
    return [
        workflow
        for workflow in Workflow.objects.all()
        if workflow.workflow_tasks.exists()
        and all(
            issubclass(step.task.specific_class, CoachVettingTask)
            for step in workflow.workflow_tasks.all()
        )
    ]


def _record_models() -> list[type[models.Model]]:
    found = [*apps.get_app_config("wagtail_coaching").get_models()]
    # A coach holds on to its person: coaches go first. And whatever goes is noted as a change of
    # the gallery: changes go last.
    return sorted(found, key=lambda model: (model is not Coach, model is GalleryChange))


def _note_counts(report: UninstallReport) -> None:
    page_models = [m for m in get_page_models() if issubclass(m, CoachingPageMixin)]
    for model in [*page_models, *_record_models()]:
        if model in _DERIVED:
            continue
        count = model._default_manager.count()
        if count:
            report.removed.append(f"{count} × {model._meta.verbose_name}")


def _delete_records() -> None:
    for model in _record_models():
        model._default_manager.all().delete()


def _groups() -> tuple[list[Group], list[Group]]:
    """Return the groups that setup made: those nobody would miss, and those to keep."""
    names = (defaults.EDITORS, defaults.REVIEWERS, defaults.PARTNER_REVIEWERS)
    ours = [group for group in Group.objects.all() if group.name.split(" (")[0] in names]
    unused = [group for group in ours if _is_unused(group)]
    return unused, [group for group in ours if group not in unused]


def _is_unused(group: Group) -> bool:
    """Return whether a group has no members, and nothing but what setup gave it."""
    if group.permissions.exclude(codename="access_admin").exists():
        return False
    for relation in Group._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete:
            continue
        model: Any = relation.related_model
        if model is Group.permissions.through:
            continue
        rows = model._base_manager.filter(**{relation.field.name: group})  # type: ignore[union-attr]
        if any(not _was_given_by_setup(row) for row in rows):
            return False
    return True


def _was_given_by_setup(row: Any) -> bool:
    if isinstance(row, GroupPagePermission):
        return issubclass(row.page.specific_class or row.page.__class__, CoachingPageMixin)
    if isinstance(row, GroupSitePermission):
        return row.permission.content_type.app_label in _OUR_APPS
    if isinstance(row, GroupCollectionPermission):
        return _has_our_name(row.collection)
    # Our stages go, and so does the group's part in them.
    return isinstance(row, (CoachVettingTask, CoachVettingTask.groups.through))


def _collections_of(groups: list[Group]) -> list[Collection]:
    """Return the collections that setup made for these groups."""
    found = Collection.objects.filter(group_permissions__group__in=groups, depth=2).distinct()
    return [collection for collection in found if _has_our_name(collection)]


def _has_our_name(collection: Collection) -> bool:
    return bool(collection.name.split(" (")[0] == defaults.COLLECTION)


def _is_in_use(collection: Collection) -> bool:
    """Return whether anything is in a collection, or below it."""
    if collection.get_children().exists():
        return True
    for relation in Collection._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete:
            continue
        model = relation.related_model
        if (
            model is not GroupCollectionPermission
            and model._base_manager.filter(**{relation.field.name: collection}).exists()
        ):
            return True
    return False
