"""The outbox: every mail that is to be sent, or was; and the texts that an editor changed."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import MessageState
from wagtail_coaching.models.base import SiteRecord, SiteRecordQuerySet


def new_message_uuid() -> uuid.UUID:
    """Return what a message's ``Message-ID`` is made of."""
    return uuid.uuid4()


class MessageQuerySet(SiteRecordQuerySet["Message"]):
    """Queries over messages."""

    def due(self, now: Any | None = None) -> MessageQuerySet:
        """Return the messages that wait for a first or another try, the longest waiting first."""
        return self.filter(
            state__in=(MessageState.QUEUED, MessageState.RETRYING),
            due_at__lte=now or timezone.now(),
        ).order_by("due_at", "pk")


class Message(SiteRecord):
    """One mail to one address. It is written in the transaction that causes it, and says what it
    is about by kind and references; its text is made, and kept, at the first try to send it.
    """

    uuid = models.UUIDField(unique=True, default=new_message_uuid, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    person = models.ForeignKey(
        "wagtail_coaching.Person",
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="messages",
    )
    recipient_name = models.CharField(_("recipient's name"), max_length=200, blank=True)
    recipient_email = models.EmailField(_("recipient's address"), max_length=254)
    language = models.CharField(_("language"), max_length=12, blank=True)
    #: References to records, as JSON: {"coach_request": 12}. Never contents.
    context = models.JSONField(default=dict, blank=True, editable=False)
    #: Keys of personal links by placeholder: {"link": "<Link.key>"}.
    links = models.JSONField(default=dict, blank=True, editable=False)
    #: Two messages with one key are one: the second is never written. Empty is stored as null.
    dedupe_key = models.CharField(max_length=120, unique=True, null=True, blank=True, default=None)

    state = models.CharField(
        _("state"), max_length=12, choices=MessageState.choices, default=MessageState.QUEUED
    )
    due_at = models.DateTimeField(_("due at"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    #: Who works on it, and since when. Renewed with every claim.
    claim = models.UUIDField(null=True, blank=True, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    error = models.TextField(_("what went wrong"), blank=True)
    #: When staff were told that it failed.
    reported_at = models.DateTimeField(null=True, blank=True, editable=False)

    # Frozen at the first try. Personal links stand in it as markers, never as addresses.
    subject = models.CharField(_("subject"), max_length=255, blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)

    objects: ClassVar[Any] = models.Manager.from_queryset(MessageQuerySet)()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"], name="wagtail_coaching_message_due"),
            models.Index(fields=["site", "-created_at"], name="wagtail_coaching_message_list"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.recipient_email}"


class MessageText(SiteRecord):
    """What an editor made of one kind of message, in one language. Without one, our own holds."""

    kind = models.CharField(_("kind"), max_length=40)
    language = models.CharField(_("language"), max_length=12)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), max_length=10_000)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("message text")
        verbose_name_plural = _("message texts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site", "kind", "language"], name="wagtail_coaching_message_text_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"


class OptOut(SiteRecord):
    """An address that wants no more messages of one category (reminders, digests)."""

    email = models.EmailField(_("e-mail address"), max_length=254)
    category = models.CharField(_("category"), max_length=12)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("opt-out")
        verbose_name_plural = _("opt-outs")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site", "email", "category"], name="wagtail_coaching_opt_out_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.category}"
