"""What people tell about themselves, as mixins of fields: for the application form's steps, and
for coaches who edit their own profile. A field is named as the fact in ``services/profile_edit.py``
that it gives, and its cleaned value is what JSON can hold.

No mixin asks for anything that must be filled in: a form says so by ``required_facts``.
"""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import ContactChannel, ContactVisibility, USState
from wagtail_coaching.fields import PhoneFormField
from wagtail_coaching.forms.facts import CHOOSE, FactsForm
from wagtail_coaching.forms.plain_fields import (
    DayField,
    LinesField,
    PlainTextField,
    PortraitField,
    WholeNumberField,
)
from wagtail_coaching.models import Person

#: As ``ContactVisibility`` has them, to somebody who is asked.
_VISIBLE_TO: Final = (
    (ContactVisibility.EVERYONE.value, _("Everyone")),
    (ContactVisibility.MEMBERS.value, _("Members")),
    (ContactVisibility.ACCEPTED.value, _("Only somebody whose request you have accepted")),
)
#: The largest number that the column of a page takes on every database.
_MOST_PEOPLE: Final = 2_147_483_647


def _one_of() -> Any:
    return forms.TypedChoiceField(coerce=int, empty_value=None, required=False)


def _some_of() -> Any:
    return forms.TypedMultipleChoiceField(
        coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )


class NameFields(FactsForm):
    """How somebody is called."""

    name = PlainTextField(
        label=_("Your name"),
        max_length=200,
        required=False,
        error_messages={"required": _("Enter your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class AboutFields(FactsForm):
    """Who somebody is."""

    preferred_name = PlainTextField(
        label=_("What to call you"),
        help_text=_("Such as “Bob”, if your name is Robert."),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    pronouns = PlainTextField(
        label=_("Your pronouns"),
        help_text=_("Such as “she/her”. Leave it empty if you would rather not say."),
        max_length=40,
        required=False,
    )


class PortraitFields(FactsForm):
    """A photo."""

    portrait = PortraitField(
        label=_("Your photo"),
        help_text=_(
            "A JPEG, PNG, WebP or HEIC file of up to 10 MB. We keep the picture only: where and "
            "when it was taken is removed."
        ),
        required=False,
    )
    drop_portrait = forms.BooleanField(label=_("Remove my photo"), required=False)


class PhoneFields(FactsForm):
    """A phone number."""

    phone = PhoneFormField(
        label=_("Your phone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel", "inputmode": "tel"}),
    )


class ExperienceFields(FactsForm):
    """What somebody does, or did."""

    job_title = PlainTextField(
        label=_("Your title"),
        help_text=_("Such as “Assistant city manager”, or “City manager, retired”."),
        max_length=150,
        required=False,
        error_messages={"required": _("Enter your title.")},
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    organization = PlainTextField(
        label=_("Your organization"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    organization_type = _one_of()
    organization_type.label = _("Type of organization")
    population = WholeNumberField(
        label=_("Population served"),
        help_text=_("Roughly how many residents your organization serves."),
        min_value=0,
        max_value=_MOST_PEOPLE,
        required=False,
    )
    us_state = forms.ChoiceField(
        label=_("State"),
        choices=[CHOOSE, *USState.choices],
        required=False,
        widget=forms.Select(attrs={"autocomplete": "address-level1"}),
    )
    region = PlainTextField(
        label=_("Region"), help_text=_("Such as “Fox Valley”."), max_length=100, required=False
    )
    years_in_local_government = WholeNumberField(
        label=_("Years in local government"), min_value=0, max_value=80, required=False
    )
    career_stage = _one_of()
    career_stage.label = _("Where you are in your career")
    credentials = _some_of()
    credentials.label = _("Credentials that you hold")


class HelpFields(FactsForm):
    """What somebody has to give, in their own words."""

    roles = _some_of()
    roles.label = _("How you would like to help")
    ask_me_about = LinesField(
        label=_("Ask me about …"),
        help_text=_("What you know well, one thing a line. Such as “a first budget”."),
        max_length=1000,
        required=False,
        rows=4,
    )
    biography = LinesField(
        label=_("Your story"),
        help_text=_(
            "Where you have worked, what you have learned, and why you coach. Learners read this "
            "before they choose. An empty line begins a new paragraph."
        ),
        max_length=6000,
        required=False,
        rows=9,
        error_messages={"required": _("Tell learners a little about yourself.")},
    )


class TopicsFields(FactsForm):
    """What to talk about, how, and in which languages."""

    topics = _some_of()
    topics.label = _("Topics")
    topics.error_messages["required"] = _("Choose one topic at least.")
    formats = _some_of()
    formats.label = _("How you like to talk")
    languages = _some_of()
    languages.label = _("Languages you speak")


class AvailabilityFields(PhoneFields):
    """How many learners, when, and how they get in touch."""

    capacity = WholeNumberField(
        label=_("How many learners you have time for at once"),
        help_text=_("Most begin with one or two. You can change it at any time."),
        min_value=0,
        max_value=50,
        required=False,
        initial=2,
    )
    accepting_until = DayField(
        label=_("The last day you take new requests"),
        help_text=_("Leave it empty if there is no such day."),
        required=False,
    )
    preferred_channel = forms.ChoiceField(
        label=_("How learners should get in touch first"),
        choices=ContactChannel.choices,
        initial=ContactChannel.PHONE,
        widget=forms.RadioSelect,
    )
    phone_visibility = forms.ChoiceField(
        label=_("Who sees your phone number"),
        choices=_VISIBLE_TO,
        initial=ContactVisibility.ACCEPTED,
        widget=forms.RadioSelect,
    )
    email_visibility = forms.ChoiceField(
        label=_("Who sees your e-mail address"),
        choices=_VISIBLE_TO,
        initial=ContactVisibility.ACCEPTED,
        widget=forms.RadioSelect,
    )
    best_hours = PlainTextField(
        label=_("When you are best reached"),
        help_text=_("Such as “weekday mornings”."),
        max_length=200,
        required=False,
    )
    time_zone = Person._meta.get_field("time_zone").formfield(
        label=_("Your time zone"),
        help_text=_("The one that your best hours are in."),
        blank_label=_("The association's time zone"),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a number of those who want to be called."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        wants_calls = cleaned.get("preferred_channel") == ContactChannel.PHONE
        if wants_calls and "phone" in cleaned and not cleaned["phone"]:
            self.add_error(
                "phone", gettext("Give us a number, or let learners write to you by e-mail first.")
            )
        return cleaned


class GoalsFields(FactsForm):
    """What somebody would like to learn."""

    goals = LinesField(
        label=_("What you would like to talk about with a coach"),
        help_text=_("A few sentences are enough. It is not public."),
        max_length=4000,
        required=False,
        rows=6,
    )
