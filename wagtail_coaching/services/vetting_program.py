"""Vetting as a site's program: who needs it, who gets time for it, whose has run out."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.enums import VettingState
from wagtail_coaching.models import (
    CoachingSettings,
    CoachVetting,
    CoachVettingTask,
    coach_page_models,
)
from wagtail_coaching.models.vetted_content import (
    covering_vetting,
    may_be_live,
    vetted_content,
    vetting_applies,
)
from wagtail_coaching.services import publication, vetting_mail


def page_of(vetting: CoachVetting) -> Any | None:
    """Return the profile that a vetting is about; ``None`` if it is deleted, or is another's."""
    for model in coach_page_models():
        page = model._default_manager.filter(pk=vetting.page_pk).first()
        if page is not None:
            return page
    return None


def problems(site: Site) -> list[str]:
    """Return what keeps the vetting of a site from working, in sentences for its staff."""
    if not vetting_applies(site):
        return []
    found = []
    model = coaching_settings.page_model("GALLERY_PAGE_MODEL")
    for gallery in model._default_manager.descendant_of(site.root_page, inclusive=True):
        workflow = gallery.get_workflow()
        tasks = [task.specific for task in workflow.tasks] if workflow is not None else []
        stages = [task for task in tasks if isinstance(task, CoachVettingTask)]
        if not stages:
            found.append(
                _(
                    "Coaches are vetted here, but the workflow of “%(gallery)s” has no vetting "
                    "step: no profile there can be approved. Run coaching_setup, or add a step of "
                    "the type “Coach vetting stage” to its workflow."
                )
                % {"gallery": gallery.title}
            )
        found += [
            _("Nobody is in a group that reviews at the step “%(stage)s” of “%(gallery)s”.")
            % {"stage": stage.name, "gallery": gallery.title}
            for stage in stages
            if not stage.groups.filter(user__is_active=True).exists()
        ]
    return found


def live_profiles(site: Site) -> list[Any]:
    """Return the live coach pages of a site, aliases left out: they go with their source."""
    return [
        page
        for model in coach_page_models()
        for page in model._default_manager.descendant_of(site.root_page, inclusive=True).filter(
            live=True, alias_of__isnull=True
        )
    ]


def profiles_without_vetting(site: Site) -> list[Any]:
    """Return the live profiles of a site that no vetting covers: those from a time without."""
    return [page for page in live_profiles(site) if covering_vetting(page) is None]


@transaction.atomic
def start_grace(*, site: Site, user: Any | None) -> list[CoachVetting]:
    """Give the live profiles without vetting time to get it, and tell staff which they are.

    Profiles without a coach get none: there is nobody to vet. They are taken off the site.
    """
    now = timezone.now()
    until = now + datetime.timedelta(days=CoachingSettings.of(site).vetting_grace_days)
    pages = profiles_without_vetting(site)
    granted = [
        CoachVetting.objects.create(
            site=site,
            coach_id=page.coach_id,
            page_pk=str(page.pk),
            revision_id=page.live_revision_id,
            state=VettingState.GRACE,
            is_final=True,
            approved_content=vetted_content(page),
            submitted_by=user,
            decided_by=user,
            decided_at=now,
            valid_until=until,
        )
        for page in pages
        if page.coach_id is not None
    ]
    publication.unpublish_uncovered(pages=[page for page in pages if page.coach_id is None])
    if granted:
        vetting_mail.tell_staff_of_grace(site=site, vettings=granted)
    return granted


def hide_run_out(*, now: datetime.datetime) -> list[Any]:
    """Take profiles off the site that no vetting covers at ``now``; tell staff and coach."""
    return [page for page in run_out_profiles(now) if _hide(page, now)]


def run_out_profiles(now: datetime.datetime) -> list[Any]:
    """Return the live profiles of sites that vet whose vetting has run out, or was never there.

    The latter can't be, unless somebody wrote into the database; so this mends that, too.
    """
    return [
        page
        for site in Site.objects.all()
        if vetting_applies(site)
        for page in _uncovered_at(site, now)
        if not may_be_live(page, now)
    ]


def _uncovered_at(site: Site, now: datetime.datetime) -> list[Any]:
    """Return the live pages of a site without a vetting that holds; aliases unexamined."""
    effective = CoachVetting.objects.filter(site=site).effective(now)
    covered = set(effective.values_list("page_pk", "coach_id"))
    found = []
    for model in coach_page_models():
        live = model._default_manager.descendant_of(site.root_page, inclusive=True).filter(
            live=True
        )
        keys = [
            pk
            for pk, coach_id, alias_of in live.values_list("pk", "coach_id", "alias_of_id")
            if alias_of is not None or (str(pk), coach_id) not in covered
        ]
        found += list(live.filter(pk__in=keys)) if keys else []
    return found


@transaction.atomic
def _hide(page: Any, now: datetime.datetime) -> bool:
    hidden = publication.unpublish_uncovered(pages=[page], now=now)
    if hidden and page.alias_of_id is None:
        vetting_mail.tell_of_hidden_profile(page=page)
    return bool(hidden)
