"""wagtail-modeladmin, with its known holes closed. The one place that imports it.

Left as it comes, it lets any user with admin access list and export records, show their history,
filter rows by lookups of their own making (``?person__user__password__startswith=``), turn an
unknown one into a server error, and put formulas into spreadsheets. Never register a model with
drafts or workflow here: it would publish at once.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.defaultfilters import linebreaksbr
from django.utils.safestring import SafeData
from django.utils.text import capfirst
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView, InspectView

from wagtail_coaching.admin.exporting import DefusedExportMixin
from wagtail_coaching.permissions import VIEWING_ACTIONS, records_visible_to, site_policy
from wagtail_coaching.validators import record_key

# The lookups that Django's own list filters put into links. Any other is somebody's own.
_FILTER_LOOKUPS: Final = ("exact", "isnull", "gte", "lt", "id__exact")


def with_line_breaks(value: Any) -> Any:
    """Return text of several lines as (escaped) HTML of several lines; the rest as it is."""
    if isinstance(value, str) and not isinstance(value, SafeData) and "\n" in value:
        return linebreaksbr(value, autoescape=True)
    return value


class SitePermissionHelper(PermissionHelper):
    """Asks the site's permission policy, about the record at hand."""

    def user_can_list(self, user: Any) -> bool:
        """Whether the user may see the records of any site."""
        return bool(self._policy.user_has_any_permission(user, VIEWING_ACTIONS))

    def user_can_create(self, user: Any) -> bool:
        """Nobody adds records by hand here: they come from the public form."""
        return False

    def user_can_inspect_obj(self, user: Any, obj: Any) -> bool:
        """Whether the user may see this record."""
        return self._may(user, VIEWING_ACTIONS, obj)

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        """Whether the user may change this record."""
        return self._may(user, ("change",), obj)

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        """Whether the user may delete this record."""
        return self._may(user, ("delete",), obj)

    @property
    def _policy(self) -> Any:
        return site_policy(self.model)

    def _may(self, user: Any, actions: tuple[str, ...], obj: Any) -> bool:
        return bool(self._policy.user_has_any_permission_for_instance(user, actions, obj))


class HardenedIndexView(DefusedExportMixin, IndexView):
    """A listing that takes declared filters only, and exports text as text."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Pass over parameters with a NUL: PostgreSQL has no such text, and nobody types it."""
        if "%00" in request.META.get("QUERY_STRING", ""):
            parameters = request.GET.copy()
            for name, values in request.GET.lists():
                if any("\0" in text for text in (name, *values)):
                    del parameters[name]
            request.GET = parameters  # type: ignore[assignment]
        return super().dispatch(request, *args, **kwargs)

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        """Return the parameters of declared filters; all others are passed over."""
        declared = {f"{name}__{lookup}" for name in self.list_filter for lookup in _FILTER_LOOKUPS}
        found: dict[str, Any] = super().get_filters_params(params)
        return {name: value for name, value in found.items() if name in declared}

    def get_filters(self, request: HttpRequest) -> tuple[Any, bool, dict[str, Any], bool]:
        """Return the filters, and never a lookup that none of them asked for."""
        specs, has_filters, _remaining, use_distinct = super().get_filters(request)
        return specs, has_filters, {}, use_distinct

    def get_queryset(self, request: HttpRequest | None = None) -> Any:
        """Return the rows; a filter with a value that makes no sense is passed over."""
        try:
            return super().get_queryset(request)
        except (IncorrectLookupParameters, ValidationError, ValueError, OverflowError):
            self.params = QueryDict(mutable=True)
            return super().get_queryset(request)


class HardenedInspectView(InspectView):
    """Shows a record, its labels written as everywhere else in the admin."""

    def get_field_label(self, field_name: str, field: Any = None) -> str:
        """Return the label of one field."""
        return str(capfirst(super().get_field_label(field_name, field)))

    def get_field_display_value(self, field_name: str, field: Any = None) -> Any:
        """Return the value of one field; text keeps its paragraphs."""
        return with_line_breaks(super().get_field_display_value(field_name, field))


class HardenedModelAdmin(ModelAdmin):
    """Base of the package's inboxes: rights site by site, no history, no adding by hand."""

    permission_helper_class = SitePermissionHelper
    index_view_class = HardenedIndexView
    inspect_view_class = HardenedInspectView
    inspect_view_enabled = True
    history_view_enabled = False

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the records of the user's sites."""
        visible = records_visible_to(request.user, self.model)
        return super().get_queryset(request).filter(pk__in=visible)

    def inspect_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        """Show one record."""
        response: HttpResponse = super().inspect_view(request, _known_key(instance_pk))
        return response

    def edit_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        """Edit one record."""
        response: HttpResponse = super().edit_view(request, _known_key(instance_pk))
        return response

    def delete_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        """Delete one record."""
        response: HttpResponse = super().delete_view(request, _known_key(instance_pk))
        return response


def _known_key(raw: str) -> str:
    """Return a key that the database can look up; not found, for what cannot be one."""
    if record_key(raw) is None:
        raise Http404
    return raw
