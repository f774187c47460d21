"""Form fields whose cleaned values JSON can hold, forgiving in how they are filled in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext

from wagtail_coaching.exceptions import PortraitError
from wagtail_coaching.forms.own_coach import DayInput
from wagtail_coaching.services import portrait as portrait_service
from wagtail_coaching.validators import without_control_characters

if TYPE_CHECKING:
    import datetime

#: What stands between the thousands of a number, in one language or another.
_THOUSANDS: Final = re.compile(r"(?<=\d)[.,'’\s](?=\d{3}(?!\d))")


class PlainTextField(forms.CharField):
    """Text without control characters: they come with pasted text, and nobody sees them."""

    def to_python(self, value: Any) -> str:
        """Return the text."""
        return super().to_python(without_control_characters(str(value or ""))) or ""


class LinesField(PlainTextField):
    """Text of more than one line, with the line ends that are stored."""

    def __init__(self, *, rows: int, **kwargs: Any) -> None:
        """Take a CharField's arguments, and how many lines are seen."""
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        """Return the text. Browsers send each line end as two characters."""
        return super().to_python(str(value or "").replace("\r\n", "\n"))


class WholeNumberField(forms.IntegerField):
    """A number as people write it: with or without something between the thousands."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def to_python(self, value: Any) -> int | None:
        """Return the number.

        Raises:
            ValidationError: it is none.
        """
        return super().to_python(_THOUSANDS.sub("", str(value)) if value is not None else value)


class DayField(forms.DateField):
    """A day, whose cleaned value is text as in 2031-03-09."""

    widget = DayInput

    def clean(self, value: Any) -> str | None:
        """Return the day.

        Raises:
            ValidationError: it is none, or is over.
        """
        day: datetime.date | None = super().clean(value)
        if day is not None and day < timezone.localdate():
            raise ValidationError(gettext("This day is over. Choose today or a later one."))
        return day.isoformat() if day is not None else None


class PortraitField(forms.FileField):
    """A photo. Its cleaned value is a JPEG of our own making, in bytes; ``None`` for none."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/heic"})

    def clean(self, data: Any, initial: Any = None) -> bytes | None:
        """Return the photo, written anew.

        Raises:
            ValidationError: it is no photo that we take.
        """
        if not data:
            return None
        try:
            return portrait_service.rewrite(file=data)
        except PortraitError as error:
            raise ValidationError(str(error)) from error
