"""The editing form of a message's text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.models import MessageText
from wagtail_coaching.services import rendering
from wagtail_coaching.validators import without_control_characters

if TYPE_CHECKING:
    from wagtail_coaching.messages import MessageKind


class MessageTextForm(forms.Form):
    """Subject and text of one kind of message, with placeholders."""

    subject = forms.CharField(
        label=_("Subject"),
        max_length=MessageText._meta.get_field("subject").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    body = forms.CharField(
        label=_("Text"),
        max_length=MessageText._meta.get_field("body").max_length,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_(
            "Plain text. An empty line begins a new paragraph. The placeholder of a link becomes "
            "a button where it stands alone on its line."
        ),
    )
    #: Which version was opened; see ``services.message_texts.version_of``.
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, kind: type[MessageKind], **kwargs: Any) -> None:
        """Edit the text of this kind of message."""
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_subject(self) -> str:
        """Return the subject on one line."""
        return " ".join(without_control_characters(self.cleaned_data["subject"]).split())

    def clean_body(self) -> str:
        """Return the text with plain line ends."""
        body = without_control_characters(self.cleaned_data["body"])
        return body.replace("\r\n", "\n").replace("\r", "\n")

    def clean(self) -> dict[str, Any]:
        """Refuse placeholders that nothing stands for, and a text without what it is for."""
        cleaned = super().clean() or self.cleaned_data
        if {"subject", "body"} <= set(cleaned):
            errors = rendering.check_template(
                kind=self.kind, subject=cleaned["subject"], body=cleaned["body"]
            )
            for field, messages in errors.items():
                for message in messages:
                    self.add_error(field, message)
        return cleaned
