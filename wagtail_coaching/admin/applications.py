"""Coaching → Applications: who would like to coach, or to learn, and what they told."""

from __future__ import annotations

from typing import Any, Final

import django_filters
from django import forms
from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton

from wagtail_coaching.admin import application_facts, site_bound
from wagtail_coaching.admin.application_decision import DecideView, PortraitView, WithdrawView
from wagtail_coaching.admin.site_filter import SiteFilterSet
from wagtail_coaching.enums import ApplicationRole, ApplicationState, VettingState
from wagtail_coaching.models import CoachApplication, CoachVetting, coach_page_models
from wagtail_coaching.permissions import site_policy

_TEMPLATES: Final = "wagtail_coaching/admin/applications"
#: Before that it is nobody's business but the applicant's.
_SHOWN: Final = [
    choice for choice in ApplicationState.choices if choice[0] not in ApplicationState.unsent()
]


class ApplicationFilterSet(SiteFilterSet):
    """State, role, and site where the user works for several."""

    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=_SHOWN, widget=forms.CheckboxSelectMultiple, distinct=False
    )
    role = django_filters.MultipleChoiceFilter(
        label=_("Applies"),
        choices=ApplicationRole.choices,
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )

    class Meta:
        model = CoachApplication
        fields: list[str] = []


class ApplicationIndexView(site_bound.IndexView):
    """Lists what was sent and proven: what waits first, then the latest."""

    page_title = _("Applications")

    @cached_property
    def columns(self) -> list[Any]:
        """Return the columns, the first with the buttons."""
        title = self._get_title_column_class(TitleColumn)
        columns = [
            title(
                "name",
                label=_("Name"),
                sort_key="name",
                get_url=self.get_inspect_url,
                width="30%",
            ),
            Column("get_role_display", label=_("Applies"), sort_key="role"),
            Column("state", label=_("State"), accessor=state_text, sort_key="state"),
            DateColumn("state_changed_at", label=_("Since"), sort_key="state_changed_at"),
            DateColumn("submitted_at", label=_("Submitted"), sort_key="submitted_at"),
        ]
        if "site" in self.filters.filters:
            columns.append(Column("site", label=_("Site")))
        return columns

    def get_base_queryset(self) -> Any:
        """Return the applications to the user's sites, with how the vetting stands."""
        vettings = CoachVetting.objects.filter(coach=OuterRef("coach_id"))
        decided = vettings.exclude(state=VettingState.CANCELED).order_by("-created_at", "-pk")
        shown = super().get_base_queryset().exclude(state__in=ApplicationState.unsent())
        return (
            shown.annotate(vetting_state=Subquery(decided.values("state")[:1]))
            .select_related("site")
            .defer("portrait", "typed", "facts", "answers")
        )

    def order_queryset(self, queryset: Any) -> Any:
        """Return them in the order asked for."""
        if self.request.GET.get("ordering"):
            return super().order_queryset(queryset).order_by(self.ordering, "-pk")
        return queryset.order_by("-state", "-submitted_at", "-pk")


class ApplicationInspectView(site_bound.InspectView):
    """One application: all that was told, and how it stands."""

    page_title = _("Application")
    template_name = f"{_TEMPLATES}/inspect.html"

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        """Return the application, if it was sent and proven.

        Raises:
            Http404: it was not.
        """
        application = super().get_object(*args, **kwargs)
        if application.state in ApplicationState.unsent():
            raise Http404
        return application

    @cached_property
    def profile_page(self) -> Any | None:
        """The profile that was made of it, if there is one."""
        if self.object.coach_id is None:
            return None
        for model in coach_page_models():
            pages = model._default_manager.filter(coach=self.object.coach_id, alias_of=None)
            if (page := pages.order_by("path").first()) is not None:
                return page
        return None

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Lead to where it goes on: to the profile, or to the decision about a learner."""
        user, page = self.request.user, self.profile_page
        buttons = []
        if page is not None and page.permissions_for_user(user).can_edit():
            url = reverse("wagtailadmin_pages:edit", args=[page.pk])
            buttons.append(
                HeaderButton(gettext("Open in the page editor"), url=url, icon_name="edit")
            )
        policy = site_policy(CoachApplication)
        if awaits_decision(self.object) and policy.user_has_permission_for_instance(
            user, "change", self.object
        ):
            url = reverse("wagtail_coaching_applications:decide", args=[self.object.pk])
            buttons.append(HeaderButton(gettext("Accept or decline"), url=url, icon_name="check"))
        return buttons

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Offer to withdraw it, in place of the word “delete”."""
        policy = site_policy(CoachApplication)
        if not policy.user_has_permission_for_instance(self.request.user, "delete", self.object):
            return []
        url = reverse("wagtail_coaching_applications:delete", args=[self.object.pk])
        return [Button(gettext("Withdraw"), url=url, icon_name="bin", priority=30)]

    def get_page_subtitle(self) -> str:
        """Return the applicant's name."""
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what was told, in words."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        application = self.object
        vettings = CoachVetting.objects.filter(coach=application.coach_id)
        latest = vettings.exclude(state=VettingState.CANCELED).order_by("-created_at", "-pk")
        application.vetting_state = (
            latest.values_list("state", flat=True).first() if application.coach_id else None
        )
        return {
            **context,
            "application": application,
            "state": state_text(application),
            "parts": application_facts.told_in_parts(application),
            "answers": application_facts.answers_of(application),
            "consent": application_facts.consent_of(application),
            "is_open": application_facts.is_open(application),
            "profile_page": self.profile_page,
        }


def awaits_decision(application: CoachApplication) -> bool:
    """Return whether staff have to decide: about a learner. About coaches, the vetting does."""
    return (
        application.state == ApplicationState.SUBMITTED
        and application.role == ApplicationRole.LEARNER
    )


def state_text(application: Any) -> str:
    """Return how an application stands; a coach's that is not decided, as the vetting does."""
    if application.state != ApplicationState.SUBMITTED:
        return str(application.get_state_display())
    if awaits_decision(application):
        return gettext("Waits for staff")
    return {
        VettingState.WAITING.value: gettext("Waits for reviewers"),
        VettingState.REJECTED.value: gettext("Changes needed"),
        VettingState.APPROVED.value: gettext("Approved, not public yet"),
    }.get(application.vetting_state, gettext("Not with reviewers"))


class CoachApplicationViewSet(site_bound.SiteBoundViewSetMixin, ModelViewSet):
    """Coaching → Applications. Nothing is added or edited here: it is what somebody said."""

    model = CoachApplication
    name = "wagtail_coaching_applications"
    url_prefix = "coaching/applications"
    icon = "form"
    menu_label = _("Applications")
    add_to_admin_menu = False
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    form_fields: list[str] = []
    inspect_view_fields = ["pk"]
    filterset_class = ApplicationFilterSet
    search_fields = ["name", "email"]
    search_backend_name = None
    index_view_class = ApplicationIndexView
    inspect_view_class = ApplicationInspectView
    inspect_template_name = f"{_TEMPLATES}/inspect.html"
    delete_view_class = WithdrawView

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Name none of the views that there are not."""
        absent = {f"{name}_url_name": None for name in ("add", "edit", "history", "usage")}
        common: dict[str, Any] = super().get_common_view_kwargs(**{**absent, **kwargs})
        return common

    def get_urlpatterns(self) -> list[Any]:
        """Return the views there are."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
            path("delete/<int:pk>/", self.delete_view, name="delete"),
            path("decide/<int:pk>/", DecideView.as_view(), name="decide"),
            path("photo/<int:pk>/", PortraitView.as_view(), name="photo"),
        ]

    def register_admin_url_finder(self) -> None:
        """There is no editing view to find."""

    def get_permissions_to_register(self) -> Any:
        """Offer the rights that mean something here in the group editor."""
        names = ["view_coachapplication", "change_coachapplication", "delete_coachapplication"]
        return super().get_permissions_to_register().filter(codename__in=names)
