"""Finding a program's sections from one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from wagtail.models import Site

from wagtail_coaching.conf import coaching_settings

if TYPE_CHECKING:
    from django.http import HttpRequest


def section_page(program: Any, setting: str) -> Any | None:
    """Return the first live section of a program whose class ``setting`` names, or ``None``.

    Args:
        program: the program page (any page class); ``None`` gives ``None``.
        setting: such as ``"REQUEST_PAGE_MODEL"``.
    """
    if program is None:
        return None
    model = coaching_settings.page_model(setting)
    sections = model._default_manager.child_of(program)
    return sections.filter(live=True).order_by("path").first()


def request_page_of(gallery: Any) -> Any | None:
    """Return the request page of the program that a gallery belongs to."""
    return section_page(gallery.get_parent(), "REQUEST_PAGE_MODEL") if gallery else None


def introduction_url(advisor: Any, form_url: str) -> str:
    """Return where to ask a Senior Advisor for an introduction; empty where that is not possible.

    Args:
        advisor: the profile.
        form_url: the address of the request form; empty: there is none.
    """
    can_be_asked = advisor.coach is not None and advisor.coach.may_introduce
    return f"{form_url}?{urlencode({'advisor': advisor.pk})}" if form_url and can_be_asked else ""


def site_of(page: Any, request: HttpRequest) -> Site | None:
    """Return the site a page is shown on: the one visited, which is at hand already.

    In a preview from an address that is no site's, it is the site the page stands in.
    """
    return Site.find_for_request(request) or page.get_site()
