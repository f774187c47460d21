"""Model fields that the package's models share."""

import functools
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from wagtail_coaching.validators import format_phone, time_zone_names, validate_time_zone

# The zones that nearly every association needs come first in the list.
_COMMON_ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
)


@functools.cache
def _time_zone_choices() -> list[tuple[Any, Any]]:
    others = sorted(time_zone_names().difference(_COMMON_ZONES))
    return [
        (_("United States"), [(name, name.replace("_", " ")) for name in _COMMON_ZONES]),
        (_("All time zones"), [(name, name.replace("_", " ")) for name in others]),
    ]


class TimeZoneField(models.CharField):  # type: ignore[type-arg]
    """An IANA time zone name (a ``str``), offered as a list in forms.

    The list is made when a form is made and is no part of the field's ``choices``: a new release
    of the time zone database must not change anybody's migrations.
    """

    default_validators = [validate_time_zone]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take CharField's arguments; ``max_length`` is 64 unless given."""
        kwargs.setdefault("max_length", 64)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        """Return a choice field over all time zones, the United States first."""
        blank_label = kwargs.pop("blank_label", "---------")
        return forms.TypedChoiceField(
            choices=[("", blank_label), *_time_zone_choices()],
            required=not self.blank,
            label=kwargs.get("label", self.verbose_name),
            help_text=kwargs.get("help_text", self.help_text),
            initial=self.default if self.has_default() else "",
            empty_value="",
        )


class PhoneFormField(forms.CharField):
    """Takes a phone number however it is typed, and returns it as people write it."""

    widget = forms.TextInput(attrs={"type": "tel"})

    def clean(self, value: Any) -> str:
        """Return the number in its usual form, such as "(312) 555-0142"; empty for none.

        Raises:
            ValidationError: it is no phone number.
        """
        text = super().clean(value)
        return format_phone(text) if text else ""


class PhoneField(models.CharField):  # type: ignore[type-arg]
    """A phone number as people write it (a ``str``); empty where there is none.

    It is checked and brought into one form wherever it is cleaned; numbers without a country code
    belong to the country of the setting ``PHONE_REGION``.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take CharField's arguments; ``max_length`` is 40 unless given."""
        kwargs.setdefault("max_length", 40)
        super().__init__(*args, **kwargs)

    def clean(self, value: Any, model_instance: models.Model | None) -> str:
        """Return the number in its usual form.

        Raises:
            ValidationError: it is no phone number.
        """
        text: str = super().clean(value, model_instance)
        return format_phone(text) if text else ""

    def formfield(self, **kwargs: Any) -> Any:
        """Return a field for one line of text, with the keyboard for phone numbers."""
        return super().formfield(**{"form_class": PhoneFormField, **kwargs})


class CoachingStreamField(StreamField):
    """A StreamField over one of this package's top-level blocks that keeps migrations quiet.

    Wagtail writes the whole definition of a top-level block into the migration of every host
    that subclasses a mixin; this field writes the block's import path, so that a block we add to
    it in an upgrade changes nobody's migrations.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return the field with its block by import path (in Wagtail's lookup notation)."""
        name, path, _args, kwargs = super().deconstruct()
        kwargs["block_lookup"] = {0: self.stream_block.deconstruct()}
        return name, path, [0], kwargs
