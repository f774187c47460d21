"""What coaches change on their public profile, by the link to their own page."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from wagtail.models import Workflow

from tests.factories import (
    CredentialFactory,
    OrganizationTypeFactory,
    RoleFactory,
    add_recipient,
    make_coach_page,
    make_image,
    set_settings,
)
from tests.markup import links as hrefs
from tests.markup import parse, text_of, texts
from tests.posting import answer_link, open_link
from tests.vetting.cases import Vetted, fresh, make_vetted_site
from tests.views.test_own_coach import filled_form, own_link, section, show
from wagtail_coaching.enums import CoachState, StaffRecipientKind, VettingState
from wagtail_coaching.models import Coach, CoachConfirmation, CoachVetting, Message
from wagtail_coaching.services import confirmation, suspension
from wagtail_coaching.services.rendering import render

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from tests.factories import ProgramTree
    from wagtail_coaching.models import Link

pytestmark = pytest.mark.django_db

PLAIN = [{"type": "paragraph", "value": "<p>I run a village.</p><p>I like budgets.</p>"}]
RICH = [*PLAIN, {"type": "paragraph", "value": "<p>And <b>bold</b> words.</p>"}]


@pytest.fixture
def vetted(program: ProgramTree) -> Vetted:
    return make_vetted_site(program)


@pytest.fixture
def page(vetted: Vetted) -> Any:
    return make_coach_page(
        vetted.tree,
        title="Ann Bell",
        publish=True,
        job_title="Village manager",
        organization="Maple Grove",
        population=4000,
        us_state="IL",
        ask_me_about="Budgets",
        biography=PLAIN,
    )


@pytest.fixture
def link(page: Any) -> Link:
    return own_link(page.coach)


def form_of(client: Client, link: Link) -> dict[str, Any]:
    return typed(parse(show(client, link, "profile")))


def typed(soup: Any) -> dict[str, Any]:
    """Return what a browser would send: it drops the first line end of a text, and no file."""
    data = filled_form(soup)
    data.pop("portrait", None)
    return {k: v.removeprefix("\n") if isinstance(v, str) else v for k, v in data.items()}


def save(client: Client, link: Link, **changes: Any) -> HttpResponse:
    return answer_link(client, link, "save_profile", **{**form_of(client, link), **changes})


def said(client: Client, response: HttpResponse, link: Link) -> str:
    assert response.status_code == 302, texts(parse(response), ".coaching-errors li")
    done = client.get(response["Location"], headers={"host": link.site.hostname})
    return text_of(parse(done).select_one("[role=status]"))


def photo() -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (60, 60), "green").save(file, "PNG")
    return SimpleUploadedFile("me.png", file.getvalue(), content_type="image/png")


# --- the form ------------------------------------------------------------------------------------


def test_own_page_leads_to_the_form(client: Client, link: Link) -> None:
    assert "?show=profile" in hrefs(section(open_link(client, link)), ".coaching-actions a")


def test_coach_without_a_page_has_no_profile_to_change(client: Client, page: Any) -> None:
    link = own_link(page.coach)
    page.delete()

    assert "?show=profile" not in hrefs(section(open_link(client, link)), "a")
    assert text_of(parse(show(client, link, "profile")).h1) == "Your page"
    soup = parse(answer_link(client, link, "save_profile", name="Ann"))
    assert "There is no profile page of you yet." in text_of(soup.select_one("[role=alert]"))


def test_form_shows_what_is_on_the_profile(client: Client, vetted: Vetted, page: Any) -> None:
    site = vetted.site
    of_village, _other = OrganizationTypeFactory.create_batch(2, site=site)
    held, _not_held = CredentialFactory.create_batch(2, site=site)
    role = RoleFactory(site=site)
    page.organization_type = of_village
    page.credentials = [type(page)._meta.get_field("credentials").related_model(credential=held)]
    page.roles.set([role])
    page.save_revision()

    data = form_of(client, own_link(page.coach))

    stamp = data.pop("stamp")
    assert stamp
    assert data == {
        "name": "Ann Bell",
        "preferred_name": "",
        "pronouns": "",
        "job_title": "Village manager",
        "organization": "Maple Grove",
        "organization_type": str(of_village.pk),
        "population": "4000",
        "us_state": "IL",
        "region": "",
        "years_in_local_government": "",
        "credentials": [str(held.pk)],
        "roles": [str(role.pk)],
        "ask_me_about": "Budgets",
        "biography": "I run a village.\n\nI like budgets.",
    }


def test_form_says_what_is_looked_at_first(client: Client, vetted: Vetted, link: Link) -> None:
    RoleFactory(site=vetted.site)
    soup = parse(show(client, link, "profile"))
    assert texts(soup, ".coaching-lead li") == [
        "Your name",
        "Your title",
        "Your organization",
        "What you are to learners",
        "Your story",
    ]

    set_settings(vetted.site, vetting_required=False)
    soup = parse(show(client, link, "profile"))
    assert texts(soup, ".coaching-lead p") == [
        "What you change here is public as soon as you save it."
    ]


def test_form_of_a_draft_says_that_it_is_not_public(client: Client, vetted: Vetted) -> None:
    draft = vetted.draft()

    soup = parse(show(client, own_link(draft.coach), "profile"))

    assert text_of(soup.select_one(".coaching-lead")).startswith(
        "Your profile is not public at present."
    )


# --- what becomes of it --------------------------------------------------------------------------


def test_saving_it_as_it_is_changes_nothing(client: Client, page: Any, link: Link) -> None:
    response = save(client, link)

    assert said(client, response, link) == "Thank you. Your profile stays as it is."
    assert fresh(page).latest_revision_id == page.latest_revision_id
    # It is an answer, too: all is right.
    assert Coach.objects.get().last_confirmed_on == timezone.localdate()


def test_what_is_not_sensitive_is_public_at_once(client: Client, page: Any, link: Link) -> None:
    response = save(client, link, population="12,500", ask_me_about="Budgets\r\nBonds")

    assert said(client, response, link) == "Your profile is saved. Everybody sees it as it is now."
    now = fresh(page)
    assert (now.live, now.population, now.ask_me_about) == (True, 12500, "Budgets\nBonds")
    assert not now.has_unpublished_changes
    assert now.current_workflow_state is None


def test_what_is_sensitive_waits_for_the_reviewers(client: Client, page: Any, link: Link) -> None:
    response = save(client, link, job_title="City manager", region="Fox Valley")

    assert said(client, response, link).startswith(
        "Your changes are saved, and with our reviewers."
    )
    now = fresh(page)
    assert (now.live, now.job_title, now.region) == (True, "Village manager", "")
    draft = now.get_latest_revision_as_object()
    assert (draft.job_title, draft.region) == ("City manager", "Fox Valley")
    vetting = CoachVetting.objects.get(state=VettingState.WAITING)
    assert (vetting.coach, vetting.submitted_by) == (page.coach, None)
    assert "Changes to it are with our reviewers since" in text_of(
        section(open_link(client, link)).dd
    )
    # What was saved last is what one goes on with.
    assert form_of(client, link)["job_title"] == "City manager"


def test_second_change_joins_the_first_that_waits(client: Client, page: Any, link: Link) -> None:
    save(client, link, job_title="City manager")

    save(client, link, population="9")

    assert CoachVetting.objects.filter(state=VettingState.WAITING).count() == 1
    assert fresh(page).population == 4000
    draft = fresh(page).get_latest_revision_as_object()
    assert (draft.job_title, draft.population) == ("City manager", 9)


def test_rejected_draft_is_sent_again(client: Client, vetted: Vetted) -> None:
    draft = vetted.draft(job_title="Manager")
    vetted.submit(draft)
    vetted.decide(draft, "reject", comment="Of what?")
    link = own_link(draft.coach)
    assert "Of what?" in text_of(section(open_link(client, link)))

    save(client, link, job_title="Manager of Maple Grove")

    waiting = CoachVetting.objects.get(state=VettingState.WAITING)
    assert waiting.coach == draft.coach
    vetted.decide(draft)
    assert (fresh(draft).live, fresh(draft).job_title) == (True, "Manager of Maple Grove")


def test_biography_becomes_paragraphs_and_never_markup(
    client: Client, page: Any, link: Link
) -> None:
    save(client, link, biography="One <script>\r\n\r\nTwo & more")

    draft = fresh(page).get_latest_revision_as_object()
    assert str(draft.biography[0].value.source) == "<p>One &lt;script&gt;</p><p>Two &amp; more</p>"


def test_silent_coach_is_back_and_the_change_is_public(
    client: Client, page: Any, link: Link
) -> None:
    now = timezone.now()
    CoachConfirmation.objects.create(
        site=page.coach.site, coach=page.coach, next_step_at=now, reminders=2
    )
    assert confirmation.hide_silent(now=now) == 1
    assert not fresh(page).live

    response = save(client, link, population="9")

    assert said(client, response, link) == "Your profile is saved. Everybody sees it as it is now."
    assert (fresh(page).live, fresh(page).population) == (True, 9)
    assert Coach.objects.get().state == CoachState.ACTIVE


def test_staff_hear_of_a_draft_that_no_workflow_brings_to_reviewers(
    client: Client, vetted: Vetted, page: Any, link: Link
) -> None:
    add_recipient(vetted.site, kind=StaffRecipientKind.VETTING, email="staff@example.org")
    Workflow.objects.update(active=False)

    response = save(client, link, job_title="City manager")

    assert "Somebody of us looks at them" in said(client, response, link)
    assert "wait for our reviewers" in text_of(
        parse(show(client, link, "profile")).select_one(".coaching-lead")
    )
    message = Message.objects.get(kind="profile_draft_staff")
    assert f"/admin/pages/{page.pk}/edit/" in render(message=message).text
    assert fresh(page).job_title == "Village manager"


# --- a laid-out biography ------------------------------------------------------------------------


def test_laid_out_biography_is_shown_and_a_wish_goes_to_staff(
    client: Client, vetted: Vetted, page: Any, link: Link
) -> None:
    add_recipient(vetted.site, kind=StaffRecipientKind.VETTING, email="staff@example.org")
    page.biography = page._meta.get_field("biography").stream_block.to_python(RICH)
    page.save_revision().publish()
    before = list(page.biography.raw_data)

    soup = parse(show(client, link, "profile"))
    response = save(client, link, wish="I left\x07 Maple Grove.\r\n{coach}")

    assert soup.select("textarea[name=biography]") == []
    assert texts(soup, "form .coaching-prose b") == ["bold"]
    assert said(client, response, link) == (
        "Thank you. We have what you wrote, and change it for you."
    )
    assert list(fresh(page).get_latest_revision_as_object().biography.raw_data) == before
    message = Message.objects.get(kind="profile_wish_staff")
    assert message.recipient_email == "staff@example.org"
    assert "Maple Grove" not in str(message.context)
    text = render(message=message).text
    assert "I left Maple Grove.\n{coach}" in text
    assert f"/coaches/{page.coach.pk}/" in text or "/admin/" in text


# --- the photo -----------------------------------------------------------------------------------


def test_photo_is_taken_and_can_be_removed(client: Client, page: Any, link: Link) -> None:
    assert parse(show(client, link, "profile")).select("[name=drop_portrait]") == []

    save(client, link, portrait=photo())

    taken = fresh(page).portrait
    assert taken is not None
    assert taken.file.name.endswith(".jpg")
    assert "me" not in taken.file.name.split("/")[-1].split(".")

    save(client, link, drop_portrait="on")
    assert fresh(page).portrait is None
    assert not fresh(page).has_unpublished_changes


def test_wrong_file_is_refused_beside_the_field(client: Client, page: Any, link: Link) -> None:
    soup = parse(save(client, link, portrait=SimpleUploadedFile("me.png", b"<svg onload=x>")))

    assert len(texts(soup, "#id_portrait_error li")) == 1
    assert fresh(page).portrait is None


def test_photo_is_asked_for_again_where_something_else_is_wrong(
    client: Client, vetted: Vetted
) -> None:
    page = make_coach_page(vetted.tree, title="Ann Bell", publish=True, portrait=make_image())

    response = save(client, own_link(page.coach), portrait=photo(), name="", population="many")

    soup = parse(response)
    assert texts(soup, "#id_portrait_error li") == ["Error: Please choose your photo once more."]
    assert [item["href"] for item in soup.select(".coaching-errors a")] == [
        "#id_name",
        "#id_portrait",
        "#id_population",
    ]
    assert filled_form(soup)["population"] == "many"
    assert text_of(soup.title).startswith("Error: Your profile")


# --- at the same time ----------------------------------------------------------------------------


def test_what_staff_changed_meanwhile_is_not_overwritten_unasked(
    client: Client, page: Any, link: Link
) -> None:
    data = form_of(client, link)
    page.organization = "City of Maple Grove"
    page.save_revision()

    response = answer_link(client, link, "save_profile", **{**data, "region": "Fox Valley"})

    soup = parse(response)
    assert "Somebody else has changed your profile" in text_of(soup.select_one("[role=alert]"))
    draft = fresh(page).get_latest_revision_as_object()
    assert (draft.organization, draft.region) == ("City of Maple Grove", "")
    # A second time, it is what they want.
    again = typed(soup)
    assert again["region"] == "Fox Valley"
    assert answer_link(client, link, "save_profile", **again).status_code == 302
    draft = fresh(page).get_latest_revision_as_object()
    assert (draft.organization, draft.region) == ("Maple Grove", "Fox Valley")


def test_suspended_coach_changes_nothing(client: Client, page: Any, link: Link) -> None:
    data = form_of(client, link)
    suspension.suspend(coach=page.coach, reason="x", message="y", user=None)

    response = answer_link(client, link, "save_profile", **{**data, "region": "Fox Valley"})

    assert "off the site" in text_of(parse(response).select_one("[role=alert]"))
    assert fresh(page).get_latest_revision_as_object().region == ""
