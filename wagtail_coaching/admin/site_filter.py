"""The filter by site of lists in the admin, for who works for several."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.models import Site

from wagtail_coaching.permissions import VIEWING_ACTIONS, site_policy


class SiteFilterSet(WagtailFilterSet):
    """A list's filters; the last is by site, where the user works for several."""

    site = django_filters.ModelChoiceFilter(
        label=_("Site"), queryset=Site.objects.none(), empty_label=_("All"), widget=forms.Select
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the user's sites."""
        super().__init__(*args, **kwargs)
        sites = site_policy(self._meta.model).sites_user_has_any_permission_for(
            self.request.user, VIEWING_ACTIONS
        )
        if len(sites) > 1:
            self.filters["site"].field.queryset = sites
        else:
            del self.filters["site"]

    @classmethod
    def get_filters(cls) -> Any:
        """Return the filters, those of the list itself first."""
        filters = super().get_filters()
        filters.move_to_end("site")
        return filters
