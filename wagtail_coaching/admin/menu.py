"""One group in the admin's menu: Coaching."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from wagtail_coaching.admin.coach import CoachViewSet
from wagtail_coaching.admin.message_texts import MessageTextViewSet
from wagtail_coaching.admin.messages import MessageViewSet
from wagtail_coaching.admin.request import CoachRequestAdmin
from wagtail_coaching.admin.taxonomy import (
    CareerStageViewSet,
    CredentialViewSet,
    OrganizationTypeViewSet,
    TopicViewSet,
)
from wagtail_coaching.admin.vetting import CoachVettingViewSet

request_inbox = CoachRequestAdmin()


class CoachingViewSetGroup(SnippetViewSetGroup):
    """Requests first: they are what somebody waits for."""

    items = (
        CoachVettingViewSet,
        CoachViewSet,
        MessageViewSet,
        MessageTextViewSet,
        TopicViewSet,
        OrganizationTypeViewSet,
        CareerStageViewSet,
        CredentialViewSet,
    )
    menu_label = _("Coaching")
    menu_name = "wagtail-coaching"
    menu_icon = "group"
    menu_order = 250

    def get_submenu_items(self) -> list[Any]:
        """Put the inbox, which is no viewset, before the rest."""
        # Not 0: wagtail-modeladmin takes it for "no order given".
        return [request_inbox.get_menu_item(order=-1), *super().get_submenu_items()]
