"""Reports → Coach vetting: what waits, how long decisions take, and how they come out."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.reports import ReportView

from wagtail_coaching.admin import vetting_rows
from wagtail_coaching.admin.exporting import DefusedExportMixin
from wagtail_coaching.admin.vetting import DueColumn, sites_of
from wagtail_coaching.enums import VettingState
from wagtail_coaching.models import CoachVetting
from wagtail_coaching.permissions import VIEWING_ACTIONS, records_visible_to, site_policy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

#: What reviewers decide; an administrator's override or a grace period takes no reviewer's time.
_DECISIONS = (VettingState.APPROVED, VettingState.REJECTED)


class DateRangeFilter(django_filters.DateFromToRangeFilter):
    """Days from … to …; a day at the very end of the calendar is passed over."""

    def filter(self, qs: Any, value: Any) -> Any:
        """Keep what happened on these days.

        The first and last day that Python knows have no time in UTC, so no database can compare
        with them.
        """
        if value and any(
            edge is not None and not 1900 <= edge.year <= 9000 for edge in (value.start, value.stop)
        ):
            return qs
        return super().filter(qs, value)


class VettingReportFilterSet(WagtailFilterSet):
    """By site, state, stage, and the days on which it began or ended."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=VettingState.choices,
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    stage = django_filters.ChoiceFilter(label=_("Stage"), choices=(), empty_label=_("All"))
    created_at = DateRangeFilter(label=_("Waiting since"), widget=DateRangePickerWidget)
    decided_at = DateRangeFilter(label=_("Decided"), widget=DateRangePickerWidget)
    site = django_filters.ModelChoiceFilter(queryset=sites_of, label=_("Site"))

    class Meta:
        model = CoachVetting
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the stages there have been, and the site where there is a choice."""
        super().__init__(*args, **kwargs)
        vettings = records_visible_to(self.request.user, CoachVetting)
        stages = vettings.exclude(stage="").order_by("stage").values_list("stage", flat=True)
        self.filters["stage"].extra["choices"] = [(name, name) for name in stages.distinct()]
        if len(sites_of(self.request)[:2]) < 2:
            del self.filters["site"]


class VettingReportView(DefusedExportMixin, ReportView):
    """The report. Private notes and comments are no part of it."""

    model = CoachVetting
    page_title = _("Coach vetting")
    header_icon = "clipboard-list"
    filterset_class = VettingReportFilterSet
    index_url_name = "wagtail_coaching_vetting_report"
    index_results_url_name = "wagtail_coaching_vetting_report_results"
    template_name = "wagtail_coaching/admin/vetting/report.html"
    results_template_name = "wagtail_coaching/admin/vetting/report_results.html"
    table_classname = "listing coaching-vetting"
    any_permission_required = list(VIEWING_ACTIONS)
    default_ordering = "-created_at"
    is_searchable = False
    base_columns = (
        TitleColumn("coach", label=_("Coach"), url_name="wagtail_coaching_vetting:inspect"),
        Column("organization", label=_("Organization")),
        Column("stage", label=_("Stage"), sort_key="stage"),
        Column("get_state_display", label=_("State"), sort_key="state"),
        DateColumn("created_at", label=_("Waiting since"), sort_key="created_at"),
        DueColumn("due_on", label=_("Due"), sort_key="due_on"),
        DateColumn("decided_at", label=_("Decided"), sort_key="decided_at"),
        Column("days", label=_("Days")),
        Column("decided_by_name", label=_("Decided by")),
    )
    list_export = [
        "coach",
        "organization",
        "stage",
        "get_state_display",
        "created_at",
        "due_on",
        "overdue",
        "decided_at",
        "days_waited",
        "days_to_decision",
        "decided_by_name",
        "valid_until",
        "site",
    ]
    export_headings = {
        "coach": _("Coach"),
        "organization": _("Organization"),
        "stage": _("Stage"),
        "get_state_display": _("State"),
        "created_at": _("Waiting since"),
        "due_on": _("Due"),
        "overdue": _("Overdue"),
        "decided_at": _("Decided"),
        "days_waited": _("Days waited"),
        "days_to_decision": _("Days to the decision"),
        "decided_by_name": _("Decided by"),
        "valid_until": _("Valid until"),
        "site": _("Site"),
    }

    @cached_property
    def columns(self) -> list[Any]:
        """The columns; the site only where there is more than one."""
        more = [Column("site", label=_("Site"))] if len(sites_of(self.request)[:2]) > 1 else []
        return [*self.base_columns, *more]

    @property
    def permission_policy(self) -> Any:
        """Rights are given site by site."""
        return site_policy(CoachVetting)

    def get_base_queryset(self) -> Any:
        """Return the vettings of the user's sites."""
        vettings = records_visible_to(self.request.user, CoachVetting)
        vettings = vettings.select_related("coach__person", "site", "decided_by").defer(
            "approved_content", "notes", "comment", "checklist"
        )
        return vetting_rows.with_organization(vettings)

    def get_filtered_queryset(self) -> Any:
        """Return the rows; they come filtered and in order."""
        return self.get_queryset()

    def decorate_paginated_queryset(self, object_list: Any) -> list[Any]:
        """Add the times to each row."""
        rows = list(object_list)
        for row in rows:
            _add_times(row)
        return rows

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the figures over all rows that are asked for, not over this page of them only."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        if not self.is_export:
            context["figures"] = figures(self.object_list)
        return context

    def get_filename(self) -> str:
        """Return the file's name, with the day."""
        return f"coach-vetting-{timezone.localdate():%Y-%m-%d}"


def _add_times(row: Any) -> None:
    waiting = row.state == VettingState.WAITING
    days = vetting_rows.days_between(row.created_at, row.decided_at)
    row.days_waited = days if waiting else ""
    row.days_to_decision = days if row.state in _DECISIONS else ""
    row.days = days if waiting or row.state in _DECISIONS else ""
    row.overdue = _("yes") if vetting_rows.is_overdue(row) else ""
    row.decided_by_name = get_user_display_name(row.decided_by) if row.decided_by else ""


def figures(vettings: Any) -> dict[str, Any]:
    """Return counts by outcome, and how long waiting and deciding took (medians, in days)."""
    rows: Iterable[Any] = list(
        vettings.order_by().values_list("state", "created_at", "decided_at", "due_on")
    )
    today = timezone.localdate()
    waiting = [row for row in rows if row[0] == VettingState.WAITING]
    taken = [vetting_rows.days_between(row[1], row[2]) for row in rows if row[0] in _DECISIONS]
    waited = [vetting_rows.days_between(row[1], None) for row in waiting]
    counts = {state: sum(row[0] == state for row in rows) for state in VettingState}
    return {
        "waiting": len(waiting),
        "overdue": sum(row[3] is not None and row[3] < today for row in waiting),
        "median_waited": _median(waited),
        "longest_waited": max(waited, default=None),
        "median_taken": _median(taken),
        "longest_taken": max(taken, default=None),
        "outcomes": [
            (state.label, count)
            for state, count in counts.items()
            if count and state != VettingState.WAITING
        ],
    }


def _median(days: list[int]) -> float | None:
    """Return the median, without ".0"; ``None`` of nothing."""
    if not days:
        return None
    median = statistics.median(days)
    return int(median) if median == int(median) else median


class VettingReportMenuItem(MenuItem):
    """Shown to those who may see vettings of any site."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the user has a right."""
        return bool(
            site_policy(CoachVetting).user_has_any_permission(request.user, VIEWING_ACTIONS)
        )


def menu_item() -> VettingReportMenuItem:
    """Return the item of the menu "Reports"."""
    return VettingReportMenuItem(
        _("Coach vetting"),
        reverse("wagtail_coaching_vetting_report"),
        name="coach-vetting",
        icon_name="clipboard-list",
        order=1100,
    )


def urls() -> list[Any]:
    """Return the report's addresses in the admin."""
    base = "wagtail_coaching_vetting_report/"
    name = "wagtail_coaching_vetting_report"
    return [
        path(base, VettingReportView.as_view(), name=name),
        path(
            f"{base}results/", VettingReportView.as_view(results_only=True), name=f"{name}_results"
        ),
    ]
