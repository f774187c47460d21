"""No profile is public before its coach agrees, whichever way somebody tries."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, PageLogEntry

from tests import factories
from tests.factories import approve_profile, set_settings
from tests.vetting.cases import fresh
from tests.vetting.test_holes import form_data
from wagtail_coaching.conf import base_page_model
from wagtail_coaching.enums import CoachState, ConsentSource
from wagtail_coaching.models import Coach, CoachApplication, CoachConsent, CoachVetting, Message
from wagtail_coaching.services import consent, consent_answer
from wagtail_coaching.services.consent import last_question

if TYPE_CHECKING:
    from tests.vetting.cases import Vetted

pytestmark = pytest.mark.django_db


@pytest.fixture
def dora(vetted: Vetted) -> Any:
    """The draft of somebody who was not asked yet."""
    return vetted.draft(title="Dora Draft", coach__consent=False)


def asked() -> list[str]:
    return list(Message.objects.filter(kind="consent_ask").values_list("recipient_name", flat=True))


def says_yes(page: Any) -> None:
    question = last_question(coach=page.coach)
    assert question is not None
    consent_answer.give(link=question, text="I agree.")


def published_by(user: Any, page: Any) -> Any:
    client = Client()
    client.force_login(user)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = client.post(url, form_data(page, **{"action-publish": "1"}), follow=True)
    return response.content.decode()


# --- vetted sites --------------------------------------------------------------------------------


def test_coach_is_asked_when_the_profile_first_comes_to_reviewers(vetted: Vetted, dora: Any):
    vetted.submit(dora)
    assert asked() == ["Dora Draft"]

    vetted.decide(dora, "reject")
    vetted.submit(dora)
    assert asked() == ["Dora Draft"]


def test_coach_who_has_agreed_is_not_asked(vetted: Vetted):
    vetted.vetted()

    assert asked() == []


def test_approved_profile_waits_for_the_yes_and_is_public_with_it(vetted: Vetted, dora: Any):
    vetted.submit(dora)
    vetted.decide(dora)

    assert not fresh(dora).live
    assert not Message.objects.filter(kind="vetting_approved").exists()

    says_yes(dora)
    assert fresh(dora).live
    assert fresh(dora).live_revision == CoachVetting.objects.get().revision
    assert Message.objects.filter(kind="vetting_approved").count() == 1


def test_yes_before_the_approval_publishes_nothing_and_the_approval_does(vetted: Vetted, dora: Any):
    vetted.submit(dora)
    says_yes(dora)
    assert not fresh(dora).live

    vetted.decide(dora)
    assert fresh(dora).live


def test_what_is_published_with_the_yes_is_what_was_approved(vetted: Vetted, dora: Any):
    vetted.submit(dora)
    vetted.decide(dora)
    draft = fresh(dora).get_latest_revision_as_object()
    draft.title = "Dr. Dora Draft"
    draft.save_revision(user=vetted.editor)

    says_yes(dora)

    assert (fresh(dora).live, fresh(dora).title) == (True, "Dora Draft")


def test_approval_that_was_taken_back_is_not_published_with_the_yes(vetted: Vetted, dora: Any):
    vetted.submit(dora)
    vetted.decide(dora)
    CoachVetting.objects.update(revoked_at=timezone.now())

    says_yes(dora)

    assert not fresh(dora).live


def test_superuser_who_publishes_without_vetting_needs_the_consent_all_the_same(
    vetted: Vetted, dora: Any
):
    said = published_by(vetted.admin, dora)

    assert "Dora Draft has not agreed to it" in said
    assert "Publish it again" in said
    assert (fresh(dora).live, CoachVetting.objects.count()) == (False, 0)
    assert asked() == ["Dora Draft"]

    says_yes(dora)
    assert not fresh(dora).live
    published_by(vetted.admin, dora)
    assert fresh(dora).live


# --- sites that do not vet -----------------------------------------------------------------------


def test_editor_is_told_that_the_coach_has_to_agree_and_the_yes_publishes(
    vetted: Vetted, dora: Any
):
    set_settings(vetted.site, vetting_required=False)

    said = published_by(vetted.publisher, dora)

    assert "Dora Draft has not agreed to it" in said
    assert "goes public by itself" in said
    assert not fresh(dora).live
    assert asked() == ["Dora Draft"]
    entry = PageLogEntry.objects.get(action="wagtail_coaching.publish_awaits_consent")
    assert entry.user == vetted.publisher

    says_yes(dora)
    assert fresh(dora).live


@pytest.mark.parametrize("how", ["revision", "save", "base_save", "update_fields", "alias", "copy"])
def test_no_way_leads_past_the_consent(vetted: Vetted, dora: Any, how: str):
    set_settings(vetted.site, vetting_required=False)
    page = fresh(dora)
    if how == "revision":
        page.save_revision().publish()
    elif how == "save":
        page.live = True
        page.first_published_at = page.last_published_at = timezone.now()
        page.save()
        page.live = True
        page.save()
    elif how == "base_save":
        base = base_page_model()._default_manager.get(pk=page.pk)
        base.live = True
        base.save()
    elif how == "update_fields":
        page.live = True
        page.first_published_at = timezone.now()
        page.save(update_fields=["live", "first_published_at"])
        page.save(update_fields=["live"])
    elif how == "alias":
        page.create_alias(update_slug="dora-2")
    else:
        page.copy(update_attrs={"slug": "dora-2", "live": True})

    assert not type(page).objects.filter(coach=dora.coach, live=True).exists()


def test_profile_that_was_public_before_stays_and_may_be_published_again(vetted: Vetted):
    page = vetted.vetted(title="Old Hand")
    CoachConsent.objects.all().delete()

    page.save()
    page.save_revision().publish()

    assert fresh(page).live
    assert asked() == []


def test_profile_that_is_given_to_another_coach_is_a_new_one(vetted: Vetted):
    set_settings(vetted.site, vetting_required=False)
    page = vetted.vetted(title="Old Hand")
    newcomer = factories.CoachFactory(site=vetted.site, without_consent=True)

    page.coach = newcomer
    page.save_revision().publish()
    assert fresh(page).coach != newcomer

    page = fresh(page)
    page.unpublish()
    page.coach = newcomer
    page.save()
    page.save_revision().publish()
    assert not fresh(page).live


def test_alias_in_another_language_follows_a_profile_that_was_public_before(vetted: Vetted):
    page = vetted.vetted(title="Old Hand")
    CoachConsent.objects.all().delete()
    spanish = Locale.objects.create(language_code="es")

    alias = page.copy_for_translation(spanish, copy_parents=True, alias=True)

    assert fresh(alias).live


# --- the association's word ----------------------------------------------------------------------


def test_who_approves_gives_the_associations_word(vetted: Vetted, dora: Any):
    set_settings(vetted.site, association_consents=True)
    vetted.submit(dora)
    assert not CoachConsent.objects.exists()

    vetted.decide(dora)

    given = CoachConsent.objects.get()
    assert (given.coach, given.source, given.recorded_by, given.text) == (
        dora.coach,
        ConsentSource.ASSOCIATION,
        vetted.reviewer,
        "",
    )
    assert fresh(dora).live
    assert asked() == []


def test_who_publishes_gives_the_associations_word(vetted: Vetted, dora: Any):
    set_settings(vetted.site, association_consents=True, vetting_required=False)

    published_by(vetted.publisher, dora)

    assert fresh(dora).live
    assert CoachConsent.objects.get().recorded_by == vetted.publisher


# --- states of the coach -------------------------------------------------------------------------


def test_hidden_coach_has_no_public_page(vetted: Vetted, dora: Any):
    coach = dora.coach
    consent.record(coach=coach, source=ConsentSource.FORM, text="Yes.")
    Coach.objects.filter(pk=coach.pk).update(state=CoachState.HIDDEN)
    approve_profile(dora)

    fresh(dora).save_revision().publish()
    published_by(vetted.admin, dora)

    assert not fresh(dora).live


@pytest.mark.parametrize("way", ["workflow", "save"])
def test_applicant_is_a_coach_as_soon_as_the_profile_is_public(vetted: Vetted, dora: Any, way: str):
    coach = dora.coach
    consent.record(coach=coach, source=ConsentSource.FORM, text="Yes.")
    Coach.objects.filter(pk=coach.pk).update(state=CoachState.APPLICANT)
    application = CoachApplication.objects.create(
        site=vetted.site, coach=coach, person=coach.person, state="submitted", name="Dora"
    )

    if way == "workflow":
        vetted.submit(dora)
        assert fresh(coach).state == CoachState.APPLICANT
        vetted.decide(dora)
    else:
        approve_profile(dora)
        page = fresh(dora)
        page.live = True
        page.save()
        assert page.coach.state == CoachState.ACTIVE

    assert fresh(dora).live
    assert fresh(coach).state == CoachState.ACTIVE
    assert CoachApplication.objects.get(pk=application.pk).state == "accepted"


def test_applicant_whose_profile_is_only_scheduled_stays_one(vetted: Vetted, dora: Any):
    coach = dora.coach
    consent.record(coach=coach, source=ConsentSource.FORM, text="Yes.")
    Coach.objects.filter(pk=coach.pk).update(state=CoachState.APPLICANT)
    page = fresh(dora)
    page.go_live_at = timezone.now() + datetime.timedelta(days=3)
    revision = page.save_revision()
    approve_profile(page, revision=revision)

    revision.publish()

    assert (fresh(dora).live, fresh(coach).state) == (False, CoachState.APPLICANT)
