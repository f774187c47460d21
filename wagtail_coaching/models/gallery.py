"""The coach gallery's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.models.program import SectionPageMixin
from wagtail_coaching.models.vetted_page import VettingGalleryPermissionTester

if TYPE_CHECKING:
    from django.http import HttpRequest


class CoachGalleryPageMixin(SectionPageMixin):
    """The gallery: the coach pages under it, to search and filter."""

    coaching_template = "wagtail_coaching/coach_gallery_page.html"
    context_view = "wagtail_coaching.views.gallery.gallery_context"
    coaching_children = ("CoachPageMixin",)
    page_description = _("Coaches, to search and filter. Coach profiles stand under it.")

    class Meta:
        abstract = True

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Find a profile in one query, with all that it shows; anything else as Wagtail does."""
        if len(path_components) == 1:
            find = import_string("wagtail_coaching.services.profile.find")
            page = find(gallery=self, slug=path_components[0])
            if page is not None:
                return page.route(request, [])
        return super().route(request, path_components)  # type: ignore[misc]

    def permissions_for_user(self, user: Any) -> VettingGalleryPermissionTester:
        """Return what the user may do; where coaches are vetted, none is public from the start."""
        return VettingGalleryPermissionTester(user, self)
