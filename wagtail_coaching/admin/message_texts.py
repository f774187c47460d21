"""Coaching → Message texts: every kind of mail in the association's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views import View
from wagtail.admin.menu import MenuItem
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet
from wagtail.coreutils import get_content_languages

from wagtail_coaching.admin.message_text_editor import (
    MEDIA,
    NAME,
    TextEditView,
    TextPreviewView,
    TextResetView,
    sites_of,
    text_url,
)
from wagtail_coaching.enums import MessageAudience
from wagtail_coaching.messages import message_kinds
from wagtail_coaching.models import MessageText
from wagtail_coaching.permissions import site_policy
from wagtail_coaching.services import message_texts as texts_service
from wagtail_coaching.validators import record_key

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Site


class TextsIndexView(generic.WagtailAdminTemplateMixin, View):
    """Every kind of message, by who reads it, and which texts were changed."""

    page_title = _("Message texts")
    header_icon = "edit"
    template_name = "wagtail_coaching/admin/message_texts/index.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show the list for one of the user's sites."""
        sites = sites_of(request.user)
        if not sites:
            raise PermissionDenied
        asked = record_key(request.GET.get("site", ""))
        site = next((site for site in sites if site.pk == asked), sites[0])
        return self.render_to_response(
            self.get_context_data(site=site, sites=sites, groups=list(_groups(site)), media=MEDIA)
        )

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]


def _groups(site: Site) -> Any:
    """Return the kinds by audience, each with its languages: code, name, stored text, address."""
    stored = texts_service.stored_texts(site=site)
    languages = get_content_languages()
    for audience in MessageAudience:
        kinds = [kind for kind in message_kinds() if kind.audience == audience]
        if not kinds:
            continue
        rows = []
        for kind in kinds:
            codes = [*languages, *(c for k, c in stored if k == kind.key and c not in languages)]
            rows.append(
                {
                    "kind": kind,
                    "languages": [
                        {
                            "name": languages.get(code, code),
                            "text": stored.get((kind.key, code)),
                            "url": text_url("edit", site, kind, code),
                        }
                        for code in codes
                    ],
                }
            )
        yield {"label": audience.label, "name": audience.value, "rows": rows}


class TextsMenuItem(MenuItem):
    """Shown to those who may change texts of any site."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the user may."""
        policy = site_policy(MessageText)
        return bool(policy.user_has_any_permission(request.user, ["change"]))


class MessageTextViewSet(ViewSet):
    """Coaching → Message texts."""

    name = NAME
    url_prefix = "coaching/message-texts"
    icon = "edit"
    menu_label = _("Message texts")
    menu_item_class = TextsMenuItem

    def get_urlpatterns(self) -> list[Any]:
        """Return the pages there are."""
        one = "<int:site_pk>/<slug:kind>/<slug:language>/"
        return [
            path("", TextsIndexView.as_view(), name="index"),
            path(one, TextEditView.as_view(), name="edit"),
            path(f"{one}preview/", TextPreviewView.as_view(), name="preview"),
            path(f"{one}reset/", TextResetView.as_view(), name="reset"),
        ]
