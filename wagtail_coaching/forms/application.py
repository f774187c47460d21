"""The forms of the application: how it begins, its steps, and the consent with which it is sent."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.forms.forms import FormBuilder

from wagtail_coaching.enums import ApplicationRole
from wagtail_coaching.forms.application_fields import (
    AboutFields,
    AvailabilityFields,
    ExperienceFields,
    GoalsFields,
    HelpFields,
    PhoneFields,
    PortraitFields,
    TopicsFields,
)
from wagtail_coaching.forms.facts import FactsForm
from wagtail_coaching.forms.own_coach import DayInput
from wagtail_coaching.forms.plain_fields import PlainTextField
from wagtail_coaching.forms.protection import ProtectedFormMixin
from wagtail_coaching.models import Person
from wagtail_coaching.services import application_draft

if TYPE_CHECKING:
    from wagtail_coaching.models import CoachApplication

_ROLES: Final = (
    (ApplicationRole.COACH.value, _("Coach: I offer my time to colleagues")),
    (ApplicationRole.LEARNER.value, _("Learner: I would like to talk to a coach")),
    (ApplicationRole.BOTH.value, _("Both")),
)
#: What is stored beside the facts: see ``application_draft.save_step``.
IDENTITY: Final = ("name", "email", "role")


class IdentityFields(forms.Form):
    """Who it is, and as what they join."""

    role = forms.ChoiceField(
        label=_("How would you like to join?"),
        choices=_ROLES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you would like to join.")},
    )
    name = PlainTextField(
        label=_("Your name"),
        max_length=200,
        error_messages={"required": _("Enter your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We write to you here. It is not shown on the site unless you say so."),
        max_length=254,
        error_messages={"required": _("Enter your e-mail address.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, takes_learners: bool = True, **kwargs: Any) -> None:
        """Leave the question out where there is nothing to choose."""
        super().__init__(*args, **kwargs)
        if not takes_learners:
            del self.fields["role"]

    def clean_email(self) -> str:
        """Return the address in the form it is compared in."""
        return Person.normalize_email(self.cleaned_data["email"])


class StartForm(ProtectedFormMixin, IdentityFields):
    """Begins an application. Says nothing about who is known."""

    throttle_scope = "application"
    field_order = ("role", "name", "email")

    def submit(self, *, form_page_pk: str, language: str) -> CoachApplication:
        """Store what was said. Call it on a valid form only."""
        return application_draft.start(
            site=self.site,
            form_page_pk=form_page_pk,
            role=self.cleaned_data.get("role", ApplicationRole.COACH),
            name=self.cleaned_data["name"],
            email=self.cleaned_data["email"],
            language=language,
            typed={name: values for name, values in self._lists() if name in IDENTITY},
            start_key=self.submission_key(form_page_pk),
        )


class YouForm(IdentityFields, AboutFields):
    """Who a learner is, or a coach; begun with what the first page has asked."""

    def __init__(self, *args: Any, is_sent: bool = False, **kwargs: Any) -> None:
        """Hold what cannot be changed after it was sent: the address is confirmed."""
        super().__init__(*args, **kwargs)
        if is_sent:
            self.fields["email"].disabled = True
            self.fields["email"].help_text = _("You have confirmed it.")
            if "role" in self.fields:
                self.fields["role"].disabled = True

    @property
    def identity_fields(self) -> list[Any]:
        """What the first page has asked already."""
        return [self[name] for name in ("role", "name", "email") if name in self.fields]

    @property
    def more_fields(self) -> list[Any]:
        """What this step asks besides."""
        return [field for field in self if field.name not in IDENTITY]

    @property
    def has_wrong_identity(self) -> bool:
        """Whether something of what the first page has asked is wrong here."""
        return any(name in self.errors for name in IDENTITY)


class CoachYouForm(YouForm, PortraitFields):
    """Who a coach is."""

    field_order = ("role", "name", "email", "preferred_name", "pronouns", "portrait")


class LearnerYouForm(YouForm, PhoneFields):
    """Who a learner is."""

    field_order = ("role", "name", "email", "preferred_name", "pronouns", "phone")


class CoachExperienceForm(ExperienceFields):
    """What a coach does, or did."""

    required_facts = ("job_title",)


class LearnerExperienceForm(ExperienceFields):
    """What a learner does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave out what only a profile shows."""
        super().__init__(*args, **kwargs)
        for name in ("region", "years_in_local_government", "credentials"):
            self.fields.pop(name, None)


class CoachHelpForm(TopicsFields, HelpFields):
    """What a coach can help with."""

    required_facts = ("topics", "biography")
    field_order = ("topics", "roles", "formats", "languages", "ask_me_about", "biography")


class BothHelpForm(CoachHelpForm, GoalsFields):
    """What somebody can help with, who would like to learn, too."""


class LearnerHelpForm(TopicsFields, GoalsFields):
    """What a learner would like to talk about."""

    field_order = ("topics", "goals")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave out what only coaches say."""
        super().__init__(*args, **kwargs)
        for name in ("formats", "languages"):
            self.fields.pop(name, None)


class CoachAvailabilityForm(AvailabilityFields):
    """How many learners, when, and how they get in touch."""

    required_facts = ("capacity",)
    field_order = (
        "capacity",
        "accepting_until",
        "preferred_channel",
        "phone",
        "phone_visibility",
        "email_visibility",
        "best_hours",
        "time_zone",
    )


class QuestionFormBuilder(FormBuilder):
    """Wagtail's form builder, with the browser's own calendar and numbers as people write them."""

    def create_date_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        """Return a field for a day."""
        return forms.DateField(widget=DayInput, **options)

    def create_datetime_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        """Return a field for a day and a time."""
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        return forms.DateTimeField(widget=widget, **options)

    def create_dropdown_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        """Return a list in which nothing is chosen before somebody chooses."""
        made: Any = super().create_dropdown_field(field, options)
        made.choices = [("", _("Choose one")), *made.choices]
        return made  # type: ignore[no-any-return]

    def create_multiselect_field(self, field: Any, options: dict[str, Any]) -> forms.Field:
        """Return boxes to tick: a list in which several are chosen needs a key held down."""
        return super().create_checkboxes_field(field, options)  # type: ignore[no-any-return]


class ConsentForm(forms.Form):
    """Agrees to the words that were shown, and sends it all."""

    consent = forms.BooleanField(
        error_messages={"required": _("Please tick this box, so that we may take your form.")},
    )
    #: Names the words that were shown.
    version = forms.CharField(required=False)

    def __init__(self, *args: Any, words: str, **kwargs: Any) -> None:
        """Show these words."""
        super().__init__(*args, **kwargs)
        self.words = words
        self.fields["consent"].label = words

    @property
    def words_version(self) -> str:
        """What tells these words from others."""
        return hashlib.sha256(self.words.encode()).hexdigest()[:12]

    def clean(self) -> dict[str, Any]:
        """Refuse a tick that was given to other words.

        Raises:
            ValidationError: they have changed since the page was shown.
        """
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("consent") and cleaned.get("version") != self.words_version:
            text = gettext("These words have just changed. Please read them again, and tick them.")
            raise ValidationError({"consent": text})
        return cleaned


#: The form of each step, by role. The editors' own questions come before the last one.
STEP_FORMS: Final[dict[ApplicationRole, dict[str, type[FactsForm]]]] = {
    ApplicationRole.COACH: {
        "you": CoachYouForm,
        "experience": CoachExperienceForm,
        "help": CoachHelpForm,
        "availability": CoachAvailabilityForm,
    },
    ApplicationRole.BOTH: {
        "you": CoachYouForm,
        "experience": CoachExperienceForm,
        "help": BothHelpForm,
        "availability": CoachAvailabilityForm,
    },
    ApplicationRole.LEARNER: {
        "you": LearnerYouForm,
        "experience": LearnerExperienceForm,
        "help": LearnerHelpForm,
    },
}
