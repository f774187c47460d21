"""What stays of a coach whose data is deleted: nothing, in any table, and no file."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import Locale

from tests import factories
from tests.vetting.cases import fresh
from wagtail_coaching.enums import (
    ConcernState,
    MessageCategory,
    MessageState,
    RequestState,
    StaffRecipientKind,
)
from wagtail_coaching.messages import RecordGoneError
from wagtail_coaching.models import CoachConcern, CoachConfirmation, Message, Person
from wagtail_coaching.services import gallery_index, leaving, links, own_coach
from wagtail_coaching.services import messages as message_service
from wagtail_coaching.services.person import OWN_PAGE
from wagtail_coaching.services.rendering import render

if TYPE_CHECKING:
    from pytest_django import DjangoCaptureOnCommitCallbacks

    from tests.vetting.cases import Vetted

pytestmark = pytest.mark.django_db

NAME, EMAIL, PHONE = "Zebulon Quist", "zebulon@quist.example.org", "(312) 555-0177"
TRACES = (NAME, "zebulon", "quist", EMAIL, PHONE, "555-0177")


def traces() -> list[str]:
    """Return every cell of the database that names the coach."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        for row in model._base_manager.values():
            for column, value in row.items():
                text = json.dumps(value, default=str, ensure_ascii=False).lower()
                if any(trace.lower() in text for trace in TRACES):
                    found.append(f"{model._meta.label}.{column}: {text[:120]}")
    return found


def send_all() -> None:
    """Render everything that waits, as sending it does."""
    for message in Message.objects.filter(state=MessageState.QUEUED):
        row = Message.objects.filter(pk=message.pk)
        try:
            mail = render(message=message)
        except RecordGoneError:
            row.update(state=MessageState.CANCELED)
            continue
        row.update(
            state=MessageState.SENT,
            sent_at=timezone.now(),
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
        )


def public_coach(vetted: Vetted, **fields: Any) -> Any:
    return vetted.vetted(
        title=NAME, coach__person__email=EMAIL, coach__person__phone=PHONE, **fields
    )


def let_go(page: Any) -> None:
    """Let the coach leave, and the time run out."""
    coach = page.coach
    coach.refresh_from_db()
    leaving.leave(coach=coach, reason=f"{NAME} moves to the sea.")
    send_all()
    assert leaving.purge_leavers(now=timezone.now() + datetime.timedelta(days=400)) == 1


def test_leaving_withdraws_what_waits(vetted: Vetted) -> None:
    page = vetted.draft()
    vetted.submit(page)

    leaving.leave(coach=page.coach)

    assert not fresh(page).workflow_in_progress


def test_nothing_of_a_leaver_stays(
    vetted: Vetted,
    search_index: None,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    site = vetted.site
    for kind in StaffRecipientKind.values:
        factories.add_recipient(site, kind=kind, email=f"{kind}@example.org")
    gallery_index.current_state(gallery_pk=str(vetted.tree.gallery.pk))
    portrait, earlier = (factories.make_image(f"{NAME} {n}") for n in range(2))
    with django_capture_on_commit_callbacks(execute=True):
        page = public_coach(vetted, portrait=earlier, slug="zebulon-quist")
        page.portrait = portrait
        page.job_title = "Clerk"
        page.save_revision(user=vetted.editor, log_action=True)
        vetted.submit(page)
        vetted.decide(page, "reject", comment=f"{NAME}, since when?", notes=f"Called {NAME}.")
        spanish, _ = Locale.objects.get_or_create(language_code="es")
        fresh(page).copy_for_translation(spanish, copy_parents=True, alias=True)
        coach = page.coach
        link = links.issue(purpose=OWN_PAGE, person=coach.person)
        own_coach.save_choices(
            link=link,
            facts={"best_hours": f"Ask for {NAME}"},
            topics=[],
            languages=[],
            formats=[],
        )
        asked = CoachConfirmation.objects.create(
            site=site, coach=coach, next_step_at=timezone.now()
        )
        about = {"confirmation": asked.pk}
        factories.MessageFactory(site=site, kind="coach_silent", context=about, state="failed")
        CoachConcern.objects.create(
            site=site,
            coach=coach,
            profile_name=NAME,
            page_pk=str(page.pk),
            message=f"{NAME} was late.",
            state=ConcernState.HANDLED,
            handled_at=timezone.now(),
        )
        message_service.opt_out(site=site, email=EMAIL, category=MessageCategory.REMINDER)
        for state in (RequestState.NEW, RequestState.INTRODUCED):
            factories.CoachRequestFactory(
                site=site, coach=coach, state=state, person=factories.PersonFactory(site=site)
            )
        send_all()
        assert len(traces()) > 20

        let_go(page)

    gallery_index.apply_changes()
    assert traces() == []
    files = [str(image.file) for image in (portrait, earlier)]
    assert not get_image_model().objects.filter(file__in=files).exists()
    assert [path for path in (portrait.file.path, earlier.file.path) if Path(path).exists()] == []
    # What learners have asked is theirs.
    assert Person.objects.count() == 2
    assert set(Message.objects.values_list("kind", flat=True)) == {"request_put_back"}


def test_picture_that_is_used_elsewhere_stays(vetted: Vetted) -> None:
    page = public_coach(vetted, portrait=factories.make_image("In two profiles"))
    factories.make_coach_page(vetted.tree, portrait=page.portrait)
    in_draft = factories.make_image("In a draft")
    page.portrait = in_draft
    page.save_revision()
    other = factories.make_coach_page(vetted.tree)
    other.portrait = in_draft
    other.save_revision()
    logo = factories.make_image("Logo")
    page.portrait = logo
    page.save_revision()
    factories.set_settings(vetted.site, association_logo=logo)
    factories.make_image("Of nobody")

    let_go(fresh(page))

    titles = get_image_model().objects.order_by("title").values_list("title", flat=True)
    assert list(titles) == ["In a draft", "In two profiles", "Logo", "Of nobody"]


def test_mail_that_names_somebody_else_stays(vetted: Vetted) -> None:
    page = public_coach(vetted)
    other = vetted.vetted(title="Ann Bell", coach__person__email="ann@example.org")
    factories.CoachRequestFactory(
        site=vetted.site, coach=other.coach, state=RequestState.INTRODUCED
    )
    message = factories.MessageFactory(
        site=vetted.site, kind="x", text="About Ann Bell", state=MessageState.SENT
    )

    let_go(page)

    assert Message.objects.filter(pk=message.pk).exists()
    assert Message.objects.filter(recipient_email="ann@example.org").exists()
    assert fresh(other).live


def test_other_site_keeps_its_own_record_of_the_same_person(
    vetted: Vetted, program_b: factories.ProgramTree
) -> None:
    page = public_coach(vetted)
    theirs = factories.make_coach_page(
        program_b, title=NAME, coach__person__email=EMAIL, publish=True
    )
    mail = factories.MessageFactory(
        site=program_b.site, kind="x", text=NAME, recipient_email=EMAIL, state=MessageState.SENT
    )

    let_go(page)

    assert fresh(theirs).live
    assert Person.objects.filter(email=EMAIL, site=program_b.site).exists()
    assert Message.objects.filter(pk=mail.pk).exists()
