"""Leaving the messages that may be left (reminders, summaries), and getting them again.

The address stands in each such mail, visibly and in its ``List-Unsubscribe`` header. A mail program
sends the one click of RFC 8058 as a POST without cookies; its button on the page does the same. So
this is not protected against forged requests: whoever could forge one has the mail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from wagtail_coaching.enums import MessageCategory
from wagtail_coaching.exceptions import ThrottledError
from wagtail_coaching.messages import get_kind
from wagtail_coaching.models import Message
from wagtail_coaching.services import envelope, rendering, throttle
from wagtail_coaching.services import messages as message_service
from wagtail_coaching.views.links import private_headers, render_page, site_or_404

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from wagtail.models import Site

_THROTTLE_SCOPE: Final = "link"


@csrf_exempt
@private_headers
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show how it stands, with a button; a POST changes it (``action=again`` back again).

    A POST answers itself and never redirects: mail programs do not follow (RFC 8058 section 3.1).
    """
    site = site_or_404(request)
    message = _message(token, site)
    if message is None:
        return _dead(request, site)
    category = _category(message)
    email = message.recipient_email
    if request.method == "POST":
        if request.POST.get("action") == "again":
            message_service.opt_in(site=site, email=email, category=category)
        else:
            message_service.opt_out(site=site, email=email, category=category)
    with translation.override(message.language or rendering.site_language(site)):
        return render_page(
            request,
            "unsubscribe",
            {
                "email": email,
                "is_summary": category == MessageCategory.DIGEST,
                "has_left": message_service.has_opted_out(
                    site=site, email=email, category=category
                ),
            },
        )


def _dead(request: HttpRequest, site: Site) -> HttpResponse:
    """Answer a made-up address. Good ones work all the while: the law wants it."""
    try:
        address = throttle.client_address(request.META)
        throttle.hit(scope=_THROTTLE_SCOPE, site=site, address=address)
    except ThrottledError as error:
        return render_page(request, "throttled", {"reason": error}, status=429)
    return render_page(request, "dead", status=404)


def _message(token: str, site: Site) -> Message | None:
    """Return the message that the address was sent in, if it may be left."""
    uuid = envelope.read_unsubscribe_token(token)
    message = Message.objects.filter(uuid=uuid, site=site).first() if uuid else None
    if message is None:
        return None
    kind = get_kind(message.kind)
    return message if kind is not None and kind.category.may_be_left else None


def _category(message: Message) -> MessageCategory:
    kind = get_kind(message.kind)
    return kind.category if kind is not None else MessageCategory.REMINDER
