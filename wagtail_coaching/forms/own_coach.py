"""The forms with which coaches look after their own coaching, behind their link."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import ContactChannel
from wagtail_coaching.forms.facts import VOCABULARIES, SiteTerms
from wagtail_coaching.models import Coach, Person
from wagtail_coaching.services import own_coach as own_coach_service
from wagtail_coaching.validators import without_control_characters

if TYPE_CHECKING:
    from wagtail_coaching.models import Link

_CHOSEN: Final = ("topics", "formats", "languages")
#: A longer break is most likely a slip in the year.
_LONGEST_PAUSE: Final = datetime.timedelta(days=2 * 366)


class DayInput(forms.DateInput):
    """A day, by the browser's own calendar. Its value is always as in 2031-03-09."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Write days as browsers take them, whatever the language."""
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class CoachChoicesForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a coach decides alone: how many learners, about what, and how to be reached."""

    phone = Person._meta.get_field("phone").formfield(label=_("Your phone number"))
    time_zone = Person._meta.get_field("time_zone").formfield(
        label=_("Your time zone"),
        help_text=_("The one that your best hours are in."),
        blank_label=_("The association's time zone"),
    )

    field_order = [
        "capacity",
        "accepting_until",
        "topics",
        "formats",
        "languages",
        "preferred_channel",
        "phone",
        "phone_visibility",
        "email_visibility",
        "best_hours",
        "time_zone",
    ]

    class Meta:
        model = Coach
        fields: ClassVar = [
            "capacity",
            "accepting_until",
            "topics",
            "formats",
            "languages",
            "preferred_channel",
            "phone_visibility",
            "email_visibility",
            "best_hours",
        ]
        labels: ClassVar = {
            "capacity": _("How many learners you have time for at once"),
            "accepting_until": _("The last day you take new requests"),
            "topics": _("What you can help with"),
            "formats": _("How you like to talk"),
            "languages": _("Languages you speak"),
            "preferred_channel": _("How learners should get in touch first"),
            "phone_visibility": _("Who sees your phone number"),
            "email_visibility": _("Who sees your e-mail address"),
            "best_hours": _("When you are best reached"),
        }
        help_texts: ClassVar = {
            "capacity": _("0: you take no new requests at present."),
            "accepting_until": _("Leave it empty if there is no such day."),
            "formats": "",
        }
        widgets: ClassVar = {
            "capacity": forms.NumberInput(attrs={"inputmode": "numeric"}),
            "accepting_until": DayInput,
            "preferred_channel": forms.RadioSelect,
            "phone_visibility": forms.RadioSelect,
            "email_visibility": forms.RadioSelect,
            **dict.fromkeys(_CHOSEN, forms.CheckboxSelectMultiple),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fill in what is known, and offer the terms of the coach's site."""
        super().__init__(*args, **kwargs)
        self._stored_last_day = self.instance.accepting_until
        self.fields["phone"].widget.attrs.update(autocomplete="tel", inputmode="tel")
        for name in own_coach_service.PERSON_FACTS:
            self.initial[name] = getattr(self.instance.person, name)
        self._offer_terms()

    def _offer_terms(self) -> None:
        """Offer terms as they are stored, by the names they have in the language that is spoken."""
        offered = SiteTerms(self.instance.site)
        for name in _CHOSEN:
            field: Any = self.fields[name]
            terms = offered.of(name)
            if not terms:
                del self.fields[name]
                continue
            field.queryset = VOCABULARIES[name]._default_manager.filter(
                pk__in=[term.pk for term, _name in terms]
            )
            field.choices = [(term.pk, named) for term, named in terms]
            chosen = getattr(self.instance, name).values_list("translation_key", flat=True)
            keys = set(chosen)
            self.initial[name] = [term.pk for term, _n in terms if term.translation_key in keys]

    def clean_best_hours(self) -> str:
        """Return the text without control characters."""
        return without_control_characters(self.cleaned_data["best_hours"])

    def clean_accepting_until(self) -> datetime.date | None:
        """Return the day.

        Raises:
            ValidationError: it was changed to one that is over.
        """
        day: datetime.date | None = self.cleaned_data["accepting_until"]
        if day is not None and day != self._stored_last_day and day < timezone.localdate():
            raise ValidationError(gettext("This day is over. Choose today or a later one."))
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for a number of those who want to be called."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        wants_calls = cleaned.get("preferred_channel") == ContactChannel.PHONE
        if wants_calls and "phone" in cleaned and not cleaned["phone"]:
            self.add_error(
                "phone", gettext("Give us a number, or let learners write to you by e-mail first.")
            )
        return cleaned

    def submit(self, *, link: Link) -> Coach:
        """Store the choices. Call it on a valid form only.

        Raises:
            DeadLinkError: the link does not work any more.
            IllegalTransitionError: the coach has left, or is suspended.
        """
        facts = own_coach_service.PERSON_FACTS | own_coach_service.COACH_FACTS
        return own_coach_service.save_choices(
            link=link,
            facts={name: self.cleaned_data[name] for name in facts},
            **{name: self.cleaned_data.get(name, ()) for name in _CHOSEN},
        )


class OwnPauseForm(forms.Form):
    """Until when a coach takes a break."""

    until = forms.DateField(
        label=_("The first day you take requests again"),
        error_messages={"required": _("Choose the day you are back.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Let the browser's calendar begin tomorrow."""
        super().__init__(*args, **kwargs)
        first = timezone.localdate() + datetime.timedelta(days=1)
        last = timezone.localdate() + _LONGEST_PAUSE
        self.fields["until"].widget = DayInput(
            attrs={"min": first.isoformat(), "max": last.isoformat()}
        )

    def clean_until(self) -> datetime.date:
        """Return the day.

        Raises:
            ValidationError: it is not to come, or too far away.
        """
        until: datetime.date = self.cleaned_data["until"]
        if until <= timezone.localdate():
            raise ValidationError(gettext("Choose a day after today."))
        if until > timezone.localdate() + _LONGEST_PAUSE:
            raise ValidationError(gettext("A break may last two years at most."))
        return until


class LeaveForm(forms.Form):
    """Why a coach leaves, if they say so."""

    reason = forms.CharField(
        label=_("Would you tell us why?"),
        help_text=_("Only staff who look after the coaching program read it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_reason(self) -> str:
        """Return the text without control characters."""
        return without_control_characters(self.cleaned_data["reason"])
