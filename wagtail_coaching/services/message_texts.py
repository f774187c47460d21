"""The texts of messages that an editor changed: storing them, and going back to our own.

Two editors who have opened the same text cannot overwrite each other: each says which version was
opened (:func:`version_of`), and the second is told.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from wagtail_coaching.exceptions import TextChangedError
from wagtail_coaching.models import MessageText
from wagtail_coaching.services import rendering

if TYPE_CHECKING:
    from wagtail.models import Site

    from wagtail_coaching.messages import MessageKind


def stored_text(*, site: Site, kind: type[MessageKind], language: str) -> MessageText | None:
    """Return what an editor made of this kind's text in this language; ``None``: nothing."""
    return MessageText.objects.filter(site=site, kind=kind.key, language=language).first()


def stored_texts(*, site: Site) -> dict[tuple[str, str], MessageText]:
    """Return every changed text of a site, by key of the kind and language code."""
    return {(text.kind, text.language): text for text in MessageText.objects.filter(site=site)}


def fallback_text(*, site: Site, kind: type[MessageKind], language: str) -> tuple[str, str]:
    """Return the subject and body that hold where an editor made no text in this very language:
    those of the parent language (``es`` of ``es-mx``), if an editor made some, else our own.
    """
    parent = language.partition("-")[0]
    if parent != language and stored_text(site=site, kind=kind, language=parent) is not None:
        return rendering.effective_text(kind=kind, site=site, language=parent)
    return rendering.default_text(kind, language)


def version_of(text: MessageText | None) -> str:
    """Return what tells one version of a stored text from another; empty: there is none."""
    if text is None:
        return ""
    return hashlib.sha256(f"{text.subject}\0{text.body}".encode()).hexdigest()


def save_text(
    *,
    site: Site,
    kind: type[MessageKind],
    language: str,
    subject: str,
    body: str,
    version: str,
    user: Any | None = None,
) -> MessageText:
    """Store an editor's text.

    Args:
        site: whose text.
        kind: of which kind of message.
        language: in which language.
        subject: the subject, with placeholders.
        body: the text, with placeholders.
        version: what :func:`version_of` said when the text was opened.
        user: who changed it, for the log.

    Raises:
        ValidationError: a placeholder is unknown, or a required one is missing; by field.
        TextChangedError: somebody else has changed the text meanwhile.
    """
    errors = rendering.check_template(kind=kind, subject=subject, body=body)
    if errors:
        raise ValidationError(errors)
    text = _opened(site=site, kind=kind, language=language, version=version)
    if text is not None and (text.subject, text.body) == (subject, body):
        return text
    with transaction.atomic():
        if text is None:
            text = _create(site=site, kind=kind, language=language, subject=subject, body=body)
            log(instance=text, action="wagtail.create", user=user)
        else:
            now = timezone.now()
            _one(
                MessageText.objects.filter(pk=text.pk, updated_at=text.updated_at).update(
                    subject=subject, body=body, updated_at=now
                )
            )
            text.subject, text.body, text.updated_at = subject, body, now
            log(instance=text, action="wagtail.edit", user=user)
    return text


def reset_text(
    *,
    site: Site,
    kind: type[MessageKind],
    language: str,
    version: str,
    user: Any | None = None,
) -> None:
    """Go back to the text that holds without an editor's.

    Raises:
        TextChangedError: somebody else has changed the text meanwhile.
    """
    text = _opened(site=site, kind=kind, language=language, version=version)
    if text is None:
        return
    with transaction.atomic():
        log(instance=text, action="wagtail.delete", user=user)
        opened = MessageText.objects.filter(pk=text.pk, updated_at=text.updated_at)
        _one(opened.delete()[0])


def _opened(
    *, site: Site, kind: type[MessageKind], language: str, version: str
) -> MessageText | None:
    text = stored_text(site=site, kind=kind, language=language)
    if version_of(text) != version:
        raise _changed_meanwhile()
    return text


def _create(
    *, site: Site, kind: type[MessageKind], language: str, subject: str, body: str
) -> MessageText:
    try:
        # A savepoint: after the error, the transaction around must go on on PostgreSQL.
        with transaction.atomic():
            return MessageText.objects.create(
                site=site, kind=kind.key, language=language, subject=subject, body=body
            )
    except IntegrityError as error:
        raise _changed_meanwhile() from error


def _one(count: int) -> None:
    if count != 1:
        raise _changed_meanwhile()


def _changed_meanwhile() -> TextChangedError:
    return TextChangedError(
        _("Somebody else has changed this text since you opened it. Nothing of yours was saved.")
    )
