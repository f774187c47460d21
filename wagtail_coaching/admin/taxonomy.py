"""The vocabularies in the admin."""

from __future__ import annotations

from django.db import models
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from wagtail_coaching.admin import site_bound
from wagtail_coaching.models import CareerStage, Credential, OrganizationType, Topic


class VocabularyViewSet(site_bound.SiteBoundViewSetMixin, SnippetViewSet):
    """Base of the vocabularies' viewsets."""

    model: type[models.Model]
    list_display = ["name", Column("slug"), Column("site")]
    add_to_admin_menu = False
    ordering = ["sort_order", "name"]
    index_view_class = site_bound.SnippetIndexView
    edit_view_class = site_bound.SnippetEditView
    copy_view_class = site_bound.SnippetCopyView
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
