"""The program's landing page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.search import index

from wagtail_coaching.blocks import ProgramBlock
from wagtail_coaching.fields import CoachingStreamField
from wagtail_coaching.models.page import CoachingPageMixin

if TYPE_CHECKING:
    from django.http import HttpRequest


class CoachingProgramPageMixin(CoachingPageMixin):
    """The root of one site's coaching program, and its landing page."""

    coaching_template = "wagtail_coaching/coaching_program_page.html"
    context_view = "wagtail_coaching.views.program.program_context"
    coaching_children = (
        "CoachGalleryPageMixin",
        "CoachRequestPageMixin",
        "CoachApplicationPageMixin",
        "WebinarSchedulePageMixin",
        "FAQPageMixin",
    )
    takes_host_pages = True
    page_description = _("The landing page of a coaching program. One for each site and language.")

    introduction = RichTextField(
        _("introduction"), blank=True, features=["bold", "italic", "link", "ul", "ol"]
    )
    body = CoachingStreamField(ProgramBlock(), verbose_name=_("body"), blank=True)

    coaching_panels = [FieldPanel("introduction"), FieldPanel("body")]
    coaching_search_fields = [index.SearchField("introduction"), index.SearchField("body")]
    coaching_api_fields = [APIField("introduction"), APIField("body")]

    class Meta:
        abstract = True

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Find a section in as few queries as there can be; anything else as Wagtail does."""
        if path_components:
            find = import_string("wagtail_coaching.services.sections.find")
            page = find(program=self, slug=path_components[0])
            if page is not None:
                return page.route(request, path_components[1:])
        return super().route(request, path_components)  # type: ignore[misc]

    @classmethod
    def can_create_at(cls, parent: Any) -> bool:
        """Allow one program for each site and language."""
        if not super().can_create_at(parent):  # type: ignore[misc]
            return False
        site = parent.get_site()
        programs: models.QuerySet[Any] = cls._default_manager.all()
        return not any(
            program.get_site() == site for program in programs.filter(locale_id=parent.locale_id)
        )


class SectionPageMixin(CoachingPageMixin):
    """Abstract: a page right under the program page, with an introduction."""

    coaching_parents = ("CoachingProgramPageMixin",)

    introduction = RichTextField(
        _("introduction"), blank=True, features=["bold", "italic", "link", "ul", "ol"]
    )

    coaching_panels = [FieldPanel("introduction")]
    coaching_search_fields = [index.SearchField("introduction")]
    coaching_api_fields = [APIField("introduction")]

    class Meta:
        abstract = True
