"""Who hears about vetting, in which language, and what the mails say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from wagtail.users.models import UserProfile

from tests import factories
from tests.vetting.cases import fresh
from wagtail_coaching.enums import StaffRecipientKind
from wagtail_coaching.messages import get_kind
from wagtail_coaching.messages.vetting import VettingWaitingMessage
from wagtail_coaching.models import CoachVetting, Message
from wagtail_coaching.services.rendering import render
from wagtail_coaching.services.suspension import suspend

if TYPE_CHECKING:
    from tests.vetting.cases import Vetted

pytestmark = pytest.mark.django_db


def sent(kind: str) -> list[tuple[str, str]]:
    messages = Message.objects.filter(kind=kind)
    return sorted(messages.values_list("recipient_email", "language"))


def test_reviewers_are_told_in_their_language(vetted: Vetted) -> None:
    UserProfile.objects.create(user=vetted.other_reviewer, preferred_language="es")

    vetted.submit(vetted.draft())

    assert sent("vetting_waiting") == [("rita@example.org", ""), ("rob@example.org", "es")]


def test_reviewers_who_want_no_mail_get_none(vetted: Vetted) -> None:
    UserProfile.objects.create(user=vetted.other_reviewer, submitted_notifications=False)
    vetted.reviewer.email = ""
    vetted.reviewer.save()

    vetted.submit(vetted.draft())

    assert sent("vetting_waiting") == []


def test_submitter_and_the_coach_are_not_told(vetted: Vetted) -> None:
    page = vetted.draft()
    person = page.coach.person
    person.email = vetted.reviewer.email
    person.save()

    vetted.submit(page, user=vetted.other_reviewer)

    assert sent("vetting_waiting") == []


def test_staff_who_review_hear_of_it_once(vetted: Vetted) -> None:
    for email in ("rita@example.org", "office@example.org"):
        factories.add_recipient(vetted.site, kind=StaffRecipientKind.VETTING, email=email)

    vetted.submit(vetted.draft())

    assert [email for email, _ in sent("vetting_waiting")] == [
        "office@example.org",
        "rita@example.org",
        "rob@example.org",
    ]


def test_applicant_hears_what_has_to_change(vetted: Vetted) -> None:
    page = vetted.draft()
    vetted.submit(page)

    vetted.decide(page, "reject", comment="Since when?", notes="Looks odd.")

    rendered = render(message=Message.objects.get(kind="vetting_changes_needed"))
    assert "Since when?" in rendered.text
    assert "Looks odd." not in rendered.text + rendered.html


def test_applicant_hears_of_the_approval(vetted: Vetted) -> None:
    page = vetted.draft()
    vetted.submit(page)

    vetted.decide(page)

    message = Message.objects.get(kind="vetting_approved")
    assert message.person == page.coach.person
    assert fresh(page).full_url in render(message=message).text


def test_reviewers_mail_leads_into_the_admin(vetted: Vetted) -> None:
    page = vetted.draft()
    vetted.submit(page)

    message = Message.objects.filter(kind=VettingWaitingMessage.key).first()

    assert f"https://admin.example.org/admin/pages/{page.pk}/edit/" in render(message=message).text


def test_every_kind_of_ours_is_rendered_from_its_example(vetted: Vetted) -> None:
    waiting = vetted.draft(title="Wanda Waiting")
    vetted.submit(waiting)
    rejected = vetted.draft(title="Rex Rejected")
    vetted.submit(rejected)
    vetted.decide(rejected, "reject")
    vetted.vetted(title="Ann Approved")
    factories.set_settings(vetted.site, vetting_required=False)
    old = vetted.draft(title="Olive Old")
    old.get_latest_revision().publish()
    factories.set_settings(vetted.site, vetting_required=True)
    suspend(
        coach=factories.CoachFactory(site=vetted.site),
        reason="A complaint.",
        message="Call us.",
        user=None,
    )
    assert CoachVetting.objects.count() == 4

    for key in (
        "vetting_waiting",
        "vetting_overdue",
        "vetting_changes_needed",
        "vetting_approved",
        "vetting_ending",
        "vetting_grace",
        "profile_hidden",
        "coach_unvetted_hidden",
        "coach_suspended",
        "requests_put_back",
    ):
        kind = get_kind(key)
        assert kind is not None
        context = kind.example(vetted.site)
        assert context is not None, key
        message = Message(site=vetted.site, kind=key, context=context, recipient_email="x@y.org")
        values = kind.values(message)
        assert set(kind.placeholders) - set(kind.links) <= set(values), key
        assert "None" not in values.values()
