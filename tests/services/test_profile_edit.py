"""A profile's facts as forms have them: read, written, and public at once or looked at first."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from wagtail.images import get_image_model
from wagtail.models import Locale, WorkflowPage

from tests.factories import (
    CareerStageFactory,
    CoachFactory,
    CredentialFactory,
    FormatFactory,
    LanguageFactory,
    OrganizationTypeFactory,
    RoleFactory,
    TopicFactory,
    make_coach_page,
    page_class,
    set_settings,
)
from tests.services.application_cases import photo
from tests.vetting.cases import Vetted, fresh, make_vetted_site
from wagtail_coaching.models import CoachVetting
from wagtail_coaching.services import portrait, profile_edit
from wagtail_coaching.services.profile_edit import ProfileOutcome
from wagtail_coaching.services.setup import setup_program

if TYPE_CHECKING:
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db


@pytest.fixture
def vetted(program: ProgramTree) -> Vetted:
    return make_vetted_site(program)


def latest(page: Any) -> Any:
    return fresh(page).get_latest_revision_as_object()


def with_biography(*blocks: tuple[str, Any]) -> Any:
    return page_class("COACH_PAGE_MODEL")(title="Ann Bell", biography=list(blocks))


# --- the biography as plain text ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("", ""),
        ("<p></p>", ""),
        ("<p>One.</p>", "One."),
        ('<p data-block-key="a1b2c">One  &amp; only.</p>\n<p>Two.</p>', "One & only.\n\nTwo."),
        ("<p>A line<br/>and another</p>", "A line\nand another"),
        ("<p>A &lt;b&gt; is no markup</p>", "A <b> is no markup"),
        ("<p>One <b>bold</b> word</p>", None),
        ('<p>A <a href="https://example.org">link</a></p>', None),
        ("<ul><li>One</li></ul>", None),
        ('<p style="color: red">Red</p>', None),
        ("loose", None),
    ],
)
def test_biography_is_plain_where_nothing_would_be_lost(source: str, text: str | None) -> None:
    assert profile_edit.plain_biography(with_biography(("paragraph", source))) == text


def test_biography_of_other_blocks_is_not_plain() -> None:
    heading = ("heading", {"text": "Early years"})

    assert profile_edit.plain_biography(with_biography(("paragraph", "<p>A</p>"), heading)) is None
    assert profile_edit.plain_biography(with_biography()) == ""


class TestAnyBiography(TestCase):
    @given(st.text(max_size=200))
    def test_text_is_read_as_it_was_written(self, text: str) -> None:
        page = with_biography()

        profile_edit.write_page(page=page, facts={"biography": text}, site=None)

        plain = profile_edit.plain_biography(page)
        assert plain is not None
        assert "".join(plain.split()) == "".join(text.replace("\x00", "").split())
        # What was read may be written again: it says the same.
        facts = {"biography": plain}
        assert profile_edit.write_page(page=page, facts=facts, site=None) == []


def test_markup_that_is_typed_is_shown_and_does_nothing(program: ProgramTree) -> None:
    page = make_coach_page(program)

    facts = {"biography": '<script>alert(1)</script>\n\n<a href="javascript:x">y</a>'}
    profile_edit.write_page(page=page, facts=facts, site=program.site)

    html = str(page.biography)
    assert "<script" not in html
    assert "<a " not in html
    assert "&lt;script&gt;" in html


# --- read and written -----------------------------------------------------------------------------


def facts_with_terms(site: Any) -> dict[str, Any]:
    return {
        "name": "Ann Bell",
        "preferred_name": "Annie",
        "pronouns": "she/her",
        "job_title": "Manager",
        "organization": "Town of Moth",
        "organization_type": OrganizationTypeFactory(site=site).pk,
        "population": 0,
        "us_state": "IL",
        "region": "Fox Valley",
        "years_in_local_government": None,
        "career_stage": CareerStageFactory(site=site).pk,
        "roles": [role.pk for role in RoleFactory.create_batch(2, site=site)],
        "credentials": [CredentialFactory(site=site).pk],
        "ask_me_about": "Budgets\nBees",
        "biography": "One.\n\nTwo.",
        "capacity": 0,
        "accepting_until": "2041-03-09",
        "preferred_channel": "email",
        "phone_visibility": "nobody",
        "email_visibility": "accepted",
        "best_hours": "Mornings",
        "phone": "(312) 555-0188",
        "time_zone": "America/Denver",
        "topics": [TopicFactory(site=site).pk],
        "formats": [FormatFactory(site=site).pk],
        "languages": [LanguageFactory(site=site).pk],
    }


def test_what_is_written_is_read_and_is_no_change_a_second_time(program: ProgramTree) -> None:
    page = make_coach_page(program, title="A. Bell")
    facts = facts_with_terms(program.site)

    changed = profile_edit.write_page(page=page, facts=facts, site=program.site)
    changed += profile_edit.write_coach(coach=page.coach, facts=facts)
    page.save_revision()

    assert sorted(changed) == sorted(set(facts) - {"years_in_local_government", "email_visibility"})
    page = latest(page)
    stored = type(page.coach).objects.get()
    assert profile_edit.facts_of(page=page, coach=stored) == facts
    assert profile_edit.write_page(page=page, facts=facts, site=program.site) == []
    assert profile_edit.write_coach(coach=stored, facts=facts) == []


def test_what_is_not_told_stays(program: ProgramTree) -> None:
    page = make_coach_page(program, title="Ann Bell", organization="Town of Moth")
    facts = facts_with_terms(program.site)
    profile_edit.write_page(page=page, facts=facts, site=program.site)
    profile_edit.write_coach(coach=page.coach, facts=facts)

    assert profile_edit.write_page(page=page, facts={"region": ""}, site=program.site) == ["region"]
    assert profile_edit.write_page(page=page, facts={"biography": None}, site=program.site) == []
    assert profile_edit.write_coach(coach=page.coach, facts={"capacity": 1}) == ["capacity"]

    now = profile_edit.facts_of(page=page, coach=type(page.coach).objects.get())
    assert now == {**facts, "region": "", "capacity": 1}


def test_record_without_a_page_has_its_own_facts_alone(program: ProgramTree) -> None:
    facts = profile_edit.facts_of(page=None, coach=CoachFactory(site=program.site))

    assert set(facts) == profile_edit.COACH_FACTS | profile_edit.PERSON_FACTS


def test_terms_of_other_sites_and_wrong_keys_are_left_out(
    program: ProgramTree, program_b: ProgramTree
) -> None:
    page = make_coach_page(program)
    own, foreign = (RoleFactory(site=tree.site) for tree in (program, program_b))
    topic = TopicFactory(site=program_b.site)
    kind = OrganizationTypeFactory(site=program_b.site)

    profile_edit.write_page(
        page=page,
        facts={
            "roles": [own.pk, foreign.pk, 999_999, "x", ""],
            "organization_type": kind.pk,
            "credentials": ["9" * 40],
        },
        site=program.site,
    )
    profile_edit.write_coach(coach=page.coach, facts={"topics": [topic.pk]})

    assert list(page.roles.all()) == [own]
    assert page.organization_type is None
    assert list(page.credentials.all()) == []
    assert not page.coach.topics.exists()


def test_credential_that_is_kept_keeps_the_day_it_ends(program: ProgramTree) -> None:
    held, dropped, new = CredentialFactory.create_batch(3, site=program.site)
    day = datetime.date(2041, 3, 9)
    page = make_coach_page(program, credentials=[(held, day), (dropped, day)], publish=True)
    page = latest(page)

    profile_edit.write_page(page=page, facts={"credentials": [held.pk, new.pk]}, site=program.site)
    page.save_revision()

    rows = latest(page).credentials.all()
    assert {(row.credential, row.expires_on) for row in rows} == {(held, day), (new, None)}


def test_page_in_another_language_names_its_own_terms(program: ProgramTree) -> None:
    spanish, _ = Locale.objects.get_or_create(language_code="es")
    role, topic = RoleFactory(site=program.site), TopicFactory(site=program.site)
    rol = role.copy_for_translation(spanish)
    rol.slug = "rol"
    rol.save()
    page = make_coach_page(program, live=False)
    page.locale = spanish

    facts = {"roles": [role.pk]}
    profile_edit.write_page(page=page, facts=facts, site=program.site)
    profile_edit.write_coach(coach=page.coach, facts={"topics": [topic.pk]})

    assert list(page.roles.all()) == [rol]
    found = profile_edit.facts_of(page=page, coach=page.coach)
    assert (found["roles"], found["topics"]) == ([role.pk], [topic.pk])
    assert profile_edit.write_page(page=page, facts=facts, site=program.site) == []


# --- public at once, or looked at first -----------------------------------------------------------


def change(page: Any, photo: bytes | None = None, **facts: Any) -> ProfileOutcome:
    page = latest(page)
    changed = profile_edit.write_page(page=page, facts=facts, site=page.get_site())
    return profile_edit.submit_page(page=page, changed=changed, portrait=photo)


def test_what_is_not_vetted_is_public_at_once(vetted: Vetted) -> None:
    page = vetted.vetted()

    assert change(page, region="Fox Valley") is ProfileOutcome.PUBLISHED

    assert fresh(page).region == "Fox Valley"
    assert not CoachVetting.objects.filter(state="waiting").exists()
    assert fresh(page).get_latest_revision().user is None


def test_new_photo_is_public_at_once(vetted: Vetted) -> None:
    page = vetted.vetted()

    assert change(page, photo=photo()) is ProfileOutcome.PUBLISHED

    assert fresh(page).portrait == get_image_model().objects.get()


def test_photo_is_kept_with_those_of_its_own_site(
    program: ProgramTree, program_b: ProgramTree
) -> None:
    for tree in (program_b, program):
        setup_program(parent=tree.home)

    change(make_coach_page(program, publish=True), photo=photo())

    collection = get_image_model().objects.get().collection
    assert collection == portrait.collection_of(program.site)
    assert collection.name == "Coaching (prairie.example.org)"
    assert portrait.collection_of(program_b.site) not in (None, collection)


@pytest.mark.parametrize(
    "facts",
    [
        {"name": "Dora D."},
        {"job_title": "Mayor"},
        {"organization": "Town of Moth"},
        {"biography": "Hello."},
    ],
)
def test_what_is_vetted_goes_to_the_reviewers(vetted: Vetted, facts: dict[str, str]) -> None:
    page = vetted.vetted()

    assert change(page, region="Fox Valley", **facts) is ProfileOutcome.WAITING

    stored = fresh(page)
    assert (stored.live, stored.region, stored.title) == (True, "", "Dora Draft")
    vetting = CoachVetting.objects.get(state="waiting")
    assert vetting.page_pk == str(page.pk)
    # Once more, while they look at it: they see both.
    assert change(page, region="Lake") is ProfileOutcome.WAITING
    assert CoachVetting.objects.filter(state="waiting").count() == 1
    vetted.decide(page)
    assert fresh(page).region == "Lake"


def test_changes_that_others_have_not_published_are_not_published_along(vetted: Vetted) -> None:
    page = vetted.vetted()
    draft = latest(page)
    draft.region = "Half a tho"
    draft.save_revision(user=vetted.editor)

    assert change(page, pronouns="she/her") is ProfileOutcome.WAITING

    assert fresh(page).region == ""


def test_rejected_profile_goes_back_to_the_reviewer(vetted: Vetted) -> None:
    page = vetted.draft()
    vetted.submit(page)
    vetted.decide(page, "reject")

    assert change(page, region="Lake") is ProfileOutcome.WAITING

    assert fresh(page).current_workflow_state.status == "in_progress"
    assert CoachVetting.objects.filter(state="waiting").count() == 1


def test_gallery_without_a_workflow_keeps_a_draft(program: ProgramTree) -> None:
    WorkflowPage.objects.all().delete()
    page = make_coach_page(program, live=False)

    assert change(page, job_title="Mayor") is ProfileOutcome.DRAFT

    assert not fresh(page).live
    assert latest(page).job_title == "Mayor"


def test_site_that_does_not_vet_publishes_at_once(program: ProgramTree) -> None:
    set_settings(program.site, vetting_required=False)
    page = make_coach_page(program, publish=True)

    assert change(page, job_title="Mayor") is ProfileOutcome.PUBLISHED

    assert fresh(page).job_title == "Mayor"


def test_profile_whose_approval_has_run_out_is_not_published_by_its_coach(vetted: Vetted) -> None:
    page = vetted.vetted()
    CoachVetting.objects.update(valid_until="2020-01-01T00:00Z")

    assert change(page, region="Lake") is ProfileOutcome.WAITING

    assert latest(page).region == "Lake"
