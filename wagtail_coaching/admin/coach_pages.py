"""Coaching → Coaches: all profiles in one list, with what staff want to know of each."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.admin.widgets.button import Button

from wagtail_coaching.admin import coach_rows, consent
from wagtail_coaching.admin.coach_columns import (
    AvailabilityColumn,
    ChosenColumn,
    ConfirmedColumn,
    NameColumn,
    VettingColumn,
    publicity_text,
    topics_text,
    vetting_text,
)
from wagtail_coaching.admin.coach_facts import availability_text
from wagtail_coaching.admin.coach_filters import CoachFilterSet
from wagtail_coaching.admin.coach_pause import PauseView, ResumeView
from wagtail_coaching.admin.exporting import DefusedExportMixin
from wagtail_coaching.models import (
    Coach,
    CoachGalleryPageMixin,
    CoachingProgramPageMixin,
    CoachPageMixin,
)
from wagtail_coaching.permissions import VIEWING_ACTIONS, site_policy

_TEMPLATES = "wagtail_coaching/admin/coaches"
_HOLDING = (CoachingProgramPageMixin, CoachGalleryPageMixin, CoachPageMixin)
_SEARCHED = ("title", "preferred_name", "job_title", "organization", "coach__person__name")


class CoachPageIndexView(DefusedExportMixin, IndexView):
    """Lists the profiles that the user may do something with."""

    page_title = _("Coaches")
    any_permission_required = set(coach_rows.PAGE_ACTIONS) | {"add"}
    default_ordering = "title"
    table_classname = "listing full-width coaching-coaches"
    template_name = f"{_TEMPLATES}/index.html"
    results_template_name = f"{_TEMPLATES}/index_results.html"
    export_filename = "coaches"
    #: Public facts and those of the program; no address, no number.
    list_export = [
        "title",
        "preferred_name",
        "job_title",
        "organization",
        "organization_type",
        "us_state",
        "region",
        "career_stage",
        "roles",
        "vetting",
        "public",
        "availability",
        "capacity",
        "places_open",
        "paused_until",
        "accepting_until",
        "topics",
        "formats",
        "languages",
        "last_confirmed_on",
        "consent",
        "gallery",
    ]
    export_headings = {
        "title": _("Name"),
        "us_state": _("State"),
        "roles": _("Roles"),
        "vetting": _("Vetting"),
        "public": _("On the site"),
        "availability": _("Availability"),
        "capacity": _("Capacity"),
        "places_open": _("Places open"),
        "paused_until": _("Paused until"),
        "accepting_until": _("Accepting until"),
        "topics": _("Topics"),
        "formats": _("Formats"),
        "languages": _("Languages"),
        "last_confirmed_on": _("Last confirmed"),
        "consent": _("Consent"),
        "gallery": _("Gallery"),
    }

    @cached_property
    def galleries(self) -> coach_rows.Galleries:
        """The user's galleries."""
        return coach_rows.Galleries(self.request.user)

    @cached_property
    def record_sites(self) -> set[Any]:
        """The sites whose coach records the user may see."""
        policy = site_policy(Coach)
        sites = policy.sites_user_has_any_permission_for(self.request.user, VIEWING_ACTIONS)
        return set(sites.values_list("pk", flat=True))

    @cached_property
    def may_pause(self) -> bool:
        """Whether the user may pause coaches."""
        return bool(site_policy(Coach).user_has_permission(self.request.user, "change"))

    @cached_property
    def columns(self) -> list[Any]:
        """The columns; boxes to tick only for who may do something with them, and the gallery only
        where there is more than one.
        """
        chosen = [ChosenColumn("choose", label="", width="3%")] if self.may_pause else []
        columns = [
            *chosen,
            NameColumn(
                "title",
                get_buttons=self.get_list_buttons,
                label=_("Name"),
                sort_key="title",
                classname="title",
            ),
            VettingColumn("vetting", label=_("Vetting"), sort_key="vetting_rank", width="15%"),
            AvailabilityColumn(
                "availability", label=_("Availability"), sort_key="availability_rank", width="16%"
            ),
            Column("topics", label=_("Topics"), accessor=topics_text, width="24%"),
            ConfirmedColumn(
                "confirmed",
                label=_("Last confirmed"),
                sort_key="coach__last_confirmed_on",
                width="11%",
            ),
        ]
        if len(self.galleries.pages) > 1:
            columns.append(Column("gallery", label=_("Gallery"), accessor=self.galleries.name_for))
        return columns

    def get_filterset_kwargs(self) -> dict[str, Any]:
        """Tell the filters which galleries there are."""
        return {**super().get_filterset_kwargs(), "galleries": self.galleries}

    def get_base_queryset(self) -> Any:
        """Return the profiles with all that is shown of them."""
        profiles = coach_rows.profiles_for(self.request.user)
        return coach_rows.with_facts(profiles, for_export=self.is_export)

    def order_queryset(self, queryset: Any) -> Any:
        """Order them, always in the same way."""
        return coach_rows.ordered(queryset, self.ordering or self.default_ordering)

    def get_ordering(self) -> str:
        """Return the order asked for, if there is such a one; by name otherwise."""
        ordering = self.request.GET.get("ordering", self.default_ordering)
        valid = self.get_valid_orderings()
        return str(ordering) if ordering in valid else self.default_ordering

    def get_valid_orderings(self) -> list[str]:
        """Return the orders there are."""
        keys = [column.sort_key for column in self.columns if column.sort_key]
        return [sign + key for key in keys for sign in ("", "-")]

    def search_queryset(self, queryset: Any) -> Any:
        """Keep profiles in which each word occurs: in name, position or organization.

        Not by Wagtail's search: it knows no filter by what is on another record.
        """
        for word in self.search_query.split()[:8]:
            found = Q()
            for field in _SEARCHED:
                found |= Q(**{f"{field}__icontains": word})
            queryset = queryset.filter(found)
        return queryset

    def get_list_buttons(self, instance: Any) -> list[Button]:
        """Return what may be done with one profile; the first is what its name leads to."""
        buttons = []
        if instance.permissions_for_user(self.request.user).can_edit():
            url = reverse("wagtailadmin_pages:edit", args=[instance.pk])
            buttons.append(Button(gettext("Edit profile"), url=url, icon_name="edit", priority=1))
        coach = instance.coach
        if coach is not None and coach.site_id in self.record_sites:
            url = reverse("wagtail_coaching_coaches:inspect", args=[coach.pk])
            buttons.append(Button(gettext("Contact record"), url=url, icon_name="user", priority=2))
        if instance.live and (url := instance.get_url(self.request)):
            label = gettext("View on the site")
            buttons.append(Button(label, url=url, icon_name="view", priority=3))
        return buttons

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """Return one row of the export."""
        coach = item.coach
        texts = {
            "organization_type": str(item.organization_type or ""),
            "us_state": item.get_us_state_display(),
            "career_stage": str(item.career_stage or ""),
            "roles": ", ".join(role.name for role in item.roles.all()),
            "vetting": vetting_text(item),
            "public": publicity_text(item),
            "availability": availability_text(coach) if coach else "",
            "topics": topics_text(item),
            "consent": str(consent.LABELS[item.consent_now]) if coach else "",
            "gallery": self.galleries.name_for(item),
        }
        for name in ("formats", "languages"):
            terms = getattr(coach, name).all() if coach else ()
            texts[name] = ", ".join(term.name for term in terms)
        plain = {"capacity", "places_open", "paused_until", "accepting_until", "last_confirmed_on"}
        facts = {name: getattr(coach, name) if coach else None for name in plain}
        known = {**texts, **facts}
        return {
            name: known[name] if name in known else getattr(item, name) for name in self.list_export
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what may be done with several coaches at once."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "may_pause": self.may_pause,
            "pause_url": reverse("wagtail_coaching_coach_pages:pause"),
            "resume_url": reverse("wagtail_coaching_coach_pages:resume"),
        }


class CoachesMenuItem(MenuItem):
    """Shown to whoever may edit profiles."""

    def is_shown(self, request: Any) -> bool:
        """Whether the user may; without a query, for every page of the admin asks."""
        user = request.user
        policy = coach_rows.page_policy()
        if not policy.user_has_any_permission(user, coach_rows.PAGE_ACTIONS):
            return False
        return user.is_superuser or any(
            _may_hold_profiles(right.page) for right in policy.get_cached_permissions_for_user(user)
        )


def _may_hold_profiles(page: Any) -> bool:
    """Whether profiles may stand below a page: below a section of ours, or a whole site."""
    page_class = page.cached_content_type.model_class() or object
    # Or it is the root of the tree, or the home page of a site.
    return issubclass(page_class, _HOLDING) or page.depth <= 2


class CoachPageViewSet(PageListingViewSet):
    """Coaching → Coaches."""

    model = coach_rows.coach_page_model()
    name = "wagtail_coaching_coach_pages"
    icon = "group"
    menu_label = _("Coaches")
    menu_item_class = CoachesMenuItem
    add_to_admin_menu = False
    list_per_page = 50
    index_view_class = CoachPageIndexView
    filterset_class = CoachFilterSet
    columns = PageListingViewSet.UNDEFINED

    def get_urlpatterns(self) -> list[Any]:
        """Add what is done with several coaches at once."""
        return [
            *super().get_urlpatterns(),
            path("pause/", self.construct_view(PauseView), name="pause"),
            path("resume/", self.construct_view(ResumeView), name="resume"),
        ]
