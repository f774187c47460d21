"""What all public forms share against programs: a trap, a time stamp, and throttling.

No third party, no riddles, no JavaScript. A person is never turned away for good, and loses nothing
that was typed: whatever is found, the form comes back as it was, says so, and is sent again.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.core import signing
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy

from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.exceptions import ThrottledError
from wagtail_coaching.services import throttle

if TYPE_CHECKING:
    from django.utils.safestring import SafeString
    from wagtail.models import Site

TRAP: Final = "coaching_subject"
STAMP: Final = "coaching_stamp"
_SALT: Final = "wagtail_coaching.form"
#: A form may lie open for a weekend before it is sent.
_MAX_SECONDS: Final = 4 * 24 * 3600


def new_stamp(*, seconds_ago: float = 0) -> str:
    """Return a signed note of when a form was shown, good for one filling-in."""
    return signing.Signer(salt=_SALT).sign_object(
        {"at": time.time() - seconds_ago, "id": secrets.token_urlsafe(12)}
    )


class TrapInput(forms.TextInput):
    """A field that no person sees and many a program fills in.

    ``hidden`` keeps it from eyes, screen readers, the tab key and password managers alike, and
    needs no style sheet. When something filled it in all the same, it is shown, with why.
    """

    is_shown = False

    @property
    def is_hidden(self) -> bool:
        """Whether templates should render it among the hidden fields."""
        return not self.is_shown

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the field; in a hidden box unless it has something to say."""
        field = super().render(name, value, attrs, renderer)
        if self.is_shown:
            return field
        identifier = (attrs or {}).get("id", "")
        return format_html(
            '<div hidden><label for="{}">{}</label>{}</div>', identifier, _TRAP_LABEL, field
        )


_TRAP_LABEL: Final = gettext_lazy("Leave this field empty")


class ProtectedFormMixin(forms.Form):
    """Protects a public form. Put it before the form class among the bases.

    Templates render ``form.hidden_fields`` and ``form.visible_fields`` as ever.
    """

    #: What tries are counted as; see ``services.throttle.LIMITS``.
    throttle_scope: ClassVar[str]
    #: The field with the e-mail address that the form makes us write to; empty: none.
    throttle_email_field: ClassVar[str] = "email"
    #: What else tries are counted as: pairs of a scope and a field with an address.
    throttled_besides: ClassVar[tuple[tuple[str, str], ...]] = ()

    def __init__(self, *args: Any, site: Site, address: str = "", **kwargs: Any) -> None:
        """Add the two fields.

        Args:
            site: where the form is shown.
            address: the visitor's network address, as from ``throttle.client_address``.
        """
        super().__init__(*args, **kwargs)
        self.site = site
        self.address = address
        #: Whether it was refused because there were too many; the answer's status is 429 then.
        self.is_throttled = False
        # Plain fields: whatever stands in them is no error that anybody could mend.
        self.fields[TRAP] = forms.Field(
            label=_TRAP_LABEL,
            required=False,
            widget=TrapInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
        )
        self.fields[STAMP] = forms.Field(
            required=False, widget=forms.HiddenInput, initial=new_stamp
        )

    def full_clean(self) -> None:
        """Validate; a form that is right is looked at for its time, and counted."""
        self._spring_trap()
        super().full_clean()
        if not self.is_bound:
            return
        if self._trapped:
            self.add_error(
                TRAP,
                gettext(
                    "Something filled in a field that is there to catch programs. We have "
                    "emptied it: please send the form again."
                ),
            )
        seconds = self._seconds_since_shown()
        if seconds is None:
            # What is sent again with the new stamp has been looked at long enough.
            self._replace(STAMP, new_stamp(seconds_ago=coaching_settings.FORM_MIN_SECONDS))
        if self.errors:
            return
        if seconds is None:
            self.add_error(
                None,
                gettext(
                    "This page was open for a long time. Everything you typed is still here: "
                    "please send it again."
                ),
            )
        elif seconds < coaching_settings.FORM_MIN_SECONDS:
            self.add_error(
                None,
                gettext(
                    "That was very quick. Please look at the form once more, and send it again."
                ),
            )
        else:
            self._count_try()

    def submission_key(self, about: object = "") -> str:
        """Name this filling-in: the same when the same form is sent twice, as by a double click.

        Somebody who goes back, changes something and sends again has another.

        Args:
            about: what else tells two submissions apart, beside what was filled in.
        """
        said = sorted(
            (name, values)
            for name, values in self._lists()
            if name not in ("csrfmiddlewaretoken", self.add_prefix(TRAP))
        )
        return hashlib.sha256(json.dumps([str(about), *said]).encode()).hexdigest()

    _trapped = False

    def _spring_trap(self) -> None:
        if self.is_bound and self.data.get(self.add_prefix(TRAP)):
            self._trapped = True
            widget: Any = self.fields[TRAP].widget
            widget.is_shown = True
            widget.attrs.pop("tabindex", None)
            self._replace(TRAP, "")

    def _seconds_since_shown(self) -> float | None:
        """Return how long the form was looked at; ``None`` if nobody knows, or too long."""
        try:
            stamp = signing.Signer(salt=_SALT).unsign_object(
                str(self.data.get(self.add_prefix(STAMP), ""))
            )
            seconds = time.time() - stamp["at"]
        # Not ASCII, not ours, or not of this shape.
        except (signing.BadSignature, ValueError, TypeError, KeyError):
            return None
        return seconds if seconds <= _MAX_SECONDS else None

    def _count_try(self) -> None:
        counted = ((self.throttle_scope, self.throttle_email_field), *self.throttled_besides)
        try:
            for scope, field in counted:
                email = str(self.cleaned_data.get(field) or "")
                throttle.hit(scope=scope, site=self.site, address=self.address, email=email)
        except ThrottledError as error:
            self.is_throttled = True
            self.add_error(
                None, gettext("%(reason)s What you typed is still here.") % {"reason": error}
            )

    def _replace(self, name: str, value: str) -> None:
        """Put another value in the place of what was sent."""
        sent: Any = self.data
        data = sent.copy()
        data[self.add_prefix(name)] = value
        self.data = data

    def _lists(self) -> list[tuple[str, list[str]]]:
        data: Any = self.data
        if hasattr(data, "lists"):
            return list(data.lists())
        return [(name, [str(value)]) for name, value in data.items()]
