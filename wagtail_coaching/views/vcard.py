"""A coach's contact card, for a visitor's address book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wagtail_coaching.services import contact as contact_service
from wagtail_coaching.services import vcard
from wagtail_coaching.views.coach import contact_seen_by, profile_or_404, time_zone_name

if TYPE_CHECKING:
    from django.http import HttpRequest

    from wagtail_coaching.models import Coach


@require_safe
def coach_vcard(request: HttpRequest, pk: str) -> HttpResponse:
    """Answer with the card of a coach: what this visitor may see, and nothing else.

    Raises:
        Http404: there is no such profile, or this visitor may see no way to reach the coach.
    """
    _site, page = profile_or_404(request, pk)
    contact = contact_seen_by(request, page.coach)
    if not contact:
        raise Http404
    facts = vcard.CardFacts(
        contact=contact, url=page.get_full_url(request) or "", note=_note(request, page.coach)
    )
    response = HttpResponse(
        vcard.contact_card(page=page, facts=facts), content_type=vcard.CONTENT_TYPE
    )
    response["Content-Disposition"] = content_disposition_header(True, f"{page.slug}.vcf")
    response["X-Robots-Tag"] = "noindex"
    if contact_service.members_see_more(coach=page.coach):
        response["Cache-Control"] = "private"
        patch_vary_headers(response, ["Cookie"])
    return response


def _note(request: HttpRequest, coach: Coach) -> str:
    if not coach.best_hours:
        return ""
    return _("Best hours: %(hours)s (%(zone)s)") % {
        "hours": coach.best_hours,
        "zone": time_zone_name(request, coach),
    }
