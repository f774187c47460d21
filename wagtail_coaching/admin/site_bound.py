"""Admin views that keep to the sites a user works for.

Wagtail's generic views ask whether a user may do a thing at all, and few of them ask again about
the record at hand. Here every view asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from wagtail import VERSION as WAGTAIL_VERSION
from wagtail.admin.views import generic
from wagtail.admin.views.generic import chooser, history, usage
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.snippets.views import chooser as snippet_chooser
from wagtail.snippets.views import snippets

from wagtail_coaching.permissions import VIEWING_ACTIONS, records_visible_to, site_policy
from wagtail_coaching.validators import record_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db import models
    from wagtail.permission_policies.sites import SitePermissionPolicy


def register_site_policies(record_models: Iterable[type[models.Model]]) -> None:
    """Tell Wagtail's registry (8.0 and later) that these models' records belong to sites.

    Must run before anything else asks the registry about them.
    """
    if WAGTAIL_VERSION >= (8, 0):
        from wagtail.permissions import register_permission_policy

        for model in record_models:
            register_permission_policy(model, site_policy(model))


class SiteListMixin:
    """For views that list records: only those of the user's sites."""

    request: Any
    model: Any

    def get_base_queryset(self) -> Any:
        """Return the records that the user may see."""
        records = super().get_base_queryset()  # type: ignore[misc]
        return records.filter(pk__in=records_visible_to(self.request.user, self.model))


class SiteObjectMixin:
    """For views of one record: not found, unless the user may do this to this very record."""

    request: Any
    model: Any
    # Wagtail's own view says which; a value here would hide it.
    permission_required: str | None

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        """Return the record.

        Raises:
            Http404: there is none, or it is none of the user's business: the same to a stranger.
        """
        record = super().get_object(*args, **kwargs)  # type: ignore[misc]
        actions = [self.permission_required] if self.permission_required else VIEWING_ACTIONS
        if not site_policy(self.model).user_has_any_permission_for_instance(
            self.request.user, actions, record
        ):
            raise Http404
        return record


class SiteReorderMixin:
    """For the view that moves a term: among the terms that the user may change, only."""

    request: Any
    model: Any
    sort_order_field: str

    def get_queryset(self) -> Any:
        """Return the terms of the user's sites, in order."""
        terms = site_policy(self.model).instances_user_has_any_permission_for(
            self.request.user, ["change"]
        )
        return terms.order_by(self.sort_order_field)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Move the term, if it is one of them.

        Raises:
            Http404: it is not.
        """
        if not self.get_queryset().filter(pk=kwargs.get("pk")).exists():
            raise Http404
        return super().post(request, *args, **kwargs)  # type: ignore[misc]


class SiteChooserMixin:
    """For the views of a chooser: only records of the user's sites."""

    request: Any
    model_class: Any

    def get_object_list(self) -> Any:
        """Return what there is to choose from."""
        return records_visible_to(self.request.user, self.model_class)

    def get_object(self, pk: Any) -> Any:
        """Return what was chosen; nothing, where it is none of the user's business."""
        records = self.get_object_list()
        return records.get(pk=record_key(str(pk)))

    def get_objects(self, pks: Any) -> Any:
        """Return what was chosen, without what is none of the user's business."""
        return self.get_object_list().filter(pk__in=[record_key(str(pk)) for pk in pks])


class SiteCreationFormMixin(SiteChooserMixin):
    """For the views of a chooser that show its form for a new record."""

    def get_creation_form_kwargs(self) -> dict[str, Any]:
        """Tell the form whose sites it may offer."""
        kwargs: dict[str, Any] = super().get_creation_form_kwargs()  # type: ignore[misc]
        return {**kwargs, "for_user": self.request.user}


class SiteBoundChooserMixin:
    """For chooser viewsets: rights are given site by site."""

    model: Any

    if WAGTAIL_VERSION < (8, 0):

        @property
        def permission_policy(self) -> SitePermissionPolicy:
            """The policy; Wagtail 8.0 has it from the registry."""
            return site_policy(self.model)


class SiteBoundViewSetMixin:
    """For viewsets: rights are given site by site."""

    model: Any

    @property
    def permission_policy(self) -> SitePermissionPolicy:
        """The policy; Wagtail 7.4 asks for it here, 8.0 has it from the registry."""
        return site_policy(self.model)


class IndexView(SiteListMixin, generic.IndexView):
    """Lists the records of the user's sites."""


class EditView(SiteObjectMixin, generic.EditView):
    """Edits a record of one of the user's sites."""


class DeleteView(SiteObjectMixin, generic.DeleteView):
    """Deletes a record of one of the user's sites."""


class InspectView(SiteObjectMixin, generic.InspectView):
    """Shows a record of one of the user's sites."""


class HistoryView(SiteObjectMixin, history.HistoryView):
    """The history of a record of one of the user's sites."""


class UsageView(SiteObjectMixin, usage.UsageView):
    """Where a record of one of the user's sites is used."""


class ChooseView(SiteCreationFormMixin, chooser.ChooseView):
    """Chooses among the records of the user's sites."""


class ChooseResultsView(SiteCreationFormMixin, chooser.ChooseResultsView):
    """The results part of the same."""


class ChosenView(SiteChooserMixin, chooser.ChosenView):
    """Takes the choice."""


class ChosenMultipleView(SiteChooserMixin, chooser.ChosenMultipleView):
    """Takes several choices."""


class ChooserCreateView(SiteCreationFormMixin, chooser.CreateView):
    """Takes the form for a new record."""


class SiteBoundChooserViewSet(SiteBoundChooserMixin, ChooserViewSet):
    """A chooser that offers the records of the user's sites."""

    create_view_class = ChooserCreateView

    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView


class SnippetIndexView(SiteListMixin, snippets.IndexView):
    """Lists the snippets of the user's sites."""


class SnippetEditView(SiteObjectMixin, snippets.EditView):
    """Edits a snippet of one of the user's sites."""


class SnippetDeleteView(SiteObjectMixin, snippets.DeleteView):
    """Deletes a snippet of one of the user's sites."""


class SnippetHistoryView(SiteObjectMixin, snippets.HistoryView):
    """The history of a snippet of one of the user's sites."""


class SnippetUsageView(SiteObjectMixin, snippets.UsageView):
    """Where a snippet of one of the user's sites is used."""


class SnippetReorderView(SiteReorderMixin, snippets.ReorderView):
    """Moves a snippet among those of the user's sites."""


class SnippetChooserViewSet(SiteBoundChooserMixin, snippet_chooser.SnippetChooserViewSet):
    """A snippet chooser that offers those of the user's sites."""

    choose_view_class = type("ChooseView", (SiteChooserMixin, snippet_chooser.ChooseView), {})
    choose_results_view_class = type(
        "ChooseResultsView", (SiteChooserMixin, snippet_chooser.ChooseResultsView), {}
    )
    chosen_view_class = type(
        "ChosenView", (SiteChooserMixin, snippet_chooser.SnippetChosenView), {}
    )
    chosen_multiple_view_class = type(
        "ChosenMultipleView", (SiteChooserMixin, snippet_chooser.SnippetChosenMultipleView), {}
    )
