"""All steps of one application, each bound to what was typed in it, right or not."""

from __future__ import annotations

import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.enums import ApplicationRole
from wagtail_coaching.forms.application import (
    IDENTITY,
    STEP_FORMS,
    ConsentForm,
    QuestionFormBuilder,
    YouForm,
)
from wagtail_coaching.forms.facts import SiteTerms
from wagtail_coaching.services import consent as consent_service
from wagtail_coaching.validators import record_key, without_control_characters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wagtail_coaching.models import CoachApplication

QUESTIONS: Final = "questions"
CONSENT: Final = "consent"
_TITLES: Final[dict[str, Any]] = {
    "you": _("About you"),
    "experience": _("Your experience"),
    "help": _("What you can help with"),
    "availability": _("Your time, and how you are reached"),
    QUESTIONS: _("A few more questions"),
    CONSENT: _("Look it over, and send"),
}
_LEARNER_TITLES: Final[dict[str, Any]] = {
    "experience": _("Your work"),
    "help": _("What you would like to talk about"),
}
#: As much as is stored of what is typed in one field. It is far more than any field takes.
_MOST_TYPED: Final = 20_000
_MOST_VALUES: Final = 200
#: They are no facts.
_NO_FACTS: Final = frozenset({"email", "role", "portrait", "drop_portrait"})


class Step(NamedTuple):
    """One step, as the list of all of them shows it."""

    slug: str
    title: Any
    number: int
    is_current: bool
    is_complete: bool
    is_open: bool


class Said(NamedTuple):
    """What somebody said in a field, in words."""

    label: str
    text: str

    @property
    def is_long(self) -> bool:
        """Whether it is more than a line."""
        return "\n" in self.text or len(self.text) > 80


class ApplicationSteps:
    """The form of one application."""

    def __init__(self, application: CoachApplication) -> None:
        """Look at an application as it is stored."""
        self.application = application
        self.role = ApplicationRole(application.role)
        self._terms = SiteTerms(application.site)
        self._checked: dict[str, forms.Form] = {}

    @cached_property
    def form_page(self) -> Any | None:
        """The page with the form; ``None`` when it is gone."""
        key = record_key(self.application.form_page_pk)
        model = coaching_settings.page_model("APPLICATION_PAGE_MODEL")
        return model._default_manager.filter(pk=key).first() if key is not None else None

    @cached_property
    def questions(self) -> list[Any]:
        """The editors' own questions."""
        return list(self.form_page.questions.all()) if self.form_page is not None else []

    @cached_property
    def slugs(self) -> list[str]:
        """The steps, in order."""
        own = [QUESTIONS] if self.questions else []
        return [*STEP_FORMS[self.role], *own, CONSENT]

    def title(self, slug: str) -> Any:
        """Return a step's title."""
        is_learner = self.role is ApplicationRole.LEARNER
        return (_LEARNER_TITLES.get(slug) if is_learner else None) or _TITLES[slug]

    def next_of(self, slug: str) -> str:
        """Return the step after this one."""
        return self.slugs[min(self.slugs.index(slug) + 1, len(self.slugs) - 1)]

    def previous_of(self, slug: str) -> str:
        """Return the step before this one."""
        return self.slugs[max(self.slugs.index(slug) - 1, 0)]

    def form(self, slug: str, *, is_checked: bool = True) -> Any:
        """Return a step's form with what was typed.

        Args:
            slug: the step, not the last one.
            is_checked: whether to look for errors in it, also where nothing was typed yet.
        """
        typed = self._typed(slug)
        if is_checked:
            return self.bind(slug, typed or {})
        form = self.bind(slug, typed)
        if form.is_bound:
            # What was typed is shown as it is; nobody has asked whether it is right.
            form._errors = forms.utils.ErrorDict()
            form.cleaned_data = {}
        return form

    def bind(self, slug: str, data: Any, files: Any = None) -> Any:
        """Return a step's form with data as a browser sends it, or ``None`` for an empty one."""
        if data is not None and not isinstance(data, MultiValueDict):
            data = MultiValueDict(data)
        if slug == QUESTIONS:
            form_class = QuestionFormBuilder(self.questions).get_form_class()
            return form_class(data, prefix="question", auto_id="id_%s")
        step_form = STEP_FORMS[self.role][slug]
        more: dict[str, Any] = {}
        if issubclass(step_form, YouForm):
            application = self.application
            more = {
                "initial": {name: getattr(application, name) for name in IDENTITY},
                "is_sent": self.application.submitted_at is not None,
                "takes_learners": self.takes_learners,
            }
        site = self.application.site
        form = step_form(data, files, site=site, terms=self._terms, **more)
        if "drop_portrait" in form.fields and self.application.portrait is None:
            del form.fields["drop_portrait"]
        elif "portrait" in form.fields:
            form.fields["portrait"].label = gettext("Choose another photo")
        return form

    @property
    def takes_learners(self) -> bool:
        """Whether one may choose to join as a learner; who has begun as one may go on."""
        if self.role is not ApplicationRole.COACH or self.form_page is None:
            return True
        return bool(self.form_page.takes_learners)

    def consent_form(self, data: Any = None) -> ConsentForm:
        """Return the form of the last step."""
        return ConsentForm(data, words=self.consent_words)

    @cached_property
    def consent_words(self) -> str:
        """What is agreed to, in the language that is spoken."""
        if self.role.coaches:
            return str(consent_service.words(site=self.application.site))
        return gettext(
            "I agree that the association stores what I wrote here, and uses it to help me find "
            "a coach. It is not public, and I can have it deleted at any time."
        )

    def checked(self, slug: str) -> Any:
        """Return a step's form with what was typed, looked through for errors."""
        if slug not in self._checked:
            form = self.form(slug)
            form.is_valid()
            self._checked[slug] = form
        return self._checked[slug]

    def is_complete(self, slug: str) -> bool:
        """Whether somebody was at a step, and all of it is right."""
        return self._was_at(slug) and self.checked(slug).is_valid()

    def first_open(self) -> str:
        """Return the first step that is not complete: the last one, where all others are."""
        return next(slug for slug in self.slugs if not self.is_complete(slug))

    def first_wrong(self) -> str | None:
        """Return the first step with an error, or ``None``."""
        steps = self.slugs[:-1]
        return next((slug for slug in steps if not self.checked(slug).is_valid()), None)

    def progress(self, current: str) -> list[Step]:
        """Return all steps for the list of them. One may be opened that was, and the first that
        waits.
        """
        first_open = self.first_open()
        return [
            Step(
                slug=slug,
                title=self.title(slug),
                number=number,
                is_current=slug == current,
                is_complete=self.is_complete(slug),
                is_open=slug == first_open or self._was_at(slug),
            )
            for number, slug in enumerate(self.slugs, start=1)
        ]

    def facts(self) -> dict[str, Any]:
        """Return what all steps came to, as ``services/profile_edit.py`` names it. Call it when
        nothing is wrong.
        """
        facts: dict[str, Any] = {}
        for slug in STEP_FORMS[self.role]:
            facts.update(self.checked(slug).cleaned_data)
        return {name: value for name, value in facts.items() if name not in _NO_FACTS}

    def answers(self) -> list[dict[str, str]]:
        """Return the answers to the editors' own questions."""
        if not self.questions:
            return []
        return [{"label": said.label, "answer": said.text} for said in self.said(QUESTIONS)]

    def said(self, slug: str) -> list[Said]:
        """Return what was said in a step, in words; what was left empty is left out."""
        form = self.checked(slug)
        found = [Said(str(field.label), _in_words(field, form)) for field in form]
        return [said for said in found if said.text]

    def typed_in(self, slug: str, data: Any) -> dict[str, list[str]]:
        """Return what a browser has sent for a step, to be stored: as it is, but for what cannot be
        stored on every database.
        """
        form = self.bind(slug, data)
        names = [
            form.add_prefix(name)
            for name, field in form.fields.items()
            if name != "drop_portrait" and not field.widget.needs_multipart_form
        ]
        return {
            name: [
                without_control_characters(value)[:_MOST_TYPED]
                for value in data.getlist(name)[:_MOST_VALUES]
            ]
            for name in names
        }

    def _was_at(self, slug: str) -> bool:
        """Whether somebody was at a step. The first page asks for a part of the first one."""
        typed = self._typed(slug)
        return typed is not None and (slug != "you" or "preferred_name" in typed)

    def _typed(self, slug: str) -> Mapping[str, list[str]] | None:
        """Return what was typed in a step; ``None`` where nobody was there yet."""
        typed: Mapping[str, list[str]] | None = self.application.typed.get(slug)
        return typed


def _in_words(bound: Any, form: Any) -> str:
    """Return what was said in a field as somebody would say it."""
    field = bound.field
    value = form.cleaned_data.get(bound.name)
    if bound.name == "drop_portrait" or value in (None, "", [], False) or isinstance(value, bytes):
        return ""
    if isinstance(field, forms.MultipleChoiceField):
        names = _names(field)
        return ", ".join(names.get(str(one), str(one)) for one in value)
    if isinstance(field, forms.ChoiceField):
        return _names(field).get(str(value), str(value))
    if isinstance(value, bool):
        return gettext("Yes")
    if isinstance(field, forms.DateField) and isinstance(value, str):
        value = datetime.date.fromisoformat(value)
    if isinstance(value, datetime.datetime):
        return date_format(value, "DATETIME_FORMAT")
    if isinstance(value, datetime.date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(field, (forms.IntegerField, forms.DecimalField)):
        return number_format(value, force_grouping=True)
    return str(value)


def _names(field: Any) -> dict[str, str]:
    """Return the names of a field's choices; those of groups, too."""
    names: dict[str, str] = {}
    for value, name in field.choices:
        group = name if isinstance(name, (list, tuple)) else [(value, name)]
        names.update({str(key): str(label) for key, label in group})
    return names
