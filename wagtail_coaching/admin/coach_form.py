"""The form of a coach's record: the coaching, and the person behind it, in one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.coreutils import get_content_languages
from wagtail.models import Locale

from wagtail_coaching.enums import CoachState
from wagtail_coaching.exceptions import EmailTakenError
from wagtail_coaching.models import Coach, Person
from wagtail_coaching.panels import SiteBoundForm
from wagtail_coaching.permissions import sites_for_adding
from wagtail_coaching.services import coach as coach_service

_PERSON_FIELDS = ("name", "email", "phone", "language", "time_zone")
_TERM_FIELDS = ("topics", "formats", "languages")

#: The form's parts, in the order in which somebody is entered.
COACH_PANELS = (
    FieldPanel("site"),
    MultiFieldPanel(
        [
            FieldPanel("name"),
            FieldPanel("email"),
            FieldPanel("email_visibility"),
            FieldPanel("phone"),
            FieldPanel("phone_visibility"),
            FieldRowPanel([FieldPanel("language"), FieldPanel("time_zone")]),
        ],
        heading=_("Person"),
        icon="user",
    ),
    MultiFieldPanel(
        [
            FieldPanel("topics"),
            FieldRowPanel([FieldPanel("formats"), FieldPanel("languages")]),
            FieldRowPanel([FieldPanel("preferred_channel"), FieldPanel("best_hours")]),
        ],
        heading=_("Coaching"),
        icon="comment",
    ),
    MultiFieldPanel(
        [
            FieldPanel("state"),
            FieldPanel("capacity"),
            FieldRowPanel([FieldPanel("paused_until"), FieldPanel("accepting_until")]),
            FieldPanel("last_confirmed_on"),
        ],
        heading=_("Time for learners"),
        icon="calendar-alt",
    ),
)


class CoachForm(SiteBoundForm):
    """A coach together with the person they are."""

    name = Person._meta.get_field("name").formfield()
    email = Person._meta.get_field("email").formfield(
        help_text=_("Where requests and reminders go. The next field says who else sees it.")
    )
    phone = Person._meta.get_field("phone").formfield(
        help_text=_("With the area code. The next field says who sees it.")
    )
    language = forms.ChoiceField(
        label=_("Written to in"),
        required=False,
        help_text=_("The language of the mail to this person."),
    )
    time_zone = Person._meta.get_field("time_zone").formfield(label=_("Time zone"))
    #: What the state was when the form was opened: the coach may leave while it is open.
    seen_state = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ["site", *_PERSON_FIELDS]

    class Meta:
        model = Coach
        fields = [
            "site",
            "email_visibility",
            "phone_visibility",
            "preferred_channel",
            "best_hours",
            "topics",
            "formats",
            "languages",
            "capacity",
            "state",
            "paused_until",
            "accepting_until",
            "last_confirmed_on",
        ]
        widgets = dict.fromkeys(_TERM_FIELDS, forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fill in what is known of the person, and offer the terms of the coach's site."""
        super().__init__(*args, **kwargs)
        known = self.instance.person if self.instance.pk is not None else None
        if known is not None:
            for field in _PERSON_FIELDS:
                self.initial.setdefault(field, getattr(known, field))
        self._offer_languages(known.language if known is not None else "")
        for name in _TERM_FIELDS:
            self._offer_terms(name)
        self._offer_states()

    def _offer_languages(self, present: str) -> None:
        languages = {"": gettext("The site's own language"), **get_content_languages()}
        # One that the project does not have any more stays until somebody changes it.
        languages.setdefault(present, present)
        self.fields["language"].choices = list(languages.items())

    def _offer_states(self) -> None:
        """Leave suspending, which has consequences of its own, to the view that says so."""
        field = self.fields["state"]
        if self.instance.state == CoachState.SUSPENDED:
            field.disabled = True
            field.help_text = gettext("“Reinstate coach”, in the menu above, ends the suspension.")
        else:
            field.choices = [c for c in field.choices if c[0] != CoachState.SUSPENDED]
            field.help_text = gettext(
                "Any other than “active” takes the profile off the site at once. If you choose "
                "“left”, coach, learners and staff are told, and the data is deleted after a time."
            )
        if self.instance.pk is None:
            del self.fields["seen_state"]
        else:
            self.initial["seen_state"] = self.instance.state

    def _offer_terms(self, name: str) -> None:
        """Offer the terms of the coach's site, or of every site it may become."""
        field = self.fields[name]
        terms: Any = field.queryset.select_related("site")
        if self.instance.pk is not None:
            terms = terms.filter(site=self.instance.site_id)
        elif self.for_user is not None:
            terms = terms.filter(site__in=sites_for_adding(self.for_user, Coach))
        # A coach has a term in one language; the gallery shows its translations.
        in_default_language = terms.filter(locale=Locale.get_default())
        if in_default_language.exists():
            terms = in_default_language
        field.queryset = terms
        if terms.values("site").distinct().order_by().count() > 1:
            field.label_from_instance = lambda term: f"{term.name} ({term.site})"

    def clean(self) -> dict[str, Any]:
        """Check that nobody else has the address, and leave out terms of other sites."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        site, email = cleaned.get("site"), cleaned.get("email")
        if site is not None:
            for name in _TERM_FIELDS:
                if name in cleaned:
                    cleaned[name] = cleaned[name].filter(site=site)
        if site is not None and email:
            try:
                coach_service.check_address(site=site, email=email, coach=self.instance)
            except EmailTakenError as error:
                self.add_error("email", str(error))
        return cleaned

    def save(self, commit: bool = True) -> Coach:
        """Store coach and person together."""
        facts = {field: self.cleaned_data[field] for field in _PERSON_FIELDS}
        if self.instance.pk is None:
            # A learner who becomes a coach keeps what nobody was asked to fill in.
            facts = {k: v for k, v in facts.items() if v or k not in {"language", "time_zone"}}
        return coach_service.save_coach(
            coach=self.instance,
            site=self.cleaned_data["site"],
            person_facts=facts,
            user=self.for_user,
            seen_state=self.cleaned_data.get("seen_state", ""),
            **{name: self.cleaned_data[name] for name in _TERM_FIELDS},
        )
