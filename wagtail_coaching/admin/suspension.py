"""Taking a coach off the site at once, and letting them back; also who is hidden for silence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button

from wagtail_coaching.enums import CoachState, RequestState
from wagtail_coaching.exceptions import CoachingError
from wagtail_coaching.models import Coach, CoachPageMixin, CoachRequest
from wagtail_coaching.permissions import site_policy
from wagtail_coaching.services import confirmation as confirmation_service
from wagtail_coaching.services import suspension as suspension_service

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class SuspensionForm(forms.Form):
    """Why, for the record; and what the coach is told."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For the record: staff who may see coach records read it."),
    )
    message = forms.CharField(
        label=_("Message to the coach"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Goes to the coach by mail, with the news that the profile is off the site. Empty: we "
            "ask the coach to get in touch."
        ),
    )


class SuspensionMixin(WagtailAdminTemplateMixin):
    """For all of the views: the coach, of one of the sites whose coaches the user may change."""

    request: Any
    kwargs: dict[str, Any]
    header_icon = "user"

    @cached_property
    def coach(self) -> Coach:
        """The coach.

        Raises:
            Http404: there is none, or it is none of the user's business.
        """
        coaches = site_policy(Coach).instances_user_has_permission_for(self.request.user, "change")
        coach = coaches.select_related("person", "site").filter(pk=self.kwargs["pk"]).first()
        if coach is None:
            raise Http404
        return coach  # type: ignore[no-any-return]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Look for the coach first, and tell who comes when it is done already."""
        if not self.makes_sense():
            messages.warning(request, self.settled_message % {"coach": self.coach})
            return redirect(self.back_url)
        return super().dispatch(request, *args, **kwargs)

    settled_message: Any = ""

    def makes_sense(self) -> bool:
        """Return whether there is still something to do."""
        raise NotImplementedError

    @property
    def back_url(self) -> str:
        """Where the user came from, or the coach's record."""
        default = reverse("wagtail_coaching_coaches:inspect", args=[self.coach.pk])
        return get_valid_next_url_from_request(self.request) or default

    def get_page_subtitle(self) -> str:
        """Return the coach's name."""
        return str(self.coach)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the coach's record."""
        record = reverse("wagtail_coaching_coaches:inspect", args=[self.coach.pk])
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtail_coaching_coaches:index"), "label": gettext("Coach records")},
            {"url": record, "label": str(self.coach)},
            {"url": "", "label": self.get_page_title(), "sublabel": str(self.coach)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the coach, and the way back."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "coach": self.coach, "back_url": self.back_url}


class SuspendView(SuspensionMixin, FormView):  # type: ignore[type-arg]
    """Suspend now: asks for the reason, says what will happen, and does it (POST)."""

    form_class = SuspensionForm
    page_title = _("Suspend now")
    template_name = "wagtail_coaching/admin/vetting/suspend.html"
    settled_message = _("%(coach)s is suspended already: somebody else was quicker.")

    def makes_sense(self) -> bool:
        """Return whether the coach is not suspended yet."""
        return self.coach.state != CoachState.SUSPENDED

    def form_valid(self, form: SuspensionForm) -> HttpResponse:
        """Do it, or say that somebody else was quicker."""
        try:
            count = suspension_service.suspend(
                coach=self.coach, user=self.request.user, **form.cleaned_data
            )
        except CoachingError as error:
            messages.warning(self.request, str(error))
            return redirect(self.back_url)
        done = gettext("%(coach)s is suspended. The profile is off the site.") % {
            "coach": self.coach
        }
        put_back = ngettext(
            "%(count)s open request was put back.", "%(count)s open requests were put back.", count
        ) % {"count": count}
        messages.success(self.request, f"{done} {put_back}" if count else done)
        return redirect(self.back_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add how many requests would be put back."""
        open_requests = CoachRequest.objects.filter(
            coach=self.coach, state__in=RequestState.awaiting()
        )
        return super().get_context_data(open_requests=open_requests.count(), **kwargs)


class ReinstateView(SuspensionMixin, FormView):  # type: ignore[type-arg]
    """Reinstate: lets a suspended coach back (POST)."""

    form_class = forms.Form
    page_title = _("Reinstate")
    template_name = "wagtail_coaching/admin/vetting/reinstate.html"
    settled_message = _("%(coach)s is not suspended.")

    def makes_sense(self) -> bool:
        """Return whether the coach is suspended."""
        return self.coach.state == CoachState.SUSPENDED

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Do it, or say why it cannot be done."""
        try:
            suspension_service.reinstate(coach=self.coach, user=self.request.user)
        except CoachingError as error:
            messages.warning(self.request, str(error))
        else:
            text = gettext("%(coach)s is reinstated.") % {"coach": self.coach}
            messages.success(self.request, text)
        return redirect(self.back_url)


class ReturnForm(forms.Form):
    """Whether staff know from the coach that the profile is right."""

    is_right = forms.BooleanField(
        label=_("The coach has told us that the profile is right"),
        required=False,
        help_text=_(
            "Counts as the coach's answer of today. Without it we ask the coach by mail again."
        ),
    )


class BringBackView(SuspensionMixin, FormView):  # type: ignore[type-arg]
    """Bring back: ends the hiding of a coach who did not answer (POST)."""

    form_class = ReturnForm
    page_title = _("Bring back")
    template_name = "wagtail_coaching/admin/coaches/bring_back.html"
    settled_message = _("%(coach)s is not hidden for want of an answer.")

    def makes_sense(self) -> bool:
        """Return whether the coach is hidden for silence."""
        return confirmation_service.is_hidden_for_silence(self.coach)

    def form_valid(self, form: ReturnForm) -> HttpResponse:
        """Do it, or say why it cannot be done."""
        try:
            is_public = confirmation_service.return_by_staff(
                coach=self.coach, user=self.request.user, **form.cleaned_data
            )
        except CoachingError as error:
            messages.warning(self.request, str(error))
            return redirect(self.back_url)
        if is_public:
            text = gettext("%(coach)s is back, and the profile is public again.")
            messages.success(self.request, text % {"coach": self.coach})
        else:
            text = gettext(
                "%(coach)s is active again. The profile is not public: no approval covers it as it "
                "is. Look at it, and submit it to the workflow."
            )
            messages.warning(self.request, text % {"coach": self.coach})
        return redirect(self.back_url)


def coach_buttons(*, coach: Coach, user: Any, next_url: str = "") -> list[Button]:
    """Return the buttons that fit the coach's state; none for those without the right."""
    button = suspension_button(coach=coach, user=user, next_url=next_url)
    if button is None:
        return []
    # The state first: it costs no query.
    if coach.state != CoachState.HIDDEN or not confirmation_service.is_hidden_for_silence(coach):
        return [button]
    url = reverse("wagtail_coaching_suspension_bring_back", args=[coach.pk])
    back = Button(
        gettext("Bring back"),
        url=f"{url}?{urlencode({'next': next_url})}" if next_url else url,
        icon_name="undo",
        priority=54,
    )
    return [back, button]


def suspension_button(*, coach: Coach, user: Any, next_url: str = "") -> Button | None:
    """Return the button that fits the coach's state; nothing for those without the right."""
    policy = site_policy(Coach)
    if not policy.user_has_permission_for_instance(user, "change", coach):
        return None
    suspended = coach.state == CoachState.SUSPENDED
    name = "reinstate" if suspended else "suspend"
    url = reverse(f"wagtail_coaching_suspension_{name}", args=[coach.pk])
    return Button(
        gettext("Reinstate coach") if suspended else gettext("Suspend now"),
        url=f"{url}?{urlencode({'next': next_url})}" if next_url else url,
        icon_name="undo" if suspended else "no-view",
        priority=55,
    )


def page_header_buttons(
    page: Any, user: Any, view_name: str, next_url: str | None = None
) -> list[Button]:
    """Return the button for the page editor's header menu; of a coach's profile only."""
    if not issubclass(page.cached_content_type.model_class() or object, CoachPageMixin):
        return []
    coach = getattr(page.specific, "coach", None)
    return coach_buttons(coach=coach, user=user, next_url=next_url or "") if coach else []


def urls() -> list[Any]:
    """Return the addresses in the admin."""
    base = "wagtail_coaching_suspension"
    return [
        path(f"{base}/suspend/<int:pk>/", SuspendView.as_view(), name=f"{base}_suspend"),
        path(f"{base}/reinstate/<int:pk>/", ReinstateView.as_view(), name=f"{base}_reinstate"),
        path(f"{base}/bring-back/<int:pk>/", BringBackView.as_view(), name=f"{base}_bring_back"),
    ]
