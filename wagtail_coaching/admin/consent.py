"""How the consent of coaches shows in the admin, and asking them for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django import forms
from django.db.models import Case, CharField, Exists, OuterRef, Value, When
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages

from wagtail_coaching.admin.suspension import SuspensionMixin
from wagtail_coaching.enums import ConsentSource
from wagtail_coaching.models import CoachConsent, CoachingSettings
from wagtail_coaching.services import consent as consent_service

if TYPE_CHECKING:
    import datetime

    from django.http import HttpResponse
    from django_stubs_ext import StrPromise

    from wagtail_coaching.models import Coach

#: How the consent of a coach stands.
LABELS: Final[dict[str, StrPromise]] = {
    "agreed": _("Agreed"),
    "asked": _("Asked"),
    "wrong": _("Something is wrong"),
    "none": _("Not asked"),
}
_ASK: Final = "wagtail_coaching_consent_ask"


def consent_now() -> Case:
    """Return how the consent of a page's coach stands, for the database: a key of ``LABELS``."""
    agreed = CoachConsent.objects.filter(coach=OuterRef("coach_id"))
    asked = consent_service.questions_to(OuterRef("coach_id"))
    return Case(
        When(Exists(agreed), then=Value("agreed")),
        When(Exists(asked.filter(used_at__isnull=True)), then=Value("asked")),
        When(Exists(asked), then=Value("wrong")),
        default=Value("none"),
        output_field=CharField(),
    )


def consent_text(coach: Coach) -> str:
    """Return in a few words how the consent of a coach stands, and since when."""
    consent = coach.consents.select_related("recorded_by").first()
    if consent is not None:
        if consent.source == ConsentSource.ASSOCIATION and consent.recorded_by is not None:
            return gettext("The association's word, given by %(user)s on %(day)s") % {
                "user": consent.recorded_by.get_full_name() or consent.recorded_by.get_username(),
                "day": _day(coach, consent.given_at),
            }
        return gettext("Agreed on %(day)s (%(how)s)") % {
            "day": _day(coach, consent.given_at),
            "how": consent.get_source_display(),
        }
    question = consent_service.last_question(coach=coach)
    if question is None:
        return gettext("Not asked")
    if question.used_at is not None:
        return gettext("Said on %(day)s that something is wrong") % {
            "day": _day(coach, question.used_at)
        }
    return gettext("Asked on %(day)s, no answer yet") % {"day": _day(coach, question.created_at)}


def ask_url(coach: Coach, next_url: str = "") -> str:
    """Return where a coach is asked; empty where there is nothing to ask."""
    if not consent_service.may_be_asked(coach=coach):
        return ""
    url = reverse(_ASK, args=[coach.pk])
    return f"{url}?{urlencode({'next': next_url})}" if next_url else url


class AskView(SuspensionMixin, FormView):  # type: ignore[type-arg]
    """Ask for consent: says what the coach will get, and sends it (POST)."""

    form_class = forms.Form
    page_title = _("Ask for consent")
    template_name = "wagtail_coaching/admin/coaches/ask_consent.html"
    settled_message = _("%(coach)s cannot be asked now, or has agreed already.")

    def makes_sense(self) -> bool:
        """Return whether the coach has not agreed, and has a part in the program."""
        return consent_service.may_be_asked(coach=self.coach)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Write the mail, or say that it is not needed any more."""
        values = {"coach": self.coach}
        if consent_service.ask(coach=self.coach):
            messages.success(self.request, gettext("%(coach)s is asked by mail.") % values)
        else:
            messages.warning(self.request, self.settled_message % values)
        return redirect(self.back_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add how it stands, and where the mail goes."""
        is_asked = consent_service.last_question(coach=self.coach) is not None
        return super().get_context_data(
            standing=consent_text(self.coach) if is_asked else "",
            words=consent_service.words(site=self.coach.site),
            **kwargs,
        )


def urls() -> list[Any]:
    """Return the addresses in the admin."""
    return [path("wagtail_coaching_consent/ask/<int:pk>/", AskView.as_view(), name=_ASK)]


def _day(coach: Coach, moment: datetime.datetime) -> str:
    zone = CoachingSettings.of(coach.site).zone
    return date_format(timezone.localtime(moment, zone), "DATE_FORMAT")
