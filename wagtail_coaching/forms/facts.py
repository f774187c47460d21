"""The base of forms in which people tell facts about themselves, and the terms they choose from."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from wagtail_coaching.models import (
    CareerStage,
    CoachLanguage,
    CoachRole,
    Credential,
    MeetingFormat,
    OrganizationType,
    Topic,
)
from wagtail_coaching.services.taxonomy import terms_of

if TYPE_CHECKING:
    from wagtail.models import Site

#: The vocabulary of each fact that is one of its terms, or several.
VOCABULARIES: Final[dict[str, Any]] = {
    "organization_type": OrganizationType,
    "career_stage": CareerStage,
    "credentials": Credential,
    "roles": CoachRole,
    "topics": Topic,
    "formats": MeetingFormat,
    "languages": CoachLanguage,
}
CHOOSE: Final = ("", _("Choose one"))


class SiteTerms:
    """The terms of a site as they are stored, named in the language that is spoken. All of them
    are looked up together, when the first are asked for: share it among forms.
    """

    def __init__(self, site: Site) -> None:
        """Look up nothing yet."""
        self.site = site

    def of(self, fact: str) -> list[tuple[Any, str]]:
        """Return the terms that a fact may be, each with its name."""
        return self._all[fact]

    @cached_property
    def _all(self) -> dict[str, list[tuple[Any, str]]]:
        models = VOCABULARIES.values()
        default = Locale.get_default()
        code = get_language() or ""
        spoken = Locale.objects.filter(language_code=code).first() or default
        stored = terms_of(*models, site=self.site, locale_id=default.pk)
        named = stored
        if spoken != default:
            named = terms_of(*models, site=self.site, locale_id=spoken.pk)
        names = {term.translation_key: term.name for terms in named for term in terms}
        return {
            fact: [(term, names.get(term.translation_key, term.name)) for term in terms]
            for fact, terms in zip(VOCABULARIES, stored, strict=True)
        }


class FactsForm(forms.Form):
    """The base of the mixins: offers the terms of one site.

    As ``initial`` it takes facts as ``profile_edit.facts_of`` gives them. A field whose vocabulary
    has no terms is left out.
    """

    #: The fields that must be filled in.
    required_facts: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self, *args: Any, site: Site, terms: SiteTerms | None = None, **kwargs: Any
    ) -> None:
        """Offer the site's terms.

        Args:
            site: whose form it is.
            terms: its terms, where several forms share them.
        """
        super().__init__(*args, **kwargs)
        self.site = site
        self._offer(terms or SiteTerms(site))
        for name in self.required_facts:
            if name in self.fields:
                self.fields[name].required = True

    def _offer(self, terms: SiteTerms) -> None:
        for name in [name for name in VOCABULARIES if name in self.fields]:
            known = terms.of(name)
            self._keep_chosen(name, [term for term, _name in known])
            choices = [(term.pk, named) for term, named in known if self._is_offered(name, term)]
            field: Any = self.fields[name]
            if not choices:
                del self.fields[name]
                continue
            is_one = not isinstance(field, forms.TypedMultipleChoiceField)
            field.choices = [CHOOSE, *choices] if is_one else choices

    def _keep_chosen(self, name: str, terms: list[Any]) -> None:
        """Say what is chosen now by the terms that are offered: a page in another language names
        those of that language.
        """
        value = self.initial.get(name)
        chosen = set(value if isinstance(value, (list, tuple)) else [value]) - {None, ""}
        if not chosen or chosen <= {term.pk for term in terms}:
            return
        model = VOCABULARIES[name]
        keys = set(
            model._default_manager.filter(pk__in=chosen, site=self.site).values_list(
                "translation_key", flat=True
            )
        )
        found = [term.pk for term in terms if term.translation_key in keys]
        is_many = isinstance(value, (list, tuple))
        self.initial[name] = found if is_many else next(iter(found), None)

    def _is_offered(self, name: str, term: Any) -> bool:
        """Whether somebody may choose a term. Nobody makes themselves a Senior Advisor: whom the
        association appoints can stay one, or stop.
        """
        if name != "roles" or not term.makes_introductions:
            return True
        return term.pk in (self.initial.get("roles") or [])
