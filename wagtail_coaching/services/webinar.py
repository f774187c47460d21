"""Keeping a webinar's calendar entry equal to its published page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import get_page_models

from wagtail_coaching import signals
from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.models import Webinar, WebinarPageMixin

if TYPE_CHECKING:
    import datetime

    from django.db.models import QuerySet
    from wagtail.models import Site

# What a calendar shows of a webinar: a change of any of these raises SEQUENCE.
_CALENDAR_FACTS = ("title", "starts_at", "ends_at", "time_zone", "status")


@transaction.atomic
def record_publication(*, page: WebinarPageMixin) -> Webinar | None:
    """Copy a published page's facts into its calendar entry, and make the entry if need be.

    A change that a calendar must notice raises ``sequence`` by one (RFC 5545 section 3.8.7.4).
    Translations share the entry; the page in the site's own language says what is in it, so that
    a translation which lags behind does not move the webinar back.

    Returns ``None`` for a page outside of every site.
    """
    site = page.get_site()
    if site is None:
        return None
    facts = {
        "title": page.title,
        "starts_at": page.starts_at,
        "ends_at": page.ends_at,
        "time_zone": page.shown_time_zone,
        "status": page.status,
    }
    webinar: Webinar
    webinar, created = Webinar.objects.select_for_update().get_or_create(
        site=site,
        translation_key=page.translation_key,
        defaults=facts,
    )
    changed = (
        not created
        and _speaks_for_all(page, site)
        and any(getattr(webinar, f) != facts[f] for f in _CALENDAR_FACTS)
    )
    if changed:
        for field, value in facts.items():
            setattr(webinar, field, value)
        webinar.sequence += 1
        webinar.changed_at = timezone.now()
        webinar.save()
    if page.webinar_id != webinar.pk:
        type(page)._default_manager.filter(pk=page.pk).update(webinar=webinar)
        page.webinar = webinar
    if created or changed:
        transaction.on_commit(
            lambda: signals.webinar_changed.send(Webinar, webinar=webinar, created=created)
        )
    return webinar


def follow_to_site(*, under: Any) -> None:
    """Give webinars that were moved to another site, with the page ``under``, entries there."""
    for page in webinar_pages_under(page=under, inclusive=True):
        old_entry = page.webinar_id
        record_publication(page=page)
        if old_entry is not None and old_entry != page.webinar_id:
            forget_entry(webinar_id=old_entry)


def forget_entry(*, webinar_id: int) -> None:
    """Delete a calendar entry that no page shows any more."""
    models = [model for model in get_page_models() if issubclass(model, WebinarPageMixin)]
    if not any(model._default_manager.filter(webinar=webinar_id).exists() for model in models):
        Webinar.objects.filter(pk=webinar_id).delete()


def _speaks_for_all(page: WebinarPageMixin, site: Site) -> bool:
    """Return whether the page is in the site's own language, or no live page of it is."""
    own_language = site.root_page.locale_id
    if page.locale_id == own_language:
        return True
    pages: QuerySet[Any] = type(page)._default_manager.all()
    return not pages.filter(
        translation_key=page.translation_key, locale_id=own_language, live=True
    ).exists()


def upcoming_webinars(*, pages: QuerySet[Any], now: datetime.datetime) -> QuerySet[Any]:
    """Return the webinars that have not ended at ``now`` (aware), the next one first."""
    return pages.filter(ends_at__gt=now).order_by("starts_at", "pk")


def past_webinars(*, pages: QuerySet[Any], now: datetime.datetime) -> QuerySet[Any]:
    """Return the webinars that have ended at ``now`` (aware), the latest first."""
    return pages.filter(ends_at__lte=now).order_by("-starts_at", "-pk")


def webinar_pages_under(*, page: Any, inclusive: bool = False) -> QuerySet[Any]:
    """Return the live webinar pages below a page (and perhaps the page itself), with what a list
    shows of them.
    """
    model = coaching_settings.page_model("WEBINAR_PAGE_MODEL")
    pages: QuerySet[Any] = model._default_manager.descendant_of(page, inclusive=inclusive)
    return pages.filter(live=True).select_related("webinar").prefetch_related("topics")
