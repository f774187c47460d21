"""Saying "I'm on it" about a profile that waits, and letting go of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import BaseOperationView
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from wagtail_coaching.admin import site_bound
from wagtail_coaching.enums import VettingState
from wagtail_coaching.exceptions import VettingError
from wagtail_coaching.models import CoachVetting
from wagtail_coaching.services import vetting as vetting_service

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def claim_context(vetting: CoachVetting, user: Any, *, may_review: bool) -> dict[str, Any]:
    """Return which of the buttons a user gets for a vetting."""
    waiting = vetting.state == VettingState.WAITING
    is_claimed = vetting.claimed_by_id is not None
    is_claimer = is_claimed and vetting.claimed_by_id == user.pk
    return {
        "vetting": vetting,
        "is_waiting": waiting,
        "is_claimer": is_claimer,
        "may_claim": waiting and may_review and not is_claimed,
        "may_release": waiting and is_claimed and (is_claimer or user.is_superuser),
        "claim_url": reverse("wagtail_coaching_vetting:claim", args=[vetting.pk]),
        "release_url": reverse("wagtail_coaching_vetting:release", args=[vetting.pk]),
    }


class ClaimView(site_bound.SiteObjectMixin, PermissionCheckedMixin, BaseOperationView):
    """Says "I am on it" (POST)."""

    model = CoachVetting
    permission_required = "change"
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, and go back; or say why it cannot be done."""
        try:
            self.perform_operation()
        except VettingError as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, self.get_success_message())
        return redirect(
            get_valid_next_url_from_request(request) or reverse("wagtail_coaching_vetting:index")
        )

    def perform_operation(self) -> None:
        """Claim it."""
        vetting_service.claim(vetting=self.object, user=self.request.user)

    def get_success_message(self) -> str:
        """Say that it is done."""
        return gettext("You are on it: %(coach)s.") % {"coach": self.object.coach}


class ReleaseView(ClaimView):
    """Lets go of what one has claimed (POST)."""

    def perform_operation(self) -> None:
        """Release it."""
        vetting_service.release(vetting=self.object, user=self.request.user)

    def get_success_message(self) -> str:
        """Say that it is done."""
        return gettext("You are no longer on it: %(coach)s.") % {"coach": self.object.coach}
