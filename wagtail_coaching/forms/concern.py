"""The form with which anybody tells staff of a concern about a profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.forms.protection import ProtectedFormMixin
from wagtail_coaching.services import concern as concern_service

if TYPE_CHECKING:
    from wagtail_coaching.models import CoachConcern


class ConcernForm(ProtectedFormMixin, forms.Form):
    """Asks what is wrong. Who it is, they may leave out."""

    throttle_scope = "concern"
    # Nobody is written to: the address is only for staff to answer.
    throttle_email_field = ""

    message = forms.CharField(
        label=_("What should we know?"),
        help_text=_("Such as what is wrong on the profile, or what happened, and when."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("If we may ask you about it, or tell you what came of it."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def submit(self, *, page: Any) -> CoachConcern:
        """Tell staff. Call it on a valid form only.

        Args:
            page: the profile that it is about.
        """
        return concern_service.report_concern(
            site=self.site,
            page=page,
            message=self.cleaned_data["message"],
            name=self.cleaned_data["name"],
            email=self.cleaned_data["email"],
        )
