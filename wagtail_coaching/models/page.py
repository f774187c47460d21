"""What all page mixins share: where their template is, what it shows, and where they may stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import TooManyFieldsSent
from django.db import models
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string
from wagtail.models import PageViewRestriction, Site, get_page_models

from wagtail_coaching.models.settings import CoachingSettings

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable

    from django.http import HttpRequest
    from wagtail.models import Page


class CoachingPageMixin(models.Model):
    """Abstract: the base of every page mixin of this package.

    A host makes a page type with two bases: ``class CoachPage(CoachPageMixin, BasePage)``, and
    adds the mixin's ``coaching_panels``, ``coaching_search_fields`` and ``coaching_api_fields``
    to its own lists. The rules of the tree know mixins, not classes, so a host's own page types
    fit in wherever ours do. Setting ``parent_page_types`` or ``subpage_types`` on a class
    replaces the rule, as everywhere in Wagtail.
    """

    #: The template used where the host has none at Wagtail's usual ``<app>/<model>.html``.
    coaching_template: ClassVar[str] = ""
    #: Dotted path of a function ``(page, request) -> dict`` that adds to the template's context;
    #: and to the headers of the response, if it gives a dictionary ``response_headers``.
    #: A path and no import: models never import views.
    context_view: ClassVar[str] = ""
    #: Names of the mixins under which this page may stand; ``None``: any page that is not ours.
    coaching_parents: ClassVar[tuple[str, ...] | None] = None
    #: Names of the mixins that may stand under this page.
    coaching_children: ClassVar[tuple[str, ...]] = ()
    #: Whether page types of the host, too, may stand under this page.
    takes_host_pages: ClassVar[bool] = False

    #: Whether the query that found the page for this visit saw that no view restriction can apply
    #: to it; see ``services/sections.py`` and ``services/profile.py``.
    known_unrestricted = False

    if TYPE_CHECKING:
        # What every page class brings along. Wagtail is not typed.
        title: str
        slug: str
        path: str
        depth: int
        locale_id: int
        alias_of_id: int | None
        translation_key: uuid.UUID
        get_site: Callable[[], Site | None]
        get_parent: Callable[[], Any]
        get_url: Callable[[HttpRequest], str]

    class Meta:
        abstract = True

    @classmethod
    def clean_subpage_models(cls) -> list[type[Page]]:
        """Return the page types that may stand under this one."""
        if getattr(cls, "subpage_types", None) is not None:
            return super().clean_subpage_models()  # type: ignore[misc, no-any-return]
        return [
            model
            for model in get_page_models()
            if _has_mixin(model, cls.coaching_children)
            or (cls.takes_host_pages and not issubclass(model, CoachingPageMixin))
        ]

    @classmethod
    def clean_parent_page_models(cls) -> list[type[Page]]:
        """Return the page types under which this one may stand."""
        if getattr(cls, "parent_page_types", None) is not None:
            return super().clean_parent_page_models()  # type: ignore[misc, no-any-return]
        if cls.coaching_parents is None:
            return [m for m in get_page_models() if not issubclass(m, CoachingPageMixin)]
        return [m for m in get_page_models() if _has_mixin(m, cls.coaching_parents)]

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> list[str]:
        """Return the host's template, where there is one, before the package's."""
        template = super().get_template(request, *args, **kwargs)  # type: ignore[misc]
        return [template, self.coaching_template]

    def get_view_restrictions(self) -> Any:
        """Return the view restrictions on the page and above it, without asking twice."""
        if self.known_unrestricted:
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()  # type: ignore[misc]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Serve the page, with the headers that ``context_view`` gives as ``response_headers``.

        A query string of more parameters than Django reads is left out.
        """
        try:
            len(request.GET)
        except TooManyFieldsSent:
            return redirect(request.path)
        response = super().serve(request, *args, **kwargs)  # type: ignore[misc]
        context = getattr(response, "context_data", None) or {}
        for name, value in context.get("response_headers", {}).items():
            if name == "Vary":
                patch_vary_headers(response, [value])
            else:
                response[name] = value
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the site's coaching settings, and what ``context_view`` returns."""
        context: dict[str, Any] = super().get_context(  # type: ignore[misc]
            request, *args, **kwargs
        )
        settings = CoachingSettings.for_request(request)
        settings.site = Site.find_for_request(request)  # at hand, and its name will be asked for
        context["coaching_settings"] = settings
        if self.context_view:
            context.update(import_string(self.context_view)(self, request))
        return context


def _has_mixin(model: type[Any], names: tuple[str, ...]) -> bool:
    return any(base.__name__ in names for base in model.__mro__ if base is not model)
