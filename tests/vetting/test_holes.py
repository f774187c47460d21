"""The ways by which an unvetted coach was seen to go public. Each is closed."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Locale, PageLogEntry

from tests import factories
from tests.factories import page_class
from tests.posting import page_formsets
from tests.vetting.cases import fresh, unvetted_live_pages
from wagtail_coaching.conf import base_page_model
from wagtail_coaching.enums import CoachState, VettingState
from wagtail_coaching.models import CoachVetting

if TYPE_CHECKING:
    from tests.factories import ProgramTree
    from tests.vetting.cases import Vetted

pytestmark = pytest.mark.django_db


def logged_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form_data(page: Any, **changes: Any) -> dict[str, Any]:
    """What the page editor sends."""
    data = {
        "title": page.title,
        "slug": page.slug,
        "coach": page.coach_id or "",
        "job_title": page.job_title,
        "organization": page.organization,
        "biography-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        **page_formsets(page),
    }
    return {**data, **changes}


def edit_url(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def assert_hidden(page: Any) -> None:
    assert not fresh(page).live
    assert unvetted_live_pages() == []


def assert_approved_version_stays(page: Any, title: str) -> None:
    """The profile is public as it was approved, and nothing else is."""
    stored = fresh(page)
    assert (stored.live, stored.title) == (True, title)
    assert unvetted_live_pages() == []


# --- publishing in the admin ----------------------------------------------------------------------


def test_publishing_in_the_editor(vetted: Vetted) -> None:
    page = vetted.draft()

    logged_in(vetted.publisher).post(edit_url(page), form_data(page, **{"action-publish": "1"}))

    assert_hidden(page)


def test_publishing_a_change_of_an_approved_profile(vetted: Vetted) -> None:
    page = vetted.vetted(title="Dora Draft")

    response = logged_in(vetted.publisher).post(
        edit_url(page), form_data(page, title="Dr. Dora Draft", **{"action-publish": "1"})
    )

    errors = response.context["form"].errors
    assert list(errors) == ["title"]
    assert "Submit it for vetting" in errors["title"][0]
    assert_approved_version_stays(page, "Dora Draft")


def test_publishing_an_operational_change_needs_no_vetting(vetted: Vetted) -> None:
    page = vetted.vetted(title="Dora Draft")

    logged_in(vetted.publisher).post(
        edit_url(page),
        form_data(page, ask_me_about="Budgets", **{"action-publish": "1"}),
    )

    assert fresh(page).ask_me_about == "Budgets"
    assert_approved_version_stays(page, "Dora Draft")


def test_bulk_publishing(vetted: Vetted) -> None:
    page = vetted.draft()
    vetted.submit(page)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    logged_in(vetted.publisher).post(f"{url}?id={page.pk}", {"include_descendants": ""})

    assert_hidden(page)
    assert CoachVetting.objects.get().state == VettingState.WAITING


def test_bulk_publishing_with_everything_below(vetted: Vetted) -> None:
    page = vetted.draft()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    logged_in(vetted.publisher).post(
        f"{url}?id={vetted.tree.program.pk}", {"include_descendants": "on"}
    )

    assert_hidden(page)


def test_creating_and_publishing(vetted: Vetted) -> None:
    model = page_class("COACH_PAGE_MODEL")
    url = reverse(
        "wagtailadmin_pages:add",
        args=[model._meta.app_label, model._meta.model_name, vetted.tree.gallery.pk],
    )
    coach = factories.CoachFactory(site=vetted.site)

    logged_in(vetted.publisher).post(
        url,
        form_data(model(title="New One", slug="new-one", coach=coach), **{"action-publish": "1"}),
    )

    page = model.objects.get(slug="new-one")
    assert_hidden(page)


def test_creating_and_publishing_by_a_superuser_is_recorded(vetted: Vetted) -> None:
    model = page_class("COACH_PAGE_MODEL")
    url = reverse(
        "wagtailadmin_pages:add",
        args=[model._meta.app_label, model._meta.model_name, vetted.tree.gallery.pk],
    )
    coach = factories.CoachFactory(site=vetted.site)

    logged_in(vetted.admin).post(
        url,
        form_data(model(title="New One", slug="new-one", coach=coach), **{"action-publish": "1"}),
    )

    page = model.objects.get(slug="new-one")
    assert page.live
    vetting = CoachVetting.objects.get()
    assert (vetting.state, vetting.decided_by) == (VettingState.OVERRIDDEN, vetted.admin)
    assert unvetted_live_pages() == []


def test_publishing_in_the_editor_by_a_superuser_is_recorded(vetted: Vetted) -> None:
    page = vetted.vetted(title="Dora Draft")

    logged_in(vetted.admin).post(
        edit_url(page), form_data(page, title="Dr. Dora", **{"action-publish": "1"})
    )

    assert_approved_version_stays(page, "Dr. Dora")
    last = CoachVetting.objects.order_by("pk").last()
    assert last is not None
    assert (last.state, last.decided_by) == (VettingState.OVERRIDDEN, vetted.admin)
    assert PageLogEntry.objects.filter(action="wagtail_coaching.vetting_override").count() == 1


def test_admin_api_publishing(vetted: Vetted) -> None:
    page = vetted.draft()
    url = reverse("wagtailadmin_api:pages:action", args=[page.pk, "publish"])

    for user in (vetted.publisher, vetted.admin):
        logged_in(user).post(url, {}, content_type="application/json")

    assert_hidden(page)


# --- publishing by code ---------------------------------------------------------------------------


@pytest.mark.parametrize("who", [None, "publisher", "editor"])
def test_publishing_a_revision(vetted: Vetted, who: str | None) -> None:
    page = vetted.draft()

    page.get_latest_revision().publish(user=getattr(vetted, who) if who else None)

    assert_hidden(page)
    assert PageLogEntry.objects.filter(
        page=page.pk, action="wagtail_coaching.publish_refused"
    ).exists()
    assert not PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish").exists()


def test_publishing_a_changed_revision_leaves_what_is_live(vetted: Vetted) -> None:
    page = vetted.vetted(title="Dora Draft")
    page.title = "Dr. Dora"

    page.save_revision().publish()

    assert_approved_version_stays(page, "Dora Draft")
    assert fresh(page).has_unpublished_changes


def test_publishing_past_the_page(vetted: Vetted) -> None:
    page = vetted.draft()

    PublishPageRevisionAction(page.get_latest_revision()).execute(skip_permission_checks=True)

    assert_hidden(page)
    assert fresh(page).live_revision_id is None


def test_saving_as_live(vetted: Vetted) -> None:
    page = vetted.draft()
    page.live = True

    page.save()

    assert_hidden(page)
    assert fresh(page).has_unpublished_changes


def test_saving_only_the_flag(vetted: Vetted) -> None:
    page = vetted.draft()
    page.live = True

    page.save(update_fields=["live"])

    assert_hidden(page)


def test_saving_the_base_page_as_live(vetted: Vetted) -> None:
    page = vetted.draft()
    base = base_page_model().objects.get(pk=page.pk)
    base.live = True

    base.save()

    assert_hidden(page)


def test_saving_a_change_on_a_live_page(vetted: Vetted) -> None:
    page = vetted.vetted()
    page.job_title = "King"

    page.save()

    assert_hidden(page)


def test_adding_as_live(vetted: Vetted) -> None:
    page = factories.add_page(
        vetted.tree.gallery,
        "COACH_PAGE_MODEL",
        title="Backdoor",
        coach=factories.CoachFactory(site=vetted.site),
        live=True,
    )

    assert_hidden(page)


# --- copies, aliases, translations, moves ---------------------------------------------------------


@pytest.mark.parametrize("who", [None, "publisher", "admin"])
def test_copying_with_what_is_live(vetted: Vetted, who: str | None) -> None:
    page = vetted.vetted()
    user = getattr(vetted, who) if who else None

    try:
        copy = page.copy(update_attrs={"slug": "copy"}, keep_live=True, user=user)
    except PermissionDenied:
        assert who == "publisher"
        return

    assert_hidden(copy)
    stored = fresh(copy)
    assert (stored.live_revision_id, stored.first_published_at) == (None, None)
    assert fresh(page).live


def test_copying_the_gallery(vetted: Vetted) -> None:
    vetted.vetted()

    vetted.tree.gallery.copy(recursive=True, update_attrs={"slug": "again"}, keep_live=True)

    assert page_class("COACH_PAGE_MODEL").objects.count() == 2
    assert page_class("COACH_PAGE_MODEL").objects.filter(live=True).count() == 1
    assert unvetted_live_pages() == []


def test_copying_in_the_admin(vetted: Vetted) -> None:
    page = vetted.vetted()
    url = reverse("wagtailadmin_pages:copy", args=[page.pk])

    for user in (vetted.publisher, vetted.admin):
        logged_in(user).post(
            url,
            {
                "new_title": "Twin",
                "new_slug": f"twin-{user.pk}",
                "new_parent_page": vetted.tree.gallery.pk,
                "publish_copies": "on",
            },
        )

    twins = page_class("COACH_PAGE_MODEL").objects.filter(title="Twin")
    assert twins.filter(owner=vetted.admin).exists()
    assert not twins.filter(live=True).exists()
    assert unvetted_live_pages() == []


def test_alias(vetted: Vetted) -> None:
    page = vetted.vetted()

    alias = page.create_alias(update_slug="alias")

    assert_hidden(alias)
    # Publishing the source publishes its aliases.
    page.get_latest_revision().publish()
    assert_hidden(alias)


def test_alias_turned_into_a_page(vetted: Vetted) -> None:
    page = vetted.vetted()
    translated = translate(vetted, page, alias=True)
    assert fresh(translated).live

    from wagtail.actions.convert_alias import ConvertAliasPageAction

    ConvertAliasPageAction(fresh(translated)).execute()

    assert_hidden(translated)


def test_alias_in_another_language_goes_with_its_source(vetted: Vetted) -> None:
    page = vetted.vetted()
    translated = translate(vetted, page, alias=True)
    assert fresh(translated).live
    assert unvetted_live_pages() == []

    fresh(page).unpublish()

    assert_hidden(translated)


def test_alias_of_a_draft_in_another_language(vetted: Vetted) -> None:
    page = vetted.draft()
    translated = translate(vetted, page, alias=True)
    translated = fresh(translated)
    translated.live = True

    translated.save()

    assert_hidden(translated)


def test_translation_needs_vetting_of_its_own(vetted: Vetted) -> None:
    page = vetted.vetted()
    translated = translate(vetted, page, alias=False)

    fresh(translated).save_revision().publish()

    assert_hidden(translated)
    assert fresh(page).live


def translate(vetted: Vetted, page: Any, *, alias: bool) -> Any:
    spanish, _ = Locale.objects.get_or_create(language_code="es")
    return fresh(page).copy_for_translation(spanish, copy_parents=True, alias=alias)


def test_move_to_another_gallery_of_the_site(vetted: Vetted) -> None:
    page = vetted.vetted()
    other = factories.add_page(vetted.tree.program, "GALLERY_PAGE_MODEL", title="More coaches")

    fresh(page).move(other, pos="last-child")

    assert_approved_version_stays(page, page.title)


def test_move_to_another_site(vetted: Vetted, program_b: ProgramTree) -> None:
    page = vetted.vetted()

    fresh(page).move(program_b.gallery, pos="last-child")

    assert_hidden(page)


def test_move_of_the_gallery_to_another_site(vetted: Vetted, program_b: ProgramTree) -> None:
    page = vetted.vetted()
    waiting = vetted.draft(title="Wanda Waiting")
    vetted.submit(waiting)

    vetted.tree.gallery.refresh_from_db()
    vetted.tree.gallery.slug = "moved"
    vetted.tree.gallery.save()
    vetted.tree.gallery.move(program_b.program, pos="last-child")

    assert_hidden(page)
    assert not fresh(waiting).workflow_in_progress
    assert CoachVetting.objects.filter(state=VettingState.WAITING).count() == 0
    assert CoachVetting.objects.effective().count() == 0


# --- time -----------------------------------------------------------------------------------------


def test_planned_publication_of_an_unvetted_profile(vetted: Vetted) -> None:
    page = vetted.draft()
    page.go_live_at = timezone.now() + datetime.timedelta(days=1)
    revision = page.save_revision()
    revision.publish()
    assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()

    # As if it had been planned when vetting was off.
    revision.approved_go_live_at = timezone.now() - datetime.timedelta(hours=1)
    revision.save()
    call_command("publish_scheduled")

    assert_hidden(page)
    assert not page.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_planned_publication_after_the_approval_was_revoked(vetted: Vetted) -> None:
    page = vetted.draft()
    page.go_live_at = timezone.now() + datetime.timedelta(days=1)
    page.save_revision(user=vetted.editor)
    vetted.submit(page)
    vetted.decide(page)
    page = fresh(page)
    assert page.revisions.filter(approved_go_live_at__isnull=False).count() == 1
    CoachVetting.objects.update(revoked_at=timezone.now())

    page.revisions.update(approved_go_live_at=timezone.now() - datetime.timedelta(hours=1))
    content = page.get_latest_revision().content
    content["go_live_at"] = (timezone.now() - datetime.timedelta(hours=1)).isoformat()
    page.revisions.filter(pk=page.latest_revision_id).update(content=content)
    call_command("publish_scheduled")

    assert_hidden(page)


def test_planned_publication_of_an_approved_profile(vetted: Vetted) -> None:
    page = vetted.draft()
    page.go_live_at = timezone.now() + datetime.timedelta(days=1)
    page.save_revision(user=vetted.editor)
    vetted.submit(page)
    vetted.decide(page)
    page = fresh(page)
    past = timezone.now() - datetime.timedelta(hours=1)
    content = page.get_latest_revision().content
    content["go_live_at"] = past.isoformat()
    page.revisions.filter(pk=page.latest_revision_id).update(
        content=content, approved_go_live_at=past
    )

    call_command("publish_scheduled")

    assert_approved_version_stays(page, page.title)


def test_reverting_to_an_older_revision(vetted: Vetted) -> None:
    page = vetted.draft(title="First Name")
    first = page.get_latest_revision()
    page.title = "Second Name"
    page.save_revision(user=vetted.editor)
    vetted.submit(page)
    vetted.decide(page)

    old = first.as_object()
    old.save_revision(user=vetted.publisher, previous_revision=first).publish(
        user=None, previous_revision=first
    )
    first.publish()

    assert_approved_version_stays(page, "Second Name")


def test_unpublishing_and_publishing_again(vetted: Vetted) -> None:
    page = vetted.vetted()
    page.unpublish()
    assert not fresh(page).live

    fresh(page).get_latest_revision().publish(user=vetted.publisher)

    assert_approved_version_stays(page, page.title)


def test_publishing_again_with_a_change_after_unpublishing(vetted: Vetted) -> None:
    page = vetted.vetted()
    page.unpublish()
    page = fresh(page)
    page.title = "Somebody Else"

    page.save_revision().publish()

    assert_hidden(page)


def test_approval_that_has_run_out(vetted: Vetted) -> None:
    page = vetted.vetted()
    page.unpublish()
    CoachVetting.objects.update(valid_until=timezone.now() - datetime.timedelta(seconds=1))

    fresh(page).get_latest_revision().publish()

    assert_hidden(page)


# --- decisions ------------------------------------------------------------------------------------


def test_approval_of_a_stale_revision(vetted: Vetted) -> None:
    page = vetted.draft()
    vetted.submit(page)
    seen = fresh(page).get_latest_revision()
    page.title = "Changed Meanwhile"
    page.save_revision(user=vetted.editor)

    refused = vetted.decide(page, revision=f"{seen.pk}@{seen.created_at.isoformat()}")

    assert refused is not None
    assert refused.endswith("?reason=stale")
    assert CoachVetting.objects.get().state == VettingState.WAITING
    assert_hidden(page)


def test_approval_of_a_revision_that_autosave_rewrote(vetted: Vetted) -> None:
    page = vetted.draft()
    vetted.submit(page)
    seen = fresh(page).get_latest_revision()
    stamp = f"{seen.pk}@{seen.created_at.isoformat()}"
    page = fresh(page)
    page.title = "Rewritten In Place"
    assert page.save_revision(user=vetted.editor, overwrite_revision=seen).pk == seen.pk

    refused = vetted.decide(page, revision=stamp)

    assert refused is not None
    assert refused.endswith("?reason=stale")
    assert_hidden(page)


def test_exception_half_way(vetted: Vetted, monkeypatch: pytest.MonkeyPatch) -> None:
    page = vetted.draft()
    state = vetted.submit(page)

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the search engine is gone")

    monkeypatch.setattr("wagtail.signals.workflow_approved.send", fail)
    with pytest.raises(RuntimeError):
        vetted.decide(page)

    assert_hidden(page)
    assert CoachVetting.objects.get().state == VettingState.WAITING
    state.refresh_from_db()
    assert state.status == "in_progress"


def test_deactivated_stage_publishes_nobody(vetted: Vetted) -> None:
    page = vetted.draft()
    vetted.submit(page)

    vetted.task.deactivate(user=vetted.admin)

    assert CoachVetting.objects.get(state=VettingState.CANCELED).page_pk == str(page.pk)
    assert not CoachVetting.objects.filter(state=VettingState.APPROVED).exists()
    assert unvetted_live_pages() == []


# --- coaches --------------------------------------------------------------------------------------


def test_profile_given_to_another_coach(vetted: Vetted) -> None:
    page = vetted.vetted()
    page.coach = factories.CoachFactory(site=vetted.site)

    page.save()

    assert_hidden(page)


def test_deleted_coach(vetted: Vetted) -> None:
    page = vetted.vetted()

    page.coach.delete()

    assert_hidden(page)


def test_suspended_coach_stays_hidden_without_vetting(vetted: Vetted) -> None:
    factories.set_settings(vetted.site, vetting_required=False)
    page = vetted.draft()
    page.get_latest_revision().publish()
    assert fresh(page).live
    page.coach.state = CoachState.SUSPENDED
    page.coach.save()
    fresh(page).unpublish()

    fresh(page).get_latest_revision().publish(user=vetted.admin)

    assert_hidden(page)


def test_deleted_source_of_an_alias(vetted: Vetted) -> None:
    page = vetted.vetted()
    translated = translate(vetted, page, alias=True)

    fresh(page).delete()

    assert_hidden(translated)
