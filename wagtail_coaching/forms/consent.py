"""What coaches answer to whether their profile may be public."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.validators import without_control_characters


class WrongProfileForm(forms.Form):
    """What is wrong with the profile."""

    message = forms.CharField(
        label=_("What is wrong?"),
        help_text=_("Staff read it, put it right, and ask you again. Nothing is published before."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say in a few words what has to change.")},
    )

    def clean_message(self) -> str:
        """Return the text without control characters."""
        return without_control_characters(self.cleaned_data["message"])
