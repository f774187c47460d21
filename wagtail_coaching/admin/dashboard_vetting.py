"""The admin's home page: what waits for reviewers, and what keeps vetting from working."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils import timezone
from wagtail.admin.ui.components import Component

from wagtail_coaching.admin import vetting_rows
from wagtail_coaching.conf import base_page_model
from wagtail_coaching.enums import VettingState
from wagtail_coaching.models import CoachingSettings, CoachVetting
from wagtail_coaching.permissions import VIEWING_ACTIONS, site_policy
from wagtail_coaching.services import vetting as vetting_service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest


def add_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Add the panel for those who may see vettings of any site."""
    if site_policy(CoachVetting).user_has_any_permission(request.user, VIEWING_ACTIONS):
        panels.append(VettingHomePanel())


class VettingHomePanel(Component):
    """Vetting at a glance, of the user's sites."""

    name = "coach_vetting"
    template_name = "wagtail_coaching/admin/vetting/home_panel.html"
    # Before Wagtail's own list of what awaits review.
    order = 150

    class Media:
        css: ClassVar = {"all": ["wagtail_coaching/css/admin-vetting.css"]}

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return the figures and the warnings; nothing of it where there is nothing to say."""
        request = (parent_context or {})["request"]
        policy = site_policy(CoachVetting)
        sites = list(policy.sites_user_has_any_permission_for(request.user, VIEWING_ACTIONS))
        mine = _figures(vetting_service.waiting_for(request.user).filter(site__in=sites))
        waiting = _figures(CoachVetting.objects.filter(site__in=sites, state=VettingState.WAITING))
        return {
            "mine": mine,
            "waiting": waiting,
            "warnings": _warnings(sites),
            "grace": _grace(sites),
            "many_sites": len(sites) > 1,
        }


def _figures(vettings: Any) -> dict[str, Any]:
    found: dict[str, Any] = vettings.order_by().aggregate(
        count=Count("pk"),
        overdue=Count("pk", filter=Q(due_on__lt=timezone.localdate())),
        oldest=Min("created_at"),
    )
    if found["oldest"]:
        found["oldest_wait"] = vetting_rows.days_text(
            vetting_rows.days_between(found["oldest"], None)
        )
    return found


def _warnings(sites: list[Any]) -> list[tuple[Any, list[str]]]:
    """Return, for each site that vets its coaches, what keeps the vetting from working."""
    unvetted = CoachingSettings.objects.filter(site__in=sites, vetting_required=False)
    off = set(unvetted.values_list("site_id", flat=True))
    found = ((site, vetting_service.problems(site)) for site in sites if site.pk not in off)
    return [(site, problems) for site, problems in found if problems]


def _grace(sites: list[Any]) -> list[dict[str, Any]]:
    """Return, by site, how many live profiles are public for a while only, and until when."""
    now = timezone.now()
    effective = CoachVetting.objects.effective(now)
    on_grace = effective.filter(
        ~Exists(effective.filter(page_pk=OuterRef("page_pk")).exclude(state=VettingState.GRACE)),
        state=VettingState.GRACE,
        site__in=sites,
    )
    rows = list(on_grace.order_by().values_list("site_id", "page_pk", "valid_until"))
    if not rows:
        return []
    live = base_page_model().objects.filter(pk__in={row[1] for row in rows}, live=True)
    live_keys = {str(key) for key in live.values_list("pk", flat=True)}
    found = []
    for site in sites:
        of_site = [row for row in rows if row[0] == site.pk and row[1] in live_keys]
        ends = [row[2] for row in of_site if row[2] is not None]
        if of_site:
            count = len({row[1] for row in of_site})
            found.append({"site": site, "count": count, "until": min(ends, default=None)})
    return found
