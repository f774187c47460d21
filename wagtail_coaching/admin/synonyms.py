"""Words that mean the same in the gallery's search, in the admin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from wagtail_coaching.admin import site_bound
from wagtail_coaching.models import SearchSynonym


class SearchSynonymViewSet(site_bound.SiteBoundViewSetMixin, ModelViewSet):
    """Coaching → Search synonyms."""

    model = SearchSynonym
    name = "wagtail_coaching_synonyms"
    icon = "search"
    menu_label = _("Search synonyms")
    add_to_admin_menu = False
    copy_view_enabled = False
    list_display = ["words", Column("site", label=_("Site"))]
    search_fields = ["words"]
    search_backend_name = None
    index_view_class = site_bound.IndexView
    edit_view_class = site_bound.EditView
    delete_view_class = site_bound.DeleteView
    history_view_class = site_bound.HistoryView
    usage_view_class = site_bound.UsageView
