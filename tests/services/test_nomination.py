"""Suggesting somebody as a coach: who is asked, who is forgotten."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from tests.factories import CoachFactory, PersonFactory
from wagtail_coaching.enums import NominationState
from wagtail_coaching.exceptions import DeadLinkError
from wagtail_coaching.models import CoachApplication, CoachNomination, Link, Message, Person
from wagtail_coaching.services import application_draft, erasure, nomination, rendering

if TYPE_CHECKING:
    from wagtail.models import Site

pytestmark = pytest.mark.django_db

FACTS = {
    "nominator_name": "Carl Dunn",
    "nominator_email": "Carl@example.org",
    "nominee_name": "Nora Nice",
    "nominee_email": "Nora@example.org",
    "reason": "She knows budgets.",
}


def submitted(site: Site, key: str = "", **facts: str) -> CoachNomination:
    return nomination.submit(
        site=site,
        form_page_pk="1",
        facts={**FACTS, **facts},
        language="en",
        submission_key=key,
    )


def link_in(kind: str) -> Link:
    message = Message.objects.filter(kind=kind).latest("pk")
    return Link.objects.get(key=message.links["link"])


def asked(site: Site, **facts: str) -> CoachNomination:
    found = submitted(site, **facts)
    nomination.prove(link=link_in("nomination_proof"))
    found.refresh_from_db()
    return found


def kinds() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


def everything_about(email: str) -> list[Any]:
    return [
        *Person.objects.filter(email=email),
        *Message.objects.filter(recipient_email=email),
        *CoachNomination.objects.filter(nominee_email__iexact=email),
    ]


def test_nominee_is_not_written_to_before_the_nominator_has_proven_the_address(site_a):
    found = submitted(site_a)

    assert kinds() == ["nomination_proof"]
    assert (found.state, found.nominee) == (NominationState.UNPROVEN, None)
    message = Message.objects.get()
    assert (message.recipient_email, message.recipient_name) == ("carl@example.org", "")
    text = rendering.render(message=message).text
    assert not any(value in text for value in ("Carl", "Nora", "budgets"))


def test_form_that_is_sent_twice_is_one_nomination(site_a):
    assert submitted(site_a, "once") == submitted(site_a, "once")
    assert kinds() == ["nomination_proof"]
    assert submitted(site_a) != submitted(site_a)


def test_nominee_is_asked_and_reads_who_has_suggested_them_but_not_why(site_a):
    found = asked(site_a)

    assert found.state == NominationState.ASKED
    message = Message.objects.get(kind="nomination_ask")
    assert message.recipient_email == "nora@example.org"
    text = rendering.render(message=message).text
    assert "Carl Dunn thinks that you would be a good coach" in text
    assert not any(value in text for value in ("Nora", "budgets", "carl@"))
    assert Person.objects.get(email="carl@example.org").email_proven_at
    assert Person.objects.get(email="nora@example.org").email_proven_at is None


def test_form_of_who_accepts_is_begun_with_name_and_address(site_a):
    found = asked(site_a)

    application = nomination.accept(link=link_in("nomination_ask"))

    assert (application.name, application.email) == ("Nora Nice", "nora@example.org")
    assert (application.role, application.state, application.form_page_pk) == (
        "coach",
        "started",
        "1",
    )
    assert application.typed == {
        "you": {"role": ["coach"], "name": ["Nora Nice"], "email": ["nora@example.org"]}
    }
    found.refresh_from_db()
    assert (found.state, found.application) == (NominationState.ACCEPTED, application)
    token = application_draft.token_for(application=application)
    assert application_draft.open_draft(token=token, site=site_a) == application


def test_accepting_twice_leads_to_one_form_and_ends_the_declining(site_a):
    asked(site_a)
    link = link_in("nomination_ask")

    assert nomination.accept(link=link) == nomination.accept(link=link)
    assert CoachApplication.objects.count() == 1
    with pytest.raises(DeadLinkError):
        nomination.decline(link=link)


def test_nothing_stays_of_who_declines(site_a):
    asked(site_a)
    link = link_in("nomination_ask")

    nomination.decline(link=link)

    assert everything_about("nora@example.org") == []
    # The mail to the nominator led to what names the nominee.
    assert not Message.objects.exists()
    assert not Link.objects.exclude(person__email="carl@example.org").exists()
    with pytest.raises(DeadLinkError):
        nomination.decline(link=link)


def test_person_who_declines_and_is_known_otherwise_stays(site_a):
    nora = PersonFactory(site=site_a, email="nora@example.org", email_proven_at=timezone.now())
    asked(site_a)

    nomination.decline(link=link_in("nomination_ask"))

    assert everything_about("nora@example.org") == [nora]


def test_nomination_that_was_not_the_nominators_is_deleted(site_a):
    submitted(site_a)

    nomination.discard(link=link_in("nomination_proof"))

    assert not CoachNomination.objects.exists()
    assert everything_about("carl@example.org") == []


@pytest.mark.parametrize("known_as", ["coach", "asked", "applicant"])
def test_who_coaches_or_was_asked_is_not_asked_again_and_nobody_learns_it(site_a, known_as):
    if known_as == "coach":
        CoachFactory(site=site_a, person__email="nora@example.org")
    elif known_as == "asked":
        asked(site_a, nominator_email="other@example.org")
    else:
        nora = PersonFactory(site=site_a, email="nora@example.org")
        CoachApplication.objects.create(site=site_a, person=nora, name="Nora", state="submitted")
    before = Message.objects.filter(kind="nomination_ask").count()

    submitted(site_a)
    nomination.prove(link=link_in("nomination_proof"))

    assert Message.objects.filter(kind="nomination_ask").count() == before
    assert not CoachNomination.objects.filter(nominator_email="carl@example.org").exists()


def test_nominations_that_nobody_confirms_or_answers_are_deleted_in_time(site_a):
    submitted(site_a, nominee_email="first@example.org")
    asked(site_a, nominator_email="other@example.org")
    now = timezone.now()

    def after(days: int) -> list[str]:
        nomination.purge_unanswered(now=now + datetime.timedelta(days=days))
        return list(CoachNomination.objects.values_list("state", flat=True))

    assert sorted(after(6)) == ["asked", "unproven"]
    assert after(8) == ["asked"]
    assert after(29) == ["asked"]
    assert after(31) == []
    assert everything_about("nora@example.org") == []


def test_accepted_nomination_goes_with_its_application(site_a):
    asked(site_a)
    application = nomination.accept(link=link_in("nomination_ask"))

    erasure.erase_application(application=application, withdrawn=True)

    assert everything_about("nora@example.org") == []


def test_link_of_another_purpose_opens_nothing(site_a):
    asked(site_a)
    link = link_in("nomination_ask")

    with pytest.raises(DeadLinkError):
        nomination.prove(link=link)
    with pytest.raises(DeadLinkError):
        nomination.discard(link=link)
