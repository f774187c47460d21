"""The groups of a program, with their rights: made once, and left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.images.models import Image
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    Site,
)

from wagtail_coaching.exceptions import SetupError
from wagtail_coaching.services import defaults

if TYPE_CHECKING:
    from django.db.models import Model

    from wagtail_coaching.services.setup import Run

_OUR_APPS: Final = ("wagtail_coaching", "wagtail_coaching_pages")


def ensure_group(run: Run, name: str, pages: dict[str, Any]) -> None:
    """Make a group with its rights, unless this site has one. Rights are given at birth only:
    what an administrator takes away later stays away. Pages made in this very run are new to
    everybody, and so are records that came with a later version: a group that exists gets its
    rights on those.
    """
    group_name, existing = _group_of(run.site, name)
    run.report.groups[name] = group_name
    setting, page_actions = defaults.PAGE_RIGHTS[name]

    def make() -> Group:
        group = Group.objects.create(name=group_name)
        group.permissions.add(
            Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
        )
        for model, actions in defaults.RECORD_RIGHTS[name].items():
            _give_record_rights(group, run.site, model, actions)
        _give_page_rights(group, pages[setting], page_actions)
        return group

    group = run.ensure(f"group “{group_name}”", existing, make)
    run.groups[name] = group
    if existing and _has_our_rights(existing, run.site):
        if setting in run.made_pages:
            _give_page_rights(group, pages[setting], page_actions)
        _ensure_later_rights(run, existing, name)
    elif not existing and name == defaults.EDITORS:
        _make_collection(run, group)


def _ensure_later_rights(run: Run, group: Group, name: str) -> None:
    """Give a group that is older than a kind of records its rights on them, unless somebody has
    said already who may do what with them.
    """
    for model in defaults.LATER_RECORDS:
        actions = defaults.RECORD_RIGHTS[name].get(model, ())
        content_type = ContentType.objects.get_for_model(model)
        given = GroupSitePermission.objects.filter(
            site=run.site, permission__content_type=content_type
        )
        if not actions or given.exists():
            continue
        run.report.made.append(f"rights of “{group.name}” on {model._meta.verbose_name_plural}")
        if not run.dry_run:
            _give_record_rights(group, run.site, model, actions)


def _give_record_rights(
    group: Group, site: Site, model: type[Model], actions: tuple[str, ...]
) -> None:
    for permission in _permissions(model, actions):
        GroupSitePermission.objects.create(group=group, site=site, permission=permission)


def _give_page_rights(group: Any, page: Any, actions: tuple[str, ...]) -> None:
    for action in actions:
        GroupPagePermission.objects.create(group=group, page_id=page.pk, permission_type=action)


def _make_collection(run: Run, group: Group | None) -> None:
    """Make a collection for this site's portraits, so that its editors need no right to anybody
    else's images: not the host's, not another association's.
    """
    taken = set(Collection.objects.values_list("name", flat=True))
    own_name = f"{defaults.COLLECTION} ({run.site.hostname})"
    name = next(
        n for n in (defaults.COLLECTION, own_name, f"{own_name} {run.site.pk}") if n not in taken
    )
    run.report.made.append(f"collection “{name}”")
    if group is None:
        return
    collection = Collection.get_first_root_node().add_child(name=name)
    # Wagtail asks the rights of its own model, whatever image model the project uses.
    for permission in _permissions(Image, ("add", "change", "choose")):
        GroupCollectionPermission.objects.create(
            group=group, collection=collection, permission=permission
        )


def _group_of(site: Site, name: str) -> tuple[str, Group | None]:
    """Return the name this site's group has, or would have, and the group if there is one.

    A second association in the same Wagtail gets a group of its own: one group for both would
    let each see the other's people.
    """
    own_name = f"{name} ({site.hostname})"
    group = Group.objects.filter(name=own_name).first()
    if group is not None:
        return own_name, group
    group = Group.objects.filter(name=name).first()
    if group is None:
        return name, None
    if _has_our_rights(group) and not _has_our_rights(group, site):
        return own_name, None
    return name, group


def _has_our_rights(group: Group, site: Site | None = None) -> bool:
    """Return whether a group has rights on our records, on ``site`` or on any.

    A group without may be the host's own, of the same name.
    """
    rights = GroupSitePermission.objects.filter(
        group=group, permission__content_type__app_label__in=_OUR_APPS
    )
    return bool((rights.filter(site=site) if site is not None else rights).exists())


def _permissions(model: type[Model], actions: tuple[str, ...]) -> list[Permission]:
    content_type = ContentType.objects.get_for_model(model)
    codenames = [f"{action}_{model._meta.model_name}" for action in actions]
    found = list(Permission.objects.filter(content_type=content_type, codename__in=codenames))
    if len(found) != len(codenames):
        raise SetupError("Some permissions are missing. Run “manage.py migrate” first.")
    return found
