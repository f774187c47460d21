"""Storing an editor's text of a message, and going back to ours."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from wagtail.models import ModelLogEntry

from tests import factories
from wagtail_coaching.exceptions import TextChangedError
from wagtail_coaching.messages import get_kind
from wagtail_coaching.models import MessageText
from wagtail_coaching.services import message_texts, rendering

if TYPE_CHECKING:
    from wagtail.models import Site

pytestmark = pytest.mark.django_db

SUBJECT = "Thanks from {association}"
BODY = "Dear {name},\n\nthank you.\n\n{link}"


@pytest.fixture
def kind() -> Any:
    return get_kind("request_received")


def save(site: Site, kind: Any, **facts: Any) -> MessageText:
    values = {
        "language": "en",
        "subject": SUBJECT,
        "body": BODY,
        "version": "",
        **facts,
    }
    return message_texts.save_text(site=site, kind=kind, **values)


def test_saved_text_holds_for_its_site_and_language_only(
    site_a: Site, site_b: Site, kind: Any
) -> None:
    ours = rendering.default_text(kind, "en")

    save(site_a, kind)

    assert rendering.effective_text(kind=kind, site=site_a, language="en") == (SUBJECT, BODY)
    assert rendering.effective_text(kind=kind, site=site_b, language="en") == ours
    assert rendering.effective_text(kind=kind, site=site_a, language="es") == (
        rendering.default_text(kind, "es")
    )


def test_text_is_stored_once_and_changed_in_its_place(site_a: Site, kind: Any) -> None:
    first = save(site_a, kind)

    second = save(site_a, kind, subject="Another", version=message_texts.version_of(first))

    assert second.pk == first.pk
    assert MessageText.objects.get().subject == "Another"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"subject": "To {nobody}"}, "subject"),
        ({"body": "Dear {nobody}"}, "body"),
        ({"body": "A {"}, "body"),
    ],
)
def test_text_with_a_mistake_is_refused(
    site_a: Site, kind: Any, facts: dict[str, str], field: str
) -> None:
    with pytest.raises(ValidationError) as error:
        save(site_a, kind, **facts)

    assert list(error.value.message_dict) == [field]
    assert not MessageText.objects.exists()


def test_text_without_what_it_is_for_is_refused(site_a: Site) -> None:
    with pytest.raises(ValidationError) as error:
        save(site_a, get_kind("request_proof"), subject="Please confirm", body="Confirm!")

    assert "{link}" in str(error.value.message_dict["body"])


def test_second_of_two_editors_is_told(site_a: Site, kind: Any) -> None:
    opened = message_texts.version_of(save(site_a, kind))
    save(site_a, kind, subject="The first one's", version=opened)

    with pytest.raises(TextChangedError):
        save(site_a, kind, subject="The second one's", version=opened)

    assert MessageText.objects.get().subject == "The first one's"


def test_second_of_two_first_texts_is_told(site_a: Site, kind: Any) -> None:
    save(site_a, kind, subject="The first one's")

    with pytest.raises(TextChangedError):
        save(site_a, kind, subject="The second one's")

    assert MessageText.objects.get().subject == "The first one's"


def test_text_that_was_reset_meanwhile_is_not_stored(site_a: Site, kind: Any) -> None:
    opened = message_texts.version_of(save(site_a, kind))
    message_texts.reset_text(site=site_a, kind=kind, language="en", version=opened)

    with pytest.raises(TextChangedError):
        save(site_a, kind, subject="Late", version=opened)

    assert not MessageText.objects.exists()


def test_reset_brings_our_own_text_back(site_a: Site, site_b: Site, kind: Any) -> None:
    opened = message_texts.version_of(save(site_a, kind))
    other = save(site_b, kind)

    message_texts.reset_text(site=site_a, kind=kind, language="en", version=opened)

    assert rendering.effective_text(kind=kind, site=site_a, language="en") == (
        rendering.default_text(kind, "en")
    )
    assert list(MessageText.objects.all()) == [other]


def test_text_that_somebody_changed_meanwhile_is_not_reset(site_a: Site, kind: Any) -> None:
    opened = message_texts.version_of(save(site_a, kind))
    save(site_a, kind, subject="Newer", version=opened)

    with pytest.raises(TextChangedError):
        message_texts.reset_text(site=site_a, kind=kind, language="en", version=opened)

    assert MessageText.objects.get().subject == "Newer"


def test_reset_of_an_unchanged_text_changes_nothing(site_a: Site, kind: Any) -> None:
    message_texts.reset_text(site=site_a, kind=kind, language="en", version="")

    assert not ModelLogEntry.objects.filter(label__contains=kind.key).exists()


def test_regional_language_falls_back_on_what_an_editor_wrote_for_its_parent(
    site_a: Site, kind: Any
) -> None:
    fallback = message_texts.fallback_text

    assert fallback(site=site_a, kind=kind, language="es-mx") == (
        rendering.default_text(kind, "es-mx")
    )
    save(site_a, kind, language="es")
    assert fallback(site=site_a, kind=kind, language="es-mx") == (SUBJECT, BODY)
    assert fallback(site=site_a, kind=kind, language="es") == rendering.default_text(kind, "es")


def test_log_says_who_and_which_text_and_not_what_it_says(site_a: Site, kind: Any) -> None:
    user = factories.UserFactory()
    text = save(site_a, kind, user=user)
    save(site_a, kind, user=user, version=message_texts.version_of(text))  # nothing new
    text = save(site_a, kind, subject="Other", version=message_texts.version_of(text), user=user)
    message_texts.reset_text(
        site=site_a, kind=kind, language="en", version=message_texts.version_of(text), user=user
    )

    entries = ModelLogEntry.objects.filter(content_type__model="messagetext").order_by("pk")

    assert [(entry.action, entry.label, entry.user) for entry in entries] == [
        (action, "request_received (en)", user)
        for action in ("wagtail.create", "wagtail.edit", "wagtail.delete")
    ]
    assert [entry.data for entry in entries] == [{}, {}, {}]


@pytest.mark.parametrize("exists", [True, False])
def test_two_editors_who_save_at_the_same_moment_do_not_overwrite_each_other(
    transactional_db: None, exists: bool
) -> None:
    site = factories.make_site(hostname="a.example.org", name="A", default=True)
    kind: Any = get_kind("request_received")
    opened = message_texts.version_of(save(site, kind)) if exists else ""
    start = threading.Barrier(2)
    outcomes = []

    def edit(subject: str) -> None:
        try:
            start.wait(timeout=30)
            save(site, kind, subject=subject, version=opened)
            outcomes.append(subject)
        except TextChangedError:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=edit, args=[subject]) for subject in ("One", "Two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    [saved] = [outcome for outcome in outcomes if outcome != "told"]
    assert len(outcomes) == 2
    assert MessageText.objects.get().subject == saved
