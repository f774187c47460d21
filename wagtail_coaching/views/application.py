"""The application form, behind its address: its steps, and how they are taken."""

from __future__ import annotations

import contextlib
import functools
from typing import TYPE_CHECKING, Any, Final

from django.core import signing
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from wagtail_coaching.enums import ApplicationState
from wagtail_coaching.exceptions import DeadLinkError, ThrottledError
from wagtail_coaching.forms.application import IDENTITY
from wagtail_coaching.forms.application_steps import CONSENT, ApplicationSteps
from wagtail_coaching.services import application_draft, throttle
from wagtail_coaching.views.application_links import sections_of
from wagtail_coaching.views.application_page import form_path
from wagtail_coaching.views.links import (
    private_headers,
    redirect_to_done,
    render_page,
    site_or_404,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from wagtail_coaching.models import CoachApplication

#: Addresses that open no form are counted as links that do not work.
_DEAD: Final = "link"
#: Mail to an address that was typed, and photos, which take time to look at.
_MAIL: Final = "application_mail"
_SEND: Final = "application_send"
_PHOTO: Final = "application_photo"
_SALT: Final = "wagtail_coaching.application_photo"
_ACTIONS: Final = frozenset({"next", "back", "later", "send"})


def _form_page(
    view: Callable[[HttpRequest, CoachApplication], HttpResponse],
) -> Callable[[HttpRequest, str], HttpResponse]:
    """Open the form that an address names, in the applicant's language.

    The address is the secret, and not a cookie: a cookie that has run out would cost the applicant
    what they typed, and who does not know the address can forge nothing.
    """

    @csrf_exempt
    @private_headers
    @functools.wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        site = site_or_404(request)
        address = throttle.client_address(request.META)
        try:
            throttle.check(scope=_DEAD, site=site, address=address)
            try:
                application = application_draft.open_draft(token=token, site=site)
                with translation.override(_language_of(application)):
                    response = view(request, application)
                    response["Content-Language"] = translation.get_language() or ""
                    return response
            except DeadLinkError:
                return _closed(request, token)
        except ThrottledError as error:
            return render_page(request, "throttled", {"reason": error}, status=429)

    return opened


@_form_page
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, application: CoachApplication) -> HttpResponse:
    """Show a step of the form, or take it."""
    steps = ApplicationSteps(application)
    step = request.GET.get("step", "")
    if step not in steps.slugs:
        return redirect(form_path(application, steps.first_open()))
    if request.method == "POST":
        if request.POST.get("go") not in _ACTIONS:
            return HttpResponseBadRequest()
        take = _take_consent if step == CONSENT else _take_step
        return take(request, steps, step)
    if "mailed" in request.GET:
        return render_page(request, "application_later", _context(steps, step))
    if step == CONSENT:
        return _show_consent(request, steps)
    return _show_step(request, steps, step)


@_form_page
@require_safe
def portrait(request: HttpRequest, application: CoachApplication) -> HttpResponse:
    """Show the photo as it was stored.

    Raises:
        Http404: there is none.
    """
    if application.portrait is None:
        raise Http404
    return HttpResponse(bytes(application.portrait), content_type="image/jpeg")


@private_headers
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say that a mail is to be answered now: the same to everybody."""
    return render_page(request, "application_sent")


def _take_step(request: HttpRequest, steps: ApplicationSteps, step: str) -> HttpResponse:
    """Store what was typed, right or wrong, and go where the button says."""
    problem = _too_many_photos(request, steps)
    form = steps.bind(step, request.POST, None if problem else request.FILES)
    form.is_valid()
    if problem and "portrait" in form.fields:
        form.add_error("portrait", problem)
    cleaned = form.cleaned_data
    application = application_draft.save_step(
        application=steps.application,
        step=step,
        typed=steps.typed_in(step, request.POST),
        portrait=cleaned.get("portrait"),
        drop_portrait=bool(cleaned.get("drop_portrait")),
        identity={name: cleaned[name] for name in IDENTITY if name in cleaned},
    )
    steps = ApplicationSteps(application)
    if "portrait" in form.errors:
        # The file is not kept, so nobody could tell again what is wrong with it.
        note = signing.dumps(form.errors["portrait"][0], salt=_SALT)
        return redirect(form_path(application, step, check="1", photo=note, then=_then(request)))
    go = request.POST["go"]
    if go == "later":
        return _mail_link(request, steps, step)
    if go == "back":
        return redirect(form_path(application, steps.previous_of(step)))
    if form.errors:
        return redirect(form_path(application, step, check="1", then=_then(request)))
    return redirect(form_path(application, _then(request) or steps.next_of(step)))


def _too_many_photos(request: HttpRequest, steps: ApplicationSteps) -> str:
    """Count a photo that was sent; return what to say where it is one too many."""
    if not request.FILES:
        return ""
    address = throttle.client_address(request.META)
    try:
        throttle.hit(scope=_PHOTO, site=steps.application.site, address=address)
    except ThrottledError as error:
        return str(error)
    return ""


def _take_consent(request: HttpRequest, steps: ApplicationSteps, step: str) -> HttpResponse:
    """Send all of it, if all of it is right."""
    application = steps.application
    go = request.POST["go"]
    if go == "back":
        return redirect(form_path(application, steps.previous_of(step)))
    if go == "later":
        return _mail_link(request, steps, step)
    wrong = steps.first_wrong()
    if wrong is not None:
        return redirect(form_path(application, wrong, check="1", then=CONSENT))
    form = steps.consent_form(request.POST)
    if not form.is_valid():
        why = "words" if "consent" in request.POST else "1"
        return redirect(form_path(application, CONSENT, check=why))
    _count_mail(request, application, _SEND)
    application = application_draft.submit(
        application=application,
        facts=steps.facts(),
        answers=steps.answers(),
        consent_text=steps.consent_words,
    )
    return _sent(application.state)


def _sent(state: str) -> HttpResponse:
    """Lead to what is said of a form that was sent: who is proven, need not prove it again."""
    if state == ApplicationState.UNPROVEN:
        return redirect("wagtail_coaching:application_sent")
    return redirect_to_done("application-again")


def _mail_link(request: HttpRequest, steps: ApplicationSteps, step: str) -> HttpResponse:
    application = steps.application
    _count_mail(request, application, _MAIL)
    application_draft.mail_link(application=application)
    return redirect(form_path(application, step, mailed="1"))


def _count_mail(request: HttpRequest, application: CoachApplication, scope: str) -> None:
    """Count a mail to an address that somebody has typed.

    Raises:
        ThrottledError: there were too many; the message says that nothing typed is lost.
    """
    address = throttle.client_address(request.META)
    try:
        throttle.hit(scope=scope, site=application.site, address=address, email=application.email)
    except ThrottledError as error:
        text = gettext("%(reason)s All that you typed is saved.") % {"reason": error}
        raise ThrottledError(text) from error


def _show_step(request: HttpRequest, steps: ApplicationSteps, step: str) -> HttpResponse:
    """Show a step with what was typed; with its errors, where it was sent to go on."""
    form = steps.form(step, is_checked="check" in request.GET)
    if "photo" in request.GET and "portrait" in form.fields:
        with contextlib.suppress(signing.BadSignature):
            form.add_error("portrait", signing.loads(request.GET["photo"], salt=_SALT))
    context = {**_context(steps, step), "form": form, "then": _then(request)}
    return _kept(render_page(request, "application_step", context))


def _show_consent(request: HttpRequest, steps: ApplicationSteps) -> HttpResponse:
    """Show all that was said, and the words to agree to."""
    tick = {"consent": ["on"]} if request.GET.get("check") == "words" else {}
    context = {
        **_context(steps, CONSENT),
        "form": steps.consent_form(MultiValueDict(tick) if "check" in request.GET else None),
        "sections": sections_of(steps),
        "first_wrong": steps.first_wrong(),
    }
    return _kept(render_page(request, "application_consent", context))


def _context(steps: ApplicationSteps, step: str) -> dict[str, Any]:
    return {
        "application": steps.application,
        "token": application_draft.token_for(application=steps.application),
        "form_url": form_path(steps.application),
        "step": step,
        "title": steps.title(step),
        "progress": steps.progress(step),
        "number": steps.slugs.index(step) + 1,
        "has_previous": step != steps.slugs[0],
        "is_sent_already": steps.application.submitted_at is not None,
    }


def _then(request: HttpRequest) -> str:
    """Return where to go on to, other than to the next step: back to where all is looked over."""
    return CONSENT if request.GET.get("then") == CONSENT else ""


def _kept(response: HttpResponse) -> HttpResponse:
    """Let the browser keep the page for its Back button, with what was typed in it."""
    response["Cache-Control"] = "private, no-cache"
    return response


def _closed(request: HttpRequest, token: str) -> HttpResponse:
    """Answer where an address opens no form: the form was sent, or never was one."""
    site = site_or_404(request)
    state = application_draft.was_sent(token=token, site=site)
    if state is not None and request.method == "POST" and request.POST.get("go") == "send":
        # The second of a double click: it is the one whose answer the browser shows.
        return _sent(state)
    if state is None:
        throttle.hit(scope=_DEAD, site=site, address=throttle.client_address(request.META))
    # Where every page has its language in the address, LocaleMiddleware would send a 404
    # on to such an address, which Wagtail answers. We have none.
    request.urlconf = "wagtail_coaching.urls"
    typed = [value for name, values in request.POST.lists() if name != "go" for value in values]
    lost = [text for text in typed if text.strip()]
    context = {"was_sent": state is not None, "lost": lost}
    return render_page(request, "application_closed", context, status=404)


def _language_of(application: CoachApplication) -> str:
    known = application.language and translation.check_for_language(application.language)
    return application.language if known else translation.get_language() or ""
