"""The vocabularies an association keeps: topics, organization types, career stages, credentials,
roles, meeting formats, languages.

They are translatable snippets, bound to a site, slugged (the slug stands in gallery links) and
in the order that editors give them.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Locale, Orderable, TranslatableMixin
from wagtail.search import index

from wagtail_coaching.models.base import SiteRecord
from wagtail_coaching.panels import SiteBoundForm


class VocabularyTerm(TranslatableMixin, Orderable, index.Indexed, SiteRecord):
    """Abstract: one term of a site's vocabulary, in one language."""

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(
        _("slug"),
        max_length=100,
        blank=True,
        help_text=_("Used in links to the gallery. Leave empty to make it from the name."),
    )
    description = models.TextField(_("description"), blank=True)

    base_form_class = SiteBoundForm
    panels = [
        FieldPanel("site"),
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("description"),
    ]
    search_fields = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.SearchField("description"),
        index.FilterField("site"),
        index.FilterField("locale"),
    ]

    class Meta(TranslatableMixin.Meta):
        abstract = True
        ordering = ["sort_order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "locale", "slug"],
                name="%(app_label)s_%(class)s_slug_unique",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Fill an empty slug from the name, and check that no other term has it.

        Django leaves this check out where the form does not show the locale, as in the admin.

        Raises:
            ValidationError: the slug is taken, or none can be made of the name.
        """
        super().clean()
        if not self.slug:
            self.slug = slugify(self.name, allow_unicode=False)[:100]
        if not self.slug:
            raise ValidationError({"slug": gettext("Enter a slug: none can be made of this name.")})
        terms: models.QuerySet[Any] = type(self)._default_manager.all()
        same = terms.filter(
            site_id=self.site_id,
            locale_id=self.locale_id or Locale.get_default().pk,
            slug=self.slug,
        )
        if self.site_id and same.exclude(pk=self.pk).exists():
            raise ValidationError({"slug": gettext("This site already has a term with this slug.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Fill an empty slug, also when the term is made by code, and save."""
        if not self.slug:
            self.slug = slugify(self.name)[:100]
        super().save(*args, **kwargs)


class Topic(VocabularyTerm):
    """Something a learner wants to talk about, such as interview preparation."""

    class Meta(VocabularyTerm.Meta):
        abstract = False
        verbose_name = _("topic")
        verbose_name_plural = _("topics")


class OrganizationType(VocabularyTerm):
    """A kind of organization, such as a city or a council of governments."""

    class Meta(VocabularyTerm.Meta):
        abstract = False
        verbose_name = _("organization type")
        verbose_name_plural = _("organization types")


class CareerStage(VocabularyTerm):
    """A stage in a career, such as department head."""

    class Meta(VocabularyTerm.Meta):
        abstract = False
        verbose_name = _("career stage")
        verbose_name_plural = _("career stages")


class Credential(VocabularyTerm):
    """A professional credential that a coach may hold."""

    class Meta(VocabularyTerm.Meta):
        abstract = False
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")


class CoachRole(VocabularyTerm):
    """What somebody is to a learner: coach, catalyst, mentor, Senior Advisor. The description is
    the glossary's explanation.
    """

    makes_introductions = models.BooleanField(
        _("suggests coaches and introduces them"),
        default=False,
        help_text=_("As Senior Advisors do: they are listed by state, for a warm introduction."),
    )

    panels = [*VocabularyTerm.panels, FieldPanel("makes_introductions")]

    class Meta(VocabularyTerm.Meta):
        abstract = False
        verbose_name = _("role")
        verbose_name_plural = _("roles")


class MeetingFormat(VocabularyTerm):
    """How a coach and a learner talk: by phone, by video, in person."""

    class Meta(VocabularyTerm.Meta):
        abstract = False
        verbose_name = _("meeting format")
        verbose_name_plural = _("meeting formats")


class CoachLanguage(VocabularyTerm):
    """A language that a coach can coach in, spoken or signed."""

    class Meta(VocabularyTerm.Meta):
        abstract = False
        verbose_name = _("language")
        verbose_name_plural = _("languages")


class SearchSynonym(SiteRecord):
    """Words that mean the same in the gallery's search, such as "CAO" and "city manager"."""

    words = models.CharField(
        _("words that mean the same"),
        max_length=500,
        help_text=_("With commas between them, such as “CAO, city manager, town manager”."),
    )

    base_form_class = SiteBoundForm
    panels = [FieldPanel("site"), FieldPanel("words")]

    class Meta:
        verbose_name = _("search synonym")
        verbose_name_plural = _("search synonyms")
        ordering = ["words", "pk"]

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        """Check that there are at least two.

        Raises:
            ValidationError: there are not.
        """
        super().clean()
        if len(self.phrases) < 2:
            raise ValidationError(
                {"words": gettext("Enter at least two, with a comma between them.")}
            )

    @property
    def phrases(self) -> list[str]:
        """The words, or sequences of words, that mean the same."""
        return [phrase.strip() for phrase in self.words.split(",") if phrase.strip()]
