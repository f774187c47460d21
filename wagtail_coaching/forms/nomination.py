"""The form with which somebody suggests somebody else as a coach."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.forms.plain_fields import LinesField, PlainTextField
from wagtail_coaching.forms.protection import ProtectedFormMixin
from wagtail_coaching.models import Person
from wagtail_coaching.services import nomination as nomination_service

if TYPE_CHECKING:
    from wagtail_coaching.models import CoachNomination

#: What no name has: an address, with which our mail would be an advertisement.
_ADDRESS: Final = re.compile(r"[@/\\]|\w\.[a-z]{2,}")


class NominationForm(ProtectedFormMixin, forms.Form):
    """Who, why, and who says so. Tells nobody whether an address is known."""

    throttle_scope = "nomination"
    throttle_email_field = "nominator_email"
    throttled_besides = (("nominee", "nominee_email"),)

    nominee_name = PlainTextField(
        label=_("Their name"),
        max_length=200,
        error_messages={"required": _("Enter the name of the person whom you suggest.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    nominee_email = forms.EmailField(
        label=_("Their e-mail address"),
        help_text=_("We ask them once, and delete it if they say no."),
        max_length=254,
        error_messages={"required": _("Enter an address at which we can ask them.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    reason = LinesField(
        rows=5,
        label=_("Why would they be a good coach?"),
        help_text=_("They read this. A sentence or two is enough."),
        max_length=2000,
        error_messages={"required": _("Say in a sentence why you thought of them.")},
    )
    nominator_name = PlainTextField(
        label=_("Your name"),
        help_text=_("We tell them who thought of them."),
        max_length=200,
        error_messages={"required": _("Enter your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    nominator_email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send you a mail to confirm it. They do not see it."),
        max_length=254,
        error_messages={"required": _("Enter your e-mail address.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_nominator_name(self) -> str:
        """Return the name, which stands in a mail to somebody who has not asked for it.

        Raises:
            ValidationError: there is an address in it.
        """
        name: str = self.cleaned_data["nominator_name"]
        if _ADDRESS.search(name):
            raise ValidationError(gettext("Enter your name, and nothing else."))
        return name

    def clean_nominator_email(self) -> str:
        """Return the address in the form it is compared in."""
        return Person.normalize_email(self.cleaned_data["nominator_email"])

    def clean_nominee_email(self) -> str:
        """Return the address in the form it is compared in."""
        return Person.normalize_email(self.cleaned_data["nominee_email"])

    def clean(self) -> dict[str, Any]:
        """Send those to the other form who suggest themselves."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        own, other = cleaned.get("nominator_email"), cleaned.get("nominee_email")
        if own and own == other:
            self.add_error(
                "nominee_email",
                gettext("This is your own address. Would you like to coach? Then apply yourself."),
            )
        return cleaned

    def submit(self, *, form_page_pk: str, language: str) -> CoachNomination:
        """Store the nomination. Call it on a valid form only."""
        names = ("nominee_name", "nominee_email", "reason", "nominator_name", "nominator_email")
        return nomination_service.submit(
            site=self.site,
            form_page_pk=form_page_pk,
            facts={name: self.cleaned_data[name] for name in names},
            language=language,
            submission_key=self.submission_key(form_page_pk),
        )
