"""Addresses in the admin, for mail to staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from wagtail.admin.utils import get_admin_base_url

if TYPE_CHECKING:
    from wagtail.models import Site


def admin_address(view: str, *args: Any, site: Site) -> str:
    """Return the full address of a view of the admin; the site's own where there is no admin."""
    base: str = get_admin_base_url() or site.root_url
    try:
        path = reverse(view, args=args)
    except NoReverseMatch:
        return str(site.root_url)
    return f"{base.rstrip('/')}{path}"


def page_address(page_pk: str, site: Site) -> str:
    """Return the address of a page in the admin."""
    return admin_address("wagtailadmin_pages:edit", page_pk, site=site)
