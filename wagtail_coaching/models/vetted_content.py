"""What of a profile is vetted, and whether what was approved covers what is to be public."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wagtail.fields import StreamField

from wagtail_coaching.enums import CoachState
from wagtail_coaching.models.coach import Coach
from wagtail_coaching.models.consent import CoachConsent
from wagtail_coaching.models.settings import CoachingSettings
from wagtail_coaching.models.stored_content import plain, stored_stream
from wagtail_coaching.models.vetting import CoachVetting

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from wagtail.models import Site

    from wagtail_coaching.models.vetted_page import VettedPageMixin

#: Coaches whose pages are off the site. An applicant becomes active with the first that is public.
_BARRED: Final = (CoachState.SUSPENDED, CoachState.LEFT, CoachState.HIDDEN)


def vetted_content(page: VettedPageMixin) -> dict[str, Any]:
    """Return the sensitive content of a page, or of a revision as an object, as JSON values."""
    return {name: field_content(page, name, getattr(page, name)) for name in page.vetted_fields}


def field_content(page: VettedPageMixin, name: str, value: Any) -> Any:
    """Return a field's value (as the page or a form has it) as it is stored and compared."""
    field: Any = page._meta.get_field(name)
    if field.one_to_many:
        return sorted(_child_content(child) for child in value.all())
    if field.many_to_many:
        terms = value.all() if hasattr(value, "all") else value or []
        return sorted(str(term.pk) for term in terms)
    if field.is_relation:
        return None if value is None else str(value.pk)
    if isinstance(field, StreamField):
        return stored_stream(field.stream_block, field.to_python(value))
    return plain(field.get_prep_value(value))


def _child_content(child: Any) -> list[str]:
    """Return what stands on a child of the page, but for its key and its place among others."""
    left_out = {"id", "page", "sort_order", *(f.name for f in child._meta.fields if f.primary_key)}
    return [
        f"{field.name}={field.value_to_string(child)}"
        for field in child._meta.fields
        if field.name not in left_out
    ]


def differing_fields(page: VettedPageMixin, approved: Mapping[str, Any]) -> list[str]:
    """Return the sensitive fields in which the page differs from what was approved.

    A field that was not looked at, because it is newer than the approval, differs in nothing: an
    upgrade must not hide everybody.
    """
    return [
        name
        for name in page.vetted_fields
        if name in approved and not is_same(page, name, getattr(page, name), approved[name])
    ]


def changed_since_approval(page: VettedPageMixin, values: Mapping[str, Any]) -> list[str]:
    """Return the sensitive fields among ``values`` that differ from the last approval."""
    site = site_of(page)
    vetting = newest_vetting(page, site) if vetting_applies(site) else None
    if vetting is None:
        return []
    approved = vetting.approved_content
    return [
        name
        for name in page.vetted_fields
        if name in values
        and name in approved
        and not is_same(page, name, values[name], approved[name])
    ]


def is_same(page: VettedPageMixin, name: str, value: Any, approved: Any) -> bool:
    """Return whether a field's value is the approved one.

    What was stored is read with the block definitions of today, so that a block that has since
    got another field with a default is still the same.
    """
    field = page._meta.get_field(name)
    if not isinstance(field, StreamField):
        approved = plain(approved) if isinstance(approved, str) else approved
    else:
        block = field.stream_block
        approved = stored_stream(block, block.to_python(approved or []))
    return bool(field_content(page, name, value) == approved)


def site_of(page: VettedPageMixin) -> Site | None:
    """Return the site a page stands in, or is about to be added to."""
    if not page._state.adding:
        return page.get_site()
    parent = page.get_parent() if page.path else None
    return parent.get_site() if parent is not None else None


def vetting_applies(site: Site | None) -> bool:
    """Return whether the profiles of a site have to be vetted; yes, where nothing is set."""
    if site is None:
        return True
    stored = CoachingSettings.objects.filter(site=site)
    return stored.values_list("vetting_required", flat=True).first() is not False


def newest_vetting(
    page: VettedPageMixin, site: Site | None, now: datetime.datetime | None = None
) -> CoachVetting | None:
    """Return the last decision that lets this page be public for this coach, if there is one."""
    if page.pk is None or page.coach_id is None or site is None:
        return None
    vettings = CoachVetting.objects.filter(
        site=site, coach_id=page.coach_id, page_pk=str(page.pk)
    ).effective(now)
    newest: CoachVetting | None = vettings.order_by("-decided_at", "-pk").first()
    return newest


def covering_vetting(
    page: VettedPageMixin, now: datetime.datetime | None = None
) -> CoachVetting | None:
    """Return the vetting under which the page's content, as it is on the object, may be public.

    An alias has none of its own: one in another language shows what its source shows, and goes
    with it; any other would be a second profile.
    """
    if page.alias_of_id:
        source = page.alias_of.specific
        if (
            not source.live
            or source.locale_id == page.locale_id
            or source.coach_id != page.coach_id
            or site_of(page) != site_of(source)
        ):
            return None
        vetting = covering_vetting(source, now)
    else:
        vetting = newest_vetting(page, site_of(page), now)
    if vetting is None or not set(vetting.approved_content) & set(page.vetted_fields):
        return None
    return None if differing_fields(page, vetting.approved_content) else vetting


def may_be_live(page: VettedPageMixin, now: datetime.datetime | None = None) -> bool:
    """Return whether the page may be public with the content it has on the object."""
    return may_be_asked_for(page, now) and has_consent(page)


def may_be_asked_for(page: VettedPageMixin, now: datetime.datetime | None = None) -> bool:
    """Return whether nothing but the coach's consent may be missing for the page to be public."""
    if is_barred(page.coach_id):
        return False
    return not vetting_applies(site_of(page)) or covering_vetting(page, now) is not None


def is_barred(coach_id: Any) -> bool:
    """Return whether no page of the coach may be public, whatever is on it."""
    return Coach.objects.filter(pk=coach_id, state__in=_BARRED).exists()


def has_consent(page: VettedPageMixin) -> bool:
    """Return whether the coach agrees to a public profile, or need not be asked.

    Not asked is who had a public profile before there was this question; and a page without a
    coach has nobody to ask.
    """
    if page.coach_id is None or CoachConsent.objects.filter(coach=page.coach_id).exists():
        return True
    return was_public(page) or (
        page.alias_of_id is not None
        and page.alias_of.specific.coach_id == page.coach_id
        and was_public(page.alias_of.specific)
    )


def was_public(page: VettedPageMixin) -> bool:
    """Return whether the page, as the database has it, was ever public for its present coach."""
    if page.pk is None:
        return False
    model: Any = type(page)
    known = model._default_manager.filter(first_published_at__isnull=False)
    return bool(known.filter(pk=page.pk, coach=page.coach_id).exists())


def touches_publicity(page: VettedPageMixin, update_fields: Any) -> bool:
    """Return whether saving these fields (``None``: all) may change what the public sees."""
    if update_fields is None:
        return True
    deciding = {"live", "live_revision", "coach", "alias_of", "locale", *page.vetted_fields}
    # ``save(update_fields=["alias_of_id"])`` names the column.
    return any(name.removesuffix("_id") in deciding or name in deciding for name in update_fields)
