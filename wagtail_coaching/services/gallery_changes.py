"""Noticing what may change a gallery: the signals of pages, coaches, requests and terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from wagtail.images import get_image_model
from wagtail.models import get_page_models
from wagtail.signals import post_page_move

from wagtail_coaching.conf import base_page_model
from wagtail_coaching.enums import RequestPurpose, RequestState
from wagtail_coaching.models import (
    CareerStage,
    Coach,
    CoachGalleryPageMixin,
    CoachPageMixin,
    CoachRequest,
    CoachRole,
    GalleryChange,
    GalleryIndex,
    OrganizationType,
    coach_page_models,
)
from wagtail_coaching.services.gallery_facts import COACH_TERMS, IRRELEVANT_FIELDS
from wagtail_coaching.services.gallery_index import note_change, note_changes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


_UID = "wagtail_coaching.gallery"
#: What pages lose when it is deleted: its class, and the field of the page.
_PAGE_PARTS = {
    OrganizationType: "organization_type",
    CareerStage: "career_stage",
    CoachRole: "roles",
    get_image_model(): "portrait",
}


def watch() -> None:
    """Connect everything; called once, when all models are loaded."""
    for model in [*coach_page_models(), base_page_model()]:
        _connect(post_save, note_saved_page, model)
    for model in coach_page_models():
        _connect(post_delete, note_deleted_page, model)
    for model in get_page_models():
        if issubclass(model, CoachGalleryPageMixin):
            _connect(post_delete, forget_gallery, model)
    post_page_move.connect(note_moved_page, dispatch_uid=f"{_UID}.page_moved")
    _connect(post_save, note_coach, Coach)
    for name in COACH_TERMS.values():
        field = Coach._meta.get_field(name)
        through: Any = field.remote_field.through  # type: ignore[union-attr]
        _connect(m2m_changed, note_coach_terms, through)
        _connect(pre_delete, note_coaches_with_term, field.related_model)
    for part_model in _PAGE_PARTS:
        _connect(pre_delete, note_pages_with_part, part_model)
    _connect(pre_save, remember_place, CoachRequest)
    _connect(post_save, note_place, CoachRequest)
    _connect(post_delete, note_place_of_deleted, CoachRequest)


def _connect(signal: Any, receiver: Any, sender: Any) -> None:
    uid = f"{_UID}.{receiver.__name__}.{sender._meta.label}"
    signal.connect(receiver, sender=sender, dispatch_uid=uid)


def note_saved_page(instance: Any, update_fields: Collection[str] | None = None, **kw: Any) -> None:
    """Note that a coach page was saved, perhaps by its base class."""
    model = instance.specific_class
    is_ours = model is not None and issubclass(model, CoachPageMixin)
    if is_ours and (update_fields is None or not IRRELEVANT_FIELDS.issuperset(update_fields)):
        note_change(page_pk=str(instance.pk))


def note_deleted_page(instance: CoachPageMixin, **kwargs: Any) -> None:
    """Note that a coach page is gone."""
    note_change(page_pk=str(instance.pk))


def forget_gallery(instance: CoachGalleryPageMixin, **kwargs: Any) -> None:
    """Let nothing of a gallery outlive it."""
    GalleryIndex.objects.filter(gallery_pk=str(instance.pk)).delete()


def note_moved_page(instance: Any, **kwargs: Any) -> None:
    """Note a page that was moved, and the galleries that were moved with it."""
    if issubclass(instance.specific_class or object, CoachPageMixin):
        note_change(page_pk=str(instance.pk))
        return
    # Pages below that changed the site may have lost their coaches.
    below = base_page_model().objects.descendant_of(instance, inclusive=True)
    keys = {str(pk) for pk in below.values_list("pk", flat=True)}
    known = GalleryIndex.objects.exclude(gallery_pk="").values_list("gallery_pk", flat=True)
    note_changes([GalleryChange(gallery_pk=pk) for pk in known if pk in keys])


def note_coach(instance: Coach, created: bool, **kwargs: Any) -> None:
    """Note that a coach was changed; a new one has no page yet."""
    if not created:
        note_change(coach_pk=str(instance.pk))


def note_coach_terms(
    instance: Any, action: str, reverse: bool, pk_set: Collection[Any] | None, **kwargs: Any
) -> None:
    """Note whose topics, languages or formats were changed, from either side."""
    if not reverse:
        if action in ("post_add", "post_remove", "post_clear"):
            note_change(coach_pk=str(instance.pk))
    elif action == "pre_clear":
        _note_coaches(instance.coaches.values_list("pk", flat=True))
    elif action in ("post_add", "post_remove"):
        _note_coaches(pk_set or ())


def note_coaches_with_term(instance: Any, **kwargs: Any) -> None:
    """Note the coaches who lose a term that is about to be deleted."""
    _note_coaches(instance.coaches.order_by().values_list("pk", flat=True))


def note_pages_with_part(instance: Any, sender: Any, **kwargs: Any) -> None:
    """Note the pages that lose a term or a portrait that is about to be deleted."""
    field = _PAGE_PARTS[sender]
    for model in coach_page_models():
        pages = model._default_manager.filter(**{field: instance.pk}).order_by()
        keys = pages.values_list("pk", flat=True)
        note_changes([GalleryChange(page_pk=str(pk)) for pk in keys])


def remember_place(instance: CoachRequest, **kwargs: Any) -> None:
    """Keep whose place a request takes as it is stored."""
    row = None
    if not instance._state.adding:
        stored = CoachRequest.objects.filter(pk=instance.pk)
        row = stored.values_list("coach_id", "state", "purpose").first()
    instance.coach_of_place_before = _coach_of_place(*row) if row else None  # type: ignore[attr-defined]


def note_place(instance: CoachRequest, **kwargs: Any) -> None:
    """Note that a place was taken, or is free again."""
    before = getattr(instance, "coach_of_place_before", None)
    after = _coach_of_place(instance.coach_id, instance.state, instance.purpose)
    if before != after:
        _note_coaches({before, after} - {None})


def note_place_of_deleted(instance: CoachRequest, **kwargs: Any) -> None:
    """Note that a place is free again."""
    if coach_pk := _coach_of_place(instance.coach_id, instance.state, instance.purpose):
        _note_coaches([coach_pk])


def _coach_of_place(coach_pk: Any, state: str, purpose: str) -> Any:
    takes_a_place = state in RequestState.taking_a_place() and purpose == RequestPurpose.COACHING
    return coach_pk if takes_a_place else None


def _note_coaches(pks: Iterable[Any]) -> None:
    note_changes([GalleryChange(coach_pk=str(pk)) for pk in pks])
