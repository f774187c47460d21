"""The application form: nothing typed is lost, nothing is sent twice, nobody else gets in."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from tests.factories import ApplicationFactory, PersonFactory
from tests.services.application_cases import (
    EMAIL,
    FACTS,
    NAME,
    begun,
    last_link,
    mails,
    photo,
    prove,
    send,
)
from wagtail_coaching.enums import ApplicationRole, ApplicationState
from wagtail_coaching.exceptions import DeadLinkError
from wagtail_coaching.models import CoachApplication, Link, Message, Person
from wagtail_coaching.services import application as application_service
from wagtail_coaching.services import application_draft, application_jobs, links, tick
from wagtail_coaching.services.rendering import render

if TYPE_CHECKING:
    from wagtail.models import Site

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def open_again(application: CoachApplication, site: Site) -> CoachApplication:
    token = application_draft.token_for(application=application)
    return application_draft.open_draft(token=token, site=site)


# --- begun ----------------------------------------------------------------------------------------


def test_form_is_begun_and_opened_by_its_address(site_a: Site) -> None:
    draft = begun(site_a, email=" Zuzana@Quill.example.org ", role=ApplicationRole.BOTH)

    assert open_again(draft, site_a) == draft
    assert (draft.name, draft.email, draft.role) == (NAME, EMAIL, "both")
    assert draft.state == ApplicationState.STARTED
    assert draft.typed["you"]["name"] == [NAME]
    assert not Person.objects.exists()
    assert mails() == []


def test_beginning_twice_with_one_key_begins_once(site_a: Site, site_b: Site) -> None:
    one, same = (begun(site_a, start_key="k") for _number in range(2))

    assert one.pk == same.pk
    # The key of one site is nothing at another's, and none is none.
    assert begun(site_b, start_key="k").pk != one.pk
    assert begun(site_a).pk != begun(site_a).pk


def test_page_that_was_used_begins_another_form_after_the_first_was_sent(site_a: Site) -> None:
    first = begun(site_a, start_key="k")
    send(first)

    second = begun(site_a, start_key="k")

    assert second.pk != first.pk
    assert second.state == ApplicationState.STARTED


def test_address_opens_nothing_at_another_site_or_when_it_was_altered(
    site_a: Site, site_b: Site
) -> None:
    draft = begun(site_a)
    token = application_draft.token_for(application=draft)

    for wrong, site in (
        (token, site_b),
        (draft.key, site_a),
        (f"{token}x", site_a),
        ("é" * 10, site_a),
        ("x" * 100_000, site_a),
        (links.token_for(key=draft.key), site_a),
    ):
        with pytest.raises(DeadLinkError):
            application_draft.open_draft(token=wrong, site=site)
        assert not application_draft.was_sent(token=wrong, site=site)


# --- filled in ------------------------------------------------------------------------------------


def test_what_is_typed_is_kept_step_by_step_right_or_not(site_a: Site) -> None:
    draft = begun(site_a)
    save = application_draft.save_step

    save(application=draft, step="experience", typed={"population": ["many"]})
    # Another tab, opened before.
    save(application=draft, step="help", typed={"topics": ["1", "2"], "goals": [""]})
    save(application=draft, step="experience", typed={"population": ["4,200"]})

    assert open_again(draft, site_a).typed == {
        "you": {"name": [NAME], "email": [EMAIL], "role": ["coach"]},
        "experience": {"population": ["4,200"]},
        "help": {"topics": ["1", "2"], "goals": [""]},
    }


def test_photo_stays_until_there_is_another_or_it_is_taken_away(site_a: Site) -> None:
    draft = begun(site_a)
    one, other = photo(), photo((0, 0, 0))

    def save(**photo: Any) -> bytes | None:
        application_draft.save_step(application=draft, step="you", typed={}, **photo)
        stored = open_again(draft, site_a).portrait
        return bytes(stored) if stored is not None else None

    assert save(portrait=one) == one
    assert save() == one
    assert save(portrait=other, drop_portrait=True) == other
    assert save(drop_portrait=True) is None


def test_name_address_and_role_are_mended(site_a: Site) -> None:
    draft = begun(site_a, email="wrong@example.org")
    application_draft.mail_link(application=draft)

    identity = {"name": "Zuzana Q.", "email": " Right@example.org", "role": "both"}
    application_draft.save_step(application=draft, step="you", typed={}, identity=identity)

    stored = CoachApplication.objects.get()
    assert (stored.name, stored.email, stored.role) == ("Zuzana Q.", "right@example.org", "both")
    # The stranger at the wrong address has a link; it is dead.
    token = links.token_for(key=last_link("application_draft").key)
    with pytest.raises(DeadLinkError):
        links.open_link(token=token, site=site_a)


def test_nothing_is_stored_once_it_was_sent(site_a: Site) -> None:
    draft = begun(site_a)
    send(draft)

    with pytest.raises(DeadLinkError):
        application_draft.save_step(application=draft, step="you", typed={"name": ["Eve"]})
    with pytest.raises(DeadLinkError):
        application_draft.mail_link(application=draft)


# --- later ----------------------------------------------------------------------------------------


def test_link_to_go_on_is_mailed_once_for_two_clicks(site_a: Site) -> None:
    draft = begun(site_a)

    application_draft.mail_link(application=draft)
    application_draft.mail_link(application=draft)

    message = Message.objects.get()
    assert (message.kind, message.recipient_email) == ("application_resume", EMAIL)
    assert message.recipient_name == ""
    mail = render(message=message)
    assert "Zuzana" not in mail.text + mail.html + mail.subject
    token = links.token_for(key=message.links["link"])
    assert links.open_link(token=token, site=site_a).subject == draft
    Link.objects.update(created_at=timezone.now() - datetime.timedelta(minutes=6))
    application_draft.mail_link(application=draft)
    assert Message.objects.count() == 2


def test_link_to_go_on_is_dead_once_the_form_was_sent(site_a: Site) -> None:
    draft = begun(site_a)
    application_draft.mail_link(application=draft)

    send(draft)

    with pytest.raises(DeadLinkError):
        links.use(link=last_link("application_draft"))


# --- sent -----------------------------------------------------------------------------------------


def test_sending_twice_is_one_application_and_one_mail(site_a: Site) -> None:
    draft = begun(site_a)

    one, other = send(draft), send(draft, job_title="Mayor")

    assert one.pk == other.pk
    assert CoachApplication.objects.get().facts["job_title"] == "Village manager"
    assert other.state == ApplicationState.UNPROVEN
    assert mails() == [("application_proof", EMAIL)]
    token = application_draft.token_for(application=draft)
    assert application_draft.was_sent(token=token, site=site_a)
    with pytest.raises(DeadLinkError):
        application_draft.open_draft(token=token, site=site_a)


def test_answer_and_mail_are_the_same_whether_or_not_the_address_is_known(site_a: Site) -> None:
    known = PersonFactory(
        site=site_a, name="Known", email="known@example.org", email_proven_at=timezone.now()
    )

    for email in (known.email, "unknown@example.org"):
        sent = send(begun(site_a, email=email))
        assert sent.state == ApplicationState.UNPROVEN

    known.refresh_from_db()
    assert known.name == "Known"
    texts = [render(message=message) for message in Message.objects.order_by("pk")]
    assert [message.recipient_name for message in Message.objects.all()] == ["", ""]
    assert len({mail.subject for mail in texts}) == 1
    assert all("Zuzana" not in mail.text + mail.html for mail in texts)


def test_facts_that_there_are_not_are_refused(site_a: Site) -> None:
    with pytest.raises(ValueError, match="state"):
        application_draft.submit(
            application=begun(site_a), facts={"state": "x"}, answers=[], consent_text=""
        )


def test_what_was_agreed_to_and_answered_is_kept(site_a: Site) -> None:
    sent = send(begun(site_a), photo())

    assert sent.consent_text == "I agree to all of it."
    assert sent.consented_at is not None
    assert sent.answers == [{"label": "How did you hear of us?", "answer": "By a newsletter."}]
    assert {name: sent.facts[name] for name in FACTS} == FACTS


# --- forgotten ------------------------------------------------------------------------------------


def test_forms_that_lie_and_addresses_that_never_say_yes_are_deleted(site_a: Site) -> None:
    now = timezone.now()
    kept = [begun(site_a), ApplicationFactory(site=site_a, unproven=True)]
    lying = begun(site_a, email="lying@example.org")
    application_draft.mail_link(application=lying)
    CoachApplication.objects.filter(pk=lying.pk).update(changed_at=now - 31 * DAY)
    known = PersonFactory(site=site_a, email="known@example.org", email_proven_at=now)
    for email in ("silent@example.org", known.email):
        silent = send(begun(site_a, email=email))
        CoachApplication.objects.filter(pk=silent.pk).update(state_changed_at=now - 8 * DAY)

    assert tick.due()["unsent_applications"] == ["delete 3 applications that nobody went on with"]
    assert application_jobs.purge_unsent() == 3
    assert application_jobs.purge_unsent() == 0

    assert set(CoachApplication.objects.all()) == set(kept)
    assert sorted(Person.objects.values_list("email", flat=True)) == [
        kept[1].email,
        "known@example.org",
    ]
    assert not Message.objects.exclude(recipient_email="known@example.org").exists()


def test_application_that_was_proven_is_not_purged(site_a: Site) -> None:
    send(begun(site_a, role=ApplicationRole.LEARNER))
    prove()
    old = timezone.now() - 900 * DAY
    CoachApplication.objects.update(changed_at=old, state_changed_at=old)

    assert application_jobs.purge_unsent() == 0


def test_who_did_not_send_it_has_it_deleted(site_a: Site) -> None:
    send(begun(site_a), photo())
    link = last_link("application_proof")

    application_service.discard(link=link)

    assert not CoachApplication.objects.exists()
    assert not Person.objects.exists()
    assert mails() == []
    with pytest.raises(DeadLinkError):
        application_service.prove(link=link)


def test_name_that_a_stranger_types_costs_nobody_else_their_mail(site_a: Site) -> None:
    ann = PersonFactory(site=site_a, name="Ann Bell")
    Message.objects.create(
        site=site_a, kind="x", recipient_email="b@example.org", text="Ann Bell", state="sent"
    )
    send(begun(site_a, name="Ann Bell", email="stranger@example.org"))

    application_service.discard(link=last_link("application_proof"))

    assert list(Person.objects.all()) == [ann]
    assert mails() == [("x", "b@example.org")]
