"""One group in the admin's menu: Coaching."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from wagtail_coaching.admin.applications import CoachApplicationViewSet
from wagtail_coaching.admin.coach import CoachViewSet
from wagtail_coaching.admin.concerns import CoachConcernViewSet
from wagtail_coaching.admin.message_texts import MessageTextViewSet
from wagtail_coaching.admin.messages import MessageViewSet
from wagtail_coaching.admin.nominations import CoachNominationViewSet
from wagtail_coaching.admin.request import CoachRequestAdmin
from wagtail_coaching.admin.synonyms import SearchSynonymViewSet
from wagtail_coaching.admin.taxonomy import VOCABULARIES
from wagtail_coaching.admin.vetting import CoachVettingViewSet
from wagtail_coaching.conf import coaching_settings

request_inbox = CoachRequestAdmin()


def _list_of_coaches() -> tuple[Any, ...]:
    """Return what lists the coach pages; nothing where their class is not installed.

    A system check says so then, and could not, if this broke off.
    """
    try:
        coaching_settings.page_model("COACH_PAGE_MODEL")
    except ImproperlyConfigured:
        return ()
    from wagtail_coaching.admin.coach_pages import CoachPageViewSet

    return (CoachPageViewSet,)


class CoachingViewSetGroup(SnippetViewSetGroup):
    """Requests first: they are what somebody waits for."""

    items = (
        *_list_of_coaches(),
        CoachApplicationViewSet,
        CoachNominationViewSet,
        CoachVettingViewSet,
        CoachConcernViewSet,
        CoachViewSet,
        MessageViewSet,
        MessageTextViewSet,
        *VOCABULARIES,
        SearchSynonymViewSet,
    )
    menu_label = _("Coaching")
    menu_name = "wagtail-coaching"
    menu_icon = "group"
    menu_order = 250

    def get_submenu_items(self) -> list[Any]:
        """Put the inbox, which is no viewset, before the rest."""
        # Not 0: wagtail-modeladmin takes it for "no order given".
        return [request_inbox.get_menu_item(order=-1), *super().get_submenu_items()]
