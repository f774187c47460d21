"""What happens on Wagtail's and Django's signals."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, pre_delete
from django.utils.translation import gettext as _
from wagtail.models import Site, get_page_models
from wagtail.signals import page_published, post_page_move

from wagtail_coaching.exceptions import SiteInUseError
from wagtail_coaching.models import Coach, CoachRequest, Person, Webinar, WebinarPageMixin
from wagtail_coaching.services import coach as coach_service
from wagtail_coaching.services import webinar as webinar_service


def register_signal_handlers() -> None:
    """Connect everything; called once, when all models are loaded."""
    for model in get_page_models():
        if issubclass(model, WebinarPageMixin):
            page_published.connect(
                record_webinar_publication,
                sender=model,
                dispatch_uid=f"wagtail_coaching.webinar_published.{model._meta.label}",
            )
            post_delete.connect(
                forget_webinar_of_deleted_page,
                sender=model,
                dispatch_uid=f"wagtail_coaching.webinar_deleted.{model._meta.label}",
            )
    # Any page may be moved with coaching pages below it, so this one has no sender.
    post_page_move.connect(follow_page_to_another_site, dispatch_uid="wagtail_coaching.page_moved")
    pre_delete.connect(
        keep_site_with_records, sender=Site, dispatch_uid="wagtail_coaching.site_deleted"
    )


def record_webinar_publication(instance: WebinarPageMixin, **kwargs: Any) -> None:
    """Keep the calendar entry equal to the page."""
    webinar_service.record_publication(page=instance)


def forget_webinar_of_deleted_page(instance: WebinarPageMixin, **kwargs: Any) -> None:
    """Delete the calendar entry with its last page."""
    if instance.webinar_id is not None:
        webinar_service.forget_entry(webinar_id=instance.webinar_id)


def follow_page_to_another_site(
    instance: Any, parent_page_before: Any, parent_page_after: Any, **kwargs: Any
) -> None:
    """Leave one site's people behind when pages are moved to another site."""
    site = parent_page_after.get_site()
    if site == parent_page_before.get_site():
        return
    coach_service.release_foreign_coaches(under=instance, site=site)
    webinar_service.follow_to_site(under=instance)


def keep_site_with_records(instance: Site, **kwargs: Any) -> None:
    """Refuse to delete a site that holds people's records: they would go with it, silently.

    Raises:
        SiteInUseError: always, for such a site. Wagtail's admin shows its notice for it.
    """
    for model in (Person, Coach, CoachRequest, Webinar):
        if model._default_manager.filter(site=instance).exists():
            raise SiteInUseError(
                _("This site still holds coaching records. Move or delete them first.")
            )
