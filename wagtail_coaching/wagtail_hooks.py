"""Registration with Wagtail, and nothing else."""

from typing import Any

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from wagtail_coaching.admin.coach import CoachChooserViewSet
from wagtail_coaching.admin.menu import CoachingViewSetGroup, request_inbox
from wagtail_coaching.admin.site_bound import register_site_policies
from wagtail_coaching.admin.taxonomy import TermDeleteBulkAction
from wagtail_coaching.models import (
    CareerStage,
    Coach,
    CoachRequest,
    Credential,
    OrganizationType,
    Topic,
)

register_site_policies([CareerStage, Coach, CoachRequest, Credential, OrganizationType, Topic])
register_snippet(CoachingViewSetGroup)

# After Wagtail's own, in whose place it stands for our models.
hooks.register("register_bulk_action", TermDeleteBulkAction, order=200)

# Its menu item stands in the group's menu.
request_inbox.add_to_admin_menu = False
request_inbox.register_with_wagtail()


@hooks.register("register_admin_viewset")
def register_coach_chooser() -> Any:
    """Offer coaches in the page editor."""
    return CoachChooserViewSet("wagtail_coaching_coach_chooser")
