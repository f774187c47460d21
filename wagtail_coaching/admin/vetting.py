"""Coaching → Vetting: the profiles that wait for reviewers, and what was decided about others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.middleware.csrf import get_token
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton

from wagtail_coaching.admin import site_bound, vetting_rows
from wagtail_coaching.admin.vetting_claim import ClaimView, ReleaseView, claim_context
from wagtail_coaching.enums import VettingState
from wagtail_coaching.models import CoachVetting
from wagtail_coaching.permissions import VIEWING_ACTIONS, site_policy
from wagtail_coaching.services import vetting as vetting_service

if TYPE_CHECKING:
    from django.http import HttpRequest

_TEMPLATES = "wagtail_coaching/admin/vetting"


def sites_of(request: HttpRequest | None) -> Any:
    """Return the sites whose vettings the user may see."""
    policy = site_policy(CoachVetting)
    return policy.sites_user_has_any_permission_for(
        request.user if request is not None else None, VIEWING_ACTIONS
    )


class QueueFilterSet(WagtailFilterSet):
    """What of the queue is shown: what waits, unless something else is asked for."""

    show = django_filters.ChoiceFilter(
        label=_("Show"),
        method="filter_show",
        empty_label=_("Waiting"),
        choices=[
            ("mine", _("Waiting for me")),
            ("claimed", _("I am on it")),
            ("overdue", _("Overdue")),
            ("decided", _("Decided")),
            ("all", _("All")),
        ],
        widget=forms.RadioSelect,
    )
    site = django_filters.ModelChoiceFilter(queryset=sites_of, label=_("Site"))

    class Meta:
        model = CoachVetting
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for the site only where the user works for more than one."""
        super().__init__(*args, **kwargs)
        if len(sites_of(self.request)[:2]) < 2:
            del self.filters["site"]

    def filter_queryset(self, queryset: Any) -> Any:
        """Keep what waits, unless something else is asked for."""
        if not self.form.cleaned_data.get("show"):
            queryset = queryset.filter(state=VettingState.WAITING)
        return super().filter_queryset(queryset)

    def filter_show(self, queryset: Any, name: str, value: str) -> Any:
        """Keep one kind."""
        user = self.request.user
        if value == "mine":
            return queryset.filter(pk__in=vetting_service.waiting_for(user).order_by().values("pk"))
        if value == "claimed":
            return queryset.filter(state=VettingState.WAITING, claimed_by=user)
        if value == "overdue":
            return vetting_rows.overdue(queryset)
        if value == "decided":
            return queryset.exclude(state=VettingState.WAITING)
        return queryset


class StateColumn(Column):
    """The state, and whether it is this user whom it waits for."""

    cell_template_name = f"{_TEMPLATES}/state_cell.html"


class DueColumn(Column):
    """The day by which to decide; says in words what is overdue."""

    cell_template_name = f"{_TEMPLATES}/due_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Add how late it is."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        late = vetting_rows.days_overdue(instance)
        return {**context, "days_overdue": late, "days_text": vetting_rows.days_text(late)}


class ReviewerColumn(Column):
    """Who is on it or has decided, with the buttons to claim and release."""

    cell_template_name = f"{_TEMPLATES}/reviewer_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Add what the buttons need."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        request = parent_context["request"]
        return {
            **context,
            "request": request,
            # Wagtail's table passes neither on to its cells.
            "csrf_token": get_token(request),
            "next": f"{reverse('wagtail_coaching_vetting:index')}?{request.GET.urlencode()}",
            **claim_context(instance, request.user, may_review=instance.is_mine),
        }


class VettingIndexView(site_bound.IndexView):
    """The queue."""

    page_title = _("Vetting")
    filterset_class = QueueFilterSet
    template_name = f"{_TEMPLATES}/index.html"
    table_classname = "listing coaching-vetting"

    def get_base_queryset(self) -> Any:
        """Return the vettings of the user's sites, with all that a row shows."""
        vettings = super().get_base_queryset()
        vettings = vettings.select_related(
            "coach__person", "site", "claimed_by", "decided_by"
        ).defer("approved_content", "notes", "checklist")
        return vetting_rows.with_organization(vettings)

    def order_queryset(self, queryset: Any) -> Any:
        """Put what waits for this user first, unless a column was chosen."""
        ordered = vetting_rows.in_queue_order(
            queryset, first=vetting_service.waiting_for(self.request.user)
        )
        return super().order_queryset(ordered) if self.ordering else ordered

    @cached_property
    def columns(self) -> list[Any]:
        """The columns; the site only where there is more than one."""
        columns: list[Any] = super().columns
        if len(sites_of(self.request)[:2]) > 1:
            columns = [*columns, Column("site", label=_("Site"))]
        return columns

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add to each row whether it waits for this user, and where its page is."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        rows = list(context["object_list"])
        pages = vetting_rows.pages_by_key(rows)
        for row in rows:
            row.is_mine = row.urgency == 0
            row.page = pages.get(row.page_pk)
        return context

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        """Offer the page editor, beside the record."""
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if instance.page is not None:
            buttons.append(
                Button(
                    gettext("Open in the page editor"),
                    url=reverse("wagtailadmin_pages:edit", args=[instance.page.pk]),
                    icon_name="edit",
                    priority=5,
                )
            )
        return buttons


class VettingInspectView(site_bound.InspectView):
    """One vetting: what was checked, noted and decided, and what came before it."""

    page_title = _("Vetting")
    template_name = f"{_TEMPLATES}/inspect.html"

    def get_page_subtitle(self) -> str:
        """Return the coach's name."""
        return str(self.object.coach)

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        """Return the vetting, if the user may see it."""
        vetting = super().get_object(*args, **kwargs)
        vetting.is_mine = (
            vetting.state == VettingState.WAITING
            and vetting_service.waiting_for(self.request.user).filter(pk=vetting.pk).exists()
        )
        return vetting

    @cached_property
    def profile_page(self) -> Any:
        """The profile page, if it still exists."""
        return vetting_rows.pages_by_key([self.object]).get(self.object.page_pk)

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Lead to where the decision is taken."""
        if self.profile_page is None:
            return []
        url = reverse("wagtailadmin_pages:edit", args=[self.profile_page.pk])
        return [HeaderButton(gettext("Open in the page editor"), url=url, icon_name="edit")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the history of this coach's vettings."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        vetting = self.object
        history = (
            CoachVetting.objects.filter(coach=vetting.coach_id, site=vetting.site_id)
            .select_related("decided_by", "submitted_by", "claimed_by")
            .defer("approved_content")
            .order_by("-created_at", "-pk")
        )
        late = vetting_rows.days_overdue(vetting)
        return {
            **context,
            **claim_context(vetting, self.request.user, may_review=vetting.is_mine),
            "profile_page": self.profile_page,
            "may_read_notes": vetting_rows.may_read_notes(self.request.user, vetting.site),
            "history": list(history),
            "days_overdue": late,
            "days_text": vetting_rows.days_text(late),
            "days_waited": vetting_rows.days_text(
                vetting_rows.days_between(vetting.created_at, vetting.decided_at)
            ),
            "next": self.request.path,
        }


class CoachVettingViewSet(site_bound.SiteBoundViewSetMixin, ModelViewSet):
    """Coaching → Vetting. Nothing is added, edited or deleted here: decisions are workflow's."""

    model = CoachVetting
    name = "wagtail_coaching_vetting"
    icon = "clipboard-list"
    menu_label = _("Vetting")
    add_to_admin_menu = False
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    form_fields: list[str] = []
    list_display = [
        "coach",
        Column("organization", label=_("Organization")),
        Column("stage", label=_("Stage"), sort_key="stage"),
        StateColumn("state", label=_("State"), sort_key="state"),
        DateColumn("created_at", label=_("Waiting since"), sort_key="created_at"),
        DueColumn("due_on", label=_("Due"), sort_key="due_on"),
        ReviewerColumn("claimed_by", label=_("Who is on it")),
    ]
    search_fields = ["coach__person__name", "stage", "organization"]
    search_backend_name = None
    index_view_class = VettingIndexView
    inspect_view_class = VettingInspectView

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Name none of the views that there are not."""
        absent = ("history", "usage", "add", "edit", "delete")
        return super().get_common_view_kwargs(  # type: ignore[no-any-return]
            **{**{f"{name}_url_name": None for name in absent}, **kwargs}
        )

    def get_urlpatterns(self) -> list[Any]:
        """Return the list, the single record, and the two buttons."""
        policy = {"permission_policy": self.permission_policy}
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
            path("claim/<int:pk>/", ClaimView.as_view(**policy), name="claim"),
            path("release/<int:pk>/", ReleaseView.as_view(**policy), name="release"),
        ]

    def register_admin_url_finder(self) -> None:
        """There is no editing view to find."""
