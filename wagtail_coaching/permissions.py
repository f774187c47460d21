"""Who may see and do what in the admin: every record is bound to its site.

Rights are Wagtail's own: a model permission given for one site (``GroupSitePermission``), or for
all sites (an ordinary Django permission). :class:`~wagtail.permission_policies.sites.
SitePermissionPolicy` answers the questions; this module adds the few that it leaves open.
"""

from typing import TYPE_CHECKING, Any

from django.db import models
from wagtail.models import Site
from wagtail.permission_policies.sites import SitePermissionPolicy

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

#: Any of these lets a user see a record in the admin.
VIEWING_ACTIONS = ("view", "add", "change", "delete")


def site_policy(model: type[models.Model]) -> SitePermissionPolicy:
    """Return the permission policy of a model whose records carry a ``site``."""
    return SitePermissionPolicy(model)


def records_visible_to(
    user: "AbstractBaseUser | AnonymousUser", model: type[models.Model]
) -> models.QuerySet[Any]:
    """Return the records of ``model`` that ``user`` may see: those of the sites they work for."""
    policy = site_policy(model)
    records: models.QuerySet[Any] = policy.instances_user_has_any_permission_for(
        user, VIEWING_ACTIONS
    )
    return records


def sites_for_adding(
    user: "AbstractBaseUser | AnonymousUser", model: type[models.Model]
) -> models.QuerySet[Site]:
    """Return the sites for which ``user`` may make new records of ``model``."""
    policy = site_policy(model)
    sites: models.QuerySet[Site] = policy.sites_user_has_any_permission_for(user, ["add"])
    return sites
