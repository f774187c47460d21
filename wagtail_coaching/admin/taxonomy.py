"""The vocabularies in the admin."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.shortcuts import get_list_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.views.snippets import SnippetViewSet

from wagtail_coaching.admin import site_bound
from wagtail_coaching.models import (
    CareerStage,
    CoachLanguage,
    CoachRole,
    Credential,
    MeetingFormat,
    OrganizationType,
    Topic,
)
from wagtail_coaching.permissions import site_policy
from wagtail_coaching.validators import record_key


class VocabularyViewSet(site_bound.SiteBoundViewSetMixin, SnippetViewSet):
    """Base of the vocabularies' viewsets."""

    model: type[models.Model]
    list_display = ["name", Column("slug"), Column("site")]
    add_to_admin_menu = False
    # A copy could only differ in its name; and Wagtail's copy view saves over the original.
    copy_view_enabled = False
    ordering = ["sort_order", "name"]
    index_view_class = site_bound.SnippetIndexView
    edit_view_class = site_bound.SnippetEditView
    delete_view_class = site_bound.SnippetDeleteView
    history_view_class = site_bound.SnippetHistoryView
    usage_view_class = site_bound.SnippetUsageView
    reorder_view_class = site_bound.SnippetReorderView
    chooser_viewset_class = site_bound.SnippetChooserViewSet


class TopicViewSet(VocabularyViewSet):
    """Topics."""

    model = Topic
    icon = "tag"


class OrganizationTypeViewSet(VocabularyViewSet):
    """Organization types."""

    model = OrganizationType
    icon = "home"


class CareerStageViewSet(VocabularyViewSet):
    """Career stages."""

    model = CareerStage
    icon = "history"


class CredentialViewSet(VocabularyViewSet):
    """Credentials."""

    model = Credential
    icon = "success"


class CoachRoleViewSet(VocabularyViewSet):
    """Roles: what somebody is to a learner."""

    model = CoachRole
    icon = "glasses"
    list_display = [
        "name",
        BooleanColumn("makes_introductions", label=_("Makes introductions")),
        Column("slug"),
        Column("site"),
    ]


class MeetingFormatViewSet(VocabularyViewSet):
    """Meeting formats."""

    model = MeetingFormat
    icon = "comment"


class CoachLanguageViewSet(VocabularyViewSet):
    """Languages that coaches speak or sign."""

    model = CoachLanguage
    icon = "globe"


VOCABULARIES = (
    TopicViewSet,
    OrganizationTypeViewSet,
    CareerStageViewSet,
    CredentialViewSet,
    CoachRoleViewSet,
    MeetingFormatViewSet,
    CoachLanguageViewSet,
)


class TermDeleteBulkAction(DeleteBulkAction):
    """Deletes several terms of the user's sites; of others' it does not even say the names."""

    models = tuple(viewset.model for viewset in VOCABULARIES)

    def get_queryset(self, model: Any, object_ids: list[str]) -> Any:
        """Return those of the chosen terms that the user may delete; not found, if none."""
        terms = site_policy(model).instances_user_has_any_permission_for(
            self.request.user, ["delete"]
        )
        return get_list_or_404(terms, pk__in=[record_key(str(key)) for key in object_ids])

    def check_perm(self, snippet: Any) -> bool:
        """The query has asked already."""
        return True
