"""Registration with Wagtail, and nothing else."""

from typing import Any

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from wagtail_coaching.admin import (
    application_decision,
    coach_pause,
    confirmations,
    consent,
    dashboard_mail,
    dashboard_vetting,
    message_actions,
    suspension,
    vetting_editor,
    vetting_gate,
    vetting_report,
)
from wagtail_coaching.admin.coach_chooser import CoachChooserViewSet
from wagtail_coaching.admin.menu import CoachingViewSetGroup, request_inbox
from wagtail_coaching.admin.site_bound import register_site_policies
from wagtail_coaching.admin.site_records import SITE_RECORDS
from wagtail_coaching.admin.taxonomy import TermDeleteBulkAction

register_site_policies(SITE_RECORDS)
register_snippet(CoachingViewSetGroup)

# After Wagtail's own, in whose place it stands for our models.
hooks.register("register_bulk_action", TermDeleteBulkAction, order=200)

hooks.register("construct_homepage_panels", dashboard_mail.add_panel)
hooks.register("construct_homepage_panels", dashboard_vetting.add_panel)
hooks.register("register_log_actions", message_actions.register_log_actions)
hooks.register("register_log_actions", coach_pause.register_log_actions)
hooks.register("register_log_actions", confirmations.register_log_actions)
hooks.register("register_log_actions", application_decision.register_log_actions)
hooks.register("register_reports_menu_item", vetting_report.menu_item)
hooks.register("register_page_header_buttons", suspension.page_header_buttons)
for module in (consent, suspension, vetting_editor, vetting_report):
    hooks.register("register_admin_urls", module.urls)

hooks.register("before_edit_page", vetting_gate.before_edit)
hooks.register("after_edit_page", vetting_gate.after_edit)
hooks.register("before_publish_page", vetting_gate.before_publish)
hooks.register("register_log_actions", vetting_gate.log_actions)

# Its menu item stands in the group's menu.
request_inbox.add_to_admin_menu = False
request_inbox.register_with_wagtail()


@hooks.register("register_admin_viewset")
def register_coach_chooser() -> Any:
    """Offer coaches in the page editor."""
    return CoachChooserViewSet("wagtail_coaching_coach_chooser")
