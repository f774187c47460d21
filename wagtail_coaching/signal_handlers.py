"""What happens on Wagtail's and Django's signals."""

from __future__ import annotations

import logging
from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site, get_page_models
from wagtail.signals import page_published, post_page_move, task_cancelled

from wagtail_coaching import signals, tasks
from wagtail_coaching.conf import base_page_model
from wagtail_coaching.exceptions import SiteInUseError
from wagtail_coaching.models import (
    Coach,
    CoachConcern,
    CoachingSettings,
    CoachPageMixin,
    CoachRequest,
    CoachVetting,
    CoachVettingTaskState,
    Message,
    Person,
    Webinar,
    WebinarPageMixin,
    coach_page_models,
)
from wagtail_coaching.services import (
    application_jobs,  # noqa: F401  (importing registers)
    concern,  # noqa: F401  (importing registers)
    confirmation,  # noqa: F401  (importing registers)
    gallery_changes,
    gallery_jobs,  # noqa: F401  (importing registers)
    leaving,  # noqa: F401  (importing registers)
    mail_jobs,  # noqa: F401  (importing registers)
    nomination,  # noqa: F401  (importing registers)
    request,  # noqa: F401  (importing registers)
    vetting_jobs,  # noqa: F401  (importing registers)
)
from wagtail_coaching.services import coach as coach_service
from wagtail_coaching.services import publication as publication_service
from wagtail_coaching.services import vetting as vetting_service
from wagtail_coaching.services import webinar as webinar_service

logger = logging.getLogger("wagtail_coaching")


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
    _register_vetting()
    gallery_changes.watch()
    # Any page may be moved with coaching pages below it, so this one has no sender.
    post_page_move.connect(follow_page_to_another_site, dispatch_uid="wagtail_coaching.page_moved")
    pre_delete.connect(
        keep_site_with_records, sender=Site, dispatch_uid="wagtail_coaching.site_deleted"
    )
    signals.message_queued.connect(
        hand_message_to_worker, sender=Message, dispatch_uid="wagtail_coaching.message_queued"
    )


def _register_vetting() -> None:
    for model in coach_page_models():
        post_delete.connect(
            forget_vettings_of_deleted_page,
            sender=model,
            dispatch_uid=f"wagtail_coaching.coach_page_deleted.{model._meta.label}",
        )
    task_cancelled.connect(
        withdraw_vetting,
        sender=CoachVettingTaskState,
        dispatch_uid="wagtail_coaching.vetting_canceled",
    )
    # With its workflow, its task or its page.
    pre_delete.connect(
        withdraw_vetting,
        sender=CoachVettingTaskState,
        dispatch_uid="wagtail_coaching.vetting_deleted",
    )
    pre_delete.connect(
        hide_profiles_of_deleted_coach, sender=Coach, dispatch_uid="wagtail_coaching.coach_deleted"
    )
    post_save.connect(
        hide_page_published_unseen,
        sender=base_page_model(),
        dispatch_uid="wagtail_coaching.base_page_saved",
    )
    pre_save.connect(
        remember_whether_vetting_was_on,
        sender=CoachingSettings,
        dispatch_uid="wagtail_coaching.settings_change",
    )
    post_save.connect(
        give_time_when_vetting_is_turned_on,
        sender=CoachingSettings,
        dispatch_uid="wagtail_coaching.settings_changed",
    )


def withdraw_vetting(instance: CoachVettingTaskState, **kwargs: Any) -> None:
    """Note that nobody has to decide any more."""
    vetting_service.cancel(vettings=CoachVetting.objects.filter(task_state_id=instance.pk))


def forget_vettings_of_deleted_page(instance: CoachPageMixin, **kwargs: Any) -> None:
    """Let nothing that was decided about a page outlive it."""
    vetting_service.revoke(vettings=CoachVetting.objects.filter(page_pk=str(instance.pk)))


def hide_profiles_of_deleted_coach(instance: Coach, **kwargs: Any) -> None:
    """Take a coach's pages off the site with the record: their vettings go with it."""
    publication_service.hide_profiles(coach=instance)


def hide_page_published_unseen(instance: Any, update_fields: Any = None, **kwargs: Any) -> None:
    """Hold a coach page to the vetting where it was saved by its base class alone."""
    touched = update_fields is None or "live" in update_fields
    model = instance.specific_class
    if instance.live and touched and model is not None and issubclass(model, CoachPageMixin):
        page = model._default_manager.filter(pk=instance.pk).first()
        if page is not None:
            publication_service.unpublish_uncovered(pages=[page])


def remember_whether_vetting_was_on(instance: CoachingSettings, **kwargs: Any) -> None:
    """Keep what is stored, so that a change is told from a mere save."""
    stored = CoachingSettings.objects.filter(pk=instance.pk)
    instance.vetting_was_off = stored.values_list("vetting_required", flat=True).first() is False


def give_time_when_vetting_is_turned_on(instance: CoachingSettings, **kwargs: Any) -> None:
    """Give the live profiles time to be vetted, once vetting is turned on."""
    if instance.vetting_required and getattr(instance, "vetting_was_off", False):
        instance.vetting_was_off = False
        vetting_service.start_grace(site=instance.site, user=None)


def hand_message_to_worker(message: Message, **kwargs: Any) -> None:
    """Have a worker send a message, where there is one. If not, ``coaching_tick`` will."""
    if message.due_at > timezone.now() or not tasks.runs_elsewhere():
        return
    try:
        tasks.deliver_message.enqueue(message_id=message.pk)
    except Exception:
        # The message is in the outbox all the same; whoever caused it need not hear of this.
        logger.exception("Message %s could not be handed to a worker.", message.pk)


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
    publication_service.follow_to_site(under=instance, site=site)
    coach_service.release_foreign_coaches(under=instance, site=site)
    webinar_service.follow_to_site(under=instance)


def keep_site_with_records(instance: Site, **kwargs: Any) -> None:
    """Refuse to delete a site that holds people's records: they would go with it, silently.

    Raises:
        SiteInUseError: always, for such a site. Wagtail's admin shows its notice for it.
    """
    for model in (Person, Coach, CoachRequest, CoachConcern, Webinar, Message):
        if model._default_manager.filter(site=instance).exists():
            raise SiteInUseError(
                _("This site still holds coaching records. Move or delete them first.")
            )
