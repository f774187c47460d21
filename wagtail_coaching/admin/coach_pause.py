"""Pausing several coaches at once, and putting them back: asks first, and says who was left out.

In views of our own: one of Wagtail's bulk actions for pages would show in every explorer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput

from wagtail_coaching.admin import coach_rows
from wagtail_coaching.models import Coach
from wagtail_coaching.permissions import site_policy
from wagtail_coaching.services import leaving, own_coach, own_profile
from wagtail_coaching.services import pause as pause_service
from wagtail_coaching.validators import record_key

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

#: More than one page of the list has.
_MOST = 200


def register_log_actions(actions: Any) -> None:
    """Say in words what the service logs."""
    actions.register_action(pause_service.PAUSED, _("Pause coach"), _("Coach paused"))
    actions.register_action(pause_service.RESUMED, _("End pause"), _("Pause ended"))
    actions.register_action(own_coach.CHOICES_SAVED, _("Change choices"), _("Choices changed"))
    actions.register_action(own_profile.WISHED, _("Ask for a change"), _("Change asked for"))
    actions.register_action(leaving.LEFT, _("Leave program"), _("Program left"))


class PauseForm(forms.Form):
    """Until when."""

    until = forms.DateField(
        label=_("Paused until"),
        widget=AdminDateInput,
        help_text=_("The first day they take requests again. They come back by themselves."),
    )

    def clean_until(self) -> datetime.date:
        """Return the day.

        Raises:
            ValidationError: it is not to come.
        """
        until: datetime.date = self.cleaned_data["until"]
        if until <= timezone.localdate():
            raise ValidationError(gettext("Choose a day after today."))
        return until


class SeveralCoachesView(WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """Base of both: the coaches of the profiles that were chosen in the list (``page=…``)."""

    request: Any
    template_name = "wagtail_coaching/admin/coaches/pause.html"
    header_icon = "group"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Take nobody who may change no coach's record; ask for a choice where there is none.

        Raises:
            PermissionDenied: the user may change none.
        """
        if not site_policy(Coach).user_has_permission(request.user, "change"):
            raise PermissionDenied
        if not self.profiles:
            messages.warning(request, gettext("Tick the coaches first, then choose what to do."))
            return redirect(self.back_url)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def profiles(self) -> list[Any]:
        """The chosen profiles, those that the user may see in the list."""
        chosen = self.request.POST.getlist("page") or self.request.GET.getlist("page")
        keys = [record_key(str(key)) for key in chosen[:_MOST]]
        profiles = coach_rows.profiles_for(self.request.user).filter(pk__in=keys)
        return list(profiles.select_related("coach__person").order_by("title", "pk"))

    @cached_property
    def allowed(self) -> set[Any]:
        """The keys of the chosen coaches whose records the user may change."""
        coaches = site_policy(Coach).instances_user_has_permission_for(self.request.user, "change")
        chosen = [profile.coach_id for profile in self.profiles if profile.coach_id]
        return set(coaches.filter(pk__in=chosen).values_list("pk", flat=True))

    def sort_out(self) -> tuple[list[Coach], list[tuple[str, str]]]:
        """Return the coaches to do it to, each once, and who is left out, as (name, why)."""
        coaches: dict[Any, Coach] = {}
        left_out = []
        for profile in self.profiles:
            if profile.coach is None:
                left_out.append((profile.title, gettext("no contact record")))
            elif profile.coach_id not in self.allowed:
                left_out.append((profile.title, gettext("you may not change the contact record")))
            elif reason := self.reason_against(profile.coach):
                left_out.append((profile.title, reason))
            else:
                coaches[profile.coach_id] = profile.coach
        return list(coaches.values()), left_out

    def reason_against(self, coach: Coach) -> str:
        """Return why it cannot be done to a coach; empty if it can."""
        raise NotImplementedError

    @cached_property
    def back_url(self) -> str:
        """The list, as the user left it."""
        default = reverse("wagtail_coaching_coach_pages:index")
        return get_valid_next_url_from_request(self.request) or default

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        index = reverse("wagtail_coaching_coach_pages:index")
        return [
            *self.breadcrumbs_items,
            {"url": index, "label": gettext("Coaches")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who it is done to, who is left out, and the way back."""
        coaches, left_out = self.sort_out()
        context: dict[str, Any] = super().get_context_data(
            coaches=coaches,
            left_out=left_out,
            profiles=self.profiles,
            back_url=self.back_url,
            **kwargs,
        )
        return {**context, "media": context["form"].media}

    def tell(
        self, done: str, report: pause_service.PauseReport, left_out: Iterable[tuple[str, str]]
    ) -> HttpResponse:
        """Say what was done, and who was left out and why; then go back to the list."""
        if report.done:
            names = ", ".join(str(coach) for coach in report.done)
            messages.success(self.request, f"{done} {names}")
        missed = [*left_out, *((str(coach), why) for coach, why in report.left_out)]
        if missed:
            names = "; ".join(f"{name} ({why})" for name, why in missed)
            messages.warning(self.request, gettext("Left out: %(names)s") % {"names": names})
        return redirect(self.back_url)


class PauseView(SeveralCoachesView):
    """Pauses coaches until a day."""

    form_class = PauseForm
    page_title = _("Pause coaches")
    action_label = _("Pause")
    question = _("These coaches take no new requests before the day you choose.")

    def reason_against(self, coach: Coach) -> str:
        """Return why a coach cannot be paused; empty if they can."""
        return pause_service.reason_against_pause(coach)

    def form_valid(self, form: PauseForm) -> HttpResponse:
        """Do it, and say so."""
        until = form.cleaned_data["until"]
        coaches, left_out = self.sort_out()
        report = pause_service.pause(coaches=coaches, until=until, user=self.request.user)
        count = len(report.done)
        done = ngettext(
            "%(count)s coach is paused until %(day)s:",
            "%(count)s coaches are paused until %(day)s:",
            count,
        ) % {"count": count, "day": date_format(until, "DATE_FORMAT")}
        return self.tell(done, report, left_out)


class ResumeView(SeveralCoachesView):
    """Ends the pause of coaches."""

    form_class = forms.Form
    page_title = _("End the pause of coaches")
    action_label = _("End the pause")
    question = _("These coaches take new requests again from today, as far as they have places.")

    def reason_against(self, coach: Coach) -> str:
        """Return why a coach's pause cannot be ended; empty if it can."""
        return pause_service.reason_against_resume(coach)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Do it, and say so."""
        coaches, left_out = self.sort_out()
        report = pause_service.resume(coaches=coaches, user=self.request.user)
        count = len(report.done)
        done = ngettext(
            "The pause of %(count)s coach has ended:",
            "The pause of %(count)s coaches has ended:",
            count,
        ) % {"count": count}
        return self.tell(done, report, left_out)
