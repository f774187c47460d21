"""Forms of people without an account: their link again, and another address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.forms.protection import ProtectedFormMixin
from wagtail_coaching.models import Person
from wagtail_coaching.services import address as address_service
from wagtail_coaching.services import person as person_service

if TYPE_CHECKING:
    from wagtail_coaching.models import Link


class OwnLinkForm(ProtectedFormMixin, forms.Form):
    """Asks where to mail somebody's link to. Says nothing about who is known."""

    throttle_scope = "own_link"

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("The one you gave us."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def submit(self, *, language: str) -> None:
        """Mail the link. Call it on a valid form only."""
        person_service.send_own_link(
            site=self.site, email=self.cleaned_data["email"], language=language
        )


class AddressChangeForm(ProtectedFormMixin, forms.Form):
    """Asks for another e-mail address. Says nothing about who else has it."""

    throttle_scope = "address_change"
    throttle_email_field = "new_email"

    new_email = forms.EmailField(
        label=_("Your new e-mail address"),
        help_text=_("We write to both addresses, and change it when both have confirmed."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        """Remember whose address it is."""
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_new_email(self) -> str:
        """Return the address in the form it is compared in.

        Raises:
            ValidationError: it is the person's own already.
        """
        email = Person.normalize_email(self.cleaned_data["new_email"])
        if email == self.person.email:
            raise ValidationError(gettext("This is the address we have already."))
        return email

    def submit(self, *, link: Link) -> None:
        """Ask both addresses. Call it on a valid form only.

        Raises:
            DeadLinkError: the link to the person's page has run out meanwhile.
        """
        address_service.request_change(link=link, new_email=self.cleaned_data["new_email"])
