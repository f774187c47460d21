"""What people without an account see of themselves, and the change of their address."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from wagtail_coaching.enums import AddressChangeState, MessageCategory, RequestState
from wagtail_coaching.forms.person import AddressChangeForm, OwnLinkForm
from wagtail_coaching.models import AddressChange, CoachRequest, OptOut
from wagtail_coaching.services import address as address_service
from wagtail_coaching.services import person as person_service
from wagtail_coaching.services import request as request_service
from wagtail_coaching.services import throttle
from wagtail_coaching.validators import record_key
from wagtail_coaching.views import application_status, own_coach
from wagtail_coaching.views.links import (
    link_page,
    private_page,
    redirect_to_done,
    render_page,
    site_or_404,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from wagtail_coaching.services.links import OpenLink

#: How a request stands, in words for the learner.
_STATES: Final[dict[RequestState, Any]] = {
    RequestState.UNPROVEN: _("Waits for you to confirm it"),
    RequestState.NEW: _("With us; somebody will read it soon"),
    RequestState.IN_PROGRESS: _("We are looking for the right coach"),
    RequestState.INTRODUCED: _("You have been introduced"),
    RequestState.ENDED: _("Ended, after you had been introduced"),
    RequestState.CLOSED: _("Closed"),
}
_WITH_THE_COACH: Final = _("Sent to the coach, who answers you directly")


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def own_link(request: HttpRequest) -> HttpResponse:
    """Mail somebody the link to their own page. The answer is the same for whoever asks."""
    form = OwnLinkForm(
        request.POST if request.method == "POST" else None,
        site=site_or_404(request),
        address=throttle.client_address(request.META),
    )
    if request.method == "POST" and form.is_valid():
        form.submit(language=get_language() or "")
        return redirect("wagtail_coaching:own_link_sent")
    status = 429 if form.is_throttled else 200
    return render_page(request, "own_link", {"form": form}, status=status)


@private_page
@require_http_methods(["GET", "HEAD"])
def own_link_sent(request: HttpRequest) -> HttpResponse:
    """Say that a link was mailed, if there is anybody to mail it to."""
    return render_page(request, "own_link_sent")


@link_page(person_service.OWN_PAGE.name)
def own_page(request: HttpRequest, opened: OpenLink) -> HttpResponse:
    """Show somebody what we know about them, and do what they ask."""
    if request.method != "POST":
        shown = own_coach.show(request, opened) or application_status.show(request, opened)
        return shown or _show_own_page(request, opened)
    action = request.POST.get("action", "")
    if action == "confirm_address":
        person_service.prove_by_own_page(link=opened.link)
        return redirect_to_done("address-confirmed")
    if action == "change_address":
        form = _address_form(request, opened, data=request.POST)
        if not form.is_valid():
            status = 429 if form.is_throttled else 200
            return _show_own_page(request, opened, form, status=status)
        form.submit(link=opened.link)
        return redirect_to_done("address-asked")
    if action == "confirm_request":
        request_service.prove_request(
            link=opened.link, coach_request=_meant_request(request, opened)
        )
        return redirect_to_done("request-confirmed")
    if action == "discard_request":
        request_service.discard_request(
            link=opened.link, coach_request=_meant_request(request, opened)
        )
        return redirect_to_done("request-discarded")
    if action == "reminders_again":
        category = request.POST.get("category", "")
        if category in _leavable():
            person_service.take_back_opt_out(link=opened.link, category=category)
            return redirect_to_done("reminders-again")
    again = partial(_show_own_page, request, opened)
    answered = own_coach.answer(request, opened, again) or application_status.answer(
        request, opened
    )
    return answered or HttpResponseBadRequest()


@link_page(address_service.OLD_ADDRESS.name)
@link_page(address_service.NEW_ADDRESS.name)
def change_address(request: HttpRequest, opened: OpenLink) -> HttpResponse:
    """Ask one of the two addresses, and take its answer.

    The new one is told nothing about the person: it may be a stranger's, by a slip of the pen.
    """
    if request.method != "POST":
        is_old = opened.purpose.name == address_service.OLD_ADDRESS.name
        context = {"is_old": is_old, "change": opened.subject}
        return render_page(request, "address_change", context)
    if request.POST.get("action") == "refuse":
        address_service.refuse(link=opened.link)
        return redirect_to_done("address-kept")
    if request.POST.get("action") == "confirm":
        outcome = address_service.confirm(link=opened.link)
        return redirect_to_done(f"address-{outcome.value}")
    return HttpResponseBadRequest()


def _show_own_page(
    request: HttpRequest,
    opened: OpenLink,
    form: AddressChangeForm | None = None,
    *,
    status: int = 200,
    **of_coach: Any,
) -> HttpResponse:
    person = opened.person
    requests = (
        CoachRequest.objects.filter(person=person, site_id=person.site_id)
        .select_related("coach__person")
        .order_by("-created_at", "-pk")
    )
    left = OptOut.objects.filter(site_id=person.site_id, email=person.email)
    labels = _leavable()
    wishes = AddressChange.objects.filter(person=person, state=AddressChangeState.OPEN)
    context: dict[str, Any] = {
        "person": person,
        "requests": [_shown(asked) for asked in requests[:50]],
        "left": [
            (category, labels[category])
            for category in left.order_by("category").values_list("category", flat=True)
            if category in labels
        ],
        "waiting_change": wishes.order_by("-created_at", "-pk").first(),
        "form": form if form is not None else _address_form(request, opened),
        **own_coach.own_coach_context(request, opened, **of_coach),
        **application_status.own_page_context(opened),
    }
    return render_page(request, "own_page", context, status=status)


def _shown(asked: CoachRequest) -> dict[str, Any]:
    return {
        "request": asked,
        "state": _state_of(asked),
        "is_unproven": asked.state == RequestState.UNPROVEN,
    }


def _state_of(asked: CoachRequest) -> Any:
    if asked.state == RequestState.NEW and asked.coach is not None:
        return _WITH_THE_COACH
    return _STATES[RequestState(asked.state)]


def _address_form(
    request: HttpRequest, opened: OpenLink, *, data: Any | None = None
) -> AddressChangeForm:
    return AddressChangeForm(
        data,
        site=site_or_404(request),
        address=throttle.client_address(request.META),
        person=opened.person,
    )


def _meant_request(request: HttpRequest, opened: OpenLink) -> CoachRequest | None:
    key = record_key(request.POST.get("request", ""))
    return CoachRequest.objects.filter(pk=key, person=opened.person).first() if key else None


def _leavable() -> dict[str, Any]:
    return {c.value: c.label for c in MessageCategory if c.may_be_left}
