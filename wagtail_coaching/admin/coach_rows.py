"""What the list of coaches shows of each profile, and how it is filtered and sorted by that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site
from wagtail.permission_policies.pages import PagePermissionPolicy

from wagtail_coaching.admin.confirmations import confirmation_now
from wagtail_coaching.admin.consent import consent_now
from wagtail_coaching.conf import base_page_model, coaching_settings
from wagtail_coaching.enums import CoachAvailability, CoachState, VettingState
from wagtail_coaching.models import Coach, CoachVetting

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

#: Whoever may do any of these with a profile sees it in the list.
PAGE_ACTIONS: Final = ("change", "publish", "lock", "unlock", "bulk_delete")

#: How the vetting of a profile stands; the most pressing first, which is the order of the list.
VETTING_LABELS: Final[dict[str, StrPromise]] = {
    "waiting": _("Waiting for reviewers"),
    "rejected": _("Changes needed"),
    "unvetted": _("Not vetted"),
    "grace": _("Public for now, to be vetted"),
    "approved": _("Approved"),
    "suspended": _("Suspended"),
}
#: In the order of the list: who has time comes first.
AVAILABILITY_LABELS: Final[dict[str, StrPromise]] = {
    CoachAvailability.OPEN: _("Open"),
    CoachAvailability.FULL: _("Full"),
    CoachAvailability.PAUSED: _("Paused"),
    CoachAvailability.CLOSED: _("Closed"),
}


def coach_page_model() -> Any:
    """Return the class of coach pages in use."""
    return coaching_settings.page_model("COACH_PAGE_MODEL")


def page_policy() -> PagePermissionPolicy:
    """Return Wagtail's own policy for pages."""
    return PagePermissionPolicy()


def profiles_for(user: Any) -> Any:
    """Return the profiles that a user may do something with; without aliases of them."""
    allowed = page_policy().instances_user_has_any_permission_for(user, PAGE_ACTIONS)
    profiles = coach_page_model()._default_manager.filter(alias_of__isnull=True)
    return profiles.filter(pk__in=allowed.order_by().values("pk"))


def galleries_for(user: Any) -> Any:
    """Return the galleries with profiles that a user may do something with."""
    allowed = page_policy().instances_user_has_any_permission_for(user, PAGE_ACTIONS)
    galleries = coaching_settings.page_model("GALLERY_PAGE_MODEL")._default_manager.all()
    return galleries.filter(pk__in=allowed.order_by().values("pk")).order_by("path")


def with_facts(profiles: Any, *, for_export: bool = False) -> Any:
    """Add what the list filters and sorts by: ``vetting_now``, ``vetting_rank``,
    ``availability_rank``, ``confirmation_now``, ``consent_now``; and fetch what it shows, in a
    constant number of queries.

    Args:
        profiles: coach pages.
        for_export: fetch what only the export shows, too.
    """
    ranks = list(VETTING_LABELS)
    coaches = Coach.objects.with_places().select_related("person", "site")
    more = (("formats", "languages"), ("roles",)) if for_export else ((), ())
    return (
        profiles.annotate(
            vetting_now=_vetting_now(),
            availability_rank=_availability_rank(),
            confirmation_now=confirmation_now(),
            consent_now=consent_now(),
        )
        .annotate(
            vetting_rank=Case(
                *(When(vetting_now=name, then=Value(ranks.index(name))) for name in ranks),
                output_field=IntegerField(),
            )
        )
        .prefetch_related(
            Prefetch("coach", queryset=coaches.prefetch_related("topics", *more[0])), *more[1]
        )
        .select_related("organization_type", "career_stage", "locale")
        .defer_streamfields()
    )


def _vetting_now() -> Case:
    vettings = CoachVetting.objects.filter(
        page_pk=Cast(OuterRef("pk"), CharField(max_length=64)), coach=OuterRef("coach_id")
    )
    effective = vettings.effective().order_by("-decided_at", "-pk").values("state")[:1]
    decided = vettings.exclude(state__in=(VettingState.WAITING, VettingState.CANCELED))
    latest = decided.order_by("-created_at", "-pk").values("state")[:1]
    return Case(
        When(coach__state=CoachState.SUSPENDED, then=Value("suspended")),
        When(Exists(vettings.filter(state=VettingState.WAITING)), then=Value("waiting")),
        # As in the editor: changes that reviewers ask for come before what is public meanwhile.
        When(_is(latest, VettingState.REJECTED), then=Value("rejected")),
        When(_is(effective, VettingState.GRACE), then=Value("grace")),
        When(Exists(vettings.effective()), then=Value("approved")),
        default=Value("unvetted"),
        output_field=CharField(),
    )


def _is(state: Any, value: str) -> Any:
    """Return the condition that the one row of a subquery has this value."""
    return Exact(Subquery(state, output_field=CharField()), Value(value))


def _availability_rank() -> Case:
    """Return :attr:`Coach.availability` as a number, for the database to sort by."""
    today = timezone.localdate()
    taken: Any = Coach.objects.with_places().filter(pk=OuterRef("coach_id"))
    ranks = {name: Value(rank) for rank, name in enumerate(AVAILABILITY_LABELS)}
    return Case(
        When(
            Q(coach__isnull=True)
            | ~Q(coach__state=CoachState.ACTIVE)
            | Q(coach__capacity=0)
            | Q(coach__accepting_until__lt=today),
            then=ranks[CoachAvailability.CLOSED],
        ),
        When(coach__paused_until__gt=today, then=ranks[CoachAvailability.PAUSED]),
        When(
            coach__capacity__lte=Subquery(
                taken.values("counted_places_taken"), output_field=IntegerField()
            ),
            then=ranks[CoachAvailability.FULL],
        ),
        default=ranks[CoachAvailability.OPEN],
        output_field=IntegerField(),
    )


def ordered(profiles: Any, ordering: str) -> Any:
    """Return the profiles in an order of the list: always the same one, dates that are unknown
    last.
    """
    if ordering.lstrip("-") == "coach__last_confirmed_on":
        day = F("coach__last_confirmed_on")
        first = day.desc(nulls_last=True) if ordering[0] == "-" else day.asc(nulls_first=True)
        return profiles.order_by(first, "title", "pk")
    return profiles.order_by(ordering, "title", "pk")


class Galleries:
    """Where profiles stand: the name of each gallery, told apart by site and language."""

    def __init__(self, user: Any) -> None:
        """Fetch the galleries of a user, and the sites; two queries."""
        self.pages = list(galleries_for(user).select_related("locale"))
        self._by_path = {page.path: page for page in self.pages}
        if len(self.pages) > 1:
            roots = Site.objects.select_related("root_page")
            self._roots = sorted(roots, key=lambda site: -len(site.root_page.path))
        else:
            self._roots = []

    def name(self, gallery: Any) -> str:
        """Return what a gallery is called among others."""
        site = next((s for s in self._roots if gallery.path.startswith(s.root_page.path)), None)
        return f"{gallery.title} ({site.site_name or site.hostname})" if site else gallery.title

    def name_for(self, profile: Any) -> str:
        """Return the name of the gallery that a profile stands in; empty where it is unknown."""
        steplen = base_page_model().steplen
        gallery = self._by_path.get(profile.path[:-steplen])
        return self.name(gallery) if gallery is not None else ""
