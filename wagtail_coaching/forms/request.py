"""The form with which a learner asks for a coach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.enums import RequestKind, RequestPurpose, USState
from wagtail_coaching.forms.protection import STAMP, TRAP, ProtectedFormMixin
from wagtail_coaching.models import CareerStage, CoachRequest, OrganizationType, Topic
from wagtail_coaching.services import request as request_service
from wagtail_coaching.services.taxonomy import terms_of
from wagtail_coaching.validators import without_control_characters

if TYPE_CHECKING:
    from wagtail.models import Site

    from wagtail_coaching.models import Coach

_VOCABULARIES = {
    "organization_type": OrganizationType,
    "career_stage": CareerStage,
    "topics": Topic,
}


class CoachRequestForm(ProtectedFormMixin, forms.ModelForm):  # type: ignore[type-arg]
    """Asks for what a coach needs to know, and no more."""

    throttle_scope = "request"

    consent = forms.BooleanField(
        label=_(
            "I agree that the association stores what I wrote here, and shares it with the coach "
            "it is meant for."
        ),
        error_messages={
            "required": _("Please tick this box, so that we may pass on your request.")
        },
    )

    class Meta:
        model = CoachRequest
        fields = [
            "name",
            "email",
            "phone",
            "job_title",
            "organization",
            "organization_type",
            "population",
            "us_state",
            "career_stage",
            "topics",
            "kind",
            "message",
        ]
        labels = {
            "name": _("Your name"),
            "email": _("Your e-mail address"),
            "phone": _("Your phone number"),
            "job_title": _("Your title"),
            "organization": _("Your organization"),
            "organization_type": _("Type of organization"),
            "population": _("Population served"),
            "us_state": _("State"),
            "career_stage": _("Where you are in your career"),
            "topics": _("Topics"),
            "kind": _("What you have in mind"),
            "message": _("What you would like to talk about"),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "phone": forms.TextInput(
                attrs={"autocomplete": "tel", "type": "tel", "inputmode": "tel"}
            ),
            "job_title": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "organization": forms.TextInput(attrs={"autocomplete": "organization"}),
            "population": forms.NumberInput(attrs={"inputmode": "numeric"}),
            "us_state": forms.Select(attrs={"autocomplete": "address-level1"}),
            "topics": forms.CheckboxSelectMultiple,
            "kind": forms.RadioSelect,
            "message": forms.Textarea(attrs={"rows": 7}),
        }
        help_texts = {
            "email": _(
                "We send you a mail to confirm your request, and the coach answers here. It is "
                "never shown on the site."
            ),
            "phone": _("Many coaches like to call."),
            "population": _("Roughly how many residents your organization serves."),
            "message": _("A few sentences are enough. Please leave out what must stay private."),
        }

    def __init__(
        self, *args: Any, site: Site, locale_id: int, consent_text: str = "", **kwargs: Any
    ) -> None:
        """Offer the terms of one site, in one language."""
        super().__init__(*args, site=site, **kwargs)
        found = terms_of(*_VOCABULARIES.values(), site=site, locale_id=locale_id)
        for (name, model), terms in zip(_VOCABULARIES.items(), found, strict=True):
            field: Any = self.fields[name]
            field.queryset = model._default_manager.filter(pk__in=[term.pk for term in terms])
            if not isinstance(field, forms.ModelMultipleChoiceField):
                field.empty_label = _("Choose one")
        state: Any = self.fields["us_state"]
        state.choices = [("", _("Choose one")), *USState.choices]
        kind: Any = self.fields["kind"]
        kind.choices = RequestKind.choices
        if consent_text:
            self.fields["consent"].label = consent_text

    def clean(self) -> dict[str, Any]:
        """Leave out control characters: they come with pasted text, and nobody sees them."""
        cleaned = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = without_control_characters(value)
        return cleaned

    def submit(
        self,
        *,
        coach: Coach | None,
        language: str,
        purpose: RequestPurpose = RequestPurpose.COACHING,
    ) -> CoachRequest:
        """Store the request. Call it on a valid form only."""
        facts = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("consent", STAMP, TRAP)
        }
        topics = facts.pop("topics")
        return request_service.submit_request(
            site=self.site,
            facts=facts,
            topics=topics,
            coach=coach,
            language=language,
            purpose=purpose,
            submission_key=self.submission_key(
                f"{coach.pk} {purpose}" if coach is not None else ""
            ),
        )
