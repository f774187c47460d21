"""What staff do about an application: decide about a learner, withdraw it, look at the photo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from wagtail_coaching.admin import site_bound
from wagtail_coaching.enums import ApplicationRole, ApplicationState
from wagtail_coaching.exceptions import CoachingError
from wagtail_coaching.models import CoachApplication
from wagtail_coaching.permissions import VIEWING_ACTIONS, site_policy
from wagtail_coaching.services import application as application_service

if TYPE_CHECKING:
    from django.http import HttpRequest


def register_log_actions(actions: Any) -> None:
    """Say in words what the service logs."""
    actions.register_action(
        application_service.ACCEPTED, _("Accept learner"), _("Learner accepted")
    )
    actions.register_action(
        application_service.DECLINED, _("Decline learner"), _("Learner declined")
    )


class SentApplicationMixin:
    """For views of one application that was sent, for who may do this to it."""

    request: Any
    kwargs: dict[str, Any]
    actions: tuple[str, ...]

    @cached_property
    def application(self) -> CoachApplication:
        """The application.

        Raises:
            Http404: there is none, or it is none of the user's business.
        """
        sent = CoachApplication.objects.exclude(state__in=ApplicationState.unsent())
        found = sent.select_related("site", "person").filter(pk=self.kwargs["pk"]).first()
        policy = site_policy(CoachApplication)
        if found is None or not policy.user_has_any_permission_for_instance(
            self.request.user, self.actions, found
        ):
            raise Http404
        return found


class DecisionForm(forms.Form):
    """What the learner reads."""

    comment = forms.CharField(
        label=_("Message to the applicant"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Who is declined reads it in the mail. Who is accepted gets a welcome."),
    )


class DecideView(SentApplicationMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """Accepts or declines a learner where the site looks at them first (POST)."""

    actions = ("change",)
    form_class = DecisionForm
    page_title = _("Accept or decline")
    header_icon = "form"
    template_name = "wagtail_coaching/admin/applications/decide.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Look for the application first, and tell who comes when there is nothing to decide."""
        waits = self.application.state == ApplicationState.SUBMITTED
        if not waits or self.application.role != ApplicationRole.LEARNER:
            messages.warning(request, gettext("There is nothing to decide about it here."))
            return redirect(self.back_url)
        return super().dispatch(request, *args, **kwargs)

    @property
    def back_url(self) -> str:
        """The application."""
        return reverse("wagtail_coaching_applications:inspect", args=[self.application.pk])

    def form_valid(self, form: DecisionForm) -> HttpResponse:
        """Do it, or say why it cannot be done."""
        accept = "accept" in self.request.POST
        if not accept and not form.cleaned_data["comment"].strip():
            form.add_error("comment", gettext("Say why: the applicant reads it."))
            return self.form_invalid(form)
        try:
            application_service.decide_learner(
                application=self.application,
                accept=accept,
                comment=form.cleaned_data["comment"],
                user=self.request.user,
            )
        except CoachingError as error:
            messages.warning(self.request, str(error))
            return redirect(self.back_url)
        text = gettext("%(name)s is accepted.") if accept else gettext("%(name)s is declined.")
        messages.success(self.request, text % {"name": self.application})
        return redirect(self.back_url)

    def get_page_subtitle(self) -> str:
        """Return the applicant's name."""
        return str(self.application)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the application."""
        index = reverse("wagtail_coaching_applications:index")
        return [
            *self.breadcrumbs_items,
            {"url": index, "label": gettext("Applications")},
            {"url": self.back_url, "label": str(self.application)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the application, and the way back."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "application": self.application, "back_url": self.back_url}


class WithdrawView(site_bound.DeleteView):
    """Withdraws an application on somebody's behalf: all that is known of them is deleted."""

    page_title = _("Withdraw")
    confirmation_message = _(
        "Withdraw this application on the applicant's behalf? All that is known of them is "
        "deleted: the draft of a profile, the photo, and mail. They are not told."
    )
    success_message = _("The application is withdrawn.")

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        """Return the application, if it was sent and proven.

        Raises:
            Http404: it was not.
        """
        application = super().get_object(*args, **kwargs)
        if application.state in ApplicationState.unsent():
            raise Http404
        return application

    def form_valid(self, form: Any) -> HttpResponse:
        """Do it, or say why it cannot be done."""
        try:
            response: HttpResponse = super().form_valid(form)
        except CoachingError as error:
            messages.warning(self.request, str(error))
            url = reverse("wagtail_coaching_applications:inspect", args=[self.kwargs["pk"]])
            return redirect(url)
        return response

    def delete_action(self) -> None:
        """Do it, and leave a line without the name in the log."""
        nameless = CoachApplication(pk=self.object.pk, site_id=self.object.site_id)
        application_service.withdraw(application=self.object, user=self.request.user)
        log(
            instance=nameless,
            action="wagtail.delete",
            user=self.request.user,
            title=gettext("An application"),
        )


class PortraitView(SentApplicationMixin, View):
    """The photo that was sent; for who may see the application."""

    actions = tuple(VIEWING_ACTIONS)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return it.

        Raises:
            Http404: there is none.
        """
        if not self.application.portrait:
            raise Http404
        headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
        data = bytes(self.application.portrait)
        return HttpResponse(data, content_type="image/jpeg", headers=headers)
